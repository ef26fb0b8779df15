"""The floor: reading the files and parsing them, in one process, and nothing else.

    python -m bench.floor ROOT LIST [analysis]      LIST names the files, one JSON string a line, relative to ROOT

Prints CPU and wall-clock seconds of the loop alone, without the start of the interpreter, as JSON; with `analysis` also
the CPU seconds in which one process then turns the same files into facts.
"""

from __future__ import annotations

import json
import os
import sys
import time

from tree_sitter import Language as Grammar
from tree_sitter import Parser

from omny.base.collector import without_collector
from omny.languages import detect_language
from omny.languages.base import GrammarLanguage, Language
from omny.languages.embedded import HostLanguage

_NO_TREES = (HostLanguage,)  # the grammar takes a part of their text, which is not cut out here


def floor(root: str, paths: list[str], *, with_analysis: bool) -> dict[str, float]:
    """What reading and parsing takes. Files without a grammar are read only."""
    languages = {path: detect_language(path) for path in paths}
    parsers = {language.name: _parser(language) for language in languages.values() if language is not None}
    sources = []
    cpu, wall = time.process_time(), time.perf_counter()
    for path, language in languages.items():
        with open(os.path.join(root, path), "rb") as file:
            source = file.read()
        sources.append(source)
        parser = parsers[language.name] if language is not None else None
        if parser is not None:
            parser.parse(source)
    numbers = {
        "cpu_seconds": time.process_time() - cpu,
        "wall_seconds": time.perf_counter() - wall,
        "bytes": sum(map(len, sources)),
    }
    if with_analysis:
        numbers["analysis_cpu_seconds"] = _analyse(languages, sources)
    return numbers


def _analyse(languages: dict[str, Language | None], sources: list[bytes]) -> float:
    for language in languages.values():
        if language is not None:
            language.prepare()
            if isinstance(language, GrammarLanguage):
                _ = language.syntax
    cpu = time.process_time()
    with without_collector():  # as workers do
        for (path, language), source in zip(languages.items(), sources, strict=True):
            if language is not None:
                language.analyse(path, source)
    return time.process_time() - cpu


def _parser(language: Language) -> Parser | None:
    if not isinstance(language, GrammarLanguage) or isinstance(language, _NO_TREES):
        return None
    return Parser(Grammar(language.capsule()))


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as listed:
        files = [json.loads(line) for line in listed]
    print(json.dumps(floor(sys.argv[1], files, with_analysis="analysis" in sys.argv[3:])))
