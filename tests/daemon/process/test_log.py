"""The daemon's log: a line a record, nothing of anybody's source, and never a reason to fail."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.daemon.process import log
from omny.daemon.process.log import log_to_state_dir, printable

logger = logging.getLogger("omny.watch")


@pytest.fixture
def root(tree: Path) -> Root:
    return Root.of(tree)


def lines(root: Root) -> list[str]:
    return (root.state_dir / "daemon.log").read_text(encoding="utf-8").splitlines()


def test_a_record_is_a_line_with_time_level_and_logger(root: Root) -> None:
    with log_to_state_dir(root, "info"):
        logger.warning("%s is slow", "it")
        logger.debug("not this")
    [line] = lines(root)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z warning omny\.watch: it is slow", line)


def test_nothing_is_left_behind_when_it_ends(root: Root) -> None:
    before = (logging.getLogger("omny").level, list(logging.getLogger("omny").handlers))
    with log_to_state_dir(root, "debug"):
        pass
    assert (logging.getLogger("omny").level, list(logging.getLogger("omny").handlers)) == before


@pytest.mark.parametrize(("level", "shown"), [("error", 1), ("warning", 2), ("info", 3), ("debug", 4)])
def test_a_level_shows_itself_and_what_is_worse(root: Root, level: str, shown: int) -> None:
    with log_to_state_dir(root, level):
        for each in (logging.ERROR, logging.WARNING, logging.INFO, logging.DEBUG):
            logger.log(each, "something")
    assert len(lines(root)) == shown


def test_an_unknown_level_is_one_clear_line(root: Root) -> None:
    with pytest.raises(UsageError, match="levels are error, warning, info, debug"), log_to_state_dir(root, "loud"):
        pass


def test_no_file_name_ends_a_line_or_speaks_to_a_terminal(root: Root) -> None:
    with log_to_state_dir(root, "info"):
        logger.info("%s", "a\nb\r\x1b[31m\u202e\udcff é.py")
    assert lines(root)[0].endswith("a\\nb\\r\\x1b[31m\\u202e\\udcff é.py")
    assert printable("plain \\n") == "plain \\n"


def test_a_traceback_has_frames_and_causes_but_no_source(root: Root) -> None:
    def fails(secret: str) -> None:
        raise KeyError("inner") from None

    with log_to_state_dir(root, "info"):
        try:
            try:
                fails(secret="must not be told")
            except KeyError as error:
                raise ValueError("outer\nmore") from error
        except ValueError:
            logger.exception("it failed")
    [line] = lines(root)
    assert "it failed | ValueError: outer\\nmore > " in line
    assert re.search(r"\| from KeyError: 'inner' > .*test_log\.py:\d+ fails$", line)
    assert "must not be told" not in line
    assert "raise" not in line


def test_what_ends_the_daemon_is_in_its_log_and_goes_on(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), log_to_state_dir(root, "info", foreground=True):
        raise ZeroDivisionError("too bad")
    assert "error omny: ended | ZeroDivisionError: too bad" in lines(root)[0]
    assert capsys.readouterr().err == "", "whoever catches it says it there"


def test_in_the_foreground_it_is_on_standard_error_too(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    with log_to_state_dir(root, "info", foreground=True):
        logger.info("here")
    assert capsys.readouterr().err.splitlines() == lines(root)


def test_it_rotates_and_every_file_is_private(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_LOG_BYTES", 1_000)
    before = os.umask(0o022)
    try:
        with log_to_state_dir(root, "info"):
            for number in range(100):
                logger.info("%d %s", number, "x" * 50)
    finally:
        os.umask(before)
    files = {file.name: file for file in root.state_dir.glob("daemon.log*")}
    assert files.keys() == {"daemon.log", "daemon.log.1", "daemon.log.2"}
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o600}
    assert all(file.stat().st_size <= 1_000 for file in files.values())
    assert lines(root)[-1].startswith("99 ", lines(root)[-1].index(": ") + 2)


def test_a_record_has_a_bound(root: Root) -> None:
    with log_to_state_dir(root, "info"):
        logger.info("x" * 1_000_000)
    assert len(lines(root)[0]) == log.MAX_RECORD_CHARACTERS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_stops_nobody_and_not_for_ever(
    root: Root, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(log, "LOG_NAME", "full")
    root.make_state_dir()
    (root.state_dir / "full").symlink_to("/dev/full")
    monkeypatch.setattr(Root, "state_file", lambda self, name: self.state_dir / name)
    with log_to_state_dir(root, "info"):
        logger.error("nobody reads this")
        logger.error("nor this")
        (root.state_dir / "full").unlink()
        logger.error("there is room again")
    assert (root.state_dir / "full").read_text().endswith("there is room again\n")
    assert capsys.readouterr().err == ""


def test_a_log_that_is_no_file_is_refused_at_the_start(root: Root, tmp_path: Path) -> None:
    root.make_state_dir()
    (root.state_dir / "daemon.log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="symlink"), log_to_state_dir(root, "info"):
        pass
    assert not (tmp_path / "elsewhere").exists()
