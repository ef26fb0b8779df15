"""After a file has moved the programs of the tree print what they printed before, or the move is refused with the
places that it would break. Generated combinations are run by Python, and by Node where it is there."""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from omny.edit.request import EditResult, Move
from omny.model.places import WhyLeft
from tests.support.editing import Edited, edited

SEED = int(os.environ.get("OMNY_SEED", "1"))
TREES = None if os.environ.get("OMNY_LONG") else 10  # of the combinations; None: all of them

# ── Python ───────────────────────────────────────────────────────────────────────────────────────────────────────────

PACKAGES = {
    "nothing": "VERSION = 1\n",
    "imports it": "VERSION = 1\nfrom . import a\n",
    "imports it absolutely": "VERSION = 1\nfrom pkg import a\n",
    "imports it by its whole name": "VERSION = 1\nimport pkg.a\n",
    "under another name": "VERSION = 1\nfrom . import a as alias\n",
    "a name of it": "VERSION = 1\nfrom .a import f\n",
    "all names of it": "VERSION = 1\nfrom .a import *\n",
    "in __all__ only": "VERSION = 1\n__all__ = ['a']\n",
    "in __all__, too": "VERSION = 1\nfrom . import a\n__all__ = ['a']\n",
    "with another": "VERSION = 1\nfrom . import c, a\n",
    "no file": None,
}
MODULES = {
    "alone": "def f():\n    return 'f'\n",
    "imports a sibling": "from . import c\n\n\ndef f():\n    return c.g()\n",
    "imports from a sibling": "from .c import g\nfrom .deep.e import h\n\n\ndef f():\n    return g(), h()\n",
    "imports absolutely": "import pkg.c\n\n\ndef f():\n    return pkg.c.g()\n",
}
TARGETS = ("pkg/b.py", "pkg/deep/b.py", "other/b.py", "b.py")
PROGRAMS = (
    "from pkg import a\nprint(a.f())\n",
    "from pkg import a as z\nx = z.f\nprint(x())\n",
    "from pkg import a, c\nprint(a.f(), c.g())\n",
    "from pkg import (\n    a,  # the module\n    c,\n)\nprint(a.f(), c.g())\n",
    "import pkg.a as z\nprint(z.f())\n",
    "import pkg.a\nprint(pkg.a.f())\n",
    "import pkg.a\nx = pkg.a\nprint(x.f())\n",
    "import pkg.a, pkg.c\nprint(pkg.a.f(), pkg.c.g())\n",
    "import pkg.c\nimport pkg.a\nprint(pkg.a.f(), pkg.c.g())\n",
    "import pkg.a\nprint(pkg.a.f(), pkg.VERSION)\n",
    "import pkg\nprint(pkg.a.f())\n",
    "import pkg\nx = pkg.a.f\nprint(x())\n",
    "import pkg as p\nfor each in [p.a.f]:\n    print(each())\n",
    "import pkg, pkg.c\nprint(pkg.c.g(), pkg.a.f())\n",
    "from pkg.a import f\nprint(f())\n",
    "from pkg.a import f as h, f\nprint(h(), f())\n",
    "from pkg.a import *\nprint(f())\n",
    "from pkg import *\nprint(a.f())\n",
    "from pkg import alias\nprint(alias.f())\n",
    "def late():\n    from pkg import c, a\n    return a.f(), c.g()\n\n\nprint(late())\n",
    "if True: from pkg import a; print(a.f())\n",
    "try:\n    from pkg import a\nexcept ImportError:\n    a = None\nprint(a.f())\n",
    "import importlib\nprint(importlib.import_module('pkg.a').f())\n",
    "import pkg.a\nfrom unittest import mock\nwith mock.patch('pkg.a.f', lambda: 2):\n    print(pkg.a.f())\n",
    "import pkg.a\nprint(getattr(pkg, 'a').f())\n",
    "from importlib import import_module\nimport pkg\nprint(import_module('.a', package='pkg').f())\n",
    "print(__import__('pkg.a', fromlist=['f']).f())\n",
    "import importlib\nprint(importlib.import_module(name=r'pkg.a').f(), __import__('pkg.a').VERSION)\n",
    "import pkgutil\nprint(pkgutil.resolve_name('pkg.a:f')(), pkgutil.resolve_name('pkg.a.f')())\n",
    "import pkgutil\nNAME = 'pkg.a:f'\nprint(pkgutil.resolve_name(NAME)())\n",
    "import importlib\nNAMES = ['pkg.c', 'pkg.a']\nprint([importlib.import_module(each).__doc__ for each in NAMES])\n",
    "import pkg.a\nfrom unittest.mock import patch\n@patch('pkg.a.f')\ndef t(f): print(f is pkg.a.f)\nt()\n",
    "import pkg.deep.loads\nprint(pkg.deep.loads.r())\n",
    "from pkg.sibling import r\nprint(r())\n",
    "from pkg.deep.below import r\nprint(r())\n",
    "from pkg.deep import attribute\nprint(attribute.r())\n",
)
BESIDE = {
    "pkg/c.py": "def g():\n    return 'g'\n",
    "pkg/deep/__init__.py": "",
    "pkg/deep/e.py": "def h():\n    return 'h'\n",
    "pkg/sibling.py": "from . import a\nfrom .a import f\n\n\ndef r():\n    return a.f(), f()\n",
    "pkg/deep/below.py": "from .. import a\nfrom ..a import f as h\n\n\ndef r():\n    return a.f(), h()\n",
    "pkg/deep/attribute.py": (
        "import pkg.a as z\nfrom .. import c, a as y\n\n\ndef r():\n    return z.f(), y.f(), c.g()\n"
    ),
    "pkg/deep/loads.py": (
        "from importlib import import_module\n\n\ndef r():\n    return import_module('..a', __package__).f()\n"
    ),
    "other/__init__.py": "",
}
RUN = """
import contextlib, io, json, pathlib, runpy, sys
own, printed = set(sys.modules), {}
for program in sorted(pathlib.Path(".").glob("program*.py")):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(str(program))
        printed[program.name] = out.getvalue()
    except Exception as error:
        printed[program.name] = None
    for name in set(sys.modules) - own:
        if name.partition(".")[0] in ("pkg", "other", "b"):
            del sys.modules[name]
print(json.dumps(printed))
"""


def printed_by_python(tree: Path) -> dict[str, str | None]:
    """What each program prints; None where it raises."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree)}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=tree, env=environment, capture_output=True, check=True)
    found: dict[str, str | None] = json.loads(done.stdout)
    return found


def combinations() -> list[tuple[str, str, str]]:
    every = list(itertools.product(PACKAGES, MODULES, TARGETS))
    return every if TREES is None else random.Random(SEED).sample(every, TREES)


@pytest.mark.parametrize(("package", "module", "target"), combinations())
def test_python_programs_print_the_same_after_a_move(tmp_path: Path, package: str, module: str, target: str) -> None:
    files: dict[str, str | bytes] = {**BESIDE, "pkg/a.py": MODULES[module]}
    if (text := PACKAGES[package]) is not None:
        files["pkg/__init__.py"] = text
    files |= {f"program{number:02}.py": text for number, text in enumerate(PROGRAMS)}
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(str(content))
    before = printed_by_python(tmp_path)
    for name in [name for name, printed in before.items() if printed is None]:  # of no use in such a package
        (tmp_path / name).unlink()
        del before[name], files[name]
    with edited(tmp_path, files) as tree:
        result = moved_at_last(tree, Move(path="pkg/a.py", target=target), before)
    if result.status == "refused":
        [why] = {each.code for each in result.left if each.path == "pkg/__init__.py"}
        is_listed = why == WhyLeft.LISTED and package == "in __all__ only"
        assert is_listed or (why == WhyLeft.CIRCLE and " name" in package)
        return
    after = printed_by_python(tmp_path)
    assert {name: out for name, out in after.items() if out != before[name]} == {}


def moved_at_last(tree: Edited, request: Move, before: dict[str, str | None]) -> EditResult:
    """The result, after the programs that a refusal names were taken away; nothing is written until then."""
    for _ in list(before):
        was = tree.text("pkg/a.py")
        result = tree.applied(request)
        if result.status == "applied":
            return result
        assert tree.text("pkg/a.py") == was
        named = {each.path for each in result.left if each.code != WhyLeft.STRING} & before.keys()
        if not named:
            return result
        for name in named:
            assert f"{name}:" in result.reason or "more" in result.reason
            (tree.path / name).unlink()
            del before[name]
    raise AssertionError("all programs are named")


def test_the_least_that_was_broken(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "from . import a\n",
        "pkg/a.py": "def f(): return 1\n",
        "program.py": "from pkg import a\nimport pkg.a as z\nimport pkg\nx = pkg.a.f\nprint(a.f(), z.f(), x())\n",
    }
    with edited(tmp_path, files) as tree:
        assert tree.applied(Move(path="pkg/a.py", target="pkg/b.py")).status == "applied"
        assert tree.text("pkg/__init__.py") == "from . import b as a\n"
        assert tree.text("program.py") == files["program.py"].replace("import pkg.a as z", "import pkg.b as z")
    assert printed_by_python(tmp_path) == {"program.py": "1 1 1\n"}


def test_an_attribute_of_a_package_that_does_not_bind_it_goes_along(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "from .a import f\n",
        "pkg/a.py": "def f(): return 1\n",
        "program.py": "import pkg as p\nx = p.a.f\nprint(x())\n",
    }
    with edited(tmp_path, files) as tree:
        assert tree.applied(Move(path="pkg/a.py", target="pkg/b.py")).status == "applied"
        assert tree.text("program.py") == "import pkg as p\nx = p.b.f\nprint(x())\n"
        result = tree.applied(Move(path="pkg/b.py", target="far.py"))
        assert (result.status, result.reason) == ("refused", "program.py:2 would no longer find the module")
        assert [(each.path, each.line) for each in result.left] == [("program.py", 2)]
        result = tree.applied(Move(path="pkg/b.py", target="far.py", force=True))
        assert (result.status, result.warnings) == ("applied", ["program.py:2 no longer find the module"])


def test_what_names_a_module_in_a_configuration_is_told(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": '"""The package of pkg.a."""\n',
        "pkg/a.py": "import logging\n\nlogging.getLogger('pkg.a')\n\n\ndef f(): return 1\n",
        "pyproject.toml": '[project.scripts]\nrun = "pkg.a:f"\n[tool.x]\nfiles = ["pkg/a.py"]\n',
        "use.py": "print('see pkg.a for more')\npkg_a = 'a'\n",
    }
    with edited(tmp_path, files) as tree:
        result = tree.applied(Move(path="pkg/a.py", target="pkg/b.py"))
        assert result.status == "applied"
        assert [(each.path, each.line) for each in result.left] == [
            ("pkg/a.py", 3),
            ("use.py", 1),
            ("pyproject.toml", 2),
            ("pyproject.toml", 4),
        ]
        [warning] = result.warnings
        assert warning.startswith("pkg/a.py:3, pyproject.toml:2, pyproject.toml:4 and 1 more name the old place")


IMPORTS = """\
import importlib
from importlib import import_module
from unittest import mock
import pytest

importlib.import_module('pkg.a')
import_module('.a', 'pkg')
import_module(".a", package="pkg")
__import__("pkg.a", fromlist=["f"])
pytest.importorskip('pkg.a')
pkgutil.resolve_name(u"pkg.a:f")


@mock.patch('pkg.a.f')
@mock.patch.dict("pkg.a.TABLE", {})
@mock.patch("pkg.c.g")
def test_it(mocker, monkeypatch):
    mocker.patch(target='pkg.a.C.m')
    monkeypatch.setattr('pkg.a.f', None)
"""


def test_a_string_that_is_certain_to_mean_the_module_goes_along(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "TABLE = {}\nclass C:\n    def m(self): return 1\ndef f(): return 1\n",
        "pkg/c.py": "def g(): return 1\n",
        "other/__init__.py": "",
        "use.py": IMPORTS,
    }
    with edited(tmp_path, files) as tree:
        result = tree.applied(Move(path="pkg/a.py", target="pkg/deep.py"))
        assert (result.status, result.left) == ("applied", [])
        assert tree.text("use.py") == IMPORTS.replace("pkg.a", "pkg.deep").replace(".a'", ".deep'").replace(
            '".a"', '".deep"'
        )
        result = tree.applied(Move(path="pkg/deep.py", target="other/b.py"))
        assert (result.status, result.left) == ("applied", [])
        assert "import_module('other.b', 'pkg')" in tree.text("use.py")
        assert "mock.patch('other.b.f')" in tree.text("use.py")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("import uvicorn\nuvicorn.run('pkg.a:app')\n", 2),
        ("MIDDLEWARE = [\n    'pkg.a.Logging',\n]\n", 2),
        ("ROOT_URLCONF = 'pkg.a'\n", 1),
        ("NAMES = {'a': 'pkg.a:app'}\n", 1),
        ("print(__import__('pkg.a').a.app)\n", 1),
        ("from importlib import import_module\nimport_module('.a', NAME)\n", 2),
    ],
)
def test_a_string_that_is_nothing_but_the_name_refuses_the_move(tmp_path: Path, text: str, place: int) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class Logging: pass\ndef app(): return 1\n",
        "use.py": text,
    }
    with edited(tmp_path, files) as tree:
        result = tree.applied(Move(path="pkg/a.py", target="pkg/b.py"))
        assert (result.status, result.reason) == ("refused", f"use.py:{place} would no longer find the module")
        assert [(each.path, each.line) for each in result.left] == [("use.py", place)]
        result = tree.applied(Move(path="pkg/a.py", target="pkg/b.py", force=True))
        assert (result.status, result.warnings) == ("applied", [f"use.py:{place} no longer find the module"])
        assert tree.text("use.py") == text


# ── JavaScript and TypeScript ────────────────────────────────────────────────────────────────────────────────────────

SCRIPTS: dict[str, str | bytes] = {
    "package.json": '{"type": "module", "name": "shop", "imports": {"#lib/*": "./lib/*.js", "#exact": "./lib/a.js"}}\n',
    "lib/a.js": "import {g} from './c.js';\nexport function f() { return g() + 'f'; }\nexport default f;\n",
    "lib/c.js": "export function g() { return 'g'; }\n",
    "lib/index.js": "export * from './a.js';\nexport {f as h} from './a.js';\nexport * as ns from './a.js';\n",
    "common/package.json": '{"type": "commonjs"}\n',
    "common/a.js": "exports.f = () => 'f';\n",
    "common/index.js": "module.exports = {...require('./a'), deep: require('./deep')};\n",
    "common/deep/index.js": "exports.d = () => require('../a').f();\n",
    "run.mjs": (
        "import fs from 'node:fs';\nconst printed = {};\n"
        "for (const name of fs.readdirSync('.').filter((each) => each.startsWith('program')).sort()) {\n"
        "  try { printed[name] = String(await (await import('./' + name)).default); }\n"
        "  catch (error) { printed[name] = null; }\n}\nconsole.log(JSON.stringify(printed));\n"
    ),
}
SCRIPT_PROGRAMS = (
    ("mjs", "import {f} from './lib/a.js';\nexport default f();\n"),
    ("mjs", "import f from './lib/a.js';\nexport default f();\n"),
    ("mjs", "import * as a from './lib/a.js';\nexport default a.f();\n"),
    ("mjs", "import {f, h, ns} from './lib/index.js';\nexport default f() + h() + ns.f();\n"),
    ("mjs", "const {f} = await import('./lib/a.js');\nexport default f();\n"),
    ("mjs", "const {f} = await import(`./lib/a.js`);\nexport default f();\n"),
    ("mjs", "export default await import(new URL('./lib/a.js', import.meta.url)).then((a) => a.f());\n"),
    ("mjs", "import {f} from '#lib/a';\nexport default f();\n"),
    ("mjs", "import {f} from '#exact';\nexport default f();\n"),
    ("mjs", "export {f as default} from './lib/a.js';\n"),
    ("mjs", "import * as a from './lib/a.js';\nconst x = [a.f];\nexport default x[0]();\n"),
    ("mjs", "const name = './lib/a.js';\nexport default (await import(name)).f();\n"),
    ("cjs", "exports.default = require('./common/a').f();\n"),
    ("cjs", "exports.default = require('./common/a.js').f();\n"),
    ("cjs", "const {f, deep} = require('./common');\nexports.default = f() + deep.d();\n"),
    ("cjs", "exports.default = require(require.resolve('./common/a')).f();\n"),
)
SCRIPT_MOVES = (
    ("lib/a.js", "lib/b.js"),
    ("lib/a.js", "lib/deep/b.js"),
    ("lib/a.js", "b.js"),
    ("lib/c.js", "far/c.js"),
    ("lib/index.js", "lib/all.js"),
    ("common/a.js", "common/b.js"),
    ("common/a.js", "common/deep/b.js"),
    ("common/deep/index.js", "common/other/index.js"),
    ("common/deep/index.js", "common/flat.js"),
    ("common/index.js", "common/main.js"),
)


def printed_by_node(tree: Path) -> dict[str, str | None]:
    done = subprocess.run(["node", "run.mjs"], cwd=tree, capture_output=True, check=True)
    found: dict[str, str | None] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.parametrize(("path", "target"), SCRIPT_MOVES)
def test_node_programs_print_the_same_after_a_move(tmp_path: Path, path: str, target: str) -> None:
    programs = {f"program{number:02}.{ending}": text for number, (ending, text) in enumerate(SCRIPT_PROGRAMS)}
    with edited(tmp_path, {**SCRIPTS, **programs}) as tree:
        before = printed_by_node(tmp_path)
        assert None not in before.values()
        result = tree.applied(Move(path=path, target=target))
        assert (result.status, result.reason) == ("applied", "")
        told = {each.path for each in result.left}
        after = printed_by_node(tmp_path)
        assert {name: out for name, out in after.items() if out != before[name] and name not in told} == {}
        assert told <= {"package.json", "program11.mjs"}


def test_a_typescript_module_keeps_its_aliases(tmp_path: Path) -> None:
    files = {
        "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"], "@core": ["src/a.ts"]}}}\n',
        "src/a.ts": "export type T = number;\nexport function f(): T { return 1; }\n",
        "src/use.ts": (
            "import { f } from '@/a';\nimport g = require('./a');\nimport { f as h } from '@core';\n"
            "import { f as k } from 'src/a';\nlet x: import('./a').T;\ndeclare module './a' { interface X {} }\n"
            "jest.doMock('@/a');\nvi.mock('./a', () => ({}));\nf(); h(); k();\n"
        ),
    }
    with edited(tmp_path, files) as tree:
        result = tree.applied(Move(path="src/a.ts", target="src/deep/b.ts"))
        assert (result.status, result.reason) == ("applied", "")
        assert tree.text("src/use.ts") == (
            "import { f } from '@/deep/b';\nimport g = require('./deep/b');\nimport { f as h } from './deep/b';\n"
            "import { f as k } from 'src/deep/b';\nlet x: import('./deep/b').T;\n"
            "declare module './deep/b' { interface X {} }\n"
            "jest.doMock('@/deep/b');\nvi.mock('./deep/b', () => ({}));\nf(); h(); k();\n"
        )
        assert [(each.path, each.line) for each in result.left] == [("tsconfig.json", 1)]


def test_an_import_that_no_specifier_can_replace_refuses_the_move(tmp_path: Path) -> None:
    files = {
        "libs/core/package.json": '{"name": "core", "exports": {".": "./src/a.js"}}\n',
        "libs/core/src/a.js": "export const f = () => 1;\n",
        "app/package.json": '{"name": "app"}\n',
        "app/use.js": "import { f } from 'core';\nconst x = [f];\n",
    }
    with edited(tmp_path, files) as tree:
        result = tree.applied(Move(path="libs/core/src/a.js", target="libs/core/src/b.js"))
        assert (result.status, result.reason) == ("refused", "app/use.js:1 would no longer find the module")
        assert result.hint == "adapt them by hand first, or use --force"
