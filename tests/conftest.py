"""What every test runs under."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

from omny.pipeline.indexer import RECURSION_LIMIT

PLUGINS = (
    "tests.support.isolation",
    "tests.support.fixtures",
    "tests.support.faulty_daemon",
    "tests.support.large_index",
    "tests.support.mcp_agent",
    "tests.support.postgres",
    "tests.support.real_daemon",
)
"""Modules with fixtures that several test files use."""

# A failed assertion in what tests share says what it compared. Only what is not imported yet can be made to.
pytest.register_assert_rewrite("tests.support")
pytest_plugins = PLUGINS

# Deterministic and without deadlines: a busy machine is no failure, and a failure comes back when run again.
settings.register_profile(
    "omny", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("hunt", parent=settings.get_profile("omny"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("OMNY_HYPOTHESIS_PROFILE", "omny"))


def pytest_configure() -> None:
    """Sets the limit that a pass sets: Hypothesis minds who sets it during a test."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than processors: tests of daemons wait a fifth of the time."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has the slow ones begin, so that no processor is left alone with them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
