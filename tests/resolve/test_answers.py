"""What a question gets never depends on what was asked before: by the same file, by another, or in another pass."""

import pytest

from tests.support.helpers import assert_equals_fresh, atoms_by_id, data_of, index_tree, write_tree

CYCLES = {
    "python": (
        {
            "a.py": "from b import x\nx()\n",
            "b.py": "from a import missing as x\n",
            "c.py": "from b import x\n\n\ndef f():\n    x()\n",
        },
        {"a.py": "from b import x\nx()\n\n\ndef missing():\n    pass\n"},
        ("c.py::f", "a.py::missing"),
    ),
    "javascript": (
        {
            "a.js": "import {x} from './b.js'\nx()\n",
            "b.js": "export {missing as x} from './a.js'\n",
            "c.js": "import {x} from './b.js'\nfunction f() { x() }\n",
        },
        {"a.js": "import {x} from './b.js'\nx()\nexport function missing() {}\n"},
        ("c.js::f", "a.js::missing"),
    ),
}


@pytest.mark.parametrize("language", sorted(CYCLES))
def test_an_answer_that_passed_through_the_asking_file_is_not_kept_for_others(tree, repository, language):
    before, after, (caller, called) = CYCLES[language]
    write_tree(tree, before)
    index_tree(tree, repository)
    write_tree(tree, after)
    index_tree(tree, repository)
    assert called in data_of(repository, caller)["calls"]
    assert_equals_fresh(tree, repository)


@pytest.mark.parametrize("length", [40, 120, 400])
def test_a_chain_of_re_exports_means_the_same_whoever_asked_for_a_part_of_it_first(tree, repository, length):
    files = {f"m{i:03}.py": f"from m{i + 1:03} import f\n" for i in range(length)}
    files[f"m{length:03}.py"] = "def f():\n    pass\n"
    files["a.py"] = "from m000 import f\n\n\ndef g():\n    f()\n"
    files["aa.py"] = f"from m{length // 2:03} import f\nf()\n"
    write_tree(tree, files)
    index_tree(tree, repository)
    assert_equals_fresh(tree, repository)
    write_tree(tree, {"a.py": files["a.py"] + "# a comment\n"})
    index_tree(tree, repository)
    assert_equals_fresh(tree, repository)


MUTUAL = """class A:
    def am(self): pass


class B:
    def bm(self): pass


def f(x):
    return g(x) if x else B()


def g(x):
    return f(x) if x else A()

"""


@pytest.mark.parametrize("first", ["", "\ndef earlier():\n    f(1).bm()\n"])
def test_mutual_recursion_gives_the_same_whatever_else_the_file_calls(tree, repository, first):
    write_tree(tree, {"a.py": MUTUAL + first + "\ndef late():\n    g(1).bm()\n"})
    index_tree(tree, repository)
    assert "a.py::B.bm" in data_of(repository, "a.py::late")["calls"]


@pytest.mark.parametrize(
    "broken", ["for in y: pass\n", "try: pass\nexcept E as : pass\n", "def (x): pass\n", "class : pass\n"]
)
def test_a_name_that_is_missing_can_come_and_go(tree, repository, broken):
    write_tree(tree, {"a.py": "x = 1\n", "b.py": "import a\n"})
    index_tree(tree, repository)
    for text in (broken, "x = 2\n", broken + "y = 1\n"):
        write_tree(tree, {"a.py": text})
        index_tree(tree, repository)
        assert_equals_fresh(tree, repository)


def test_an_empty_file_may_be_the_first_of_many(tree, repository):
    write_tree(tree, {"__init__.py": "", **{f"m{i}.py": f"def f{i}(): pass\n" for i in range(70)}})
    index_tree(tree, repository)
    assert len(atoms_by_id(repository)) == 141


def test_a_later_definition_in_an_enclosing_block_replaces_one_in_a_loop(tree, repository):
    source = "def lazy(xs):\n    for x in xs:\n        def w(): pass\n    def w(): pass\n    return w\n"
    source += "\n\ndef use():\n    lazy(1)()\n"
    write_tree(tree, {"a.py": source})
    index_tree(tree, repository)
    assert data_of(repository, "a.py::use")["calls"] == ["a.py::lazy", "a.py::lazy.w~2"]


def test_a_static_getter_is_read_and_not_passed(tree, repository):
    source = (
        "class Foo { run() {} static get instance() { return new Foo() } }\n"
        "function use(h) { Foo.instance.run(); h(Foo.instance) }\n"
    )
    write_tree(tree, {"a.js": source})
    index_tree(tree, repository)
    data = data_of(repository, "a.js::use")
    assert data["calls"] == ["a.js::Foo.run"]
    assert "callbacks" not in data


def test_comments_are_no_part_of_a_signature(tree, repository):
    write_tree(tree, {"a.py": "def f(  # why\n    a,  # the first\n    b=1,\n): pass\n"})
    index_tree(tree, repository)
    assert atoms_by_id(repository)["a.py::f"].atom.signature == "(a, b=1)"


def test_a_field_with_only_a_type_does_not_hide_what_is_inherited(tree, repository):
    source = (
        "class P { sub() {} }\n"
        "class Q extends P { sub!: P['sub']; use() { this.sub() } }\n"
        "class R extends P { sub = make(); use() { this.sub() } }\n"
    )
    write_tree(tree, {"a.ts": source})
    index_tree(tree, repository)
    assert data_of(repository, "a.ts::Q.use")["calls"] == ["a.ts::P.sub"]
    assert data_of(repository, "a.ts::R.use")["calls"] == []
