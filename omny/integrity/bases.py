"""A base: the index of one state in a file, from which the index of another checkout begins.

Knows when a base fits this version of Omny. `omny/integrity/base_file.py` knows the file, and
`omny/storage/sqlite/image.py` the database in it. What its rows say of an atom is checked by the deep check: it reads
each file again.
"""

from __future__ import annotations

import os

import msgspec

from omny import __version__
from omny.base.errors import SchemaError, StorageError
from omny.base.paths import describe_failure
from omny.integrity.base_file import Manifest, Source, unpack, write_base
from omny.languages import current_extractor
from omny.languages.base import code_fingerprint
from omny.storage.sqlite.backup import copy_database, part_file, put, refuse_target
from omny.storage.sqlite.connection import SCHEMA_VERSION, closing, connect
from omny.storage.sqlite.image import PUBLISH, restore_image, strip


class Published(msgspec.Struct, frozen=True):
    """A base that was written."""

    path: str
    bytes: int
    manifest: Manifest


def publish(database: str, target: str, *, key: bytes | None = None, replace: bool = False) -> Published:
    """Writes a base of the database, as it is at one generation, to the file `target`. Others may read and write
    meanwhile. Raises UsageError if there is something at `target` and it is not to be replaced, or if the index holds
    former contents; StorageError. The file `target` is then as it was."""
    refuse_target(database, target, replace, PUBLISH)
    with part_file(target, PUBLISH) as image, part_file(target, PUBLISH) as spool, part_file(target, PUBLISH) as part:
        with closing(connect(database, "read")) as source:
            copy_database(source, image, database)
        counts, extractors = strip(image)
        manifest = Manifest(
            omny=__version__,
            schema=SCHEMA_VERSION,
            code=code_fingerprint(),
            extractors=extractors,
            head=counts.head,
            time=counts.time,
            files=counts.files,
            atoms=counts.atoms,
            edges=counts.edges,
            signed=key is not None,
            image_bytes=0,
            pieces=[],
        )
        try:
            with open(image, "rb") as read, open(spool, "r+b") as pieces, open(part, "r+b") as written:
                manifest = write_base(read, pieces, written, manifest, key)
        except OSError as error:
            raise StorageError(PUBLISH, describe_failure(error), path=target) from error
        refuse_target(database, target, replace, PUBLISH)
        put(part, target, PUBLISH)
    return Published(target, os.path.getsize(target), manifest)


def find_misfit(manifest: Manifest) -> str:
    """Why a base cannot be used by this version of Omny; "" where it can."""
    if manifest.schema != SCHEMA_VERSION:
        return f"its schema is {manifest.schema}, and that of this Omny is {SCHEMA_VERSION}"
    if manifest.code != code_fingerprint():
        return (
            f"Omny {manifest.omny} with other rules has made it ({manifest.code}, and here it is {code_fingerprint()})"
        )
    return ""


def require_fit(manifest: Manifest, path: str) -> None:
    """Raises SchemaError where a base cannot be used by this version of Omny."""
    if misfit := find_misfit(manifest):
        raise SchemaError(
            "index from base", misfit, path=path, hint="publish one with this version, or leave --base out"
        )


def find_unused(manifest: Manifest, *, bodies: bool) -> list[str]:
    """The languages whose facts in the base are of another extractor than the one here: their files are parsed."""
    return sorted(
        name for name, extractor in manifest.extractors.items() if current_extractor(name, bodies=bodies) != extractor
    )


def load_base(source: Source, manifest: Manifest, part: str, *, as_path: str, actor: str) -> None:
    """Fills the empty file `part` with the database of a base whose manifest was read. Its first generation names the
    base. Raises DamagedError and SchemaError if it is no base, StorageError; `part` has to be thrown away then."""
    unpack(source, manifest, part, as_path)
    commit = f" of commit {manifest.head[:12]}" if manifest.head else ""
    restore_image(part, as_path=as_path, actor=actor, reason=f"from the base {os.path.basename(as_path)}{commit}")
