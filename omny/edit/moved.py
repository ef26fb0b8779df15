"""The tree after a file's move, as rules of import may ask."""

from __future__ import annotations

from omny.edit.plan import View
from omny.languages import detect_language
from omny.model.routes import list_names


class Moved:
    """A lookup of the tree in which the file has its new path."""

    def __init__(self, view: View, old: str, new: str) -> None:
        self._state = view.state
        self._old = old
        self._new = new
        self._published = {path: self._names(path) for path in (old, new)}

    def _names(self, path: str) -> list[str]:
        language, surface = detect_language(path), self._state.surface(self._old)
        names = language.names(path, surface or {}) if language is not None else []
        return [*names, *list_names(surface or {})]

    def module(self, path: str) -> bool:
        return path == self._new or (path != self._old and self._state.exists(path))

    def values(self, path: str, key: str) -> list[str] | None:
        if path == self._old:
            return None
        return self._state.entry(self._old if path == self._new else path, key)[1]

    def publishers(self, name: str) -> tuple[str, ...] | None:
        _, found = self._state.publishers(name)
        if found is None:
            return None
        paths = set(found) - {self._old}
        return tuple(sorted(paths | ({self._new} if name in self._published[self._new] else set())))
