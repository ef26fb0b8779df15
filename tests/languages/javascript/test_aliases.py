"""Names that bundlers, frameworks and workspaces give to folders are followed, and each change of what gives them too.

Every change goes through `sync`, which compares with a fresh index.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from omny.languages import detect_language
from omny.storage.port.repository import AtomRepository
from tests.support.helpers import data_of, index_tree, sync, write_tree

HELP = "export function help() { return 1 }\n"


def user(spec: str) -> str:
    return f"import {{ help }} from '{spec}'\nexport const use = () => help()\n"


def calls(repository: AtomRepository, path: str = "src/deep/use.ts") -> list[str]:
    found: list[str] = data_of(repository, f"{path}::use")["calls"]
    return found


KIT = (
    "const config = {\n  kit: { alias: { $data: 'src/data', '$more/*': './src/more/*' } },\n}\nexport default config\n"
)
VITE = """
import { defineConfig } from 'vite'
import path, { resolve } from 'node:path'
export default defineConfig(({ mode }) => ({
  plugins: [vue()],
  resolve: { alias: %s },
}))
"""
WEBPACK = "const path = require('path')\nmodule.exports = { entry: './x', resolve: { alias: %s } }\n"
NUXT = "export default defineNuxtConfig({ %s })\n"

CASES = [
    # configuration, its content, the specifier, the file
    ("nuxt.config.ts", NUXT % "", "~/utils/help", "utils/help.ts"),
    ("nuxt.config.ts", NUXT % "", "@/utils/help", "utils/help.ts"),
    ("nuxt.config.ts", NUXT % "", "~/utils/help", "app/utils/help.ts"),
    ("nuxt.config.ts", NUXT % "", "~~/server/help", "server/help.ts"),
    ("nuxt.config.ts", NUXT % "", "@@/server/help", "server/help.ts"),
    ("nuxt.config.ts", NUXT % "", "#shared/help", "shared/help.ts"),
    ("nuxt.config.js", NUXT % "srcDir: 'client/'", "~/utils/help", "client/utils/help.ts"),
    ("nuxt.config.mjs", "export default { srcDir: 'client' }", "~~/utils/help", "utils/help.ts"),
    ("nuxt.config.ts", NUXT % "alias: { tools: '~/utils', x: '/nothing' }", "tools/help", "utils/help.ts"),
    (
        "nuxt.config.ts",
        NUXT % "alias: { '#u': fileURLToPath(new URL('./u', import.meta.url)) }",
        "#u/help",
        "u/help.ts",
    ),
    ("nuxt.config.ts", NUXT % "vite: { resolve: { alias: { v: './v' } } }", "v/help", "v/help.ts"),
    ("svelte.config.js", "export default {}", "$lib/help", "src/lib/help.ts"),
    ("svelte.config.js", "export default {}", "$lib", "src/lib/index.ts"),
    ("svelte.config.js", "export default { kit: { files: { lib: 'library' } } }", "$lib/help", "library/help.ts"),
    ("svelte.config.js", KIT, "$data/help", "src/data/help.ts"),
    ("svelte.config.js", KIT, "$more/help", "src/more/help.ts"),
    ("vite.config.ts", VITE % "{ '@': '/src' }", "@/help", "src/help.ts"),
    ("vite.config.ts", VITE % "{ '@/': './src/' }", "@/help", "src/help.ts"),
    ("vite.config.ts", VITE % "{ '@': path.resolve(__dirname, './src') }", "@/help", "src/help.ts"),
    ("vite.config.mts", VITE % "{ '@': resolve(import.meta.dirname, 'src', 'a') }", "@/help", "src/a/help.ts"),
    ("vite.config.js", VITE % "{ '~': new URL('./src', import.meta.url).pathname }", "~/help", "src/help.ts"),
    (
        "vite.config.ts",
        VITE % "[{ find: 'kit', replacement: '/lib/kit' }, { find: /x/, replacement: '' }]",
        "kit",
        "lib/kit.ts",
    ),
    ("vitest.config.ts", "export default { resolve: { alias: { '@': '/src' } } } satisfies X", "@/help", "src/help.ts"),
    (
        "astro.config.mjs",
        "export default f({ vite: { resolve: { alias: { '@': '/src' } } } })",
        "@/help",
        "src/help.ts",
    ),
    ("webpack.config.js", WEBPACK % "{ '@': path.join(__dirname, 'src') }", "@/help", "src/help.ts"),
    ("webpack.config.js", WEBPACK % "{ exact$: './src/help' }", "exact", "src/help.ts"),
    (
        "webpack.prod.config.js".replace("prod.config", "config.prod"),
        WEBPACK % "{ a: './src' }",
        "a/help",
        "src/help.ts",
    ),
    ("jsconfig.json", '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}', "@/help", "src/help.ts"),
    ("tsconfig.json", '{"compilerOptions": {"baseUrl": "src"}}', "help", "src/help.ts"),
    ("package.json", '{"imports": {"#h/*": {"node": "./src/*.ts"}}}', "#h/help", "src/help.ts"),
    ("package.json", '{"name": "own", "exports": {"./h": "./dist/help.js"}}', "own/h", "src/help.ts"),
]


@pytest.mark.parametrize(("config", "content", "spec", "file"), CASES)
def test_a_name_is_bound_when_its_configuration_comes_and_when_it_goes(
    config, content, spec, file, tmp_path, repository
):
    """F8: in a fresh clone the generated tsconfig is not there."""
    write_tree(tmp_path, {"src/deep/use.ts": user(spec), file: HELP, "package-lock.json": "{}"})
    index_tree(tmp_path, repository)
    assert calls(repository) == []
    write_tree(tmp_path, {config: content})
    sync(tmp_path, repository)
    assert calls(repository) == [f"{file}::help"]
    (tmp_path / config).unlink()
    sync(tmp_path, repository)
    assert calls(repository) == []


def test_what_a_configuration_says_otherwise_is_bound_otherwise(tmp_path, repository):
    files = {"src/deep/use.ts": user("@/help"), "a/help.ts": HELP, "b/help.ts": HELP}
    write_tree(tmp_path, {**files, "vite.config.ts": VITE % "{ '@': '/a' }"})
    index_tree(tmp_path, repository)
    assert calls(repository) == ["a/help.ts::help"]
    write_tree(tmp_path, {"vite.config.ts": VITE % "{ '@': '/b' }"})
    sync(tmp_path, repository)
    assert calls(repository) == ["b/help.ts::help"]
    write_tree(tmp_path, {"src/vite.config.ts": VITE % "{ '@': '../a' }"})  # nearer
    sync(tmp_path, repository)
    assert calls(repository) == ["a/help.ts::help"]
    write_tree(tmp_path, {"tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./b/*"]}}}'})
    sync(tmp_path, repository)
    assert calls(repository) == ["b/help.ts::help"]


def test_a_generated_configuration_counts_where_there_is_one(tmp_path, repository):
    config = {"tsconfig.json": '{"extends": "./made/tsconfig.json"}', "nuxt.config.ts": NUXT % ""}
    write_tree(tmp_path, {"src/deep/use.ts": user("~/help"), "help.ts": HELP, "made/help.ts": HELP, **config})
    index_tree(tmp_path, repository)
    assert calls(repository) == ["help.ts::help"]
    write_tree(tmp_path, {"made/tsconfig.json": '{"compilerOptions": {"paths": {"~/*": ["./*"]}}}'})
    sync(tmp_path, repository)
    assert calls(repository) == ["made/help.ts::help"]


def test_a_change_of_a_configuration_that_names_nothing_resolves_nothing_else(tmp_path, repository):
    files = {f"src/use{number}.ts": user("@/help") for number in range(5)}
    write_tree(tmp_path, {**files, "src/help.ts": HELP, "vite.config.ts": VITE % "{ '@': '/src' }"})
    index_tree(tmp_path, repository)
    write_tree(tmp_path, {"vite.config.ts": VITE.replace("vue()", "vue(), other()") % "{ '@': '/src' }"})
    assert sync(tmp_path, repository).resolved == 1
    write_tree(tmp_path, {"vite.config.ts": VITE % "{ '@': '/src', b: '/c' }"})
    assert sync(tmp_path, repository).resolved == 6


def package(name: str, **more: Any) -> str:
    return json.dumps({"name": name, **more})


def test_extends_names_a_file_of_a_package_of_the_workspace(tmp_path, repository):
    """F8: `extends: "@acme/cfg/base.json"`, which holds the paths."""
    write_tree(
        tmp_path,
        {
            "package.json": '{"workspaces": ["packages/*", "app"]}',
            "packages/cfg/package.json": package("@acme/cfg"),
            "packages/cfg/react.json": '{"extends": ["./base.json"], "compilerOptions": {}}',
            "app/package.json": package("app"),
            "app/tsconfig.json": '{"extends": ["@acme/cfg/none.json", "@acme/cfg/react"]}',
            "app/src/use.ts": user("~help"),
            "app/src/help.ts": HELP,
        },
    )
    index_tree(tmp_path, repository)
    assert calls(repository, "app/src/use.ts") == []
    paths = '{"compilerOptions": {"paths": {"~*": ["${configDir}/src/*"]}}}'
    write_tree(tmp_path, {"packages/cfg/base.json": paths})
    sync(tmp_path, repository)
    assert calls(repository, "app/src/use.ts") == ["app/src/help.ts::help"]
    write_tree(tmp_path, {"packages/cfg/react.json": "{}"})
    sync(tmp_path, repository)
    assert calls(repository, "app/src/use.ts") == []


@pytest.mark.parametrize(
    "listed",
    [
        "packages:\n  - 'apps/*'\n  - lib/one\n",
        '# c\ncatalog:\n  a: 1\npackages: # c\n# c\n- "lib/one" # c\n\nother:\n  - lib/two\n',
        "packages: ['lib/one', apps/*]\n",
        "packages:\r\n  - lib/one\r\n",
    ],
)
def test_a_workspace_of_pnpm_decides_between_packages_of_a_name(listed, tmp_path, repository):
    files = {f"lib/{each}/{name}": text for each in ("one", "two") for name, text in PACKAGE.items()}
    write_tree(tmp_path, {"src/deep/use.ts": user("twin"), **files})
    index_tree(tmp_path, repository)
    assert calls(repository) == []
    write_tree(tmp_path, {"pnpm-workspace.yaml": listed})
    sync(tmp_path, repository)
    assert calls(repository) == ["lib/one/index.ts::help"]
    write_tree(tmp_path, {"pnpm-workspace.yaml": "packages: []\n"})
    sync(tmp_path, repository)
    assert calls(repository) == []


PACKAGE = {"package.json": package("twin", main="index.ts"), "index.ts": HELP}


@pytest.mark.parametrize(
    "content",
    [
        "export default { resolve: { alias: { [a]: '/src', ...b, '@': c + '/src', '@x': f('src') } } }",
        "export default { resolve: { alias } }",
        "let config = f(); export default config",
        "export default () => () => () => () => () => () => () => () => () => ({ resolve: { alias: { a: '/src' } } })",
        "export default { resolve: { alias: { '@': '/src' ",
        "export default a; const a = b; const b = a; // alias",
        "module.exports = [{ resolve: { alias: { '@': '/src' } } }]",
    ],
)
def test_what_is_not_literal_is_not_taken(content):
    language = detect_language("vite.config.ts")
    assert language is not None
    _, surface = language.analyse("vite.config.ts", content.encode())
    assert "config:aliases" not in surface


def test_no_configuration_is_run(tmp_path, repository):
    trap = f"require('fs').writeFileSync('{Path(tmp_path, 'ran').as_posix()}', '')\n"
    write_tree(
        tmp_path, {"vite.config.js": trap + VITE % "{ '@': '/src' }", "src/help.ts": HELP, "src/a.ts": user("@/help")}
    )
    index_tree(tmp_path, repository)
    assert calls(repository, "src/a.ts") == ["src/help.ts::help"]
    assert not (tmp_path / "ran").exists()


def test_what_svelte_package_builds_leads_to_its_folder_when_that_comes_and_goes(tmp_path, repository):
    kit = package("kit", exports={".": {"types": "./dist/index.d.ts", "svelte": "./dist/index.js"}})
    write_tree(tmp_path, {"src/use.ts": user("kit"), "kit/package.json": kit, "kit/src/routes/a.ts": HELP})
    index_tree(tmp_path, repository)
    assert calls(repository, "src/use.ts") == []
    write_tree(tmp_path, {"kit/src/lib/index.ts": HELP})
    sync(tmp_path, repository)
    assert calls(repository, "src/use.ts") == ["kit/src/lib/index.ts::help"]
    write_tree(tmp_path, {"kit/src/index.ts": HELP})
    sync(tmp_path, repository)
    assert calls(repository, "src/use.ts") == ["kit/src/index.ts::help"]
    (tmp_path / "kit/src/index.ts").unlink()
    (tmp_path / "kit/src/lib/index.ts").unlink()
    sync(tmp_path, repository)
    assert calls(repository, "src/use.ts") == []
