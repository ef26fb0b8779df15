"""The floor: reading the files and parsing them, in one process, and nothing else.

    python -m bench.floor ROOT LIST         LIST names the files, one JSON string a line, relative to ROOT

Prints CPU and wall-clock seconds of the loop alone, without the start of the interpreter, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time

import tree_sitter_javascript
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Parser

_GRAMMARS = {
    ".py": tree_sitter_python.language,
    ".pyi": tree_sitter_python.language,
    ".pyw": tree_sitter_python.language,
    ".js": tree_sitter_javascript.language,
    ".jsx": tree_sitter_javascript.language,
    ".mjs": tree_sitter_javascript.language,
    ".cjs": tree_sitter_javascript.language,
    ".ts": tree_sitter_typescript.language_typescript,
    ".mts": tree_sitter_typescript.language_typescript,
    ".cts": tree_sitter_typescript.language_typescript,
    ".tsx": tree_sitter_typescript.language_tsx,
}


def floor(root: str, paths: list[str]) -> dict[str, float]:
    """What reading and parsing takes. Files of no language are read only."""
    parsers = {suffix: Parser(Language(grammar())) for suffix, grammar in _GRAMMARS.items()}
    size = 0
    cpu, wall = time.process_time(), time.perf_counter()
    for path in paths:
        with open(os.path.join(root, path), "rb") as file:
            source = file.read()
        size += len(source)
        parser = parsers.get(os.path.splitext(path)[1])
        if parser is not None:
            parser.parse(source)
    return {"cpu_seconds": time.process_time() - cpu, "wall_seconds": time.perf_counter() - wall, "bytes": size}


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as listed:
        print(json.dumps(floor(sys.argv[1], [json.loads(line) for line in listed])))
