"""The question about the index itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from omny.base.backup_files import last_backup
from omny.base.config import Settings, load_settings
from omny.base.errors import UsageError
from omny.base.paths import STATE_NAME, text_path
from omny.base.roots import outer_index
from omny.base.skip_reason import SkipReason
from omny.languages import accepts, find_lacking, runs
from omny.model.vectors import VectorReport
from omny.query.answer import Answer
from omny.query.daemon import DaemonReport
from omny.query.question import Question, View
from omny.watch.census import Census, take_census


class LeftOut(msgspec.Struct, frozen=True):
    """A file that is not indexed, or not whole."""

    path: str
    reason: str  # for people
    code: SkipReason
    status: str  # skipped, excluded, degraded


class HeldFile(msgspec.Struct, frozen=True):
    """A broken file whose atoms are held from a former content."""

    path: str
    generation: int


class StatusAnswer(Answer, frozen=True, kw_only=True):
    """The files that were left out, and the figures of the index. `files`, `languages`, `lines` and `census` are not
    known of the past."""

    tail: ClassVar[tuple[str, ...]] = ("freshness", "daemon")

    results: list[LeftOut]
    root: str
    inner_indexes: list[str]  # folders in the tree with an index of their own
    outer_index: str  # the root above this one that has an index, too; "" for none
    database: str
    indexed_at: str
    held: list[HeldFile]
    backup: dict[str, Any] | None  # time (`at`), `path` and `bytes` of the newest backup
    census: Census | UnsetType  # files on disk that no language reads
    files: dict[str, int] | UnsetType  # by status
    languages: dict[str, int] | UnsetType  # indexed files, by language
    lines: int | UnsetType
    atoms: dict[str, int]  # by type
    edges: dict[str, int]  # by type
    unresolved: int
    events: int
    bytes: int  # of the database without its write-ahead log
    vectors: VectorReport | UnsetType = UNSET  # unset if they are switched off
    daemon: DaemonReport | UnsetType | None = UNSET  # what the daemon says of itself; added by the session


class Status(Question, frozen=True, kw_only=True):
    """How much the index holds, what it left out, and when the daemon last made a backup of it. `census` counts the
    files that are on disk now and that no language reads."""

    def answer(self, view: View) -> StatusAnswer:
        try:
            settings = load_settings(view.root)
        except UsageError:  # a fault in the file hides no status: the daemon has it among its problems
            settings = Settings()
        repository, meaning = view.repository, view.find_meaning()
        census = take_census(view.root, settings, accepts, find_lacking, runs)
        left_out = [
            LeftOut(row.path, row.explanation, row.reason.code, kind)
            for kind, rows in (
                ("skipped", repository.skipped_files()),
                ("excluded", repository.excluded_files()),
                ("degraded", repository.degraded_files()),
            )
            for row in rows
        ]
        return StatusAnswer(
            results=left_out,
            freshness=view.freshness(()),
            root=text_path(str(view.root.path)),
            inner_indexes=nested_indexes(left_out),
            outer_index=text_path(str(outer_index(view.root.path) or "")),
            database=text_path(view.database),
            indexed_at=repository.meta().indexed_at,
            held=[HeldFile(path, row.held_generation) for path, row in repository.held_files().items()],
            backup=last_backup(view.root),
            census=census,
            vectors=UNSET if meaning is None else meaning.report(repository.meta()),
            **msgspec.structs.asdict(repository.counts()),
        )


def nested_indexes(left_out: Sequence[LeftOut]) -> list[str]:
    """The folders in the tree that have an index of their own, of what a status says was left out."""
    return [found.path.rpartition("/")[0] for found in left_out if found.path.endswith(f"/{STATE_NAME}")]
