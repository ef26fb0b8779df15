"""docs/field-cases.md names every case, and tests that exist."""

from __future__ import annotations

import re
from collections import Counter

from tests.support.places import TOP

# fmt: off
CASES = (
    1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 22, 23, 25, 26, 28, 29, 31, 32, 34, 35, 37, 38, 39, 40, 41, 43,
    44, 45, 46, 47, 49, 50, 52, 53, 55, 56, 58, 59, 61, 62, 64, 65, 67, 68, 69, 70, 71, 73, 74, 76, 77, 79, 80, 82, 83,
    85, 86, 88, 89, 91, 92, 94, 95, 97, 98, 100, 101, 103, 104, 106, 107, 109, 110, 112, 113, 115, 116, 118, 119, 121,
    122, 124, 125, 127, 128,
)
# fmt: on

SECOND = ("F1", "F2", "F3", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13a", "F13b", "F15", "F16", "F17")
COMPLAINTS = tuple(f"C{number}" for number in range(1, 10))

NUMBERS = re.compile(r"test_case_(\d+(?:_and_\d+)*)_")
SECOND_NUMBERS = re.compile(r"test_(?:f(\d+[ab]?)|complaint_(\d+(?:_and_\d+)*))_")


def lines_of(pattern: str) -> dict[str, list[str]]:
    """The rows of the tables whose first cell fits, by that cell, each by its cells."""
    found: dict[str, list[str]] = {}
    for line in (TOP / "docs" / "field-cases.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(pattern, cells[0]):
            assert cells[0] not in found, f"two rows of case {cells[0]}"
            found[cells[0]] = cells
    return found


def rows() -> dict[int, list[str]]:
    """The rows of the first table by the number of the case."""
    return {int(number): cells for number, cells in lines_of(r"\d+").items()}


def second_rows() -> dict[str, list[str]]:
    """The rows of the second table by the number of the case."""
    return lines_of(r"[FC]\d+[ab]?")


def every_test() -> list[str]:
    """The names of all tests."""
    files = sorted((TOP / "tests").rglob("test_*.py"))
    return [name for file in files for name in re.findall(r"^def (test_\w+)\(", file.read_text(encoding="utf-8"), re.M)]


def test_every_case_has_one_row_and_every_row_is_of_a_case():
    assert list(rows()) == list(CASES)
    assert all(len(cells) == 5 and all(cells) for cells in rows().values())


def test_every_mechanism_that_a_row_names_is_one():
    assert {mechanism for cells in rows().values() for mechanism in cells[1].split(", ")} <= {
        f"M{number}" for number in range(1, 13)
    }


def test_every_test_that_a_row_names_exists_once():
    counts = Counter(every_test())
    tests = [cells[-1] for cells in [*rows().values(), *second_rows().values()]]
    named = {name for cell in tests for name in re.findall(r"`(test_\w+)`", cell)}
    assert {name: counts[name] for name in named if counts[name] != 1} == {}


def test_every_test_of_a_case_stands_in_the_row_of_its_case():
    table = rows()
    for name in every_test():
        numbers = NUMBERS.match(name)
        for number in numbers[1].split("_and_") if numbers else ():
            assert f"`{name}`" in table[int(number)][4], f"{name} is not in the row of case {number}"


def test_every_case_of_the_second_table_has_one_row_with_tests():
    assert list(second_rows()) == [*SECOND, *COMPLAINTS]
    assert all(len(cells) == 4 and all(cells) and "`test_" in cells[3] for cells in second_rows().values())


def test_every_test_of_a_case_stands_in_the_row_of_its_case_of_the_second_table():
    table = second_rows()
    for name in every_test():
        if numbers := SECOND_NUMBERS.match(name):
            cases = [f"F{numbers[1].lstrip('0')}"] if numbers[1] else [f"C{each}" for each in numbers[2].split("_and_")]
            for case in cases:
                assert f"`{name}`" in table[case][3], f"{name} is not in the row of case {case}"
