"""What event sources tell of real changes to real directories.

Nothing sleeps. A hint that must come is waited for; that none came is asserted when a cookie, a file made after all
else in a watched place, has come back.
"""

from __future__ import annotations

import errno
import itertools
import os
import random
import shutil
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from omny.base.config import Settings
from omny.base.errors import SourceError
from omny.base.paths import Root
from omny.watch.ignore.rules import IgnoreRules
from omny.watch.rescan import RescanReason
from omny.watch.scan import scan
from omny.watch.sources.source import DIED, EventSource, PollingSource, event_source
from tests.support.scripted_source import WAIT_SECONDS, Recorder, ScriptedSource, Watched

if sys.platform == "linux":
    from omny.watch.sources import inotify_fd
    from omny.watch.sources.inotify import InotifySource
    from omny.watch.sources.inotify_fd import IN_UNMOUNT, Event, Inotify, parse_events

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs inotify")
goes = pytest.mark.parametrize("go", [Path.rmdir, lambda path: path.rename(f"{path}-moved")], ids=["deleted", "moved"])


def is_python(path: str) -> bool:
    return path.endswith(".py")


def fail(*arguments: object, **options: object) -> Any:
    raise OSError(errno.EIO, "a mistake")


@pytest.fixture
def watched(tree: Path, tmp_path: Path) -> Iterator[Watched]:
    """The source of Linux on an empty tree, whose root is watched."""
    (tmp_path / "cookies").mkdir()
    source = InotifySource(Root.of(tree), is_python)
    assert source.is_ordered
    found = Watched(source, tree, tmp_path / "cookies")
    found.watch("")
    yield found
    found.source.stop()
    assert not found.source.is_alive()


def refuse_watches(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Makes each watch fail but the first `after`: a real limit is of the whole machine."""
    add = Inotify.watch
    count = itertools.count()

    def limited(*arguments):
        if next(count) >= after:
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return add(*arguments)

    monkeypatch.setattr(Inotify, "watch", limited)


# ── hints ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@linux
def test_each_kind_of_change_of_a_wanted_file_is_a_hint(watched):
    watched.watch("a/b")
    file = watched.root / "a/b/x.py"
    watched.settle()
    changes: list[Callable[[], object]] = [
        file.touch,
        lambda: file.write_text("x = 1\n"),
        lambda: file.chmod(0o600),
        lambda: os.utime(file),
        file.unlink,
        lambda: file.symlink_to("y.py"),
    ]
    for change in changes:
        change()
        assert watched.settle() == ["a/b/x.py"]
    file.rename(watched.root / "y.py")
    assert watched.settle() == ["a/b/x.py", "y.py"]
    with file.open("w") as written:
        watched.settle()
        written.write("x = 1\n")
        written.flush()  # and not closed
        assert watched.settle() == ["a/b/x.py"]


@linux
def test_reading_and_files_that_are_not_wanted_or_in_no_watched_directory_are_no_hints(watched):
    (watched.root / "a").mkdir()
    watched.touch("x.py")
    (watched.root / "x.py").read_text()
    list(watched.root.iterdir())
    assert watched.touch("notes.txt", "a/x.py") == []


@linux
def test_directories_that_come_go_or_change_their_mode_are_hints_whatever_their_name(watched):
    directory = watched.root / "a"
    for change in (directory.mkdir, lambda: directory.chmod(0o700), directory.rmdir):
        change()
        watched.source.watch_tree("a")
        assert watched.settle() == ["a/"]
    assert watched.source.watched == 1
    watched.root.chmod(0o700)
    assert watched.settle() == ["/"]


@linux
def test_names_that_are_no_utf_8_come_as_text(watched):
    top = os.fsencode(watched.root)
    os.mkdir(top + b"/\xff")
    watched.source.watch_tree("\\xff")
    watched.settle()
    os.mkdir(top + b"/\xff/\xe9")
    os.symlink("elsewhere", top + b"/\xff/\xe9.py")
    assert watched.settle() == ["\\xff/\\xe9.py", "\\xff/\\xe9/"]


@linux
def test_a_symlink_in_place_of_a_directory_is_not_watched(watched, tmp_path):
    (tmp_path / "outside").mkdir()
    (watched.root / "a").symlink_to(tmp_path / "outside")
    watched.source.watch_tree("a")
    watched.settle()
    (tmp_path / "outside/x.py").touch()
    assert watched.settle() == []
    assert (watched.source.watched, watched.source.problem) == (1, "")


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@linux
@pytest.mark.parametrize("is_late", [False, True], ids=["before", "after"])
def test_a_renamed_directory_has_its_new_name_whether_its_events_come_before_or_after_the_scan(watched, is_late):
    watched.watch("a", "a/in", "ab")
    watched.settle()
    released = watched.hold() if is_late else threading.Event()
    (watched.root / "a").rename(watched.root / "b")
    if not is_late:
        assert watched.settle() == ["a/", "b/"]
    watched.watch("b", "b/in")
    released.set()
    watched.settle()
    assert watched.source.watched == 4
    assert watched.touch("b/in/x.py", "ab/x.py") == ["ab/x.py", "b/in/x.py"]


@linux
def test_a_new_directory_of_the_old_name_that_a_late_event_takes_the_watch_of_is_hinted_after_that(
    watched, monkeypatch
):
    watched.watch("a")
    watched.settle()
    released = watched.hold()
    (watched.root / "a").rename(watched.root / "b")
    watched.watch("a", "b")  # makes `a` anew
    told = []
    monkeypatch.setattr(watched.sink, "hint", lambda path, _: told.append((path, watched.source.watched)))
    released.set()
    watched.settle()
    assert ("a", 2) in told  # watched are the root and `b`: what scans `a` now watches it again
    monkeypatch.undo()
    watched.watch("a")
    assert watched.touch("a/x.py", "b/x.py") == ["a/x.py", "b/x.py"]


@linux
def test_a_directory_that_is_moved_out_of_the_tree_is_silent(watched, tmp_path):
    watched.watch("a", "a/in")
    watched.settle()
    (watched.root / "a").rename(tmp_path / "out")
    assert watched.settle() == ["a/"]
    (tmp_path / "out/x.py").touch()
    (tmp_path / "out/in/x.py").touch()
    assert watched.settle() == []
    assert watched.source.watched == 1


@linux
def test_a_directory_that_is_deleted_and_made_anew_stays_watched_when_the_end_of_the_old_watch_is_told_late(watched):
    watched.watch("a")
    watched.settle()
    released = watched.hold()
    (watched.root / "a").rmdir()
    watched.watch("a")
    released.set()
    assert watched.settle() == ["a/"]
    assert watched.source.watched == 2
    assert watched.touch("a/x.py") == ["a/x.py"]


@linux
def test_a_watch_that_ends_while_it_is_being_set_is_set_once_more(watched, monkeypatch):
    watched.watch("a")
    watched.settle()
    add, numbers = Inotify.watch, []

    def overtaken(inotify, path, mask):
        numbers.append(add(inotify, path, mask))
        if len(numbers) == 1:
            watched.source.forget("a")  # as a late MOVED_FROM does, in its thread
        return numbers[-1]

    released = watched.hold()
    (watched.root / "a").rename(watched.root / "b")
    with monkeypatch.context() as racing:
        racing.setattr(Inotify, "watch", overtaken)
        watched.source.watch_tree("b")
    released.set()
    assert len(set(numbers)) == 2
    watched.settle()
    assert watched.touch("b/x.py") == ["b/x.py"]
    assert watched.source.watched == 2


@linux
def test_events_are_read_from_bytes_as_the_kernel_lays_them_out():
    told = struct.pack("iIII", 3, IN_UNMOUNT, 0, 0) + struct.pack("iIII16s", 4, 0x100, 9, 16, b"caf\xe9.py")
    assert list(parse_events(told)) == [Event(3, IN_UNMOUNT, b""), Event(4, 0x100, b"caf\xe9.py")]


@linux
def test_a_directory_that_is_watched_again_and_again_is_told_of_once(watched):
    watched.watch("a", "a", "a/in", "a")
    watched.settle()
    (watched.root / "a/in").rename(watched.root / "a/out")
    watched.settle()
    assert watched.raw == ["a/in/", "a/out/"]


@linux
def test_a_directory_with_two_paths_is_told_of_by_both(watched):
    """As with `mount --bind`, which a test may not do."""
    watched.watch("a/in")
    (watched.root / "b").symlink_to("a")
    watched.source.watch_tree("b/in")
    watched.settle()
    assert watched.touch("a/in/x.py") == ["a/in/x.py", "b/in/x.py"]
    watched.source.forget("b")
    assert watched.touch("a/in/y.py") == ["a/in/y.py"]


@linux
def test_what_is_forgotten_is_silent_and_places_stay(watched):
    watched.watch("a", "a/in", "ab")
    watched.settle()
    watched.source.forget("a")
    assert watched.source.watched == 2
    assert watched.touch("a/in/x.py", "ab/x.py") == ["ab/x.py"]
    watched.source.forget("")
    assert watched.source.watched == 0
    assert watched.touch("x.py") == []


@linux
def test_directories_renamed_at_random_while_they_are_scanned_are_all_watched_in_the_end(watched, tmp_path):
    root, outside = watched.root, tmp_path / "outside"
    outside.mkdir()
    chance = random.Random(1)

    def churn() -> None:
        for number in range(300):
            directories = [Path(top) for top, _, _ in os.walk(root)]
            target = chance.choice(directories) / chance.choice("abc")
            try:
                if chance.random() < 0.4 or len(directories) == 1:
                    target.mkdir()
                else:
                    leaves = chance.random() < 0.2
                    chance.choice(directories[1:]).rename(outside / str(number) if leaves else target)
            except OSError:
                pass  # it is there, or its own parent: the dice decide

    def follow(hints: list[str]) -> None:
        below = {hint.rstrip("/") for hint in hints}
        rules = IgnoreRules(Root.of(root), environ={})
        tree = Root.of(root)
        scan(tree, rules, is_python, Settings(), runs=lambda _: False, below=below, entering=watched.source.watch_tree)

    churning = threading.Thread(target=churn)
    churning.start()
    while churning.is_alive():
        follow(watched.settle())
    while hints := watched.settle():
        follow(hints)
    directories = [Path(top) for top, _, _ in os.walk(root)]
    assert watched.source.watched == len(directories)
    for top, _, _ in os.walk(outside):
        (Path(top) / "ghost.py").touch()
    paths = sorted((directory / "x.py").relative_to(root).as_posix() for directory in directories)
    assert watched.touch(*paths) == paths


# ── the root and places ──────────────────────────────────────────────────────────────────────────────────────────────


@linux
@goes
def test_a_root_that_goes_is_a_loss_and_can_be_watched_again(watched, go):
    go(watched.root)
    watched.sink.wait(RescanReason.ROOT_GONE)
    watched.source.watch_tree("")
    assert watched.source.unwatched == {""}
    assert watched.source.problem == "1 of 1 directories is not watched: vanished"
    watched.watch("")
    assert watched.source.problem == ""
    watched.settle()
    assert watched.touch("x.py") == ["x.py"]


@linux
def test_an_unmounted_root_is_a_loss(watched):
    """The kernel's event is made up: a test may not mount anything."""
    wd = watched.source._watch_of[""]
    watched.source._take(Event(wd, IN_UNMOUNT, b""))
    assert watched.sink.losses == [RescanReason.ROOT_GONE]


@linux
def test_a_place_tells_of_its_entries_to_the_last_who_asked_and_is_no_part_of_the_tree(watched):
    place = watched.root / ".git"
    place.mkdir()
    names: list[str] = []
    assert watched.source.watch_place(place, fail)
    assert watched.source.watch_place(place, names.append)
    watched.settle()
    (place / "HEAD.lock").touch()
    (place / "HEAD.lock").rename(place / "HEAD")
    assert watched.settle() == []
    assert set(names) == {"HEAD.lock", "HEAD"}


@linux
def test_a_directory_can_be_a_place_and_of_the_tree(watched):
    watched.watch("a")
    names: list[str] = []
    assert watched.source.watch_place(watched.root / "a", names.append)
    watched.settle()
    assert watched.touch("a/x.py") == ["a/x.py"]
    watched.source.forget("a")
    assert watched.touch("a/y.py") == []
    assert set(names) == {"x.py", "y.py"}


@linux
@goes
def test_a_place_that_goes_is_a_loss_and_can_be_watched_again(watched, tmp_path, go):
    place = tmp_path / "place"
    names: list[str] = []
    assert not watched.source.watch_place(place, names.append)
    place.mkdir()
    assert watched.source.watch_place(place, names.append)
    go(place)
    watched.sink.wait(RescanReason.PLACE_GONE)
    for made, name in ((place, "x"), (tmp_path / "place-moved", "ghost")):
        made.mkdir(exist_ok=True)
        assert watched.source.watch_place(place, names.append)
        (made / name).touch()
    watched.settle()
    assert set(names) == {"x"}


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────


@linux
def test_an_overflow_of_the_queue_is_a_loss_and_events_come_afterwards(watched):
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    watched.touch("x.py", "y.py")
    released = watched.hold()
    for number in range(most + 1):
        os.utime(watched.root / ("x.py", "y.py")[number % 2])  # the same twice in a row would be one event
    released.set()
    watched.sink.wait(RescanReason.QUEUE_OVERFLOW)
    watched.settle()
    assert watched.touch("z.py") == ["z.py"]


@linux
def test_the_limit_of_watches_is_told_with_numbers_and_a_cure_and_passes_once_there_is_room(watched, monkeypatch):
    directories = [f"d{number}" for number in range(10)]
    with monkeypatch.context() as limited:
        refuse_watches(limited, after=4)
        watched.watch(*directories)
        assert watched.source.unwatched == set(directories[4:])
        assert watched.source.watched == 5
        assert watched.source.problem == (
            "6 of 11 directories are not watched: the limit of inotify watches is reached; "
            "raise fs.inotify.max_user_watches"
        )
    watched.source.forget("d0")
    watched.watch(*directories[4:])
    assert (watched.source.unwatched, watched.source.watched, watched.source.problem) == (frozenset(), 10, "")


@linux
def test_unwatched_directories_that_go_are_no_problem_any_more(watched, monkeypatch):
    with monkeypatch.context() as limited:
        refuse_watches(limited, after=0)
        watched.watch("deleted/in", "moved/in", "forgotten/in", "vanished/in")
    assert len(watched.source.unwatched) == 4
    shutil.rmtree(watched.root / "deleted")
    (watched.root / "moved").rename(watched.root.parent / "moved")
    watched.settle()
    assert watched.source.unwatched == {"forgotten/in", "vanished/in"}
    watched.source.forget("forgotten")
    (watched.root / "vanished/in").rmdir()
    watched.source.watch_tree("vanished/in")
    assert (watched.source.unwatched, watched.source.problem) == (frozenset(), "")


@linux
def test_a_directory_that_must_not_be_read_is_not_watched_and_said_to_be_so(watched):
    watched.watch("a", "b")
    (watched.root / "a").chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # nothing is forbidden to root
    try:
        for _ in range(2):
            watched.source.watch_tree("a")
    finally:
        os.seteuid(user)
    assert watched.source.unwatched == {"a"}
    assert watched.source.problem == "1 of 3 directories is not watched: permission denied"
    (watched.root / "a").chmod(0o700)
    watched.watch("a")
    assert watched.source.problem == ""


@linux
def test_without_an_inotify_instance_the_files_are_looked_at(tree, monkeypatch):
    def no_instance(_):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(inotify_fd, "_check", no_instance)
    with pytest.raises(SourceError, match="inotify instances"):
        InotifySource(Root.of(tree), is_python)
    source = event_source(Root.of(tree), is_python)
    source.watch_tree("")
    assert source.polled.keys() == {""}
    assert source.problem == (
        "changes are found by looking at the files every few seconds: the limit of inotify instances is reached; "
        "raise fs.inotify.max_user_instances, or the limit of open files"
    )


@linux
@pytest.mark.parametrize("who", ["sink", "wanted", "place"])
def test_what_raises_does_not_end_the_thread_and_is_a_loss(watched, who, monkeypatch, caplog):
    place = watched.cookies.parent / "place"
    place.mkdir()
    with monkeypatch.context() as failing:
        if who == "sink":
            failing.setattr(watched.sink, "hint", fail)
        elif who == "wanted":
            failing.setattr(watched.source, "_wanted", fail)
        else:
            assert watched.source.watch_place(place, fail)
            (place / "x").touch()
        watched.touch("x.py")
    watched.sink.wait(RescanReason.EVENT_FAILED)
    assert "a mistake" in caplog.text
    assert watched.touch("y.py") == ["y.py"]
    assert watched.source.is_alive()


@linux
def test_a_thread_that_dies_is_a_loss_and_known(watched, monkeypatch, caplog):
    assert watched.source.is_alive()
    monkeypatch.setattr(watched.source._inotify, "read", fail)
    (watched.root / "x.py").touch()  # ends the read that is under way; the next one fails
    watched.sink.wait(RescanReason.READER_DIED)
    watched.source._reader.join(WAIT_SECONDS)
    assert not watched.source.is_alive()
    assert watched.source.problem == DIED
    assert "a mistake" in caplog.text


# ── beginning and end ────────────────────────────────────────────────────────────────────────────────────────────────


@linux
@pytest.mark.parametrize("life", ["never started", "stopped at once", "used", "died"])
def test_nothing_is_left_of_a_source_that_is_stopped(tree, tmp_path, monkeypatch, life):
    before = threading.active_count(), len(os.listdir("/proc/self/fd"))
    (tmp_path / "cookies").mkdir()
    for _ in range(10):
        source, sink = InotifySource(Root.of(tree), is_python), Recorder()
        assert not any(map(os.get_inheritable, source._inotify.descriptors))
        if life == "stopped at once":
            source.start(sink)
        elif life == "used":
            watched = Watched(source, tree, tmp_path / "cookies")
            watched.watch("", "a")
            watched.touch("a/x.py")
            sink = watched.sink
        elif life == "died":
            monkeypatch.setattr(source._inotify, "read", fail)
            source.start(sink)
            source._reader.join(WAIT_SECONDS)
        for _ in range(2):
            source.stop()
        source.watch_tree("a")
        source.forget("")
        assert not source.watch_place(tree, fail)
        assert (source.watched, source.is_alive()) == (0, False)
        assert sink.losses == ([RescanReason.READER_DIED] if life == "died" else [])
    assert (threading.active_count(), len(os.listdir("/proc/self/fd"))) == before


# ── sources without events ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_polling_source_watches_nothing_and_says_so(tmp_path):
    source: EventSource = PollingSource()
    source.start(Recorder())
    source.watch_tree("")
    source.watch_tree("a/b")
    assert not source.watch_place(tmp_path, fail)
    assert source.unwatched == {"", "a/b"}
    assert (source.watched, source.is_alive()) == (0, True)
    assert source.problem == "changes are found by looking at the files every few seconds"
    source.forget("a")
    assert source.unwatched == {""}
    source.stop()
    assert not source.is_alive()


def test_a_scripted_source_tells_what_the_test_says_as_often_as_it_says(tmp_path):
    script, sink = ScriptedSource(limits=frozenset({"b"})), Recorder()
    source: EventSource = script
    source.start(sink)
    for directory in ("a", "b"):
        source.watch_tree(directory)
    assert source.watch_place(tmp_path, sink.named)
    assert (source.watched, *source.unwatched, script.watched_trees()) == (1, "b", ["a", "b"])
    for script.copies in (1, 0, 2):
        script.emit("a/x.py")
        script.emit_name(tmp_path, "cookie")
    script.emit_lost(RescanReason.ROOT_GONE)
    assert (len(sink.hints), len(sink.names), sink.losses) == (3, 3, [RescanReason.ROOT_GONE])
    script.die()
    assert not source.is_alive()
