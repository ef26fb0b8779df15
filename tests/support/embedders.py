"""An embedder of the tests' own: a model in a folder, made of a few words, small enough to be made for each test."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

TOPICS = {
    "price": 0, "cost": 0, "total": 0, "money": 0,
    "mail": 1, "letter": 1, "send": 1, "post": 1,
    "delete": 2, "remove": 2, "forget": 2, "clear": 2,
    "user": 3, "customer": 3, "client": 3, "person": 3,
}  # fmt: skip
"""Words, each with what it means: words of one meaning are near to each other."""

SIZE = 64


def write_model(folder: Path) -> Path:
    """A folder as Model2Vec writes it: words of TOPICS are near by their meaning, all others are alone."""
    folder.mkdir(parents=True)
    vocabulary = {"[UNK]": 0, **{word: place for place, word in enumerate(TOPICS, 1)}}
    tokenizer: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    chance = np.random.default_rng(17)
    meanings = chance.normal(size=(max(TOPICS.values()) + 1, SIZE))
    rows = [np.zeros(SIZE), *(meanings[topic] + 0.1 * chance.normal(size=SIZE) for topic in TOPICS.values())]
    table = np.stack(rows).astype(np.float32)
    shape = {"dtype": "F32", "shape": list(table.shape), "data_offsets": [0, table.nbytes]}
    header = json.dumps({"embeddings": shape}).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + table.tobytes())
    return folder
