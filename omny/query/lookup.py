"""ATOM, as a person names it: an id, a qualified name or a name, to the one atom that it means."""

from __future__ import annotations

from omny.errors import AmbiguousError, UsageError
from omny.model import Atom, StoredAtom
from omny.storage.port import AtomRepository

MAX_SUGGESTIONS = 5
"""Names offered for one that is not known: as many as one reads at a glance."""

MAX_DEFINITIONS = 20
"""Definitions of one name in one place that are told of; overloads are a few."""

LIKE = 0.7
"""How much of two names has to be the same, as `difflib` measures it, for one to be a slip of the pen for the other."""

MOST_COMPARED = 100  # characters of a name

_CANDIDATES = 50  # that a search gives
_NAMESAKES = 500  # atoms of one name that are compared


def find_atom(repository: AtomRepository, named: str) -> StoredAtom:
    """The atom that `named` means: the one of that id, else of that qualified name, else of that name.

    Raises AmbiguousError, with all ids, where it means several, UsageError, with the nearest names, where none.
    """
    found = matching_atoms(repository, named)
    if not found:
        raise UsageError("find atom", f"nothing is called {named!r}", hint=_hint(repository, named))
    if len(found) > 1:
        raise AmbiguousError("find atom", named, [stored.atom.id for stored in found])
    return found[0]


def matching_atoms(repository: AtomRepository, named: str) -> list[StoredAtom]:
    """All atoms that `named` can mean, by id: those of the first way of naming that finds any."""
    by_id = repository.get(named)
    if by_id is not None:
        return [by_id]
    return repository.by_qualified_name(named) or repository.by_name(named)


def other_definitions(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """The ids of what else is defined in that place under the name of an atom, such as its overloads, in order."""
    first, mark, number = stored.atom.id.rpartition("~")
    if not (mark and number.isdigit()):
        first = stored.atom.id
    every = [first, *(f"{first}~{again}" for again in range(2, MAX_DEFINITIONS + 1))]
    found = repository.get_many(every)
    return [id_ for id_ in every if id_ in found and id_ != stored.atom.id]


def nearest_names(repository: AtomRepository, named: str) -> list[str]:
    """Ids of atoms whose names are like `named`, the likest first; else of those that a search for it finds."""
    last = named.rpartition("::")[2].rpartition(".")[2] or named
    found = [stored for name in _close_names(repository, last) for stored in repository.by_name(name)[:_NAMESAKES]]
    for text in () if found else dict.fromkeys((named, last)):
        found += repository.search(text, limit=_CANDIDATES).atoms
    likest = sorted(found, key=lambda stored: (-_likeness(named, stored.atom), stored.atom.id))
    return list(dict.fromkeys(stored.atom.id for stored in likest))[:MAX_SUGGESTIONS]


def _close_names(repository: AtomRepository, name: str) -> list[str]:
    """The names that differ in some letters, case and underscores apart."""
    import difflib  # here, since a name that is known asks for no other

    if len(name) > MOST_COMPARED:
        return []
    spread = len(name) // 3 + 1
    spelled: dict[str, list[str]] = {}
    for other in repository.names_of_length(len(name) - spread, len(name) + spread):
        spelled.setdefault(_folded(other), []).append(other)
    close = difflib.get_close_matches(_folded(name), spelled, MAX_SUGGESTIONS, LIKE)
    return [other for folded in close for other in spelled[folded]]


def _likeness(named: str, atom: Atom) -> float:
    """How like an atom's name is, and then its qualified one."""
    import difflib

    whole = named.rpartition("::")[2]
    pairs = ((whole.rpartition(".")[2], atom.function_name), (whole, atom.id.rpartition("::")[2]))
    one, other = (difflib.SequenceMatcher(None, a.lower(), b.lower()).ratio() for a, b in pairs)
    return one + other / 1000


def _folded(name: str) -> str:
    return name.lower().replace("_", "")


def _hint(repository: AtomRepository, named: str) -> str:
    if repository.ledger_entry(named) is not None:
        return "it is a file: 'omny outline' lists what is in it"
    ids = nearest_names(repository, named)
    return f"near it: {', '.join(ids)}" if ids else "try 'omny search'"
