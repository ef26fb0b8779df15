"""The common fields of answers, and the records that several answers have: atoms, and the places of calls.

An `Answer` is a struct beside the algorithm of its question. Its document, a dict, is what `--json` prints, what a
daemon sends, and what faces render. The JSON Schema of the documents is derived from the structs
(`omny/query/schemas.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from omny.model.atom_data import held_generation, read_data, read_object
from omny.query.freshness import Freshness

if TYPE_CHECKING:
    from typing import Self

    from omny.model.atoms import StoredAtom
    from omny.query.documents import Document


class Unlisted(msgspec.Struct, frozen=True):
    """What an answer leaves out; told in a document as it is."""

    types: dict[str, int] = {}  # edges by type
    unknown: int = 0  # calls of the name that nothing resolves; of callees: names that the atom calls so
    name: str = ""  # that name; "" for callees
    used_as: str = ""  # getter, fixture, value: a use of it is no call
    implementations: dict[str, int] = {}  # of dispatch: by called method those beyond the ones that are edges

    @property
    def document_fields(self) -> dict[str, Any]:
        """The field of an answer; none if nothing is left out."""
        whole = self.types or self.unknown or self.used_as or self.implementations
        return {"unlisted": self} if whole else {}


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What every document has."""

    tail: ClassVar[tuple[str, ...]] = ("freshness",)
    """Fields that stand at the end of the document."""

    results: list[Any]
    total: int = -1  # how many results there are, shown or not; -1 as an argument: no more than are shown
    truncated: bool = False  # whether there are more; never an argument

    def __post_init__(self) -> None:
        """Counts the results where no total is given."""
        shown = len(self.results)
        if self.total < 0:
            msgspec.structs.force_setattr(self, "total", shown)
        msgspec.structs.force_setattr(self, "truncated", self.total > shown)

    def document(self) -> Document:
        """The answer as a document."""
        found: Document = msgspec.to_builtins(self)
        for name in self.tail:
            if name in found:
                found[name] = found.pop(name)
        return found


class Answer(Results, frozen=True, kw_only=True):
    """What every answer about an index has."""

    freshness: Freshness


class NamedAnswer(Answer, frozen=True, kw_only=True):
    """An answer about an atom that was named, with other meanings of the name (`omny/query/lookup.py:ResolvedName`)."""

    tail: ClassVar[tuple[str, ...]] = (
        "definitions", "code_in", "file", "others", "others_total", "unlisted", "freshness",
    )  # fmt: skip

    definitions: list[str] | UnsetType = UNSET  # ids of what else is defined in its place: overloads
    code_in: str | UnsetType = UNSET  # id of the definition with the code, where the atom is an overload without any
    file: str | UnsetType = UNSET  # the file that was named, where the atom is its module
    others: list[str] | UnsetType = UNSET  # ids of other atoms of the name, the first of them
    others_total: int | UnsetType = UNSET
    unlisted: Unlisted | UnsetType = UNSET  # what the answer leaves out


class BriefAtom(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An atom that is one of many."""

    id: str
    type: str
    file_path: str
    line: int
    held: int = 0  # the generation that it is held from, where it is in no source on disk


class AtomEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An atom."""

    id: str
    file_path: str
    function_name: str
    line: int
    end_line: int
    type: str  # function, arrow, method, class, interface, enum, type, constant, variable, macro, route, module
    signature: str
    version: int
    updated_at: str
    held: int = 0  # the generation that it is held from, where it is in no source on disk
    data: dict[str, Any]  # see `omny/model/atom_data.py`

    @classmethod
    def of(cls, stored: StoredAtom, **more: Any) -> Self:
        """The entry of an atom, with the fields of a subclass. Raises DamagedError where its data is malformed."""
        atom = stored.atom
        read_data(atom.data)
        return cls(
            id=atom.id,
            file_path=atom.file_path,
            function_name=atom.function_name,
            line=atom.line,
            end_line=atom.end_line,
            type=str(atom.type),
            signature=atom.signature,
            version=stored.version,
            updated_at=stored.updated_at,
            held=held_generation(atom.data),
            data=read_object(atom.data),
            **more,
        )


class Source(msgspec.Struct, frozen=True):
    """Lines of a file."""

    line: int  # 1-based, of the first line of `text`
    text: str  # bytes that are none of its encoding are shown as U+FFFD
    hash: str  # of the bytes in the file, lines ended by LF: what `omny edit --expect` takes
    redacted: int = 0  # secrets that were taken out of `text`


class ProjectAtom(AtomEntry, frozen=True, kw_only=True, omit_defaults=True):
    """An atom of another project of a shared store."""

    project: str
    name: str | UnsetType = UNSET  # that it calls by


class SiteEntry(msgspec.Struct, frozen=True):
    """A place in the source where an edge is made."""

    line: int  # 1-based
    column: int  # 0-based, in bytes
    how: str  # exact, inferred, held
    basis: str  # see omny/query/basis.py


def brief_fields(stored: StoredAtom) -> dict[str, Any]:
    """The fields of a `BriefAtom`."""
    atom = stored.atom
    held = held_generation(atom.data)
    return {"id": atom.id, "type": str(atom.type), "file_path": atom.file_path, "line": atom.line, "held": held}


def brief(stored: StoredAtom) -> BriefAtom:
    """An atom that is one of many."""
    return BriefAtom(**brief_fields(stored))
