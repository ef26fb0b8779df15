"""Which directories are polled, from a table of mounts; how often; and what is said of it. No mount is made here."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.paths import Root
from omny.daemon.inbox import COOKIE_SECONDS
from omny.daemon.loop import TICK_SECONDS
from omny.daemon.polling import LATE_SECONDS, POLL_SECONDS, POLL_SHARE, WAIT_SHARE
from omny.query.freshness import describe_polled
from omny.watch.rescan import RescanReason
from omny.watch.sources.mounted import MountedSource
from omny.watch.sources.mounts import LinuxMounts, Mount, mount_of_statfs, mounts_below
from omny.watch.sources.source import event_source
from tests.support.fake_mounts import FakeMounts
from tests.support.helpers import write_tree
from tests.support.scripted_source import WAIT_SECONDS, Recorder, ScriptedSource
from tests.support.simulation import Simulated, simulated

ROOT = "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw"
SILENT = (
    "9p", "drvfs", "nfs", "nfs4", "cifs", "smb3", "fuse", "fuse.sshfs", "fuse.grpcfuse", "virtiofs", "vboxsf", "ceph",
    "afs", "lustre", "ecryptfs", "aufs", "autofs", "somethingnew",
)  # fmt: skip


def table(*lines: str) -> bytes:
    return "\n".join([ROOT, *lines, ""]).encode()


def kinds(top: str, *lines: str) -> dict[str, tuple[str, bool]]:
    return {path: (mount.kind, mount.is_telling) for path, mount in mounts_below(top.encode(), table(*lines)).items()}


# ── the table ──


@pytest.mark.parametrize("kind", SILENT)
def test_what_others_can_change_is_not_telling(kind):
    assert kinds("/w/p", f"30 22 0:40 / /w rw - {kind} host:/x rw") == {"": (kind, False)}


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "tmpfs", "zfs", "fuseblk", "f2fs"])
def test_what_only_this_kernel_can_change_is_telling(kind):
    assert kinds("/w", f"30 22 0:40 / /w rw - {kind} /dev/sdb rw") == {"": (kind, True)}


def test_mounts_inside_a_tree_are_those_of_their_paths_and_neighbours_are_not():
    found = kinds(
        "/w/p",
        "30 22 0:40 / /w rw - ext4 /dev/b rw",
        "31 30 0:41 / /w/p/remote rw shared:1 master:2 - nfs4 h:/x rw",
        "32 31 0:42 / /w/p/remote/deep rw - tmpfs none rw",
        "33 30 0:43 / /w/pp rw - 9p y rw",
    )
    assert found == {"": ("ext4", True), "remote": ("nfs4", False), "remote/deep": ("tmpfs", True)}


def test_the_last_mount_at_a_place_counts_and_hides_what_is_mounted_below_the_one_before():
    found = kinds(
        "/w",
        "30 22 0:40 / /w/a rw - nfs h:/x rw",
        "31 30 0:41 / /w/a/b rw - nfs h:/y rw",
        "32 30 0:42 / /w/a rw - ext4 /dev/b rw",
        "33 22 0:43 / /w rw - xfs /dev/c rw",  # over the whole tree
    )
    assert found == {"": ("xfs", True)}


def test_names_with_spaces_and_no_utf_8_are_the_paths_of_the_index():
    line = b"30 22 0:40 / /w/a\\040b/\xff rw - fuse.sshfs h:/x rw\n"
    assert list(mounts_below(b"/w", table() + line)) == ["", "a b/\\xff"]


@pytest.mark.parametrize(
    ("options", "is_telling"),
    [
        ("rw,lowerdir=/no/such:/nor/this,upperdir=/no/upper,workdir=/no/work", True),  # a container's own root
        ("rw,lowerdir=/no/such,upperdir={here},workdir=/no/work", False),
        ("ro,lowerdir={here}:/no/such", False),
        ("ro,lowerdir+={here},datadir+=/no", False),
        ("rw,lowerdir=l,upperdir=u,workdir=w", False),  # relative to wherever it was mounted from
        ("rw", False),
    ],
)
def test_an_overlay_is_telling_only_where_no_layer_can_be_reached_from_here(options, is_telling, tmp_path):
    options = options.format(here=tmp_path)
    assert kinds("/w", f"30 22 0:40 / /w rw - overlay overlay {options}") == {"": ("overlay", is_telling)}


def test_a_root_that_is_stacked_or_its_own_parent_is_found():
    assert mounts_below(b"/w", b"5 5 0:1 / / rw - rootfs rootfs rw\n6 5 0:2 / / rw - overlay o rw,lowerdir=/no\n") == {
        "": Mount("overlay", True, "6 0:2 / overlay o")
    }


@pytest.mark.parametrize("content", [None, b"", b"no table\n", b"30 22 0:40 / /w rw - ext4 x rw\n"])
def test_without_a_table_that_can_be_read_everything_is_polled(tmp_path, content):
    place = tmp_path / "mountinfo"
    if content is not None:
        place.write_bytes(content)
    mounts = LinuxMounts(str(place))
    assert [mount.is_telling for mount in mounts.below("/w").values()] == [False]
    mounts.wake()
    assert not mounts.wait()
    mounts.close()
    mounts.close()


def test_macos_says_by_statfs_what_is_local():
    def result(kind: bytes, flags: int) -> bytes:
        return bytes(64) + flags.to_bytes(4, sys.byteorder) + bytes(4) + kind.ljust(16, b"\0") + bytes(2048)

    assert mount_of_statfs(result(b"apfs", 0x1000 | 0x200)) == Mount("apfs", True)
    assert mount_of_statfs(result(b"smbfs", 0)) == Mount("smbfs", False)
    assert mount_of_statfs(result(b"macfuse", 0x1000)) == Mount("macfuse", False)


# ── a source around another ──


@pytest.fixture
def mounts() -> FakeMounts:
    return FakeMounts(remote="nfs", local="ext4")


@pytest.fixture
def source(mounts: FakeMounts) -> Iterator[MountedSource]:
    source = MountedSource(ScriptedSource(), "/w", lambda path: path.endswith(".py"), mounts)
    yield source
    source.stop()


def test_only_silent_mounts_that_a_scan_has_come_to_are_polled_and_all_are_watched(source, mounts):
    sink = Recorder()
    source.start(sink)
    assert source.polled == {}
    for directory in ("", "remote", "remote/in", "local"):
        source.watch_tree(directory)
    assert source.polled == {"remote": "nfs"}
    assert source.watched == 4
    source.forget("remote")
    assert source.polled == {}


def test_a_mount_that_comes_or_goes_is_forgotten_and_then_hinted(source, mounts):
    sink = Recorder()
    source.start(sink)
    source.watch_tree("remote")
    mounts.set(remote="cifs", local="ext4")
    sink.wait("remote/")  # nobody asked: the table is waited for
    assert ("forget", "remote") in source._inner.calls
    assert source.polled == {}
    source.watch_tree("remote")
    assert source.polled == {"remote": "cifs"}
    mounts.set(new="9p")
    source.refresh()
    assert sink.hints[-3:] == ["local/", "new/", "remote/"]
    assert source.polled == {}
    mounts.now[""] = Mount("ext4", True, "2")
    source.refresh()
    assert RescanReason.ROOT_MOUNTED in sink.losses


def test_a_file_that_is_a_mount_is_polled_whatever_it_is_from(source, mounts):
    source.start(Recorder())
    mounts.set(**{"a.py": "ext4", "notes.txt": "nfs", "ignored": "nfs"})
    source.refresh()
    assert source.polled == {"a.py": "ext4, a mounted file"}


def test_nothing_is_left_of_a_source_that_is_stopped(mounts):
    before = threading.active_count()
    for starts in (True, False):
        source = MountedSource(ScriptedSource(), "/w", bool, FakeMounts())
        if starts:
            source.start(Recorder())
        source.stop()
        source.stop()
    assert threading.active_count() == before


@pytest.mark.skipif(sys.platform != "linux", reason="reads the table of Linux")
def test_the_source_of_this_machine_knows_what_its_tree_is_on(tree):
    source = event_source(Root.of(tree), bool)
    source.start(Recorder())
    try:
        source.watch_tree("")
        kind = LinuxMounts().below(str(tree))[""]
        assert source.polled == ({} if kind.is_telling else {"": kind.kind})
    finally:
        source.stop()


# ── polling ──


@pytest.fixture
def daemon(tree: Path) -> Iterator[Simulated]:
    """A daemon of a tree of which `remote` tells nothing."""
    write_tree(tree, {"remote/a.py": "def a():\n    pass\n", "local/b.py": "from remote.a import a\n\na()\n"})
    with simulated(tree) as daemon:
        daemon.source.silent = {"remote": "nfs"}
        daemon.clock.advance(POLL_SECONDS)
        daemon.settle()
        yield daemon


def quietly(daemon: Simulated, text: str) -> None:
    write_tree(daemon.path, {"remote/a.py": text})


def test_a_change_of_which_no_event_tells_is_found_by_looking(daemon):
    quietly(daemon, "def renamed():\n    pass\n")
    daemon.turn()
    assert daemon.repository.get("remote/a.py::renamed") is None
    daemon.clock.advance(POLL_SECONDS)
    daemon.turn()
    daemon.settle()
    assert daemon.repository.get("remote/a.py::renamed") is not None


def test_sync_looks_before_it_returns_and_looks_at_mounts_first(daemon):
    quietly(daemon, "def renamed():\n    pass\n")
    daemon.source.calls.clear()
    daemon.sync()
    assert daemon.source.calls[0] == ("refresh", "")
    assert daemon.repository.get("remote/a.py::renamed") is not None
    daemon.compare()


def test_looking_counts_as_nothing_pending_and_its_age_is_told(daemon):
    daemon.clock.advance(POLL_SECONDS / 2)
    daemon.turn()
    assert daemon.daemon.inbox.list_pending().total == 0
    told = daemon.daemon.polling.report()
    assert (dict(told.below), told.problem) == ({"remote": "nfs"}, "")
    assert told.seconds == pytest.approx(POLL_SECONDS / 2, abs=0.1)
    assert daemon.daemon.polled_directories() == 1
    daemon.clock.advance(LATE_SECONDS)  # the loop does not come to it
    told = daemon.daemon.polling.report()
    assert told.problem.startswith("no event reports changes in remote: last looked at 3")


def test_saves_elsewhere_do_not_keep_polled_directories_waiting(daemon):
    quietly(daemon, "def renamed():\n    pass\n")
    for number in range(8):
        daemon.tell(daemon.change(lambda root, number=number: write_tree(root, {"local/b.py": f"x = {number}\n"})))
        daemon.settle(compare=False)  # what is quiet is not in it yet
        daemon.clock.advance(POLL_SECONDS / 4)
        daemon.turn()
    assert daemon.repository.get("remote/a.py::renamed") is not None


@pytest.mark.parametrize(
    ("cpu_seconds", "seconds_a_look"),
    [(0.001, 0.001), (0.3, 0.3), (0.06, 0.5), (0.3, 3.0), (10.0, 10.0), (0.01, 10.0)],
)
def test_looks_take_at_most_their_share_of_a_processor_and_of_the_time(
    daemon, monkeypatch, cpu_seconds, seconds_a_look
):
    """Counted over ten minutes, where each listing of the directory computes and lasts so long: quick ones, those of a
    loaded machine, and those of a slow mount."""
    looks, scandir = [], daemon.root.disk.scandir

    def slow(disk, directory):
        if directory.endswith("remote"):
            daemon.clock.compute(cpu_seconds)
            daemon.clock.advance(seconds_a_look - cpu_seconds)
            looks.append(daemon.clock.monotonic())
        return scandir(directory)

    monkeypatch.setattr(type(daemon.root.disk), "scandir", slow)
    began = daemon.clock.monotonic()
    while daemon.clock.monotonic() < began + 600:
        daemon.turn()
        daemon.clock.advance(0.25)
    whole = 2 + 1  # looks at the whole tree, every five minutes, and the first one, whose cost is not known
    share, waited = ((len(looks) - whole) * seconds / 600 for seconds in (cpu_seconds, seconds_a_look))
    print(
        f"{len(looks)} looks of {seconds_a_look} s in ten minutes: {share:.1%} of a processor, {waited:.1%} of the time"
    )
    assert share <= POLL_SHARE
    assert waited <= WAIT_SHARE
    often = min(
        600 / (POLL_SECONDS + 1 + seconds_a_look), POLL_SHARE * 600 / cpu_seconds, WAIT_SHARE * 600 / seconds_a_look
    )
    assert len(looks) >= often / 2


def test_where_a_cookie_does_not_come_back_everything_is_polled_until_one_does(tree):
    write_tree(tree, {"a.py": "def a():\n    pass\n"})
    with simulated(tree) as daemon:
        daemon.daemon.sync()  # its cookie is lost
        daemon.clock.advance(COOKIE_SECONDS)
        daemon.settle()
        write_tree(tree, {"a.py": "def b():\n    pass\n"})
        daemon.clock.advance(POLL_SECONDS)
        daemon.turn()
        daemon.settle()
        assert daemon.repository.get("a.py::b") is not None
        assert daemon.daemon.polling.report().below == {"": "its events do not come"}
        daemon.clock.advance(TICK_SECONDS)
        daemon.turn()
        daemon.return_cookies()
        daemon.clock.advance(POLL_SECONDS)
        daemon.settle()
        daemon.clock.advance(POLL_SECONDS)
        daemon.turn()
        assert daemon.daemon.polling.report().below == {}


def test_what_is_polled_is_told_in_a_line():
    assert describe_polled({"m": "overlay"}, 1.24) == "m (overlay) is polled, last looked at 1.2 s ago"
    many = dict.fromkeys("abcde", "nfs")
    assert describe_polled(many, 0) == "a (nfs), b (nfs), c (nfs) and 2 more are polled, last looked at 0.0 s ago"


def test_the_wait_for_the_table_ends_when_it_is_told_to():
    mounts = LinuxMounts()
    waiting = threading.Thread(target=mounts.wait)
    waiting.start()
    mounts.wake()
    waiting.join(WAIT_SECONDS)
    assert not waiting.is_alive()
    mounts.close()
