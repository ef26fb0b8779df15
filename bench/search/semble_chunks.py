"""Asks semble, in a process of its own that has semble on its path: questions as JSON come in, chunks go out.

    python semble_chunks.py TREE < QUESTIONS

The model that semble downloads by default is in no package registry. Its place takes the static model of wordllama,
which is in a wheel: all else is semble's own (its chunks, its full text, its fusion and its order).
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

DEPTH = 10


def make_model() -> Any:
    """The static model of wordllama, as model2vec takes one."""
    folder = Path(str(importlib.import_module("wordllama").__file__)).parent
    load = importlib.import_module("safetensors.numpy").load_file
    [vectors] = load(str(folder / "weights" / "l2_supercat_256.safetensors")).values()
    tokenizer = importlib.import_module("tokenizers").Tokenizer
    words = tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
    return importlib.import_module("model2vec").StaticModel(vectors.astype("float32"), words, normalize=True)


def answer_all(tree: Path, questions: list[str]) -> dict[str, Any]:
    """For each question its chunks, best first: path, first line, last line."""
    create = importlib.import_module("semble.index.create").create_index_from_path
    search = importlib.import_module("semble.search").search
    model = make_model()
    started = time.process_time()
    words, vectors, chunks, _ = create(tree, model, display_root=tree)
    taken = time.process_time() - started
    found = [
        [
            (each.chunk.file_path, each.chunk.start_line, each.chunk.end_line)
            for each in search(question, model, vectors, words, chunks, DEPTH)
        ]
        for question in questions
    ]
    return {"chunks": found, "cpu_seconds": taken}


if __name__ == "__main__":
    print(json.dumps(answer_all(Path(sys.argv[1]).resolve(), json.load(sys.stdin))))
