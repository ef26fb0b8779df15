"""Masks of macros are made in time that grows with the source alone, and keep each byte at its place."""

from __future__ import annotations

import time

import pytest

from omny.languages.c.masks import mask, may_mislead

HOSTILE = (
    b"FOO_X\n",
    b"Foo Bar ",
    b"FOO_BAR ",
    b"int FOO ",
    b"class FOO ",
    b"f(FOO a b ",
    b"x f(a) FOO ",
    b"#if A\n{\n",
    b"a FOO(b) ",
)


@pytest.mark.parametrize("part", HOSTILE)
def test_a_long_run_of_macros_is_masked_at_once(part: bytes) -> None:
    source = part * 2000
    start = time.process_time()
    may_mislead(source)
    assert len(mask(source)) == len(source)
    assert time.process_time() - start < 3


def test_a_macro_between_type_and_name_hides_no_function() -> None:
    assert mask(b"gzFile ZEXPORT gzopen(const char *path);") == b"gzFile         gzopen(const char *path);"
