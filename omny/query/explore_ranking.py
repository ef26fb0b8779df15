"""Orders the atoms that a question of `explore` leads to: by their own weight, and by that of their neighbours.

An atom beside several that fit the question fits it, too, although it has none of its words. Weight spreads over one
edge, in both directions, and less from and to an atom with many edges.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from omny.model.atoms import VALUE_TYPES, AtomType, is_class_like
from omny.model.edges import EdgeType
from omny.model.standing import Standing, find_standing
from omny.query.explore_seeds import NAME_WEIGHT, Seed, Seeds
from omny.query.explore_source import stems
from omny.query.explore_steps import Flow, is_own_code
from omny.query.lines import AtomsAround
from omny.query.lookup import is_test

if TYPE_CHECKING:
    from omny.query.explore_files import Files
    from omny.storage.port.repository import AtomRepository

MAX_SPREADING = 40
"""Seeds whose neighbours are looked at, the heaviest ones."""

MAX_EDGES = 4_000
"""Edges that weight spreads over, in each direction."""

MAX_RANKED = 40

FEW = 5
"""Seeds up to which each neighbour is taken; of more only one that is beside two of them."""

MAX_CLASSES = 10
"""Classes whose members are looked at, the heaviest ones."""

MEMBER_SHARE = 0.5
"""The part of the weight of a class that a member gets whose name has a word of the question."""

SPREAD = 0.35
"""The part of a weight that a neighbour gets, before it is divided by the number of edges."""

STEP_WEIGHTS = (3.0, 1.5)
"""Of an atom that a named one calls, and of one that this calls."""

MAX_STEPS = 40

MAX_VALUES = 4
"""Values whose files are looked through, the heaviest ones."""

MAX_MENTIONS = 20

VALUE_SHARE = 0.6
"""The part of the weight of a value that code of its file gets that names it."""

MAX_CALLED = 20
"""Atoms whose only caller is taken in, the heaviest ones."""

ONLY_CALLER_SHARE = 0.6

NO_CODE = VALUE_TYPES | {AtomType.MODULE}

_TYPES = (EdgeType.CALL, EdgeType.CALLBACK, EdgeType.INHERIT, EdgeType.IMPLICIT, EdgeType.ROUTE)


def rank(repository: AtomRepository, files: Files, seeds: Seeds) -> list[Seed]:
    """The atoms, best first."""
    heaviest = sorted(seeds.by_id.values(), key=lambda seed: (-seed.weight, seed.stored.atom.id))[:MAX_SPREADING]
    weights = {seed.stored.atom.id: seed.weight for seed in heaviest}
    _add_members(repository, seeds, heaviest[:MAX_CLASSES])
    _add_steps(repository, seeds)
    _add_mentioning(repository, files, seeds, heaviest)
    _add_only_callers(repository, seeds, heaviest[:MAX_CALLED])
    beside = _find_neighbours(repository, list(weights))
    gained: dict[str, float] = {}
    sources: dict[str, int] = {}
    for id_, weight in weights.items():
        around = beside.get(id_, set())
        for other in around:
            gained[other] = gained.get(other, 0.0) + SPREAD * weight / sqrt(len(around))
            sources[other] = sources.get(other, 0) + 1
    least = 1 if len(seeds.by_id) <= FEW else 2
    met = [id_ for id_, number in sources.items() if number >= least and id_ not in seeds.by_id]
    for id_, stored in repository.get_many(sorted(met)).items():
        standing = find_standing(stored.atom.file_path, is_test(stored))
        if standing == Standing.CODE and stored.atom.type != AtomType.MODULE:
            seeds.by_id[id_] = Seed(stored, 0.0, ["graph"])
    final = {id_: seed.weight + gained.get(id_, 0.0) for id_, seed in seeds.by_id.items()}
    ordered = sorted(seeds.by_id, key=lambda id_: (not _is_named(seeds.by_id[id_]), -round(final[id_], 6), id_))
    return [seeds.by_id[id_] for id_ in ordered[:MAX_RANKED]]


def _add_only_callers(repository: AtomRepository, seeds: Seeds, heaviest: list[Seed]) -> None:
    """The atom of the project's own code that alone calls a found one: the decision may stand in the caller."""
    by_id = {seed.stored.atom.id: seed for seed in heaviest}
    callers: dict[str, set[str]] = {}
    for edge in repository.callers(sorted(by_id), types=[EdgeType.CALL], depth=1, limit=MAX_EDGES):
        if is_own_code(edge.source_id):
            callers.setdefault(edge.target_id, set()).add(edge.source_id)
    only = {id_: min(found) for id_, found in callers.items() if len(found) == 1 and id_ in by_id}
    atoms = repository.get_many(sorted(set(only.values()) - seeds.by_id.keys()))
    for id_, caller in sorted(only.items()):
        if caller in atoms and atoms[caller].atom.type != AtomType.MODULE:
            seeds.add(atoms[caller], by_id[id_].weight * ONLY_CALLER_SHARE, "graph")


def _is_named(seed: Seed) -> bool:
    """Whether the question names the atom; a message of an error that names it is no question about it."""
    return "name" in seed.found_by and seed.weight >= NAME_WEIGHT / 2


def _add_mentioning(repository: AtomRepository, files: Files, seeds: Seeds, heaviest: list[Seed]) -> None:
    """The atoms that name a value of their file: no edge leads to a value, and its use says what it is."""
    around = AtomsAround(repository)
    values = [seed for seed in heaviest if seed.stored.atom.type in VALUE_TYPES]
    for seed in values[:MAX_VALUES]:
        atom = seed.stored.atom
        lines = files.find_mentions(atom.file_path, atom.function_name)
        mentioning = dict.fromkeys(around.find(atom.file_path, line) for line in lines[:MAX_MENTIONS])
        for id_, stored in repository.get_many(sorted(filter(None, mentioning))).items():
            if id_ != atom.id and stored.atom.type not in NO_CODE:
                seeds.add(stored, seed.weight * VALUE_SHARE, "mention")


def _add_steps(repository: AtomRepository, seeds: Seeds) -> None:
    """What the named atoms call, where the question has words, too: it is how these do what the words say."""
    if "names" not in seeds.asked or "words" not in seeds.asked:
        return
    named = [id_ for id_, seed in seeds.by_id.items() if _is_named(seed)]
    flow = Flow(repository, sorted(named), len(STEP_WEIGHTS))
    called = [(id_, weight) for level, weight in zip(flow.levels[1:], STEP_WEIGHTS, strict=False) for id_ in level]
    atoms = repository.get_many([id_ for id_, _ in called[:MAX_STEPS]])
    for id_, weight in called:
        if id_ in atoms:
            seeds.add(atoms[id_], weight, "graph")


def _add_members(repository: AtomRepository, seeds: Seeds, heaviest: list[Seed]) -> None:
    """The members of the heaviest classes whose names have a word of the question: a class is found by its words as a
    whole, a member by few of them."""
    beginnings = stems(seeds.words)
    for seed in heaviest:
        atom = seed.stored.atom
        if not is_class_like(atom.type):
            continue
        for other in repository.in_file(atom.file_path):
            name = other.atom.function_name.lower()
            if other.atom.id.startswith(f"{atom.id}.") and any(stem in name for stem in beginnings):
                seeds.add(other, seed.weight * MEMBER_SHARE, "member")


def _find_neighbours(repository: AtomRepository, ids: list[str]) -> dict[str, set[str]]:
    """By id the atoms at the other end of an edge."""
    edges = repository.callees(ids, types=_TYPES, depth=1, limit=MAX_EDGES)
    edges += repository.callers(ids, types=_TYPES, depth=1, limit=MAX_EDGES)
    found: dict[str, set[str]] = {}
    for edge in edges:
        found.setdefault(edge.source_id, set()).add(edge.target_id)
        found.setdefault(edge.target_id, set()).add(edge.source_id)
    return found
