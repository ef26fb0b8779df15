"""Edits of one atom: its text, its body, what comes beside it, and that it goes."""

from __future__ import annotations

import os
import stat

import pytest

from omny.base.errors import SourceError, UsageError
from omny.edit.request import Body, Delete, Insert, Replace
from tests.support.editing import edited

SHOP = '''\
"""A shop."""

import os


def price(item, *, tax=0):
    """What it costs."""
    return item.price + tax


class Cart:
    def __init__(self, items):
        self.items = items

    @property
    def total(self):
        return sum(price(item) for item in self.items)

    def clear(self):
        self.items = []


def main():
    cart = Cart([])
    cart.clear()
    return price(1, tax=2)
'''

SCRIPT = """\
export const add = (a, b) => {
  return a + b;
};

export class Till {
  open() {
    return add(1, 2);
  }

  close() {
    return null;
  }
}

export default function run() {
  return add(1, 2);
}
"""


def test_a_replaced_function_is_the_new_text_and_nothing_else_changes(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        result = tree.applied(Replace(atom="price", text="def price(item, *, tax=0):\n    return 3\n"))
        assert result.status == "applied"
        assert result.impact.modified == ["shop.py::<module>", "shop.py::price"]
        expected = SHOP.replace('    """What it costs."""\n    return item.price + tax\n', "    return 3\n")
        assert tree.text("shop.py") == expected
        assert result.current is not None
        assert result.current.text == "def price(item, *, tax=0):\n    return 3"


def test_an_edit_is_one_commit_of_the_source_atomic_edit(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        before = tree.repository.meta().generation
        result = tree.applied(Replace(atom="Cart.clear", text="def clear(self):\n    del self.items[:]"))
        events = list(tree.repository.events(after=before))
        assert {event.source for event in events} == {"atomic-edit"}
        assert {event.transaction_id for event in events} == {result.transaction} == {before + 1}


def test_a_text_is_indented_as_the_place_is(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        text = "@property\ndef total(self):\n    if self.items:\n        return 1\n    return 0\n"
        tree.applied(Replace(atom="Cart.total", text=text))
        assert "    @property\n    def total(self):\n        if self.items:\n            return 1\n" in tree.text(
            "shop.py"
        )


def test_a_text_may_be_given_as_it_stands_in_the_file(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        tree.applied(Replace(atom="Cart.clear", text="    def clear(self):\n        return 1\n"))
        assert "\n    def clear(self):\n        return 1\n" in tree.text("shop.py")


def test_lines_of_a_string_are_not_indented(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        text = 'def clear(self):\n    """Clears.\n\n    All of it."""\n    return """\nleft\n"""\n'
        tree.applied(Replace(atom="Cart.clear", text=text))
        assert '        """Clears.\n\n        All of it."""\n        return """\nleft\n"""\n' in tree.text("shop.py")


def test_a_text_with_tabs_is_refused_in_a_file_with_spaces(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree, pytest.raises(UsageError, match="indented with tabs"):
        tree.applied(Replace(atom="Cart.clear", text="def clear(self):\n\treturn 1\n"))


def test_a_text_that_is_indented_less_than_it_begins_is_refused(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree, pytest.raises(UsageError, match="line 2 of the text"):
        tree.applied(Replace(atom="price", text="      def price():\n  return 1\n"))


def test_a_text_that_does_not_parse_is_refused(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        result = tree.applied(Replace(atom="price", text="def price(:\n    return"))
        assert (result.status, result.transaction) == ("refused", None)
        assert "would not parse at line 6: def price(:" in result.reason
        assert tree.text("shop.py") == SHOP


def test_a_text_that_would_take_in_what_follows_is_refused(tmp_path):
    with edited(tmp_path, {"till.js": SCRIPT}) as tree:
        text = "export const add = (a, b) => {\n  return `${a}\n"
        assert tree.applied(Replace(atom="add", text=text)).status == "refused"
        assert tree.text("till.js") == SCRIPT


def test_an_edit_of_a_file_that_does_not_parse_elsewhere_is_done(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP + "\ndef broken(:\n"}) as tree:
        assert tree.applied(Replace(atom="price", text="def price():\n    return 3")).status == "applied"


def test_an_old_view_is_refused_with_the_text_of_now(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        (tmp_path / "shop.py").write_text(SHOP.replace("return item.price + tax", "return 7"))
        result = tree.applied(Replace(atom="price", text="def price():\n    return 3", expect="1"))
        assert result.status == "refused"
        assert result.reason.startswith("stale: shop.py::price is at version 2")
        assert result.current is not None
        assert "return 7" in result.current.text
        assert "return 7" in tree.text("shop.py")


@pytest.mark.parametrize("kind", ["version", "text", "file"])
def test_a_view_may_be_told_by_version_text_or_file(tmp_path, kind):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        seen = tree.applied(Replace(atom="price", text="def price():\n    return 3"))
        assert seen.current is not None
        expect = {"version": str(seen.current.version), "text": seen.current.hash, "file": seen.files[0].after}[kind]
        text = "def price():\n    return 4"
        assert tree.applied(Replace(atom="price", text=text, expect=expect)).status == "applied"
        assert tree.applied(Replace(atom="price", text="def price():\n    return 5", expect=expect)).status == "refused"


def test_a_dry_run_shows_and_writes_nothing(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        result = tree.applied(Delete(atom="main", dry_run=True))
        assert result.status == "planned"
        assert "-def main():" in result.diff
        assert tree.text("shop.py") == SHOP
        assert not (tmp_path / ".omny" / "edits").exists()


def test_the_text_that_is_there_is_no_change(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        before = tree.repository.meta()
        assert tree.applied(Replace(atom="main", text=SHOP[SHOP.index("def main") :])).status == "unchanged"
        assert tree.repository.meta() == before


def test_what_shares_its_lines_may_be_given_with_them_or_without(tmp_path):
    files = {"a.js": "define(req, 'ip', function ip() {\n  return 1;\n});\nconst f = () => 1, g = () => 2;\n"}
    with edited(tmp_path, files) as tree:
        shown = "define(req, 'ip', function ip() {\n  return 2;\n});"
        assert tree.applied(Replace(atom="ip", text=shown)).status == "applied"
        assert tree.text("a.js").startswith(shown + "\nconst f")
        tree.applied(Replace(atom="ip", text="function ip() {\n  return 3;\n}"))
        assert tree.text("a.js").startswith(shown.replace("2", "3") + "\nconst f")
        tree.applied(Replace(atom="g", text="g = () => 4"))
        assert tree.text("a.js").endswith("const f = () => 1, g = () => 4;\n")
        with pytest.raises(UsageError, match="shares its lines"):
            tree.applied(Delete(atom="g"))


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_of_python_is_what_is_under_the_header(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        tree.applied(Body(atom="price", text="# free\nreturn 0\n"))
        tree.applied(Body(atom="Cart.total", text="return 1"))
        assert "def price(item, *, tax=0):\n    # free\n    return 0\n\n\nclass" in tree.text("shop.py")
        assert "    @property\n    def total(self):\n        return 1\n\n    def clear" in tree.text("shop.py")


def test_a_body_on_the_line_of_its_header_gets_lines_of_its_own(tmp_path):
    with edited(tmp_path, {"one.py": "def f(): return 1\n\n\ndef g():\n    return f()\n"}) as tree:
        tree.applied(Body(atom="f", text="x = 1\nreturn x"))
        assert tree.text("one.py").startswith("def f():\n    x = 1\n    return x\n\n\ndef g")


def test_a_body_of_javascript_is_what_is_between_the_braces(tmp_path):
    with edited(tmp_path, {"till.js": SCRIPT}) as tree:
        tree.applied(Body(atom="Till.open", text="const x = 1;\nreturn x;"))
        tree.applied(Body(atom="add", text="return b;"))
        assert "  open() {\n    const x = 1;\n    return x;\n  }\n" in tree.text("till.js")
        assert "=> {\n  return b;\n};\n" in tree.text("till.js")


def test_a_body_that_is_an_expression_becomes_another(tmp_path):
    with edited(tmp_path, {"a.ts": "export const id = (x: number) => x;\n"}) as tree:
        tree.applied(Body(atom="id", text="x + 1"))
        assert tree.text("a.ts") == "export const id = (x: number) => x + 1;\n"


def test_the_words_before_a_declaration_are_of_its_text(tmp_path):
    with edited(tmp_path, {"a.ts": "export declare function f(a: number): void;\nexport const b = 1;\n"}) as tree:
        tree.applied(Replace(atom="f", text="// new\nexport declare function f(): void;"))
        assert tree.text("a.ts") == "// new\nexport declare function f(): void;\nexport const b = 1;\n"


def test_what_has_no_body_is_refused(tmp_path):
    with (
        edited(tmp_path, {"a.ts": "export declare function f(a: number): void;\n"}) as tree,
        pytest.raises(UsageError, match="no body"),
    ):
        tree.applied(Body(atom="f", text="return 1"))


# ── beside, and away ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_text_is_put_beside_an_atom_with_the_usual_blank_lines(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        tree.applied(Insert(atom="price", text="def tax(item):\n    return 1", where="after"))
        tree.applied(Insert(atom="Cart.clear", text="def size(self):\n    return 0", where="before"))
        tree.applied(Insert(atom="main", text="def last():\n    pass"))
        text = tree.text("shop.py")
        assert "return item.price + tax\n\n\ndef tax(item):\n    return 1\n\n\nclass Cart" in text
        assert "\n\n    def size(self):\n        return 0\n\n    def clear(self)" in text
        assert text.endswith("tax=2)\n\n\ndef last():\n    pass\n")


def test_text_is_put_at_the_ends_of_a_module(tmp_path):
    with edited(tmp_path, {"run.py": "#!/usr/bin/env python\nx = 1"}) as tree:
        tree.applied(Insert(atom="run.py::<module>", text="import os", where="before"))
        tree.applied(Insert(atom="run.py::<module>", text="y = 2"))
        assert tree.text("run.py") == "#!/usr/bin/env python\nimport os\nx = 1\ny = 2"


def test_what_nobody_calls_goes_with_its_lines(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        assert tree.applied(Delete(atom="main")).status == "applied"
        assert tree.text("shop.py") == SHOP[: SHOP.index("\n\ndef main")]
        tree.applied(Delete(atom="Cart.clear"))
        assert tree.text("shop.py").endswith("for item in self.items)\n")


def test_what_is_called_goes_only_by_force(tmp_path):
    other = "from shop import price\n\n\ndef use():\n    return price(1)\n"
    with edited(tmp_path, {"shop.py": SHOP, "use.py": other}) as tree:
        result = tree.applied(Delete(atom="price"))
        assert result.status == "refused"
        assert {(each.source, each.path, each.line) for each in result.impact.broken} == {
            ("shop.py::Cart.total", "shop.py", 17),
            ("shop.py::main", "shop.py", 26),
            ("use.py::use", "use.py", 5),
        }
        assert [(each.path, each.line) for each in result.left] == [
            ("shop.py", 17),
            ("shop.py", 26),
            ("use.py", 1),
            ("use.py", 5),
        ]
        assert tree.text("shop.py") == SHOP
        assert tree.applied(Delete(atom="price", force=True)).status == "applied"
        assert "shop.py::price" not in tree.ids()


def test_what_is_imported_and_not_called_goes_only_by_force(tmp_path):
    with edited(tmp_path, {"a.py": "def f():\n    pass\n", "b.py": "from a import f\n"}) as tree:
        result = tree.applied(Delete(atom="f"))
        assert (result.status, result.reason) == ("refused", "it is still named: b.py:1")


def test_the_last_statement_of_a_block_leaves_a_pass(tmp_path):
    with edited(tmp_path, {"a.py": "class A:\n    def f(self):\n        pass\n"}) as tree:
        tree.applied(Delete(atom="A.f"))
        assert tree.text("a.py") == "class A:\n    pass\n"


# ── what follows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_calls_that_no_longer_fit_are_told(tmp_path):
    files = {
        "a.py": "def f(a, b=1):\n    pass\n\n\nclass C:\n    def m(self, x):\n        pass\n",
        "b.py": "from a import f, C\n\nf(1)\nf(1, 2)\nf(1, b=2)\nf(*[1])\nC().m(1)\n",
    }
    with edited(tmp_path, files) as tree:
        found = tree.applied(Replace(atom="f", text="def f(a, b, *, c):\n    pass", dry_run=True)).impact.mismatches
        assert [(each.path, each.line, each.takes) for each in found] == [
            ("b.py", line, "also 'c', by name") for line in (3, 4, 5)
        ]
        found = tree.applied(Replace(atom="f", text="def f(a):\n    pass", dry_run=True)).impact.mismatches
        assert [(each.line, each.given, each.takes) for each in found] == [(4, 2, "1"), (5, 2, "no argument 'b'")]
        found = tree.applied(Replace(atom="C.m", text="def m(self):\n    pass", dry_run=True)).impact.mismatches
        assert [(each.line, each.given, each.takes) for each in found] == [(7, 1, "0")]


@pytest.mark.parametrize(
    ("parameters", "takes"),
    [
        ("a: Map<\n  string,\n  Foo\n>", []),
        ("a: (x: A, y: B) => C<D, E>", []),
        ("a = 1 < 2, b = 2 > 1", []),
        ("a: Map<\n  string,\n  Foo\n>, b: Foo<A, B>", ["2"]),
        ("a = new Map<string, Foo>(), { c = 1 < 2, d }", ["2"]),
    ],
)
def test_type_arguments_are_no_parameters(tmp_path, parameters, takes):
    with edited(tmp_path, {"a.ts": "export function f(a: number) {}\nf(1)\n"}) as tree:
        text = f"export function f({parameters}) {{}}"
        found = tree.applied(Replace(atom="f", text=text, dry_run=True)).impact.mismatches
        assert [each.takes for each in found] == takes


def test_a_comparison_in_a_default_ends_no_parameter(tmp_path):
    with edited(tmp_path, {"a.py": "def f(a):\n    pass\n\n\nf(1)\n"}) as tree:
        text = "def f(a=1<2, b=2):\n    pass"
        assert tree.applied(Replace(atom="f", text=text, dry_run=True)).impact.mismatches == []
        text = "def f(a=1<2, b=2, *, c):\n    pass"
        (found,) = tree.applied(Replace(atom="f", text=text, dry_run=True)).impact.mismatches
        assert found.takes == "also 'c', by name"


def test_a_name_that_is_there_already_is_told(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        result = tree.applied(Insert(atom="price", text="def main():\n    pass", dry_run=True))
        assert "main is defined in shop.py already" in result.impact.conflicts
        result = tree.applied(Insert(atom="price", text="def os():\n    pass", dry_run=True))
        assert "os is bound to something else in shop.py already" in result.impact.conflicts


def test_callers_of_what_has_another_name_now_are_told(tmp_path):
    with edited(tmp_path, {"shop.py": SHOP}) as tree:
        result = tree.applied(Replace(atom="price", text="def cost(item):\n    pass", dry_run=True))
        assert {each.source for each in result.impact.broken} == {"shop.py::Cart.total", "shop.py::main"}
        assert result.warnings[0] == "2 other atoms would no longer reach what they reach now"


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_line_ends_marks_and_modes_are_kept(tmp_path):
    content = b"\xef\xbb\xbf" + SHOP.replace("\n", "\r\n").encode()
    with edited(tmp_path, {"shop.py": content}) as tree:
        os.chmod(tmp_path / "shop.py", 0o751)
        tree.applied(Replace(atom="price", text="def price():\n    return 'é'\n"))
        tree.applied(Insert(atom="price", text="def other():\r\n    return 1\r\n"))
        tree.applied(Delete(atom="Cart.total"))
        found = (tmp_path / "shop.py").read_bytes()
        assert found.startswith(b"\xef\xbb\xbf")
        assert found.count(b"\n") == found.count(b"\r\n")
        assert stat.S_IMODE(os.stat(tmp_path / "shop.py").st_mode) == 0o751


def test_mixed_line_ends_stay_outside_of_the_edit(tmp_path):
    content = b"def a():\r\n    return 1\r\n\n\ndef b():\n    return 2\n\r\n\r\ndef c():\r    return 3\r"
    with edited(tmp_path, {"mixed.py": content}) as tree:
        tree.applied(Body(atom="b", text="x = 1\nreturn x"))
        assert (tmp_path / "mixed.py").read_bytes() == content.replace(b"return 2", b"x = 1\n    return x")
        tree.applied(Body(atom="a", text="x = 1\nreturn x"))
        assert (tmp_path / "mixed.py").read_bytes().startswith(b"def a():\r\n    x = 1\r\n    return x\r\n\n\ndef b")


def test_a_file_without_a_final_line_end_has_none_afterwards(tmp_path):
    with edited(tmp_path, {"a.py": "def f():\n    return 1\n\n\ndef g():\n    return 2"}) as tree:
        tree.applied(Insert(atom="g", text="def h():\n    return 3"))
        assert tree.text("a.py").endswith("return 2\n\n\ndef h():\n    return 3")
        tree.applied(Delete(atom="h"))
        assert tree.text("a.py") == "def f():\n    return 1\n\n\ndef g():\n    return 2"


def test_bytes_that_are_no_text_stay_and_are_not_edited(tmp_path):
    content = b"# -*- coding: ascii -*-\ndef a():\n    return '\xe9'\n\n\ndef b():\n    return 1\n"
    with edited(tmp_path, {"old.py": content}) as tree:
        tree.applied(Body(atom="b", text="return 2"))
        assert (tmp_path / "old.py").read_bytes() == content.replace(b"return 1", b"return 2")
        with pytest.raises(UsageError, match="is not UTF-8"):
            tree.applied(Body(atom="a", text="return 2"))
        with pytest.raises(UsageError, match="takes ASCII only"):
            tree.applied(Body(atom="b", text="return 'é'"))


def test_a_file_of_several_names_is_refused(tmp_path):
    with edited(tmp_path, {"a.py": "def f():\n    return 1\n"}) as tree:
        os.link(tmp_path / "a.py", tmp_path / "other.txt")
        result = tree.applied(Body(atom="f", text="return 2"))
        assert result.status == "refused"
        assert "hard links" in result.reason
        assert tree.text("a.py") == "def f():\n    return 1\n"


def test_a_file_that_has_become_a_symlink_is_refused(tmp_path):
    with edited(tmp_path, {"a.py": "def f():\n    return 1\n", "real.txt": "def f():\n    return 1\n"}) as tree:
        (tmp_path / "a.py").unlink()
        (tmp_path / "a.py").symlink_to("real.txt")
        with pytest.raises((UsageError, SourceError)):
            tree.applied(Body(atom="f", text="return 2"))
        assert (tmp_path / "real.txt").read_text() == "def f():\n    return 1\n"
