"""The schema of `atoms.data`, and the one place that reads it. docs/data.md says what each key means.

Three structs: `AtomDetail` is an atom without its edges, `AtomData` is the whole, and `AtomSummary` is what an analysis
of all atoms reads and keeps. Keys that none has (`provenance`, `own_hash`) are passed over.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from omny.base.errors import DamagedError
from omny.model.atoms import MODULE_NAME
from omny.model.edges import EdgeType

_T = TypeVar("_T")

EDGE_LISTS = {
    "calls": str(EdgeType.CALL),
    "callbacks": str(EdgeType.CALLBACK),
    "decorated_by": str(EdgeType.DECORATOR),
    "inherits": str(EdgeType.INHERIT),
    "implicit_calls": str(EdgeType.IMPLICIT),
    "dispatches": str(EdgeType.DISPATCH),
    "routes": str(EdgeType.ROUTE),
}
"""Which list of `atoms.data` gives which type of edge; `schema.sql` says the same to SQLite."""


CONSTRUCTOR = "constructor"
"""The `kind` of a method that makes an object, in each language."""


OF_TARGET, OF_SELF = "=", "."
"""Values of `CallSite.on` in place of an id: the class of the target; the class of the caller, where it has the member,
else that of the target."""


class CallSite(msgspec.Struct, gc=False, omit_defaults=True):
    """A place in an atom's source where an edge is made."""

    target: str  # an atom's id
    type: str  # of EdgeType
    how: str  # of How
    offset: int  # lines below the line of the atom
    column: int  # 0-based, in bytes
    on: str = ""  # the class of the object whose member is called, if the object may be of a class below it


class HeldEdges(msgspec.Struct, frozen=True):
    """The edges that an atom would have as well if each broken file had its former content; see omny/model/held.py."""

    generation: int = 0  # that the edges are held from
    calls: tuple[str, ...] = ()
    callbacks: tuple[str, ...] = ()
    decorated_by: tuple[str, ...] = ()
    inherits: tuple[str, ...] = ()
    implicit_calls: tuple[str, ...] = ()
    dispatches: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    call_sites: list[CallSite] = []


class AtomDetail(msgspec.Struct, frozen=True, rename={"class_id": "class"}, gc=False):
    """An atom's data without its edges."""

    qualified_name: str = MODULE_NAME
    parent: str = ""  # the id of the enclosing atom
    class_id: str = ""
    of: str = ""  # the id of the class of a method that does not stand in it
    source_line: int = 0  # 0 where it is the line of the atom
    parameters: list[dict[str, Any]] = []
    returns: str = ""
    decorators: list[str] = []
    doc: str = ""
    kind: str = ""
    is_async: bool = False
    is_generator: bool = False
    is_exported: bool = False
    is_test: bool = False
    complexity: int = 0
    lines_of_code: int = 0
    body_hash: str = ""
    bases: list[str] = []
    unresolved: list[str] = []
    held: int = 0  # the generation that the whole atom is held from; 0 for an atom in the source on disk


class AtomSummary(msgspec.Struct, rename={"class_id": "class"}, gc=False):
    """What an analysis of all atoms needs of each one's data, as small as it can be kept."""

    qualified_name: str = MODULE_NAME
    parent: str = ""
    class_id: str = ""
    of: str = ""
    decorators: tuple[str, ...] = ()
    doc: str = ""
    kind: str = ""
    is_async: bool = False
    is_generator: bool = False
    is_exported: bool = False
    is_test: bool = False
    complexity: int = 0
    lines_of_code: int = 0
    bases: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    held: int = 0
    outside: int = 0  # how many names `unresolved` had

    def thin(self) -> AtomSummary:
        """Itself: the documentation becomes its first character, `unresolved` its number, and texts that other atoms
        have, too, are there once."""
        self.doc, self.outside, self.unresolved = self.doc[:1], len(self.unresolved), ()
        self.parent, self.class_id, self.kind = map(sys.intern, (self.parent, self.class_id, self.kind))
        return self


class AtomData(AtomDetail, frozen=True, gc=True):
    """All of an atom's data that Omny reads."""

    calls: tuple[str, ...] = ()
    callbacks: tuple[str, ...] = ()
    decorated_by: tuple[str, ...] = ()
    inherits: tuple[str, ...] = ()
    implicit_calls: tuple[str, ...] = ()
    dispatches: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    call_sites: list[CallSite] = []
    held_edges: HeldEdges | None = None

    @property
    def all_sites(self) -> list[CallSite]:
        """The sites in the source on disk, then the held ones."""
        return self.call_sites + self.held_edges.call_sites if self.held_edges else self.call_sites

    def edges(self) -> Iterator[tuple[str, str, int]]:
        """The edges of the atom: target, type, and the generation that the edge is held from (0 where it is not)."""
        for name, edge_type in EDGE_LISTS.items():
            for target in getattr(self, name):
                yield target, edge_type, self.held
        if self.held_edges is not None:
            for name, edge_type in EDGE_LISTS.items():
                for target in getattr(self.held_edges, name):
                    yield target, edge_type, self.held_edges.generation


def _reader(decode: Callable[[str], _T]) -> Callable[[str], _T]:
    def read(data: str) -> _T:
        try:
            return decode(data)
        except msgspec.DecodeError as error:
            raise DamagedError("read atom", f"malformed data ({error})", hint="run 'omny verify --repair'") from error

    return read


read_detail = _reader(msgspec.json.Decoder(AtomDetail).decode)
"""The detail in the `data` of an atom. Raises DamagedError where Omny has not written it so."""

read_summary = _reader(msgspec.json.Decoder(AtomSummary).decode)
"""The summary in the `data` of an atom. Raises DamagedError as `read_detail`."""

read_data = _reader(msgspec.json.Decoder(AtomData).decode)
"""All that the `data` of an atom says. Raises DamagedError where Omny has not written it so."""

read_object = _reader(msgspec.json.Decoder(dict[str, Any]).decode)
"""The `data` of an atom as a JSON object, with the keys that no struct has. Raises DamagedError as `read_data`."""


def held_generation(data: str) -> int:
    """The generation that a whole atom is held from, by its data; 0 for an atom that is in the source on disk."""
    return read_detail(data).held if '"held":' in data else 0
