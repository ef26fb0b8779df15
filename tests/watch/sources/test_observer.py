"""What the event source of macOS and Windows, watchdog's observer, tells of real changes; run on Linux, too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.base.errors import SourceError
from omny.base.paths import Root
from omny.watch.rescan import RescanReason
from omny.watch.sources.observer import ObserverSource
from omny.watch.sources.source import DIED
from tests.support.scripted_source import WAIT_SECONDS, Recorder, Watched


def is_python(path: str) -> bool:
    return path.endswith(".py")


def fail(*arguments: object) -> None:
    raise OSError("a mistake")


@pytest.fixture
def observed(tree: Path) -> Iterator[Watched]:
    """An `ObserverSource` on a tree with a state directory."""
    Root.of(tree).cookie_dir()
    (tree / ".git/refs").mkdir(parents=True)
    found = Watched(ObserverSource(Root.of(tree), is_python), tree, tree / ".omny/cookies")
    yield found
    found.source.stop()
    assert not found.source.is_alive()


def test_an_observer_tells_of_files_and_directories_below_the_root(observed):
    (observed.root / "a").mkdir()
    observed.sink.wait("a/")
    (observed.root / "a/x.py").touch()
    observed.sink.wait("a/x.py")
    (observed.root / "a").rename(observed.root / "b")
    observed.sink.wait("b/")
    observed.sink.hints.clear()
    shutil.rmtree(observed.root / "b")
    observed.sink.wait("b/")
    assert "/" not in observed.sink.hints  # that entries of a directory changed is no change of it all


def test_an_observer_skips_what_is_not_wanted_and_tells_of_what_is_apart_to_places(observed, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    assert observed.source.watch_place(observed.root / ".git", observed.sink.named)
    assert observed.source.watch_place(outside, observed.sink.named)
    assert not observed.source.watch_place(tmp_path / "nothing", observed.sink.named)
    for path in ("../outside/far", "notes.txt", ".git/refs/main", ".git/x.py", ".omny/cookies/y.py", "z.py"):
        (observed.root / path).touch()
    for expected in ("far", "x.py", "y.py", "z.py"):
        observed.sink.wait(expected)
    assert set(observed.sink.names) == {"far", "x.py", "y.py"}
    assert set(observed.sink.hints) == {"z.py"}


def test_an_observer_whose_sink_raises_lives_on(observed, monkeypatch, caplog):
    with monkeypatch.context() as failing:
        failing.setattr(observed.sink, "hint", fail)
        (observed.root / "x.py").touch()
        observed.sink.wait(RescanReason.EVENT_FAILED)
    (observed.root / "y.py").touch()
    observed.sink.wait("y.py")
    assert observed.source.is_alive()
    assert "a mistake" in caplog.text


def test_an_observer_whose_root_goes_tells_of_a_loss_and_is_not_alive(observed):
    shutil.rmtree(observed.root)
    observed.sink.wait(RescanReason.ROOT_GONE)
    for emitter in observed.source._observer.emitters:
        emitter.join(WAIT_SECONDS)
    assert not observed.source.is_alive()
    assert observed.source.problem == DIED


def test_an_observer_without_a_root_cannot_start(tree):
    source = ObserverSource(Root.of(tree), is_python)
    tree.rmdir()
    with pytest.raises(SourceError, match="watch"):
        source.start(Recorder())
