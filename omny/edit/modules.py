"""Where a module is named other than by an import: as an attribute of its package, and by its name in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from posixpath import dirname, join, relpath
from typing import NamedTuple

from tree_sitter import Node

from omny.base.errors import SourceError
from omny.base.paths import folders_above, read_source
from omny.edit.names import is_in_all
from omny.edit.plan import View, left_at
from omny.edit.request import Left
from omny.edit.source import SourceFile
from omny.edit.texts import function_of, is_name_only, literal_of, split
from omny.extract.scopes import Scope
from omny.languages import language_named
from omny.languages.javascript.naming import split_ending
from omny.languages.python.naming import (
    ATTRIBUTE_CALLS,
    IMPORT_CALLS,
    PYTHON_ENDINGS,
    SOURCE_FOLDERS,
    module_name,
    package_of,
)
from omny.model.places import Place, WhyLeft, describe
from omny.model.surfaces import is_configuration
from omny.pipeline.tree_state import names_of
from omny.resolve.lookup import SymbolLookup
from omny.resolve.values import Known, Module

MAX_TOLD = 200  # places whose text names the module; more are not read by anybody

_BESIDE = ("pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "pytest.ini", "Makefile", "noxfile.py", "Procfile")
"""Files at the root that may name what is run, and that the ledger need not list."""

_TEXTS = ("string", "template_string")


class Attribute(NamedTuple):
    """`package.module` in an expression: the place of `module`, and whether another name can stand there."""

    start: int
    end: int
    is_sure: bool


class ModuleUses:
    """The uses of one module of Python, or of JavaScript, in files that import it by other ways."""

    def __init__(self, view: View, path: str, lookup: SymbolLookup) -> None:
        self._view = view
        self._path = path
        self._lookup = lookup
        self._is_python = path.endswith(PYTHON_ENDINGS)
        folder, self.name = package_of(path) if self._is_python else ("", "")
        kinds = (f"{folder}/__init__.py", f"{folder}/__init__.pyi") if folder else ()
        self.package = next((each for each in kinds if lookup.module(each)), f"{folder}/" if folder else "")
        self._bound = bool(self.package) and lookup.values(self.package, self.name) is not None

    # ── attributes ──

    def attributes(self, source: SourceFile) -> Iterator[Attribute]:
        """Where the module is an attribute of its package that the package does not bind itself: it is there because
        something has imported the module, and goes with it. `import *` makes a name of it."""
        if not self._is_python or not self.package or self._bound:
            return
        pattern = re.compile(rb"(?<!\w)" + re.escape(self.name.encode()) + rb"(?!\w)")
        starts = [match.start() for match in pattern.finditer(source.content)]
        scopes = dict(source.walk.scopes_at(starts))
        is_free = self._lookup.values(source.path, self.name) is None
        for start in starts:
            end = start + len(self.name.encode())
            node = source.root.descendant_for_byte_range(start, end)
            parent = node.parent if node is not None else None
            if node is None or parent is None or node.type != "identifier" or node.byte_range != (start, end):
                continue
            named, owner = parent.child_by_field_name("attribute"), parent.child_by_field_name("object")
            if named is not None and owner is not None and named.id == node.id:
                values = self._values(source, scopes[start], source.walk.chain(owner))
                if Module(self.package) in values:
                    yield Attribute(start, end, len(values) == 1)
            elif is_free and source.walk.tree.expand(scopes[start], self.name)[0] == [self.name]:
                if Module(self._path) in self._values(source, scopes[start], self.name):
                    yield Attribute(start, end, False)

    def _values(self, source: SourceFile, scope: Scope, chain: str) -> set[Known]:
        """What a chain stands for there."""
        if chain[0] == "?":
            return set()
        if chain[0] == "^":
            chain = source.walk.seen_from(scope, chain)
        chains, _ = source.walk.tree.expand(scope, chain)
        evaluator = self._view.evaluator(source.path)
        return {value for each in chains for value in evaluator.evaluate(source.path, each)}

    def listed(self, source: SourceFile) -> Iterator[int]:
        """Where `__all__` of the package names the module without a name of the package: `import *` imports it."""
        if source.path != self.package or self._bound:
            return
        for node in _texts(source.root):
            if _content(source, node) == self.name and is_in_all(source, node):
                yield node.start_byte

    # ── texts ──

    def told(self, paths: Collection[str], specifiers: Collection[tuple[str, int]]) -> list[Left]:
        """Where a string names the module, or a configuration file: nobody knows for certain that it is meant.
        `specifiers` are the places (path, byte) that are known to be adapted."""
        found: list[Left] = []
        for path in paths:
            if len(found) < MAX_TOLD and self._pattern.search(self._view.read(path)):
                source = self._view.source(path)
                for node in _texts(source.root):
                    start = literal.start if (literal := literal_of(source, node)) else node.start_byte + 1
                    if (path, start) in specifiers:
                        continue
                    if self._is_named(source, node):
                        found.append(left_at(self._view, Place(path, node.start_byte, ""), WhyLeft.NAMED_EXACTLY))
                    elif self._names(source, node):
                        found.append(left_at(self._view, Place(path, node.start_byte, ""), WhyLeft.STRING))
        return [*found, *self._configured()][:MAX_TOLD]

    @property
    def _pattern(self) -> re.Pattern[bytes]:
        names = (
            [self.name, *self._dotted(), self._path]
            if self._is_python
            else [split_ending(self._path)[0].split("/")[-1]]
        )
        return re.compile(b"|".join(re.escape(name.encode()) for name in names))

    def _dotted(self) -> list[str]:
        """The names that the module may have, from the root and from folders of sources."""
        roots = ["", *(root for root in SOURCE_FOLDERS if self._path.startswith(f"{root}/"))]
        return [module_name(self._path, root) for root in roots] if self._is_python else []

    def _is_named(self, source: SourceFile, node: Node) -> bool:
        """Whether a string of Python is the name of the module, or of something in it, and nothing else."""
        literal = literal_of(source, node) if self._is_python else None
        if literal is None or not is_name_only(source, node):
            return False
        if literal.text == self.name and not self._bound:
            return self._is_taken_from_package(source, node)
        if literal.text.startswith(".") and function_of(source, node).rpartition(".")[2] in IMPORT_CALLS:
            return literal.text.endswith(f".{self.name}")
        if not {".", ":"} & set(literal.text):
            return False
        rules = language_named(self._view.ledger[source.path].language).rules
        vantage = rules.vantage(source.path)
        found = split(literal.text, lambda name: rules.locate(name, vantage, self._lookup))
        if found is None or found.path != self._path:
            return False
        first = re.split(r"[.:]", found.rest)[1] if found.rest else ""
        return not first or self._lookup.values(self._path, first) is not None

    def _is_taken_from_package(self, source: SourceFile, node: Node) -> bool:
        """Whether it is the name in `getattr(package, "name")` and its like."""
        arguments = node.parent
        if function_of(source, node).rpartition(".")[2] not in ATTRIBUTE_CALLS or arguments is None:
            return False
        owner = arguments.named_children[0]
        if owner.type not in ("identifier", "attribute") or not self.package:
            return False
        [(_, scope)] = source.walk.scopes_at([node.start_byte])
        return Module(self.package) in self._values(source, scope, source.walk.chain(owner))

    def _names(self, source: SourceFile, node: Node) -> bool:
        text = _content(source, node)
        if re.search(rf"(?<![\w./-]){re.escape(self._path)}(?![\w-])", text):
            return True
        if not self._is_python:
            return text.startswith(".") and self._is_located(source, text)
        around = function_of(source, node).rpartition(".")[2]
        if around in IMPORT_CALLS and (text in self._dotted() or (text[:1] == "." and text.endswith(f".{self.name}"))):
            return True
        if around in ATTRIBUTE_CALLS and text == self.name:
            return True
        is_statement = node.parent is not None and node.parent.type == "expression_statement"
        dotted = [name for name in self._dotted() if "." in name]
        return not is_statement and any(re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) for name in dotted)

    def _is_located(self, source: SourceFile, text: str) -> bool:
        rules = language_named(self._view.ledger[source.path].language).rules
        return rules.locate(text.replace(" ", "%20"), rules.vantage(source.path), self._lookup) == self._path

    def aliases(self) -> set[str]:
        """Names that have nothing of the path: of the package that a script is in, and of entries of configurations."""
        if self._is_python:
            return set()
        state, ledger = self._view.state, self._view.ledger
        found = {
            alias
            for place in self._configured()
            for alias in re.findall(r"[\"']([#@~\w][^\"'*]*)[\"']\s*:", place.text)
        }
        for above in folders_above(self._path):
            path = join(above, "package.json")
            if path in ledger and (surface := state.surface(path)) is not None:
                names = names_of(path, ledger[path].language, surface)
                found |= {name.partition(":")[2] for name in names}
        return found

    def _configured(self) -> Iterator[Left]:
        view = self._view
        configs = [path for path, row in view.ledger.items() if row.is_indexed and is_configuration(row.language)]
        for path in sorted({*configs, *_BESIDE}):
            try:
                content = read_source(view.root, path, view.settings.max_file_bytes)[0]
            except SourceError:
                continue
            within = relpath(self._path, dirname(path) or ".")
            names = [within, *([split_ending(within)[0]] if "/" in within and not self._is_python else ())]
            names += [name for name in self._dotted() if "." in name]
            pattern = re.compile(rf"(?<![\w/.-])(?:\./)?(?:{'|'.join(map(re.escape, names))})(?![\w-])".encode())
            for row, line in enumerate(content.splitlines(), 1):
                if match := pattern.search(line):
                    why = WhyLeft.CONFIGURATION
                    text = line.decode("utf-8", "replace").strip()[:200]
                    yield Left(path, row, match.start(), describe(why), text, why)


def _texts(root: Node) -> Iterator[Node]:
    left = [root]
    while left:
        node = left.pop()
        if node.type in _TEXTS:
            yield node
        else:
            left += reversed(node.named_children)


def _content(source: SourceFile, node: Node) -> str:
    return source.walk.text(node).lstrip("rRbBuUfF").strip("'\"`")
