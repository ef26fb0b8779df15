"""The commands backup, restore and publish."""

from __future__ import annotations

import os
import time

from omny.cli import wire
from omny.cli.text import count, plain
from omny.service.place import Place


def backup(place: Place, file: str, *, force: bool, as_json: bool) -> int:
    """Copies the database to a file, checked, while others work with it."""
    from omny.integrity.backup import back_up

    started = time.perf_counter()
    copy = back_up(place.file("back up index"), os.path.abspath(file), replace=force)
    seconds = time.perf_counter() - started
    if as_json:
        wire.print_document(
            {
                "path": copy.path,
                "token": f"{copy.meta.uuid}:{copy.meta.generation}",
                "generation": copy.meta.generation,
                "atoms": copy.atoms,
                "bytes": copy.bytes,
                "seconds": seconds,
            }
        )
    else:
        size = f"{copy.bytes / 1e6:,.1f} MB"
        print(plain(f"{count(copy.atoms, 'atom')} of generation {copy.meta.generation}, {size}, {seconds:.1f} s"))
        print(plain(copy.path))
    return 0


def restore(place: Place, file: str, *, as_json: bool) -> int:
    """Replaces the database by a copy of a backup."""
    from omny.base.clock import SYSTEM_CLOCK
    from omny.integrity.backup import restore as run

    database = place.file("restore index")
    place.root.make_state_dir()
    done = run(place.root, database, os.path.abspath(file), clock=SYSTEM_CLOCK)
    if as_json:
        token = f"{done.meta.uuid}:{done.meta.generation}"
        wire.print_document({"token": token, "generation": done.meta.generation, "aside": done.aside})
    else:
        print(plain(f"restored generation {done.meta.generation} of {done.meta.indexed_at}"))
        if done.aside:
            print(plain(f"the index before is now {done.aside}"))
        print("now run 'omny index', or 'omny start'")
    return 0


def publish(place: Place, file: str, *, base_key: str, force: bool, as_json: bool) -> int:
    """Writes a base of the index."""
    from omny.service.bases import publish as run

    started = time.perf_counter()
    done = run(place, file, key_file=base_key, replace=force)
    seconds = time.perf_counter() - started
    said = done.manifest
    if as_json:
        wire.print_document(
            {
                "path": done.path,
                "head": said.head,
                "code": said.code,
                "schema": said.schema,
                "files": said.files,
                "atoms": said.atoms,
                "edges": said.edges,
                "signed": said.signed,
                "bytes": done.bytes,
                "seconds": seconds,
            }
        )
    else:
        of_commit = f" of commit {said.head[:12]}" if said.head else ""
        size = f"{done.bytes / 1e6:,.1f} MB"
        print(plain(f"{count(said.atoms, 'atom')} of {count(said.files, 'file')}{of_commit}, {size}, {seconds:.1f} s"))
        print(plain(done.path))
    return 0
