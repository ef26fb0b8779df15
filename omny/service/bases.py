"""A base is written, and an index begins from one. Both are done by this process, not by a daemon."""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from omny.base.clock import SYSTEM_CLOCK, cpu_seconds
from omny.base.config import default_jobs, load_settings
from omny.base.errors import UsageError
from omny.base.lock import DaemonLock, require_no_daemon
from omny.base.user import user_name
from omny.service.answers import IndexAnswer
from omny.service.passes import FIGURES

if TYPE_CHECKING:
    from omny.integrity.bases import Published
    from omny.service.place import Place
    from omny.service.session import Show

_LOAD = "index from base"


def publish(place: Place, target: str, *, key_file: str = "", replace: bool = False) -> Published:
    """Writes a base of the index, signed where a file with a key is named. Errors as `omny.integrity.bases.publish`."""
    from omny.integrity.base_file import read_key
    from omny.integrity.bases import publish as write

    database = place.file("publish base")
    key = read_key(key_file, "publish base") if key_file else None
    return write(database, os.path.abspath(target), key=key, replace=replace)


def index_from_base(
    place: Place, named: str, *, key_file: str = "", jobs: int | None = None, show: Show = nullcontext
) -> IndexAnswer:
    """Makes a new index from a base, and brings it to what is on disk. It takes its place as a whole. Raises UsageError
    for an index that exists, SchemaError and DamagedError for a base that does not fit or was changed."""
    from omny.integrity.base_file import read_key
    from omny.integrity.bases import find_unused, load_base
    from omny.pipeline.indexer import index as run_index
    from omny.service.base_source import open_base
    from omny.storage.sqlite.backup import part_file, put
    from omny.storage.stores import SqliteStore
    from omny.watch.git.head import git_head

    file = place.file(_LOAD)
    key = read_key(key_file, _LOAD) if key_file else None
    _refuse_index(place, file)
    require_no_daemon(place.root, _LOAD)
    started, started_cpu = time.perf_counter(), cpu_seconds()
    settings = load_settings(place.root)
    with open_base(named, key, git_head(place.root.path)) as base:
        place.root.make_state_dir()
        with DaemonLock(place.root, clock=SYSTEM_CLOCK), part_file(file, _LOAD) as part:  # no daemon starts meanwhile
            load_base(base.source, base.manifest, part, as_path=base.name, actor=user_name())
            with SqliteStore(part).open() as repository, show() as progress:
                report = run_index(
                    place.root,
                    repository,
                    settings=settings,
                    jobs=jobs or default_jobs(),
                    progress=progress,
                    actor=user_name(),
                )
                if report.files and report.parsed >= report.files:
                    hint = "name a base of this project, or leave --base out"
                    raise UsageError(_LOAD, "no file here is one of the base", path=base.name, hint=hint)
                repository.sweep(0)  # facts of contents that no file has: no check would read those
                figures = {name: getattr(report, name) for name in FIGURES}
                figures["seconds"] = time.perf_counter() - started
                figures["cpu_seconds"] = cpu_seconds() - started_cpu
                figures["base"] = base.name
                answer = IndexAnswer.of(report.rows, freshness=place.freshness(repository), **figures)
            _refuse_index(place, file)
            put(part, file, _LOAD)
    if unused := find_unused(base.manifest, bodies=settings.search_bodies):
        place.tell(f"facts of the base for {', '.join(unused)} are of another version: those files were parsed")
    return answer


def _refuse_index(place: Place, file: str) -> None:
    if place.store.exists():
        hint = "a base is for a new index: run 'omny index' without one"
        raise UsageError(_LOAD, "there is an index already", path=file, hint=hint)
