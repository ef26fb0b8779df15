"""What other installed packages add to Omny: languages, by the entry-point group `omny.languages`.

    [project.entry-points."omny.languages"]
    go = "omny_go:LANGUAGES"

Entry points are read from the installed distributions when something is indexed, and the answer is kept in a record of
the user's until a distribution comes or goes. A question reads the record alone. A tree that is indexed has no part in
this: neither its folder nor its index is searched, and a module is never imported from the current folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec

from omny.base import data_home
from omny.base.errors import LanguageError

GROUP = "omny.languages"

SWITCH_VARIABLE = "OMNY_PLUGINS"
"""0 in the environment: no language but Omny's own is found or loaded."""

SOURCES = (".py", ".pyi", ".scm", ".so", ".pyd")
"""The files of a package that decide what it says of a source file."""


class Plugin(msgspec.Struct, frozen=True):
    """An entry point of the group, and the distribution that has it."""

    name: str
    value: str  # "module:attribute"
    distribution: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution} {self.version})"


class _Record(msgspec.Struct):
    """What was found, and in which state of the folders of installed packages."""

    stamps: list[tuple[str, int]]
    plugins: tuple[Plugin, ...]


def are_allowed() -> bool:
    """Whether this process may load plug-ins."""
    return os.environ.get(SWITCH_VARIABLE) != "0"


def on_record() -> tuple[Plugin, ...]:
    """The plug-ins that the record names, whether this process may load them or not. Scans nothing."""
    record = _read()
    return record.plugins if record is not None else ()


def recorded_plugins() -> tuple[Plugin, ...]:
    """The plug-ins that the record names and this process may load. Scans nothing."""
    return on_record() if are_allowed() else ()


def find_plugins() -> tuple[Plugin, ...]:
    """The plug-ins that are installed now, by name. Reads the entry points where the record is out of date."""
    if not are_allowed():
        return ()
    stamps, record = installation(), _read()
    if record is not None and record.stamps == stamps:
        return record.plugins
    plugins = _scan_once(tuple(stamps))
    if plugins or record is not None:  # who has no plug-in gets no record: the scan then is a look for one file each
        _write(_Record(stamps, plugins))
    return plugins


def installation() -> list[tuple[str, int]]:
    """The folders of installed packages, each with its time of change in ns: another value where one came or went."""
    stamps = []
    for folder in installation_folders():
        try:
            stamps.append((folder, os.stat(folder).st_mtime_ns))
        except OSError:
            continue
    return stamps


def load(plugin: Plugin) -> object:
    """The object that a plug-in names. Raises LanguageError where its package cannot be imported or has none."""
    module_name, _, attribute = plugin.value.partition(":")
    try:
        return getattr(_import(module_name), attribute.strip())
    except Exception as error:  # a package of others can raise anything
        raise unusable(plugin, f"{type(error).__name__}: {error}") from error


def digest(plugin: Plugin) -> str:
    """What stands for the code of a loaded plug-in: its distribution, version, and 8 hex digits of its files."""
    from hashlib import blake2b  # here, as below: most questions load this module and ask for nothing of it

    module = sys.modules[plugin.value.partition(":")[0]]
    hashed = blake2b(digest_size=4)
    for file in _files(module):
        hashed.update(b"%s\0" % os.fsencode(file.name) + file.read_bytes())
    return f"{plugin.distribution}-{plugin.version}-{hashed.hexdigest()}"


def unusable(plugin: Plugin, reason: str) -> LanguageError:
    """The error of a plug-in that cannot be used. Its files are not dropped from the index: the run is refused."""
    hint = f"update or uninstall {plugin.distribution}, or set {SWITCH_VARIABLE}=0 to do without plug-ins"
    return LanguageError("load language", " ".join(reason.split()), path=str(plugin), hint=hint)


def _import(name: str) -> ModuleType:
    """The module, from where packages are installed: not from the current folder, which may be an indexed tree."""
    before = sys.path[:]
    if before and not sys.flags.safe_path and before[0] in ("", os.getcwd()):
        sys.path[:] = before[1:]
    try:
        return import_module(name)
    finally:
        sys.path[:] = before


def _files(module: ModuleType) -> list[Path]:
    """The files that a plug-in consists of: the folder of its package, or the one file of its module."""
    file = Path(str(module.__file__))
    if not hasattr(module, "__path__"):
        return [file]
    return sorted(each for each in file.parent.rglob("*") if each.suffix in SOURCES and each.is_file())


def installation_folders() -> list[str]:
    """Where packages are installed for this Python: its own, the user's, and what PYTHONPATH adds."""
    folders = [*_own_folders()]
    if not sys.flags.ignore_environment:
        folders += os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return list(dict.fromkeys(folder for folder in folders if os.path.isabs(folder)))


@lru_cache(maxsize=1)
def _own_folders() -> tuple[str, ...]:
    """Those that this Python has from its start. They are asked for once: 1 ms, with each index and question."""
    import site
    import sysconfig

    users = (site.getusersitepackages(),) if site.ENABLE_USER_SITE else ()
    return (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages(), *users)


@lru_cache(maxsize=1)
def _scan_once(_stamps: tuple[tuple[str, int], ...]) -> tuple[Plugin, ...]:
    """All plug-ins, by name: read once in a state of the folders of installed packages."""
    return tuple(sorted(_scan(), key=lambda plugin: (plugin.name, plugin.distribution)))


def _scan() -> Iterator[Plugin]:
    """The entry points of the group. A distribution is read whole only where its list of them names the group."""
    from importlib.metadata import PathDistribution  # no part of a question

    seen = set()
    for folder in map(Path, installation_folders()):
        for file in (*folder.glob("*.dist-info/entry_points.txt"), *folder.glob("*.egg-info/entry_points.txt")):
            try:
                if GROUP.encode() not in file.read_bytes():
                    continue
                distribution = PathDistribution(file.parent)
                headers = distribution.metadata  # a future Python raises where they lack what is asked for
                if not headers:
                    continue
                name, version = ((headers.get_all(each) or [""])[0] for each in ("Name", "Version"))
                points = distribution.entry_points.select(group=GROUP)
            except (OSError, ValueError):  # a package that comes or goes at this moment; the folder changes once more
                continue
            if name and version and name not in seen:  # the first one is the one that is imported
                seen.add(name)
                for point in points:
                    yield Plugin(point.name, point.value, name, version)


def _place() -> Path | None:
    data = data_home.directory()
    version = ".".join(map(str, sys.version_info[:2]))
    return data and data / f"languages-{_label(sys.prefix)}-{version}.json"


def _label(prefix: str) -> str:
    """A name for an installation of Python. No hash: each question asks, and OpenSSL takes longer to load than that."""
    return "".join(character if character.isalnum() else "-" for character in prefix)[-150:]


def _read() -> _Record | None:
    place = _place()
    if place is None:
        return None
    try:
        return msgspec.json.decode(place.read_bytes(), type=_Record)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(record: _Record) -> None:
    """Keeps the record, if it can be kept: without it the entry points are read at each run."""
    place = _place()
    if place is None:
        return
    scratch = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch.write_bytes(msgspec.json.encode(record))
        os.replace(scratch, place)
    except OSError:
        scratch.unlink(missing_ok=True)
