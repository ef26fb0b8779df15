"""The tree as the index will see it: what is stored, with what a change lays over it.

It is the `Tree` that the `RecordingLookup` of each file asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

import msgspec

from omny.base.errors import DamagedError
from omny.extract.digest import key_hash
from omny.extract.said import unpack_texts
from omny.languages import find_language
from omny.model.atoms import shorten_name
from omny.model.facts import FileFacts, inflate_facts
from omny.model.files import LedgerEntry
from omny.model.routes import list_names
from omny.model.surfaces import TOO_MANY, Surface
from omny.model.texts import AtomText
from omny.resolve.shared import Shared

_decode_surface = msgspec.msgpack.Decoder(Surface).decode
_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode


def decode_surface(encoded: bytes) -> Surface:
    """A stored surface. Raises DamagedError where Omny has not written it so."""
    try:
        return _decode_surface(encoded)
    except msgspec.DecodeError as error:
        raise _malformed_error(f"surface ({error})") from error


@lru_cache(maxsize=1)
def decode_facts(encoded: bytes) -> FileFacts:
    """Stored facts; those of a file are asked for twice in a row, and nobody changes them. Raises DamagedError where
    Omny has not written them so."""
    try:
        return _decode_facts(inflate_facts(encoded))
    except (msgspec.DecodeError, ValueError) as error:
        raise _malformed_error(f"facts ({error})") from error


def decode_texts(encoded: bytes) -> dict[str, AtomText]:
    """The texts in stored facts. Raises DamagedError where Omny has not written them so."""
    facts = decode_facts(encoded)
    try:
        said = unpack_texts(facts.texts)
    except (ValueError, IndexError) as error:
        raise _malformed_error(f"facts ({error})") from error
    return {each.qualname: text for each, text in zip(facts.definitions, said, strict=False)}


def _malformed_error(what: str) -> DamagedError:
    return DamagedError("read facts", f"malformed {what}", hint="run 'omny verify --repair'")


class Stored(Protocol):
    """What of a store is asked for; see `omny/storage/port/repository.py:StateSide`."""

    def surface(self, hash: str, language: str, extractor: str) -> bytes | None:  # noqa: A002
        """The surface of that content."""

    def find_publishers(self, name: str, most: int) -> list[str]:
        """The paths that publish `name`."""


class TreeState:
    """Surfaces and names of the whole tree: `overlay` where it speaks (None: no such file), else what is stored."""

    def __init__(self, repository: Stored, ledger: Mapping[str, LedgerEntry]) -> None:
        self._repository = repository
        self._ledger = ledger
        self._surfaces: dict[str, Surface | None] = {}
        self._overlaid: set[str] = set()
        self._publishers: dict[str, set[str]] = {}  # name -> overlaid paths
        self._found: dict[str, tuple[int, tuple[str, ...] | None]] = {}
        self.known: dict[tuple[str, str], tuple[int, list[str] | None]] = {}  # the answers of `entry`
        self.modules: dict[str, tuple[int, bool]] = {}  # the answers of `module`
        self.shared = Shared()

    def overlay(self, path: str, surface: Surface | None, names: tuple[str, ...]) -> None:
        """Makes `path` look so from now on. To be done, once a path, before anything is asked."""
        self._surfaces[path] = surface
        self._overlaid.add(path)
        for name in names:
            self._publishers.setdefault(name, set()).add(path)

    def replace_surface(self, path: str, surface: Surface) -> None:
        """Gives a path another surface, with the names that it has. What was answered before is forgotten."""
        self._surfaces[path] = surface
        self.known.clear()
        self.shared = Shared()

    def stored_surface(self, path: str) -> Surface | None:
        """The stored surface of a path, without the layers over it."""
        entry = self._ledger.get(path)
        if entry is None or not entry.is_indexed:
            return None
        encoded = self._repository.surface(entry.hash, entry.language, entry.extractor)
        return None if encoded is None else decode_surface(encoded)

    def exists(self, path: str) -> bool:
        """Whether the path is an indexed file."""
        if path in self._surfaces:
            return self._surfaces[path] is not None
        entry = self._ledger.get(path)
        return entry is not None and entry.is_indexed

    def surface(self, path: str) -> Surface | None:
        """The surface of a path, or None."""
        try:
            return self._surfaces[path]
        except KeyError:
            surface = self._surfaces[path] = self.stored_surface(path) if path in self._ledger else None
            return surface

    def entry(self, path: str, key: str) -> tuple[int, list[str] | None]:
        """The stored form of a key, and the entry of a surface under it; a definition also stands under its name."""
        known = self.known.get((path, key))
        if known is None:
            surface = self._surfaces[path] if path in self._surfaces else self.surface(path)
            values = None
            if surface is not None:
                values = surface.get(key)
                if values is None and (definition := "@" + key) in surface:
                    values = [definition]
            known = self.known[path, key] = (key_hash(path, key), values)
        return known

    def module(self, path: str) -> tuple[int, bool]:
        """The stored form of the key that asks whether a path is an indexed file, and whether it is one."""
        known = self.modules.get(path)
        if known is None:
            known = self.modules[path] = (key_hash(path, ""), self.exists(path))
        return known

    def publishers(self, name: str) -> tuple[int, tuple[str, ...] | None]:
        """The stored form of a name, and the paths that publish it, sorted; None beyond TOO_MANY."""
        known = self._found.get(name)
        if known is None:
            # As many more as may be laid over, so that what is left shows whether there are too many.
            stored = self._repository.find_publishers(name, TOO_MANY + 1 + len(self._overlaid)) if self._ledger else []
            paths = set(stored) - self._overlaid | self._publishers.get(name, set())
            known = self._found[name] = (key_hash("", name), tuple(sorted(paths)) if len(paths) <= TOO_MANY else None)
        return known


def file_names(path: str, language: str, surface: Surface) -> tuple[str, ...]:
    """The names by which a file is found."""
    found = find_language(language)
    names = found.names(path, surface) if found is not None else []
    return tuple(map(shorten_name, [*names, *list_names(surface)]))
