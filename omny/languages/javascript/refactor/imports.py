"""Where a file of JavaScript or TypeScript names modules, and how it would name others: import and export statements,
and the calls that take a specifier."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from omny.languages.facets.refactor import Imports, Locate, Move, Specifier
from omny.languages.facets.source import SourceText
from omny.languages.javascript.refactor.moved import MovedScriptModule
from omny.languages.javascript.refactor.specifiers import relative_anew, relative_specifier, specifiers_like

_STATEMENTS = ("import_statement", "export_statement", "import_require_clause")
_CALLS = ("call_expression", "new_expression")

_MOCKS = "mock doMock unmock dontMock doUnmock"
_SPECIFIER_CALLS = frozenset(
    (
        "require",
        "import",
        "require.resolve",
        "import.meta.resolve",
        *(f"{tool}.{name}" for tool in ("jest", "vi") for name in _MOCKS.split()),
        "jest.requireActual",
        "jest.requireMock",
        "jest.createMockFromModule",
        "jest.genMockFromModule",
        "jest.setMock",
        "jest.unstable_mockModule",
        "vi.importActual",
        "vi.importMock",
    )
)
"""Functions whose first argument is a specifier."""


class ScriptSpecifiers(Imports):
    """See there."""

    string = frozenset(("string", "template_string"))

    def specifiers(self, source: SourceText, locate: Locate) -> Iterator[Specifier]:
        """See there."""
        left = [source.root]
        while left:
            node = left.pop()
            written = _find_specifier(source, node)
            if written is not None:
                yield Specifier(source.text(written)[1:-1], written.start_byte + 1, written.end_byte - 1, written)
            left += node.named_children

    def candidates(self, move: Move, spec: str, path: str, target: str) -> list[str]:
        """Relative, or by the alias; what is no package by another name may be named relative, too."""
        home, wanted = move.home(path), move.home(target)
        if spec.startswith("."):
            return [relative_specifier(home, wanted, spec, target), *relative_anew(home, wanted)]
        name = "/".join(spec.split("/")[: 2 if spec.startswith("@") else 1])
        is_package = move.before.publishers(f"npm:{name}") != ()
        return [*specifiers_like(spec, target, wanted), *([] if is_package else relative_anew(home, wanted))]

    def moved_module(self, move: Move) -> MovedScriptModule:
        """See there."""
        return MovedScriptModule(move)


def _find_specifier(source: SourceText, node: Node) -> Node | None:
    """The string by which a node names a module: `from "./x"`, `require("./x")` and its like,
    `new URL("./x", import.meta.url)`, `declare module "./x"`."""
    if node.type in _STATEMENTS:
        return node.child_by_field_name("source")
    written = None
    if node.type == "module":
        written = node.child_by_field_name("name")
    elif node.type in _CALLS:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        passed = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
        if function is not None and passed and _takes_specifier(source, source.text(function), passed):
            written = passed[0]
    return written if written is not None and (written.type == "string" or _is_plain_template(written)) else None


def _takes_specifier(source: SourceText, function: str, passed: list[Node]) -> bool:
    if function == "URL":
        return len(passed) == 2 and source.text(passed[1]) == "import.meta.url"
    return function in _SPECIFIER_CALLS


def _is_plain_template(node: Node) -> bool:
    return node.type == "template_string" and all(child.type == "string_fragment" for child in node.named_children)
