"""The differences between the index and a git commit that was never indexed, or between two commits, by the contents
that git keeps of them.

A file differs where its content does. Of these the former content is read from git's objects and analysed here, and its
atoms are compared with those that the index holds, by what a file alone says of them: body, signature, decorators. So
a move is an atom less and one more, and an edge that only another file's change has brought is no difference.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from omny.base.config import Settings, load_settings
from omny.base.errors import NeverIndexedError, SourceError
from omny.base.paths import Root, os_path, read_source, text_path
from omny.history.states import Change
from omny.languages import decode_text, detect_language, find_testing
from omny.model.facts import Definition, FileFacts, inflate_facts
from omny.model.files import LedgerEntry
from omny.query.question import View
from omny.watch.git.files import find_git
from omny.watch.git.objects import GitObjects
from omny.watch.judge import judge

MAX_FILES = 2_000
"""Differing files that are analysed: some ten seconds."""

BATCH_FILES = 64
"""Former contents in memory at a time."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode


class Former(NamedTuple):
    """An atom of a commit that the index does not have."""

    type: str
    path: str
    is_test: bool


class Differences(NamedTuple):
    """The differences from a commit."""

    atoms: list[Change]  # by id
    gone: dict[str, Former]  # those of them that the index does not have
    files: int  # that differ


def differences(view: View, error: NeverIndexedError, until: str = "") -> Differences:
    """The differences from the commit of the error to the index, or to the commit `until`.

    Raises the error if a commit cannot be read, or if the view is of the past and has no files to compare.
    """
    places = find_git(view.root.path)
    if places is None or view.is_past:
        raise error
    above = os.path.relpath(view.root.path, places.top)
    with GitObjects(places.common_dir) as objects:
        former, later = (
            _list_files(objects, commit, b"" if above == "." else os.fsencode(above), error) if commit else {}
            for commit in (error.commit, until)
        )
        settings = load_settings(view.root)
        if until:
            return _compare_commits(view, objects, former, later, settings, error)
        entries = {path: entry for path, entry in view.repository.ledger().items() if entry.is_indexed}
        return _compare(view, objects, entries, former, settings, error)


def _list_files(objects: GitObjects, commit: str, below: bytes, error: NeverIndexedError) -> dict[str, str]:
    kept = objects.files(commit, below)
    if kept is None:
        hint = "git's objects do not hold it here (a shallow clone?): name a time or a generation of the index"
        raise NeverIndexedError(error.op, error.reason, hint=hint)
    return {text_path(os.fsdecode(path)): name for path, name in kept.items()}


def _check_number(files: int, error: NeverIndexedError) -> None:
    if files > MAX_FILES:
        hint = f"{files:,} files differ, more than the {MAX_FILES:,} that are compared"
        raise NeverIndexedError(error.op, error.reason, hint=hint)


def _compare_commits(
    view: View,
    objects: GitObjects,
    former: dict[str, str],
    later: dict[str, str],
    settings: Settings,
    error: NeverIndexedError,
) -> Differences:
    paths = sorted(
        path for path in former.keys() | later.keys() if former.get(path) != later.get(path) and detect_language(path)
    )
    _check_number(len(paths), error)
    atoms: list[Change] = []
    gone: dict[str, Former] = {}
    both = zip(
        _former_atoms(objects, {path: former.get(path, "") for path in paths}, settings),
        _former_atoms(objects, {path: later.get(path, "") for path in paths}, settings),
        strict=True,
    )
    for (path, before), (_, after) in both:
        is_test = find_testing(path).is_test(path)
        every = {**before, **after}
        there = view.repository.get_many(sorted(every))
        gone |= {id_: Former(str(every[id_].type), path, is_test) for id_ in every.keys() - there.keys()}
        atoms += _list_changes(before, {id_: (each.signature, each.detail) for id_, each in after.items()})
    return Differences(sorted(atoms, key=lambda change: change.id), gone, len(paths))


def _compare(
    view: View,
    objects: GitObjects,
    entries: dict[str, LedgerEntry],
    former: dict[str, str],
    settings: Settings,
    error: NeverIndexedError,
) -> Differences:
    changed = sorted(_find_differing(view.root, entries, former, settings.max_file_bytes))
    _check_number(len(changed), error)
    atoms: list[Change] = []
    gone: dict[str, Former] = {}
    others = 0
    for path, before in _former_atoms(objects, {path: former.get(path, "") for path in changed}, settings):
        others += not before and path not in entries  # a file without an ending that was no script
        there = [stored.atom for stored in view.repository.in_file(path)] if path in entries else []
        after = {atom.id: (atom.signature, atom.data) for atom in there}
        is_test = find_testing(path).is_test(path)
        gone |= {id_: Former(str(before[id_].type), path, is_test) for id_ in before.keys() - after.keys()}
        atoms += _list_changes(before, after)
    return Differences(sorted(atoms, key=lambda change: change.id), gone, len(changed) - others)


def _list_changes(before: Mapping[str, Definition], after: Mapping[str, tuple[str, str | bytes]]) -> Iterator[Change]:
    """The changes of atoms of one file, which are later the signatures and data in `after`."""
    for id_ in before.keys() | after.keys():
        if id_ not in after:
            yield Change(id_, "removed")
        elif id_ not in before:
            yield Change(id_, "added")
        elif fields := _fields(before[id_], after[id_][0], _decode(after[id_][1])):
            yield Change(id_, "changed", fields)


def _find_differing(
    root: Root, entries: dict[str, LedgerEntry], former: dict[str, str], max_bytes: int
) -> Iterator[str]:
    """The paths whose content differs from the commit, and those that only the index or the commit has."""
    for path in entries:
        if path not in former or _is_other(root, path, former[path], max_bytes):
            yield path
    for path in former.keys() - entries.keys():
        if detect_language(path) is not None and not os.path.lexists(os.path.join(root.path, os_path(path))):
            yield path


def _is_other(root: Root, path: str, name: str, max_bytes: int) -> bool:
    try:
        content, _, _ = read_source(root, path, max_bytes)
    except SourceError:
        return True
    digest = hashlib.sha256 if len(name) == 64 else hashlib.sha1
    return digest(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest() != name


def _former_atoms(
    objects: GitObjects, names: Mapping[str, str], settings: Settings
) -> Iterator[tuple[str, dict[str, Definition]]]:
    """The atoms of former contents, by id, for each path; none if Omny would not index that content. `names` are those
    of the contents in git, by path."""
    from omny.executors.texts import Text, analyse_texts  # here: few questions parse anything

    paths = list(names)
    for first in range(0, len(paths), BATCH_FILES):
        some = paths[first : first + BATCH_FILES]
        contents = {path: _former_content(objects, path, names[path]) for path in some}
        texts = [Text(path, content) for path, content in contents.items() if content is not None]
        found = zip(texts, analyse_texts(texts, settings.parse_seconds), strict=True)
        known = {
            text.path: _decode_facts(inflate_facts(each.facts)).definitions for text, each in found if each is not None
        }
        for path in some:
            yield path, {f"{path}::{each.qualname}": each for each in known.get(path, ())}


def _former_content(objects: GitObjects, path: str, name: str) -> bytes | None:
    found = objects.read(name) if name else None
    if found is None or detect_language(path) is None:
        return None
    text = decode_text(path, found.content)
    return None if judge(path, text.content, text.unknown_encoding) else found.content


def _fields(before: Definition, signature: str, data: dict[str, Any]) -> list[str]:
    """The fields that differ between two atoms, named as in events."""
    said = _decode(before.detail)
    fields = ["signature"] if before.signature != signature else []
    fields += [f"data.{key}" for key in sorted(said) if said[key] != data.get(key) and key != "source_line"]
    return fields + [f"data.{key}" for key in ("decorators", "doc") if key in data and key not in said]
