"""The deltas of `atom_events`, and the steps through a history in both directions. Pure.

    create   {field: [null, value], ...}        every field of FIELDS
    delete   {field: [value, null], ...}        every field of FIELDS
    update   {field: [before, after], ...}      only fields that changed

The delete event of an atom that continues under another id has `moved_to`: "new id", and the create event of that
atom has `moved_from`: "old id". Neither is part of the state.

`data` is a JSON object. In an update it is `{key: [before, after], ...}` over the keys that changed, null standing for
an absent key; where a key itself is null, `data` is `[before, after]` with both whole objects. So a list under `data`
means the whole object, an object means a patch. The order of keys in `data` is not kept.

Version and times are not part of a delta: they are columns of the event. A state is the mapping of FIELDS to values,
`data` decoded, or None without an atom.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from omny.base.errors import DamagedError
from omny.model.atoms import Atom

FIELDS = ("file_path", "function_name", "line", "end_line", "type", "signature", "data", "words")
"""The columns of `atoms` that events describe: all but the id, which is `atom_events.atom_id`, the row number, version
and times."""

MOVED_FROM = "moved_from"
MOVED_TO = "moved_to"

State = dict[str, Any]

Changes = dict[str, tuple[Any, Any]]
"""Changes by field or by "data.key": before and after, UNSET for an absent one."""


def atom_state(atom: Atom) -> State:
    """The state of an atom."""
    state: State = {field: getattr(atom, field) for field in FIELDS}
    state["type"] = str(atom.type)
    state["data"] = msgspec.json.decode(atom.data)
    return state


def update_delta(before: Atom, after: Atom) -> tuple[str, tuple[str, ...]]:
    """The delta of an update, and the columns it changes in the order of FIELDS."""
    changed = tuple(field for field in FIELDS if getattr(before, field) != getattr(after, field))
    delta: dict[str, Any] = {}
    for field in changed:
        if field == "data":
            delta[field] = _data_change(msgspec.json.decode(before.data), msgspec.json.decode(after.data))
        else:
            delta[field] = [getattr(before, field), getattr(after, field)]
    return msgspec.json.encode(delta).decode(), changed


def full_delta(atom: Atom, operation: str, more: dict[str, str] | None = None) -> str:
    """The delta of a creation or deletion; `more` is added to it."""
    delta: dict[str, Any] = {}
    for field in FIELDS:
        value = msgspec.Raw(atom.data.encode()) if field == "data" else getattr(atom, field)
        delta[field] = [None, value] if operation == "create" else [value, None]
    return msgspec.json.encode(delta | (more or {})).decode()


def read_changes(delta: str) -> Changes:
    """The changes of an event. Raises DamagedError where its delta cannot be read."""
    changes: Changes = {}
    for field, change in _decode(delta).items():
        if field == "data" and isinstance(change, dict):
            changes |= {
                f"data.{key}": (_null_to_unset(before), _null_to_unset(after))
                for key, (before, after) in change.items()
            }
        elif field == "data":
            before, after = ({} if whole is None else whole for whole in change)
            for key in [*before, *(key for key in after if key not in before)]:
                changes[f"data.{key}"] = (before.get(key, msgspec.UNSET), after.get(key, msgspec.UNSET))
        elif field in FIELDS:
            changes[field] = (_null_to_unset(change[0]), _null_to_unset(change[1]))
    return changes


def merge_changes(successive: Iterable[Changes]) -> Changes:
    """The changes that successive ones add up to. A value that returned to its first state is left out."""
    whole: Changes = {}
    for changes in successive:
        for key, (before, after) in changes.items():
            whole[key] = (whole[key][0] if key in whole else before, after)
    return {key: change for key, change in whole.items() if not _is_same_json(*change)}


def step_forward(state: State | None, operation: str, delta: str) -> State | None:
    """The state after the event, from the state before it. Raises DamagedError where they do not fit."""
    return _apply(state, operation, delta, 0, 1)


def step_back(state: State | None, operation: str, delta: str) -> State | None:
    """The state before the event, from the state after it. Raises DamagedError where they do not fit."""
    return _apply(state, {"create": "delete", "delete": "create"}.get(operation, operation), delta, 1, 0)


def _apply(state: State | None, operation: str, text: str, old: int, new: int) -> State | None:
    delta = _decode(text)
    if operation == "create":
        if state is not None:
            raise _malformed_error("creates an atom that is there")
        return {field: pair[new] for field, pair in delta.items() if field in FIELDS}
    if state is None:
        raise _malformed_error("changes an atom that is not there")
    if operation == "delete":
        if any(state.get(field) != pair[old] for field, pair in delta.items() if field in FIELDS):
            raise _malformed_error("deletes an atom that was not as it says")
        return None
    after = dict(state)
    for field, change in delta.items():
        if field == "data" and isinstance(change, dict):
            after[field] = _patch(state[field], change, old, new)
        else:
            if state.get(field) != change[old]:
                raise _malformed_error(f"{field} was not as it says")
            after[field] = change[new]
    return after


def _data_change(before: State, after: State) -> Any:
    if None in before.values() or None in after.values():
        return [before, after]
    keys = [*before, *(key for key in after if key not in before)]
    return {
        key: [before.get(key), after.get(key)] for key in keys if not _is_same_json(before.get(key), after.get(key))
    }


def _is_same_json(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON text. `==` alone takes 1, 1.0 and True for equal."""
    return one is other or (one == other and msgspec.json.encode(one) == msgspec.json.encode(other))


def _null_to_unset(value: Any) -> Any:
    """The value of a field, or of a key that is not null in itself."""
    return msgspec.UNSET if value is None else value


def _patch(data: State, change: dict[str, Any], old: int, new: int) -> State:
    patched = dict(data)
    for key, pair in change.items():
        if patched.get(key) != pair[old]:
            raise _malformed_error(f"data.{key} was not as it says")
        if pair[new] is None:
            patched.pop(key, None)
        else:
            patched[key] = pair[new]
    return patched


_Pair = tuple[Any, Any]  # before, after
_Delta = dict[str, _Pair | dict[str, _Pair] | str]  # of FIELDS pairs, of "data" a pair or one a key, of a move an id

_decode_delta = msgspec.json.Decoder(_Delta).decode


def _decode(text: str) -> dict[str, Any]:
    try:
        delta = _decode_delta(text)
    except msgspec.DecodeError as error:
        raise _malformed_error(f"delta is malformed ({error})") from error
    for field, change in delta.items():
        if field in FIELDS and not _is_change(field, change):
            raise _malformed_error(f"delta is malformed (`$.{field}`)")
    return delta


def _is_change(field: str, change: object) -> bool:
    if field != "data":
        return isinstance(change, tuple)
    whole = change if isinstance(change, tuple) else ()
    return not isinstance(change, str) and all(each is None or isinstance(each, dict) for each in whole)


def _malformed_error(what: str) -> DamagedError:
    return DamagedError("replay events", what, hint="run 'omny verify --repair', which keeps what can be read")
