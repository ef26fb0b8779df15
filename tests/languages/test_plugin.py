"""A language that an installed package adds: by its entry point alone, and by nobody else's word."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from omny import native
from omny.base import plugins
from omny.languages.python import PYTHON
from tests.support.callgraph_notation import Place, Site, compare, read
from tests.support.helpers import write_tree
from tests.support.real_daemon import RealDaemon

PLUGIN = Path(__file__).parents[1] / "support" / "plugin"
TREE = PLUGIN / "shop"


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The example package, installed into a folder of its own by pip."""
    source, site = tmp_path_factory.mktemp("source") / "plugin", tmp_path_factory.mktemp("site")
    shutil.copytree(PLUGIN, source)
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", str(site)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(source)], check=True)
    return site


class Machine:
    """A tree, the packages that are installed beside Omny, and a home."""

    def __init__(self, tmp_path: Path, built: Path) -> None:
        self.tree, self.site, self._home = tmp_path / "tree", tmp_path / "site", tmp_path / "home"
        shutil.copytree(TREE, self.tree)
        shutil.copytree(built, self.site)

    def omny(self, *arguments: str, status: int = 0, **environment: str) -> str:
        """Standard output and error of a command in the tree."""
        variables = {
            **os.environ, "PYTHONPATH": str(self.site), "XDG_DATA_HOME": str(self._home), "NO_COLOR": "1", **environment
        }  # fmt: skip
        command = [sys.executable, "-P", "-m", "omny", *arguments]
        done = subprocess.run(command, cwd=self.tree, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def atoms(self, *options: str) -> dict[str, dict[str, object]]:
        """The atoms of the index by id."""
        lines = map(json.loads, self.omny(*options, "dump").splitlines())
        return {line["id"]: line for line in lines if line["kind"] == "atom"}

    def edit_package(self, name: str, before: str, after: str) -> None:
        """Changes a file of the installed package."""
        file = self.site / "omny_example_go" / name
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))


@pytest.fixture
def machine(tmp_path, built) -> Machine:
    return Machine(tmp_path, built)


def test_every_call_of_its_fixture_reaches_what_it_reaches_and_nothing_else(machine):
    machine.omny("index")
    places, sites = [], []
    for id_, line in machine.atoms().items():
        path, data = line["file_path"], line["data"]
        where = line["line"], line["end_line"], data.get("source_line", line["line"]), line["type"] == "module"
        places.append(Place(id_, path, *where, frozenset(data.get("unresolved", ()))))
        sites += [
            Site(path, line["line"] + site["offset"], id_, site["type"], site["target"], site["how"])
            for site in data.get("call_sites", ())
        ]
    files = sorted(file.relative_to(TREE).as_posix() for file in TREE.rglob("*.golite"))
    fixtures = {path: read(path, (TREE / path).read_text()) for path in files}
    assert len(fixtures) == 4
    assert [fault for faults in compare(fixtures, places, sites).values() for fault in faults] == []


def test_questions_answer_from_the_record_and_scan_no_package(machine):
    machine.omny("index")
    assert "cart/cart.golite" in machine.omny("callers", "Rate.Apply")
    script = machine.tree / "counting.py"
    script.write_text(
        "import sys\n"
        "from omny.base import plugins\n"
        "def refuse(*_, **__): raise AssertionError('a question scans packages')\n"
        "plugins._scan = refuse\n"
        "from omny.cli import run\n"
        "sys.exit(run(['callers', 'Rate.Apply']))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], cwd=machine.tree, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(machine.site), "XDG_DATA_HOME": str(machine.tree.parent / "home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Cart.Total" in done.stdout


def test_who_has_no_plug_in_gets_no_record(tmp_path, machine):
    shutil.rmtree(machine.site)
    machine.omny("index")
    assert not list(tmp_path.rglob("languages-*.json"))


def test_an_edit_gives_what_a_fresh_index_gives(machine):
    machine.omny("index")
    item, till = machine.tree / "cart" / "item.golite", machine.tree / "cart" / "till" / "till.golite"
    item.write_text(item.read_text().replace("func explain", "func clarify"))
    till.write_text(till.read_text() + "\nfunc Close() int { return Open() }\n")
    (machine.tree / "tax" / "tax.golite").rename(machine.tree / "tax" / "levy.golite")
    machine.omny("index")
    assert machine.omny("dump") == machine.omny("dump", "--fresh")
    assert "cart/till/till.golite::Close" in machine.atoms()


def test_files_are_parsed_again_after_the_package_was_changed(machine):
    machine.omny("index")
    assert " (0 parsed)" in machine.omny("index")
    machine.edit_package("walk.py", "return draft.name[:1].isupper()", "return True")
    assert " (5 parsed)" in machine.omny("index")
    assert machine.atoms()["cart/item.golite::explain"]["data"]["is_exported"] is True
    assert machine.omny("dump") == machine.omny("dump", "--fresh")


def test_without_the_package_its_files_leave_the_index(machine):
    machine.omny("index")
    shutil.rmtree(machine.site)
    machine.site.mkdir()
    (machine.tree / "main.py").write_text("def main(): pass\n")
    machine.omny("index")
    assert list(machine.atoms()) == ["main.py::<module>", "main.py::main"]


@pytest.mark.parametrize("how", ["option", "variable"])
def test_no_plug_in_is_loaded_where_the_user_wants_none(machine, how):
    machine.edit_package("__init__.py", '"""A subset', 'raise SystemExit("loaded")\n"""A subset')
    (machine.tree / "main.py").write_text("def main(): pass\n")
    if how == "option":
        machine.omny("--no-plugins", "index")
    else:
        machine.omny("index", OMNY_PLUGINS="0")
    assert list(machine.atoms("--no-plugins")) == ["main.py::<module>", "main.py::main"]


def test_a_plug_in_that_cannot_be_loaded_drops_nothing_from_the_index(machine):
    machine.omny("index")
    before = machine.atoms()
    machine.edit_package("__init__.py", "LANGUAGES = (", "import nothing_of_that_name\n\nLANGUAGES = (")
    (machine.tree / "tax" / "tax.golite").unlink()
    said = machine.omny("index", status=2)
    assert said.count("\n") == 1
    assert "go (omny-example-go 1.0): ModuleNotFoundError: No module named 'nothing_of_that_name'; update or" in said
    assert machine.atoms() == before


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('GrammarLanguage("golite"', 'GrammarLanguage("python"', "it adds 'python', which Omny itself has already"),
        ('GrammarLanguage("golite"', 'GrammarLanguage("configured"', "begins with a name that is kept for Omny"),
        ("LANGUAGES = (GO, ", "LANGUAGES = (3, ", "omny_example_go:LANGUAGES is no language: it has no 'accepts'"),
        ("LANGUAGES = (", "OTHERS = (", "AttributeError: module 'omny_example_go' has no attribute 'LANGUAGES'"),
    ],
)
def test_a_plug_in_that_is_no_language_or_takes_a_name_is_refused(machine, before, after, why):
    machine.edit_package("__init__.py", before, after)
    assert why in machine.omny("index", status=2)


@pytest.mark.parametrize("part", ["walk", "imports"])
def test_a_plug_in_without_a_part_that_each_language_has_is_refused(machine, part):
    (machine.site / "omny_example_go" / f"{part}.py").unlink()
    assert f"omny_example_go has no {part}.py" in machine.omny("index", status=2)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("(comment) @comment", "(no_such_node) @comment", "QueryError: Invalid node type"),
        ("(comment) @comment", "(comment) @remark", "its query captures @remark, and GoWalk has no on_remark"),
    ],
)
def test_a_plug_in_whose_parts_do_not_fit_is_refused_and_not_once_per_file(machine, before, after, why):
    machine.edit_package("captures.scm", before, after)
    said = machine.omny("index", status=2)
    assert why in said
    assert said.count("\n") == 1


CINDER_WALK = """
from omny.languages.python.walk import PythonWalk

class CinderWalk(PythonWalk):
    def open_asserted(self, bracket):
        self.refer("checked", "call", bracket.node)

    def _decorators(self, node):
        outer, decorators = super()._decorators(node)
        return outer, [*decorators, "cinder"]

WALK = CinderWalk
"""


@pytest.fixture
def cinder(machine) -> Machine:
    """A machine with a package whose walk is a subclass of Python's, which may be compiled."""
    shutil.rmtree(machine.site)
    write_tree(machine.site, {
        "omny_cinder/__init__.py": """
from omny.languages.base import GrammarLanguage
CINDER = GrammarLanguage("cinder", (".cinder",), grammar="tree_sitter_python", package=__name__)
""",
        "omny_cinder/imports.py": "from omny.languages.python.imports import RULES as RULES",
        "omny_cinder/walk.py": CINDER_WALK,
        "omny_cinder/captures.scm": f"{PYTHON.query_text()}\n(assert_statement) @asserted\n",
        "omny_cinder-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: omny-cinder\nVersion: 1.0\n",
        "omny_cinder-1.0.dist-info/entry_points.txt": "[omny.languages]\ncinder = omny_cinder:CINDER\n",
    })  # fmt: skip
    write_tree(machine.tree, {"a.cinder": "def checked(): pass\n\n\ndef f(x):\n    assert x\n    return f(x)\n"})
    return machine


def test_a_walk_on_that_of_python_says_the_same_with_and_without_the_native_core(cinder):
    cinder.omny("index")
    with_core = cinder.omny("dump")
    atoms = cinder.atoms()
    assert atoms["a.cinder::f"]["data"]["calls"] == ["a.cinder::checked", "a.cinder::f"]
    assert atoms["a.cinder::f"]["data"]["decorators"] == ["cinder"]
    assert cinder.omny("dump", "--fresh", OMNY_NATIVE="0") == with_core


def test_a_query_that_the_native_core_does_not_match_is_refused_where_only_its_nodes_will_do(cinder):
    query = cinder.site / "omny_cinder" / "captures.scm"
    query.write_text(f"{query.read_text()}(call !arguments) @call\n")
    if native.available():
        said = cinder.omny("index", status=2)
        assert "CinderWalk builds on PythonWalk, which takes nodes of that core only; update or" in said
        assert said.count("\n") == 1
    cinder.omny("index", OMNY_NATIVE="0")
    assert cinder.atoms()["a.cinder::f"]["data"]["calls"] == ["a.cinder::checked", "a.cinder::f"]


@pytest.mark.skipif(not native.available(), reason="no native core")
def test_doctor_says_what_is_parsed_in_python_though_there_is_a_native_core(machine):
    machine.edit_package("captures.scm", "(comment) @comment", "(comment) @comment (call_expression !type) @branch")
    machine.omny("index")
    said = " ".join(machine.omny("doctor").split())  # in lines as wide as a terminal
    assert "golite is parsed in Python, which takes longer: the native core does not match its query: !type)" in said


def test_a_tree_cannot_add_a_language(machine):
    """Neither by a distribution in it, nor by a module of the plug-in's name, nor by its settings."""
    for folder in machine.site.glob("*.dist-info"):
        shutil.copytree(folder, machine.tree / folder.name)
    shutil.rmtree(machine.site)
    machine.site.mkdir()
    package = machine.tree / "omny_example_go"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('the tree was run')\n")
    machine.omny("index")
    assert "cart/cart.golite::New" not in machine.atoms()


def test_a_module_of_the_tree_is_not_taken_for_the_plug_in(machine):
    (machine.tree / "omny_example_go.py").write_text("raise SystemExit('the tree was run')\n")
    variables = {**os.environ, "PYTHONPATH": str(machine.site), "XDG_DATA_HOME": str(machine.tree.parent / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "omny", "index"],
        cwd=machine.tree,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "cart/cart.golite::New" in machine.atoms()


def test_doctor_lists_each_language_with_its_package(machine):
    machine.omny("index")
    assert "golite, config:golite: go (omny-example-go 1.0)" in machine.omny("doctor")
    machine.edit_package("__init__.py", "LANGUAGES = (", "import nothing_of_that_name\n\nLANGUAGES = (")
    said = machine.omny("doctor", status=1)
    assert "languages: go (omny-example-go 1.0): ModuleNotFoundError" in said


def test_a_package_that_goes_while_packages_are_read_is_passed_over(machine, monkeypatch):
    def vanished(_: Path) -> bytes:
        raise FileNotFoundError

    monkeypatch.setenv("PYTHONPATH", str(machine.site))
    monkeypatch.setenv("XDG_DATA_HOME", str(machine.tree.parent / "home"))
    assert [str(plugin) for plugin in plugins.find_plugins()] == ["go (omny-example-go 1.0)"]
    for folder in machine.site.glob("*.dist-info"):
        (folder / "METADATA").unlink()
    os.utime(machine.site, (1, 1))
    assert plugins.find_plugins() == ()
    os.utime(machine.site, (2, 2))
    monkeypatch.setattr(Path, "read_bytes", vanished)
    assert plugins.find_plugins() == ()


@pytest.fixture
def watched(machine) -> Iterator[Machine]:
    """A machine with a daemon at work."""
    machine.omny("start")
    yield machine
    machine.omny("--no-plugins", "stop")


def test_a_daemon_indexes_the_language_and_an_index_without_plug_ins_is_refused_beside_it(watched):
    (watched.tree / "tax" / "new.golite").write_text("package tax\n\nfunc Added() int { return Round(3) }\n")
    watched.omny("sync")
    assert "tax/new.golite:3     exact  Added" in watched.omny("callers", "Round")
    assert "the daemon that runs was started with language plug-ins; run 'omny stop'" in watched.omny(
        "--no-plugins", "index", status=2
    )


def test_a_daemon_ends_when_a_language_package_comes_or_goes(watched, starter):
    daemon = RealDaemon(watched.tree, starter)
    daemon.adopt()
    for folder in watched.site.glob("*.dist-info"):
        shutil.rmtree(folder)
    assert daemon.ended()
    assert "the installed language packages changed; the next daemon loads them" in daemon.log()
