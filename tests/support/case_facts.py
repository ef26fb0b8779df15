"""What the files of all cases say: `python -m tests.support.case_facts` prints a digest of each, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b

from omny.languages import detect_language
from tests.support.language_cases import CASES


def read_files() -> Iterator[tuple[str, str]]:
    """The files of all cases in each of their states, with names of their own."""
    for case in CASES:
        for number, files in enumerate([case["files"], *(step["write"] for step in case.get("steps", ()))]):
            for path, text in files.items():
                yield f"{case['lang']}-{case['id']}-{number}:{path}", text


def digests() -> dict[str, str]:
    """By file what stands for its facts and its surface."""
    found: dict[str, str] = {}
    for name, text in read_files():
        path = name.partition(":")[2]
        language = detect_language(path)
        if language is not None:
            found[name] = blake2b(repr(language.analyse(path, text.encode())).encode(), digest_size=8).hexdigest()
    return found


if __name__ == "__main__":
    print(json.dumps(digests()))
