"""The fields that an expression can ask of an atom, and how values are compared with them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import msgspec

from omny.base.globs import MAX_CHARACTERS, matches_name, matches_path
from omny.model.atom_data import AtomDetail, AtomSummary
from omny.model.atoms import AtomType, StoredAtom, is_class_like
from omny.query.filter.grammar import Comparison, Value, fault
from omny.query.index_snapshot import IndexSnapshot, SnapshotAtom


class Row(msgspec.Struct, frozen=True, gc=False):
    """An atom as fields see it."""

    stored: StoredAtom | KnownAtom
    detail: AtomDetail | AtomSummary


class KnownAtom(msgspec.Struct, frozen=True, gc=False):
    """An atom of a snapshot, which a row holds instead of one of the store."""

    atom: SnapshotAtom


KNOWN_FIELDS = frozenset(
    (
        *("id", "name", "qualified_name", "file", "type", "kind", "class", "language", "line", "end_line"),
        *("lines_of_code", "complexity", "callers", "callees", "decorators", "bases"),
        *("is_async", "is_generator", "is_exported", "is_test"),
    )
)
"""The fields that an atom of a snapshot has."""


def list_rows(whole: IndexSnapshot) -> list[Row]:
    """All atoms of a snapshot, by id."""
    return [Row(KnownAtom(atom), detail) for atom, detail in zip(whole.atoms, whole.details, strict=True)]


Test = Callable[[Row], bool]
"""A condition on an atom."""


class Field(msgspec.Struct, frozen=True):
    """A field of each atom."""

    kind: str  # text, path, number, flag, list
    of: Callable[[Row], Any]


ATOM_FIELDS: dict[str, Field] = {
    "id": Field("text", lambda row: row.stored.atom.id),
    "name": Field("text", lambda row: row.stored.atom.function_name),
    "qualified_name": Field("text", lambda row: row.detail.qualified_name),
    "file": Field("path", lambda row: row.stored.atom.file_path),
    "type": Field("text", lambda row: row.stored.atom.type),
    "kind": Field("text", lambda row: _kind(row)),
    "class": Field("text", lambda row: row.detail.class_id.rpartition("::")[2]),
    "signature": Field("text", lambda row: _find_stored(row).atom.signature),
    "returns": Field("text", lambda row: _find_detail(row).returns),
    "doc": Field("text", lambda row: row.detail.doc),
    "created_at": Field("text", lambda row: _find_stored(row).created_at),
    "updated_at": Field("text", lambda row: _find_stored(row).updated_at),
    "body_hash": Field("text", lambda row: _find_detail(row).body_hash),
    "line": Field("number", lambda row: row.stored.atom.line),
    "end_line": Field("number", lambda row: row.stored.atom.end_line),
    "lines_of_code": Field("number", lambda row: row.detail.lines_of_code),
    "complexity": Field("number", lambda row: row.detail.complexity),
    "version": Field("number", lambda row: _find_stored(row).version),
    "parameter_count": Field("number", lambda row: len(_find_detail(row).parameters)),
    "is_async": Field("flag", lambda row: row.detail.is_async),
    "is_generator": Field("flag", lambda row: row.detail.is_generator),
    "is_exported": Field("flag", lambda row: row.detail.is_exported),
    "is_test": Field("flag", lambda row: row.detail.is_test),
    "parameters": Field("list", lambda row: [str(each["name"]).lstrip("*.") for each in _find_detail(row).parameters]),
    "decorators": Field("list", lambda row: row.detail.decorators),
    "bases": Field("list", lambda row: row.detail.bases),
    "outside": Field("list", lambda row: _find_detail(row).unresolved),
}
"""The fields that an atom has by itself. Others need more: `language` needs its file, `callers` and `callees` need
edges."""


def _find_stored(row: Row) -> StoredAtom:
    assert isinstance(row.stored, StoredAtom), "the field is not in KNOWN_FIELDS"
    return row.stored


def _find_detail(row: Row) -> AtomDetail:
    assert isinstance(row.detail, AtomDetail), "the field is not in KNOWN_FIELDS"
    return row.detail


def _kind(row: Row) -> str:
    """The language's own word, which for an interface is mostly the type."""
    return row.detail.kind or (str(AtomType.INTERFACE) if row.stored.atom.type == AtomType.INTERFACE else "")


def _types(row: Row) -> tuple[str, ...]:
    """The types that an atom counts for in a comparison: an atom with members counts as a class, too."""
    type_ = row.stored.atom.type
    return (type_, AtomType.CLASS) if is_class_like(type_) else (type_,)


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_EQUALS = ("==", "!=", "in")
_ALLOWED = {
    "text": (*_EQUALS, *_ORDERS, "~", "!~"),
    "path": (*_EQUALS, *_ORDERS, "~", "!~"),
    "number": (*_EQUALS, *_ORDERS),
    "flag": ("==", "!="),
    "list": (*_EQUALS, "~", "!~"),
}
_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,), "path": (str,), "number": (int, float), "flag": (bool,), "list": (str,),
}  # fmt: skip
_SAID = {"text": "a text", "path": "a text", "number": "a number", "flag": "true or false", "list": "a list of texts"}


def comparison(asked: Comparison, field: Field) -> Test:
    """The condition that a comparison states. Raises UsageError with the column if the field has no such comparison."""
    _check(asked, field)
    if asked.operator in ("!=", "!~"):
        positive = comparison(msgspec.structs.replace(asked, operator="==" if asked.operator == "!=" else "~"), field)
        return lambda row: not positive(row)
    of: Callable[[Row], Any] = _types if asked.field == "type" and asked.operator not in _ORDERS else field.of
    is_list = field.kind == "list" or of is _types
    if asked.operator == "~":
        pattern = str(asked.values[0])
        matches = matches_path if field.kind == "path" else matches_name
        if is_list:
            return lambda row: any(matches_name(pattern, each) for each in of(row))
        return lambda row: matches(pattern, of(row))
    if asked.operator in _ORDERS:
        order, value = _ORDERS[asked.operator], asked.values[0]
        return lambda row: order(of(row), value)
    values = frozenset(asked.values)
    if is_list:
        return lambda row: not values.isdisjoint(of(row))
    return lambda row: of(row) in values


def _check(asked: Comparison, field: Field) -> None:
    name = asked.field
    is_bare = asked.values == (True,) and asked.column == asked.value_column
    if is_bare and field.kind != "flag":
        fault(asked.column, f"{name} is {_SAID[field.kind]} and has to be compared", "as in complexity > 10")
    if asked.operator not in _ALLOWED[field.kind]:
        hint = f"it takes {' '.join(_ALLOWED[field.kind])}"
        fault(asked.column, f"{name} is {_SAID[field.kind]}, which {asked.operator!r} does not compare", hint)
    for value in asked.values:
        if not _fits(value, field.kind):
            fault(asked.value_column, f"{name} is {_SAID[field.kind]}, {value!r} is not")
        if name == "type" and asked.operator in _EQUALS and value not in list(AtomType):
            fault(asked.value_column, f"unknown type {value!r}", f"types are {', '.join(AtomType)}")
        if asked.operator in ("~", "!~") and len(str(value)) > MAX_CHARACTERS:
            fault(asked.value_column, f"a pattern has at most {MAX_CHARACTERS:,} characters")


def _fits(value: Value, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and isinstance(value, bool) == (kind == "flag")
