"""The tree with new contents laid over it, analysed in memory: what an edit would make of the index. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from omny.base.errors import UsageError
from omny.extract.digest import content_hash
from omny.languages import current_extractor, decode_text, detect_language
from omny.model.atom_data import read_object
from omny.model.atoms import Atom, StoredAtom
from omny.model.delta import Delta
from omny.model.facts import Analysis
from omny.model.files import FileStatus, LedgerEntry
from omny.pipeline.change_detection import NO_STAT, Changes
from omny.pipeline.delta_analyzer import analyze
from omny.pipeline.ledger import Ledger
from omny.references.sites import find_call_sites
from omny.storage.port.repository import AtomRepository
from omny.watch.judge import judge

Parses = Callable[[Mapping[str, bytes]], Mapping[str, Analysis]]
"""What contents say, by their paths, without those of no language."""

Edge = tuple[str, str]
"""Target and type."""


def atom_edges(atom: Atom) -> set[Edge]:
    """The edges of an atom."""
    return {(site.target, site.type) for site in find_call_sites(atom)}


@dataclass
class Overlay:
    """The index after an edit."""

    delta: Delta
    contents: Mapping[str, bytes | None]
    before: dict[str, StoredAtom] = field(default_factory=dict)  # atoms that change or go, as they are
    after: dict[str, Atom] = field(default_factory=dict)  # atoms that change or come, as they would be

    def __post_init__(self) -> None:
        for file in self.delta.files:
            self.before.update((stored.atom.id, stored) for stored in file.deleted)
            self.before.update((stored.atom.id, stored) for stored, _ in file.modified)
            self.after.update((atom.id, atom) for _, atom in file.modified)
            self.after.update((atom.id, atom) for atom in file.created)

    @cached_property
    def created(self) -> list[str]:
        """Ids of new atoms."""
        return sorted(self.after.keys() - self.before.keys())

    @cached_property
    def deleted(self) -> list[str]:
        """Ids of deleted atoms."""
        return sorted(self.before.keys() - self.after.keys())

    @cached_property
    def modified(self) -> list[str]:
        """Ids of atoms that differ in more than their line numbers."""
        both = self.before.keys() & self.after.keys()
        return sorted(id_ for id_ in both if not _is_only_moved(self.before[id_].atom, self.after[id_]))


def overlay(
    repository: AtomRepository, ledger: Ledger, contents: Mapping[str, bytes | None], parses: Parses
) -> Overlay:
    """The index with these contents instead of the stored ones; None is a deleted file. Raises UsageError for a content
    that would not be indexed, and SourceError for one that takes too long to parse."""
    changes = Changes()
    analyses = parses({path: content for path, content in contents.items() if content is not None})
    for path, content in contents.items():
        if content is None:
            changes.gone.add(path)
            continue
        language = detect_language(path)
        text = decode_text(path, content)
        reason = judge(path, text.content, text.unknown_encoding)
        analysis = analyses.get(path)
        if language is None or analysis is None or reason:
            raise UsageError("edit", f"the file would not be indexed any more: {reason or 'no source'}", path=path)
        changes.analyses[path] = analysis
        changes.new.add(path)
        changes.entries[path] = LedgerEntry(
            path,
            NO_STAT,
            0,
            content_hash(content),
            language.name,
            current_extractor(language.name),
            FileStatus.OK,
            lines=analysis.lines,
        )
    return Overlay(analyze(repository, ledger, changes).delta, contents)


def _is_only_moved(before: Atom, after: Atom) -> bool:
    by = after.line - before.line
    there = msgspec.structs.replace(before, line=after.line, end_line=before.end_line + by, data=after.data)
    return there == after and (before.data == after.data or _without_line(before) == _without_line(after))


def _without_line(atom: Atom) -> dict[str, Any]:
    """The `data` of an atom, without its line."""
    return {key: value for key, value in read_object(atom.data).items() if key != "source_line"}
