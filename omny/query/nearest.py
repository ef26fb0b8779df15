"""The nearest names: suggestions for a name that no atom has."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from omny.model.atoms import Atom, AtomType
from omny.model.standing import find_standing
from omny.model.texts import split_words
from omny.query.naming import Named
from omny.storage.port.ranking import whole_names

if TYPE_CHECKING:
    from omny.model.atoms import StoredAtom
    from omny.storage.port.repository import AtomRepository

MAX_SUGGESTIONS = 5
"""Names offered for one that is not known: as many as one reads at a glance."""

LIKE = 0.7
"""How much of two names has to be the same, as `difflib` measures it, for one to be a slip of the pen for the other."""

MAX_COMPARED = 100  # characters of a name

_SLIPS = ((16, 3), (8, 2), (4, 1))
"""Letters of a name, the longest first, and the most slips of the pen in one of that length."""

_MIN_BEGINNING, _ENDING = 4, 3
"""Letters of a piece: of its beginning at least, and of its ending, by which words of one stem differ."""

_CANDIDATES = 50  # that a search gives
_NAMESAKES = 500  # atoms of one name that are compared


def nearest_names(repository: AtomRepository, text: Named) -> list[str]:
    """Ids of atoms with similar names, the most similar first; without any, those that a search for the name finds."""
    wanted = text.inside or text.dotted or text.text
    last = wanted.rpartition(".")[2] or text.text
    found = [stored for name in _close_names(repository, last) for stored in repository.by_name(name)[:_NAMESAKES]]
    for words in () if found else dict.fromkeys((text.text, last)):
        found += repository.search(words, limit=_CANDIDATES).atoms
    likest = sorted(found, key=lambda stored: (-_likeness(wanted, stored.atom), stored.atom.id))
    return list(dict.fromkeys(stored.atom.id for stored in likest))[:MAX_SUGGESTIONS]


def is_meant(names: Iterable[str], text: str) -> bool:
    """Whether one of the names that were found has all pieces of a text, endings apart; a text of one piece is no name
    but a word."""
    pieces = [piece[: max(_MIN_BEGINNING, len(piece) - _ENDING)] for piece in _pieces(text)]
    return len(pieces) < 2 or any(all(piece in _fold(name) for piece in pieces) for name in names)


def close_atoms(repository: AtomRepository, text: str) -> list[StoredAtom]:
    """The atoms whose names differ from the text by a slip of the pen, case and underscores apart: the nearest first,
    and of equal ones the project's own code."""
    wanted = _fold(text)
    most = next((slips for least, slips in _SLIPS if len(wanted) >= least), 0)
    if not most or len(text) > MAX_COMPARED:
        return []
    letters, joined, chunks = set(wanted), len(_pieces(text)) - 1, _split(wanted, most)
    near: dict[str, int] = {}
    for name in repository.names_of_length(len(wanted) - most, len(wanted) + most + joined):
        folded = _fold(name)
        if (
            abs(len(folded) - len(wanted)) <= most
            and any(folded.find(chunk, low, high) >= 0 for chunk, low, high in chunks)
            and len(letters.symmetric_difference(folded)) <= 2 * most
        ):
            slips = count_slips(wanted, folded, most)
            if slips <= most:
                near[name] = slips
    names = sorted(near, key=lambda name: (near[name], name))[:MAX_SUGGESTIONS]
    found = [stored for name in names for stored in repository.by_name(name)[:_NAMESAKES]]
    return sorted(found, key=lambda stored: (near[stored.atom.function_name], *_rank(stored)))


def _split(text: str, slips: int) -> list[tuple[str, int, int]]:
    """Parts of a text, each with the bounds between which a text with at most these slips has one of them. The second
    division is for two letters that are changed over where the first one cuts."""
    size = len(text)
    cuts = [size * at // (slips + 1) for at in range(slips + 2)]
    between = [0, *((one + other) // 2 for one, other in pairwise(cuts)), size]
    every = [(start, end) for cut in (cuts, between) for start, end in pairwise(cut) if end > start]
    return [(text[start:end], max(0, start - slips), end + slips) for start, end in every]


def count_slips(one: str, other: str, most: int) -> int:
    """How many letters have to be put in, left out, changed, or changed over with the next, to make one text the other
    (optimal string alignment); `most` + 1 if it takes more."""
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, there in enumerate(other, 1):
            cost = min(row[-1] + 1, before[to] + 1, before[to - 1] + (letter != there))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == there:
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _pieces(text: str) -> list[str]:
    """The pieces of a name, in lower case."""
    whole = whole_names(text)
    return [word for word in split_words(text) if word not in whole]


def _rank(stored: StoredAtom) -> tuple[int, bool, str]:
    atom = stored.atom
    return find_standing(atom.file_path, is_test=False), atom.type == AtomType.MODULE, atom.id


def _close_names(repository: AtomRepository, name: str) -> list[str]:
    """The names that differ in some letters, case and underscores apart."""
    import difflib  # here, since a name that is known asks for no other

    if len(name) > MAX_COMPARED:
        return []
    spread = len(name) // 3 + 1
    spelled: dict[str, list[str]] = {}
    for other in repository.names_of_length(len(name) - spread, len(name) + spread):
        spelled.setdefault(_fold(other), []).append(other)
    close = difflib.get_close_matches(_fold(name), spelled, MAX_SUGGESTIONS, LIKE)
    return [other for folded in close for other in spelled[folded]]


def _likeness(wanted: str, atom: Atom) -> float:
    """The similarity of an atom's name, and then of its qualified name."""
    import difflib

    pairs = ((wanted.rpartition(".")[2], atom.function_name), (wanted, atom.id.rpartition("::")[2]))
    one, other = (difflib.SequenceMatcher(None, a.lower(), b.lower()).ratio() for a, b in pairs)
    return one + other / 1000


def _fold(name: str) -> str:
    return name.lower().replace("_", "")
