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
    b"int __a ",
    b"* __a b ",
    b"static __a b ",
    b"f(a) __a(b) ",
    b"] __a(b) ",
    b"(__a b ",
    b", struct a ",
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


def test_a_name_in_brackets_is_one() -> None:
    assert mask(b"API_X const char *(name_of) (int x);") == b"      const char *(name_of) (int x);"


ANNOTATED = (
    ("void __iomem *base;", "void         *base;"),
    ("__be32 __user *data;", "__be32        *data;"),
    ("static int __init start(void);", "static int        start(void);"),
    ("static __always_inline u64 read(void) {", "static                 u64 read(void) {"),
    ("x = (__force u32)y;", "x = (        u32)y;"),
    ("char name[4] __aligned(8);", "char name[4]             ;"),
    ("u8 id __maybe_unused = 1;", "u8 id                = 1;"),
    ("} __packed __aligned(4);", "}                      ;"),
    ("int f(void) __must_hold(x) {", "int f(void)                {"),
    ("typedef unsigned int __bitwise flags_t;", "typedef unsigned int           flags_t;"),
    ("t = container_of(work, struct task, work);", "t = container_of(work, 0          , work);"),
    ("#define say(fmt, more...) print(fmt, ##more)", "#define say(fmt,     ...) print(fmt, ##more)"),
)


@pytest.mark.parametrize(("source", "plain"), ANNOTATED)
def test_an_annotation_of_the_compiler_is_masked(source: str, plain: str) -> None:
    assert mask(source.encode()).decode() == plain


NAMES = (
    "static __u32 count(__be16 x);",
    "struct __node *next;",
    "static struct node __first;",
    "unsigned int __x = 1;",
    "if (x) __free(y);",
    "#ifdef __linux__\nint f(int);",
    "u64 FILEID(const struct inode *inode) {",
    "a = b * __c * d;",
    "void f(__u8 *a, __le32 b);",
)


@pytest.mark.parametrize("source", NAMES)
def test_a_name_that_looks_like_an_annotation_stays(source: str) -> None:
    assert mask(source.encode()).decode() == source
