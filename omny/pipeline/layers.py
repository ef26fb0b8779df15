"""A file's atoms in both layers: what its source on disk gives, and what is held over from former contents.

The state of the disk is one `TreeState`. The held layer is a second one, in which each broken file has the surface of
its former content. A file is resolved in the second one only where it is broken itself, or has asked for a key by which
the two differ: any other is the same in both. Reads the repository; writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from omny.extract.said import split_words
from omny.languages import current_extractor, detect_language, find_rules, has_bodies
from omny.model.atoms import Atom
from omny.model.facts import Analysis
from omny.model.files import LedgerEntry
from omny.model.held import merge_layers
from omny.model.surfaces import Surface
from omny.model.texts import NO_TEXT, Document, describe
from omny.pipeline.delta import name_changes, surface_changes
from omny.pipeline.tree_state import TreeState, decode_facts, decode_surface, decode_texts, file_names
from omny.resolve.recording import RecordingLookup
from omny.resolve.resolver import Resolver
from omny.storage.port.repository import AtomRepository


def held_analysis(repository: AtomRepository, entry: LedgerEntry) -> Analysis | None:
    """The facts of the former content of a file; None if nothing is held, or the facts are of another extractor."""
    language = detect_language(entry.path)
    if not entry.is_held or language is None:
        return None
    extractor = current_extractor(language.name, bodies=has_bodies(entry.extractor))
    return repository.analysis(entry.held_hash, language.name, extractor)


class HeldLayer:
    """The tree as it would be, had the broken files their former content."""

    def __init__(
        self,
        repository: AtomRepository,
        ledger: Mapping[str, LedgerEntry],
        disk: TreeState,
        held: Mapping[str, LedgerEntry],
    ) -> None:
        """`disk` is the present tree, `held` has the rows of the files with held content."""
        self.state = TreeState(repository, ledger)
        self._disk = disk
        self._generations: dict[str, int] = {}
        self._analyses: dict[str, Analysis] = {}
        self._surfaces: dict[str, Surface] = {}
        self._differing: dict[int, int] = {}  # key -> the oldest generation that it is held from
        for path, entry in held.items():
            analysis = held_analysis(repository, entry)
            if analysis is not None:
                self._generations[path] = entry.held_generation
                self._analyses[path] = analysis
                self._surfaces[path] = decode_surface(analysis.surface)

    @property
    def paths(self) -> Collection[str]:
        """The files that have a former content here."""
        return self._surfaces.keys()

    def lay(self, changed: Mapping[str, tuple[Surface | None, tuple[str, ...]]]) -> None:
        """Has the layer be the tree on disk, in which these files have these surfaces and names now, with the former
        contents over it. To be done once, before anything is asked."""
        for path, (surface, names) in changed.items():
            if path not in self._surfaces:
                self.state.overlay(path, surface, names)
        for path, former in self._surfaces.items():
            names = _names(path, former)
            self.state.overlay(path, former, names)
            now = self._disk.surface(path)
            keys = surface_changes(path, now, former)
            keys |= name_changes(() if now is None else _names(path, now), names)
            for key in keys:
                older = self._differing.get(key, self._generations[path])
                self._differing[key] = min(older, self._generations[path])

    def changes(self, path: str, before: Surface | None) -> set[int]:
        """The hashes of the keys of a file whose answer in this layer is not what it was with the surface `before`."""
        after = self.state.surface(path)
        if before == after:
            return set()
        names = name_changes(
            () if before is None else _names(path, before), () if after is None else _names(path, after)
        )
        return surface_changes(path, before, after) | names

    def generation(self, path: str, asked: Collection[int]) -> int:
        """The oldest generation that a file which asked for these keys has anything held from; 0 where it has nothing:
        it is in this layer as it is on disk."""
        if path in self._generations:
            return self._generations[path]
        return min((self._differing[key] for key in asked if key in self._differing), default=0)

    def analysis(self, path: str, on_disk: Analysis | None) -> Analysis | None:
        """The facts that a file has in this layer."""
        return self._analyses.get(path, on_disk)


def resolve_file(
    path: str, analysis: Analysis | None, disk: TreeState, layer: HeldLayer | None
) -> tuple[Sequence[Atom], set[int]]:
    """The atoms of a file that has these facts on disk, in both layers; and the keys that were asked for them."""
    atoms, asked = ([], set()) if analysis is None else _resolve_against(path, analysis, disk)
    generation = 0 if layer is None or not layer.paths else layer.generation(path, asked)
    if layer is None or not generation:
        return atoms, asked
    former = layer.analysis(path, analysis)
    assert former is not None  # what asked for a key has facts
    with_held, more = _resolve_against(path, former, layer.state)
    return merge_layers(atoms, with_held, generation), asked | more


def describe_file(
    path: str, atoms: Sequence[Atom], analysis: Analysis | None, layer: HeldLayer | None
) -> dict[str, Document]:
    """The text of each of these atoms of a file that has these facts on disk, by id."""
    former = None if layer is None or path not in layer.paths else layer.analysis(path, None)
    said = {
        **({} if former is None else decode_texts(former.facts)),
        **({} if analysis is None else decode_texts(analysis.facts)),
    }
    return {atom.id: describe(atom, said.get(atom.id[len(path) + 2 :], NO_TEXT), split_words) for atom in atoms}


def _resolve_against(path: str, analysis: Analysis, state: TreeState) -> tuple[Sequence[Atom], set[int]]:
    language, surface = detect_language(path), state.surface(path)
    assert language is not None
    assert surface is not None
    rules = find_rules(path, surface)
    assert rules is not None
    lookup = RecordingLookup(state, path)
    resolver = Resolver(
        path,
        decode_facts(analysis.facts),
        surface,
        rules,
        lookup,
        state.shared,
        is_test=language.testing.is_test(path),
        find_rules=detect_language,
    )
    return resolver.atoms(), lookup.dependencies()


def _names(path: str, surface: Surface) -> tuple[str, ...]:
    language = detect_language(path)
    return () if language is None else file_names(path, language.name, surface)
