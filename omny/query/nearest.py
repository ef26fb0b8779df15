"""The nearest names: suggestions for a name that no atom has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.model.atoms import Atom
from omny.query.naming import Named

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

MAX_SUGGESTIONS = 5
"""Names offered for one that is not known: as many as one reads at a glance."""

LIKE = 0.7
"""How much of two names has to be the same, as `difflib` measures it, for one to be a slip of the pen for the other."""

MAX_COMPARED = 100  # characters of a name

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
