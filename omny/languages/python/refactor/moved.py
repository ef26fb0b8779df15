"""A module of Python that moves: where files name it other than by an import. It is an attribute of its package, its
name stands in texts, and its package may import it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from tree_sitter import Node

from omny.languages.facets.refactor import Move, MovedModule, TextLiteral
from omny.languages.facets.source import SourceText
from omny.languages.python.files import SOURCE_FOLDERS
from omny.languages.python.refactor.paths import PACKAGE, STUB_OR_SOURCE, module_name, split_module
from omny.languages.python.refactor.references import is_in_all
from omny.languages.python.refactor.texts import (
    ATTRIBUTE_CALLS,
    IMPORT_CALLS,
    last_name_around,
    may_be_run,
    plain_literal,
    split_name,
)
from omny.languages.table import ENDINGS
from omny.model.places import Span, Splice, WhyLeft
from omny.resolve.values import Module

_OWNERS = ("identifier", "attribute")
_FUNCTIONS = ("function_definition", "lambda")


class MovedPythonModule(MovedModule):
    """See there."""

    folder_stem = PACKAGE

    def __init__(self, move: Move) -> None:
        super().__init__(move)
        folder, self._name = split_module(move.old)
        kinds = [f"{folder}/{PACKAGE}{ending}" for ending in STUB_OR_SOURCE] if folder else []
        found = next((each for each in kinds if move.before.module(each)), f"{folder}/" if folder else "")
        self._package = found
        self._is_bound = bool(found) and move.before.values(found, self._name) is not None

    # ── attributes ──

    def adapt(self, source: SourceText, taken: Iterable[Span]) -> Iterator[Splice]:
        """`package.module` in expressions, as the module is called there afterwards."""
        folder, new = posixpath.dirname(self._package), self.move.new
        name = module_name(new, folder) if new.startswith(f"{folder}/") else ""
        spans = list(taken)
        for (start, end), is_sure in self._attributes(source):
            if any(first <= start < last for first, last in spans):
                continue
            if name and is_sure:
                yield Splice((start, end), name.encode())
            else:
                self.move.leave(source, start, WhyLeft.PACKAGE_ATTRIBUTE)
        for start in self._find_in_all(source):
            self.move.leave(source, start, WhyLeft.LISTED)

    def _attributes(self, source: SourceText) -> Iterator[tuple[Span, bool]]:
        """Where the module is an attribute of its package that the package does not bind itself, and whether another
        name can stand there. The attribute is there because something has imported the module, and goes with it.
        `import *` makes a name of it."""
        if not self._package or self._is_bound or not source.path.endswith(ENDINGS["python"]):
            return
        pattern = re.compile(rb"(?<!\w)" + re.escape(self._name.encode()) + rb"(?!\w)")
        spans = [match.span() for match in pattern.finditer(source.content)]
        scopes = dict(source.walk.scopes_at([start for start, _ in spans]))
        is_free = self.move.before.values(source.path, self._name) is None
        for span in spans:
            node = source.node_at(span)
            parent = node.parent if node is not None else None
            if node is None or parent is None or node.type != "identifier" or node.byte_range != span:
                continue
            scope = scopes[span[0]]
            named, owner = parent.child_by_field_name("attribute"), parent.child_by_field_name("object")
            if named is not None and owner is not None and named.id == node.id:
                values = self.move.values(source, scope, source.walk.chain(owner))
                if Module(self._package) in values:
                    yield span, len(values) == 1
            elif is_free and source.walk.tree.expand(scope, self._name)[0] == [self._name]:
                if Module(self.path) in self.move.values(source, scope, self._name):
                    yield span, False

    def _find_in_all(self, source: SourceText) -> Iterator[int]:
        """Where `__all__` of the package names the module without a name of the package: `import *` imports it."""
        if source.path != self._package or self._is_bound:
            return
        for literal in self.move.texts(source):
            if literal.text == self._name and is_in_all(source, literal.node):
                yield literal.node.start_byte

    # ── texts ──

    def text_pattern(self) -> re.Pattern[bytes]:
        """See there."""
        names = [self._name, *self._dotted_names(), self.path]
        return re.compile(b"|".join(re.escape(name.encode()) for name in names))

    def classify_literal(self, source: SourceText, literal: TextLiteral) -> WhyLeft | None:
        """See there."""
        if self._is_named(source, literal.node):
            return WhyLeft.NAMED_EXACTLY
        return WhyLeft.STRING if self._is_mentioned(source, literal) else None

    def _is_named(self, source: SourceText, node: Node) -> bool:
        """Whether a string is the name of the module, or of something in it, and nothing else."""
        literal = plain_literal(source, node)
        if literal is None or not may_be_run(source, node):
            return False
        if literal.text == self._name and not self._is_bound:
            return self._is_taken_from_package(source, node)
        if literal.text.startswith(".") and last_name_around(source, node) in IMPORT_CALLS:
            return literal.text.endswith(f".{self._name}")
        if not {".", ":"} & set(literal.text):
            return False
        rules, before = self.move.rules(source.path), self.move.before
        vantage = rules.vantage(source.path)
        found = split_name(literal.text, lambda name: rules.locate(name, vantage, before))
        if found is None or found.path != self.path:
            return False
        first = re.split(r"[.:]", found.rest)[1] if found.rest else ""
        return not first or before.values(self.path, first) is not None

    def _is_taken_from_package(self, source: SourceText, node: Node) -> bool:
        """Whether it is the name in `getattr(package, "name")` and its like."""
        arguments = node.parent
        if last_name_around(source, node) not in ATTRIBUTE_CALLS or arguments is None:
            return False
        owner = arguments.named_children[0]
        if owner.type not in _OWNERS or not self._package:
            return False
        [(_, scope)] = source.walk.scopes_at([node.start_byte])
        return Module(self._package) in self.move.values(source, scope, source.walk.chain(owner))

    def _is_mentioned(self, source: SourceText, literal: TextLiteral) -> bool:
        """Whether a string has the name of the module in it, so that it may be meant."""
        text, node = literal.text, literal.node
        if super().classify_literal(source, literal) is not None:
            return True
        around = last_name_around(source, node)
        is_relative = text[:1] == "." and text.endswith(f".{self._name}")
        if around in IMPORT_CALLS and (text in self._dotted_names() or is_relative):
            return True
        if around in ATTRIBUTE_CALLS and text == self._name:
            return True
        is_statement = node.parent is not None and node.parent.type == "expression_statement"
        dotted = [name for name in self._dotted_names() if "." in name]
        return not is_statement and any(re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) for name in dotted)

    def names_in_configuration(self, within: str) -> list[str]:
        """Its path, or a dotted name."""
        return [within, *(name for name in self._dotted_names() if "." in name)]

    def _dotted_names(self) -> list[str]:
        """The names that the module may have, from the root and from folders of sources."""
        roots = ["", *(root for root in SOURCE_FOLDERS if self.path.startswith(f"{root}/"))]
        return [module_name(self.path, root) for root in roots]

    # ── circles ──

    def circle(self, contents: Mapping[str, SourceText]) -> str:
        """The file of a package that would import the module and be imported by it, where its old place kept the two
        from meeting."""
        if not self._package.endswith(ENDINGS["python"]):
            return ""
        folder = f"{posixpath.dirname(self._package)}/"
        takers = {path for path, source in contents.items() if self._takes_names(path, source)}
        needed = self._needs(self.path, contents)
        if self.move.new.startswith(folder) or not any(path.startswith(folder) for path in needed):
            return ""
        left, seen = [self._package], {self._package}
        while left:
            path = left.pop()
            if path in takers:
                return self._package
            further = {each for each in self._needs(path, contents) if each.startswith(folder)} - seen
            seen |= further
            left += sorted(further)
        return ""

    def _takes_names(self, path: str, source: SourceText) -> bool:
        """Whether a file, as it will be, imports names from the module, which have to be there by then."""
        rules, move = self.move.rules(path), self.move
        if not path.endswith(ENDINGS["python"]):
            return False
        vantage = rules.vantage(move.home(path))
        for statement in _from_statements(source.root):
            module = statement.child_by_field_name("module_name")
            spec = "".join(source.text(module).split()) if module is not None else ""
            if spec and not _is_late(statement) and rules.locate(spec, vantage, move.after) == move.new:
                return True
        return False

    def _needs(self, path: str, contents: Mapping[str, SourceText]) -> set[str]:
        """The files that a file imports as soon as it is imported."""
        source = contents.get(path) or self.move.source(path)
        found = self.move.modules(path, source, after=path in contents)
        return {target for target, specifier in found.items() if not _is_late(specifier.node)}


def _from_statements(root: Node) -> Iterator[Node]:
    left = [root]
    while left:
        node = left.pop()
        if node.type == "import_from_statement":
            yield node
        else:
            left += node.named_children


def _is_late(node: Node | None) -> bool:
    """Whether an import stands in a function."""
    while node is not None and node.type not in _FUNCTIONS:
        node = node.parent
    return node is not None
