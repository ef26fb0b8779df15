"""Renames in a small tree, and their inverse: what the tests of languages with tables share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from omny.edit.request import EditResult, Rename, Undo
from tests.support.editing import Edited, edited


def rename(tree: Edited, atom: str, name: str, *, inferred: bool = True) -> EditResult:
    """What became of a rename, with the index compared to a fresh one."""
    return tree.applied(Rename(atom=atom, name=name, inferred=inferred))


def assert_renamed_and_back(
    root: Path, files: Mapping[str, str], atom: str, name: str, kept: Mapping[str, tuple[str, ...]]
) -> None:
    """Renames an atom in a tree with the line ends of Windows: each word of its name changes, but for
    those in the parts that are `kept`, and the edges are the same but for the name. Then takes it back."""
    files = {path: text.replace("\n", "\r\n") for path, text in files.items()}
    old = atom.rpartition("::")[2].rpartition(".")[2]
    with edited(root, files) as tree:
        before = tree.edges()
        result = rename(tree, atom, name)
        assert (result.status, result.reason) == ("applied", "")
        for path, text in _replaced(files, old, name, kept).items():
            assert tree.text(re.sub(rf"/{old}\.(java|php)$", rf"/{name}.\1", path)) == text
        moved = result.impact.moved
        assert tree.edges() == {(moved.get(one, one), moved.get(other, other)) for one, other in before}
        assert tree.applied(Undo()).status == "applied"
        assert {path: tree.text(path) for path in files} == files
        assert tree.edges() == before


def _replaced(files: Mapping[str, str], old: str, new: str, kept: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The files with another word, but for some parts."""
    found = {}
    for path, text in files.items():
        pieces = [text]
        for part in kept.get(path, ()):
            pieces = [each for piece in pieces for each in _cut(piece, part)]
        found[path] = "".join(
            piece if piece in kept.get(path, ()) else _replace_word(piece, old, new) for piece in pieces
        )
    return found


def _cut(text: str, part: str) -> list[str]:
    before, found, after = text.partition(part)
    return [before, found, *(_cut(after, part) if after else [])]


def _replace_word(text: str, old: str, new: str) -> str:
    return re.sub(rf"\b{old}\b", new, text)
