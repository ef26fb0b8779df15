"""Settings: what can be adjusted, within which bounds, and why each default is what it is.

A tree may carry `.omny.toml` at its root:

    max_file_bytes = 8388608
    parse_seconds = 30
    exclude = ["docs/_static/", "*.gen.py"]     # patterns as in .gitignore
    debounce_ms = 50                            # these three are the daemon's
    reconcile_seconds = 300
    log_level = "info"
    backup_hours = 24                           # as are these
    backups_kept = 1
    backup_room = 10
    check_seconds = 60
    deep_check_hours = 24
    repair = true
    collapse_share = 0.5
    keep_events_days = 0

    [[boundaries]]                              # any number of these, for `omny boundaries`
    from = "src/ui/**"
    may_not_call = ["src/db/**"]

    [[boundaries]]
    name = "layers"                             # each may use the layers after it, none before it
    layers = ["src/api/**", "src/domain/**", "src/db/**"]

The file comes with the tree and is as little trusted as the rest of it: it changes numbers within bounds and leaves
files out. It cannot name a command, or a path outside of the tree.

What is not here: reading the command line and the environment (`omny/cli/`), and what the patterns mean
(`omny/watch/ignore/rules.py`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from omny.base.errors import SourceError, UsageError
from omny.base.paths import MIB, Root, read_source
from omny.base.skip_reason import SkipReason

SETTINGS_NAME = ".omny.toml"

MAX_FILE_BYTES = 4 * MIB
"""A larger file is listed and not read. Hand-written source stays far below (the largest module of the CPython tree has
0.5 MiB, `checker.ts` of TypeScript 3 MiB); parsing 4 MiB takes about a second and 200 MiB of memory in a worker."""

PARSE_SECONDS = 20.0
"""Wall-clock time after which a worker that still parses one file is killed. A legal line of 2 MB took 2.1 s, so this
leaves a slow or busy machine a factor of ten."""

DEBOUNCE_MS = 50
"""How long the daemon waits for a path to be quiet before it reads it. An editor that writes a copy and renames it is
done within some milliseconds, and a person does not notice so short a wait."""

RECONCILE_SECONDS = 300.0
"""Interval of full scans without an event: the longest time that a change with a lost event stays unnoticed. A scan of
50,000 files takes 0.3 s, so this costs a thousandth of a core."""

BACKUP_HOURS = 24.0
"""How old the newest backup may be before the daemon makes another, where there was a change since. 0: it makes none.
The index can be made again from the files; its history cannot."""

BACKUPS_KEPT = 1
"""Each is as large as the index: about ten times the source that was indexed."""

BACKUP_ROOM = 10.0
"""How many times the size of the index must be free on the disk before the daemon makes a backup: a backup that nobody
asked for must never be what fills a disk."""

IDLE_MINUTES = 30.0
"""Minutes without a question after which an on-demand daemon (started for a question or an agent) ends. 0: never.
Agents leave dozens of worktrees; the next question starts a daemon again, in a second."""

CHECK_SECONDS = 60.0
"""How often the daemon compares graph and derived tables with the atoms. It costs about half a processor second for
30,000 atoms; where that is more than 0.4 % of the time, it takes longer."""

DEEP_CHECK_HOURS = 24.0
"""Within which time every file is read, analysed and resolved again, and every event replayed: a day's damage is in no
more than a day's answers."""

KEEP_EVENTS_DAYS = 0
"""After how many days the daemon folds events into a snapshot. 0: never. A day of work makes some thousand events of
about a kilobyte, and the history is what Omny promises."""

COLLAPSE_SHARE = 0.5
"""Share of all atoms or edges. A change that removes more, from files that still exist, has to be seen twice. No edit
changes half of a project at once; a disk that shows empty files does."""

LOG_LEVELS = ("error", "warning", "info", "debug")

LOG_LEVEL = "info"
"""A line for what happens some times a day, such as a scan and why; one for each change only at "debug"."""

BUSY_TIMEOUT_SECONDS = 30.0
"""How long to wait for another process's write lock. The longest commit, a first index of a large tree, takes some
seconds; waiting is cheaper than failing."""

MAX_JOBS = 8
"""More workers than this gain nothing: one writer takes up what they produce."""

MAX_EXCLUDES = 1_000
"""Patterns in `exclude`; one pattern costs each file a fraction of a microsecond."""

MAX_PATTERN_CHARACTERS = 1_000

MAX_BOUNDARIES = 100
"""Rules; each is held against every edge that leads from one file to another."""

_ALL = re.compile(r"/?(\*\*/)*\*+")  # patterns that every file matches

_MAX_SETTINGS_BYTES = 256 * 1024  # a thousand patterns of ordinary length; a larger file is no settings file
_FILE_BYTES_BOUNDS = (1_024, 64 * MIB)  # the upper bound keeps a worker below about 4 GiB
_PARSE_SECONDS_BOUNDS = (1.0, 600.0)
_DEBOUNCE_MS_BOUNDS = (1, 5_000)  # with more, an answer would mostly be of the state before
_BACKUP_HOURS_BOUNDS = (0.0, 8_760.0)  # up to a year
_BACKUPS_KEPT_BOUNDS = (1, 1_000)
_BACKUP_ROOM_BOUNDS = (1.0, 1_000.0)  # with less than once its size free a backup could not be written
_IDLE_MINUTES_BOUNDS = (0.0, 525_600.0)  # up to a year
_CHECK_SECONDS_BOUNDS = (1.0, 86_400.0)
_DEEP_CHECK_HOURS_BOUNDS = (0.01, 8_760.0)  # from half a minute to a year
_KEEP_EVENTS_DAYS_BOUNDS = (0, 36_500)  # up to a century
_COLLAPSE_SHARE_BOUNDS = (0.01, 1.0)  # with 1 there is none: nothing can lose more than all
_RECONCILE_SECONDS_BOUNDS = (5.0, 86_400.0)  # from some scans' length to a day, beyond which it would be no bound


class Boundary(msgspec.Struct, frozen=True):
    """What may not use what: files that match `sources` those that match `targets`. Patterns as in
    `omny/query/globs.py`."""

    name: str  # by which a violation is told
    sources: tuple[str, ...]
    targets: tuple[str, ...]


class Settings(msgspec.Struct, frozen=True):
    """The adjustable values of one run."""

    max_file_bytes: int = MAX_FILE_BYTES
    parse_seconds: float = PARSE_SECONDS
    exclude: tuple[str, ...] = ()  # patterns as in .gitignore, relative to the root
    debounce_ms: int = DEBOUNCE_MS
    reconcile_seconds: float = RECONCILE_SECONDS
    log_level: str = LOG_LEVEL  # one of `LOG_LEVELS`
    backup_hours: float = BACKUP_HOURS
    backups_kept: int = BACKUPS_KEPT
    backup_room: float = BACKUP_ROOM
    idle_minutes: float = IDLE_MINUTES
    check_seconds: float = CHECK_SECONDS
    deep_check_hours: float = DEEP_CHECK_HOURS
    repair: bool = True  # whether the daemon repairs what its checks find
    collapse_share: float = COLLAPSE_SHARE
    keep_events_days: int = KEEP_EVENTS_DAYS
    boundaries: tuple[Boundary, ...] = ()


def default_jobs() -> int:
    """Worker processes to use: the processors this process may run on, at most `MAX_JOBS`."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # no such call outside Linux
        usable = os.cpu_count() or 1
    return max(1, min(usable, MAX_JOBS))


def load_settings(root: Root) -> Settings:
    """The settings of `ROOT/.omny.toml`, or the defaults without such a file. Raises UsageError for a faulty file."""
    try:
        content = read_source(root, SETTINGS_NAME, _MAX_SETTINGS_BYTES)[0]
    except SourceError as error:
        if error.cause.code is SkipReason.VANISHED:
            return Settings()
        raise _refusal(error.reason) from error
    return parse_settings(content)


def parse_settings(content: bytes) -> Settings:
    """The settings that the bytes of a `.omny.toml` describe. Raises UsageError for anything it does not know."""
    import tomllib  # here, since most trees have no such file, and most commands do not ask

    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _refusal("not UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _refusal(f"not valid TOML: {error}") from error
    known = Settings.__struct_fields__
    for key in table:
        if key not in known:
            raise _refusal(f"unknown key {key!r}", f"known keys are {', '.join(known)}")
    return Settings(
        max_file_bytes=int(_number(table, "max_file_bytes", MAX_FILE_BYTES, _FILE_BYTES_BOUNDS, whole=True)),
        parse_seconds=_number(table, "parse_seconds", PARSE_SECONDS, _PARSE_SECONDS_BOUNDS, whole=False),
        exclude=_patterns(table.get("exclude", [])),
        debounce_ms=int(_number(table, "debounce_ms", DEBOUNCE_MS, _DEBOUNCE_MS_BOUNDS, whole=True)),
        reconcile_seconds=_number(
            table, "reconcile_seconds", RECONCILE_SECONDS, _RECONCILE_SECONDS_BOUNDS, whole=False
        ),
        log_level=_log_level(table.get("log_level", LOG_LEVEL)),
        backup_hours=_number(table, "backup_hours", BACKUP_HOURS, _BACKUP_HOURS_BOUNDS, whole=False),
        backups_kept=int(_number(table, "backups_kept", BACKUPS_KEPT, _BACKUPS_KEPT_BOUNDS, whole=True)),
        backup_room=_number(table, "backup_room", BACKUP_ROOM, _BACKUP_ROOM_BOUNDS, whole=False),
        idle_minutes=_number(table, "idle_minutes", IDLE_MINUTES, _IDLE_MINUTES_BOUNDS, whole=False),
        check_seconds=_number(table, "check_seconds", CHECK_SECONDS, _CHECK_SECONDS_BOUNDS, whole=False),
        deep_check_hours=_number(table, "deep_check_hours", DEEP_CHECK_HOURS, _DEEP_CHECK_HOURS_BOUNDS, whole=False),
        repair=_switch(table, "repair", True),
        keep_events_days=int(
            _number(table, "keep_events_days", KEEP_EVENTS_DAYS, _KEEP_EVENTS_DAYS_BOUNDS, whole=True)
        ),
        collapse_share=_number(table, "collapse_share", COLLAPSE_SHARE, _COLLAPSE_SHARE_BOUNDS, whole=False),
        boundaries=_boundaries(table.get("boundaries", [])),
    )


def _number(
    table: Mapping[str, Any],
    key: str,
    default: float,
    bounds: tuple[float, float],
    *,
    whole: bool,
) -> float:
    value: Any = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or (whole and not isinstance(value, int)):
        raise _refusal(f"{key} is not {'an integer' if whole else 'a number'}")
    low, high = bounds
    number = float(value) if abs(value) <= high else high + 1  # an integer can be too large for a float
    if not low <= number <= high:  # also false for nan
        raise _refusal(f"{key} is not between {low} and {high}")
    return number


def _switch(table: Mapping[str, Any], key: str, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise _refusal(f"{key} is neither true nor false")
    return value


def _patterns(value: object, key: str = "exclude") -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(pattern, str) for pattern in value):
        raise _refusal(f"{key} is not a list of strings")
    if len(value) > MAX_EXCLUDES:
        raise _refusal(f"{key} has more than {MAX_EXCLUDES} patterns")
    for pattern in value:
        if len(pattern) > MAX_PATTERN_CHARACTERS or any(character in pattern for character in "\0\r\n"):
            raise _refusal(f"{key} holds a pattern that is too long or has a line break in it")
    for number, pattern in enumerate(value):
        _refuse_pointless(pattern, value[number + 1 :], key)
    return tuple(value)


def _refuse_pointless(pattern: str, later: list[str], key: str) -> None:
    """Raises UsageError for a pattern that leaves out nothing, or everything with no later pattern to take it back."""
    if ".." in pattern.removeprefix("!").split("/"):
        raise _refusal(f"{key}: {pattern!r} leads out of the tree", "name what is below the root")
    if pattern.removeprefix("!").strip("/ ") == "" and "/" in pattern:
        raise _refusal(f"{key}: {pattern!r} names nothing", "name a file or folder below the root")
    if _ALL.fullmatch(pattern) and not any(each.startswith("!") for each in later):
        raise _refusal(f"{key}: {pattern!r} leaves out every file", "take it out, or let '!' patterns follow it")


def _boundaries(value: object) -> tuple[Boundary, ...]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise _refusal("boundaries is not a list of tables", "write each under [[boundaries]]")
    if len(value) > MAX_BOUNDARIES:
        raise _refusal(f"there are more than {MAX_BOUNDARIES} boundaries")
    return tuple(boundary for number, table in enumerate(value, 1) for boundary in _boundary(table, number))


def _boundary(table: dict[str, Any], number: int) -> list[Boundary]:
    """A rule, or of layers one for each but the first: it may not use any before it."""
    where = f"boundary {number}"
    name = table.get("name", "")
    if not isinstance(name, str):
        raise _refusal(f"{where}: name is not a string")
    if table.keys() - {"name"} == {"layers"}:
        layers = [_several(layer, f"{where}: layers") for layer in _as_list(table["layers"])]
        if not 2 <= len(layers) <= MAX_BOUNDARIES:  # each is held against all before it
            raise _refusal(f"{where}: layers is not a list of two to {MAX_BOUNDARIES} patterns")
        title = name or "layers"
        return [
            Boundary(f"{title}: {' '.join(layer)} is below", layer, tuple(p for above in layers[:at] for p in above))
            for at, layer in enumerate(layers)
            if at
        ]
    if table.keys() - {"name"} != {"from", "may_not_call"}:
        raise _refusal(
            f"{where}: it has neither 'from' and 'may_not_call' nor 'layers', or more", "see docs/analyses.md"
        )
    sources, targets = (_several(table[key], f"{where}: {key}") for key in ("from", "may_not_call"))
    return [Boundary(name or f"{' '.join(sources)} may not call {' '.join(targets)}", sources, targets)]


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _several(value: object, key: str) -> tuple[str, ...]:
    """One pattern, or a list of some."""
    found = _patterns([value] if isinstance(value, str) else value, key)
    if not found:
        raise _refusal(f"{key} is empty")
    return found


def _log_level(value: object) -> str:
    if not isinstance(value, str) or value not in LOG_LEVELS:
        raise _refusal(f"log_level is not one of {', '.join(LOG_LEVELS)}")
    return value


def _refusal(reason: str, hint: str = "correct the file or remove it") -> UsageError:
    return UsageError("read settings", reason, path=SETTINGS_NAME, hint=hint)
