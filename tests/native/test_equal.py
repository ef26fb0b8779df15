"""The compiled form of extraction gives what the Python form gives, of whole files and of broken ones.

`make fuzz` compares many more broken files; see `tests/support/native_forms.py`.
"""

from __future__ import annotations

import gc
import random
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tree_sitter import Language

from omny import native
from omny.extract.syntax import Syntax as PlainSyntax
from tests.support.native_forms import (
    FIXTURES,
    Source,
    broken,
    captured_by,
    difference_of_trees,
    differing,
    plain_states,
    sources_of,
    state_of,
)
from tests.support.places import TOP
from tests.support.walked import grammar_of

pytestmark = pytest.mark.skipif(not native.available(), reason=f"no native core: {native.unavailable_reason()}")

SEED = 7
WHOLE = sources_of(FIXTURES)
PATHS = ("a.py", "a.js", "a.jsx", "a.ts", "a.tsx")

ODD = (
    *(
        b"",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b" ",
        b"/\xed",
        b"(",
        b")",
        b"'",
        b"`",
        b"\\",
        b"\x0c\n",
        b"\r",
    ),
    *(
        b"\xef\xbb\xbfdef f(): pass\n",
        b"x = '\xff\xfe'\nf(x)\n",
        b"a\0b(c)",
        b"f(\r\n  a,\r\n\r\n  b)\r\n",
        b"def f(\n  x=1",
    ),
    *(
        b"# no end",
        b"/* no end",
        b"'''no end",
        b"`${a",
        b"f(a.b.c, d)()[0].e(g)",
        b"return ) x",
        b"return (",
        b"f()) g((",
    ),
    b"class A(B, metaclass=C):\n\t@d.e\n\tdef f(self, *a: T, **k): return self.f(a)\n",
    b"export default class extends A.b { #p = () => this.#p(); static { f(g) } get [x]() { return y } }",
    b"const x = <A.b c={d} {...e}>{f(g)}<h/></A.b>; x?.y?.(z!)",
    b"password = 'correct7horse'\ntoken: str = \"AKIAABCDEFGHIJKLMNOP\"\nurl = 'https://a:b7c@d.e'\n",
    "ü = λ(é)\n'😀'; g(ü)\n".encode(),
    "ü = λ(é)\n".encode("utf-16"),
)
DEEP = (
    *(b"(" * 10_000, b"f(" * 1_000 + b")" * 1_000, b"[" * 3_000 + b"x" + b"]" * 3_000, b"x = " + b"-" * 10_000 + b"y"),
    *(b"a" + b".b" * 10_000 + b"()", b"a" + b"()" * 300, b"{" * 10_000, b"if a:" * 500, b"`${" * 1_000 + b"}`" * 1_000),
    *(
        b"x = " + b"*" * 2_000 + b"y\n",
        b"lambda: " * 1_000,
        b"a if b else " * 500 + b"c",
        b"<a>" * 1_000 + b"</a>" * 1_000,
    ),
    b"".join(b" " * depth + b"def f():\n" for depth in range(150)),
)


def broken_versions(count: int, seed: int) -> list[Source]:
    chance = random.Random(seed)
    return [(path, broken(content, chance, chance.choice(WHOLE)[1])) for _ in range(count) for path, content in WHOLE]


def assert_same_tree(path: str, source: bytes, *, around: bool = True) -> None:
    ours, plain = grammar_of(path).syntax.parse(source), grammar_of(path).plain_syntax.parse(source)
    fields = fields_of(path) if around else ()
    assert not difference_of_trees(ours.root, plain.root, fields, around=around), (path, source)


@cache
def fields_of(path: str) -> list[str]:
    """All that the grammar of a file has, and one that it has not."""
    grammar = Language(grammar_of(path).capsule())
    return ["no_such_field", *(str(grammar.field_name_for_id(number + 1)) for number in range(grammar.field_count))]


def test_every_grammar_has_the_native_core():
    assert not [path for path in PATHS if isinstance(grammar_of(path).syntax, PlainSyntax)]


@pytest.mark.slow
def test_each_node_of_a_whole_file_answers_alike():
    for path, source in WHOLE:
        assert_same_tree(path, source)


@pytest.mark.slow
def test_each_node_of_a_broken_file_answers_alike():
    for path, source in broken_versions(1, SEED):
        assert_same_tree(path, source)


@pytest.mark.parametrize("path", PATHS)
def test_each_node_of_an_odd_file_answers_alike(path):
    for source in ODD:
        assert_same_tree(path, source)


@pytest.mark.parametrize("path", ["a.py", "a.tsx"])
def test_each_node_of_a_deep_file_answers_alike(path):
    for source in DEEP:
        assert_same_tree(path, source, around=False)


def test_a_child_that_is_not_there_is_an_error():
    for syntax in (grammar_of("a.py").syntax, grammar_of("a.py").plain_syntax):
        with pytest.raises(IndexError):
            syntax.parse(b"f()").root.named_child(1)


def test_what_is_captured_is_alike():
    odd = [(path, source) for path in PATHS for source in ODD]
    for path, source in [*WHOLE, *odd, *broken_versions(2, SEED + 1)]:
        language = grammar_of(path)
        assert captured_by(language.syntax, source) == captured_by(language.plain_syntax, source), (path, source)


@pytest.mark.slow
def test_facts_and_surface_are_alike():
    odd = [(path, source) for path in PATHS for source in ODD]
    odd += [(path, source) for path in ("a.py", "a.tsx") for source in DEEP]
    assert differing([*WHOLE, *odd, *broken_versions(4, SEED + 2)]) == []


def test_a_difference_would_be_seen():
    """Another path is another language: the comparison compares."""
    source = b"def f(): g()"
    assert plain_states([("a.py", source)]) == [state_of(("a.py", source))] != [state_of(("a.js", source))]


def test_the_smallest_node_around_a_range_is_the_same():
    for path, source in broken_versions(1, SEED + 4)[::8]:
        ours, plain = grammar_of(path).syntax.parse(source).root, grammar_of(path).plain_syntax.parse(source).root
        for start in range(0, len(source), 3):
            for end in (start, start + 1, start + 9):
                for question in ("descendant_for_byte_range", "named_descendant_for_byte_range"):
                    told, right = (getattr(root, question)(start, end) for root in (ours, plain))
                    shown = [node and (node.type, *node.byte_range) for node in (told, right)]
                    assert shown[0] == shown[1], (path, source, start, end)


def test_nodes_are_equal_where_they_are_the_same_node():
    for syntax in (grammar_of("a.py").syntax, grammar_of("a.py").plain_syntax):
        tree = syntax.parse(b"f(x)")
        call = tree.root.children[0].children[0]
        assert call == tree.root.children[0].children[0]
        assert hash(call) == hash(tree.root.children[0].children[0])
        others = (tree.root.children[0], syntax.parse(b"f(x)").root.children[0].children[0], "f(x)", None)
        assert not [other for other in others if call == other]


def test_a_node_keeps_its_tree_and_a_tree_its_syntax():
    syntax: Any = grammar_of("a.py")._make_syntax(native.compiled("syntax")(PlainSyntax))
    node = syntax.parse(b"f(x)").root.children[0].children[0]
    del syntax
    gc.collect()
    grammar_of("a.py").syntax.parse(b"other(source, here)" * 100)
    assert (node.type, node.byte_range, node.parent.type) == ("call", (0, 4), "expression_statement")
    assert (node.start_point, node.end_point) == ((0, 0), (0, 4))


def test_trees_in_a_cycle_are_freed():
    class Holder:
        """Something that a cycle can go through."""

    holder = Holder()
    holder.tree = grammar_of("a.py").syntax.parse(b"f(x)")  # type: ignore[attr-defined]
    holder.nodes = [holder, *holder.tree.root.children]  # type: ignore[attr-defined]
    ended = weakref.ref(holder)
    del holder
    gc.collect()
    assert ended() is None


def test_many_trees_at_once_are_many_trees():
    syntax: Any = grammar_of("a.py").syntax
    trees = [syntax.parse(b"f(%d)" % number) for number in range(50)]
    del trees[::3]
    trees += [syntax.parse(b"g(%d)\n" % number * 9) for number in range(50)]
    for tree in trees:
        plain = grammar_of("a.py").plain_syntax.parse(tree.source)
        assert not difference_of_trees(tree.root, plain.root, ())


def test_threads_can_share_a_syntax():
    sources = broken_versions(1, SEED + 3)
    alone = [state_of(source) for source in sources]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(state_of, sources * 2)) == alone * 2


_STARVED = """
import resource
from omny.languages import detect_language
syntax = detect_language("a.py").syntax
syntax.parse(b"f()")
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 2**25,) * 2)
try:
    syntax.parse(b"f(a, [b, c])\\n" * 100_000)
except MemoryError:
    print(len(syntax.parse(b"f(a)").root.children))
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs a system that tells how much memory is used")
def test_where_memory_ends_is_an_error_and_no_crash():
    ran = subprocess.run([sys.executable, "-c", _STARVED], cwd=TOP, capture_output=True, text=True, check=True)
    assert ran.stdout == "1\n"


def test_the_wrong_tree_is_an_error_and_no_crash():
    syntax: Any = grammar_of("a.py").syntax
    tree = syntax.parse(b"f(x)")
    with pytest.raises(ValueError, match="something else"):
        grammar_of("a.js").syntax.capture(tree, b"f(x)")
    with pytest.raises(ValueError, match="something else"):
        syntax.capture(tree, b"f")
    for use in (
        lambda: syntax.capture(None, b""),
        lambda: syntax.parse(None),
        lambda: syntax.faults(None),
        type(tree.root),
    ):
        with pytest.raises(TypeError):
            use()
