"""Values: what a file declares at its top that is not called is an atom, with no edge and no code of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from omny.edit.request import Delete, Rename
from tests.support.editing import edited
from tests.support.graph_project import ask, project
from tests.support.helpers import assert_equals_fresh, atoms_by_id, data_of, memory_repository, sync, write_tree


class Program(msgspec.Struct):
    """A file with values in one language."""

    path: str
    text: str
    constant: str  # a declaration in it
    function: str  # the text in its stead
    values: dict[str, tuple[str, str]]  # by qualified name: type and signature
    others: tuple[str, ...] = ()  # further atoms of the file
    around: str = "{}"  # a file with one declaration
    within: str = ""  # what the qualified names begin with


PROGRAMS = msgspec.toml.decode(Path(__file__).with_name("values.toml").read_bytes(), type=dict[str, Program])
EACH = pytest.mark.parametrize("language", sorted(PROGRAMS))


def _values(repository: Any) -> dict[str, tuple[str, str]]:
    return {
        id_.partition("::")[2]: (str(stored.atom.type), stored.atom.signature)
        for id_, stored in atoms_by_id(repository).items()
        if stored.atom.type in ("constant", "variable", "type")
    }


@EACH
def test_what_is_declared_at_the_top_is_an_atom_and_no_name_of_a_function_or_class(language, tmp_path):
    program = PROGRAMS[language]
    write_tree(tmp_path, {program.path: program.text})
    with memory_repository() as repository:
        sync(tmp_path, repository)
        assert _values(repository) == program.values
        others = atoms_by_id(repository).keys() - {f"{program.path}::{name}" for name in program.values}
        assert others == {f"{program.path}::{name}" for name in ("<module>", *program.others)}
        limit = data_of(repository, f"{program.path}::{program.within}LIMIT")
        assert limit["doc"] == "The most of a cart."
        assert limit["is_exported"]
        assert limit.keys().isdisjoint(("calls", "complexity"))


@EACH
def test_a_value_that_comes_changes_is_called_otherwise_and_goes_is_as_in_a_fresh_index(language, tmp_path):
    program = PROGRAMS[language]
    text, rate = program.text, program.constant
    with memory_repository() as repository:
        for step in (
            text,
            text.replace(rate, rate.replace("2", "3")),
            text.replace(rate, rate.replace("rate", "pace").replace("Rate", "Pace")),
            text.replace(rate, program.function),
            text,
            text.replace(rate, ""),
            program.around.replace("{}", rate) + "\n",
        ):
            write_tree(tmp_path, {program.path: step})
            sync(tmp_path, repository)
            assert_equals_fresh(tmp_path, repository)
        assert {name.lower() for name in _values(repository)} == {f"{program.within}rate".lower()}


@pytest.mark.parametrize("language", sorted(PROGRAMS.keys() - {"ruby"}))  # where no function is called as a constant is
def test_a_value_that_becomes_a_function_keeps_its_id(language, tmp_path):
    program = PROGRAMS[language]
    with memory_repository() as repository:
        for step, is_value in ((program.constant, True), (program.function, False), (program.constant, True)):
            write_tree(tmp_path, {program.path: program.around.replace("{}", step) + "\n"})
            sync(tmp_path, repository)
            assert_equals_fresh(tmp_path, repository)
            stored = atoms_by_id(repository)[f"{program.path}::{program.within}rate"]
            assert (stored.atom.type in ("constant", "variable")) == is_value


SHOP = {
    "shop/__init__.py": "",
    "shop/limits.py": (
        "MOST = 3\n\n\ndef check(items):\n    return len(items) < MOST\n\n\ndef other(MOST):\n    return MOST\n"
    ),
    "shop/cart.py": (
        "from shop import limits\nfrom shop.limits import MOST as SIZE, MOST\n\n\nclass Cart:\n    size = MOST\n\n"
        "    def price(self):\n        return SIZE + limits.MOST\n"
    ),
}
SCRIPT = {
    "a.ts": (
        'export const MOST = 3;\nexport type Color = "red";\n'
        "export function f(x: Color) { const MOST = 5; return MOST; }\n"
    ),
    "b.ts": (
        'import { MOST as SIZE, Color } from "./a";\nimport * as a from "./a";\nexport { MOST } from "./a";\n'
        'const c: Color = "red";\nconst d: a.Color = "red";\nprint(SIZE, a.MOST);\n'
    ),
}


def _places(tree: Path, files: dict[str, str], atom: str) -> list[tuple[str, int, str, str]]:
    with project(tree, files) as repository:
        found = ask((repository, tree), "references", atom=atom)
    return [(each["path"], each["line"], each["use"], each["how"]) for each in found["results"]]


def test_references_of_a_value_are_its_imports_and_reads_and_no_parameter_of_its_name(tree):
    assert _places(tree, SHOP, "shop/limits.py::MOST") == [
        ("shop/cart.py", 2, "import", "exact"),
        ("shop/cart.py", 2, "import", "exact"),
        ("shop/cart.py", 6, "read", "exact"),
        ("shop/cart.py", 9, "read", "exact"),
        ("shop/limits.py", 5, "read", "exact"),
    ]


def test_references_of_a_type_are_its_imports_and_annotations(tree):
    assert _places(tree, SCRIPT, "a.ts::Color") == [
        ("a.ts", 3, "type", "exact"),
        ("b.ts", 1, "import", "exact"),
        ("b.ts", 4, "type", "exact"),
        ("b.ts", 5, "type", "exact"),
    ]


@pytest.mark.parametrize(("files", "atom"), [(SHOP, "shop/limits.py::MOST"), (SCRIPT, "a.ts::MOST")])
def test_a_value_is_renamed_wherever_it_is_meant(files, atom, tmp_path):
    with edited(tmp_path, files) as tree:
        result = tree.applied(Rename(atom=atom, name="GREATEST"))
        assert result.status == "applied"
        left = 0
        for path, text in files.items():
            now = tree.text(path)
            left += now.count("MOST")
            assert now.replace("GREATEST", "MOST") == text
        assert left == 2  # the parameter, or the constant inside of the function


def test_a_value_that_is_still_named_is_not_deleted(tmp_path):
    with edited(tmp_path, SHOP) as tree:
        assert tree.applied(Delete(atom="shop/limits.py::MOST")).left
        assert tree.text("shop/limits.py") == SHOP["shop/limits.py"]


def test_a_name_means_a_function_before_a_value(tree):
    files = {"a.py": "def price(): ...\n", "b.py": "price = 3\n"}
    with project(tree, files) as repository:
        assert ask((repository, tree), "show", atom="price")["results"][0]["id"] == "a.py::price"
        assert ask((repository, tree), "show", atom="b.py::price")["results"][0]["id"] == "b.py::price"


def test_a_value_is_dead_only_where_no_text_mentions_its_name(tree):
    files = {"a.py": "_USED = 1\n_UNUSED = _USED\nPUBLIC = 2\n", "notes.py": "def main(): ...\n"}
    with project(tree, files) as repository:
        found = ask((repository, tree), "dead", certainty=("certain", "likely", "possible"))
    assert {(each["id"], each["certainty"]) for each in found["results"]} == {
        ("a.py::_UNUSED", "certain"),
        ("a.py::PUBLIC", "likely"),
    }


def test_a_secret_is_in_no_signature_and_its_hash_tells_nothing_of_it(tmp_path):
    with memory_repository() as repository:
        hashes = set()
        for secret in ("correct-h0rse", "battery-st4ple"):
            text = f"// It's the password.\nconst PASSWORD_OF_SHOP = '{secret}';\n"
            write_tree(tmp_path, {"a.js": f"{text}const api = {{ password: `{secret}` }};\n"})
            sync(tmp_path, repository)
            stored = atoms_by_id(repository)["a.js::PASSWORD_OF_SHOP"]
            assert stored.atom.signature == "= 'REDACTED'"
            assert secret not in "".join(f"{each.atom.signature}{each.atom.data}" for each in repository.atoms())
            hashes.add(data_of(repository, "a.js::PASSWORD_OF_SHOP")["body_hash"])
        assert len(hashes) == 1


def test_long_literals_and_further_lines_are_not_shown(tmp_path):
    text = f'LONG = "{"x" * 61}"\nSHORT = "{"x" * 60}"\nTEXT = """first\nsecond"""\nTABLE = {{\n    1: 2,\n}}\n'
    write_tree(tmp_path, {"a.py": text})
    with memory_repository() as repository:
        sync(tmp_path, repository)
        assert {name: signature for name, (_, signature) in _values(repository).items()} == {
            "LONG": '= "…"',
            "SHORT": f'= "{"x" * 60}"',
            "TEXT": '= """…',
            "TABLE": "= {…",
        }
