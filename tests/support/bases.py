"""Bases for tests: published, forged, and taken apart."""

from __future__ import annotations

import io
from pathlib import Path

import apsw
import msgspec

from omny.integrity import base_file
from omny.integrity.base_file import Manifest, read_manifest, unpack, write_base
from omny.integrity.bases import publish
from omny.service.answers import IndexAnswer
from omny.service.bases import index_from_base
from omny.service.place import Place
from omny.storage.sqlite.checksums import checksum_vfs
from omny.storage.sqlite.repository import SqliteRepository
from tests.support.helpers import index_tree


def make_base(tree: Path, target: Path, *, key: bytes | None = None, meanwhile: str = "") -> Path:
    """A base of the tree. `meanwhile` is SQL that changes its index before."""
    database = target.with_suffix(".db")
    with SqliteRepository.open(database) as repository:
        index_tree(tree, repository)
        if meanwhile:
            repository.connection.execute(meanwhile)
    publish(str(database), str(target), key=key)
    return target


def begin(tree: Path, base: str | Path, *, key_file: str = "") -> IndexAnswer:
    """A new index of the tree from a base."""
    place = Place.of(str(tree), str(tree / ".omny" / "omny.db"), tell=lambda text: None)
    return index_from_base(place, str(base), key_file=key_file, jobs=1)


def repository_of(tree: Path) -> SqliteRepository:
    """The index of a tree."""
    return SqliteRepository.open(tree / ".omny" / "omny.db")


def forge(base: Path, sql: str) -> Path:
    """The base with its image changed by SQL, and all checksums right."""
    image = base.with_suffix(".image")
    image.touch()
    with base.open("rb") as file:
        manifest = read_manifest(file, str(base), None)
        unpack(file, manifest, str(image), str(base))
    connection = apsw.Connection(str(image), vfs=checksum_vfs())
    connection.pragma("foreign_keys", False)
    connection.pragma("writable_schema", True)
    connection.create_scalar_function("standing", lambda *_: 0, 2, deterministic=True)
    connection.execute(sql)
    connection.close()
    return rewrite(base, image.read_bytes(), manifest)


def rewrite(base: Path, image: bytes, manifest: Manifest) -> Path:
    """A base with another image, and all checksums right."""
    with base.open("wb") as file:
        write_base(io.BytesIO(image), io.BytesIO(), file, manifest, None)
    return base


def with_manifest(base: Path, **changes: object) -> Path:
    """The base with other values in its manifest, whose checksum is right."""
    content = base.read_bytes()
    begin = len(base_file.MAGIC) + 4
    size = int.from_bytes(content[begin - 4 : begin], "big")
    said = msgspec.json.decode(content[begin : begin + size])
    encoded = msgspec.json.encode({**said, **changes})
    head = base_file.MAGIC + len(encoded).to_bytes(4, "big") + encoded
    base.write_bytes(head + base_file.make_checksum(head) + content[begin + size + 32 :])
    return base
