"""A file system that does not answer: who asks is let go, the rest goes on, and what was indexed stays."""

from __future__ import annotations

import errno
import os
import pickle
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.disk import Disk
from omny.base.errors import SourceError
from omny.base.paths import Root, read_source
from omny.daemon.polling import POLL_SECONDS
from omny.watch.sources.mounted import MountedSource
from omny.watch.sources.patience import DOES_NOT_ANSWER, PatientDisk
from tests.support.fake_mounts import FakeMounts
from tests.support.helpers import write_tree
from tests.support.scripted_source import WAIT_SECONDS, Recorder, ScriptedSource
from tests.support.simulation import Simulated

SECONDS = 0.05  # how long is waited here


class HangingDisk(Disk):
    """A disk of which what is below one directory answers only when it is let."""

    def __init__(self, below: Path) -> None:
        self._below = os.fspath(below)
        self.asked = 0
        self.answers = threading.Event()
        self.answers.set()

    def scandir(self, directory: str) -> list[os.DirEntry[str]]:
        self._wait(directory)
        return super().scandir(directory)

    def lstat(self, path: str) -> os.stat_result:
        self._wait(path)
        return super().lstat(path)

    def open_beneath(self, root: str, components: list[str]) -> int:
        self._wait(os.path.join(root, *components))
        return super().open_beneath(root, components)

    def _wait(self, path: str) -> None:
        if path.startswith(self._below):
            self.asked += 1
            assert self.answers.wait(WAIT_SECONDS)


@pytest.fixture
def hanging(tree: Path) -> Iterator[HangingDisk]:
    write_tree(tree, {"remote/a.py": "def a():\n    pass\n", "local.py": "def b():\n    pass\n"})
    disk = HangingDisk(tree / "remote")
    yield disk
    disk.answers.set()


@pytest.fixture
def patient(tree: Path, hanging: HangingDisk) -> PatientDisk:
    disk = PatientDisk(hanging, SECONDS)
    disk.expect_silence([str(tree / "remote")])
    return disk


def test_who_asks_is_let_go_and_who_comes_later_is_refused_at_once_until_it_answers(tree, hanging, patient):
    back = threading.Event()
    patient.came_back = lambda mount: back.set()
    hanging.answers.clear()
    with pytest.raises(OSError, match=DOES_NOT_ANSWER) as raised:
        patient.lstat(str(tree / "remote/a.py"))
    assert raised.value.errno == errno.ETIMEDOUT
    asked = hanging.asked
    for _ in range(3):
        with pytest.raises(OSError, match=DOES_NOT_ANSWER):
            patient.scandir(str(tree / "remote"))
    with pytest.raises(SourceError, match=DOES_NOT_ANSWER) as unread:
        read_source(Root.of(tree, disk=patient), "remote/a.py", 1000)
    assert unread.value.recoverable  # it may well be there as it was
    assert hanging.asked == asked
    assert patient.lstat(str(tree / "local.py")).st_size
    assert patient.problem.startswith(f"{tree}/remote does not answer: ")
    hanging.answers.set()
    assert back.wait(WAIT_SECONDS)
    assert patient.problem == ""
    assert [entry.name for entry in patient.scandir(str(tree / "remote"))] == ["a.py"]
    assert read_source(Root.of(tree, disk=patient), "remote/a.py", 1000)[0].startswith(b"def a")


def test_only_what_is_at_or_below_a_mount_is_asked_by_another_thread(tree, hanging, patient):
    (tree / "remoter").mkdir()
    threads = {}
    for name in ("remote", "remote/a.py", "remoter", "local.py", ""):
        threads[name] = patient.patiently(os.path.join(tree, name), threading.current_thread)
    main = threading.current_thread()
    assert [name for name, thread in threads.items() if thread is not main] == ["remote", "remote/a.py"]
    assert threads["remote"] is threads["remote/a.py"]  # it is used again


def test_an_error_of_the_disk_is_that_of_the_disk(tree, patient):
    with pytest.raises(FileNotFoundError):
        patient.lstat(str(tree / "remote/nothing"))
    assert patient.hung == []


def test_a_worker_process_gets_a_plain_disk(patient):
    assert type(pickle.loads(pickle.dumps(patient))) is Disk


def test_a_mount_that_answers_again_is_hinted_and_its_watch_is_set_with_patience(tree, hanging, patient):
    inner, sink = ScriptedSource(), Recorder()
    source = MountedSource(inner, str(tree), bool, FakeMounts(remote="nfs"), patient)
    source.start(sink)
    hanging.answers.clear()
    inner.watch_tree = lambda directory: hanging.lstat(str(tree / directory))  # type: ignore[method-assign]
    source.watch_tree("remote")  # returns
    assert patient.hung == [str(tree / "remote")]
    hanging.answers.set()
    sink.wait("remote/")
    source.stop()


def test_what_was_indexed_of_a_mount_that_hangs_stays_and_changes_elsewhere_are_indexed(tree, hanging, patient):
    daemon = Simulated(tree, disk=patient)
    try:
        daemon.settle()
        daemon.source.silent = {"remote": "nfs"}
        hanging.answers.clear()
        write_tree(tree, {"local.py": "def after():\n    pass\n"})
        daemon.source.emit("local.py")
        daemon.clock.advance(POLL_SECONDS)
        daemon.settle(compare=False)
        assert daemon.repository.get("local.py::after") is not None
        daemon.source.emit_lost()  # the whole tree
        daemon.settle(compare=False)
        assert daemon.repository.get("remote/a.py::a") is not None
        write_tree(tree, {"remote/a.py": "def renamed():\n    pass\n"})
        hanging.answers.set()
        daemon.clock.advance(POLL_SECONDS)
        daemon.turn()
        while patient.hung:
            threading.Event().wait(0.001)
        daemon.source.emit("remote", True)
        daemon.settle()
        assert daemon.repository.get("remote/a.py::renamed") is not None
    finally:
        daemon.close()
