"""The daemon's log: `ROOT/.omny/daemon.log`, one line a record, rotated.

    2026-01-02T03:04:05.678901Z warning omny.watch: 'a\\nb.py' cannot be read

Paths and reasons may appear in it, source text must not; each caller is responsible. This module makes sure that a
traceback shows frames without their source lines, that no file name can end a line or control a terminal, and that a
log that cannot be written blocks nothing.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from types import TracebackType

from omny.base.clock import timestamp
from omny.base.config import LOG_LEVELS
from omny.base.errors import UsageError
from omny.base.paths import MIB, Root

LOG_NAME = "daemon.log"

MAX_LOG_BYTES = 1 * MIB
"""About 10,000 lines: weeks of an ordinary daemon, hours of one at "debug"."""

LOG_FILES = 3
"""daemon.log, and two that were it before: daemon.log.1, daemon.log.2."""

MAX_RECORD_CHARACTERS = 8_192
"""The rest of a record is cut off: a message may quote what somebody else wrote."""

_MAX_CAUSES = 5  # exceptions of one traceback, each with the one that it came from

_Exception = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


@contextmanager
def log_to_state_dir(root: Root, level: str, *, foreground: bool = False) -> Iterator[None]:
    """Makes the logger "omny" write to the log of a root from `level` (of `LOG_LEVELS`) on, and in the foreground also
    to standard error. An exception that passes is written to the file.

    Raises UsageError for an unknown level, or if another kind of entry has the path of the file.
    """
    if level not in LOG_LEVELS:
        raise UsageError("log", f"unknown level {level!r}", hint=f"levels are {', '.join(LOG_LEVELS)}")
    root.state_file(LOG_NAME)
    logger = logging.getLogger("omny")
    before = logger.level
    logger.setLevel(level.upper())
    try:
        with _attach(_LogFile(root)):
            try:
                with _attach(_Terminal() if foreground else logging.NullHandler()):
                    yield
            except BaseException:
                logger.exception("ended")
                raise
    finally:
        logger.setLevel(before)


def set_level(level: str) -> None:
    """Has it written from another level on."""
    logger = logging.getLogger("omny")
    if logger.level != logging.getLevelNamesMapping()[level.upper()]:
        logger.setLevel(level.upper())


class Line(logging.Formatter):
    """A record as one line of printable text."""

    def format(self, record: logging.LogRecord) -> str:
        when = timestamp(datetime.fromtimestamp(record.created, UTC))
        line = f"{when} {record.levelname.lower()} {record.name}: {record.getMessage()}"
        if record.exc_info:
            line += f" | {self.formatException(record.exc_info)}"
        return printable(line[:MAX_RECORD_CHARACTERS])

    def formatException(self, ei: _Exception) -> str:  # noqa: N802
        """The exception and what it came from, each with its frames, the innermost last."""
        parts: list[str] = []
        error = ei[1]
        while error is not None and len(parts) < _MAX_CAUSES:
            frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
            at = "".join(f" > {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
            parts.append(f"{type(error).__name__}: {error}{at}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return " | from ".join(parts)


def printable(text: str) -> str:
    """The text with escapes instead of unprintable characters: control characters, line ends, changes of the reading
    direction, bytes of a path that are not UTF-8."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


class _LogFile(RotatingFileHandler):
    def __init__(self, root: Root) -> None:
        self._root = root
        path = root.state_dir / LOG_NAME
        super().__init__(path, maxBytes=MAX_LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        self._root.state_file(LOG_NAME)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The record is lost, and no caller fails. The next one opens the file again."""
        self.close()

    def close(self) -> None:
        with suppress(OSError, ValueError):  # what could not be written still cannot; it may be closed already
            super().close()


class _Terminal(logging.StreamHandler):  # type: ignore[type-arg]
    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """As for the file."""


@contextmanager
def _attach(handler: logging.Handler) -> Iterator[None]:
    handler.setFormatter(Line())
    logging.getLogger("omny").addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger("omny").removeHandler(handler)
        handler.close()
