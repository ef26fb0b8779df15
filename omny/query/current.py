"""The questions about one state of the index, the present one or a past one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar

import msgspec

from omny.base.backup_files import last_backup
from omny.base.errors import UsageError
from omny.base.paths import STATE_NAME, text_path
from omny.base.roots import outer_index
from omny.model.atoms import StoredAtom
from omny.model.edges import EdgeType
from omny.model.surfaces import is_configuration
from omny.query import calls
from omny.query.documents import Document, answer_document, atom_document, call_documents
from omny.query.lookup import (
    MAX_PATHS,
    Meant,
    file_paths,
    find_file,
    is_test,
    matching_atoms,
    meant_ids,
    other_definitions,
)
from omny.query.naming import named
from omny.query.nearest import nearest_names
from omny.query.question import Depth, Limit, Narrowed, Question, View, check_types
from omny.query.unlisted import Unlisted, unlisted_callees, unlisted_callers
from omny.storage.port.records import SearchScope
from omny.storage.port.repository import AtomRepository


class Search(Narrowed, frozen=True, kw_only=True):
    """The atoms that a search finds, best first."""

    text: str
    limit: Limit = 20

    def answer(self, view: View) -> Document:
        scope = SearchScope(self.types, self.path, self.tests)
        hits = view.repository.search(self.text, limit=self.limit, scope=scope)
        found, total = hits.atoms, hits.total
        near: list[str] = []
        if not found and self.text.strip():
            every = self._named(view)
            found, total = every[: self.limit], len(every)
            near = [] if found else nearest_names(view.repository, named(self.text, view.top))
        fresh = view.freshness(stored.atom.file_path for stored in found)
        more = {"near": near} if near else {}
        return answer_document([atom_document(stored) for stored in found], fresh, total=total, **more)

    def _named(self, view: View) -> list[StoredAtom]:
        """The atoms that the text names as a whole (`shop/cart.py::Cart`, `class Cart`), or those of the file."""
        found = matching_atoms(view.repository, self.text, view.top)
        if not found:
            paths = file_paths(view.repository, named(self.text, view.top), view.top)
            found = [stored for path in paths[:MAX_PATHS] for stored in view.repository.in_file(path)]
        return [stored for stored in found if self.wants(stored.atom.type, stored.atom.file_path, is_test(stored))]


class Show(Question, frozen=True, kw_only=True):
    """One atom, and what `also` has its name in its place; with `source` also its text, while that is what was
    indexed."""

    atom: str
    source: bool = False
    secrets: bool = False  # whether the text is shown with its secrets

    def answer(self, view: View) -> Document:
        meant = view.meant_or_module(self.atom)
        stored = meant.stored
        document = atom_document(stored)
        if self.source:
            from omny.base.config import load_settings  # here, since other questions need neither settings nor hashes
            from omny.query.source import source_of

            most = load_settings(view.root).max_file_bytes
            document["source"] = msgspec.to_builtins(
                source_of(view.repository, view.root, stored, most, secrets=self.secrets)
            )
        also = other_definitions(view.repository, stored)
        return answer_document([document], view.freshness([stored.atom.file_path]), also=also, **meant.told)


class Outline(Question, frozen=True, kw_only=True):
    """The atoms of a file in source order."""

    file: str  # as it was named
    path: str = ""  # the same from the root on, where it may have been named from elsewhere: that one and no other

    def answer(self, view: View) -> Document:
        path = find_file(view.repository, self.file, view.top, self.path)
        found = [atom_document(stored) for stored in view.repository.in_file(path)]
        return answer_document(found, view.freshness([path]), file=path)


class _Graph(Question, frozen=True, kw_only=True):
    up: ClassVar[bool]  # whether towards the callers

    atom: str
    depth: Depth = 1
    possible: bool = False  # also what only the name speaks for
    types: tuple[str, ...] = ()  # of edges; "all" means each, none the calls
    limit: Limit = 100

    def answer(self, view: View) -> Document:
        every = list(EdgeType)
        check_types(self.types, [*every, "all"])
        types = (every if "all" in self.types else self.types) or calls.CALLING
        title, found, meant = self._found(view, types)
        documents, total = call_documents(found, far="source" if self.up else "target", most=self.limit)
        paths = {edge["path"] for document in documents for edge in document["edges"] if edge["path"]}
        paths |= {title.partition("::")[0]} if "::" in title else set()
        paths |= {document["file_path"] for document in documents if "file_path" in document}
        told = {**meant.told, **self._unlisted(view.repository, meant.stored, found.ids, types).told} if meant else {}
        return answer_document(documents, view.freshness(paths), total=total + found.truncated, atom=title, **told)

    def _unlisted(
        self, repository: AtomRepository, stored: StoredAtom, ids: Sequence[str], types: Collection[str]
    ) -> Unlisted:
        if self.up:
            return unlisted_callers(repository, stored, ids, types, possible=self.possible)
        return unlisted_callees(stored, types, possible=self.possible)

    def _found(self, view: View, types: Collection[str]) -> tuple[str, calls.Calls, Meant | None]:
        """The name of the atom, its edges, and the atom, where it is none from outside of the index."""
        repository = view.repository
        if self.up and not meant_ids(repository, self.atom, view.top):
            external = calls.external_callers(repository, self.atom)
            if external.calls:
                return f"{self.atom} (outside of the index)", external, None
        meant = view.meant(self.atom)
        ask = calls.callers if self.up else calls.callees
        found = ask(repository, meant.stored, depth=self.depth, types=types, possible=self.possible, most=self.limit)
        return meant.stored.atom.id, found, meant


class Callers(_Graph, frozen=True, kw_only=True):
    """Who calls an atom, with the places where that happens."""

    up = True


class Callees(_Graph, frozen=True, kw_only=True):
    """Whom an atom calls, with the places where that happens."""

    up = False


class Status(Question, frozen=True, kw_only=True):
    """How much the index holds, what it left out, and when the daemon last made a backup of it. `census` counts the
    files that are on disk now and that no language reads."""

    def answer(self, view: View) -> Document:
        from omny.base.config import Settings, load_settings  # here, since other questions look at no tree
        from omny.watch.census import take_census

        try:
            settings = load_settings(view.root)
        except UsageError:  # a fault in the file hides no status: the daemon has it among its problems
            settings = Settings()
        repository = view.repository
        census = take_census(view.root, settings, _reads(repository))
        left_out = [
            {"path": row.path, "reason": row.explanation, "status": kind}
            for kind, rows in (
                ("skipped", repository.skipped()),
                ("excluded", repository.excluded()),
                ("degraded", repository.degraded()),
            )
            for row in rows
        ]
        return answer_document(
            left_out,
            view.freshness(()),
            root=text_path(str(view.root.path)),
            inner_indexes=nested_indexes(left_out),
            outer_index=text_path(str(outer_index(view.root.path) or "")),
            database=text_path(view.database),
            indexed_at=repository.meta().indexed_at,
            held=[{"path": path, "generation": row.held_generation} for path, row in repository.held().items()],
            backup=last_backup(view.root),
            census=msgspec.to_builtins(census),
            **msgspec.structs.asdict(repository.counts()),
        )


def _reads(repository: AtomRepository) -> Callable[[str], bool]:
    """Whether a language reads a path, according to the index: a language itself would load a parser. A new file is
    recognized by the suffixes of indexed files."""
    ledger = repository.ledger()
    endings = {
        path.rpartition(".")[2]
        for path, entry in ledger.items()
        if entry.lines and not is_configuration(entry.language)
    }
    return lambda path: path in ledger or path.rpartition(".")[2] in endings


def nested_indexes(left_out: Sequence[Document]) -> list[str]:
    """The folders in the tree that have an index of their own, of what a status says was left out."""
    return [found["path"].rpartition("/")[0] for found in left_out if found["path"].endswith(f"/{STATE_NAME}")]
