"""Settings from `.omny.toml`, which comes with the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from omny.base.config import MAX_JOBS, Settings, default_jobs, load_settings, parse_settings
from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.cli import run


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load_settings(Root.of(tmp_path)) == Settings()
    assert parse_settings(b"") == Settings()


def test_what_the_file_says_is_taken_over(tmp_path):
    (tmp_path / ".omny.toml").write_text('max_file_bytes = 65536\nparse_seconds = 5\nexclude = ["docs/", "!x"]\n')
    assert load_settings(Root.of(tmp_path)) == Settings(65536, 5.0, ("docs/", "!x"))


def test_the_daemon_has_settings_too():
    said = parse_settings(b'debounce_ms = 5000\nreconcile_seconds = 5\nlog_level = "debug"\n')
    assert said == Settings(debounce_ms=5000, reconcile_seconds=5.0, log_level="debug")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"max_bytes = 1", "unknown key 'max_bytes'"),
        (b"max_file_bytes = '1'", "not an integer"),
        (b"max_file_bytes = true", "not an integer"),
        (b"max_file_bytes = 1e6", "not an integer"),
        (b"max_file_bytes = 0", "not between"),
        (b"max_file_bytes = 99999999999", "not between"),
        (b"parse_seconds = " + b"9" * 400, "not between"),
        (b"parse_seconds = nan", "not between"),
        (b"parse_seconds = inf", "not between"),
        (b"debounce_ms = 0", "not between"),
        (b"debounce_ms = 50.5", "not an integer"),
        (b"reconcile_seconds = 4.9", "not between"),
        (b"reconcile_seconds = 86401", "not between"),
        (b"log_level = 'DEBUG'", "log_level is not one of error, warning, info, debug"),
        (b"log_level = 10", "log_level is not one of"),
        (b"exclude = 'docs'", "not a list of strings"),
        (b"exclude = [1]", "not a list of strings"),
        (b'exclude = ["a\\nb"]', "each a line of at most 1000 characters"),
        (b'exclude = ["' + b"a" * 1001 + b'"]', "each a line of at most 1000 characters"),
        (b"exclude = [" + b'"a",' * 1001 + b"]", "at most 1000 patterns"),
        (b"max_file_bytes =", "not valid TOML"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_anything_else_is_one_clear_line(content, reason):
    with pytest.raises(UsageError, match=reason) as caught:
        parse_settings(content)
    assert caught.value.path == ".omny.toml"
    assert "\n" not in str(caught.value)


def test_a_settings_file_that_is_a_symlink_is_refused_rather_than_passed_over(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "real.toml").write_text("")
    (tmp_path / "tree" / ".omny.toml").symlink_to("../real.toml")
    with pytest.raises(UsageError, match="symlink"):
        load_settings(Root.of(tmp_path / "tree"))


def test_there_is_at_least_one_job_and_a_bound():
    assert 1 <= default_jobs() <= MAX_JOBS


@pytest.mark.parametrize("pattern", ["*", "**", "/*", "/**", "**/*", "/", "//", "../../**", "a/../b", "!../x"])
def test_a_pattern_that_leaves_out_everything_or_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_settings(f"exclude = ['build/', {pattern!r}]".encode())
    assert pattern in error.value.reason
    assert error.value.hint


@pytest.mark.parametrize("patterns", [["/*", "!/src/"], ["*", "!*.py"], ["*/"], ["*.min.js"], ["a..b"], ["# note"]])
def test_a_pattern_that_leaves_out_a_part_is_taken(patterns: list[str]) -> None:
    assert parse_settings(f"exclude = {patterns}".encode()).exclude == tuple(patterns)


def test_an_index_that_never_was_has_no_last_one(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "notes.txt").write_text("nothing to be read")
    assert run(["index", str(tree)]) == 0
    told = capsys.readouterr().out
    assert "since the last index" not in told
    assert "there is no index yet" in told
