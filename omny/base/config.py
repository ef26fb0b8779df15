"""Settings: what can be adjusted, within which bounds, and why each default is what it is.

A tree may carry `.omny.toml` at its root:

    max_file_bytes = 8388608
    parse_seconds = 30
    exclude = ["docs/_static/", "*.gen.py"]     # patterns as in .gitignore
    search_bodies = true                        # whether the words of bodies are indexed
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
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

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

LogLevel = Literal["error", "warning", "info", "debug"]

LOG_LEVELS: tuple[str, ...] = get_args(LogLevel)

LOG_LEVEL: LogLevel = "info"
"""A line for what happens some times a day, such as a scan and why; one for each change only at "debug"."""

MAX_JOBS = 8
"""More workers than this gain nothing: one writer takes up what they produce."""

MAX_EXCLUDES = 1_000
"""Patterns in `exclude`; one pattern costs each file a fraction of a microsecond."""

MAX_PATTERN_CHARACTERS = 1_000

MAX_BOUNDARIES = 100
"""Rules; each is held against every edge that leads from one file to another."""

_ALL = re.compile(r"/?(\*\*/)*\*+")  # patterns that every file matches

_PLACE = re.compile(r" - at `\$\.(\w+)")  # in an error of msgspec

_MAX_SETTINGS_BYTES = 256 * 1024  # a thousand patterns of ordinary length; a larger file is no settings file
Pattern = Annotated[str, Meta(max_length=MAX_PATTERN_CHARACTERS, pattern=r"\A[^\0\r\n]*\Z")]
Patterns = Annotated[tuple[Pattern, ...], Meta(max_length=MAX_EXCLUDES)]
_Several = Pattern | Annotated[tuple[Pattern, ...], Meta(min_length=1, max_length=MAX_EXCLUDES)]


class Boundary(msgspec.Struct, frozen=True):
    """What may not use what: files that match `sources` those that match `targets`. Patterns as in
    `omny/base/globs.py`."""

    name: str  # by which a violation is told
    sources: tuple[str, ...]
    targets: tuple[str, ...]


class Settings(msgspec.Struct, frozen=True):
    """The adjustable values of one run."""

    # The upper bound keeps a worker below about 4 GiB.
    max_file_bytes: Annotated[int, Meta(ge=1_024, le=64 * MIB)] = MAX_FILE_BYTES
    parse_seconds: Annotated[float, Meta(ge=1.0, le=600.0)] = PARSE_SECONDS
    exclude: Patterns = ()  # patterns as in .gitignore, relative to the root
    search_bodies: bool = True  # names, comments and literals in bodies are much of what a search finds
    debounce_ms: Annotated[int, Meta(ge=1, le=5_000)] = DEBOUNCE_MS  # above, an answer is mostly of the state before
    # From some scans' length to a day, beyond which it would be no bound.
    reconcile_seconds: Annotated[float, Meta(ge=5.0, le=86_400.0)] = RECONCILE_SECONDS
    log_level: LogLevel = LOG_LEVEL
    backup_hours: Annotated[float, Meta(ge=0.0, le=8_760.0)] = BACKUP_HOURS  # up to a year
    backups_kept: Annotated[int, Meta(ge=1, le=1_000)] = BACKUPS_KEPT
    # With less room than its own size a backup could not be written.
    backup_room: Annotated[float, Meta(ge=1.0, le=1_000.0)] = BACKUP_ROOM
    idle_minutes: Annotated[float, Meta(ge=0.0, le=525_600.0)] = IDLE_MINUTES  # up to a year
    check_seconds: Annotated[float, Meta(ge=1.0, le=86_400.0)] = CHECK_SECONDS
    deep_check_hours: Annotated[float, Meta(ge=0.01, le=8_760.0)] = DEEP_CHECK_HOURS  # from half a minute to a year
    repair: bool = True  # whether the daemon repairs what its checks find
    collapse_share: Annotated[float, Meta(ge=0.01, le=1.0)] = COLLAPSE_SHARE  # with 1 nothing is held back
    keep_events_days: Annotated[int, Meta(ge=0, le=36_500)] = KEEP_EVENTS_DAYS  # up to a century
    boundaries: tuple[Boundary, ...] = ()


class _Rule(msgspec.Struct, forbid_unknown_fields=True, rename={"sources": "from", "targets": "may_not_call"}):
    """A table of `[[boundaries]]`."""

    sources: _Several
    targets: _Several
    name: str = ""


class _Layers(msgspec.Struct, forbid_unknown_fields=True):
    """A table of `[[boundaries]]` that stands for several rules."""

    layers: Annotated[tuple[_Several, ...], Meta(min_length=2, max_length=MAX_BOUNDARIES)]
    name: str = ""


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
    boundaries = _parse_boundaries(table.pop("boundaries", []))
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        key = _faulty_key(error)
        raise _refusal(_explain(key, table[key], get_type_hints(Settings, include_extras=True)[key])) from error
    _refuse_pointless("exclude", settings.exclude)
    return msgspec.structs.replace(settings, boundaries=boundaries)


def _faulty_key(error: msgspec.ValidationError) -> str:
    """The key of the table that holds the wrong value; "" where a key is missing or unknown."""
    found = _PLACE.search(str(error))
    return found[1] if found else ""


def _explain(key: str, value: object, hint: Any) -> str:
    """What is wrong with a value, by the type that it should have."""
    kind, *bounds = get_args(hint) or (hint,)
    if kind in (int, float):
        is_whole, meta = kind is int, bounds[0]
        if isinstance(value, bool) or not isinstance(value, int if is_whole else (int, float)):
            return f"{key} is not {'an integer' if is_whole else 'a number'}"
        return f"{key} is not between {meta.ge} and {meta.le}"
    if kind is bool:
        return f"{key} is neither true nor false"
    if get_origin(hint) is Literal:
        return f"{key} is not one of {', '.join(LOG_LEVELS)}"
    return _explain_patterns(key, value)


def _explain_patterns(key: str, value: object) -> str:
    if value == []:
        return f"{key} is empty"
    size = f"at most {MAX_EXCLUDES} patterns, each a line of at most {MAX_PATTERN_CHARACTERS} characters"
    return f"{key} is not a list of strings ({size})"


def _refuse_pointless(key: str, patterns: tuple[str, ...]) -> None:
    """Raises UsageError for a pattern that leaves out nothing, or everything with no later pattern to take it back."""
    for number, pattern in enumerate(patterns, 1):
        if ".." in pattern.removeprefix("!").split("/"):
            raise _refusal(f"{key}: {pattern!r} leads out of the tree", "name what is below the root")
        if pattern.removeprefix("!").strip("/ ") == "" and "/" in pattern:
            raise _refusal(f"{key}: {pattern!r} names nothing", "name a file or folder below the root")
        if _ALL.fullmatch(pattern) and not any(later.startswith("!") for later in patterns[number:]):
            raise _refusal(f"{key}: {pattern!r} leaves out every file", "take it out, or let '!' patterns follow it")


def _parse_boundaries(value: object) -> tuple[Boundary, ...]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise _refusal("boundaries is not a list of tables", "write each under [[boundaries]]")
    if len(value) > MAX_BOUNDARIES:
        raise _refusal(f"there are more than {MAX_BOUNDARIES} boundaries")
    return tuple(boundary for number, table in enumerate(value, 1) for boundary in _parse_boundary(table, number))


def _parse_boundary(table: dict[str, Any], number: int) -> list[Boundary]:
    """A rule, or of layers one for each but the first: it may not use any before it."""
    where = f"boundary {number}"
    try:
        if "layers" in table:
            return _layer_boundaries(where, msgspec.convert(table, _Layers))
        rule = msgspec.convert(table, _Rule)
    except msgspec.ValidationError as error:
        raise _faulty_boundary(where, table, _faulty_key(error)) from error
    sources = _as_patterns(f"{where}: from", rule.sources)
    targets = _as_patterns(f"{where}: may_not_call", rule.targets)
    return [Boundary(rule.name or f"{' '.join(sources)} may not call {' '.join(targets)}", sources, targets)]


def _layer_boundaries(where: str, table: _Layers) -> list[Boundary]:
    layers = [_as_patterns(f"{where}: layers", layer) for layer in table.layers]
    title = table.name or "layers"
    return [
        Boundary(f"{title}: {' '.join(layer)} is below", layer, tuple(p for above in layers[:at] for p in above))
        for at, layer in enumerate(layers)
        if at
    ]


def _faulty_boundary(where: str, table: dict[str, Any], key: str) -> UsageError:
    if key == "layers":
        return _refusal(f"{where}: layers is not a list of two to {MAX_BOUNDARIES} patterns")
    if key == "name":
        return _refusal(f"{where}: name is not a string")
    if key:
        return _refusal(_explain_patterns(f"{where}: {key}", table[key]))
    reason = f"{where}: it has neither 'from' and 'may_not_call' nor 'layers', or more"
    return _refusal(reason, "see docs/analyses.md")


def _as_patterns(key: str, value: str | tuple[str, ...]) -> tuple[str, ...]:
    patterns = (value,) if isinstance(value, str) else value
    _refuse_pointless(key, patterns)
    return patterns


def _refusal(reason: str, hint: str = "correct the file or remove it") -> UsageError:
    return UsageError("read settings", reason, path=SETTINGS_NAME, hint=hint)
