"""What a question of `explore` names: the atoms that its names, files and words lead to, each with a weight.

A name that resolves counts most, then the atoms of a file, then the hits of a search for the words. A name of several
atoms leads to the first of them, and a note has their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from omny.model.atoms import MODULE_NAME, AtomType, StoredAtom
from omny.model.standing import Standing, find_standing
from omny.query.lookup import file_paths, is_test, matching_atoms
from omny.query.naming import parse_name
from omny.query.nearest import nearest_names
from omny.query.question import View

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

MAX_NAMES = 40
"""Names of one question that are looked up."""

MAX_MEANINGS = 3
"""Atoms of one name that are taken."""

MAX_HITS = 60
"""Atoms of a search that are taken."""

MAX_OF_FILE = 40
"""Atoms of one file that are taken."""

MAX_SHOWN = 80  # characters of a name in a note

NAME_WEIGHT = 10.0
FILE_WEIGHT = 5.0
HIT_WEIGHT = 4.0
"""Of the first hit of a search; the others weigh less by rank."""

_STANDING = {Standing.CODE: 1.0, Standing.BESIDE: 0.4, Standing.VENDORED: 0.3}
"""What the weight of a hit is multiplied by: code comes before tests and copies."""

_RANK = 10  # hits after which the weight of one has halved

_TOKEN = re.compile(r"`[^`\n]+`|[^\s,;!?\"“”]+")
_NAME_SIGNS = re.compile(r"\w_\w|::|\w\.\w|/|[a-z0-9][A-Z]|\w\(\)|#\w|^`|->")
_PLAIN = re.compile(r"[^\W\d_]+", re.UNICODE)
_EDGES = "`'()[]{}<>.:"

_COMMON = frozenset(
    """
    a about all an and any are as at be been but by can code could did do does each every find for from get gets
    give goes had handle handled has have here how i if in into is it its kind kinds made make makes many me my name of
    on one or our out over place places please show so some tell than that the their them then there these they thing
    things this those to up use used uses using via was way ways we were what when where whether which who whom whose
    why will with work works would you your happen happens
    """.split()  # noqa: SIM905
)
"""Words that most questions have."""


class Seed(msgspec.Struct):
    """An atom that the question leads to."""

    stored: StoredAtom
    weight: float
    found_by: list[str]


class Seeds(msgspec.Struct):
    """All of them."""

    by_id: dict[str, Seed] = {}
    asked: list[str] = []
    notes: list[str] = []
    near: list[str] = []
    words: list[str] = []  # that lines of source are looked through for

    def add(self, stored: StoredAtom, weight: float, way: str) -> None:
        """Adds an atom; weights of one add up."""
        seed = self.by_id.setdefault(stored.atom.id, Seed(stored, 0.0, []))
        seed.weight += weight
        if way not in seed.found_by:
            seed.found_by.append(way)

    def read_as(self, kind: str) -> None:
        """Notes how a part of the question was read."""
        if kind not in self.asked:
            self.asked.append(kind)


def find_seeds(view: View, ask: str, atoms: Iterable[str], files: Iterable[str]) -> Seeds:
    """The atoms that the parts of a question lead to."""
    seeds = Seeds()
    for name in list(atoms)[:MAX_NAMES]:
        if not _add_name(seeds, view, name):
            seeds.notes.append(f"no atom is named {name[:MAX_SHOWN]}")
            seeds.near += nearest_names(view.repository, parse_name(name, view.top))
    for file in list(files)[:MAX_NAMES]:
        if not _add_file(seeds, view, file):
            seeds.notes.append(f"not in the index: {file[:200]}")
    tokens = _TOKEN.findall(ask)
    rest = _add_names(seeds, view, tokens)
    seeds.words = content_words(" ".join(rest))
    if rest and (len(seeds.words) > 1 or not seeds.by_id):
        _add_words(seeds, view, " ".join(rest))
    seeds.words += [piece for token in tokens if token not in rest for piece in content_words(token)]
    if not seeds.by_id and not seeds.near:
        seeds.near = nearest_names(view.repository, parse_name(ask.strip(), view.top))
    return seeds


def content_words(text: str) -> list[str]:
    """The words of a text that can be of code, in small letters, each once."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    words = (word.lower() for word in _PLAIN.findall(spaced))
    return list(dict.fromkeys(word for word in words if len(word) > 1 and word not in _COMMON))


def _add_names(seeds: Seeds, view: View, tokens: list[str]) -> list[str]:
    """Adds the atoms and files that parts of a text name; returns the other parts."""
    if len(tokens) == 1:
        found = _add_name(seeds, view, tokens[0].strip("`'")) or _add_file(seeds, view, tokens[0])
        if not found and _NAME_SIGNS.search(tokens[0]):
            seeds.notes.append(f"no atom is named {tokens[0][:MAX_SHOWN]}")
        return [] if found else tokens
    rest = []
    looked_up = 0
    for token in tokens:
        name = token.strip(_EDGES) if not token.endswith("()") else token.lstrip(_EDGES)
        is_name = bool(name) and _NAME_SIGNS.search(token) is not None and looked_up < MAX_NAMES
        looked_up += is_name
        if is_name and (_add_name(seeds, view, name) or _add_file(seeds, view, name)):
            continue
        if is_name:
            seeds.notes.append(f"no atom is named {name[:MAX_SHOWN]}")
        rest.append(token)
    return rest


def _add_name(seeds: Seeds, view: View, name: str) -> bool:
    found = matching_atoms(view.repository, name, view.top)
    if not found or (len(found) == 1 and found[0].atom.type == AtomType.MODULE):
        return False
    code = [each for each in found if find_standing(each.atom.file_path, is_test(each)) == Standing.CODE]
    taken = (code or found)[:MAX_MEANINGS]
    for number, stored in enumerate(taken):
        seeds.add(stored, NAME_WEIGHT / (1 + 0.1 * number), "name")
    if len(found) > len(taken) or len(taken) > 1:
        seeds.notes.append(f"{len(found):,} atoms are named {name[:MAX_SHOWN]}; the first {len(taken)} are shown")
    seeds.read_as("names")
    return True


def _add_file(seeds: Seeds, view: View, name: str) -> bool:
    text = parse_name(name, view.top)
    if text.lines or text.inside or text.is_outside or "." not in name:
        return False
    paths = file_paths(view.repository, text, view.top)[:MAX_MEANINGS]
    for path in paths:
        _add_atoms_of_file(seeds, view.repository, path)
    if paths:
        seeds.read_as("files")
    return bool(paths)


def _add_atoms_of_file(seeds: Seeds, repository: AtomRepository, path: str) -> None:
    """The atoms of a file, by how many atoms of other files use each."""
    atoms = [stored for stored in repository.in_file(path) if stored.atom.function_name != MODULE_NAME]
    edges = repository.callers([each.atom.id for each in atoms], types=["call", "inherit"], depth=1, limit=5_000)
    users: dict[str, set[str]] = {}
    for edge in edges:
        if not edge.source_id.startswith(f"{path}::"):
            users.setdefault(edge.target_id, set()).add(edge.source_id)
    ranked = sorted(atoms, key=lambda each: (-len(users.get(each.atom.id, ())), each.atom.line))
    for number, stored in enumerate(ranked[:MAX_OF_FILE]):
        seeds.add(stored, FILE_WEIGHT * _RANK / (_RANK + number), "file")


def _add_words(seeds: Seeds, view: View, text: str) -> None:
    """The hits of a search."""
    words = content_words(text)
    wants_tests = any(word.startswith("test") for word in words)
    hits = _search(view, words)
    for number, stored in enumerate(hits):
        standing = _STANDING[find_standing(stored.atom.file_path, is_test(stored))]
        weight = HIT_WEIGHT * _RANK / (_RANK + number) * (1.0 if wants_tests else standing)
        if stored.atom.type == AtomType.MODULE:
            weight *= 0.5
        seeds.add(stored, weight, "words")
    if hits:
        seeds.read_as("words")


def _search(view: View, words: list[str]) -> list[StoredAtom]:
    """The atoms with any of the words, those with more and rarer words first."""
    scores: dict[str, float] = {}
    atoms: dict[str, StoredAtom] = {}
    for word in words[:12]:
        found = view.repository.search(word, limit=300)
        for number, stored in enumerate(found.atoms):
            id_ = stored.atom.id
            atoms[id_] = stored
            scores[id_] = scores.get(id_, 0.0) + (1.0 + 20 / (20 + number)) / (1.0 + found.total) ** 0.3
    return [atoms[id_] for id_ in sorted(atoms, key=lambda id_: (-scores[id_], id_))[:MAX_HITS]]
