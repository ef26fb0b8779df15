"""What nothing uses is told with how certain that is; what may be used is never called certain."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.graph_project import ask, ids, judged, project


def certainties(tree: Path, files: Mapping[str, str]) -> dict[str, str]:
    return {name: certainty for name, (certainty, _) in judged(tree, files).items()}


# ── what is dead ──


def test_a_private_function_that_nothing_mentions_is_certain_and_a_public_one_likely(tree):
    found = judged(
        tree, {"a.py": "def _gone():\n    pass\n\n\ndef gone():\n    pass\n\n\ndef used():\n    pass\n\n\nused()\n"}
    )
    assert found == {
        "_gone": ("certain", "private, and no file mentions its name"),
        "gone": ("likely", "no other file mentions its name"),
    }


def test_what_only_dead_atoms_use_is_dead(tree):
    assert certainties(tree, {
        "a.py": """\
            def _first():
                _second()

            def _second():
                _third()
                return _second

            def _third():
                _first()
            """,
    }) == {"_first": "certain", "_second": "certain", "_third": "certain"}  # fmt: skip


def test_what_something_uses_that_may_be_used_is_not_certain(tree):
    assert certainties(tree, {
        "a.py": """\
            from somewhere import register

            @register
            def check():
                _helper()

            def _helper():
                pass
            """,
    }) == {"check": "possible", "_helper": "possible"}  # fmt: skip


def test_inside_of_what_is_dead_nothing_is_told_by_itself(tree):
    assert certainties(tree, {
        "a.py": """\
            class _Gone:
                def __init__(self):
                    self._more()

                def _more(self):
                    def inner():
                        pass
            """,
    }) == {"_Gone": "certain"}  # fmt: skip


def test_a_class_lives_by_its_constructor_and_its_protocol_by_the_class(tree):
    assert certainties(tree, {
        "a.py": """\
            class _Money:
                def __init__(self):
                    _cents()

                def __len__(self):
                    return _size()

                def __gone(self):
                    pass

                def _hook(self):
                    pass

            def _cents():
                pass

            def _size():
                pass

            _Money()
            """,
    }) == {"_Money.__gone": "certain", "_Money._hook": "likely"}  # fmt: skip


def test_in_javascript_it_is_what_a_module_does_not_export(tree):
    assert certainties(tree, {
        "package.json": '{"private": true}',
        "a.js": """\
            import x from "./b.js"
            function gone() {
              return [gone, gone()]
            }
            const arrow = () => 1
            async function* walk() {}
            class Gone {
              #secret() {}
            }
            export class Used {
              #secret() {}
              open() {}
            }
            export function offered() { return 1 }
            new Used()
            """,
        "b.js": "export default function whatever() {}\n",
    }) == {
        "gone": "certain", "arrow": "certain", "walk": "certain", "Gone": "certain",
        "Used.#secret": "certain", "Used.open": "likely", "offered": "likely", "whatever": "possible",
    }  # fmt: skip


# ── what may be used ──

KEPT = {
    "a mention in a string": 'def _f():\n    pass\n\n\nTABLE = {"x": "_f"}\nprint(TABLE)\n',
    "a mention in a comment": "def _f():\n    pass\n\n\n# see _f\n",
    "a value in a table": "def _f():\n    pass\n\n\nTABLE = [_f]\nprint(TABLE)\n",
    "a decorator": "import app\n\n\n@app.route('/')\ndef _f():\n    pass\n",
    "a name that is made up": "def _do_f():\n    pass\n\n\ngetattr(object, f'_do_{__name__}')()\n",
    "a name with another end": "def _f_done():\n    pass\n\n\ngetattr(object, f'_{__name__}_done')\n",
    "an old-style name": "def _f_done():\n    pass\n\n\ngetattr(object, '_%s_done' % __name__)\n",
    "any private name": "def _f():\n    pass\n\n\ngetattr(object, '_' + __name__)\n",
    "a foreign base": "import lib\n\n\nclass A(lib.Base):\n    def _f(self):\n        pass\n\n\nA()\n",
    "a foreign base of a subclass": (
        "import lib\n\n\nclass A:\n    def _f(self):\n        pass\n\n\nclass B(A, lib.Base):\n    pass\n\n\nB()\n"
    ),
    "an override": (
        "class A:\n    def _f(self):\n        pass\n\n\nclass B(A):\n    def _f(self):\n        pass\n\n\nB()\n"
    ),
    "a class with a base": "import lib\n\n\nclass _Plugin(lib.Plugin):\n    pass\n",
    "a class below one of the tree": "class A:\n    pass\n\n\nclass _B(A):\n    pass\n\n\nA()\n",
    "sunder names": "class A:\n    def _repr_html_(self):\n        pass\n\n\nA()\n",
    "a closure": "def outer():\n    def _f():\n        pass\n    return _f\n\n\nouter()\n",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_what_may_be_used_is_not_certain(tree, text):
    found = judged(tree, {"a.py": text})
    assert {certainty for certainty, _ in found.values()} <= {"possible"}
    assert all(reason for _, reason in found.values())


KEPT_SCRIPTS = {
    "a function that is passed": "import app from 'x'\napp.use(function handler() {})\n",
    "a value of a module": "const x = require('x')\nmodule.exports = function create() {}\n",
    "a value in an object": "import x from 'x'\nx.set({ open() {}, close: () => 1 })\n",
    "a plain script": "function onClick() {}\n",
    "a function in a list": "import x from 'x'\nx.use([\n  // the first\n  function first() {},\n])\n",
    "a function that a function gives": "import x from 'x'\nx.use(y =>\n  /** is\n it */\n  function named() {}\n)\n",
    "a wrapped function": "import x from 'x'\nconst f = x.wrap(function inner() {})\n",
    "a prototype": "const x = require('x')\nx.prototype.run = function run() {}\n",
    "a default export": "export default function main2() {}\n",
    "another name": "function f() {}\nexport { f as g }\n",
    "one line for two": "import x from 'x'; const a = () => 1; x.set(a)\n",
    "a foreign base": "import x from 'x'\nexport class A extends x.B { componentDidMount() {} }\nnew A()\n",
}


@pytest.mark.parametrize("text", KEPT_SCRIPTS.values(), ids=KEPT_SCRIPTS.keys())
def test_what_may_be_used_is_not_certain_in_javascript(tree, text):
    found = judged(tree, {"a.js": text, "package.json": '{"private": true}'})
    assert {certainty for certainty, _ in found.values()} <= {"possible"}


def test_what_a_package_offers_is_only_possible(tree):
    text = "def offered():\n    pass\n\n\ndef _gone():\n    pass\n"
    assert certainties(tree, {"a.py": text, "pyproject.toml": "[project]\nname = 'a'\n"}) == {
        "offered": "possible", "_gone": "certain",
    }  # fmt: skip
    assert judged(tree, {"b.ts": "export function offered() {}\n", "package.json": '{"name": "b"}'})["offered"] == (
        "possible", "public, and other projects may use this package",
    )  # fmt: skip


def test_scripts_of_a_package_are_mentions(tree):
    files = {"pyproject.toml": "[project.scripts]\nshop = 'a:start'\n", "a.py": "def start():\n    pass\n"}
    assert certainties(tree, files) == {"start": "possible"}


def test_tests_protocols_main_and_declarations_are_never_told(tree):
    assert certainties(tree, {
        "tests/test_a.py": """\
            import unittest

            def setup_module():
                pass

            def test_a():
                pass

            class TestB(unittest.TestCase):
                def setUp(self):
                    pass
            """,
        "a.py": "def main():\n    pass\n\n\ndef __getattr__(name):\n    pass\n",
        "b.pyi": "def _f(): ...\n",
        "c.d.ts": "export function f(): void\n",
    }) == {}  # fmt: skip


def test_a_file_that_is_not_what_was_indexed_makes_nothing_certain(tree):
    with project(tree, {"a.py": "def _gone():\n    pass\n", "b.py": "print(1)\n"}) as repository:
        assert ask((repository, tree), "dead")["counts"] == {"certain": 1, "likely": 0, "possible": 0}
        (tree / "b.py").write_text("from a import _gone\n")
        found = ask((repository, tree), "dead")
        assert (found["counts"]["certain"], found["unread"]) == (0, 1)
        assert "b.py is not what was indexed" in found["results"][0]["reason"]


def test_where_names_are_looked_up_or_defining_is_the_use_it_is_only_likely(tree):
    assert certainties(tree, {
        "a.py": "def run():\n    def one():\n        pass\n    locals()[input()]()\n\n\nrun()\n",
        "tests/test_b.py": "def test_b():\n    class Wrong:\n        pass\n",
    }) == {"run.one": "likely", "test_b.Wrong": "likely"}  # fmt: skip


def test_of_the_past_nothing_is_certain(tree):
    with project(tree, {"a.py": "def _gone():\n    pass\n"}) as repository:
        past = ask((repository, tree), "at", when="1", question="dead", arguments={"certainty": ["likely", "possible"]})
        assert (ids(past), past["counts"]["certain"], past["unread"]) == (["a.py::_gone"], 0, 1)


def test_it_can_be_narrowed_and_cut(tree):
    files = {"a.py": "def _one():\n    pass\n\n\nclass _Two:\n    pass\n", "tests/b.py": "def _three():\n    pass\n"}
    with project(tree, files) as repository:
        assert ids(ask((repository, tree), "dead")) == ["a.py::_Two", "a.py::_one", "tests/b.py::_three"]
        assert ids(ask((repository, tree), "dead", types=["class"])) == ["a.py::_Two"]
        assert ids(ask((repository, tree), "dead", tests=False, path="a")) == ["a.py::_Two", "a.py::_one"]
        cut = ask((repository, tree), "dead", limit=1)
        assert (len(cut["results"]), cut["total"], cut["truncated"]) == (1, 3, True)
