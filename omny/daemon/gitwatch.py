"""Where git writes when HEAD moves or other files are tracked, as places to be watched. Git itself is never asked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from omny.base.paths import Root
from omny.watch.git.files import find_git
from omny.watch.git.head import head_ref
from omny.watch.sources.source import EventSource


class GitWatch:
    """Watches of the directories in which a file changes when HEAD, what it stands for, or git's index does."""

    def __init__(self, root: Root) -> None:
        self._root = root

    def watch(self, source: EventSource, moved: Callable[[], None]) -> None:
        """Watches the places that matter now, as far as they are there; `moved` is called when one changes."""
        for directory, names in places_of(self._root).items():
            source.watch_place(directory, _when(names, moved))  # a second time it costs some microseconds


def places_of(root: Root) -> dict[Path, set[str]]:
    """The directories that are there in which a file changes when HEAD, what it stands for, or git's index does; and
    the names of such files."""
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


def _when(names: Collection[str], moved: Callable[[], None]) -> Callable[[str], None]:
    def changed(name: str) -> None:
        if name in names:
            moved()

    return changed
