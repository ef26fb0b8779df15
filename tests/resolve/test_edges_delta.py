"""Edges that hang on what other files show: after each change of those they are what a fresh index gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omny.pipeline.indexer import IndexReport
from omny.query.lookup import resolve_atom
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import assert_equals_fresh, data_of, index_tree, memory_repository, sync, write_tree

STATIC = "export class Money {\n  static add() {}\n}\n"
INSTANCE = "export class Money {\n  add() {}\n}\n"
BOTH = "export class Money {\n  add() {}\n  static add() {}\n}\n"
USE = """\
import { Money } from "./money.js";
export const total = () => Money.add();
export const sum = () => new Money().add();
"""


@pytest.fixture
def repository() -> Iterator[AtomRepository]:
    with memory_repository() as repository:
        yield repository


def calls(repository: AtomRepository, identity: str) -> list[str]:
    found: list[str] = data_of(repository, identity)["calls"]
    return found


def changed(root: Path, repository: AtomRepository, files: dict[str, str]) -> IndexReport:
    """Writes the files, and brings the index up to date."""
    write_tree(root, files)
    report = sync(root, repository)
    assert_equals_fresh(root, repository)
    return report


def test_a_member_that_becomes_static_is_called_of_the_class(tmp_path, repository):
    write_tree(tmp_path, {"money.js": INSTANCE, "use.js": USE})
    index_tree(tmp_path, repository)
    assert calls(repository, "use.js::total") == []
    assert calls(repository, "use.js::sum") == ["money.js::Money", "money.js::Money.add"]
    changed(tmp_path, repository, {"money.js": STATIC})
    assert calls(repository, "use.js::total") == ["money.js::Money.add"]
    assert calls(repository, "use.js::sum") == ["money.js::Money"]
    changed(tmp_path, repository, {"money.js": BOTH})
    assert calls(repository, "use.js::total") == ["money.js::Money.add~2"]
    assert calls(repository, "use.js::sum") == ["money.js::Money", "money.js::Money.add"]


def test_a_static_member_that_is_added_does_not_hide_an_inherited_one(tmp_path, repository):
    base = "export class Base {\n  add() {}\n}\n"
    plain = 'import { Base } from "./base.js";\nexport class Money extends Base {}\n'
    static = plain.replace("{}", "{\n  static add() {}\n}")
    write_tree(tmp_path, {"base.js": base, "money.js": plain, "use.js": USE})
    index_tree(tmp_path, repository)
    before = calls(repository, "use.js::sum")
    assert before == ["base.js::Base.add", "money.js::Money"]
    changed(tmp_path, repository, {"money.js": static})
    assert calls(repository, "use.js::sum") == before
    assert calls(repository, "use.js::total") == ["money.js::Money.add"]


def test_an_interface_that_becomes_a_class_has_members_of_its_own(tmp_path, repository):
    use = 'import { Money } from "./money";\nexport const total = () => Money.add();\n'
    write_tree(tmp_path, {"money.ts": "export class Money { static add() {} }\n", "use.ts": use})
    index_tree(tmp_path, repository)
    assert calls(repository, "use.ts::total") == ["money.ts::Money.add"]
    changed(tmp_path, repository, {"money.ts": "export interface Money { add(): void }\n"})
    changed(tmp_path, repository, {"money.ts": "export class Money { add() {} }\n"})
    assert calls(repository, "use.ts::total") == []


def test_a_second_whole_re_export_of_a_name_takes_its_callers_away(tmp_path, repository):
    index = 'export * from "./a.js";\nexport * from "./b.js";\n'
    use = 'import { f } from "./index.js";\nexport const run = () => f();\n'
    write_tree(tmp_path, {"a.js": "export function f() {}\n", "b.js": "", "index.js": index, "use.js": use})
    index_tree(tmp_path, repository)
    assert calls(repository, "use.js::run") == ["a.js::f"]
    changed(tmp_path, repository, {"b.js": "export function f() {}\n"})
    assert calls(repository, "use.js::run") == []
    changed(tmp_path, repository, {"b.js": 'export { f } from "./a.js";\n'})
    assert calls(repository, "use.js::run") == ["a.js::f"]
    changed(tmp_path, repository, {"a.js": "", "b.js": "export function f() {}\n"})
    assert calls(repository, "use.js::run") == ["b.js::f"]
    changed(tmp_path, repository, {"index.js": index + "export function f() {}\n", "a.js": "export const f = 1;\n"})
    assert calls(repository, "use.js::run") == ["index.js::f"]


def test_of_two_star_imports_of_python_the_last_one_that_has_the_name_counts(tmp_path, repository):
    index = "from a import *\nfrom b import *\n"
    use = "from index import f\ndef run():\n    f()\n"
    write_tree(tmp_path, {"a.py": "def f(): ...\n", "b.py": "", "index.py": index, "use.py": use})
    index_tree(tmp_path, repository)
    assert calls(repository, "use.py::run") == ["a.py::f"]
    changed(tmp_path, repository, {"b.py": "def f(): ...\n"})
    assert calls(repository, "use.py::run") == ["b.py::f"]
    changed(tmp_path, repository, {"b.py": "__all__ = []\ndef f(): ...\n"})
    assert calls(repository, "use.py::run") == ["a.py::f"]


def test_a_name_of_merged_declarations_means_the_one_with_the_code(tmp_path, repository):
    text = "export interface Box { a(): void }\nexport class Box { b() {} }\n" + 2 * "export interface Two {}\n"
    write_tree(tmp_path, {"box.ts": text})
    index_tree(tmp_path, repository)
    assert resolve_atom(repository, "Box").stored.atom.id == "box.ts::Box~2"
    assert resolve_atom(repository, "Two").stored.atom.id == "box.ts::Two"


def test_a_second_definition_takes_the_calls_below_it_and_no_others(tmp_path, repository):
    first = "def step():\n    return 1\n\nstep()\n"
    second = "\ndef step():\n    return 2\n\ndef use():\n    step()\n"
    write_tree(tmp_path, {"a.py": first, "b.py": "from a import step\nstep()\n"})
    index_tree(tmp_path, repository)
    assert calls(repository, "a.py::<module>") == ["a.py::step"]
    changed(tmp_path, repository, {"a.py": first + second})
    assert calls(repository, "a.py::<module>") == ["a.py::step"]
    assert calls(repository, "a.py::use") == ["a.py::step~2"]
    assert calls(repository, "b.py::<module>") == ["a.py::step~2"]
    changed(tmp_path, repository, {"a.py": first})
    assert calls(repository, "b.py::<module>") == ["a.py::step"]


HANDLERS = """\
from typing import Annotated
from fastapi import Depends
from deps import current_user

def show(user=Depends(current_user)):
    return user

class Views:
    def list(self, user: Annotated[int, Depends(current_user)]):
        return user
"""


def test_a_dependency_hangs_on_its_handlers(tmp_path, repository):
    write_tree(tmp_path, {"app.py": HANDLERS, "deps.py": "def current_user():\n    return 1\n"})
    index_tree(tmp_path, repository)
    handlers = ["app.py::Views.list", "app.py::show"]
    assert callers(repository, "deps.py::current_user") == handlers
    changed(tmp_path, repository, {"deps.py": "from users import current_user\n"})
    assert callbacks(repository, "app.py::show") == []
    changed(tmp_path, repository, {"users.py": "def current_user():\n    return 1\n"})
    assert callers(repository, "users.py::current_user") == handlers
    changed(tmp_path, repository, {"app.py": HANDLERS.replace("=Depends(current_user)", "=None")})
    assert callers(repository, "users.py::current_user") == handlers[:1]


def callbacks(repository: AtomRepository, identity: str) -> list[str]:
    found: list[str] = data_of(repository, identity).get("callbacks", [])
    return found


def callers(repository: AtomRepository, identity: str) -> list[str]:
    """Who passes the atom on, or calls it."""
    return sorted(edge.source_id for edge in repository.edges() if edge.target_id == identity)
