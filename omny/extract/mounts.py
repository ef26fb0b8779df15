"""Mounts: a file puts the routes of a router, mostly another file's, below a path of its own.

The routes keep the names that their file gives them. Who looks for the whole path finds the mount by its prefix, and
follows it to the router (`omny/resolve/clients.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.routes import MAX_PATH, write_path
from omny.model.routes import ANY_PREFIX, MOUNTS, inner_key, is_telling, mount_key, write_pattern

if TYPE_CHECKING:
    from omny.extract.walk import Walk


def note_mount(walk: Walk, router: str, prefix: str | None, target: str) -> None:
    """Adds what a router of the file mounts: `prefix` as it is written, None for what is no plain text, and the chain
    of the target, `^module::name` or a name of the file. `router` is a variable, "" for the module as a whole."""
    if prefix is None:
        _add(walk, mount_key(ANY_PREFIX), target)
        _publish(walk, ANY_PREFIX)
        return
    if len(prefix) > MAX_PATH or not prefix.isprintable() or " " in prefix:
        return
    pattern = write_pattern(write_path(prefix))
    below = "" if pattern == "/" else pattern
    _add(walk, inner_key(router), f"{below} {target}")
    if below and is_telling(below):
        _add(walk, mount_key(below), target)
        _publish(walk, below)


def _add(walk: Walk, key: str, entry: str) -> None:
    entries = walk.surface.setdefault(key, [])
    if entry not in entries:
        entries.append(entry)


def _publish(walk: Walk, prefix: str) -> None:
    walk.surface[MOUNTS] = sorted({*walk.surface.get(MOUNTS, ()), prefix})
