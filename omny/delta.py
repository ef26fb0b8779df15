"""Stored state and new facts to a delta. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from omny.extract.digest import key_hash
from omny.model import Atom, StoredAtom, Surface


def surface_changes(path: str, old: Surface | None, new: Surface | None) -> set[int]:
    """The hashes of the keys whose answer differs between two surfaces of a path; None is: no such file.

    A definition is asked for under its own name too, where the surface does not list that name.
    """
    if old == new:
        return set()
    before, after = old or {}, new or {}
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    changed |= {key[1:] for key in changed if key[0] == "@" and (key in before) != (key in after)}
    if (old is None) != (new is None):
        changed.add("")
    return {key_hash(path, key) for key in changed}


def name_changes(old: Iterable[str], new: Iterable[str]) -> set[int]:
    """The hashes of the names that a path is no longer, or newly, found by."""
    return {key_hash("", name) for name in set(old) ^ set(new)}


Changes = tuple[tuple[Atom, ...], tuple[tuple[StoredAtom, Atom], ...], tuple[StoredAtom, ...]]


def atom_changes(stored: Sequence[StoredAtom], atoms: Sequence[Atom]) -> Changes:
    """What was created, modified (before, after) and deleted, each by id. An atom that is the same is in none."""
    before = {entry.atom.id: entry for entry in stored}
    after = {atom.id: atom for atom in atoms}
    both = sorted(after.keys() & before.keys())
    return (
        tuple(after[key] for key in sorted(after.keys() - before.keys())),
        tuple((before[key], after[key]) for key in both if before[key].atom != after[key]),
        tuple(before[key] for key in sorted(before.keys() - after.keys())),
    )
