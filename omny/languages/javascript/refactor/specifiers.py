"""How a JavaScript or TypeScript file would name a module: relative to itself, or as an alias does. Pure text, no
look-up: whether a specifier means the module is for the caller to ask."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

_CODE = (".d.ts", ".d.mts", ".d.cts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_TYPED = (".ts", ".tsx", ".mts", ".cts")
FOLDER_MODULE = "index"
"""The file, without its ending, that a folder means."""


def relative_specifier(importer: str, target: str, like: str, before: str) -> str:
    """How a file names `target` relative to itself, with an ending, or without one, as `like` has for `before`."""
    folder = posixpath.dirname(importer) or "."
    path = posixpath.relpath(target, folder)
    stem, ending = split_ending(path)
    written = _specifier_ending(like)
    if written:
        old = split_ending(before)[1]
        path = stem + (ending if written == old else written)
    else:
        path = stem
        was_folder = split_ending(posixpath.basename(before))[0] == FOLDER_MODULE
        if posixpath.basename(stem) == FOLDER_MODULE and was_folder and not like.rstrip("/").endswith(FOLDER_MODULE):
            path = posixpath.dirname(stem) or "."
    return path if path.startswith(".") else f"./{path}"


def relative_anew(importer: str, target: str) -> list[str]:
    """How a file names `target` relative to itself if no other import shows the manner: Node's modules have to write
    the ending, TypeScript's may not."""
    path = posixpath.relpath(target, posixpath.dirname(importer) or ".")
    path = path if path.startswith(".") else f"./{path}"
    bare = split_ending(path)[0]
    return [bare, path] if split_ending(importer)[1].endswith(_TYPED) else [path, bare]


def specifiers_like(like: str, before: str, target: str) -> Iterator[str]:
    """Specifiers that mean `target` where an alias has `like` mean `before`: the beginning of both is the alias, the
    longest common ending is the path below it."""
    written = _specifier_ending(like)
    old, new = split_ending(before)[0].split("/"), split_ending(target)[0].split("/")
    parts = (split_ending(like)[0] if written else like).split("/")
    if old[-1] == FOLDER_MODULE and parts[-1] != FOLDER_MODULE:
        old = old[:-1]
        new = new[:-1] if new[-1] == FOLDER_MODULE else new
    common = 0
    while common < min(len(old), len(parts)) and old[-common - 1] == parts[-common - 1]:
        common += 1
    for shared in range(common, 0, -1):
        alias, folder = parts[: len(parts) - shared], old[: len(old) - shared]
        if new[: len(folder)] == folder and (alias or not folder):
            yield "/".join([*alias, *new[len(folder) :]]) + written


def split_ending(path: str) -> tuple[str, str]:
    """The path without the ending of a source file, and that ending."""
    ending = next((each for each in _CODE if path.endswith(each)), "")
    return path[: len(path) - len(ending)], ending


def _specifier_ending(specifier: str) -> str:
    """The ending that a specifier has."""
    is_file = posixpath.basename(specifier).count(".") and split_ending(specifier)[1]
    return posixpath.splitext(specifier)[1] if is_file else ""
