"""Where a file of Python names modules, and how it would name others: import statements, and calls that are given the
name of a module. Pure text, no look-up: whether a name means the module is for the caller to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from omny.languages.facets.refactor import Imports, Locate, Move, Specifier, TextLiteral
from omny.languages.facets.source import SourceText
from omny.languages.python.files import SOURCE_FOLDERS
from omny.languages.python.refactor.moved import MovedPythonModule
from omny.languages.python.refactor.paths import STUB_OR_SOURCE, module_name, module_stem, relative_name, resolve_folder
from omny.languages.python.refactor.texts import absolute_name, find_modules, plain_literal, split_name
from omny.model.places import Splice

_PREFIXES = "rRbBuUfF"
_NAMES = ("attribute", "identifier")


class PythonSpecifiers(Imports):
    """See there."""

    string = frozenset(("string",))

    project_files: tuple[str, ...] = ("pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "pytest.ini", "noxfile.py")

    def specifiers(self, source: SourceText, locate: Locate) -> Iterator[Specifier]:
        """See there. Of a string that names something in a module it is the name of the module."""
        left = [source.root]
        while left:
            node = left.pop()
            if node.type == "import_from_statement":
                yield from _from_statement(source, node)
                continue
            if node.type == "import_statement":
                for name, alias, _ in _names(source, node):
                    yield Specifier(source.text(name), *name.byte_range, node, alias=alias)
                continue
            if node.type == "call":
                yield from _in_call(source, node, locate)
            left += node.named_children

    def literal(self, source: SourceText, node: Node) -> TextLiteral:
        """A string literal, without its prefix and its quotes."""
        plain = plain_literal(source, node)
        text = source.text(node).lstrip(_PREFIXES).strip("'\"`")
        return TextLiteral(text, plain.start if plain else node.start_byte + 1, node)

    def candidates(self, move: Move, spec: str, path: str, target: str) -> list[str]:
        """Relative, as long as that stays in a package, or from the folder that the module was named from."""
        home, wanted = move.home(path), move.home(target)
        folder = "/".join(module_stem(target).split("/")[: -(spec.count(".") + 1)])
        if spec.startswith("."):
            name, folder = relative_name(home, wanted), ""
            base, was = resolve_folder(name, home), resolve_folder(spec, path)
            if base == was or any(move.after.module(f"{base}/__init__{ending}") for ending in STUB_OR_SOURCE):
                return [name]
        roots = dict.fromkeys((folder, "", *SOURCE_FOLDERS))
        return [module_name(wanted, root) for root in roots if not root or wanted.startswith(f"{root}/")]

    def origin(self, path: str, spec: str) -> str:
        """A module that is found from `src`, and was from the root, may not be there for who runs the program."""
        return "" if spec.startswith(".") else module_stem(path).removesuffix("/".join(spec.split(".")))

    def submodule(self, module: str, name: str) -> str:
        """See there."""
        return f"{module}{'' if module.endswith('.') else '.'}{name}"

    def rewrite(self, source: SourceText, specifier: Specifier, new: str) -> list[Splice]:
        """The new name; of `import a.b` also what the file says of `a.b`, and the import of `a` where more of it is
        used."""
        is_plain = specifier.node.type == "import_statement" and not specifier.alias
        if not is_plain or "." not in specifier.text + new:
            return super().rewrite(source, specifier, new)
        spans = [node.byte_range for node in _expressions(source, specifier.text)]
        package = specifier.text.rpartition(".")[0]
        written = new
        if package and not new.startswith(f"{package}.") and _is_used(source, package, {start for start, _ in spans}):
            written = f"{new}, {package}"
        return [
            Splice((specifier.start, specifier.end), written.encode()),
            *(Splice(span, new.encode()) for span in spans),
        ]

    def rewrite_names(
        self, source: SourceText, statement: Node, module: str, staying: list[str], moved: list[tuple[str, str]]
    ) -> Splice | None:
        """A name that is a module elsewhere gets a statement of its own."""
        if any(child.type == "comment" for child in statement.children):
            return None
        lines = [f"from {module} import {', '.join(staying)}"] if staying else []
        for name, local in moved:
            above, dot, last = name.rpartition(".")
            above += "" if above.strip(".") else dot
            named = last if last == local else f"{last} as {local}"
            lines.append(f"from {above} import {named}" if above else f"import {named}")
        between = (source.line_end_near(statement.byte_range) + source.indent_at(statement.start_byte)).decode()
        if not source.begins_line(statement.start_byte):
            between = "; "
        return Splice(statement.byte_range, between.join(lines).encode())

    def moved_module(self, move: Move) -> MovedPythonModule:
        """See there."""
        return MovedPythonModule(move)


def _names(source: SourceText, statement: Node) -> Iterator[tuple[Node, str, Node]]:
    """The names of an import statement: each with its alias, or "", and with the node of both."""
    for part in statement.children_by_field_name("name"):
        is_aliased = part.type == "aliased_import"
        name = part.child_by_field_name("name") if is_aliased else part
        alias = part.child_by_field_name("alias") if is_aliased else None
        if name is not None:
            yield name, source.text(alias) if alias is not None else "", part


def _from_statement(source: SourceText, statement: Node) -> Iterator[Specifier]:
    module = statement.child_by_field_name("module_name")
    if module is None:
        return
    text, span = "".join(source.text(module).split()), statement.byte_range
    names = list(_names(source, statement))
    yield Specifier(text, *module.byte_range, module, statement=span, has_names=bool(names))
    for name, alias, part in names:
        yield Specifier(text, *part.byte_range, statement, source.text(name), alias, span)


def _in_call(source: SourceText, call: Node, locate: Locate) -> Iterator[Specifier]:
    for named in find_modules(source, call):
        text, start, end = named.literal
        package = named.package if text.startswith(".") else ""
        text = absolute_name(text, package) if package else text
        if not named.goes_on:
            yield Specifier(text, start, end, named.node, within=package)
        elif found := split_name(text, locate):
            yield Specifier(found.module, start, start + len(found.module.encode()), named.node, within=package)


def _expressions(source: SourceText, dotted: str) -> Iterator[Node]:
    """Where an expression has the dotted name."""
    for match in re.finditer(rb"(?<![\w.])" + re.escape(dotted.encode()) + rb"(?!\w)", source.content):
        node = source.node_at(match.span())
        if node is not None and node.type in _NAMES and node.byte_range == match.span():
            yield node


def _is_used(source: SourceText, package: str, besides: set[int]) -> bool:
    """Whether an expression speaks of the package, apart from these uses of a module in it."""
    for node in _expressions(source, package):
        above = node.parent
        if node.start_byte not in besides and (above is None or above.type not in ("dotted_name", "relative_import")):
            return True
    return False
