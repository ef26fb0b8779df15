"""What the documents say of defined languages is what there is."""

from __future__ import annotations

import re

from omny.languages.defined.language import find_named
from omny.languages.defined.table import TABLE
from omny.languages.listing import DEFINED, RESOLVED, list_languages
from omny.languages.table import TABLE as OWN
from omny.model.surfaces import is_configuration
from scripts.language_table import PLACE, with_table
from tests.support.places import DOCS, TOP


def test_the_table_has_each_language() -> None:
    document = PLACE.read_text(encoding="utf-8")
    assert with_table(document) == document, "run python -m scripts.language_table"
    assert f"{len(TABLE)} further languages" in document


def test_the_page_shows_the_row_and_the_query_that_there_are() -> None:
    page = (DOCS / "adding-a-language.md").read_text(encoding="utf-8")
    assert re.findall(r"^    (Row\(.*),$", page, re.MULTILINE)[0] in (
        TOP / "omny" / "languages" / "defined" / "table.py"
    ).read_text(encoding="utf-8")
    zig = find_named("zig")
    assert zig is not None
    kinds = set(re.findall(r"\(([a-z]\w+)", zig.query_text()))
    shown = re.findall(r"^    (\(\w.*@[\w.]+\)?.*)$", page, re.MULTILINE)
    assert len(shown) > 10
    assert {kind for line in shown for kind in re.findall(r"\(([a-z]\w+)", line)} <= kinds


def test_the_extra_has_the_versions_of_the_table() -> None:
    project = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    for row in TABLE:
        if row.wheel:
            package, version = row.wheel.split(" ")[:2]
            assert project.count(f'"{package}>={version}') >= 1, row


def test_every_language_is_listed_once() -> None:
    listed = {each.name: each for each in list_languages()}
    assert {name for name, each in listed.items() if each.tier == DEFINED} == {row.name for row in TABLE}
    own = {row.name for row in OWN if not is_configuration(row.name)}
    assert own <= {name for name, each in listed.items() if each.tier == RESOLVED}
    for each in listed.values():
        assert bool(each.cure) == (each.tier == DEFINED and not each.grammar)
