"""Renames and moves: all that is known to mean an atom goes along, and every edge is the same afterwards."""

from __future__ import annotations

import pytest

from omny.base.errors import UsageError
from omny.edit.request import Move, Rename
from tests.support.editing import apply, edited

PYTHON = {
    "pkg/__init__.py": 'from .core import work as work\nfrom .core import Job\n\n__all__ = ["work", "Job"]\n',
    "pkg/core.py": (
        "def work(n):\n    return n and work(n - 1)\n\n\n"
        "class Job:\n    def run(self):\n        return work(1)\n\n"
        "    def again(self):\n        return self.run()\n\n\n"
        "class Fast(Job):\n    def run(self):\n        return super().run()\n"
    ),
    "use.py": (
        "import pkg\nfrom pkg import work, Job\nfrom pkg.core import work as other\n\n\n"
        "def one(work_=work):\n    pkg.work(1)\n    return [work, other(2), map(work, [])]\n\n\n"
        "def two(work):\n    return work(1)  # work of its own\n\n\n"
        "def three(job: Job, x):\n    x.run()\n    return job.run(), isinstance(x, Job), 'work'\n"
    ),
}

SCRIPT = {
    "lib/core.js": "export function work(n) {\n  return n && work(n - 1);\n}\nexport const other = () => work(2);\n",
    "lib/index.js": 'export { work, other as more } from "./core.js";\n',
    "use.js": (
        'import { work } from "./lib/index.js";\nimport * as lib from "./lib/index.js";\n\n'
        "export function one() {\n  lib.work(1);\n  return { work, fn: work };\n}\n"
    ),
    "common.js": "function work() {}\nmodule.exports = { work, other: () => work() };\n",
    "needs.js": 'const { work } = require("./common");\nconst all = require("./common");\nwork();\nall.work();\n',
}


def test_a_function_is_renamed_wherever_it_is_meant(tmp_path):
    with edited(tmp_path, PYTHON) as tree:
        before = tree.edges()
        result = tree.applied(Rename(atom="pkg/core.py::work", name="labour"))
        assert result.status == "applied"
        assert tree.text("pkg/__init__.py") == PYTHON["pkg/__init__.py"].replace("work", "labour")
        assert tree.text("pkg/core.py") == PYTHON["pkg/core.py"].replace("work", "labour")
        text = tree.text("use.py")
        assert text.startswith("import pkg\nfrom pkg import labour, Job\nfrom pkg.core import labour as other\n")
        assert "def one(work_=labour):\n    pkg.labour(1)\n    return [labour, other(2), map(labour, [])]" in text
        assert "def two(work):\n    return work(1)  # work of its own" in text
        assert [(each.line, each.why) for each in result.left] == [
            (11, "a parameter"),
            (12, "something else of that name"),
            (12, "in a comment"),
            (17, "in a string"),
        ]
        renamed = {(a.replace("::work", "::labour"), b.replace("::work", "::labour")) for a, b in before}
        assert tree.edges() == renamed


def test_documents_that_name_it_are_told_and_left(tmp_path):
    page = "# Work\n\nCall `pkg.core.work` or `two.work`, and work.\n"
    with edited(tmp_path, {**PYTHON, "docs/work.md": page}) as tree:
        result = tree.applied(Rename(atom="pkg/core.py::work", name="labour"))
        told = [(each.path, each.line, each.code) for each in result.left if each.path == "docs/work.md"]
        assert told == [("docs/work.md", 3, "document")]
        assert tree.text("docs/work.md") == page


def test_a_class_is_renamed_in_annotations_too(tmp_path):
    with edited(tmp_path, PYTHON) as tree:
        result = tree.applied(Rename(atom="Job", name="Task"))
        assert result.status == "applied"
        assert result.impact.moved["pkg/core.py::Job.run"] == "pkg/core.py::Task.run"
        assert "def three(job: Task, x):\n    x.run()\n    return job.run(), isinstance(x, Task)" in tree.text("use.py")
        assert '__all__ = ["work", "Task"]' in tree.text("pkg/__init__.py")
        assert "class Fast(Task):" in tree.text("pkg/core.py")


def test_references_that_types_tell_are_renamed_where_that_is_wanted(tmp_path):
    with edited(tmp_path, PYTHON) as tree:
        result = apply(tree.context, Rename(atom="pkg/core.py::Job.run", name="start"))
        assert result.status == "refused"
        assert result.reason == (
            "3 references that are known through types only keep the old name, such as pkg/core.py:15"
        )
        assert result.hint == "--inferred renames them, too; --force leaves them as they are"
        assert tree.text("pkg/core.py") == PYTHON["pkg/core.py"]
        assert "def start" in result.diff
        assert result.impact.conflicts == ["pkg/core.py::Fast.run has the same name in a related class, and keeps it"]
        assert {each.source for each in result.impact.broken} == {
            "pkg/core.py::Fast.run",
            "pkg/core.py::Job.again",
            "use.py::three",
        }
        result = tree.applied(Rename(atom="pkg/core.py::Job.run", name="start", inferred=True))
        assert result.impact.broken == []
        assert tree.text("pkg/core.py") == PYTHON["pkg/core.py"].replace("run", "start")
        assert "x.run()\n    return job.start()" in tree.text("use.py")
        assert result.impact.moved["pkg/core.py::Fast.run"] == "pkg/core.py::Fast.start"


def test_a_rename_that_leaves_calls_behind_is_made_where_that_is_forced(tmp_path):
    with edited(tmp_path, PYTHON) as tree:
        result = tree.applied(Rename(atom="pkg/core.py::Job.run", name="start", force=True))
        assert result.status == "applied"
        assert result.warnings[0].startswith("3 references that are known through types only keep the old name")
        assert "return job.run()" in tree.text("use.py")


def test_methods_that_override_the_same_one_are_renamed_together(tmp_path):
    text = "".join(
        f"class {name}:\n    def run(self):\n        return 1\n\n\n" for name in ("A", "B(A)", "C(A)", "D(C)", "Other")
    )
    with edited(tmp_path, {"a.py": text}) as tree:
        tree.applied(Rename(atom="B.run", name="start", inferred=True))
        head, _, other = text.partition("class Other")
        assert tree.text("a.py") == head.replace("run", "start") + "class Other" + other


def test_what_is_one_thing_by_several_definitions_is_renamed_whole(tmp_path):
    text = (
        "import typing as t\n\n\nclass A(t.Generic):\n    @property\n    def size(self):\n        return 1\n\n"
        "    @size.setter\n    def size(self, value):\n        pass\n\n\n"
        "@t.overload\ndef f(a: int) -> int: ...\n@t.overload\ndef f(a: str) -> str: ...\ndef f(a):\n    return a\n\n\n"
        "try:\n    from c import g\nexcept ImportError:\n    def g():\n        return f(1)\n"
    )
    with edited(tmp_path, {"a.py": text, "b.py": "from a import f\n\nf(1)\n"}) as tree:
        result = tree.applied(Rename(atom="a.py::A.size~2", name="length"))
        assert result.impact.conflicts == ["a.py::A has a base outside of the index, which may know size by name"]
        tree.applied(Rename(atom="a.py::f", name="first"))
        expected = text.replace("size", "length").replace(" f(", " first(")
        assert tree.text("a.py") == expected
        assert tree.text("b.py") == "from a import first\n\nfirst(1)\n"
        result = tree.applied(Rename(atom="a.py::g", name="second"))
        assert result.status == "applied"


def test_a_name_that_is_taken_is_refused(tmp_path):
    with edited(tmp_path, PYTHON) as tree:
        result = tree.applied(Rename(atom="pkg/core.py::work", name="Job"))
        assert result.status == "refused"
        assert "the index would not be the same" in result.reason
        assert tree.text("use.py") == PYTHON["use.py"]


def test_a_name_that_a_caller_has_for_itself_is_refused(tmp_path):
    files = {"a.py": "def f():\n    pass\n", "b.py": "from a import f\n\n\ndef g(h):\n    f()\n    h()\n"}
    with edited(tmp_path, files) as tree:
        result = tree.applied(Rename(atom="f", name="h"))
        assert (result.status, tree.text("a.py")) == ("refused", files["a.py"])


@pytest.mark.parametrize("name", ["class", "a b", "1a", "", "a.b", "ä\n", "x" * 3 + "-"])
def test_what_is_no_name_is_refused(tmp_path, name):
    with edited(tmp_path, PYTHON) as tree, pytest.raises(UsageError, match="is no name"):
        tree.applied(Rename(atom="pkg/core.py::work", name=name))


def test_what_has_no_name_of_its_own_is_refused(tmp_path):
    with edited(tmp_path, {"a.js": "export default function () {}\nclass A { constructor() {} }\n"}) as tree:
        for atom in ("default", "A.constructor", "a.js::<module>"):
            with pytest.raises(UsageError, match="name"):
                tree.applied(Rename(atom=atom, name="other"))


def test_a_javascript_function_is_renamed_through_re_exports(tmp_path):
    with edited(tmp_path, SCRIPT) as tree:
        result = tree.applied(Rename(atom="lib/core.js::work", name="labour"))
        assert result.status == "applied"
        assert tree.text("lib/index.js") == 'export { labour, other as more } from "./core.js";\n'
        assert "lib.labour(1);\n  return { work: labour, fn: labour };" in tree.text("use.js")
        assert tree.text("common.js") == SCRIPT["common.js"]


def test_what_a_commonjs_module_exports_is_renamed_where_it_is_required(tmp_path):
    with edited(tmp_path, SCRIPT) as tree:
        result = tree.applied(Rename(atom="common.js::work", name="labour", inferred=True))
        assert (result.status, result.reason) == ("applied", "")
        assert tree.text("common.js") == SCRIPT["common.js"].replace("work", "labour")
        assert tree.text("needs.js") == SCRIPT["needs.js"].replace("work", "labour")


# ── moves ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_python_module_moves_with_its_imports(tmp_path):
    files = {
        **PYTHON,
        "pkg/util.py": "from .core import work\nfrom . import core\n\n\ndef help():\n    return work(1), core.Job()\n",
        "far.py": (
            "import pkg.util\nimport pkg.util as u\nfrom pkg import util, work\nfrom pkg.util import help\n\n\n"
            "def f():\n    return pkg.util.help(), u.help(), util.help(), help(), work(1)\n"
        ),
    }
    with edited(tmp_path, files) as tree:
        before = tree.edges()
        result = tree.applied(Move(path="pkg/util.py", target="pkg/deep/tools.py"))
        assert (result.status, result.reason) == ("applied", "")
        assert not (tmp_path / "pkg/util.py").exists()
        assert tree.text("pkg/deep/tools.py").startswith("from ..core import work\nfrom .. import core\n")
        assert tree.text("far.py") == (
            "import pkg.deep.tools\nimport pkg.deep.tools as u\n"
            "from pkg import work\nfrom pkg.deep import tools as util\n"
            "from pkg.deep.tools import help\n\n\n"
            "def f():\n    return pkg.deep.tools.help(), u.help(), util.help(), help(), work(1)\n"
        )
        moved = {tuple(end.replace("pkg/util.py", "pkg/deep/tools.py") for end in edge) for edge in before}
        assert tree.edges() == moved


def test_a_javascript_module_moves_with_its_specifiers(tmp_path):
    with edited(tmp_path, SCRIPT) as tree:
        result = tree.applied(Move(path="lib/core.js", target="deep/er/heart.js"))
        assert (result.status, result.reason) == ("applied", "")
        assert 'from "../deep/er/heart.js"' in tree.text("lib/index.js")
        result = tree.applied(Move(path="lib/index.js", target="index.js"))
        assert 'from "./deep/er/heart.js"' in tree.text("index.js")
        assert tree.text("use.js").startswith(
            'import { work } from "./index.js";\nimport * as lib from "./index.js";\n'
        )
        result = tree.applied(Move(path="common.js", target="deep/common.js"))
        assert 'require("./deep/common")' in tree.text("needs.js")


def test_a_move_keeps_mode_and_bytes(tmp_path):
    with edited(tmp_path, {"a.py": b"x = '\xe9'\r\n"}) as tree:
        (tmp_path / "a.py").chmod(0o755)
        tree.applied(Move(path="a.py", target="b/c.py"))
        assert (tmp_path / "b/c.py").read_bytes() == b"x = '\xe9'\r\n"
        assert (tmp_path / "b/c.py").stat().st_mode & 0o777 == 0o755


def test_a_move_to_what_is_there_is_refused(tmp_path):
    with edited(tmp_path, {"a.py": "", "b.py": "", "d/x.txt": ""}) as tree:
        with pytest.raises(UsageError, match="such a file already"):
            tree.applied(Move(path="a.py", target="b.py"))
        with pytest.raises(UsageError, match="another language"):
            tree.applied(Move(path="a.py", target="b.js"))
        with pytest.raises(UsageError, match="not a source file"):
            tree.applied(Move(path="a.py", target="d"))


PATCHED = """\
from unittest import mock
import pkg.core


@mock.patch("pkg.core.work")
@mock.patch("pkg.work")
@mock.patch("pkg.other.work")
def test_one(mocker, monkeypatch):
    mocker.patch('pkg.core.Job.run', lambda self: 2)
    monkeypatch.setattr("pkg.core.work", None)
    print("pkg.core.work is patched")
"""


def test_what_is_patched_by_its_name_is_renamed(tmp_path):
    files = {**PYTHON, "pkg/other.py": "def work(): pass\n", "test_it.py": PATCHED}
    with edited(tmp_path, files) as tree:
        result = tree.applied(Rename(atom="pkg/core.py::work", name="toil"))
        assert (result.status, result.reason) == ("applied", "")
        after = PATCHED.replace('"pkg.core.work"', '"pkg.core.toil"').replace('"pkg.work"', '"pkg.toil"')
        assert tree.text("test_it.py") == after
        result = tree.applied(Rename(atom="pkg/core.py::Job.again", name="anew"))
        assert (result.status, tree.text("test_it.py")) == ("applied", after)
        result = tree.applied(Rename(atom="pkg/core.py::Job.run", name="go", inferred=True))
        assert (result.status, result.reason) == ("applied", "")
        assert "mocker.patch('pkg.core.Job.go'," in tree.text("test_it.py")


def test_a_string_that_is_nothing_but_the_name_refuses_the_rename(tmp_path):
    serve = "import uvicorn\nuvicorn.run('pkg.core:work')\nHOOKS = ['pkg.core.work', 'pkg.core.Job', 'work']\n"
    with edited(tmp_path, {**PYTHON, "serve.py": serve}) as tree:
        result = tree.applied(Rename(atom="pkg/core.py::work", name="toil"))
        assert result.status == "refused"
        assert result.reason == "serve.py:2, serve.py:3 name it in a string, and would keep the old name"
        assert result.hint == "adapt them by hand first, or use --force"
        result = tree.applied(Rename(atom="pkg/core.py::work", name="toil", force=True))
        assert (result.status, tree.text("serve.py")) == ("applied", serve)
