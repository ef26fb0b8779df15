"""An embedder of the tests' own: a model in a folder, made of a few words, small enough to be made for each test."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
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

INT32, INT64 = 6, 7  # types of tensors in ONNX

_FLOAT = 1
_INT, _INTS = 2, 7  # of attributes


def write_model(folder: Path) -> Path:
    """A folder as Model2Vec writes it: words of TOPICS are near by their meaning, all others are alone."""
    _write_tokenizer(folder)
    table = make_table()
    shape = {"dtype": "F32", "shape": list(table.shape), "data_offsets": [0, table.nbytes]}
    header = json.dumps({"embeddings": shape}).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + table.tobytes())
    return folder


def write_graph(folder: Path, *, pools: bool = False, tensor: int = INT64, file: str = "model.onnx") -> Path:
    """A folder with the same model as a graph of ONNX, whose inputs are of that type: the row of each token; with
    `pools` their mean, padding included."""
    _write_tokenizer(folder)
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_bytes(_make_graph(make_table(), pools, tensor))
    return folder


def make_table() -> np.ndarray[Any, np.dtype[np.float32]]:
    """The vector of each token."""
    chance = np.random.default_rng(17)
    meanings = chance.normal(size=(max(TOPICS.values()) + 1, SIZE))
    rows = [np.zeros(SIZE), *(meanings[topic] + 0.1 * chance.normal(size=SIZE) for topic in TOPICS.values())]
    return np.stack(rows).astype(np.float32)


def _write_tokenizer(folder: Path) -> None:
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


# ── a graph of ONNX, written by hand: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto ──


def _make_graph(table: np.ndarray[Any, np.dtype[np.float32]], pools: bool, tensor: int) -> bytes:
    given = [_value("input_ids", tensor, ("texts", "tokens")), _value("attention_mask", tensor, ("texts", "tokens"))]
    weights = _field(8, b"table") + _field(2, _FLOAT) + b"".join(_field(1, size) for size in table.shape)
    nodes = [_node("Gather", ["table", "input_ids"], ["states" if pools else "last"])]
    if pools:
        axes = _field(1, b"axes") + _field(20, _INTS) + _field(8, 1)
        keeps = _field(1, b"keepdims") + _field(20, _INT) + _field(3, 0)
        nodes.append(_node("ReduceMean", ["states"], ["sentence_embedding"], axes, keeps))
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"words")
    graph += _field(5, weights + _field(9, table.tobytes()))
    graph += b"".join(_field(11, each) for each in given)
    graph += _field(12, _value("sentence_embedding", _FLOAT, ("texts", SIZE))) if pools else b""
    graph += _field(12, _value("last", _FLOAT, ("texts", "tokens", SIZE))) if not pools else b""
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _field(2, 13))


def _node(operator: str, given: Sequence[str], made: Sequence[str], *attributes: bytes) -> bytes:
    names = b"".join(_field(1, each.encode()) for each in given) + b"".join(_field(2, each.encode()) for each in made)
    return names + _field(4, operator.encode()) + b"".join(_field(5, each) for each in attributes)


def _value(name: str, tensor: int, shape: Sequence[str | int]) -> bytes:
    sizes = [_field(2, each.encode()) if isinstance(each, str) else _field(1, each) for each in shape]
    dimensions = b"".join(_field(1, size) for size in sizes)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, tensor) + _field(2, dimensions)))


def _field(number: int, value: int | bytes) -> bytes:
    """A field of a message (https://protobuf.dev/programming-guides/encoding/)."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
