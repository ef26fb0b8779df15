"""The root, names as text, and reading what somebody else named."""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omny.base import disk, paths
from omny.base.errors import SourceError, UsageError
from omny.base.paths import Root, os_name, os_path, read_source, text_name, text_path
from omny.base.roots import find_root
from omny.base.skip_reason import Reason, SkipReason

CAP = 1024 * 1024
HINDRANCES = (SkipReason.PERMISSION_DENIED, SkipReason.UNSTABLE, SkipReason.READ_FAILED)

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX names or files")


@pytest.fixture
def root(tmp_path: Path) -> Root:
    tree = tmp_path / "tree"
    tree.mkdir()
    return Root.of(tree)


def refused(root: Root, path: str, cap: int = CAP) -> str:
    with pytest.raises(SourceError) as caught:
        read_source(root, path, cap)
    assert caught.value.path == path
    assert caught.value.recoverable == (caught.value.cause.code in HINDRANCES)
    return caught.value.reason


# ── the root ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_root_is_absolute_and_without_symlinks(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    assert Root.of("link").path == (tmp_path / "real").resolve()


def test_113_home_and_the_root_of_the_file_system_are_refused_unless_forced(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for path in (tmp_path, Path(tmp_path.anchor)):
        with pytest.raises(UsageError, match="--force"):
            Root.of(path)
        assert Root.of(path, force=True).path == path.resolve()


def test_what_is_no_directory_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    for name, reason in (("gone", "no such directory"), ("file", "not a directory"), ("loop", "loop of symlinks")):
        with pytest.raises(UsageError, match=reason) as caught:
            Root.of(tmp_path / name)
        assert "\n" not in str(caught.value)
        assert name in caught.value.path


def test_the_root_is_the_nearest_of_indexed_parents_and_git_roots_else_the_folder(tmp_path):
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    assert find_root(inner) == inner
    (tmp_path / "a" / "b" / ".git").write_text("gitdir: elsewhere")
    assert find_root(inner) == tmp_path / "a" / "b"
    (tmp_path / "a" / ".omny").mkdir()
    assert find_root(inner) == tmp_path / "a" / "b"
    assert find_root(tmp_path / "a" / "other") == tmp_path / "a"


@posix
def test_state_is_private_and_ignored_by_git(root):
    database = root.state_file("omny.db")
    assert stat.S_IMODE(root.state_dir.stat().st_mode) == 0o700
    assert (root.state_dir / ".gitignore").read_text() == "*\n"
    for file in (database, root.state_dir / ".gitignore"):
        assert stat.S_IMODE(file.stat().st_mode) in (0o600, 0o400)


def test_making_the_state_twice_keeps_what_is_in_it(root):
    root.state_file("omny.db").write_bytes(b"content")
    assert root.state_file("omny.db").read_bytes() == b"content"


def test_a_tree_that_comes_with_symlinks_for_state_cannot_make_omny_write_outside(root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    root.state_dir.symlink_to(outside)
    with pytest.raises(UsageError, match="not a directory"):
        root.state_file("omny.db")
    root.state_dir.unlink()
    root.make_state_dir()
    (root.state_dir / "omny.db").symlink_to(outside / "victim")
    with pytest.raises(UsageError, match="symlink"):
        root.state_file("omny.db")
    assert list(outside.iterdir()) == []


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.binary(min_size=1).filter(lambda name: b"/" not in name and b"\0" not in name))
@example(b"\xff.py")
@example(rb"\xff.py")
@example(rb"\\xff.py")
@example(b"\\\xff\\\\xfe")
@example("naïve\nname\\".encode())
@example(rb"\ud800")
def test_every_name_of_bytes_is_text_that_utf_8_can_hold_and_comes_back(name):
    system = name.decode("utf-8", "surrogateescape")
    text = text_name(system)
    text.encode("utf-8")
    assert os_name(text) == system


@given(st.lists(st.text(alphabet=st.sampled_from("\\xfud8\udcff\ud800a"), max_size=8), min_size=2, unique=True))
def test_no_two_names_have_the_same_text(names):
    assert len(set(map(text_name, names))) == len(names)


def test_only_names_that_need_it_are_escaped():
    assert text_name("a\\b.py") == "a\\b.py"
    assert text_name("a\\b\udcff.py") == "a\\\\b\\xff.py"


@posix
def test_each_component_of_a_path_is_written_by_itself():
    system = "a\\b/c\\\udcff/d"
    assert text_path(system) == "a\\b/c\\\\\\xff/d"
    assert os_path(text_path(system)) == system


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reading_gives_content_stat_and_the_time_before(root):
    file = root.path / "pkg" / "a.py"
    file.parent.mkdir()
    file.write_bytes(b"x = 1\n")
    content, found, seen = read_source(root, "pkg/a.py", CAP, now_ns=lambda: 42)
    result = file.stat()
    assert (content, seen) == (b"x = 1\n", 42)
    assert (found.size, found.mtime_ns, found.inode) == (6, result.st_mtime_ns, result.st_ino)


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="needs names that are not UTF-8")
def test_a_file_whose_name_is_not_utf_8_is_read_by_its_text(root):
    name = b"\xff\n.py"
    with open(os.path.join(os.fsencode(root.path), name), "wb") as file:
        file.write(b"1")
    (found,) = os.listdir(root.path)
    assert read_source(root, text_name(found), CAP)[0] == b"1"


@pytest.mark.parametrize("path", ["", ".", "..", "../a.py", "a/../b.py", "/etc/passwd", "a//b.py", "a/", "a\0.py"])
def test_a_path_that_is_not_below_the_root_is_refused(root, path):
    assert refused(root, path) == str(Reason(SkipReason.OUTSIDE))


@pytest.mark.parametrize("opener", ["_open_beneath", "_open_checked"])
def test_no_symlink_is_followed_wherever_it_stands_or_leads(root, tmp_path, monkeypatch, opener):
    if opener == "_open_beneath" and not disk._HAS_DIR_FD:
        pytest.skip("no openat here")
    monkeypatch.setattr(disk, "_HAS_DIR_FD", opener == "_open_beneath")
    (tmp_path / "secret.py").write_text("secret")
    (root.path / "real").mkdir()
    (root.path / "real" / "a.py").write_text("inside")
    (root.path / "file.py").symlink_to(tmp_path / "secret.py")
    (root.path / "out").symlink_to(tmp_path)
    (root.path / "in").symlink_to("real")
    assert read_source(root, "real/a.py", CAP)[0] == b"inside"
    for path in ("file.py", "out/secret.py", "in/a.py"):
        assert refused(root, path) == str(Reason(SkipReason.SYMLINK))


@pytest.mark.parametrize("opener", ["_open_beneath", "_open_checked"])
@posix
def test_what_is_no_regular_file_is_refused_without_hanging(root, monkeypatch, opener):
    monkeypatch.setattr(disk, "_HAS_DIR_FD", opener == "_open_beneath")
    os.mkfifo(root.path / "fifo.py")
    (root.path / "folder.py").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(root.path)  # the name of a socket must be short
        server.bind("socket.py")
        for path in ("fifo.py", "folder.py", "socket.py"):
            assert refused(root, path) == str(Reason(SkipReason.NOT_REGULAR))


@pytest.mark.parametrize("path", ["gone.py", "gone/a.py", "file.py/a.py"])
def test_what_is_not_there_has_vanished(root, path):
    (root.path / "file.py").write_text("")
    assert refused(root, path) == str(Reason(SkipReason.VANISHED))


def test_a_file_over_the_cap_is_refused_and_at_the_cap_read(root):
    (root.path / "a.py").write_bytes(b"x" * 2048)
    assert refused(root, "a.py", 2047).startswith("larger than ")
    assert len(read_source(root, "a.py", 2048)[0]) == 2048
    assert str(paths.too_large(100 * paths.MIB, 2 * paths.MIB)) == "larger than 2 MiB: 100.0 MiB"


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EACCES, "permission denied"), (errno.EIO, os.strerror(errno.EIO).lower())]
)
def test_a_refused_open_is_told_in_few_words(root, monkeypatch, number, reason):
    (root.path / "a.py").write_text("x")
    really = os.open

    def failing(path, *args, **kwargs):
        if os.fspath(path).endswith("a.py"):
            raise OSError(number, os.strerror(number), path)
        return really(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", failing)
    assert refused(root, "a.py") == reason


def test_a_file_that_changes_while_it_is_read_is_read_again(root, monkeypatch):
    file = root.path / "a.py"
    file.write_bytes(b"old")
    really, changes = os.read, iter([b"newer"])

    def reading(descriptor, size):
        piece = really(descriptor, size)
        for content in changes:
            file.write_bytes(content)
            break
        return piece

    monkeypatch.setattr(os, "read", reading)
    content, found, seen = read_source(root, "a.py", CAP, now_ns=iter([1, 2, 3]).__next__)
    assert (content, found.size, seen) == (b"newer", 5, 2)


def test_a_file_that_never_holds_still_is_given_up_and_no_descriptor_leaks(root, monkeypatch):
    file = root.path / "a.py"
    file.write_bytes(b"")
    really = os.read

    def reading(descriptor, size):
        with file.open("ab") as log:
            log.write(b"more\n")
        return really(descriptor, size)

    monkeypatch.setattr(os, "read", reading)
    before = os.dup(0)
    os.close(before)
    assert refused(root, "a.py") == str(Reason(SkipReason.UNSTABLE))
    after = os.dup(0)
    os.close(after)
    assert after == before
