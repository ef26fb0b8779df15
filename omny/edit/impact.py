"""The effects of an edit on code outside of it: callers that break, calls that no longer fit, names that collide. Reads
the repository and an overlay; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from omny.edit.arity import misfit
from omny.edit.overlay import Overlay, atom_edges
from omny.edit.request import Broken, Impact, Mismatch
from omny.edit.source import SourceFile
from omny.languages import detect_language
from omny.model.atoms import Atom, is_class_like
from omny.model.edges import EdgeType
from omny.model.surfaces import Surface
from omny.query.calls import MAX_EDGES
from omny.references.facets import find_refactor
from omny.references.sites import Site, find_call_sites
from omny.storage.port.repository import AtomRepository

MAX_TOLD = 200  # callers, calls or files; more are not read

Read = Callable[[str], SourceFile]


class ImpactAnalysis:
    """The impact of one overlay. `touched` are the ids of the atoms that the edit itself is about."""

    def __init__(
        self, repository: AtomRepository, overlay: Overlay, touched: Collection[str], read: Read, surface: SurfaceOf
    ) -> None:
        """`read` gives a file as it would be, `surface` the surface of one as it is."""
        self._repository = repository
        self._overlay = overlay
        self._touched = frozenset(touched)
        self._read = read
        self._surface = surface

    def impact(self) -> Impact:
        """The whole impact."""
        overlay = self._overlay
        return Impact(
            created=overlay.created,
            modified=overlay.modified,
            deleted=overlay.deleted,
            moved={move.source: move.target for move in overlay.delta.moves},
            broken=list(self._broken_edges())[:MAX_TOLD],
            mismatches=list(self._mismatches())[:MAX_TOLD],
            conflicts=[*self._names_in_use(), *self._rebound_callers()][:MAX_TOLD],
        )

    def _broken_edges(self) -> Iterator[Broken]:
        """The edges that code outside of the edit loses."""
        for id_, stored in sorted(self._overlay.before.items()):
            after = self._overlay.after.get(id_)
            if after is None or id_ in self._touched:
                continue
            for target, type_ in sorted(atom_edges(stored.atom) - atom_edges(after)):
                if self._stays(target, type_, after):
                    continue
                lines = [s.line for s in find_call_sites(stored.atom) if (s.target, s.type) == (target, type_)]
                yield Broken(id_, target, type_, after.file_path, min(lines, default=stored.atom.line))

    def _stays(self, target: str, type_: str, after: Atom) -> bool:
        """Whether the edge now leads to the constructor instead of the class, or to the class instead."""
        ends = {end for end, kind in atom_edges(after) if kind == type_}
        language = detect_language(target.partition("::")[0])
        constructor = f"{target}.{language.semantics.constructor}" if language is not None else ""
        return not ends.isdisjoint((constructor, target.rpartition(".")[0]))

    # Calls that do not fit

    def _mismatches(self) -> Iterator[Mismatch]:
        for id_ in sorted(self._touched & self._overlay.before.keys() & self._overlay.after.keys()):
            before, after = self._overlay.before[id_].atom, self._overlay.after[id_]
            if before.signature == after.signature or is_class_like(after.type):
                continue
            for caller, site in self._sites(id_):
                yield from self._mismatch(before, after, caller, site)

    def _mismatch(self, before: Atom, after: Atom, caller: Atom, site: Site) -> Iterator[Mismatch]:
        callers, own = find_refactor(caller.file_path), find_refactor(after.file_path)
        if callers is None or own is None:
            return
        call = callers.calls.syntax.find_call(self._read(caller.file_path), site.line, site.column)
        if call is None:
            return
        old, new = own.calls.arity(before, call.object), own.calls.arity(after, call.object)
        if old is None or new is None or misfit(old, call):
            return
        takes = misfit(new, call)
        if takes:
            count = call.positional + len(call.names)
            yield Mismatch(caller.id, after.id, caller.file_path, site.line, count, takes)

    def _sites(self, target: str) -> Iterator[tuple[Atom, Site]]:
        """The calls of an atom after the edit, each with its caller. One read for each file."""
        found = self._repository.callers([target], types=[EdgeType.CALL], depth=1, limit=MAX_EDGES)
        ids = sorted({each.source_id for each in found} | self._overlay.after.keys())
        stored = self._repository.get_many(ids)
        for id_ in ids[: MAX_TOLD * 5]:
            atom = self._overlay.after.get(id_)
            if atom is None and id_ in stored and id_ not in self._overlay.before:
                atom = stored[id_].atom
            if atom is not None:
                yield from ((atom, s) for s in find_call_sites(atom) if (s.target, s.type) == (target, EdgeType.CALL))

    # Names

    def _names_in_use(self) -> Iterator[str]:
        """New definitions of names that are there already."""
        for id_ in self._overlay.created:
            atom = self._overlay.after[id_]
            qualname = id_.partition("::")[2]
            first, tilde, _ = qualname.rpartition("~")
            if tilde:
                yield f"{first} is defined in {atom.file_path} already"
            elif (bound := (self._surface(atom.file_path) or {}).get(qualname)) and f"@{qualname}" not in bound:
                yield f"{qualname} is bound to something else in {atom.file_path} already"

    def _rebound_callers(self) -> Iterator[str]:
        """Code outside of the edit whose names would mean a new definition."""
        created = set(self._overlay.created)
        for id_, stored in sorted(self._overlay.before.items()):
            after = self._overlay.after.get(id_)
            if after is not None and id_ not in self._touched:
                for target, _ in sorted(atom_edges(after) - atom_edges(stored.atom)):
                    if target in created:
                        yield f"{id_} now means {target}"


SurfaceOf = Callable[[str], Surface | None]
