"""The fixtures that most tests use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.storage.port.repository import AtomRepository
from tests.support.helpers import memory_repository


@pytest.fixture
def repository() -> Iterator[AtomRepository]:
    """An empty repository in memory."""
    with memory_repository() as opened:
        yield opened


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty directory to be indexed."""
    root = tmp_path / "tree"
    root.mkdir()
    return root
