"""compile_commands.json: the folders in which the headers of a tree are searched.

Source: "JSON Compilation Database Format Specification" of Clang. Its paths are those of the machine that wrote it: the
folder of the tree there is the one that its files have in common with the place of the database.
"""

from __future__ import annotations

import re
from posixpath import basename, commonpath, dirname, isabs, join, normpath

import msgspec

from omny.languages.c.imports import FOLDERS, FOLDERS_NAME
from omny.model.surfaces import Surface

MAX_FOLDERS = 100
_FOLDER = re.compile(r"(?:^|\s)-(?:I|isystem|iquote|idirafter)\s*(\"[^\"]+\"|[^\s\"]+)")


class _Entry(msgspec.Struct):
    directory: str = ""
    file: str = ""
    command: str = ""
    arguments: list[str] = []


class CProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """A compilation database."""
        return basename(path) == "compile_commands.json"

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"folders": [folder of the tree, ...]}`, in the order of the commands."""
        try:
            entries = msgspec.json.decode(source, type=list[_Entry])
        except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
            return {FOLDERS: []}
        folders: dict[str, None] = {}
        root = _find_root(entries, dirname(path))
        for entry in entries:
            for found in _FOLDER.finditer(entry.command or " ".join(entry.arguments)):
                folder = normpath(join(entry.directory, found[1].strip('"')))
                if folder == root or folder.startswith(f"{root}/"):
                    folders[folder[len(root) + 1 :]] = None
            if len(folders) > MAX_FOLDERS:
                break
        return {FOLDERS: list(folders)[:MAX_FOLDERS]}

    def names(self, path: str, surface: Surface) -> list[str]:
        """One for all."""
        return [FOLDERS_NAME] if surface.get(FOLDERS) else []


def _find_root(entries: list[_Entry], home: str) -> str:
    """The folder of the tree as the database writes it."""
    folders = {entry.directory for entry in entries if isabs(entry.directory)}
    for folder in sorted(folders):
        if home and folder.endswith(f"/{home}"):
            return folder[: -len(home) - 1]
    files = {dirname(normpath(join(entry.directory, entry.file))) for entry in entries}
    return commonpath(sorted(files | folders)) if files and all(map(isabs, files | folders)) else "/?"


PROJECTS = CProjects()
