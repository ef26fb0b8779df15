"""What is no code of a template becomes spaces: the code that is left stands where the file has it."""

from __future__ import annotations

import pytest

from omny.languages import require_language
from omny.languages.erb.template import read_template

TORN = (
    b"<%",
    b"<%=",
    b"%>",
    b"<%%",
    b"<%#",
    b"-%>",
    b"<% # ",
    b"<%# locals: (",
    b"\xff\0",
    b'"',
    b"<% do |x| %>",
    b"<% end %>",
)
SOURCE = "<%# locals: (a:, c: 2) -%>\r\n<p é>\r\n<% xs.each do |x| # each\r\n-%><%= go(x) %>\r\n<% end %></p>".encode()


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"a<%= b -%>c", b"     b ;   "),
        (b"<%# locals: (a:, b: 1) %>", b"             a=  b= 1;   "),
        (b"<%# locals: (a:, b:) %>", b"             a=  b=0   "),
        (b"<%# locals: (a: f(1)) %>", b" " * 24),
        (b"<% a # b %><% '# c' %>", b"   a          '# c'"),
        (b"<%graphql query %>", b" " * 18),
        (b"<% a", b"    "),
        (b"<%%= a %>", b" " * 9),
    ],
)
def test_marks_become_statements(source: bytes, code: bytes) -> None:
    assert bytes(read_template(source).code).replace(b";", b" ") == code.ljust(len(source)).replace(b";", b" ")


def test_each_byte_and_each_end_of_a_line_stays_in_its_place() -> None:
    for at in range(len(SOURCE)):
        for torn in TORN:
            source = SOURCE[:at] + torn + SOURCE[at:]
            code = read_template(source).code
            assert len(code) == len(source)
            assert [byte in b"\r\n" for byte in code] == [byte in b"\r\n" for byte in source]


@pytest.mark.parametrize("torn", TORN)
def test_a_long_row_of_marks_is_read(torn: bytes) -> None:
    assert len(read_template(torn * 20_000).code) == 20_000 * len(torn)


def test_ten_thousand_open_blocks_are_no_fault() -> None:
    facts, _ = require_language("erb").analyse("a.erb", b"<% a do |x| %>\n" * 10_000)
    assert len(facts.definitions) == 1
