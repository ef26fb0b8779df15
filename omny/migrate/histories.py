"""All accounts of one atom to its history, in events that can be replayed, and to what it is at the end. Pure.

Several documents speak of one atom where older layouts of the store, or an edit under another id, have left them. The
newest says what the atom is; the others what it was before. Where two of one time speak of other lines, they are two
atoms of one name.

What is no atom of the index (a variable), what was removed, and what is of no file of the project is created and
deleted: it is found in history and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import msgspec

from omny.extract.text import camel_words
from omny.languages import detect_language
from omny.migrate.names import is_outside, split_id
from omny.migrate.records import VARIABLE, Account
from omny.model.atoms import MODULE_NAME, Atom, AtomType, StoredAtom
from omny.model.events import MOVED_FROM, MOVED_TO, atom_state, is_packed, update_delta, whole_update
from omny.storage.port.records import AtomEvent
from omny.storage.sqlite.staging import Copy

GENERATION = 1  # everything that is taken over is of the first

SOURCE = "migration"

ONE_RUN_SECONDS = 60.0
"""Within which the legacy tool indexed a project: two thousand files took it a quarter of that. Two documents of one
name and such times are of one state of their file."""


class Outcome(StrEnum):
    """What became of what a document says."""

    OK = "ok"  # it is an atom
    FOREIGN = "foreign id"  # it is an atom, or one of the past, under another id
    DUPLICATE = "duplicate"  # another document says the same, or what came later
    GHOST = "ghost"  # it was no atom any more, or never one: it is in history


class Elsewhere(msgspec.Struct, frozen=True):
    """What is said of an atom elsewhere than in its documents."""

    calls: list[str] = []  # names that it calls, said by those who are called
    saved: str = ""  # when it was saved last
    analysed: str = ""  # when its file was analysed last
    connections: list[str] = []  # what its file has in common with others; of modules


class Life(msgspec.Struct):
    """One atom, from the first to the last that is known of it."""

    id: str
    first_id: str  # of the first atom of that name
    events: list[AtomEvent]  # all with id 0
    stored: StoredAtom | None  # None where it is in history only
    fates: list[tuple[str, str, int]]  # fate, id, number of the account


_decode = msgspec.msgpack.Decoder(Account).decode
_encode = msgspec.json.Encoder().encode


def lives(path: str, qualified: str, copies: list[Copy], elsewhere: Elsewhere, now: str) -> Iterator[Life]:
    """The atoms that these copies, all of one id, speak of. `now` is the time of the migration."""
    tellings = [_Telling(copy, elsewhere, now) for copy in copies]
    if any(each.account.type != VARIABLE and not each.is_shadow for each in tellings):
        for each in tellings:  # a function that is held by a constant was written down as both
            each.is_said_better = each.account.type == VARIABLE
    for count, same in enumerate(_apart(tellings), 1):
        name = qualified if count == 1 else f"{qualified}~{count}"
        id_ = copies[0].id if count == 1 else f"{path}::{name}"
        yield _Biography(id_, path, name, elsewhere, now).build(same, copies[0].id)


class _Telling:
    """One account, with its times."""

    def __init__(self, copy: Copy, elsewhere: Elsewhere, now: str) -> None:
        account = _decode(copy.said)
        self.copy = copy
        self.account = account
        self.born = account.born or elsewhere.saved or elsewhere.analysed or account.written or now
        self.is_shadow = "shadow" in account.data.get("provenance", {})
        self.is_said_better = False
        self.fate = Outcome.DUPLICATE

    def is_apart(self, other: _Telling) -> bool:
        """Whether both were there at one time, in other lines."""
        one, two = self.account, other.account
        apart = one.end_line < two.line or two.end_line < one.line
        return (
            apart and not self.is_shadow and not other.is_shadow and _seconds(self.born, other.born) <= ONE_RUN_SECONDS
        )


def _seconds(one: str, other: str) -> float:
    return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())


def _apart(tellings: list[_Telling]) -> list[list[_Telling]]:
    """The accounts by atom, atoms in the order of lines."""
    found: list[list[_Telling]] = []
    for each in sorted(tellings, key=lambda each: (each.born, each.account.line, -len(each.copy.said))):
        for same in found:
            if not any(each.is_apart(other) for other in same):
                same.append(each)
                break
        else:
            found.append([each])
    return sorted(found, key=lambda same: same[-1].account.line)


class _Biography:
    """Writes the events of one atom."""

    def __init__(self, id_: str, path: str, qualified: str, elsewhere: Elsewhere, now: str) -> None:
        self._id = id_
        self._path = path
        self._qualified = qualified
        self._elsewhere = elsewhere
        self._now = now
        self._events: list[AtomEvent] = []
        self._atom: Atom | None = None
        self._version = 0
        self._created = self._updated = ""
        self._current: _Telling | None = None

    def build(self, tellings: list[_Telling], first_id: str) -> Life:
        """The history that the records describe."""
        moments = [(each.born, 0, number) for number, each in enumerate(tellings)]
        moments += [(each.account.gone, 1, number) for number, each in enumerate(tellings) if each.account.gone]
        for at, is_end, number in sorted(moments):
            each = tellings[number]
            if is_end:
                self._die(at, each)
            elif not each.is_said_better:
                self._be(at, each, is_last=number == len(tellings) - 1)
        if self._atom is not None and (self._atom.type == VARIABLE or is_outside(self._path)):
            self._die(max(self._now, self._updated), None)
        stored = None
        if self._atom is not None:
            stored = StoredAtom(self._atom, self._version, self._created, self._updated)
        return Life(
            self._id, first_id, self._events, stored, [(each.fate, self._id, each.copy.number) for each in tellings]
        )

    def _be(self, at: str, telling: _Telling, *, is_last: bool) -> None:
        atom = self._as_atom(telling)
        if self._atom is None:
            self._arrive(at, atom, telling)
        elif telling.is_shadow or _same(self._atom, atom):
            return  # the shadow of what is still there tells only its end
        else:
            self._update(at, atom)
            telling.fate = Outcome.FOREIGN if self._is_foreign(telling) else Outcome.OK
            if self._current is not None:
                self._current.fate = Outcome.DUPLICATE
        self._current = telling
        account = telling.account
        saved = self._elsewhere.saved if is_last and not account.changed else ""
        changed = account.changed or (saved if saved > at and _seconds(saved, at) > 1 else "")
        if changed or account.version > self._version:
            self._change(max(at, changed), atom, account)

    def _arrive(self, at: str, atom: Atom, telling: _Telling) -> None:
        legacy_id, marks = telling.account.legacy_id, {}
        if self._is_foreign(telling) and legacy_id != self._id:
            old = msgspec.structs.replace(atom, id=legacy_id)
            self._write(at, "create", _whole(old, 1), None, 1, id_=legacy_id)
            self._write(at, "delete", _whole(old, 0, **{MOVED_TO: self._id}), 1, None, id_=legacy_id)
            marks = {MOVED_FROM: legacy_id}
        self._write(at, "create", _whole(atom, 1, **marks), None, 1)
        self._atom, self._version, self._created, self._updated = atom, 1, at, at
        telling.fate = Outcome.FOREIGN if self._is_foreign(telling) else Outcome.OK

    def _update(self, at: str, atom: Atom, version: int = 0) -> None:
        assert self._atom is not None
        delta, _ = update_delta(self._atom, atom)
        if is_packed(delta):  # `compare_plan` reads it beside the events of an index, which come whole
            delta = whole_update(delta, atom_state(self._atom), atom_state(atom))
        version = max(self._version + 1, version)
        self._write(at, "update", delta, self._version, version)
        self._atom, self._version, self._updated = atom, version, at

    def _change(self, at: str, atom: Atom, account: Account) -> None:
        """It was saved again; which values it had before nobody knows."""
        data = msgspec.json.decode(atom.data, type=dict[str, Any])
        data["provenance"] |= {"changed_at": at}
        if account.changed_fields:
            data["provenance"]["changed_fields"] = account.changed_fields
        self._update(at, msgspec.structs.replace(atom, data=_encode(data).decode()), account.version)

    def _die(self, at: str, telling: _Telling | None) -> None:
        if self._atom is None:
            return
        at = max(at, self._updated)
        self._write(at, "delete", _whole(self._atom, 0), self._version, None)
        for each in (telling, self._current):
            if each is not None:
                each.fate = Outcome.GHOST
        self._atom, self._version = None, 0

    def _write(
        self, at: str, operation: str, delta: str, before: int | None, after: int | None, *, id_: str = ""
    ) -> None:
        self._events.append(AtomEvent(0, id_ or self._id, operation, delta, before, after, at, SOURCE, GENERATION))

    def _is_foreign(self, telling: _Telling) -> bool:
        """Whether the legacy id is not of the form of the index, or of another path."""
        path, name = split_id(telling.account.legacy_id)
        if self._qualified == MODULE_NAME:
            return name != self._path
        return path != self._path or "\\" in telling.account.legacy_id.partition("::")[0]

    def _as_atom(self, telling: _Telling) -> Atom:
        account = telling.account
        data = {"qualified_name": self._qualified, **account.data}
        language = detect_language(self._path)
        data["is_test"] = language is not None and language.testing.is_test(self._path)
        data["body_hash"] = ""  # of code that nobody has: it is like no other
        data["calls"] = []
        data["unresolved"] = _merge(data["unresolved"], self._elsewhere.calls)
        data["provenance"] = {
            "store": telling.copy.place,
            "read": telling.copy.read,
            "legacy_id": account.legacy_id,
            "extracted_at": telling.born,
            **data.get("provenance", {}),
        }
        if self._elsewhere.connections and account.type == AtomType.MODULE:
            data["provenance"]["connections"] = [msgspec.json.decode(each) for each in self._elsewhere.connections]
        return Atom(
            id=self._id,
            file_path=self._path,
            function_name=account.name,
            line=account.line,
            end_line=account.end_line,
            type=cast(AtomType, account.type),  # or VARIABLE, which stays in history
            signature=account.signature,
            data=_encode(data).decode(),
            words=camel_words(account.name, account.signature),
        )


def _merge(names: list[str], others: list[str]) -> list[str]:
    """The names of both, without a name that is also there with its receiver."""
    last = {name.rpartition(".")[2] for name in names}
    return sorted({*names, *(name for name in others if name not in last)})


def _same(one: Atom, other: Atom) -> bool:
    """Whether two accounts say the same, wherever it is from."""
    first, second = atom_state(one), atom_state(other)
    first["data"].pop("provenance")
    second["data"].pop("provenance")
    return first == second


def _whole(atom: Atom, end: int, **marks: str) -> str:
    """The delta of an atom that comes (`end` 1) or goes (0)."""
    delta: dict[str, Any] = {
        field: [None, value] if end else [value, None] for field, value in atom_state(atom).items()
    }
    return _encode({**delta, **marks}).decode()
