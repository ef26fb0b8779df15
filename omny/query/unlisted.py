"""What an answer about an atom leaves out: edges of other types, calls of the name on an unknown receiver, uses that
are no calls. One query of the store counts everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from omny.model.atom_data import EDGE_LISTS, read_data, read_detail
from omny.model.atoms import StoredAtom, is_value
from omny.model.edges import EdgeType
from omny.query.answer import Unlisted
from omny.query.dispatch import Dispatch
from omny.query.fixtures import fixture_name

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

GETTER, FIXTURE, VALUE = "getter", "fixture", "value"
"""How an atom is used without a call: values of `used_as`."""

_NAMES = {
    "inherit": ("subclass", "subclasses"),
    "implicit": ("implicit call", "implicit calls"),
    "dispatch": ("more by dispatch", "more by dispatch"),
}
_OUTWARD = {"inherit": ("base", "bases")}


class Ways(msgspec.Struct, frozen=True):
    """How a face asks for what was left out: an option of the command line, an argument of a tool."""

    all_types: str
    possible: str
    tests: str  # which tests get a fixture
    show: str  # what an atom calls outside of the index
    references: str  # what reads a value or names a type


COMMANDS = Ways("--type all", "--possible", "omny tests", "omny show", "omny references")
TOOLS = Ways('types=["all"]', "possible=true", "kind tests", "get with source=false", "kind references")


def unlisted_callers(
    repository: AtomRepository, stored: StoredAtom, ids: Sequence[str], types: Collection[str], *, possible: bool
) -> Unlisted:
    """What the callers of an atom, with those of the constructors among its `ids`, leave out."""
    by_type, unknown = repository.count_uses(ids, stored.atom.function_name)
    return Unlisted(
        types={type_: found for type_, found in by_type.items() if type_ not in types},
        unknown=0 if possible else unknown,
        name=stored.atom.function_name,
        used_as=_find_use(stored),
    )


def unlisted_dependants(stored: StoredAtom) -> Unlisted:
    """What the dependants of an atom leave out: what reads a value."""
    use = _find_use(stored)
    return Unlisted(used_as=use if use == VALUE else "")


def unlisted_tests(repository: AtomRepository, stored: StoredAtom) -> Unlisted:
    """What the tests of an atom leave out: those that reach it by a call which nothing resolves."""
    name = stored.atom.function_name
    return Unlisted(unknown=repository.count_uses([stored.atom.id], name)[1], name=name)


def unlisted_callees(
    repository: AtomRepository, stored: StoredAtom, types: Collection[str], *, possible: bool
) -> Unlisted:
    """What the callees of an atom leave out; but for dispatch, its own data has all of that."""
    data = read_data(stored.atom.data)
    found = {type_: len(getattr(data, key)) for key, type_ in EDGE_LISTS.items()}
    dispatch = Dispatch(repository)
    found[EdgeType.DISPATCH] = len(dispatch.callees([stored.atom.id]))
    return Unlisted(
        types={type_: number for type_, number in found.items() if number and type_ not in types},
        unknown=0 if possible else len(data.unresolved),
        implementations=dispatch.left_out if EdgeType.DISPATCH in types else {},
    )


def sentences(document: Mapping[str, Any], ways: Ways) -> list[str]:
    """What a document leaves out, in words."""
    if "unlisted" not in document:
        return []
    left = msgspec.convert(document["unlisted"], Unlisted)
    said = []
    if left.types:
        names = _NAMES | (_OUTWARD if not left.name else {})
        parts = [_count(number, *names.get(type_, (type_, f"{type_}s"))) for type_, number in left.types.items()]
        said.append(f"{', '.join(parts)} ({ways.all_types})")
    if left.unknown and left.name:
        calls = _count(left.unknown, "call", "calls")
        said.append(f"{calls} named {left.name} with an unknown receiver ({ways.possible})")
    elif left.unknown:
        said.append(f"{_count(left.unknown, 'external or unknown name', 'external or unknown names')} ({ways.show})")
    for id_, number in sorted(left.implementations.items()):
        said.append(f"{_count(number, 'more implementation', 'more implementations')} of {id_.rpartition('::')[2]}")
    if left.used_as == GETTER:
        said.append("it is a property: not all reads of it are known")
    if left.used_as == FIXTURE:
        said.append(f"it is a fixture: tests use it by name ({ways.tests})")
    if left.used_as == VALUE:
        said.append(f"it is a value or a type, and not called: see what refers to it ({ways.references})")
    return said


def _find_use(stored: StoredAtom) -> str:
    detail = read_detail(stored.atom.data)
    if fixture_name(stored, detail):
        return FIXTURE
    if is_value(stored.atom.type, detail.kind):
        return VALUE
    return GETTER if detail.kind == GETTER else ""


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
