"""Where git keeps things outside of the work tree. Git itself is never run: its configuration names commands.

What is read of git's configuration is `core.excludesFile` in the user's own files. Not read: the configuration of the
repository (it comes with the tree and may not name files outside of it), that of the system, and included files. One
value of the repository's is compared with what is known: see `omny/watch/git/checkouts.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from omny.base.errors import SourceError
from omny.base.paths import read_user_file
from omny.base.skip_reason import SkipReason

_MAX_CONFIG_BYTES = 1024 * 1024  # of a file with a dozen lines
_MAX_POINTER_BYTES = 4096  # `.git` and `commondir` files hold one path

_SECTION = r'\[\s*([A-Za-z0-9.-]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\]'
_VARIABLE = r"(?s)([A-Za-z][A-Za-z0-9-]*)[ \t]*(?:=[ \t]*(.*))?$"
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}


class GitPlaces(msgspec.Struct, frozen=True):
    """The repository around a directory."""

    top: Path  # the directory that holds `.git`
    git_dir: Path  # `.git`, or what a `.git` file of a worktree or submodule leads to
    common_dir: Path  # what all worktrees of the repository share

    @property
    def info_exclude(self) -> Path:
        """The ignore patterns of this clone."""
        return self.common_dir / "info" / "exclude"


def find_git(directory: Path) -> GitPlaces | None:
    """The repository that `directory` is in, found as git does: the nearest parent, itself included, with `.git`."""
    for top in (directory, *directory.parents):
        dot_git = top / ".git"
        if os.path.lexists(dot_git):
            git_dir = find_git_dir(dot_git)
            return GitPlaces(top, git_dir, _common_dir(git_dir))
    return None


def kind_of_git_file(content: bytes) -> SkipReason:
    """What a `.git` that is a file makes of its directory."""
    if b"/worktrees/" in content:
        return SkipReason.WORKTREE
    return SkipReason.SUBMODULE if b"/modules/" in content else SkipReason.NESTED_REPOSITORY


def excludes_file(environ: Mapping[str, str]) -> tuple[Path | None, tuple[Path, ...]]:
    """The user's file of ignore patterns, whether or not it exists, and the configuration files that told so."""
    home = environ.get("HOME") or environ.get("USERPROFILE") or ""
    xdg = environ.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if home else "")
    configs: tuple[Path, ...]
    if "GIT_CONFIG_GLOBAL" in environ:
        configs = (Path(environ["GIT_CONFIG_GLOBAL"]),) if environ["GIT_CONFIG_GLOBAL"] else ()
    else:
        configs = (Path(xdg, "git", "config"),) if xdg else ()
        configs += (Path(home, ".gitconfig"),) if home else ()
    chosen = Path(xdg, "git", "ignore") if xdg else None
    for config in configs:  # the last one that sets it wins
        try:
            content = read_user_file(config, _MAX_CONFIG_BYTES)
        except SourceError:
            continue  # git would stop here; Omny can do without
        value = config_value(content or b"", "core", "excludesfile")
        if value is not None:
            chosen = _expand_home(value, home)
    return chosen, configs


def config_value(content: bytes, section: str, key: str) -> str | None:
    """The last value of a variable in a file in git's configuration syntax; sections with a subsection do not count."""
    current = ""
    found = None
    for line in _logical_lines(content.decode("utf-8-sig", "surrogateescape")):
        rest = line.lstrip()
        if header := re.match(_SECTION, rest):
            current = "" if header[2] is not None else header[1].lower()
            rest = rest[header.end() :].lstrip()
        variable = re.match(_VARIABLE, rest)
        if variable and current == section and variable[1].lower() == key:
            found = _value(variable[2] or "")
    return found


def _logical_lines(text: str) -> list[str]:
    """Lines, joined where one ends in an odd number of backslashes."""
    joined: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if open_line:
            joined[-1] += line
        else:
            joined.append(line)
        open_line = (len(line) - len(line.rstrip("\\"))) % 2 == 1 and not line.lstrip().startswith(("#", ";"))
        if open_line:
            joined[-1] = joined[-1][:-1]
    return joined


def _value(raw: str) -> str:
    """A value without quotes, escapes and comment."""
    text = ""
    keep = 0  # length up to which trailing white space counts
    quoted = False
    characters = iter(raw)
    for character in characters:
        if character == '"':
            quoted = not quoted
        elif character in "#;" and not quoted:
            break
        else:
            if character == "\\":
                escaped = next(characters, "")
                character = _ESCAPES.get(escaped, escaped)
                keep = len(text) + len(character)
            text += character
        if quoted or not character.isspace():
            keep = len(text)
    return text[:keep]


def _expand_home(value: str, home: str) -> Path | None:
    if not value:
        return None  # set to nothing: no such file
    if value == "~" or value.startswith("~/"):
        return Path(home + value[1:]) if home else None
    return Path(value) if os.path.isabs(value) else None  # relative to where git runs: nothing that can be known


def find_git_dir(dot_git: Path) -> Path:
    """What a `.git` leads to: itself where it is a directory, or no pointer."""
    if dot_git.is_dir():
        return dot_git
    line = pointer(dot_git)
    return dot_git.parent / line.removeprefix("gitdir:").strip() if line.startswith("gitdir:") else dot_git


def _common_dir(git_dir: Path) -> Path:
    common = pointer(git_dir / "commondir").strip() if git_dir.is_dir() else ""
    return git_dir / common if common else git_dir


def pointer(path: Path) -> str:
    """What a file of git says that holds one path; "" where it cannot be read."""
    try:
        content = read_user_file(path, _MAX_POINTER_BYTES) or b""
    except SourceError:
        return ""
    return os.fsdecode(content).replace("\0", "").rstrip("\n")
