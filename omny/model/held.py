"""The held layer of `atoms.data`: marks for results that the disk no longer shows. Pure.

A file that no longer parses, or cannot be read, may be a file in the middle of an edit. Results of its former content
are kept beside those of the disk, with marks:

    "held": 7            in the data of an atom that is in no source on disk: its state at generation 7
    "held_edges": {...}  in the data of an atom on disk, with the lists of EDGE_LISTS, `call_sites` and `generation`:
                         its further edges if the broken files still had their former content

Without both, the data is that of a fresh index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from omny.model.atom_data import EDGE_LISTS, read_object
from omny.model.atoms import Atom
from omny.model.edges import How

_encode = msgspec.json.Encoder().encode


def merge_layers(on_disk: Sequence[Atom], with_held: Sequence[Atom], generation: int) -> list[Atom]:
    """The atoms of a file in both layers, from those that its source on disk gives, and those that it would give if
    each broken file still had its former content."""
    former = {atom.id: atom for atom in with_held}
    atoms = [_with_held_edges(atom, former.pop(atom.id, None), generation) for atom in on_disk]
    return atoms + [_mark_held(atom, generation) for atom in former.values()]


def _mark_held(atom: Atom, generation: int) -> Atom:
    data = read_object(atom.data)
    for site in data.get("call_sites", ()):
        site["how"] = How.HELD
    data["held"] = generation
    return msgspec.structs.replace(atom, data=_encode(data).decode())


def _with_held_edges(atom: Atom, former: Atom | None, generation: int) -> Atom:
    if former is None or former.data == atom.data:
        return atom
    data, other = read_object(atom.data), read_object(former.data)
    held: dict[str, Any] = {}
    for name in EDGE_LISTS:
        known = set(data.get(name, ()))
        if more := [target for target in other.get(name, ()) if target not in known]:
            held[name] = more
    if not held:
        return atom
    sites = [
        {**site, "how": How.HELD}
        for site in other.get("call_sites", ())
        if any(
            site["target"] in held.get(name, ()) for name, edge_type in EDGE_LISTS.items() if edge_type == site["type"]
        )
    ]
    layer = _encode({"generation": generation, **held, **({"call_sites": sites} if sites else {})}).decode()
    return msgspec.structs.replace(atom, data=f'{atom.data[:-1]},"held_edges":{layer}}}')
