"""Every promise of `docs/security.md` has a test, and every test of one is named there."""

from __future__ import annotations

import re

from tests.support.places import TOP

_TEST = re.compile(r"^def (test_s(\d+)_\w+)", re.MULTILINE)


def promises() -> dict[int, set[str]]:
    """The tests that each promise names, by its number."""
    text = (TOP / "docs" / "security.md").read_text(encoding="utf-8")
    chapters = re.split(r"^## S(\d+)\. ", text, flags=re.MULTILINE)[1:]
    return {
        int(number): set(re.findall(r"`(test_\w+)`", chapter.partition("\nTests: ")[2]))
        for number, chapter in zip(chapters[::2], chapters[1::2], strict=True)
    }


def held() -> dict[int, set[str]]:
    """The tests that are there, by the number in their name."""
    found: dict[int, set[str]] = {}
    for file in sorted((TOP / "tests").rglob("test_*.py")):
        for name, number in _TEST.findall(file.read_text(encoding="utf-8")):
            found.setdefault(int(number), set()).add(name)
    return found


def test_there_are_eleven_promises_each_with_its_tests() -> None:
    assert list(promises()) == list(range(1, 12))
    assert all(promises().values())


def test_every_promise_names_the_tests_that_hold_it_and_no_others() -> None:
    assert promises() == held()
