"""Makes stores as the legacy tool left them: one JSON file for each atom, with everything that went wrong in it.

`quirky` makes a small project and its store with each quirk once; `large` one of any size, for figures.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

STORE = ".omnysysdata"
AT = "2026-02-21T10:00:00.000Z"
LATER = "2026-02-23T12:30:00.500Z"
ELSEWHERE = "/home/dev/project"  # where the tool ran when it wrote absolute paths
WINDOWS = "C:\\Users\\dev\\OneDrive\\Escritorio\\📁 PROYECTOS\\shop"

Json = dict[str, Any]

SOURCES = {
    "src/utils.js": (
        'import fs from "fs/promises";\n'
        'import { helper } from "./utils/helper.js";\n'
        "export const DEFAULTS = { retries: 3 };\n"
        "export async function saveThing(id, data) {\n"
        "  const text = JSON.stringify(data);\n"
        "  await fs.writeFile(id, text);\n"
        "  return helper(text);\n"
        "}\n"
        "export const arrow = (a, b) => helper(a + b);\n"
    ),
    "src/utils.ts": "export function saveThing(id: string): string {\n  return id;\n}\n",
    "src/utils/helper.js": "export function helper(x) {\n  return String(x).trim();\n}\n",
    "src/services/store.js": (
        'import { saveThing } from "../utils.js";\n'
        "export class MemoryStore {\n"
        "  constructor() { this.items = new Map(); }\n"
        "  save(item) { return saveThing(item.id, item); }\n"
        "}\n"
        "export class FileStore extends MemoryStore {\n"
        "  async save(item) { await super.save(item); return item; }\n"
        "}\n"
        "export const makeStore = (kind) => new FileStore(kind);\n"
        "makeStore('file');\n"
    ),
    "src/services/año.js": "export function contarAños() {\n  return Math.floor(1.5);\n}\n",
    "test/store.test.js": (
        'import { makeStore } from "../src/services/store.js";\n'
        "it('saves A::B', async () => {\n"
        "  makeStore('memory');\n"
        "});\n"
    ),
}
"""The project that `quirky` is the store of, as it is when it is migrated."""


def sanitised(name: str) -> str:
    """The file name of an atom, as the tool made it."""
    name = re.sub(r"\s+", "_", re.sub(r'[<>:"/\\|?*]', "_", name))
    return re.sub(r"_{2,}", "_", name)[:200]


def rich(
    path: str,
    name: str,
    line: int = 1,
    end_line: int = 0,
    *,
    kind: str = "declaration",
    class_name: str | None = None,
    calls: Iterable[str] = (),
    called_by: Iterable[str] = (),
    at: str = AT,
    **more: Any,
) -> Json:
    """An atom as the full index wrote it. Of `calls`, `a.b` has its receiver in one of the three lists only."""
    owner = f"{class_name}." if class_name else ""
    called = list(calls)
    return {
        "id": f"{path}::{owner}{name}",
        "name": name,
        "type": "atom",
        "filePath": path,
        "line": line,
        "endLine": end_line or line,
        "linesOfCode": (end_line or line) - line + 1,
        "isExported": True,
        "className": class_name,
        "functionType": kind,
        "complexity": 2,
        "internalCalls": [
            {"callee": each, "name": each.rpartition(".")[2], "object": each.partition(".")[0], "line": 1}
            for each in called
            if "." in each
        ],
        "externalCalls": [],
        # The pattern that looked for calls also found the declaration itself.
        "calls": [{"name": each.rpartition(".")[2], "type": "internal", "line": line} for each in [name, *called]],
        "isAsync": False,
        "typeContracts": {"params": [{"name": "x", "type": "any", "inferred": True}], "returns": None},
        "lineage": None,
        "extractedAt": at,
        "_meta": {"dataFlowVersion": "1.0.0-fractal", "extractionTime": at, "confidence": 0.5},
        "archetype": {"type": "utility", "severity": 2, "confidence": 1},
        "purpose": "API_EXPORT",
        "calledBy": list(called_by),
        "callerPattern": {"id": "entry_point", "icon": "🚀"},
        "dna": {"patternHash": "e3b0c44298fc", "operationSequence": ["receive", "return"], "padding": "·" * 40},
        **more,
    }


def variable(path: str, name: str, value: str = "object", line: int = 1) -> Json:
    """A constant, which the tool counted among the atoms."""
    return rich(path, name, line, kind="variable", type="variable", valueType=value, isSignificant=True, calls=[])


def poor(path: str, name: str, line: int, *, class_name: str | None = None, **meta: Any) -> Json:
    """An atom as an edit wrote it, with an absolute path as its id."""
    owner = f"{class_name}." if class_name else ""
    parameters = [{"name": "item", "position": 0, "optional": False, "type": "any"}]
    return {
        "id": f"{path}::{owner}{name}",
        "name": name,
        "type": "method" if class_name else "function",
        "file": path,
        "line": line,
        "endLine": line,
        "column": 2,
        "className": class_name,
        "signature": {"params": parameters, "returnType": "Promise", "async": True, "generator": False},
        "calls": [{"callee": "anonymous.items.set", "line": line, "argumentCount": 2, "arguments": []}],
        "calledBy": [],
        "archetype": None,
        "visibility": "public",
        "exported": False,
        "complexity": 1,
        "lines": {"start": line, "end": line},
        "analyzedAt": LATER,
        "_meta": {
            "createdAt": 1771847000000,
            "version": 1,
            "incrementalUpdate": False,
            "source": "atomic-edit",
            **meta,
        },
    }


def shadow(original: str, path: str, name: str, died: str = LATER, number: int = 1) -> Json:
    """A deleted atom."""
    return {
        "shadowId": f"shadow_mwq49lzw_{number:04}",
        "originalId": original,
        "status": "deleted",
        "bornAt": died,
        "diedAt": died,
        "dna": {"patternHash": "e3b0c44298fc"},
        "metadata": {"name": name, "filePath": path, "isExported": True},
        "death": {"reason": "file_deleted"},
    }


def pretty(document: Json) -> bytes:
    """A document as the tool wrote it."""
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


class Store:
    """A store that is being made."""

    def __init__(self, project: Path, name: str = STORE) -> None:
        self.path = project / name
        self.path.mkdir(parents=True)

    def put(self, place: str, content: Json | bytes) -> str:
        """Writes a file; its place."""
        file = self.path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else pretty(content))
        return place

    def atom(self, document: Json, *, flat: bool = False, as_named: bool = False) -> str:
        """Writes an atom where the tool did: by its short name, the ending of its file left out; with `flat` as it did
        at first, with `as_named` before it cleaned names."""
        path = str(document.get("filePath") or document["file"].removeprefix(f"{ELSEWHERE}/"))
        name = document["name"].replace("/", "_") if as_named else sanitised(document["name"])
        folder = re.sub(r"\W", "_", path) if flat else str(Path(path).with_suffix(""))
        return self.put(f"atoms/{folder}/{name}.json", document)

    def interleaved(self, document: Json, longer: Json) -> str:
        """Writes an atom over a longer one, whose end is left."""
        place = self.atom(longer)
        ours, theirs = pretty(document), pretty(longer)
        assert len(ours) < len(theirs)
        return self.put(place, ours + theirs[len(ours) :])

    def file(self, path: str, definitions: Iterable[Json] = (), **more: Any) -> str:
        """Writes the document of a source file."""
        document = {"path": path, "displayPath": Path(path).name, "exports": [], "imports": [], "calls": []}
        return self.put(f"files/{path}.json", {**document, "definitions": list(definitions), **more})


def quirky(project: Path, *, sources: bool = True) -> Store:
    """The project SOURCES, if wanted, and its store, with each quirk of the format once."""
    if sources:
        for path, text in SOURCES.items():
            file = project / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    store = Store(project)
    utils, helper, shop, test = "src/utils.js", "src/utils/helper.js", "src/services/store.js", "test/store.test.js"
    # utils.js, utils.ts and utils/ share a directory; the shorter document was written over the longer one
    store.interleaved(
        rich("src/utils.ts", "saveThing", calls=[], called_by=[f"{shop}::MemoryStore.save", f"{shop}::gone"]),
        rich(utils, "saveThing", 4, 8, calls=["JSON.stringify", "fs.writeFile", "helper"], isAsync=True),
    )
    store.atom(variable(utils, "DEFAULTS", line=3))
    store.atom(variable(utils, "arrow", "ArrowFunctionExpression", line=9))  # the function it holds was overwritten
    store.atom(rich(helper, "helper", calls=["String", "trim"], called_by=[f"{utils}::saveThing", f"{helper}::helper"]))
    store.atom(rich(helper, "Helper", 2))
    store.atom(rich("src/services/año.js", "contarAños", 1, 3, calls=["Math.floor"]))
    # an edit replaced the rich document of a method by a poor one, under another id; the older one lies elsewhere
    store.atom(rich(shop, "save", 7, class_name="FileStore", kind="method", calls=["super.save"]), flat=True)
    store.atom(poor(f"{ELSEWHERE}/{shop}", "save", 7, class_name="FileStore", version=3, modifiedFields=["signature"]))
    store.atom(
        rich(shop, "makeStore", 9, kind="arrow", calls=["FileStore"], called_by=[shop, f"{test}::it(saves A::B)"])
    )
    # a name that is text, with spaces, quotes and separators; once before names were cleaned, and once later
    title = 'it(saves "two"  items: C:\\temp\\x?)'
    store.atom(rich(test, title, 5, kind="arrow", calls=["expect"]), as_named=True)
    store.atom(rich(test, title, 5, kind="arrow", calls=["expect"], at=LATER))
    store.atom(rich(test, "it(saves A::B)", 2, 4, kind="arrow", calls=["makeStore"]))
    store.atom(rich(test, "describe(" + "x" * 300 + ")", 9, kind="arrow"))
    # two of one name that are two atoms: other lines at one time
    store.put("atoms/test/store.test/again.json", rich(test, "again", 20, 21))
    store.put("atoms/test/store.test/again_1.json", rich(test, "again", 30, 31))
    # functions that are no more: told by their lineage, or by a shadow that is younger
    removed = {"status": "removed", "removedAt": LATER}
    store.atom(rich(utils, "index", 10, lineage=removed))
    store.atom(rich("src/gone.js", "deadOne"))
    store.put("shadows/shadow_1.json", shadow("src/gone.js::deadOne", "src/gone.js", "deadOne"))
    for number in (2, 3):
        store.put(f"shadows/shadow_{number}.json", shadow("atom_test_123", "src/user.js", "load", LATER, number))
    shadows = {"shadow_9": {"originalId": "src/gone.js::listed", "status": "deleted", "diedAt": LATER}}
    store.put("shadows/index.json", {"shadows": shadows, "lineages": {}})
    # paths of Windows
    store.atom(rich("src\\Router.js", "navigate", calls=["route"]))
    # what nobody can read, or only in part
    store.put("atoms/src/empty.json", b"")
    store.put("atoms/src/noise.json", b"\x00\xff\x00garbage")
    cut = pretty(rich("src/cut.js", "cutOff", 3, calls=["one"]))
    store.put("atoms/src/cut/cutOff.json", cut[: cut.index(b'"internalCalls"') + 60])
    store.put("atoms/src/half.json", pretty(rich("src/half.js", "half")).replace("🚀".encode(), b"\\ud83d"))
    # beside the atoms
    definitions = [{"type": "function", "name": name, "className": None, "params": 1} for name in ("saveThing", "main")]
    store.file(utils, [*definitions, {"type": "class", "name": "Unseen"}])
    store.file(shop)
    functions = [{"id": "OL:oldest", "name": "oldest", "line": 4, "endLine": 6, "params": ["a"], "calls": []}]
    store.file("old/store.js", functions=functions)
    hashed = hashlib.md5(utils.encode()).hexdigest()[:8]
    index = {utils: {"hash": hashed, "lastAnalyzed": AT}, shop: {"hash": "0" * 32, "lastAnalyzed": LATER}}
    store.put("index.json", {"metadata": {"totalFiles": 99}, "fileIndex": index})
    saved = {f"{helper}::Helper": {"hash": "0", "fieldHashes": {}, "lastModified": 1771850000000, "atomName": "Helper"}}
    store.put("atom-versions.json", {"atoms": saved, "lastUpdated": LATER})
    one = {
        "id": "a",
        "sourceFile": utils,
        "targetFile": shop,
        "type": "localStorage",
        "via": "localStorage",
        "key": "k",
    }
    two = {"id": "b", "sourceFile": shop, "targetFile": utils, "type": "shared_state", "globalProperty": "gameState"}
    evidence = {"evidence": {"sourceAccess": {"filePath": f"{WINDOWS}\\src\\utils.js", "line": 9}}}
    store.put("connections/shared-state.json", {"connections": [one, one, {**two, **evidence}], "total": 3})
    molecule = {"filePath": utils, "type": "molecule", "atoms": [], "extractedAt": AT}
    store.put(f"molecules/{utils}.molecule.json", molecule)
    store.put("index.json.tmp", b'{"metadata": {')
    store.put("tunnel-vision-events.jsonl", b'{"event": 1}\n{"event": 2}\n')
    store.put("semantic-issues-report.txt", "nothing of atoms: ñ".encode("latin-1"))
    return store


def large(project: Path, files: int, atoms: int, damaged: int, *, seed: int = 1) -> Store:
    """A store of a made-up project of that many files and atoms, with documents of some kilobytes; `damaged` atoms are
    interleaved with longer ones."""
    rng = random.Random(seed)
    store = Store(project)
    words = ["load", "save", "parse", "resolve", "handle", "build", "render", "check", "merge", "fetch"]
    nodes = [
        {"id": f"node_{n:03}", "type": "TRANSFORM", "inputs": ["a", "b"], "properties": {"line": n}} for n in range(90)
    ]
    names = [f"{rng.choice(words)}{rng.choice(words).title()}{number}" for number in range(atoms)]
    bad = set(rng.sample(range(atoms), damaged))
    for number, name in enumerate(names):
        path = f"src/layer{number % files % 40}/part{number % files % 7}/module{number % files}.js"
        calls = rng.sample(names[max(0, number - 500) : number + 1], min(5, number + 1))
        line = 10 + number // files * 20
        flow = {"graph": {"nodes": rng.sample(nodes, 20), "edges": []}, "inputs": [], "outputs": []}
        document = rich(
            path, name, line, line + 12, calls=calls, isAsync=not number % 4, dataFlow=flow, dataFlowAnalysis=flow
        )
        if number in bad:
            store.interleaved(document, {**document, "dna": {"padding": "x" * 2_000}})
        else:
            store.atom(document)
    for number in range(files):
        store.file(f"src/layer{number % 40}/part{number % 7}/module{number}.js")
    return store
