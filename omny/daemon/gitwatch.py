"""Watches the files that git writes when HEAD moves or the list of tracked files changes. Git itself is never run."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from omny.base.paths import Root
from omny.watch.git.files import find_git
from omny.watch.git.head import head_ref
from omny.watch.sources.source import EventSource


class GitWatch:
    """Watches on the directories of HEAD, of its ref, and of git's index."""

    def __init__(self, root: Root) -> None:
        self._root = root

    def watch(self, source: EventSource, moved: Callable[[], None]) -> None:
        """Watches these directories, if they exist. `moved` is called for each change."""
        for directory, names in git_places(self._root).items():
            source.watch_place(directory, _make_callback(names, moved))  # a second watch costs some microseconds


def git_places(root: Root) -> dict[Path, set[str]]:
    """The directories of HEAD, of its ref, and of git's index, if they exist; with the names of the files."""
    places = find_git(root.path)
    if places is None:
        return {}
    wanted: dict[Path, set[str]] = {}
    for file in (
        places.git_dir / "HEAD",
        places.git_dir / "index",
        places.git_dir / "logs",  # made with the first commit
        places.git_dir / "logs" / "HEAD",  # grows with each move of HEAD
        places.common_dir / "packed-refs",
        places.common_dir / head_ref(places),
    ):
        wanted.setdefault(file.parent, set()).add(file.name)
    return {directory: names for directory, names in wanted.items() if directory.is_dir()}


def _make_callback(names: Collection[str], moved: Callable[[], None]) -> Callable[[str], None]:
    def notify(name: str) -> None:
        if name in names:
            moved()

    return notify
