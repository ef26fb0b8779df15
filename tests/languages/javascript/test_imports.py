"""How a JavaScript or TypeScript specifier finds its file, and which keys that asks.

Trees are written as one name per word, configuration files as JSON. Expected is a path, or None: outside the tree.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omny.languages.javascript.configs import config_names, config_surface, is_config
from omny.languages.javascript.imports import JavaScriptImports
from omny.model.surfaces import TOO_MANY, Surface

RULES = JavaScriptImports()


class Tree:
    """A SymbolLookup over names in memory that records every key asked, in order."""

    def __init__(self, files: str, configs: dict[str, Any] | None = None) -> None:
        self.surfaces: dict[str, Surface] = {path: {} for path in files.split()}
        for path, content in (configs or {}).items():
            source = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.surfaces[path] = config_surface(path, source)
        self.asked: list[tuple[str, ...]] = []

    def module(self, path: str) -> bool:
        self.asked.append(("module", path))
        return path in self.surfaces

    def values(self, path: str, key: str) -> list[str] | None:
        self.asked.append(("values", path, key))
        return self.surfaces.get(path, {}).get(key)

    def publishers(self, name: str) -> tuple[str, ...] | None:
        self.asked.append(("named", name))
        found = tuple(sorted(p for p, s in self.surfaces.items() if is_config(p) and name in config_names(p, s)))
        return found if len(found) <= TOO_MANY else None

    def locate(self, spec: str, importer: str) -> str | None:
        return RULES.locate(spec, importer, self)

    def modules_asked(self) -> list[str]:
        return [key[1] for key in self.asked if key[0] == "module"]


def found(spec: str, files: str, configs: dict[str, Any] | None = None, importer: str = "src/a.ts") -> str | None:
    return Tree(files, configs).locate(spec, importer)


# --- Relative names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "files", "importer", "expected"),
    [
        ("./b", "src/b.js", "src/a.js", "src/b.js"),
        ("./b", "src/b.ts src/b.js", "src/a.ts", "src/b.ts"),
        ("./b", "src/b.ts src/b.js", "src/a.js", "src/b.js"),
        ("./b", "src/b.ts", "src/a.js", "src/b.ts"),
        ("./b", "src/b.tsx", "src/a.jsx", "src/b.tsx"),
        ("./b", "src/b.mjs", "src/a.mjs", "src/b.mjs"),
        ("./b", "src/b.d.ts src/b.js", "src/a.ts", "src/b.js"),
        ("./b", "src/b.d.ts", "src/a.ts", "src/b.d.ts"),
        ("./b", "src/b", "src/a.js", "src/b"),
        ("./b", "src/b.js src/b/index.js", "src/a.js", "src/b.js"),
        ("./b/", "src/b.js src/b/index.js", "src/a.js", "src/b/index.js"),
        ("./b", "src/b/index.tsx", "src/a.ts", "src/b/index.tsx"),
        ("./b.service", "src/b.service.ts", "src/a.ts", "src/b.service.ts"),
        ("../b", "b.js", "src/a.js", "b.js"),
        (".", "src/index.js src.js", "src/a.js", "src/index.js"),
        ("..", "src/index.js src.js", "src/deep/a.js", "src/index.js"),
        ("..", "index.js", "src/a.js", "index.js"),
        ("./x/..", "src/index.js", "src/a.js", "src/index.js"),
        ("./b.js", "src/b.js src/b.ts", "src/a.js", "src/b.js"),
        ("./b.js", "src/b.js src/b.ts", "src/a.ts", "src/b.ts"),
        ("./b.js", "src/b.tsx", "src/a.ts", "src/b.tsx"),
        ("./b.js", "src/b.d.ts", "src/a.ts", "src/b.d.ts"),
        ("./b.js", "src/b.js src/b.d.ts", "src/a.ts", "src/b.js"),
        ("./b.jsx", "src/b.tsx", "src/a.tsx", "src/b.tsx"),
        ("./b.mjs", "src/b.mts", "src/a.mts", "src/b.mts"),
        ("./b.cjs", "src/b.cts", "src/a.cts", "src/b.cts"),
        ("./b.ts", "src/b.ts", "src/a.ts", "src/b.ts"),
        ("./b.ts", "src/b.js", "src/a.ts", None),
        ("./my%20file", "src/my", "src/a.js", None),
        ("../../b", "b.js", "src/a.js", None),
        ("../../../src/b", "src/b.js", "src/a.js", None),
        ("/src/b", "src/b.js", "src/a.js", None),
        ("", "src/index.js", "src/a.js", None),
        ("./App.vue", "src/App.vue", "src/a.js", "src/App.vue"),
    ],
)
def test_a_relative_name_is_a_file_then_a_file_with_an_extension_then_a_directory(spec, files, importer, expected):
    assert found(spec, files, importer=importer) == expected


def test_a_space_arrives_as_percent_20():
    tree = Tree("")
    tree.surfaces["src/my file.js"] = {}
    assert tree.locate("./my%20file", "src/a.js") == "src/my file.js"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("./x?raw", None),
        ("./x?url", None),
        ("./x?worker&inline", None),
        ("./x?v=12", "src/x.ts"),
        ("./x?rawish", "src/x.ts"),
        ("raw-loader!./x", None),
        ("./logo.svg", None),
        ("./data.json", None),
        ("./styles.css", "src/styles.css.ts"),
        ("?raw", None),
    ],
)
def test_what_a_query_or_an_asset_gives_is_not_the_module(spec, expected):
    assert found(spec, "src/x.ts src/logo.svg src/data.json src/styles.css src/styles.css.ts") == expected


@pytest.mark.parametrize(
    "spec", ["fs", "node:fs", "fs/promises", "node:test", "https://x.org/a.js", "npm:a", "data:,x"]
)
def test_what_node_brings_along_and_what_has_a_scheme_asks_nothing(spec):
    tree = Tree("src/fs.ts fs.ts", {"tsconfig.json": {"compilerOptions": {"baseUrl": "."}}})
    assert tree.locate(spec, "src/a.ts") is None
    assert tree.asked == []


def test_each_candidate_before_the_answer_is_a_key_and_none_behind_it():
    tree = Tree("src/b.js")
    assert tree.locate("./b", "src/a.ts") == "src/b.js"
    assert tree.modules_asked() == ["src/b", "src/b.ts", "src/b.tsx", "src/b.mts", "src/b.cts", "src/b.js"]
    assert len(tree.asked) == 6


def test_a_javascript_importer_asks_for_javascript_first():
    tree = Tree("src/b.ts")
    assert tree.locate("./b", "src/a.js") == "src/b.ts"
    assert tree.modules_asked() == ["src/b", "src/b.js", "src/b.jsx", "src/b.mjs", "src/b.cjs", "src/b.ts"]


def test_a_directory_is_asked_for_its_package_json_before_its_index():
    tree = Tree("src/b/index.js")
    assert tree.locate("./b", "src/a.js") == "src/b/index.js"
    assert tree.asked[-2:] == [("values", "src/b/package.json", "config"), ("module", "src/b/index.js")]


@pytest.mark.parametrize("earlier", ["src/b", "src/b.ts", "src/b.cts", "src/b.js", "src/b/index.ts"])
def test_adding_a_candidate_that_was_asked_in_vain_changes_the_answer(earlier):
    before = Tree("src/b/index.js")
    assert before.locate("./b", "src/a.ts") == "src/b/index.js"
    assert ("module", earlier) in before.asked
    assert found("./b", f"src/b/index.js {earlier}") == earlier


@pytest.mark.parametrize(
    ("package", "files", "expected"),
    [
        ({"main": "./m.js"}, "src/b/m.js src/b/index.js", "src/b/m.js"),
        ({"main": "lib"}, "src/b/lib/index.js", "src/b/lib/index.js"),
        ({"main": "m"}, "src/b/m.ts", "src/b/m.ts"),
        ({"main": "gone.js"}, "src/b/index.js", "src/b/index.js"),
        ({"module": "m.mjs"}, "src/b/m.mjs", "src/b/m.mjs"),
        ({"types": "./t.d.ts"}, "src/b/t.d.ts", "src/b/t.d.ts"),
        ({"types": "./t.d.ts", "main": "m.js"}, "src/b/t.d.ts src/b/m.js", "src/b/m.js"),
        ({"main": "../c.js"}, "src/c.js", None),
        ({"exports": "./m.js"}, "src/b/m.js src/b/index.js", "src/b/index.js"),
        (b"{ broken", "src/b/index.js", "src/b/index.js"),
    ],
)
def test_a_directory_is_what_its_package_json_names(package, files, expected):
    assert found("./b", files, {"src/b/package.json": package}) == expected


# --- tsconfig and jsconfig --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "options", "files", "expected"),
    [
        ("@/b", {"paths": {"@/*": ["./src/*"]}}, "src/b.ts", "src/b.ts"),
        ("@/b", {"baseUrl": "src", "paths": {"@/*": ["*"]}}, "src/b.ts", "src/b.ts"),
        ("@/b", {"paths": {"@/*": ["./gone/*", "./src/*"]}}, "src/b.ts", "src/b.ts"),
        ("@/b", {"paths": {"@/*": ["./src/*", "./lib/*"]}}, "src/b.ts lib/b.ts", "src/b.ts"),
        ("@/b/c", {"paths": {"@/*": ["./one/*"], "@/b/*": ["./two/*"]}}, "one/b/c.ts two/c.ts", "two/c.ts"),
        ("lib", {"paths": {"*": ["./one/*"], "lib": ["./two.ts"]}}, "one/lib.ts two.ts", "two.ts"),
        ("@/b.js", {"paths": {"@/*": ["./src/*"]}}, "src/b.ts", "src/b.ts"),
        ("a-x-b", {"paths": {"a-*-b": ["./src/*"]}}, "src/x.ts", "src/x.ts"),
        ("#b", {"paths": {"#*": ["./src/*"]}}, "src/b.ts", "src/b.ts"),
        ("/@/b", {"paths": {"/@/*": ["./src/*"]}}, "src/b.ts", "src/b.ts"),
        ("@/b", {"paths": {"@/*": ["../../*"]}}, "b.ts", None),
        ("lib/b", {"baseUrl": "./src"}, "src/lib/b.ts", "src/lib/b.ts"),
        ("lib", {"baseUrl": "."}, "lib/index.js", "lib/index.js"),
        ("lib/b", {"baseUrl": ".", "paths": {"lib/*": ["gone/*"]}}, "lib/b.ts", None),
        ("@/b", {}, "src/b.ts", None),
        ("@/b", {"paths": {"@/**": ["./src/*"], "@/*": 7}}, "src/b.ts", None),
    ],
)
def test_a_name_goes_through_paths_then_base_url(spec, options, files, expected):
    assert found(spec, files, {"tsconfig.json": {"compilerOptions": options}}) == expected


def paths_to(directory: str, **more: Any) -> dict[str, Any]:
    return {"compilerOptions": {"paths": {"@/*": [directory + "/*"]}}, **more}


def test_the_nearest_configuration_counts_and_tsconfig_before_jsconfig():
    configs = {
        "tsconfig.json": paths_to("."),
        "app/tsconfig.json": paths_to("./one"),
        "app/jsconfig.json": paths_to("./two"),
    }
    files = "b.ts app/one/b.ts app/two/b.ts"
    assert found("@/b", files, configs, "app/x/a.js") == "app/one/b.ts"
    assert found("@/b", files, configs, "other/a.ts") == "b.ts"
    del configs["app/tsconfig.json"]
    assert found("@/b", files, configs, "app/x/a.js") == "app/two/b.ts"


def test_a_missing_nearer_configuration_is_a_key():
    tree = Tree("b.ts", {"tsconfig.json": paths_to(".")})
    assert tree.locate("@/b", "app/a.ts") == "b.ts"
    assert tree.asked[:3] == [("values", f"{p}.json", "config") for p in ("app/tsconfig", "app/jsconfig", "tsconfig")]


@pytest.mark.parametrize(
    ("extends", "base"),
    [
        ("../tsconfig.base.json", "tsconfig.base.json"),
        ("../tsconfig.base", "tsconfig.base.json"),
        ("./tsconfig.base.json", "app/tsconfig.base.json"),
        ("@acme/ts", "tools/ts/tsconfig.json"),
        ("@acme/ts/tsconfig.lib.json", "tools/ts/tsconfig.lib.json"),
        ("@acme/ts/tsconfig.lib", "tools/ts/tsconfig.lib.json"),
        (["../tsconfig.other.json", "../tsconfig.base.json"], "tsconfig.base.json"),
    ],
)
def test_extends_is_followed_and_paths_stay_relative_to_where_they_stand(extends, base):
    configs = {
        "app/tsconfig.json": {"extends": extends},
        "tsconfig.other.json": paths_to("./other"),
        "tools/ts/package.json": {"name": "@acme/ts"},
        base: paths_to("./here"),
    }
    directory = base.rpartition("/")[0]
    target = f"{directory}/here/b.ts".lstrip("/")
    assert found("@/b", f"{target} other/b.ts", configs, "app/a.ts") == target


def test_what_extends_overrides_what_is_extended():
    configs = {"tsconfig.base.json": paths_to("./one"), "tsconfig.json": paths_to("./two", extends="./tsconfig.base")}
    assert found("@/b", "one/b.ts two/b.ts", configs) == "two/b.ts"
    configs["tsconfig.json"]["compilerOptions"]["paths"] = {}
    assert found("@/b", "one/b.ts two/b.ts", configs) is None


def test_config_dir_is_the_directory_of_the_file_that_extends():
    configs = {
        "tsconfig.base.json": paths_to("${configDir}/src"),
        "app/tsconfig.json": {"extends": "../tsconfig.base.json"},
    }
    assert found("@/b", "app/src/b.ts src/b.ts", configs, "app/a.ts") == "app/src/b.ts"
    base = {"compilerOptions": {"baseUrl": "${configDir}/src"}}
    assert found("b", "app/src/b.ts src/b.ts", configs | {"tsconfig.base.json": base}, "app/a.ts") == "app/src/b.ts"


def test_configurations_that_extend_each_other_end():
    configs = {
        "tsconfig.json": paths_to("./src", extends="./tsconfig.b.json"),
        "tsconfig.b.json": {"extends": "./tsconfig"},
    }
    assert found("@/b", "src/b.ts", configs) == "src/b.ts"
    wide = {f"tsconfig.{i}.json": {"extends": [f"./tsconfig.{i + 1}.json"] * 9} for i in range(40)}
    assert found("@/b", "src/b.ts", wide | {"tsconfig.json": {"extends": "./tsconfig.0.json"}}) is None


def test_a_solution_gives_the_paths_of_the_projects_it_references():
    references = [{"path": "./tsconfig.app.json"}, {"path": "./elsewhere"}]
    configs = {
        "tsconfig.json": {"files": [], "references": references},
        "tsconfig.app.json": paths_to("./src"),
        "elsewhere/tsconfig.json": {"compilerOptions": {"paths": {"~/*": ["./*"]}}},
    }
    assert found("@/b", "src/b.ts elsewhere/b.ts", configs) == "src/b.ts"
    assert found("~/b", "src/b.ts elsewhere/b.ts", configs) is None


def test_root_dirs_are_one_directory():
    configs = {"tsconfig.json": {"compilerOptions": {"rootDirs": ["./src", "./generated"]}}}
    assert found("./b", "generated/b.ts", configs) == "generated/b.ts"
    assert found("./b", "generated/b.ts src/b.ts", configs) == "src/b.ts"
    assert found("../x/b", "generated/x/b.ts", configs, "src/y/a.ts") == "generated/x/b.ts"
    assert found("./b", "generated/b.ts", configs, "test/a.ts") is None


# --- Packages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "package", "files", "expected"),
    [
        ("p", {}, "index.js", "index.js"),
        ("p", {"main": "lib/m.js"}, "lib/m.js", "lib/m.js"),
        ("p", {"main": "m.js", "source": "src/m.ts"}, "m.js src/m.ts", "src/m.ts"),
        ("p/sub", {}, "sub.js", "sub.js"),
        ("p/sub", {}, "sub/index.ts", "sub/index.ts"),
        ("p/sub", {"exports": "./m.js"}, "m.js sub.js", None),
        ("p/../x", {}, "../x.js", None),
        ("p//sub", {}, "sub.js", "sub.js"),
        ("p", {"exports": "./m.js"}, "m.js index.js", "m.js"),
        ("p", {"exports": {"import": "./m.mjs", "require": "./m.cjs"}}, "m.mjs m.cjs", "m.mjs"),
        ("p", {"exports": {"require": "./m.cjs", "import": "./gone.mjs"}}, "m.cjs", "m.cjs"),
        ("p", {"exports": {".": {"types": "./m.d.ts", "default": "./m.js"}}}, "m.js m.d.ts", "m.js"),
        ("p", {"exports": {".": {"types": "./m.d.ts", "default": "./gone/x.js"}}}, "m.d.ts", "m.d.ts"),
        ("p", {"exports": {".": {"types": "./src/m.ts", "default": "./dist/m.js"}}}, "src/m.ts", "src/m.ts"),
        ("p", {"exports": {"node": {"import": "./n.mjs"}, "browser": "./b.js"}}, "n.mjs b.js", "n.mjs"),
        ("p", {"exports": {"browser": "./b.js", "default": "./d.js"}}, "d.js b.js", "d.js"),
        ("p", {"exports": {"import": "./dist/m.js", "@acme/source": "./src/x.ts"}}, "src/x.ts src/m.ts", "src/x.ts"),
        ("p", {"exports": {".": ["./gone.js", "./m.js"]}}, "m.js", "m.js"),
        ("p", {"exports": {".": None}}, "index.js", None),
        ("p", {"exports": {".": "../x.js"}}, "../x.js", None),
        ("p", {"exports": "./m.js"}, "m.ts", "m.ts"),
        ("p/a/b", {"exports": {"./a/*": "./src/*.ts"}}, "src/b.ts", "src/b.ts"),
        ("p/a/b", {"exports": {"./*": "./src/*.ts", "./a/*": None}}, "src/a/b.ts", None),
        (
            "p/a/b.js",
            {"exports": {"./*.js": "./one/*.js", "./a/*.js": "./two/*.js"}},
            "one/a/b.js two/b.js",
            "two/b.js",
        ),
        ("p/a", {"exports": {"./a": "./x.js", "./*": "./*.js"}}, "a.js x.js", "x.js"),
        ("p/a/a", {"exports": {"./a/*": "./a/*/*.js"}}, "a/a/a.js", "a/a/a.js"),
        ("p/lib/x.js", {"exports": {"./lib/": "./src/"}}, "src/x.js", "src/x.js"),
        ("p/gone", {"exports": {".": "./m.js"}}, "gone.js m.js", None),
        # build output that is not in the tree: its source
        ("p", {"main": "./dist/index.js"}, "src/index.ts index.ts", "src/index.ts"),
        ("p", {"main": "./dist/index.js"}, "index.ts", "index.ts"),
        ("p", {"main": "./lib/a/m.js"}, "src/a/m.js", "src/a/m.js"),
        ("p", {"main": "./build/src/m.js"}, "src/m.ts", "src/m.ts"),
        ("p", {"main": "./dist/cjs/m.cjs", "module": "./dist/esm/m.mjs"}, "src/m.ts", "src/m.ts"),
        ("p", {"types": "./dist/m.d.ts"}, "src/m.tsx", "src/m.tsx"),
        ("p", {"main": "./dist/m.min.js"}, "src/m.js", "src/m.js"),
        ("p", {"main": "./dist/p.cjs.js"}, "src/index.js", "src/index.js"),
        ("p", {"main": "./out/hooks.js"}, "src/hooks/index.ts", "src/hooks/index.ts"),
        ("p", {"main": "./dist/m.js"}, "dist/m.js src/m.ts", "dist/m.js"),
        ("p", {"exports": {".": {"import": "./dist/m.js", "types": "./dist/m.d.ts"}}}, "src/m.ts", "src/m.ts"),
        ("p/h", {"exports": {"./h": "./dist/h.js"}}, "src/h.ts", "src/h.ts"),
        ("p/h", {"exports": {"./*": "./dist/*.js"}}, "src/h.ts", "src/h.ts"),
        ("p/dist/h", {}, "src/h.ts", "src/h.ts"),
        ("p/h", {"exports": {"./h": "./dist/h.js"}}, "src/index.ts", None),
    ],
)
def test_a_package_of_the_tree_is_found_by_its_name(spec, package, files, expected):
    placed = " ".join("packages/p/" + name for name in files.split())
    configs = {"packages/p/package.json": {"name": "p", **package}}
    answer = found(spec, placed, configs, "packages/q/src/a.ts")
    assert answer == (expected and "packages/p/" + expected)
    assert found(spec, placed, configs, "packages/p/src/deep/a.ts") == answer  # it may import itself


def test_a_scoped_package_is_found_by_both_parts_of_its_name():
    configs = {"x/package.json": {"name": "@acme/x"}}
    assert found("@acme/x", "x/index.ts", configs) == "x/index.ts"
    assert found("@acme/x/sub", "x/sub.ts", configs) == "x/sub.ts"
    assert found("@acme", "x/index.ts", configs) is None
    assert found("x", "x/index.ts", configs) is None


def named(*directories: str) -> dict[str, Any]:
    return {f"{d}/package.json".lstrip("/"): {"name": "p", "main": "m.js"} for d in directories}


@pytest.mark.parametrize(
    ("directories", "importer", "expected"),
    [
        (("one/p", "two/p"), "one/q/a.js", "one/p/m.js"),
        (("one/p", "two/p"), "two/q/a.js", "two/p/m.js"),
        (("one/p", "two/p"), "a.js", None),
        (("one/p1", "one/p2"), "one/q/a.js", None),
        (("", "sub/p"), "src/a.js", "m.js"),
        (("", "sub"), "sub/src/a.js", "sub/m.js"),
        (("test/fixtures/p",), "src/a.js", None),
        (("test/fixtures/p",), "test/fixtures/q/a.js", "test/fixtures/p/m.js"),
        (("p", "test/fixtures/p"), "test/a.js", "p/m.js"),
    ],
)
def test_of_several_packages_of_a_name_the_nearest_is_meant_and_a_tie_is_no_answer(directories, importer, expected):
    files = " ".join(f"{d}/m.js".lstrip("/") for d in directories)
    assert found("p", files, named(*directories), importer) == expected


def test_workspaces_decide_a_tie():
    for workspaces in (["packages/*"], {"packages": ["./packages/**", "!packages/x"]}):
        configs = named("packages/p", "examples/p", "packages/x") | {"package.json": {"workspaces": workspaces}}
        if isinstance(workspaces, list):
            del configs["packages/x/package.json"]
        assert found("p", "packages/p/m.js examples/p/m.js packages/x/m.js", configs, "app/a.js") == "packages/p/m.js"


def test_a_name_that_too_many_publish_is_no_answer():
    directories = [f"d{i}" for i in range(TOO_MANY + 1)]
    assert found("p", "d0/m.js", named(*directories), "d0/a.js") is None


def test_a_package_that_is_not_there_is_a_key():
    tree = Tree("src/a.ts")
    assert tree.locate("left-pad/x", "src/a.ts") is None
    assert tree.asked[-1] == ("named", "npm:left-pad")
    assert tree.modules_asked() == []


@pytest.mark.parametrize(
    ("spec", "imports", "files", "expected"),
    [
        ("#b", {"#b": "./src/b.js"}, "src/b.ts", "src/b.ts"),
        ("#lib/x", {"#lib/*": "./lib/*.js"}, "lib/x.js", "lib/x.js"),
        ("#b", {"#b": {"browser": "./w.js", "default": "./n.js"}}, "w.js n.js", "n.js"),
        ("#b", {"#b": {"default": "./dist/b.js"}}, "src/b.ts", "src/b.ts"),
        ("#p", {"#p": "other/sub"}, "other/sub.js", "other/sub.js"),
        ("#p", {"#p": {"node": "fs", "default": "./p.js"}}, "p.js", "p.js"),
        ("#b", {"#b": None}, "b.js", None),
        ("#b", {"#c": "./b.js"}, "b.js", None),
        ("#b", {"#b": "#c", "#c": "./c.js"}, "c.js", None),
        ("#b", None, "b.js", None),
    ],
)
def test_a_hash_name_is_what_the_nearest_package_json_imports(spec, imports, files, expected):
    configs = {"package.json": {"name": "root", "imports": imports}, "other/package.json": {"name": "other"}}
    assert found(spec, files, configs, "src/deep/a.js") == expected
    hidden = configs | {"src/package.json": {}}
    assert found(spec, files, hidden, "src/deep/a.js") is None


# --- Configuration files ----------------------------------------------------------------------------------------------


def test_what_is_a_configuration_file_is_told_by_its_name():
    yes = [
        "package.json",
        "a/package.json",
        "tsconfig.json",
        "a/tsconfig.base.json",
        "jsconfig.json",
        "tsconfig-x.json",
    ]
    yes += ["a/base.json", "packages/cfg/react.json", "config-typescript/next.json", "strict.tsconfig.json"]
    yes += ["pnpm-workspace.yaml"]
    no = ["package-lock.json", "a/other.json", "myconfigs/x.json", "tsconfig.ts", "xtsconfig.json", "package.json/x"]
    no += ["npm-package.json"]
    assert [p for p in yes + no if is_config(p)] == yes


def test_an_irrelevant_edit_leaves_the_surface_equal():
    before = {"name": "p", "version": "1.0.0", "main": "m.js", "scripts": {"x": "y"}, "dependencies": {"a": "1"}}
    after = {"main": "m.js", "version": "1.0.1", "name": "p", "description": "new"}
    assert surface("package.json", before) == surface("package.json", after)
    assert surface("tsconfig.json", {"compilerOptions": {"strict": True}}) == {"config": ["{}"]}


@pytest.mark.parametrize("field", ["name", "main", "module", "types", "typings", "source", "browser"])
def test_a_relevant_edit_changes_the_surface(field):
    assert surface("package.json", {field: "x"}) != surface("package.json", {field: "y"})
    assert surface("package.json", {field: 7}) == {"config": ["{}"]}


def surface(path: str, content: Any) -> Surface:
    return config_surface(path, json.dumps(content).encode())


def test_the_order_of_conditions_is_kept():
    one, two = ({"exports": {k: f"./{k}.js" for k in keys}} for keys in ("ab", "ba"))
    assert surface("package.json", one) != surface("package.json", two)


def test_comments_trailing_commas_and_byte_order_marks_are_read():
    text = '{ // "no\n "compilerOptions": { /* , } */ "baseUrl": "./a//b/*c*/,]\\"", "paths": {"@/*": ["./*",],}, }, }'
    expected = {"config": ['{"baseUrl":"./a//b/*c*/,]\\"","paths":{"@/*":["./*"]}}']}
    assert config_surface("tsconfig.json", text.encode()) == expected
    assert config_surface("tsconfig.json", b"\xef\xbb\xbf" + text.encode()) == expected
    assert config_surface("tsconfig.json", text.encode("utf-16")) == expected


@pytest.mark.parametrize(
    "source",
    [b"", b"{", b"[]", b"null", b"7", b'"', b"\xff\xfe\x00", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"/*", b"//",
     b'{"main": "\\ud800"}', b'{"name": 1' + b"0" * 9999 + b"}"],
)  # fmt: skip
def test_a_bad_configuration_is_an_empty_one(source):
    for path in ("package.json", "tsconfig.json"):
        assert config_surface(path, source) == {"config": ["{}"]}
        assert config_names(path, config_surface(path, source)) == []


def test_only_a_name_that_can_be_imported_is_published():
    names = {"p": ["npm:p"], "@a/p": ["npm:@a/p"], "": [], "a/b": [], "../x": [], "a b": [], "@a": [], "./p": []}
    for name, expected in names.items():
        assert config_names("x/package.json", surface("x/package.json", {"name": name})) == expected
    assert config_names("tsconfig.json", surface("tsconfig.json", {"name": "p"})) == []


def test_hostile_configurations_take_no_time():
    start = time.perf_counter()
    for source in (b'"' + b'\\"' * 500_000, b'{"a": "' + b"/*" * 500_000, b"," * 500_000, b'{"main": "./dist/'
                   + b".min" * 100_000 + b'x"}'):  # fmt: skip
        config_surface("package.json", source)
        found("p", "p/x.js", {"p/package.json": source})
    deep: Any = "./x.js"
    for _ in range(300):
        deep = {"import": deep, "default": [deep] if isinstance(deep, str) else deep}
        if len(json.dumps(deep)) > 1_000_000:
            break
    found("p", "p/x.js", {"p/package.json": {"name": "p", "exports": deep}})
    packages = named("a/" * 900 + "p", "b/" * 900 + "p") | {"package.json": {"workspaces": ["**/a" * 50, "*a" * 99]}}
    assert found("p", "x.js", packages, "x.js") is None
    assert time.perf_counter() - start < 10  # seconds; quadratic would be minutes


# --- For all trees ----------------------------------------------------------------------------------------------------

SEGMENT = st.sampled_from(["a", "a", "a", "p", "p", "src", "dist", "index", "@s", "..", ".", "", "*", "#a"])
NAME = st.builds(
    lambda parts, extension: "/".join(parts) + extension,
    st.lists(SEGMENT, min_size=1, max_size=3),
    st.sampled_from(["", "", "", "", ".js", ".ts", ".d.ts", ".json", ".css", "?raw", "?v", "/"]),
)
FILE = st.builds(
    lambda parts, extension: "/".join(parts) + extension,
    st.lists(st.sampled_from(["a", "a", "p", "src", "index"]), min_size=1, max_size=3),
    st.sampled_from([".js", ".js", ".ts", ".ts", ".tsx", ".d.ts", ".mjs", ""]),
)
TARGET = st.recursive(
    NAME | st.builds("./{}".format, NAME) | st.none() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(NAME | st.sampled_from([".", "./*", "#a", "import", "types", "default"]), inner, max_size=3)
    ),
    max_leaves=6,
)
CONFIG = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["p", "@s/p", "a"]),
        **dict.fromkeys(("main", "types", "exports", "imports", "workspaces", "extends"), TARGET),
        "references": st.lists(st.fixed_dictionaries({"path": NAME}), max_size=2),
        "compilerOptions": st.fixed_dictionaries(
            {},
            optional={
                "baseUrl": NAME,
                "rootDirs": st.lists(NAME, max_size=3),
                "paths": st.dictionaries(NAME, st.lists(NAME, max_size=2), max_size=3),
            },
        ),
    },
)
PLACE = st.sampled_from(["package.json", "tsconfig.json", "p/package.json", "a/package.json", "src/tsconfig.json",
                         "tsconfig.b.json", "src/jsconfig.json"])  # fmt: skip


@given(
    st.lists(FILE, min_size=4, max_size=20),
    st.dictionaries(PLACE, CONFIG, max_size=4),
    NAME | st.builds("./{}".format, NAME) | st.text(max_size=12),
    FILE,
)
def test_an_answer_is_a_file_of_the_tree_that_was_asked_for_and_the_keys_decide_it(files, configs, spec, importer):
    tree = Tree(" ".join(files), configs)
    answer = tree.locate(spec, importer)
    assert answer is None or (answer in tree.surfaces and ("module", answer) in tree.asked)
    assert all(not key[1].startswith(("/", "../")) and "//" not in key[1] for key in tree.asked if key[0] != "named")

    again = Tree(" ".join(files), configs)
    modules = {key[1] for key in tree.asked if key[0] == "module"}
    values = {key[1] for key in tree.asked if key[0] == "values"}
    named_asked = {key[1] for key in tree.asked if key[0] == "named"}
    for path in list(again.surfaces):  # nothing that was not asked can matter
        published = set(config_names(path, again.surfaces[path])) if is_config(path) else set()
        if path not in modules | values and not published & named_asked:
            del again.surfaces[path]
    assert again.locate(spec, importer) == answer
    assert again.asked == tree.asked


def test_what_a_module_exports_and_re_exports():
    tree = Tree("a.js")
    assert RULES.reexports("a.js", "x", tree)
    assert not RULES.reexports("a.js", "default", tree)
    assert RULES.submodule("a.js", "x", tree) is None
