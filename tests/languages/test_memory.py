"""A walk leaves no reference cycle: workers have the collector of cycles off, and would keep each file for good."""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from omny.languages import detect_language
from tests.support.language_cases import CASES


@pytest.mark.parametrize("lang", sorted({case["lang"] for case in CASES}))
def test_what_a_walk_needed_is_free_when_it_is_over(lang: str) -> None:
    files = [(path, text.encode()) for case in CASES if case["lang"] == lang for path, text in case["files"].items()]
    languages = [(detect_language(path), path, source) for path, source in files]
    for language, path, source in languages[:1]:
        assert language is not None
        language.analyse(path, source)  # what is made once for all files
    gc.disable()
    gc.freeze()  # what is there before is not looked at: a second for each language
    try:
        for language, path, source in languages:
            if language is not None:
                language.analyse(path, source)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = Counter(type(each).__name__ for each in gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.unfreeze()
        gc.enable()
    assert not {"Scope", "Node", "Draft", "Bracket"} & left.keys()
