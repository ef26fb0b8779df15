"""The files of the backups that a daemon makes by itself, `ROOT/.omny/backups/omny-TIME.db`: their names and ages.

Light to import, since each `omny status` asks for the newest. How a backup is made is in `omny/integrity/backup.py`.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from omny.base.clock import Clock, timestamp
from omny.base.errors import StorageError
from omny.base.paths import Root, describe_failure, text_path

DIRECTORY = "backups"  # in the state directory

_STAMP = "%Y%m%dT%H%M%S%fZ"
_KEPT = re.compile(r"omny-(\d{8}T\d{12}Z)\.db")
_PART = re.compile(r"omny-\d{8}T\d{12}Z\.db\.part-.*")


def list_backups(directory: Path) -> list[str]:
    """The names of the backups, the oldest first. Raises StorageError."""
    try:
        return sorted(name for name in os.listdir(directory) if _KEPT.fullmatch(name))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError("list backups", describe_failure(error), path=str(directory)) from error


def list_parts(directory: Path) -> list[str]:
    """The names of what processes left that died while they wrote a backup."""
    return [name for name in os.listdir(directory) if _PART.fullmatch(name)]


def name_at(clock: Clock) -> str:
    """The name of a backup that is made now."""
    return f"omny-{stamp(clock)}.db"


def stamp(clock: Clock) -> str:
    """The current time as written in names of files."""
    return clock.now().astimezone(UTC).strftime(_STAMP)


def creation_time(name: str) -> datetime:
    """When the backup of that name was made."""
    return datetime.strptime(name.removeprefix("omny-").removesuffix(".db"), _STAMP).replace(tzinfo=UTC)


def last_backup(root: Root) -> dict[str, Any] | None:
    """Time, path and size of the newest backup, as a document; None if there is none, or if it cannot be read."""
    directory = root.state_dir / DIRECTORY
    try:
        for name in reversed(list_backups(directory)):
            at = timestamp(creation_time(name))
            return {"at": at, "path": text_path(str(directory / name)), "bytes": os.stat(directory / name).st_size}
    except (StorageError, OSError, ValueError):  # ValueError: digits that are no time
        pass
    return None
