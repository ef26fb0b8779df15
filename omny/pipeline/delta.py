"""Stored state and new facts to a delta. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from omny.base.progress import Look, interleave_looks, never
from omny.extract.digest import key_hash
from omny.model.atom_data import AtomDetail, read_detail
from omny.model.atoms import Atom, StoredAtom
from omny.model.delta import FileDelta, Move
from omny.model.surfaces import Surface


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
    if not before:
        return tuple(after[key] for key in sorted(after)), (), ()
    both = sorted(after.keys() & before.keys())
    return (
        tuple(after[key] for key in sorted(after.keys() - before.keys())),
        tuple((before[key], after[key]) for key in both if before[key].atom != after[key]),
        tuple(before[key] for key in sorted(before.keys() - after.keys())),
    )


MIN_LINES = 3
"""An atom that has another name in another file is the same one only if there is this much of it to be the same: an
empty `__init__` is like any other."""


def moves(files: Iterable[FileDelta], look: Look = never) -> tuple[Move, ...]:
    """The deleted atoms that continue under another id, because they or their file were renamed. Sorted.

    Two atoms are the same code if type and body hash are equal. Of several such atoms, the one with the same qualified
    name counts, or else the one in the same file, or else the only one. If no rule decides, no atom counts: a wrong
    history is worse than a new one.
    """
    files = tuple(files)
    gone = (stored.atom for file in files for stored in file.deleted)
    come = chain.from_iterable(file.created for file in files)
    deleted = [(atom, read_detail(atom.data)) for atom in interleave_looks(gone, look)]
    created = [(atom, read_detail(atom.data)) for atom in interleave_looks(come, look)] if deleted else []
    found: list[Move] = []
    for narrowed in (_same_name, _same_file, _anywhere):
        before, after = (_single(interleave_looks(atoms, look), narrowed) for atoms in (deleted, created))
        pairs = {before[key]: after[key] for key in before.keys() & after.keys()}
        found += [Move(source, target) for source, target in interleave_looks(pairs.items(), look)]
        targets = set(pairs.values())
        deleted = [(atom, body) for atom, body in deleted if atom.id not in pairs]
        created = [(atom, body) for atom, body in created if atom.id not in targets]
    return tuple(sorted(found))


_Key = tuple[str, ...]


def _same_name(atom: Atom, body: AtomDetail) -> _Key | None:
    return (atom.type, body.body_hash, body.qualified_name)


def _same_file(atom: Atom, body: AtomDetail) -> _Key | None:
    return (atom.type, body.body_hash, atom.file_path)


def _anywhere(atom: Atom, body: AtomDetail) -> _Key | None:
    return (atom.type, body.body_hash) if body.lines_of_code >= MIN_LINES else None


def _single(
    atoms: Iterable[tuple[Atom, AtomDetail]], key_of: Callable[[Atom, AtomDetail], _Key | None]
) -> dict[_Key, str]:
    """The ids of the atoms that alone have their key."""
    ids: dict[_Key, list[str]] = {}
    for atom, body in atoms:
        if (key := key_of(atom, body)) is not None:
            ids.setdefault(key, []).append(atom.id)
    return {key: alike[0] for key, alike in ids.items() if len(alike) == 1}
