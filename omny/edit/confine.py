"""Which paths an edit may touch: files below the root that somebody wrote and that are indexed, and nothing else.

What a path says is judged here; that no symlink leads away from it while it is opened is `omny/edit/tree.py`.
"""

from __future__ import annotations

import unicodedata

from omny.base.config import Settings
from omny.base.errors import UsageError
from omny.base.paths import STATE_NAME, Root, os_name
from omny.languages import accepts
from omny.watch.ignore.rules import IgnoreRules

MAX_NAME_BYTES = 255 - 32  # of a component: what file systems take, less what the name of a draft adds
MAX_PATH_BYTES = 4_000  # Linux takes 4,096 from its root on

MAX_DEPTH = 100  # folders; no project has as many, and tools that walk a tree by recursion end at some hundred

_PRIVATE = (".git", "git~1", STATE_NAME, "omny~1", ".hg", ".svn", ".jj", ".bzr")
"""With the short names that Windows gives some of them."""


def path_components(path: str) -> list[str]:
    """The parts of a path below the root, as the operating system names them. Raises UsageError for any path that some
    system could understand as another place, or as part of what is not source."""
    if not path or len(path.encode("utf-8", "surrogatepass")) > MAX_PATH_BYTES:
        raise _refusal(path[:80], "no path, or too long a one")
    parts = path.split("/")
    if len(parts) > MAX_DEPTH:
        raise _refusal(path[:80], "too many folders")
    for part in parts:
        if part in ("", ".", ".."):
            raise _refusal(path, "not a path below the root")
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in part):
            raise _refusal(path, "has a control character")
        if ":" in part or part != part.rstrip(". ") or part != part.lstrip(" "):
            raise _refusal(path, "has a name that some systems read as another one")
        if len(part.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES:
            raise _refusal(path, "has a name that is too long")
        if not plain_name(part):
            raise _refusal(path, "has a name that some systems read as another one")
        if plain_name(part) in _PRIVATE or (plain_name(part)[0] == "." and not part.isascii()):
            raise _refusal(path, f"{part!r} is, or looks like, what is not source")
    names = [os_name(part) for part in parts]
    if any("/" in name or "\0" in name or name in ("", ".", "..") for name in names):
        raise _refusal(path, "not a path below the root")
    return names


def plain_name(name: str) -> str:
    """A name as the most forgiving file system would read it: without case, invisible characters and look-alikes."""
    visible = "".join(each for each in name if unicodedata.category(each) not in ("Cf", "Mn"))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return "".join(each for each in folded if unicodedata.category(each) not in ("Cf", "Mn")).rstrip(". ")


def check_editable(root: Root, path: str, settings: Settings) -> list[str]:
    """The parts of a path that may be written to. Raises UsageError where it may not: outside of the tree, ignored, in
    another repository, or no source."""
    parts = path_components(path)
    if not accepts(path):
        raise _refusal(path, "not a source file of a language that is indexed")
    reason = IgnoreRules(root, exclude=settings.exclude).reason(path, False)
    if reason:
        raise _refusal(path, f"left out of the index ({reason})")
    return parts


def check_target(root: Root, path: str, settings: Settings) -> list[str]:
    """As `check_editable`, for a new file: its name may not contain a backslash either, which some systems read as
    `/`."""
    if "\\" in path:
        raise _refusal(path, "has a backslash")
    return check_editable(root, path, settings)


def _refusal(path: str, reason: str) -> UsageError:
    return UsageError("edit", reason, path=path, hint="name a source file below the root")
