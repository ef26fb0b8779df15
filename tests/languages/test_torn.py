"""Sources with a token less, as while somebody types: the parser puts names without text where it misses one."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

import omny
from omny.languages import detect_language
from tests.support.language_cases import CASES

SEED = 7
TIMES = 12  # a file

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['lang']}-{case['id']}-seed-{SEED}")
def test_a_source_without_some_token_is_analysed(case: dict) -> None:
    chosen = random.Random(f"{SEED} {case['id']}")
    for path, text in case["files"].items():
        language, tokens = detect_language(path), _TOKEN.findall(text)
        if language is None or not tokens:
            continue
        for _ in range(TIMES):
            left = [*tokens]
            for _ in range(chosen.randint(1, min(3, len(left)))):
                left.pop(chosen.randrange(len(left)))
            language.analyse(path, "".join(left).encode())


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.c", "void f(void) { g(h(A)(B), ); }"),
        ("a.lua", "local t = setmetatable()\nX = { a = setmetatable({}) }"),
        ("a.go", "package a\nfunc f() { x. }\nfunc g() { .y() }"),
        ("A.scala", "import .\nobject A { import _ }"),
        ("a.php", "<?php\nnamespace ;\nfunction () {}\nuse ;"),
    ],
)
def test_a_name_that_is_missing_is_no_name(path: str, source: str) -> None:
    language = detect_language(path)
    assert language is not None
    facts, _ = language.analyse(path, source.encode())
    assert all(definition.name for definition in facts.definitions)


def test_a_child_is_asked_for_by_its_number_only_where_there_are_so_many() -> None:
    package = Path(omny.__file__).parent
    lines = [
        f"{path.relative_to(package)}: {line.strip()}"
        for folder in ("extract", "languages")
        for path in sorted((package / folder).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if ".named_child(" in line and "named_child_count" not in line
    ]
    assert lines == []  # the Python form of a node raises IndexError, the native one gives None
