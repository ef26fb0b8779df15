"""ATOM, as a person names it: an id, a qualified name or a name, to the one atom that it means."""

from __future__ import annotations

from omny.errors import AmbiguousError, UsageError
from omny.model import StoredAtom
from omny.storage.port import AtomRepository

MAX_SUGGESTIONS = 5
"""Names offered for one that is not known: as many as one reads at a glance."""

MAX_DEFINITIONS = 20
"""Definitions of one name in one place that are told of; overloads are a few."""

_CANDIDATES = 50  # looked at for suggestions


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
    """Ids of atoms whose names are like `named`, the likest first."""
    last = named.rpartition("::")[2].rpartition(".")[2] or named
    found: dict[str, StoredAtom] = {}
    for text in dict.fromkeys((named, last, last[: max(3, len(last) // 2)])):
        for stored in repository.search(text, limit=_CANDIDATES).atoms:
            found.setdefault(stored.atom.id, stored)
    ratio = {id_: _likeness(last, stored.atom.function_name) for id_, stored in found.items()}
    return sorted(ratio, key=lambda id_: (-ratio[id_], id_))[:MAX_SUGGESTIONS]


def _likeness(one: str, other: str) -> float:
    import difflib  # here, since a name that is known asks for no other

    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def _hint(repository: AtomRepository, named: str) -> str:
    if repository.ledger_entry(named) is not None:
        return "it is a file: 'omny outline' lists what is in it"
    ids = nearest_names(repository, named)
    return f"near it: {', '.join(ids)}" if ids else "try 'omny search'"
