"""`Plan`: the way to find the atoms that an expression is true of.

Every part of it is a test of one atom. A part that an index can answer (a name, a file, who calls what) also tells
which atoms it can be true of at all, so that only those are read: `calls("f")` costs what the callers of f cost. Where
no part does, all atoms are read.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator

import msgspec

from omny.base.errors import OmnyError
from omny.base.globs import matches_path
from omny.model.atom_data import read_detail
from omny.query.filter.fields import ATOM_FIELDS, Field, Row, Test, comparison
from omny.query.filter.functions import FUNCTIONS, Index
from omny.query.filter.grammar import And, Call, Comparison, Node, Not, fault

FEW = 1_000  # so many are looked up in any case: to count all atoms takes longer than that

MAX_SHARE = 4
"""If an index leaves more than one atom in this number, reading all atoms in order is faster than looking each up."""


class Part(msgspec.Struct, frozen=True):
    """A part of an expression."""

    is_true: Test
    among: Callable[[], set[str] | None] = lambda: None  # ids of all atoms that it can be true of; None: not known


class Plan:
    """An expression over one state of the index."""

    def __init__(self, tree: Node, index: Index) -> None:
        self._index = index
        self.asked: set[str] = set()  # names of fields
        self.fields = ATOM_FIELDS | {
            "language": Field("text", lambda row: index.language(row.stored.atom.file_path)),
            "callers": Field("number", lambda row: index.degrees[1].get(row.stored.atom.id, 0)),
            "callees": Field("number", lambda row: index.degrees[0].get(row.stored.atom.id, 0)),
        }
        self._part = self._plan_node(tree)

    def rows(self, *, indexed: bool = True, every: Callable[[], Iterable[Row]] | None = None) -> Iterator[Row]:
        """The atoms that the expression is true of, by id. Without `indexed` the plan reads all atoms; `every` gives
        all of them, where somebody has read them."""
        repository = self._index.repository
        among = self._part.among() if indexed else None
        if among is None or (len(among) > FEW and len(among) * MAX_SHARE > repository.totals()[0]):
            if every is not None:
                yield from filter(self._part.is_true, every())
                return
            atoms = repository.atoms()
        else:
            atoms = iter(stored for _, stored in sorted(repository.get_many(among).items()))
        for stored in atoms:
            row = Row(stored, read_detail(stored.atom.data))
            if self._part.is_true(row):
                yield row

    def _plan_node(self, node: Node) -> Part:
        if isinstance(node, Comparison):
            return self._comparison(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Not):
            inner = self._plan_node(node.part).is_true
            return Part(lambda row: not inner(row))
        parts = [self._plan_node(part) for part in node.parts]
        tests = [part.is_true for part in parts]
        if isinstance(node, And):
            return Part(lambda row: all(test(row) for test in tests), lambda: _common(part.among() for part in parts))
        return Part(lambda row: any(test(row) for test in tests), lambda: _any(part.among() for part in parts))

    def _comparison(self, asked: Comparison) -> Part:
        field = self.fields.get(asked.field)
        if field is None:
            hint = "a function is followed by '('" if asked.field in FUNCTIONS else nearest(asked.field, self.fields)
            fault(asked.column, f"unknown field {asked.field!r}", hint)
        self.asked.add(asked.field)
        return Part(comparison(asked, field), lambda: self._find_ids(asked))

    def _find_ids(self, asked: Comparison) -> set[str] | None:
        """The ids that an index of the store gives for a comparison; None if it gives none."""
        repository = self._index.repository
        if asked.operator in ("==", "in"):
            lookups = {
                "id": lambda value: repository.get_many([value]).values(),
                "name": repository.by_name,
                "qualified_name": repository.by_qualified_name,
                "file": repository.in_file,
            }
            if asked.field in lookups:
                found = map(lookups[asked.field], map(str, asked.values))
                return {stored.atom.id for atoms in found for stored in atoms}
        if asked.operator == "~" and asked.field == "file":
            return self._index.in_files(str(asked.values[0]))
        return None

    def _call(self, asked: Call) -> Part:
        function = FUNCTIONS.get(asked.function)
        if function is None:
            hint = "a field takes no '('" if asked.function in self.fields else nearest(asked.function, FUNCTIONS)
            fault(asked.column, f"unknown function {asked.function!r}", hint)
        if len(asked.arguments) != function.arguments or not all(isinstance(each, str) for each in asked.arguments):
            said = ("nothing", "one text")[function.arguments]
            fault(asked.argument_column, f"{asked.function} takes {said}")
        texts = [str(each) for each in asked.arguments]
        if asked.function == "in_file":
            pattern = texts[0]
            return Part(
                lambda row: matches_path(pattern, row.stored.atom.file_path), lambda: self._index.in_files(pattern)
            )
        try:
            found = function.found(self._index, *texts)
        except OmnyError as error:  # of a name that nothing has, say; told with its place
            fault(asked.argument_column, error.reason, error.hint)
        return Part(lambda row: row.stored.atom.id in found, lambda: found)


def _common(sets: Iterable[set[str] | None]) -> set[str] | None:
    known = [each for each in sets if each is not None]
    return set.intersection(*known) if known else None


def _any(sets: Iterable[set[str] | None]) -> set[str] | None:
    found: set[str] = set()
    for each in sets:
        if each is None:
            return None
        found |= each
    return found


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint for an unknown name: the most similar known names, or else all of them."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=3)
    return f"similar names: {', '.join(near)}" if near else f"there are {', '.join(names)}"
