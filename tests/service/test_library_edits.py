"""Edits by the library: each operation of `omny edit`, typed, and the same results."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from typing import Any

import msgspec
import pytest

import omny
from omny.edit.request import Body, Delete, Insert, Move, Rename, Replace, Undo
from omny.service.edits import Edits
from tests.support.helpers import write_tree

FILES = {
    "shop/cart.py": "def total():\n    return 1\n\n\ndef other():\n    return 2\n",
    "main.py": "from shop.cart import total\n\nprint(total())\n",
    "shop/__init__.py": "",
}
OPERATIONS: dict[str, type[msgspec.Struct]] = {
    "replace": Replace,
    "body": Body,
    "insert": Insert,
    "delete": Delete,
    "rename": Rename,
    "move": Move,
    "undo": Undo,
}


@pytest.fixture
def index(tmp_path: Path) -> omny.Index:
    write_tree(tmp_path, dict(FILES))
    return omny.open(tmp_path)


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_a_method_has_the_fields_of_its_request(operation: str) -> None:
    fields = {field.name: field.default for field in msgspec.structs.fields(OPERATIONS[operation])}
    method = inspect.signature(getattr(Edits, operation)).parameters
    missing = fields.keys() - method.keys() - {"source", "actor"}
    assert missing <= (set() if operation in ("delete", "rename", "move") else {"force"})
    for name, parameter in list(method.items())[1:]:
        default = fields[name]
        assert parameter.default == (parameter.empty if default is msgspec.NODEFAULT else default), name


def test_there_is_a_method_for_each_request() -> None:
    methods = {name for name in vars(Edits) if not name.startswith("_")}
    assert methods == OPERATIONS.keys() == {str(kind.__struct_config__.tag) for kind in OPERATIONS.values()}


def test_a_rename_changes_files_and_index(index: omny.Index) -> None:
    planned = index.edit.rename("total", "sum_up", dry_run=True)
    assert planned.status == "planned"
    assert "sum_up" not in (index.root / "main.py").read_text()
    done = index.edit.rename("total", "sum_up")
    assert (done.status, [change.path for change in done.files]) == ("applied", ["shop/cart.py", "main.py"])
    assert (index.root / "main.py").read_text() == "from shop.cart import sum_up\n\nprint(sum_up())\n"
    assert [atom["id"] for atom in index.callers("sum_up").results] == ["main.py::<module>"]
    assert index.edit.undo().status == "applied"
    assert (index.root / "main.py").read_text() == FILES["main.py"]


def test_the_text_of_an_atom_is_edited(index: omny.Index) -> None:
    assert index.edit.body("other", "return 3").status == "applied"
    assert index.edit.replace("other", "def other():\n    return 4").status == "applied"
    assert index.edit.insert("other", "def third():\n    return 5", where="before").status == "applied"
    assert index.edit.delete("other").status == "applied"
    text = "def total():\n    return 1\n\n\ndef third():\n    return 5\n"
    assert (index.root / "shop/cart.py").read_text() == text
    assert index.edit.move("shop/cart.py", "shop/basket.py").status == "applied"
    assert (index.root / "main.py").read_text() == "from shop.basket import total\n\nprint(total())\n"


def test_a_refusal_is_a_code_and_changes_nothing(index: omny.Index) -> None:
    assert index.edit.delete("total").refusal is omny.Refusal.CALLERS
    stale = index.edit.body("total", "return 9", expect="17")
    assert stale.refusal is omny.Refusal.STALE
    assert stale.current is not None
    assert (index.root / "shop/cart.py").read_text() == FILES["shop/cart.py"]
    with pytest.raises(omny.UnknownNameError):
        index.edit.delete("totally")


def test_an_edit_is_awaited(tmp_path: Path) -> None:
    write_tree(tmp_path, dict(FILES))

    async def rename() -> Any:
        async with omny.open_async(tmp_path) as index:
            return await index.edit.rename("total", "sum_up")

    assert asyncio.run(rename()).status == "applied"


def test_an_index_in_memory_is_edited(tmp_path: Path) -> None:
    write_tree(tmp_path, dict(FILES))
    with omny.open(tmp_path, database="memory:") as index:
        assert index.edit.rename("total", "sum_up").status == "applied"
        assert [atom["id"] for atom in index.search("sum_up").results] == ["shop/cart.py::sum_up"]
