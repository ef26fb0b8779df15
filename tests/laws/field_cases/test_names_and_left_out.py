"""Second collection: names as people type them, and files, callers and entry points that an answer leaves out."""

from __future__ import annotations

import json
import os

import pytest

from omny.cli import run
from omny.daemon.loop import TICK_SECONDS
from omny.mcp.arguments import read_arguments
from omny.mcp.tools import Callers, SearchAtoms
from omny.query.copies import find_copies
from tests.support.field_cases import callees, callers, files_of, move, put, put_all, remove
from tests.support.graph_project import ask, ids
from tests.support.helpers import dumped, one_line, sync, write_tree
from tests.support.real_daemon import git, needs_git
from tests.support.simulation import simulated

CODE = "def f():\n    return 1\n"
HELP = "export function help() { return 1 }\n"


# ── modules ──


def test_f08_the_framework_of_a_fresh_clone_gives_its_aliases_until_a_generated_configuration_says_otherwise(tree):
    use = "import { help } from '~/lib/help'\nexport const use = () => help()\n"
    write_tree(tree, {"nuxt.config.ts": "export default defineNuxtConfig({})\n", "app/lib/help.ts": HELP, "a.ts": use})
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "a.ts::use") == ["app/lib/help.ts::help"]
        daemon.edit(move("app/lib", "lib"))
        assert callees(daemon.repository, "a.ts::use") == ["lib/help.ts::help"]
        daemon.edit(remove("nuxt.config.ts"))
        assert callees(daemon.repository, "a.ts::use") == []


def test_f08_paths_that_a_package_of_the_workspace_holds_are_followed_when_it_comes(tree):
    base = {"compilerOptions": {"paths": {"@lib/*": ["${configDir}/lib/*"]}}}
    write_tree(
        tree,
        {
            "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n",
            "packages/app/tsconfig.json": '{"extends": "@acme/cfg/base.json"}',
            "packages/app/lib/help.ts": HELP,
            "packages/app/a.ts": "import { help } from '@lib/help'\nexport const use = () => help()\n",
        },
    )
    with simulated(tree) as daemon:
        assert callees(daemon.repository, "packages/app/a.ts::use") == []
        daemon.edit(
            put_all({"packages/cfg/package.json": '{"name": "@acme/cfg"}', "packages/cfg/base.json": json.dumps(base)})
        )
        assert callees(daemon.repository, "packages/app/a.ts::use") == ["packages/app/lib/help.ts::help"]
        daemon.edit(put("packages/cfg/package.json", '{"name": "@acme/other"}'))
        assert callees(daemon.repository, "packages/app/a.ts::use") == []


@needs_git
def test_f09_a_folder_named_like_output_follows_what_git_tracks_and_where_it_lies(tree):
    write_tree(tree, {"a.py": CODE, "dist/b.py": CODE, "src/dist/c.py": CODE, "src/target/d.py": CODE})
    git(tree, "init", "-q")
    with simulated(tree) as daemon:
        assert files_of(daemon.repository) == {"a.py", "src/dist/c.py", "src/target/d.py"}
        git(tree, "add", "dist/b.py")
        daemon.clock.advance(TICK_SECONDS + 1)
        daemon.turn()
        daemon.settle()
        assert "dist/b.py" in files_of(daemon.repository)
        daemon.edit(move("src", "other"))
        assert files_of(daemon.repository) == {"a.py", "dist/b.py", "other/target/d.py"}


# ── what is left out is told ──


def test_f10_a_function_that_only_a_file_of_another_language_names_is_possibly_dead_and_no_more(tree):
    write_tree(tree, {"a.ts": "export function shown() { return 1 }\n", "b.py": "def asked():\n    return 1\n"})
    with simulated(tree) as daemon:

        def judged() -> dict[str, str]:
            found = ask((daemon.repository, tree), "dead", certainty=["certain", "likely", "possible"])
            return {each["id"]: each["certainty"] for each in found["results"]}

        assert judged()["b.py::asked"] == "likely"
        daemon.edit(put_all({"ui/A.vue": "<script>shown()</script>", "notes/run": "#!/bin/sh\npython -c asked\n"}))
        assert judged()["b.py::asked"] == "possible"
        daemon.edit(remove("ui", "notes"))
        assert judged()["b.py::asked"] == "likely"


def test_complaint_7_and_8_and_9_what_is_odd_about_a_tree_is_told_by_its_kind(tmp_path, capsys):
    copies = {
        f"app{n}/third/lib/m{m}.py": "\n".join(f"x{r} = {m}" for r in range(40)) for n in range(8) for m in "0123456789"
    }
    tree = write_tree(tmp_path / "t", {"a.py": CODE, "sub/b.py": CODE, "bad.py": "x = 1\0\n", **copies})
    assert run(["index", str(tree / "sub"), "--jobs", "1"]) == 0
    assert run(["index", str(tree), "--jobs", "1"]) == 1
    out = capsys.readouterr().out
    assert "1 path could not be indexed:\n  bad.py  binary" in out
    assert "do not parse" not in out
    assert run(["status", "--root", str(tree)]) == 0
    assert "holds 1 folder with an index of its own, which answers for it: sub" in capsys.readouterr().out
    assert run(["status", "--root", str(tree / "sub")]) == 0
    assert f"is inside the indexed tree {os.fspath(tree)}" in one_line(capsys.readouterr().out)
    with simulated(tree) as daemon:
        assert "**/third/lib/" in str(find_copies(daemon.repository.ledger().values()))
        daemon.edit(put(".omnyignore", "**/third/lib/\n"))
        assert not find_copies(daemon.repository.ledger().values())


# ── names ──

SHOP = {
    "shop/__init__.py": "",
    "shop/money.py": "def total_price(prices):\n    return sum(prices)\n",
    "shop/cart.py": (
        "from shop.money import total_price\n\n\nclass Cart:\n    def price(self):\n        return total_price([])\n"
    ),
}
PRICE, TOTAL = "shop/cart.py::Cart.price", "shop/money.py::total_price"
SEARCHED = ("shop/cart.py::Cart", "Cart.price()", "Cart price", "class Cart", "cart.py", "Cart#price", "cart.Cart")
TYPED = {
    "shop.money.total_price": TOTAL,
    "total_price()": TOTAL,
    "money.total_price(1, 2)": TOTAL,
    "Cart#price": PRICE,
    "Cart::price": PRICE,
    "shop/cart.py:6": PRICE,
    'File "shop/cart.py", line 6, in price': PRICE,
    "cart.py::Cart.price": PRICE,
    "shop.cart.Cart.price": PRICE,
}


def test_complaint_1_and_2_each_name_that_people_type_is_found_wherever_the_file_goes(tree):
    write_tree(tree, SHOP)
    with simulated(tree) as daemon:
        place = (daemon.repository, tree)
        for typed in SEARCHED:
            assert ids(ask(place, "search", text=typed)), typed
        for typed, meant in TYPED.items():
            assert ids(ask(place, "show", atom=typed)) == [meant], typed
        daemon.edit(move("shop", "store"))
        assert ids(ask(place, "show", atom="store.money.total_price")) == ["store/money.py::total_price"]
        assert ids(ask(place, "show", atom="cart.py:6")) == ["store/cart.py::Cart.price"]
        for gone in ("shop.money.total_price", "shop/cart.py:6"):
            with pytest.raises(Exception, match=r"store|no indexed file"):
                ask(place, "show", atom=gone)


def test_f11_nulls_of_a_strict_client_are_arguments_that_were_left_out():
    nulls = dict.fromkeys(("limit", "path", "types", "tests", "cursor"))
    assert read_arguments(SearchAtoms, {"text": "price", **nulls}) == read_arguments(SearchAtoms, {"text": "price"})
    more = dict.fromkeys(("depth", "limit", "types", "possible"))
    known = {name: None for name in more if name in Callers.__struct_fields__}
    assert read_arguments(Callers, {"atom": "x", **known}) == read_arguments(Callers, {"atom": "x"})


# ── frameworks ──

ROUTE = "export async function GET() { return load() }\nexport async function POST() { return 1 }\nfunction load() {}\n"


def test_f12_what_a_router_runs_lives_while_it_is_where_the_router_looks(tree):
    write_tree(tree, {"app/api/route.ts": ROUTE})
    with simulated(tree) as daemon:

        def judged() -> list[tuple[str, str, bool]]:
            found = ask((daemon.repository, tree), "dead", certainty=["certain", "likely", "possible"])["results"]
            return [
                (each["id"].partition("::")[2], each["certainty"], "Next calls" in each["reason"]) for each in found
            ]

        routed = [("GET", "possible", True), ("POST", "possible", True)]
        assert judged() == routed
        daemon.edit(move("app/api/route.ts", "app/api/other.ts"))
        assert judged()[:2] == [("GET", "likely", False), ("POST", "likely", False)]
        daemon.edit(move("app/api/other.ts", "app/route.ts"))
        assert judged() == routed


def test_f16_a_test_calls_what_its_fixture_gives_it_through_factories_and_overrides(tree):
    shop = (
        "class Env:\n    def from_string(self, s):\n        return s\n\n\n"
        "class Own(Env):\n    def from_string(self, s):\n        return 1\n"
    )
    given = "import pytest\nfrom shop import {0}\n\n\n@pytest.fixture\ndef env():\n    return {0}()\n"
    test = "def test_it(env):\n    assert env.from_string('a')\n"
    asked = "def test_it(request):\n    env = request.getfixturevalue('env')\n    assert env.from_string('a')\n"
    write_tree(
        tree,
        {
            "shop.py": shop,
            "tests/conftest.py": given.format("Env"),
            "tests/test_a.py": test,
            "tests/sub/test_b.py": asked,
        },
    )
    base, own = "shop.py::Env.from_string", "shop.py::Own.from_string"
    first, second = "tests/test_a.py::test_it", "tests/sub/test_b.py::test_it"
    with simulated(tree) as daemon:
        assert callers(daemon.repository, base) == [second, first]
        daemon.edit(put("tests/sub/conftest.py", given.format("Own")))
        assert (callers(daemon.repository, base), callers(daemon.repository, own)) == ([first], [second])
        daemon.edit(remove("tests/sub/conftest.py"))
        assert callers(daemon.repository, base) == [second, first]
        daemon.edit(put("tests/conftest.py", given.format("Own")))
        assert callers(daemon.repository, own) == [second, first]


UNLISTED = {
    "a.py": "import functools\n\n\ndef deco(f):\n    return f\n\n\ndef passed(x):\n    return x\n\n\n"
    "class P:\n    @property\n    def price(self):\n        return 1\n\n    @functools.cached_property\n"
    "    def slow(self):\n        return 2\n\n\n@deco\ndef use(p: P, unknown):\n    unknown.passed()\n"
    "    return map(passed, [p.price, p.slow])\n"
}


def test_f17_callers_tell_what_is_not_among_them_and_stop_when_it_goes(tree):
    write_tree(tree, UNLISTED)
    with simulated(tree) as daemon:
        place = (daemon.repository, tree)

        def unlisted(atom: str) -> tuple[dict[str, int], int, str]:
            document = ask(place, "callers", atom=atom)
            assert document["total"] == 0
            told = document.get("unlisted", {"types": {}, "unknown": 0, "used_as": ""})
            return told["types"], told["unknown"], told["used_as"]

        assert unlisted("deco")[0] == {"decorator": 1}
        assert unlisted("passed")[:2] == ({"callback": 1}, 1)
        assert unlisted("P.price")[2]
        assert unlisted("P.slow")[2] == unlisted("P.price")[2]
        daemon.edit(put("a.py", UNLISTED["a.py"].replace("@deco\n", "").replace("map(passed, [", "list([")))
        assert unlisted("deco")[0] == {}
        assert unlisted("passed")[0] == {}
        before = dumped(daemon.repository)
        daemon.edit(put("a.py", UNLISTED["a.py"]))
        assert dumped(daemon.repository) != before


@needs_git
def test_a_repository_without_a_commit_is_indexed_and_its_first_commit_is_told(tree, repository):
    write_tree(tree, {"a.py": CODE})
    git(tree, "init", "-q")
    sync(tree, repository)
    assert repository.meta().indexed_head == ""
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "1")
    sync(tree, repository)
    assert len(repository.meta().indexed_head) == 40
