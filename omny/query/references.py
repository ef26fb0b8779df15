"""References: every place that refers to an atom, with its use there.

Calls, callbacks, decorators and bases come from the edges of the index. All other places are found by the name in the
files that hold it; what the name means there is asked of the resolver (`omny/references/meanings.py`), so a place is
listed if and only if the index would say that it means the atom. A file that is not what was indexed is not read: the
answer names it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

import msgspec

from omny.base.config import Settings, load_settings
from omny.base.errors import SourceError, UsageError
from omny.base.hints import Command, Hint
from omny.languages.facets.uses import Use
from omny.model.atoms import AtomType, StoredAtom
from omny.model.edges import EdgeType, How
from omny.model.places import Place, WhyLeft
from omny.pipeline.ledger import Ledger
from omny.query.answer import NamedAnswer
from omny.query.basis import NAME
from omny.query.calls import MAX_EDGES, callers
from omny.query.document_names import DocumentNames
from omny.query.lines import AtomsAround, rank, show_line
from omny.query.lookup import other_definitions
from omny.query.question import Limit, Question, View, check_types
from omny.references.meanings import Meanings
from omny.references.tree import TreeView
from omny.resolve.values import Defined

MAX_FILES = 3_000
"""Files with the name that are read; those of the definitions come first."""

_UNCERTAIN = frozenset(
    (WhyLeft.UNKNOWN, WhyLeft.UNKNOWN_OWNER, WhyLeft.NOT_FOUND, WhyLeft.NAMED_EXACTLY, WhyLeft.UNSUPPORTED)
)
_IN_TEXT = frozenset((WhyLeft.COMMENT, WhyLeft.STRING))
_MAX_OWNER = 200  # bytes before a name that are looked at
_OWNER = re.compile(rb"(?:[\w$]+\s*(?:\.|::|->|\\\\)\s*)+\Z")
_WRITTEN = [each for each in EdgeType if each != EdgeType.DISPATCH]  # a call that is dispatched names another atom
_BY_EDGE = {each: Use(each) for each in (EdgeType.CALL, EdgeType.CALLBACK, EdgeType.DECORATOR, EdgeType.INHERIT)}


class Reference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place that speaks of the atom."""

    path: str
    line: int  # 1-based
    column: int  # 0-based, in bytes
    use: str  # call, callback, decorator, inherit, import, export, type, write, read, doc
    how: str  # exact, inferred, held; possible: only the name matches
    basis: str = ""  # see omny/query/basis.py
    atom: str = ""  # id of the atom that the place stands in
    section: str = ""  # of a document: the heading above
    text: str = ""  # the line, without secrets; "" where the file is not what was indexed


class ReferencesAnswer(NamedAnswer, frozen=True, kw_only=True):
    """The places, code before tests, each file in order."""

    results: list[Reference]
    atom: str  # the id of the atom asked for
    uses: dict[str, int]  # how many places there are of each use, those that are possible not counted
    possible: int  # places with the name that may mean the atom; comments, strings and documents among them
    unread: list[str]  # files with another content than the indexed one, or that cannot be read
    unsearched: int = 0  # files with the name that were not read, since there are too many


class References(Question, frozen=True, kw_only=True):
    """Where an atom is called, passed, used as a decorator or a base, imported, exported, written, read, or named as a
    type, or by code in a document. With `possible` also where only the name matches: on unknown receivers, in
    comments, in the text of documents."""

    atom: str
    uses: tuple[str, ...] = ()  # only these; none means all
    path: str = ""  # only files whose path begins so
    possible: bool = False
    limit: Limit = 200

    def answer(self, view: View) -> ReferencesAnswer:
        check_types(self.uses, list(Use))
        meant = view.resolve_atom(self.atom)
        if meant.stored.atom.type == AtomType.MODULE:
            hint = Hint.of("see {} and {}", Command("impact"), Command("outline"))
            raise UsageError(
                "references", "a file is no name that code refers to", path=meant.stored.atom.id, hint=hint
            )
        if meant.stored.atom.type == AtomType.ROUTE:
            hint = Hint.of("see {}", Command("callees --type all"))
            raise UsageError("references", "no code names a route", path=meant.stored.atom.id, hint=hint)
        settings = load_settings(view.root)
        search = _Search(view, meant.stored, settings, self.path)
        found = sorted(search.places(), key=lambda each: (*rank(each.path), each.start))
        wanted = [each for each in found if not self.uses or each.use in self.uses]
        sure = [each for each in wanted if each.how != How.POSSIBLE]
        counts = {use: sum(each.use == use for each in sure) for use in Use}
        listed = [each for each in wanted if each.how != How.POSSIBLE or (each.use == Use.DOC and Use.DOC in self.uses)]
        shown = wanted if self.possible else listed
        results = [search.write(each) for each in shown[: self.limit]]
        return ReferencesAnswer(
            results=results,
            freshness=view.freshness({each.path for each in results}),
            total=len(shown),
            atom=meant.stored.atom.id,
            uses={use: number for use, number in counts.items() if number},
            possible=len(wanted) - len(sure),
            unread=sorted(search.unread),
            unsearched=search.unsearched,
            **meant.document_fields,
        )


class _Found(NamedTuple):
    path: str
    start: int  # byte; of a file that is not read the line and the column instead
    use: Use
    how: str
    basis: str = ""
    line: int = 0  # of an edge
    column: int = 0
    is_made: bool = False  # by an edge to the constructor of the class, maybe through a subclass


class _Search:
    """The search for the places of one atom."""

    def __init__(self, view: View, stored: StoredAtom, settings: Settings, prefix: str) -> None:
        self.unread: set[str] = set()
        self.unsearched = 0
        self._view = view
        self._stored = stored
        self._atom = stored.atom
        self._settings = settings
        self._prefix = prefix
        self._ids = [stored.atom.id, *other_definitions(view.repository, stored)]
        self._tree = TreeView(view.root, view.repository, Ledger(view.repository.ledger()), settings.max_file_bytes)
        self._documents = DocumentNames(view.repository, view.root, settings, self._ids)
        self._around = AtomsAround(view.repository)

    def places(self) -> Iterator[_Found]:
        """All places but the definitions, each once."""
        edges = self._edges()
        targets = {Defined(*_split(id_)) for id_ in self._ids}
        meanings = Meanings(self._tree, self._atom.function_name, targets)
        files = [path for path in meanings.files() if path.startswith(self._prefix)]
        self.unsearched = max(0, len(files) - MAX_FILES)
        for path in files[:MAX_FILES]:
            if path not in self._tree.stale:
                yield from self._in_file(meanings, path, edges.pop(path, []))
        for found in edges.values():
            yield from (each for each in found if not each.is_made)
        yield from self._in_documents()
        self.unread |= self._tree.stale

    def _in_file(self, meanings: Meanings, path: str, edges: list[_Found]) -> Iterator[_Found]:
        """The places of a file: where it has the name, and the edges that stand at another name, such as an alias."""
        by_start = {each.start: each for each in edges}
        content = self._tree.lines(path).content
        for place in meanings.places(path):
            edge = by_start.pop(_find_start(content, place.start, by_start), None)
            if edge is not None:
                yield edge._replace(start=place.start)
            elif not meanings.is_definition(place):
                yield from self._judge(meanings, place)
        yield from (each for each in by_start.values() if not each.is_made)

    def _edges(self) -> dict[str, list[_Found]]:
        """The places of the edges that lead to the atom, by file."""
        found: dict[str, list[_Found]] = {}
        answer = callers(self._view.repository, self._stored, types=_WRITTEN, most=MAX_EDGES)
        for edge in answer.calls:
            use, is_made = _BY_EDGE.get(EdgeType(edge.type), Use.CALL), edge.target != self._atom.id
            for site in edge.sites:
                if site.path.startswith(self._prefix):
                    start = self._locate(site.path, site.line, site.column)
                    place = _Found(site.path, start, use, site.how, site.basis, site.line, site.column, is_made)
                    found.setdefault(site.path, []).append(place)
        return found

    def _locate(self, path: str, line: int, column: int) -> int:
        try:
            return self._tree.lines(path).line_start(line - 1) + column
        except SourceError:
            self.unread.add(path)
            return line

    def _judge(self, meanings: Meanings, place: Place) -> Iterator[_Found]:
        """The place, if it means the atom or may mean it."""
        if place.how:
            yield _Found(place.path, place.start, meanings.use(place), place.how)
            return
        code = place.why
        if code in _IN_TEXT or code in _UNCERTAIN:
            use = Use.DOC if code in _IN_TEXT else meanings.use(place)
            yield _Found(place.path, place.start, use, How.POSSIBLE)

    def _in_documents(self) -> Iterator[_Found]:
        """The places in documents: wherever they write the name as a word of its own. Code that names the atom and no
        other means it."""
        for each in self._documents.find(self._atom.function_name, self._prefix):
            how, basis = (How.INFERRED, NAME) if each.is_meant else (How.POSSIBLE, "")
            yield _Found(each.path, each.start, Use.DOC, how, basis)
        self.unread |= self._documents.unread

    # ── how a place is shown ──

    def write(self, found: _Found) -> Reference:
        """The place as an answer has it."""
        lines = self._documents.lines.get(found.path)
        if lines is None and found.path not in self._tree.stale | self.unread:
            lines = self._tree.lines(found.path)
        if lines is None:
            row, column, text = found.line - 1, found.column, ""
        else:
            row = lines.row(found.start)
            column = found.start - lines.line_start(row)
            text = show_line(lines.line_text(row))
        return Reference(
            path=found.path,
            line=row + 1,
            column=column,
            use=found.use,
            how=found.how,
            basis=found.basis,
            atom=self._around.find(found.path, row + 1),
            section=self._documents.find_heading(found.path, row),
            text=text,
        )


def _find_start(content: bytes, at: int, starts: Collection[int]) -> int:
    """Where the expression begins that ends with the name at a byte, if an edge is there: `shop` of `shop.Cart`."""
    if at in starts:
        return at
    owner = _OWNER.search(content, max(0, at - _MAX_OWNER), at)
    return owner.start() if owner is not None else at


def _split(id_: str) -> tuple[str, str]:
    path, _, qualname = id_.partition("::")
    return path, qualname
