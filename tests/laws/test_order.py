"""Nothing but the files decides what the index is: not their order, not the number of workers, not what was before."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from omny.languages import detect_language
from tests.support.alternatives import JAVASCRIPT, PROJECTS, PYTHON, TYPESCRIPT, first_of
from tests.support.helpers import (
    ImmediateExecutor,
    dumped,
    everything,
    fresh_dump,
    index_tree,
    memory_repository,
    sync,
    write_tree,
)


class ShuffledExecutor(ImmediateExecutor):
    """Works through each batch in another order."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        shuffled = [self.random.sample(arg, len(arg)) if isinstance(arg, list) else arg for arg in args]
        return super().submit(fn, *shuffled, **kwargs)


def large(project: dict[str, list[str | None]], copies: int) -> dict[str, str]:
    """The project several times over, with enough text in each file that workers get several batches."""
    padding = {".py": "# " + "x" * 98 + "\n", ".js": "// " + "x" * 97 + "\n", ".ts": "// " + "x" * 97 + "\n"}
    return {
        f"copy{i}/{path}": content + padding.get(Path(path).suffix, "") * 100
        for i in range(copies)
        for path, content in first_of(project).items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("language", PROJECTS)
def test_the_number_of_workers_does_not_show_in_the_dump(tree, language):
    """With real processes."""
    write_tree(tree, large(PROJECTS[language], 25))
    one, two = (fresh_dump(tree, jobs=jobs, executors=None) for jobs in (1, 2))
    assert one == two == fresh_dump(tree)
    assert one.count(b'"edge"') > 25


@pytest.mark.slow
@pytest.mark.parametrize("language", PROJECTS)
@settings(max_examples=10)
@given(seed=st.integers(0, 2**32))
def test_the_order_in_which_files_are_read_does_not_show_in_the_dump(language, seed):
    with tempfile.TemporaryDirectory() as directory:
        root = write_tree(Path(directory), large(PROJECTS[language], 8))
        assert fresh_dump(root, jobs=2, executors=lambda _: ShuffledExecutor(seed)) == fresh_dump(root)


@pytest.mark.parametrize("language", PROJECTS)
@settings(max_examples=10)
@given(data=st.data())
def test_the_order_in_which_files_are_made_does_not_show_in_the_dump(language, data):
    files = first_of(PROJECTS[language])
    order = data.draw(st.permutations(sorted(files)))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        write_tree(Path(one), files)
        write_tree(Path(other), {path: files[path] for path in order})
        assert fresh_dump(Path(one)) == fresh_dump(Path(other))


@pytest.mark.parametrize("language", PROJECTS)
def test_indexing_again_changes_nothing_at_all(tree, repository, language):
    write_tree(tree, first_of(PROJECTS[language]))
    assert index_tree(tree, repository).changed
    before = everything(repository)
    report = index_tree(tree, repository)
    assert not report.changed
    assert report.parsed == 0
    assert everything(repository) == before


@pytest.mark.parametrize("language", PROJECTS)
def test_case_107_indexing_five_times_gives_the_same_bytes(tree, repository, language):
    write_tree(tree, first_of(PROJECTS[language]))
    dumps = set()
    for _ in range(5):
        index_tree(tree, repository)
        dumps.add(dumped(repository))
    assert len(dumps) == 1


@pytest.mark.parametrize("language", PROJECTS)
def test_case_14_an_edit_and_its_reversal_are_the_identity(tree, repository, language):
    project = PROJECTS[language]
    files = first_of(project)
    write_tree(tree, files)
    index_tree(tree, repository)
    before = dumped(repository)
    for path, contents in project.items():
        for content in contents[1:]:
            apply(tree, path, content)
            sync(tree, repository)
            apply(tree, path, files.get(path))
            sync(tree, repository)
            assert dumped(repository) == before


def apply(root: Path, path: str, content: str | None) -> None:
    """Makes the file hold `content`, or not be there."""
    file = root / path
    if content is None:
        file.unlink(missing_ok=True)
        return
    if file.parent.exists() and not file.parent.is_dir():
        return
    write_tree(root, {path: content})


@st.composite
def edits(draw: st.DrawFn, project: dict[str, list[str | None]]) -> list[list[tuple[str, str | None]]]:
    """Passes, each of the edits that are made before it."""
    edit = st.sampled_from([(path, content) for path, contents in project.items() for content in contents])
    return draw(st.lists(st.lists(edit, min_size=1, max_size=4), min_size=1, max_size=6))


def run(project: dict[str, list[str | None]], passes: list[list[tuple[str, str | None]]]) -> None:
    with tempfile.TemporaryDirectory() as directory, memory_repository() as repository:
        root = write_tree(Path(directory), first_of(project))
        sync(root, repository)
        for step in passes:
            for path, content in step:
                apply(root, path, content)
            sync(root, repository)


@pytest.mark.slow
@settings(max_examples=60)
@given(passes=edits(PYTHON))
@example(passes=[[("pkg/base.py", None)], [("pkg/base.py", PYTHON["pkg/base.py"][0])]])
@example(passes=[[("pkg.py", PYTHON["pkg.py"][1])], [("pkg/__init__.py", None)]])
def test_any_edits_of_a_python_project_leave_what_a_fresh_index_gives(passes):
    run(PYTHON, passes)


@pytest.mark.slow
@settings(max_examples=60)
@given(passes=edits(JAVASCRIPT))
@example(passes=[[("lib.js", JAVASCRIPT["lib.js"][1])], [("lib.js", None)]])
def test_any_edits_of_a_javascript_project_leave_what_a_fresh_index_gives(passes):
    run(JAVASCRIPT, passes)


@pytest.mark.slow
@settings(max_examples=60)
@given(passes=edits(TYPESCRIPT))
@example(passes=[[("tsconfig.json", TYPESCRIPT["tsconfig.json"][1])], [("tsconfig.json", None)]])
def test_any_edits_of_a_typescript_project_leave_what_a_fresh_index_gives(passes):
    run(TYPESCRIPT, passes)


def test_case_1_and_5_an_edit_of_the_callee_keeps_its_callers(tree, repository):
    callers = {f"caller_{n}.py": f"from target import t\n\n\ndef {n}():\n    return t()\n" for n in "abd"}
    write_tree(tree, {"target.py": "def t():\n    return 1\n", **callers})
    index_tree(tree, repository)
    write_tree(tree, {"target.py": 'def t():\n    """Now documented."""\n    return 1\n'})
    report = sync(tree, repository)
    assert report.resolved == 1  # the surface is as it was, so no caller is looked at again
    sources = [edge.source_id for edge in repository.edges() if edge.target_id == "target.py::t"]
    assert sorted(sources) == ["caller_a.py::a", "caller_b.py::b", "caller_d.py::d"]


def test_case_7_and_8_a_name_that_was_looked_for_in_vain_binds_when_it_appears_and_unbinds_again(tree, repository):
    write_tree(tree, {"a.py": "from b import greet\n\n\ndef f():\n    return greet()\n", "b.py": "x = 1\n"})
    index_tree(tree, repository)
    assert not list(repository.edges())
    for _ in range(2):
        write_tree(tree, {"b.py": "def greet():\n    return 1\n"})
        sync(tree, repository)
        assert [edge.target_id for edge in repository.edges()] == ["b.py::greet"]
        write_tree(tree, {"b.py": "x = 1\n"})
        sync(tree, repository)
        assert not list(repository.edges())


def test_case_25_an_override_takes_the_call_and_gives_it_back(tree, repository):
    without = "from base import A\n\n\nclass B(A):\n    pass\n"
    write_tree(
        tree,
        {
            "base.py": "class A:\n    def m(self):\n        return 1\n",
            "derived.py": without,
            "caller.py": "from derived import B\n\n\ndef f():\n    return B().m()\n",
        },
    )
    index_tree(tree, repository)

    def called() -> set[str]:
        return {edge.target_id for edge in repository.edges() if edge.source_id == "caller.py::f"}

    assert called() == {"derived.py::B", "base.py::A.m"}
    write_tree(tree, {"derived.py": without.replace("pass", "def m(self):\n        return 2")})
    sync(tree, repository)
    assert called() == {"derived.py::B", "derived.py::B.m"}
    write_tree(tree, {"derived.py": without})
    sync(tree, repository)
    assert called() == {"derived.py::B", "base.py::A.m"}


def test_case_38_an_edit_changes_only_the_atoms_that_it_changes(tree, repository):
    functions = "".join(f"def f{i}():\n    return {i}\n\n\n" for i in range(50))
    write_tree(tree, {"a.py": functions})
    index_tree(tree, repository)
    write_tree(tree, {"a.py": functions.replace("return 49", "return 50")})
    report = sync(tree, repository)
    assert (report.created, report.deleted) == (0, 0)
    assert report.modified <= 2  # the function, and the module if it says anything of its end


def test_case_69_an_edit_of_the_same_size_at_the_same_time_is_seen(tree, repository):
    file = tree / "a.py"
    file.write_text("def a():\n    return 1\n")
    os.utime(file, ns=(10**18, 10**18))
    index_tree(tree, repository)
    file.write_text("def b():\n    return 1\n")
    os.utime(file, ns=(10**18, 10**18))
    sync(tree, repository)
    assert [stored.atom.function_name for stored in repository.in_file("a.py")] == ["<module>", "b"]


def test_case_70_a_touch_without_a_change_writes_no_event_and_no_atom(tree, repository):
    write_tree(tree, {"a.py": "def a():\n    return 1\n"})
    index_tree(tree, repository)
    before = (repository.meta(), list(repository.atoms()), list(repository.events()))
    os.utime(tree / "a.py")
    report = index_tree(tree, repository)
    assert report.parsed == 0
    assert (repository.meta(), list(repository.atoms()), list(repository.events())) == before


def test_case_41_a_moved_file_leaves_nothing_behind(tree, repository):
    write_tree(tree, {"a.py": "def f():\n    return 1\n", "use.py": "from a import f\nf()\n"})
    index_tree(tree, repository)
    (tree / "a.py").rename(tree / "b.py")
    report = sync(tree, repository)
    assert report.parsed == 0  # its content is known
    assert {stored.atom.file_path for stored in repository.atoms()} == {"b.py", "use.py"}


def test_case_45_a_deleted_directory_takes_its_files_along(tree, repository):
    write_tree(
        tree,
        {"gone/a.py": "def f():\n    return 1\n", "gone/deep/b.py": "x = 1\n", "use.py": "import gone.a\ngone.a.f()\n"},
    )
    index_tree(tree, repository)
    shutil.rmtree(tree / "gone")
    sync(tree, repository)
    assert {stored.atom.file_path for stored in repository.atoms()} == {"use.py"}
    assert not list(repository.edges())


@pytest.mark.parametrize("path", ["a.py", "a.js", "a.ts", "a.tsx"])
def test_the_facts_of_the_same_bytes_are_always_the_same(path):
    """The order in which a query gives captures that begin at the same byte is not: it is to be sorted out."""
    end = "\n" if path == "a.py" else ";\n"
    lines = [
        f"value{i}.split({i}).map(f{i}).join(a.b.c({i}).d()).e().f(g()(h){end}".replace("(h)", "(h))")
        for i in range(40)
    ]
    source = "".join(lines).encode()
    language = detect_language(path)
    assert language is not None
    assert len({msgspec.msgpack.encode(language.analyse(path, source)) for _ in range(20)}) == 1
