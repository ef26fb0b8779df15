"""What is no code becomes spaces: the code that is left stands where the file has it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from omny.languages import require_language
from omny.languages.embedded import astro, html, svelte, vue
from omny.languages.embedded.page import Page

CASES = tomllib.loads(Path(__file__).with_name("conformance.toml").read_text(encoding="utf-8"))
READERS = {"vue": vue.read_page, "svelte": svelte.read_page, "astro": astro.read_page, "html": html.read_page}
TORN = (b"<", b"{", b"{{", b'"', b"`", b"${", b"<!--", b"</", b"---", b"<script>", b"\xff\0")


def assert_in_place(page: Page, source: bytes) -> None:
    assert len(page.code) == len(source)
    ends = [at for at, byte in enumerate(source) if byte in b"\r\n"]
    assert [at for at, byte in enumerate(page.code) if byte in b"\r\n"] == ends


@pytest.mark.parametrize("name", READERS)
def test_each_byte_and_each_end_of_a_line_stays_in_its_place(name: str) -> None:
    source = CASES[name]["source"].encode().replace(b"\n", b"\r\n")
    for at in range(0, len(source), 7):
        for torn in TORN:
            broken = source[:at] + torn + source[at:]
            assert_in_place(READERS[name](broken), broken)
            assert_in_place(READERS[name](source[:at] + torn), source[:at] + torn)


def test_uses_of_a_template_stand_where_it_has_them() -> None:
    source = '<template>\r\n <p :a="größe(1)" @b="save">é {{ größe() }}</p>\r\n <my-card/></template>\r\n'
    source += (
        "<script setup>\r\nimport MyCard from './Card.vue'\r\nfunction größe() {}\r\nfunction save() {}\r\n</script>"
    )
    facts, _ = require_language("vue").analyse("a.vue", source.encode())
    lines = source.encode().split(b"\r\n")
    found = [lines[use.line - 1][use.column :] for use in facts.references]
    assert [text[:4].decode("utf-8", "replace").rstrip("\ufffd") for text in found] == ["grö", "save", "grö", "my-c"]


def test_a_long_row_of_unclosed_marks_is_read() -> None:
    for read in READERS.values():
        for torn in TORN:
            source = torn * 20_000
            assert_in_place(read(source), source)
