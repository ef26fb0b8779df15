"""The steps of a proof, each with its result.

differences   lines that differ between the dump of the live index and that of a fresh index in another place; the held
              layer of broken files is not compared, since no fresh index has it
lost          acknowledged commits that are missing, lost callers and events
stale         answers that showed neither the change nor that they might be stale
milliseconds  from the end of the change to the acknowledgement of sync
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from omny.base.config import Settings
from omny.base.errors import DaemonError, OmnyError, UsageError
from omny.base.paths import Root, os_path
from omny.daemon.process import background
from omny.edit.request import EditResult
from omny.languages import detect_language
from omny.languages.facets.naming import NAMING
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.pipeline.indexer import index
from omny.prove.scratch import MAX_BYTES, MIN_FILES, Scratch, make_scratch
from omny.query.dump import dump
from omny.service.session import ask_daemon
from omny.storage.port.repository import AtomRepository
from omny.storage.stores import MemoryStore, SqliteStore

SYNC_SECONDS = 60.0
MAX_FIRST_SECONDS = 3.0  # of the first step, which takes longest: all of them are then done in half a minute
MIN_BYTES = (
    100_000  # of source, below which the first step is made of starting things, and no less copied makes it shorter
)
MAX_TRIED = 20  # functions, the most called first, until one may be renamed
RENAMED = "omny_proves_this"  # with a capital letter where the old name has one
_DYING_SECONDS = 10.0  # until the lock of a process that was killed is free


class Step(msgspec.Struct, frozen=True):
    """One step, done and compared."""

    step: str
    differences: int
    lost: int
    stale: int
    milliseconds: float

    @property
    def is_good(self) -> bool:
        return not (self.differences or self.lost or self.stale)


class Proof(msgspec.Struct, frozen=True):
    """All steps, and what they were done on."""

    steps: list[Step]
    files: int  # copied
    of: int  # in the tree
    function: str  # the id of the one that was renamed; "" where none may be
    seconds: float


def prove(root: Root, settings: Settings, indexed: AtomRepository | None, told: Callable[[Step], None]) -> Proof:
    """Does all steps on a copy of the tree, and calls `told` after each. `indexed`, an index of the tree, names the
    most important files if the tree is too large for a whole copy. Raises OmnyError if no step is possible."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="omny-prove-", ignore_cleanup_errors=True) as folder:
        first = [] if indexed is None else _busiest_files(indexed)
        place, max_bytes = Path(os.path.realpath(folder), "tree"), MAX_BYTES
        while True:
            scratch = make_scratch(root, settings, place, first, max_bytes)
            if len(scratch.files) < MIN_FILES:
                raise UsageError("prove", "there is hardly any source to try it on", path=str(root.path))
            with _Trial(scratch, settings, told) as trial:
                begun = time.perf_counter()
                STEPS[0](trial)
                taken = time.perf_counter() - begun
                if taken <= MAX_FIRST_SECONDS or max_bytes <= MIN_BYTES:
                    for step in STEPS[1:]:
                        step(trial)
                    seconds = time.perf_counter() - started
                    return Proof(trial.done, len(scratch.files), scratch.of, trial.function, seconds)
            shutil.rmtree(place)
            max_bytes = max(MIN_BYTES, int(min(scratch.size, max_bytes) * MAX_FIRST_SECONDS / taken / 2))


def _busiest_files(repository: AtomRepository) -> list[str]:
    """The files of the most called atoms, then those of who calls the first of these."""
    with repository.reading():
        calls = [(edge.source_id, edge.target_id) for edge in repository.edges() if edge.edge_type == EdgeType.CALL]
    called = [target for target, _ in Counter(target for _, target in calls).most_common(MAX_TRIED)]
    callers = [source for source, target in calls if called and target == called[0]]
    return list(dict.fromkeys(id_.partition("::")[0] for id_ in [*called, *callers]))


class _Trial:
    """The copy with its daemon, and what was found so far."""

    def __init__(self, scratch: Scratch, settings: Settings, told: Callable[[Step], None]) -> None:
        self.scratch = scratch
        self.done: list[Step] = []
        self.function = ""
        self._root = Root.of(scratch.path)
        self._store = SqliteStore.of(self._root)
        self._settings = settings
        self._told = told
        self._stale = self._lost = 0
        self._acknowledged = 0  # the last generation that sync has told
        self._places = 0

    def __enter__(self) -> _Trial:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OmnyError):
            background.stop(self._root)

    # What steps do

    def start(self) -> None:
        """Starts the daemon, which ends by itself should this process be killed."""
        from omny.daemon.lives import watch

        background.start(
            self._root,
            lambda ready: watch(self._root, self._store, ready=ready, foreground=False, on_demand=True),
        )

    def kill(self) -> None:
        """Ends the daemon as a crash does, and returns when its lock is free."""
        if not background.kill(self._root, timeout=_DYING_SECONDS):
            raise _gone_error()

    def ask(self, question: str, **arguments: Any) -> dict[str, Any]:
        """What the daemon answers."""
        answer = ask_daemon(self._root, question, arguments, timeout=2 * SYNC_SECONDS)
        if answer is None:
            raise _gone_error()
        return answer

    def edit(self, **request: Any) -> EditResult:
        """What became of an edit."""
        return msgspec.convert(self.ask("edit", request=request, timeout=SYNC_SECONDS)["edit"], EditResult)

    def file(self, path: str) -> Path:
        """A file of the copy."""
        return self.scratch.path / os_path(path)

    def look(self, path: str, is_new: Callable[[list[str]], bool]) -> None:
        """Asks for the atoms of a file right after a change: the answer must be the new one, or say that it may be
        stale."""
        try:
            answer = self.ask("outline", file=path)
        except UsageError:  # there is no such file in the index
            return
        names, fresh = [each["function_name"] for each in answer["results"]], answer["freshness"]
        is_told = fresh["pending"] or fresh["stale"] or fresh["problems"]
        self._stale += not (is_told or is_new(names))

    def lose(self, number: int) -> None:
        """Notes what should be there and is not."""
        self._lost += max(0, number)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[Callable[[], None]]:
        """A step: `mark_end` is to be called when its last change is done. At its end the live index is compared."""
        self._stale = self._lost = 0
        ended = time.perf_counter()

        def mark_end() -> None:
            nonlocal ended
            ended = time.perf_counter()

        yield mark_end
        fresh = self.ask("sync", timeout=SYNC_SECONDS)["freshness"]
        milliseconds = (time.perf_counter() - ended) * 1e3
        self._lost += max(0, self._acknowledged - fresh["generation"])
        self._acknowledged = fresh["generation"]
        step = Step(name, self._differences(), self._lost, self._stale, milliseconds)
        self.done.append(step)
        self._told(step)

    def lines(self) -> Counter[str]:
        """The dump of the live index, but for what it holds over of broken files."""
        repository = self._store.open_reading()
        try:
            return Counter(dump(repository, held=False))
        finally:
            repository.close()

    def callers(self, atom: str) -> int:
        """How many places call it."""
        return int(self.ask("callers", atom=atom, limit=1)["total"])

    # How they are compared

    def _differences(self) -> int:
        live, fresh = self.lines(), self._fresh()
        return sum(((live - fresh) + (fresh - live)).values())

    def _fresh(self) -> Counter[str]:
        """The dump of a fresh index of the same files in another place."""
        self._places += 1
        place = self.scratch.path.with_name(f"place{self._places}")
        self.scratch.copy_to(place)
        try:
            with MemoryStore().open() as repository:
                index(Root.of(place), repository, settings=self._settings, jobs=1)
                return Counter(dump(repository, held=False))
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _gone_error() -> DaemonError:
    return DaemonError("prove", "the daemon of the copy has ended by itself")


# ── the steps ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _first_index(trial: _Trial) -> None:
    with trial.step("a first index, kept by a daemon"):
        pass


def _rename_and_back(trial: _Trial) -> None:
    name, id_, new, mark, number = "", "", "", "", ""
    for id_ in _find_most_called(trial):
        old, mark, number = id_.rpartition("::")[2].rpartition(".")[2].partition("~")
        new = RENAMED.capitalize() if old[:1].isupper() else RENAMED
        if _is_renamable(trial, id_, new):
            name = old
            break
    if not name:
        return
    trial.function = id_
    before, callers = trial.lines(), trial.callers(id_)
    again = mark + number  # of an overload: its place among them, which stays
    renamed = id_[: len(id_) - len(name + again)] + new + again
    with trial.step(f"rename the most called function, {name}") as changed:
        _rename(trial, id_, new)
        changed()
        trial.lose(callers - trial.callers(renamed))
        trial.lose(1 - len(trial.ask("history", atom=renamed)["results"]))
    with trial.step("and back, by undoing the edit") as changed:
        trial.edit(operation="undo")
        changed()
    trial.lose(sum(((before - trial.lines()) + (trial.lines() - before)).values()))


def _rename(trial: _Trial, id_: str, new: str, *, dry_run: bool = False) -> EditResult:
    return trial.edit(operation="rename", atom=id_, name=new, inferred=True, dry_run=dry_run)


def _is_renamable(trial: _Trial, id_: str, new: str) -> bool:
    try:
        return _rename(trial, id_, new, dry_run=True).status == "planned"
    except UsageError:  # a use of it is in a file that edits refuse
        return False


def _find_most_called(trial: _Trial) -> list[str]:
    """The ids of the most called functions, and then those of methods: some languages have nothing else."""
    asked = ((AtomType.FUNCTION,), (AtomType.METHOD,))
    found = [trial.ask("hubs", limit=MAX_TRIED, types=list(each), tests=False)["results"] for each in asked]
    return [each["id"] for results in found for each in results if _is_renamed(each["file_path"])]


def _is_renamed(path: str) -> bool:
    """Whether Omny renames in files of that language."""
    language = detect_language(path)
    return language is not None and language.refactor.references is not None


def _delete_and_restore(trial: _Trial) -> None:
    path = _subject(trial)
    content = trial.file(path).read_bytes()
    with trial.step(f"delete {path}") as changed:
        trial.file(path).unlink()
        changed()
        trial.look(path, lambda names: not names)
    with trial.step("and restore it") as changed:
        trial.file(path).write_bytes(content)
        changed()


def _break_and_mend(trial: _Trial) -> None:
    path = _subject(trial)
    content = trial.file(path).read_bytes()
    with trial.step(f"cut {path} off in the middle") as changed:
        trial.file(path).write_bytes(content[: len(content) // 2])
        changed()
        trial.look(path, lambda _: False)
    with trial.step("and repair it") as changed:
        trial.file(path).write_bytes(content)
        changed()


def _rename_directory(trial: _Trial) -> None:
    folders = Counter(path.partition("/")[0] for path in trial.scratch.files if "/" in path)
    if not folders:
        return
    folder = max(folders, key=lambda name: (folders[name], name))
    here, there = trial.file(folder), trial.file(f"{folder}_moved")
    with trial.step(f"rename the folder {folder}, {folders[folder]:,} files") as changed:
        here.rename(there)
        changed()
    with trial.step("and back") as changed:
        there.rename(here)
        changed()


def _kill(trial: _Trial) -> None:
    path = _subject(trial)
    file = trial.file(path)
    content = file.read_bytes()
    language = detect_language(path)
    naming = NAMING if language is None else language.naming
    added = f"\n\n{naming.stub.format(name='omny_was_killed')}".encode()
    with trial.step("kill the daemon with -9 during a change, start it again") as changed:
        file.write_bytes(content + added)
        trial.kill()
        trial.start()
        changed()
    with trial.step("and take the change back while no daemon runs") as changed:
        trial.kill()
        file.write_bytes(content)
        trial.start()
        changed()


STEPS = (_first_index, _rename_and_back, _delete_and_restore, _break_and_mend, _rename_directory, _kill)


def _subject(trial: _Trial) -> str:
    """The file that is changed: that of the function, or the largest one with atoms."""
    if trial.function:
        return trial.function.partition("::")[0]
    return max(trial.scratch.files, key=lambda path: (trial.file(path).stat().st_size, path))
