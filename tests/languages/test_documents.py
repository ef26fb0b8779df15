"""The headings of documents and the code in their text are found as their readers see them."""

from __future__ import annotations

from omny.languages.documents import read_document

MARKDOWN = b"""---
title: x
# no heading
---
# One `a.b` #
Text `Cart.price()` and ``x ` y``, `open
```py
# no heading, `no_code`
```
Set
===
Two
lines
-----
- item
---
~~~
# no heading
```
~~~
<!-- # no heading
`no_code` -->
### Three
a `multi
line` span, `not

closed` here
"""

REST = b"""=====
Title
=====

Sub `x`
-------

See :meth:`~shop.Cart.price` and ``total()`` or :class:`the cart <shop.Cart>`. Code::

    Not
    ---
    ``no_code``

.. code-block:: python

    ``no_code``

.. note::

    ``yes``

.. a comment with `no_code`
   and more `no_code`

Other
-----

----

Third
~~~~~
"""


def test_headings_of_markdown_stand_outside_of_fences_comments_and_front_matter() -> None:
    found = read_document("a.md", MARKDOWN).headings
    assert found == [(4, 1, "One a.b"), (9, 1, "Set"), (11, 2, "Two lines"), (22, 3, "Three")]


def test_code_in_markdown_ends_with_as_many_marks_in_its_paragraph() -> None:
    text = read_document("a.md", MARKDOWN)
    assert [span.name for span in text.spans] == ["a.b", "Cart.price()", "x ` y", "multi\nline"]
    assert all(MARKDOWN[span.start : span.end].decode().strip() == span.name for span in text.spans)
    found = text.find_span(MARKDOWN.index(b"price"))
    assert found is not None
    assert found.name == "Cart.price()"
    assert text.find_span(MARKDOWN.index(b"no_code")) is None
    assert text.find_heading(5) == "One a.b"
    assert text.find_heading(0) == ""


def test_headings_of_rest_have_levels_by_their_lines() -> None:
    found = read_document("a.rst", REST).headings
    assert [(each.level, each.title) for each in found] == [(1, "Title"), (2, "Sub `x`"), (2, "Other"), (3, "Third")]


def test_code_in_rest_is_the_target_of_a_role_and_stands_in_no_literal_block() -> None:
    found = read_document("docs/a.txt", REST).spans
    assert [span.name for span in found] == ["x", "shop.Cart.price", "total()", "shop.Cart", "yes"]


def test_other_files_have_no_structure() -> None:
    assert read_document("a.adoc", MARKDOWN) == ([], [])
    assert read_document("a.md", b"") == ([], [])
