"""CODEOWNERS: who is responsible for which files, as a tree declares it. Pure, but for the reading of the file.

The syntax is that of GitHub and GitLab (<https://docs.gitlab.com/user/project/codeowners/reference/>): patterns as in a
`.gitignore`, each with its owners; the last pattern that matches counts, in each section of GitLab's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from omny.base.errors import SourceError
from omny.base.paths import Root, folders_above, read_source
from omny.watch.git.files import GitPlaces
from omny.watch.ignore.patterns import PatternList, Rule

PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where the file is looked for, the first one counts."""

MAX_BYTES = 3 * 1024 * 1024
"""GitHub reads no larger file."""

_SECTION = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)")
_FIELD = re.compile(r"(?:\\.|\S)+")


class DeclaredOwners(NamedTuple):
    """The owners that a file of the tree has by CODEOWNERS."""

    owners: tuple[str, ...]  # `@user`, `@group/team` or an address
    rule: str  # the place of the pattern: "CODEOWNERS:12"; of the last one, where several sections have one


NO_OWNERS = DeclaredOwners((), "")


class CodeOwners:
    """The rules of a CODEOWNERS file."""

    def __init__(self, text: str, name: str) -> None:
        """`name` is its path."""
        self._name = name
        self._owners: dict[int, tuple[str, ...]] = {}  # by line
        self._sections: list[PatternList] = []
        section: dict[int, str] = {}
        default: tuple[str, ...] = ()
        sections = [section]
        for number, line in enumerate(text.splitlines(), 1):
            fields = _FIELD.findall(line.split(" #")[0])
            if (match := _SECTION.fullmatch(line.strip())) is not None:
                section, default = {}, tuple(match[1].split(" #")[0].split())
                sections.append(section)
            elif fields and not fields[0].startswith("#"):
                section[number] = fields[0]
                self._owners[number] = tuple(fields[1:]) or default
        for each in sections:
            lines = [each.get(number, "") for number in range(1, max(each, default=0) + 1)]
            self._sections.append(PatternList(lines, origin=name))

    def find(self, path: str) -> DeclaredOwners:
        """The owners of a file, by its path from the top of the repository."""
        owners: list[str] = []
        rule = ""
        for section in self._sections:
            number = _last_match(section, path)
            if number:
                owners += self._owners[number]
                rule = f"{self._name}:{number}"
        return DeclaredOwners(tuple(dict.fromkeys(owners)), rule)


def _last_match(section: PatternList, path: str) -> int:
    """The line of the last pattern that matches a file or a folder around it; 0 without one."""
    found = section.match(path, path.rpartition("/")[2], False)
    lines = [found.line] if found is not None else []
    for folder in filter(None, folders_above(path)):
        around = section.match(folder, folder.rpartition("/")[2], True)
        if around is not None and not _is_of_files(around):
            lines.append(around.line)
    return max(lines, default=0)


def _is_of_files(rule: Rule) -> bool:
    """Whether a pattern is of what a folder holds itself: `docs/*` has nothing to do with `docs/a/b`."""
    return rule.text.endswith("/*")


def read_codeowners(places: GitPlaces) -> CodeOwners | None:
    """The rules of a repository; None without a file of them."""
    for name in PLACES:
        try:
            content = read_source(Root(places.top), name, MAX_BYTES)[0]
        except SourceError:
            continue
        return CodeOwners(content.decode("utf-8", "replace"), name)
    return None
