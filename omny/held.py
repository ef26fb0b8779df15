"""The held layer of `atoms.data`: how it is marked what no source on disk says any more. Pure.

A file that does not parse any more, or cannot be read, may be a file in the midst of an edit. What its former content
gave is held over beside what the disk gives, and apart from it:

    "held": 7            in the data of an atom that is in no source on disk: as it was at generation 7
    "held_edges": {...}  in the data of an atom that is, with the lists of LISTS, `call_sites` and `generation`: what it
                         would reach as well, did the broken files still have their former content

Without both, the data is that of a fresh index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from omny.model import Atom, How
from omny.storage.events import LISTS

_lists = [(name, tuple[str, ...], ()) for name in LISTS]

_HeldEdges = msgspec.defstruct("_HeldEdges", [("generation", int), *_lists])

EDGE_FIELDS: list[Any] = [*_lists, ("held", int, 0), ("held_edges", _HeldEdges | None, None)]
"""The fields of a record that `edges_of` takes, as `msgspec.defstruct` does."""

_decode_edges = msgspec.json.Decoder(msgspec.defstruct("_Edges", EDGE_FIELDS)).decode


class _Held(msgspec.Struct, frozen=True):
    held: int = 0


_decode_held = msgspec.json.Decoder(_Held).decode
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode


def edges_in(data: str) -> Iterator[tuple[str, str, int]]:
    """The edges that the data of an atom lists: target, type, and the generation that it is held from, or 0. Raises
    msgspec.DecodeError where it is no such data."""
    return edges_of(_decode_edges(data))


def edges_of(said: Any) -> Iterator[tuple[str, str, int]]:
    """The same of data that was decoded, into a record with these names."""
    for name, edge_type in LISTS.items():
        for target in getattr(said, name):
            yield target, edge_type, said.held
    if said.held_edges is not None:
        for name, edge_type in LISTS.items():
            for target in getattr(said.held_edges, name):
                yield target, edge_type, said.held_edges.generation


def held_from(data: str) -> int:
    """The generation that a whole atom is held from, by its data; 0 for one that is in the source on disk."""
    return _decode_held(data).held if '"held":' in data else 0


def layered(on_disk: Sequence[Atom], with_held: Sequence[Atom], generation: int) -> list[Atom]:
    """The atoms of a file in both layers, from those that its source on disk gives, and those that it would give if
    each broken file still had its former content."""
    former = {atom.id: atom for atom in with_held}
    atoms = [_with_held_edges(atom, former.pop(atom.id, None), generation) for atom in on_disk]
    return atoms + [_held(atom, generation) for atom in former.values()]


def _held(atom: Atom, generation: int) -> Atom:
    data = _decode(atom.data)
    for site in data.get("call_sites", ()):
        site["how"] = How.HELD
    data["held"] = generation
    return msgspec.structs.replace(atom, data=_encode(data).decode())


def _with_held_edges(atom: Atom, former: Atom | None, generation: int) -> Atom:
    if former is None or former.data == atom.data:
        return atom
    data, other = _decode(atom.data), _decode(former.data)
    held: dict[str, Any] = {}
    for name in LISTS:
        known = set(data.get(name, ()))
        if more := [target for target in other.get(name, ()) if target not in known]:
            held[name] = more
    if not held:
        return atom
    sites = [
        {**site, "how": How.HELD}
        for site in other.get("call_sites", ())
        if any(site["target"] in held.get(name, ()) for name, edge_type in LISTS.items() if edge_type == site["type"])
    ]
    layer = _encode({"generation": generation, **held, **({"call_sites": sites} if sites else {})}).decode()
    return msgspec.structs.replace(atom, data=f'{atom.data[:-1]},"held_edges":{layer}}}')
