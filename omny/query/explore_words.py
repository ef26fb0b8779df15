"""The atoms that the names, files and words of a question of `explore` lead to.

A name that resolves counts most, then the atoms of a file, then the hits of a search for the words. A name of several
atoms leads to the first of them, and a note has their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from omny.model.atoms import MODULE_NAME, AtomType, StoredAtom
from omny.model.standing import Standing, find_standing
from omny.query.explore_seeds import FILE_WEIGHT, HALF_RANK, HIT_WEIGHT, NAME_WEIGHT, STANDING_WEIGHTS, Seeds
from omny.query.lookup import file_paths, is_test, matching_atoms
from omny.query.naming import parse_name
from omny.query.nearest import nearest_names
from omny.query.question import View
from omny.query.search import Search

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

MAX_NAMES = 40
"""Names of one question that are looked up."""

MAX_WORDS_OF_NAME = 3
"""Words of a text that can be one name: a kind before it, a method before a path."""

MAX_MEANINGS = 3
"""Atoms of one name that are taken."""

MAX_HITS = 60
"""Atoms of a search that are taken."""

MAX_OF_FILE = 40
"""Atoms of one file that are taken."""

MENTION_WEIGHT = 2.0
"""Of an atom that the message of an error names."""

MAX_SHOWN = 80  # characters of a name in a note

NUMBER_FACTOR = 1.5
"""Of the weight of a hit whose name has a number of the question: a search looks for letters only."""

_TOKEN = re.compile(r"`[^`\n]+`|[^\s,;!?\"“”]+")
_NAME_SIGNS = re.compile(r"\w_\w|::|\w\.\w|/|[a-z0-9][A-Z]|\w\(\)|#\w|^`|->")
_PLAIN = re.compile(r"[^\W\d_]+", re.UNICODE)
_NUMBER = re.compile(r"(?<!\d)\d{2,}(?!\d)")
_EDGES = "`'()[]{}<>.:"

_COMMON = frozenset(
    """
    a about all an and any are as at be been but by can code could did do does each every for from had has have here
    how i if in into is it its kind kinds many me my of on one or our out over so some than that the their them then
    there these they thing things this those to up use used uses using via was way ways we were what when where whether
    which who whom whose why will with would you your happen happens
    """.split()  # noqa: SIM905
)
"""Words that most questions have."""


def add_text(seeds: Seeds, view: View, text: str) -> None:
    """The atoms that the names, files and words of a text lead to."""
    tokens = _TOKEN.findall(text)
    rest = _add_names(seeds, view, tokens)
    words = content_words(" ".join(rest))
    if rest and (len(words) > 1 or not seeds.by_id):
        _add_words(seeds, view, " ".join(rest))
    seeds.words += words + [piece for token in tokens if token not in rest for piece in content_words(token)]
    if not seeds.by_id and not seeds.near:
        seeds.near = nearest_names(view.repository, parse_name(text.strip(), view.top))


def add_named(seeds: Seeds, view: View, atoms: Iterable[str], files: Iterable[str]) -> None:
    """The atoms of these names, and those of these files."""
    for name in list(atoms)[:MAX_NAMES]:
        if not _add_name(seeds, view, name):
            seeds.notes.append(f"no atom is named {name[:MAX_SHOWN]}")
            seeds.near += nearest_names(view.repository, parse_name(name, view.top))
    for file in list(files)[:MAX_NAMES]:
        if not _add_file(seeds, view, file):
            seeds.notes.append(f"not in the index: {file[:200]}")


def add_mentioned(seeds: Seeds, view: View, text: str) -> None:
    """The atoms that a message names; nothing is said of a name that no atom has."""
    for token in _TOKEN.findall(text)[:MAX_NAMES]:
        name = token.strip(_EDGES)
        found = matching_atoms(view.repository, name, view.top) if _NAME_SIGNS.search(token) and name else []
        if len(found) == 1 and found[0].atom.type != AtomType.MODULE:
            seeds.add(found[0], MENTION_WEIGHT, "name")
    seeds.words += content_words(text)


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
    if len(tokens) <= MAX_WORDS_OF_NAME and _add_name(seeds, view, " ".join(tokens)):
        return []
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
        seeds.add(stored, FILE_WEIGHT * HALF_RANK / (HALF_RANK + number), "file")


def _add_words(seeds: Seeds, view: View, text: str) -> None:
    """The hits of a search."""
    words = content_words(text)
    wants_tests = any(word.startswith("test") for word in words)
    numbers = _NUMBER.findall(text)
    hits = _search(view, words)
    for place, stored in enumerate(hits):
        standing = STANDING_WEIGHTS[find_standing(stored.atom.file_path, is_test(stored))]
        weight = HIT_WEIGHT * HALF_RANK / (HALF_RANK + place) * (1.0 if wants_tests else standing)
        if stored.atom.type == AtomType.MODULE:
            weight *= 0.5
        if any(number in stored.atom.function_name for number in numbers):
            weight *= NUMBER_FACTOR
        seeds.add(stored, weight, "words")
    if hits:
        seeds.read_as("words")


def _search(view: View, words: list[str]) -> list[StoredAtom]:
    """The hits of the one search question, best first."""
    if not words:
        return []
    answer = Search(text=" ".join(words), limit=MAX_HITS).answer(view)
    found = [each for each in answer.results if each.id not in (answer.near or ())]  # a similar name is told as such
    atoms = view.repository.get_many([each.id for each in found])
    return [atoms[each.id] for each in found if each.id in atoms]
