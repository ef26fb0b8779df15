"""Which store is meant, and why: what is named, else what the environment says, else the file of the root."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.storage.stores import BACKENDS, JsonStore, MemoryStore, SqliteStore, Store, parse_store, register_reader

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

URL_VARIABLE = "OMNY_DATABASE_URL"

POSTGRES_VARIABLE = "OMNY_POSTGRES_URL"
"""Counts after `URL_VARIABLE`: the name that some tools use for a server."""

SWITCH_VARIABLE = "OMNY_STORAGE"
"""The switch of an older tool; it names only the kind of the store."""

_OP = "choose store"


class Choice(msgspec.Struct, frozen=True):
    """A store, and why it is that one."""

    store: Store
    rule: str  # option, url, switch, root, data home
    why: str  # the same for people
    warning: str = ""  # to be told whoever chose so

    @property
    def is_named(self) -> bool:
        """Whether the user named the store: a daemon needs the name, too."""
        return self.rule in ("option", "url", "switch")


def choose(root: Root, named: str | None, environment: Mapping[str, str]) -> Choice:
    """The store of a root, as `docs/storage.md` has the order. An empty value is none. Raises UsageError."""
    variable = next((name for name in (URL_VARIABLE, POSTGRES_VARIABLE) if environment.get(name)), URL_VARIABLE)
    url, switch = environment.get(variable, ""), environment.get(SWITCH_VARIABLE, "")
    if named:
        return Choice(
            _of_word(named, root, url, variable) or parse_store(named, root),
            "option",
            "it is named with --db or --storage",
        )
    if url:
        return Choice(_store_of_variable(variable, url, root), "url", f"{variable} is set")
    if switch:
        store = _of_word(switch, root, url, variable)
        if store is None:
            raise UsageError(_OP, f"{SWITCH_VARIABLE} is {switch[:40]!r}", hint=f"it can be {', '.join(BACKENDS)}")
        old = f"{SWITCH_VARIABLE} is deprecated; set {URL_VARIABLE}={store.name}"
        return Choice(store, "switch", f"{SWITCH_VARIABLE} is set", "" if switch == "sqlite" else old)
    if root.elsewhere is not None:
        return Choice(SqliteStore.of(root), "data home", "the root cannot be written, so it is in the data directory")
    return Choice(SqliteStore.of(root), "root", "the default: a file in the root")


def _of_word(word: str, root: Root, url: str, variable: str) -> Store | None:
    """The store of a kind; None if the word is not in `BACKENDS`."""
    if word == "sqlite":
        return SqliteStore.of(root)
    if word == "memory":
        return MemoryStore()
    if word == "json":
        return JsonStore(root.path)
    if word == "postgres":
        store = _store_of_variable(variable, url, root) if url else None
        if store is None or store.kind != "postgres":
            hint = f"set {URL_VARIABLE}=postgresql://USER@HOST/NAME"
            raise UsageError(_OP, "postgres does not say which server", hint=hint)
        return store
    return None


def _store_of_variable(variable: str, url: str, root: Root) -> Store:
    """The store of a URL. The error of a bad URL names the variable."""
    try:
        return parse_store(url, root)
    except UsageError as error:
        raise UsageError(_OP, f"{variable}: {error.reason}", hint=error.hint) from None


def _read_legacy(path: str) -> AtomRepository:
    """A store of an older tool, to be asked."""
    from omny.migrate.legacy_repository import LegacyRepository  # here, since hardly anybody has one

    return LegacyRepository.open_reading(path)


register_reader("json", _read_legacy)
