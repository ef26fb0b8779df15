"""How C and C++ find files and names: a file sees what it includes, through other files too.

Sources: 6.10.2 of ISO/IEC 9899 (`#include`); "JSON Compilation Database Format Specification" of Clang. Where a header
is searched is set outside of the sources, so one that is not beside its includer is found by the end of its path, the
nearest one first.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath

from omny.languages.c.testing import is_test_path
from omny.languages.loading import rank
from omny.languages.units import UnitImports
from omny.model.surfaces import UNIT, Surface
from omny.resolve.lookup import NameEvaluator, SymbolLookup

SPACE = "c"
INCLUDES = "#include"  # the key of what a file includes, no name that a file can have: `"` or `<`, and the path
FOLDERS = "folders"  # the key of the folders that a compilation database searches
FOLDERS_NAME = "c:folders"
SOURCES = (".c", ".cc", ".cpp", ".cxx")
MAX_REACH = 500
"""Files that are followed from one file. Of the largest trees a file includes more, all through a few headers."""

MAX_LEVELS = 32
_BELOW = ("", "include", "src", "inc", "lib")

_OF_C = """
assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbool
stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype dirent dlfcn fcntl fnmatch getopt
glob grp iconv langinfo netdb poll pthread pwd regex sched semaphore spawn strings syslog termios unistd utime wordexp
malloc alloca execinfo windows winsock2
"""
STANDARD = frozenset(f"{name}.h" for name in _OF_C.split())
"""Headers of the language and of POSIX: in brackets they mean no file of the tree."""


def is_source(path: str) -> bool:
    """Whether a file is compiled by itself, and not included by others."""
    return path.endswith(SOURCES)


def included_names(path: str) -> list[str]:
    """The names by which a file is found that others include: the ends of its path."""
    parts = path.split("/")[-3:]
    return [f"{SPACE}<{'/'.join(parts[at:])}" for at in range(len(parts))]


class CImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all: `choose_published` tells programs apart."""
        return SPACE

    def names(self, path: str, surface: Surface) -> list[str]:
        """A header has the ends of its path, and what it shows. A file that is compiled by itself shows others only
        what they can declare."""
        shown = ("::=",) if is_source(path) else ("::",)
        return sorted(
            {
                *(() if is_source(path) else included_names(path)),
                *(f"{SPACE}@{each}" for each in surface.get(UNIT, ())),
                *(SPACE + key for key in surface if key.startswith(shown)),
            }
        )

    def vantage(self, importer: str) -> str:
        """The file: a namespace shows what the file sees of it."""
        return importer

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The file of an `#include`; the namespace that any other specifier is, as the file sees it."""
        if spec[:1] not in ('"', "<"):
            return f"/{SPACE}<{importer}::{spec}"
        name, home = spec[1:], dirname(importer)
        if spec[0] == '"':
            path = normpath(join(home, name))
            if lookup.module(path):
                return path
        if name in STANDARD and spec[0] == "<":
            return None
        return self._find_in_folders(name, lookup) or self._find_nearest(name, importer, lookup)

    def _find_in_folders(self, name: str, lookup: SymbolLookup) -> str | None:
        """By the folders of the compilation databases of the tree."""
        for database in lookup.publishers(FOLDERS_NAME) or ():
            for folder in lookup.values(database, FOLDERS) or ():
                path = normpath(join(folder, name))
                if lookup.module(path):
                    return path
        return None

    def _find_nearest(self, name: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The nearest file with that path at its end; None if two are as near."""
        plain = "/".join(part for part in name.split("/") if part not in ("..", "."))
        paths = lookup.publishers(f"{SPACE}<{'/'.join(plain.split('/')[-3:])}")
        if paths is None:
            return self._search_above(plain, dirname(importer), lookup)
        found = [path for path in paths if path == plain or path.endswith(f"/{plain}")]
        ranks = sorted((rank(path, importer), path) for path in found if path != importer)
        if len(ranks) > 1 and ranks[0][0] == ranks[1][0]:
            return None
        return ranks[0][1] if ranks else None

    def _search_above(self, name: str, folder: str, lookup: SymbolLookup) -> str | None:
        for _ in range(MAX_LEVELS):
            for below in _BELOW:
                path = join(folder, below, name)
                if lookup.module(path):
                    return path
            if not folder:
                break
            folder = dirname(folder)
        return None

    def find_reach(self, path: str, evaluator: NameEvaluator) -> frozenset[str]:
        """The file and what it includes. "*" is in it if that has files which are compiled by themselves, "..." if
        there are more files."""
        found, order = {path}, [path]
        for each in order:
            for spec in evaluator.ask(each, INCLUDES) or ():
                target = evaluator.locate(spec, each)
                if target is not None and target not in found and len(found) < MAX_REACH:
                    found.add(target)
                    order.append(target)
        if len(found) >= MAX_REACH:
            found.add("...")
        if any(is_source(each) for each in order[1:]):
            found.add("*")
        return frozenset(found)

    def choose_published(
        self, key: str, paths: tuple[str, ...] | None, importer: str, evaluator: NameEvaluator
    ) -> tuple[str, ...]:
        """What the importer includes."""
        if not paths and paths is not None and not evaluator.ask(importer, INCLUDES):
            return ()
        reach = evaluator.reach(importer)
        if not paths and paths is not None and "*" not in reach:
            return ()
        if paths is None or "*" in reach:
            paths = tuple(path for path in sorted(reach) if evaluator.ask(path, key) is not None)
        found = tuple(path for path in paths if path in reach)
        return paths if not found and len(paths) == 1 and "..." in reach else found

    def choose_defining(self, path: str, paths: tuple[str, ...], evaluator: NameEvaluator) -> tuple[str, ...]:
        """Those that the declaring file includes, and those that include it, else the nearest. Only tests mean what
        tests define."""
        if not is_test_path(path):
            paths = tuple(each for each in paths if not is_test_path(each)) or paths
        if len(paths) < 2:
            return paths
        reach = evaluator.reach(path)
        found = tuple(each for each in paths if each in reach or path in evaluator.reach(each))
        if found:
            return found
        ranks = {each: rank(each, path)[0] for each in paths}
        least = min(ranks.values())
        return tuple(each for each in paths if ranks[each] == least)


RULES = CImports()
