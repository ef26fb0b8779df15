"""What is no code of a template becomes spaces: the code that is left stands where the file has it."""

from __future__ import annotations

import pytest

from omny.languages import require_language
from omny.languages.ejs.template import read_template

TORN = (
    b"<%",
    b"<%-",
    b"<%_",
    b"_%>",
    b"<%%",
    b"<%#",
    b"<% include(",
    b"<% include x %>",
    b"<script>",
    b"\xff\0",
    b"<% ' \"",
)
SOURCE = (
    "<%- include('a', {b: 1}) -%>\r\n<p é>\r\n<% for (const x of xs) { // x\r\n_%><%= go(x); %>\r\n<% } %>".encode()
)


@pytest.mark.parametrize(
    ("source", "code", "included"),
    [
        (b"a<%= b -%>c", b"   ; b ;", []),
        (b"<%- include('x y', z) %>", b"  ;       +('x y', z) ;", ["^include:x%20y"]),
        (b"<% include ../x.html %>", b"", ["^include:../x.html"]),
        (b"<% a.include('x'); included('x') %>", b" ; a.include('x'); included('x')", []),
        (b"<%_ a // b _%>", b"  ; a", []),
        (b"<%# a %><%% b %><% c", b"", []),
    ],
)
def test_marks_become_statements(source: bytes, code: bytes, included: list[str]) -> None:
    page = read_template(source)
    assert bytes(page.code) == code.ljust(len(source))
    assert [use.chains[0] for use in page.uses] == included


def test_each_byte_and_each_end_of_a_line_stays_in_its_place() -> None:
    for at in range(0, len(SOURCE), 3):
        for torn in TORN:
            source = SOURCE[:at] + torn + SOURCE[at:]
            code = read_template(source).code
            assert [byte in b"\r\n" for byte in code] == [byte in b"\r\n" for byte in source]


@pytest.mark.parametrize("name", ["ejs", "erb"])
@pytest.mark.parametrize("torn", TORN)
def test_a_long_row_of_marks_is_read(name: str, torn: bytes) -> None:
    facts, _ = require_language(name).analyse(f"a.{name}", torn * 2_000)
    assert facts.definitions[0].qualname == "<module>"


def test_a_script_without_marks_is_as_long_as_before() -> None:
    source = b"<script>\r\nfunction a() { b(10<%= x\r\n %>, c_<%= y %>) }\r\nfunction b() {}\r\n</script>"
    facts, _ = require_language("ejs").analyse("a.ejs", source)
    assert [(each.qualname, each.line) for each in facts.definitions[1:]] == [("a", 2), ("b", 4)]
    assert facts.error_ratio == 0


def test_a_script_hides_no_name_of_the_template() -> None:
    source = b"<% function a() { b() } function b() {} %><script>class b { c() { a() } }; function d() { b() }</script>"
    facts, surface = require_language("ejs").analyse("a.ejs", source)
    assert [each.qualname for each in facts.definitions] == ["<module>", "a", "b", "d"]
    used = [(facts.definitions[use.owner].qualname, facts.chains[use.chain].values) for use in facts.references]
    assert used == [("a", ["b"]), ("<module>", []), ("d", [])]
    assert surface["@b"] == ["function", ""]
