"""Small projects whose files take turns with several contents, in each language."""

from __future__ import annotations

# Small projects in which every file asks others: re-exports, stars, overrides, shadows, values. Each path lists the
# contents that it takes turns with; None is no file.
PYTHON: dict[str, list[str | None]] = {
    "pkg/__init__.py": [
        "from .base import Base, make\n",
        "from .base import *\nfrom .extra import helper as make\n",
        "",
        None,
        "__all__ = ['Base']\nfrom .base import Base\nfrom . import extra\n",
    ],
    "pkg/base.py": [
        "class Base:\n    def m(self):\n        return 1\n\n\ndef make() -> Base:\n    return Base()\n",
        "# moved down\n\nclass Base:\n    def m(self):\n        return self.n()\n\n    def n(self):\n        return 2\n\n\ndef make():\n    return Base()\n",
        "class Base:\n    def __init__(self):\n        self.x = Base\n\n\ndef make(x=None):\n    return x\n",
        "class Base:\n    def m(self: (:\n",
        None,
    ],
    "pkg/derived.py": [
        "from .base import Base\n\n\nclass Derived(Base):\n    pass\n",
        "from pkg import Base\n\n\nclass Derived(Base):\n    def m(self):\n        return super().m()\n",
        "from .base import *\n\n\nclass Derived(Base):\n    def n(self):\n        return make().m()\n",
        None,
    ],
    "pkg/extra.py": ["def helper():\n    return 1\n", "from .base import make as helper\n", "helper = 3\n", None],
    "use.py": [
        "from pkg import make\nfrom pkg.derived import Derived\n\n\ndef use():\n    make().m()\n    Derived().m()\n    Derived().n()\n",
        "import pkg\nimport pkg.extra\n\n\ndef use():\n    pkg.make().m()\n    pkg.extra.helper()\n    map(pkg.make, [])\n",
        "from pkg import *\n\nmake().m()\nextra.helper()\n\n\n@make\ndef use(base: Base):\n    base.m()\n",
    ],
    "tool/pkg.py": [None, "def make():\n    return 1\n"],
    "pkg.py": [None, "def make():\n    return 2\n"],
}

JAVASCRIPT: dict[str, list[str | None]] = {
    "lib/index.js": [
        'export * from "./base";\nexport { default as main } from "./base";\n',
        'export { Base, make as main } from "./base.js";\n',
        'import { helper } from "./extra";\nexport const main = () => helper();\n',
        None,
    ],
    "lib/base.js": [
        "export class Base {\n  m() {\n    return 1;\n  }\n}\nexport const make = () => new Base();\nexport default make;\n",
        "export class Base {\n  constructor() {\n    this.n();\n  }\n  n() {\n    return this.m();\n  }\n}\nexport function make() {}\nexport default function () {}\n",
        "exports.make = function () {};\n",
        "export class Base {{\n",
        None,
    ],
    "lib/derived.js": [
        'import { Base } from "./base";\nexport class Derived extends Base {}\n',
        'import { Base } from ".";\nexport class Derived extends Base {\n  m() {\n    return super.m();\n  }\n}\n',
        None,
    ],
    "lib/extra.js": ["export function helper() {}\n", 'export { make as helper } from "./base";\n', None],
    "lib.js": [None, "export function main() {}\n"],
    "use.js": [
        'import { main, make } from "./lib";\nimport { Derived } from "./lib/derived";\nmain();\nmake().m();\nnew Derived().m();\n',
        'const lib = require("./lib");\nconst { make } = require("./lib/base");\nlib.main();\nmake();\n',
        'import * as lib from "./lib/index.js";\nexport const use = (x) => lib.main().m(lib.make, x.m());\n',
    ],
}

TYPESCRIPT: dict[str, list[str | None]] = {
    "tsconfig.json": [
        '{"compilerOptions": {"baseUrl": ".", "paths": {"@/*": ["src/*"]}}}',
        '{"compilerOptions": {"paths": {"@/*": ["./other/*"]}}}',
        '{"extends": "./base.json"}',
        "{",
        None,
    ],
    "base.json": [None, '{"compilerOptions": {"paths": {"@/*": ["./src/*", "./other/*"]}}}'],
    "src/repo.ts": [
        "export interface Repo {\n  save(): void;\n}\nexport class Sql implements Repo {\n  save(): void {}\n}\n",
        "export abstract class Repo {\n  abstract save(): void;\n}\nexport class Sql extends Repo {\n  save(): void {}\n}\n",
        "export class Sql {\n  constructor(readonly x: Sql) {}\n}\n",
        None,
    ],
    "other/repo.ts": ["export class Repo {\n  save() {}\n}\nexport class Sql {}\n", None],
    "src/use.ts": [
        'import { Repo, Sql } from "@/repo";\nexport function use(repo: Repo) {\n  repo.save();\n  new Sql().save();\n}\n',
        'import type { Repo } from "./repo";\nexport class Use {\n  constructor(private repo: Repo) {}\n  go() {\n    this.repo.save();\n  }\n}\n',
        None,
    ],
    "src/last.tsx": [
        'import { Use } from "./use";\nimport { Sql } from "@/repo";\nnew Use(new Sql()).go();\nexport const V = () => <Use onSave={Sql} />;\n',
    ],
    "package.json": [None, '{"name": "app", "imports": {"#repo": "./other/repo.ts"}}'],
}
PROJECTS = {"python": PYTHON, "javascript": JAVASCRIPT, "typescript": TYPESCRIPT}


def first_of(project: dict[str, list[str | None]]) -> dict[str, str]:
    return {path: contents[0] for path, contents in project.items() if contents[0] is not None}
