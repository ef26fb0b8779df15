"""Routes are found, named, shown and followed like any atom; they are neither dead nor edited."""

from __future__ import annotations

from pathlib import Path

import pytest

import omny
from tests.support.helpers import write_tree

APP = """\
from flask import Flask

app = Flask(__name__)


@app.route("/users/<int:id>", methods=["GET", "POST"])
def user(id):
    return load(id)


def load(id):
    return id


def unused():
    return 1
"""
TREE = {"app.py": APP, "other.py": "from app import app\n\n\n@app.get('/users')\ndef users(): ...\n"}

SERVER = """\
const app = require("express")();

// In celsius.
const SCALE = 3;

app.get("/heat", (request, answer) => answer.send(request.thermometer * SCALE));
"""


@pytest.fixture
def index(tmp_path: Path) -> omny.Index:
    write_tree(tmp_path, TREE)
    return omny.open(tmp_path)


def ids(document: omny.Document) -> list[str]:
    return [each["id"] for each in document.results]


def test_a_search_finds_a_route_by_its_method_and_its_path(index: omny.Index) -> None:
    assert ids(index.search("POST /users/{id}"))[0] == "app.py::POST /users/{id}"
    assert set(ids(index.search("users", types=["route"]))) == {
        "app.py::GET /users/{id}",
        "app.py::POST /users/{id}",
        "other.py::GET /users",
    }


def test_a_route_is_named_by_its_method_and_path(index: omny.Index) -> None:
    (shown,) = index.show("GET /users").results
    assert (shown["id"], shown["type"], shown["line"]) == ("other.py::GET /users", "route", 4)
    assert ids(index.callees("POST /users/{id}", types=["route"])) == ["app.py::user"]


def test_the_line_of_a_decorator_is_a_place_in_what_it_decorates(index: omny.Index) -> None:
    assert ids(index.show("app.py:6")) == ["app.py::user"]


def test_a_change_has_an_impact_on_routes(index: omny.Index) -> None:
    assert "app.py::POST /users/{id}" in ids(index.impact("load"))


def test_no_route_and_nothing_that_handles_one_is_dead(index: omny.Index) -> None:
    assert ids(index.dead(certainty=["certain", "likely", "possible"])) == ["app.py::unused"]


def test_no_code_names_a_route(index: omny.Index) -> None:
    with pytest.raises(omny.UsageError, match="no code names a route"):
        index.references("GET /users")


def test_a_route_is_edited_where_it_stands(index: omny.Index) -> None:
    index.sync()
    with pytest.raises(omny.UsageError, match="a route is no definition"):
        index.edit.rename("other.py::GET /users", "people", dry_run=True)


CLIENT = "export const one = (id) => fetch(`/users/${id}`);\nexport const many = () => fetch('/users');\n"


def test_clients_are_the_callers_of_a_route(tmp_path: Path) -> None:
    write_tree(tmp_path, {**TREE, "page.js": CLIENT})
    index = omny.open(tmp_path)
    (found,) = index.callers("GET /users/{id}").results
    assert (found["id"], found["edges"][0]["how"]) == ("page.js::one", "inferred")
    assert ids(index.callees("GET /users")) == ["other.py::users"]
    assert "page.js::one" in ids(index.impact("load"))


MOUNTED = {
    "api.py": "from fastapi import FastAPI\nfrom users import r\n\nFastAPI().include_router(r, prefix='/api')\n",
    "users.py": "from fastapi import APIRouter\n\nr = APIRouter()\n\n\n@r.get('/{id}')\ndef user(id: int): ...\n",
}


def test_a_route_is_found_by_the_path_at_which_another_file_mounts_its_router(tmp_path: Path) -> None:
    index = omny.open(write_tree(tmp_path, MOUNTED))
    assert ids(index.search("GET /api/42")) == ids(index.search("GET /api/{id}")) == ["users.py::GET /{id}"]
    assert ids(index.callees("GET /api/42")) == ["users.py::user"]
    with pytest.raises(omny.UnknownNameError):
        index.callees("GET /other/42")


def test_a_route_is_shown_with_the_whole_path_at_which_it_is_mounted(tmp_path: Path) -> None:
    outer = "from fastapi import FastAPI\nfrom api import a\n\nFastAPI().include_router(a, prefix='/v1')\n"
    inner = "from fastapi import APIRouter\nfrom users import r\n\na = APIRouter()\na.include_router(r, prefix='/u')\n"
    index = omny.open(write_tree(tmp_path, {**MOUNTED, "api.py": inner, "main.py": outer}))
    (shown,) = index.show("GET /{id}").results
    assert shown["served_at"] == ["/v1/u/{id}"]


def test_each_atom_of_a_file_with_routes_is_found_by_its_own_words(tmp_path: Path) -> None:
    limit = "# Most shoppers that wait.\nLIMIT = 10\n\n\n"
    write_tree(tmp_path, {"app.py": limit + APP, "api.js": SERVER})
    index = omny.open(tmp_path)
    assert ids(index.search("shoppers")) == ["app.py::LIMIT"]
    assert ids(index.search("thermometer"))[0] == "api.js::GET /heat"
    assert ids(index.search("celsius")) == ["api.js::SCALE"]
