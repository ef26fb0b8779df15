"""The deltas of `atom_events`, and the steps through a history in both directions. Pure.

    create   {"row": check}                     the state follows from the row, or from later events; see below
             {field: [null, value], ...}        every field of FIELDS
    delete   {field: [value, null], ...}        every field of FIELDS
    update   {field: [before, after], ...}      only fields that changed

The delete event of an atom that continues under another id has `moved_to`: "new id", and the create event of that
atom has `moved_from`: "old id". Neither is part of the state.

`data` is a JSON object. In an update it is `{key: [before, after], ...}` over the keys that changed, null standing for
an absent key; where a key itself is null, `data` is `[before, after]` with both whole objects. So a list under `data`
means the whole object, an object means a patch. The order of keys in `data` is not kept. A change of a list under a key
may be `{"edit": [edit, ...]}` in place of the two lists: see `omny/model/list_edits.py`.

A creation that refers to its row holds `row`, a checksum of the row as it was created. The update of version 1 then has
`was`, a hash of the state before it, so that the created state is known to be the one that the events lead back to.
`omny/storage/port/restored.py` makes such events whole again: no other part meets a reference or an edit.

Version and times are not part of a delta: they are columns of the event. A state is the mapping of FIELDS to values,
`data` decoded, or None without an atom.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zlib import crc32

import msgspec

from omny.base.errors import DamagedError
from omny.model.atoms import Atom
from omny.model.list_edits import apply_edits, find_edits

FIELDS = ("file_path", "function_name", "line", "end_line", "type", "signature", "data", "words")
"""The columns of `atoms` that events describe: all but the id, which is `atom_events.atom_id`, the row number, version
and times."""

MOVED_FROM = "moved_from"
MOVED_TO = "moved_to"

_ROW, _WAS, _EDIT = "row", "was", "edit"
_REFERENCE, _HAS_EDIT, _WAS_BEFORE = f'{{"{_ROW}":', f'":{{"{_EDIT}":[', f'{{"{_WAS}":"'
_HASH_DIGITS = 16

State = dict[str, Any]

Changes = dict[str, tuple[Any, Any]]
"""Changes by field or by "data.key": before and after, UNSET for an absent one."""


def atom_state(atom: Atom) -> State:
    """The state of an atom."""
    state: State = {field: getattr(atom, field) for field in FIELDS}
    state["type"] = str(atom.type)
    state["data"] = msgspec.json.decode(atom.data)
    return state


def update_delta(before: Atom, after: Atom, *, first: bool = False) -> tuple[str, tuple[str, ...]]:
    """The delta of an update, and the columns it changes in the order of FIELDS. `first`: of a version that a creation
    may refer to."""
    changed = tuple(field for field in FIELDS if getattr(before, field) != getattr(after, field))
    former = atom_state(before) if first or "data" in changed else {}
    delta: dict[str, Any] = {_WAS: hash_state(former)} if first else {}
    for field in changed:
        if field == "data":
            delta[field] = _data_change(former["data"], msgspec.json.decode(after.data))
        else:
            delta[field] = [getattr(before, field), getattr(after, field)]
    return msgspec.json.encode(delta).decode(), changed


def deleted_delta(atom: Atom, more: dict[str, str] | None = None) -> str:
    """The delta of a deletion; `more` is added to it."""
    delta: dict[str, Any] = {field: [getattr(atom, field), None] for field in FIELDS}
    delta["data"][0] = msgspec.Raw(atom.data.encode())
    return msgspec.json.encode(delta | (more or {})).decode()


def reference_delta(atom: Atom, source: str | None = None) -> str:
    """The delta of a creation that refers to the row of the atom; `source` is the id from which it has moved."""
    if source is None:
        return f"{_REFERENCE}{check_row(atom)}}}"
    return msgspec.json.encode({_ROW: check_row(atom), MOVED_FROM: source}).decode()


def check_row(atom: Atom) -> int:
    """The checksum of a row. It is of the text of `data`: the same object in another order has another one."""
    return _check(
        (
            atom.file_path,
            atom.function_name,
            str(atom.line),
            str(atom.end_line),
            atom.type,
            atom.signature,
            atom.data,
            atom.words,
        )
    )


def _check(values: Iterable[str]) -> int:
    """The checksum of the values of FIELDS."""
    return crc32("\n".join(values).encode())


def check_deleted(delta: str) -> int:
    """The checksum of the row that a deletion has deleted. Raises DamagedError."""
    try:
        pairs = _decode_raw(delta)
        befores = {
            field: msgspec.json.decode(pairs[field], type=tuple[msgspec.Raw, msgspec.Raw])[0] for field in FIELDS
        }
        values = [
            bytes(raw).decode() if field == "data" else msgspec.json.decode(raw) for field, raw in befores.items()
        ]
    except (msgspec.DecodeError, LookupError, ValueError) as error:
        raise _malformed_error(f"delta is malformed ({error})") from error
    return _check(map(str, values))


def hash_state(state: State) -> str:
    """A hash of a state, in hexadecimal digits. The order of keys in `data` does not count."""
    from hashlib import blake2b  # here, since OpenSSL takes longer to load than a question to answer

    return blake2b(_encode_sorted(state), digest_size=_HASH_DIGITS // 2).hexdigest()


def referred_row(delta: str) -> int | None:
    """The checksum of the row that a creation refers to; None where it holds the state. Raises DamagedError."""
    if not delta.startswith(_REFERENCE):
        return None
    row = _decode(delta)[_ROW]
    return row if isinstance(row, int) else None


def find_source(delta: str) -> str | None:
    """The id from which a created atom has come, if it has moved."""
    found = _decode(delta).get(MOVED_FROM)
    return found if isinstance(found, str) else None


def is_packed(delta: str) -> bool:
    """Whether a delta is a reference, or has edits of lists."""
    return delta.startswith(_REFERENCE) or _HAS_EDIT in delta


def has_former(delta: str) -> bool:
    """Whether the delta of an update has a hash of the state before it."""
    return delta.startswith(_WAS_BEFORE)


def without_hash(delta: str) -> str:
    """The same delta without the hash of the state before it."""
    return f"{{{delta[len(_WAS_BEFORE) + _HASH_DIGITS + 2 :]}" if has_former(delta) else delta


def whole_creation(delta: str, state: State) -> str:
    """The delta of a creation that refers to its row, with the state that was created."""
    whole: dict[str, Any] = {field: [None, state[field]] for field in FIELDS}
    whole["data"][1] = dict(sorted(state["data"].items()))  # the same text, after changes and before them
    source = find_source(delta)
    return msgspec.json.encode(whole if source is None else whole | {MOVED_FROM: source}).decode()


def whole_update(delta: str, before: State, after: State) -> str:
    """The delta of an update with both lists in place of edits, by the states before and after it."""
    fields = _decode_raw(without_hash(delta))
    changes = msgspec.json.decode(fields["data"], type=dict[str, msgspec.Raw])
    for key, change in changes.items():
        if bytes(change).startswith(f'{{"{_EDIT}":'.encode()):
            pair = [before["data"].get(key), after["data"].get(key)]
            changes[key] = msgspec.Raw(msgspec.json.encode(pair))
    return msgspec.json.encode({**fields, "data": changes}).decode()


def read_changes(delta: str) -> Changes:
    """The changes of an event. Raises DamagedError where its delta cannot be read."""
    if is_packed(delta):
        raise _malformed_error("an event does not follow from the atom and its later events")
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
        if _ROW in delta:
            raise _malformed_error("creates a row to which nothing leads back")
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
        elif field != _WAS:
            if state.get(field) != change[old]:
                raise _malformed_error(f"{field} was not as it says")
            after[field] = change[new]
    if _WAS in delta and delta[_WAS] != hash_state(state if new else after):
        raise _malformed_error("the state before it was another one")
    return after


def _data_change(before: State, after: State) -> Any:
    if None in before.values() or None in after.values():
        return [before, after]
    keys = [*before, *(key for key in after if key not in before)]
    return {
        key: _value_change(before.get(key), after.get(key))
        for key in keys
        if not _is_same_json(before.get(key), after.get(key))
    }


def _value_change(before: Any, after: Any) -> Any:
    edits = find_edits(before, after) if isinstance(before, list) and isinstance(after, list) else None
    return [before, after] if edits is None else {_EDIT: edits}


def _is_same_json(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON text. `==` alone takes 1, 1.0 and True for equal."""
    return one is other or (one == other and msgspec.json.encode(one) == msgspec.json.encode(other))


def _null_to_unset(value: Any) -> Any:
    """The value of a field, or of a key that is not null in itself."""
    return msgspec.UNSET if value is None else value


def _patch(data: State, change: dict[str, Any], old: int, new: int) -> State:
    patched = dict(data)
    for key, pair in change.items():
        if isinstance(pair, dict):
            try:
                patched[key] = apply_edits(patched.get(key) or [], pair[_EDIT], forward=new == 1)
            except (LookupError, TypeError, ValueError) as error:
                raise _malformed_error(f"data.{key} was not as it says") from error
            continue
        if patched.get(key) != pair[old]:
            raise _malformed_error(f"data.{key} was not as it says")
        if pair[new] is None:
            patched.pop(key, None)
        else:
            patched[key] = pair[new]
    return patched


_Pair = tuple[Any, Any]  # before, after
_Patch = dict[str, _Pair | dict[str, Any]]  # of each key a pair, or edits
_Delta = dict[str, _Pair | _Patch | str | int]  # of FIELDS pairs, of "data" a pair or a patch, of a move an id

_decode_delta = msgspec.json.Decoder(_Delta).decode
_decode_raw = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode_sorted = msgspec.json.Encoder(order="deterministic").encode


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
    return isinstance(change, (tuple, dict)) and all(each is None or isinstance(each, dict) for each in whole)


def _malformed_error(what: str) -> DamagedError:
    return DamagedError("replay events", what, hint="run 'omny verify --repair', which keeps what can be read")
