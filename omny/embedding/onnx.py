"""`OnnxEmbedder`: a transformer in a folder of the user's, run by the package `onnxruntime` where it is installed.

A text's vector is the mean of the vectors of its tokens, or that of the first token where the folder says so in
`1_Pooling/config.json`, as sentence-transformers do (https://www.sbert.net/docs/sentence_transformer/usage/). A graph
that pools by itself gives the vector. Such a model takes some hundred times as long as a table of words.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from omny.base.errors import VectorsMissingError
from omny.embedding.quantize import numpy, quantize
from omny.embedding.static import hash_files
from omny.model.vectors import Vector

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = 32
"""Texts of one run: all are as long as the longest."""

MAX_TOKENS = 256

POOLING = "1_Pooling/config.json"

_POOLED = "sentence_embedding"  # the output of a graph that pools by itself, among others
_OP = "embed"


class OnnxEmbedder:
    """A graph and its tokenizer."""

    def __init__(self, name: str, tokenizer: Path, graph: Path) -> None:
        """Raises VectorsMissingError without the packages, and where a file cannot be used."""
        numpy()
        try:
            from onnxruntime import InferenceSession
            from tokenizers import Tokenizer
        except ImportError as error:
            hint = "pip install onnxruntime tokenizers"
            raise VectorsMissingError(_OP, "a folder of ONNX needs the package onnxruntime", hint=hint) from error
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            self._session: Any = InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        except Exception as error:  # the packages raise nothing more precise
            raise VectorsMissingError(_OP, f"the model cannot be read: {error}", path=str(graph)) from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {each.name: each.type for each in self._session.get_inputs()}
        outputs = [each.name for each in self._session.get_outputs()]
        self._output = _POOLED if _POOLED in outputs else outputs[0]
        self._is_first = _takes_first(tokenizer.parent / POOLING)
        self.model = f"{name}-{hash_files(tokenizer, graph)}"
        self._lock = threading.Lock()

    def make_vectors(self, texts: Sequence[str]) -> list[Vector]:
        found: list[Vector] = []
        for begin in range(0, len(texts), TEXTS):
            found += self._run(texts[begin : begin + TEXTS])
        return found

    def _run(self, texts: Sequence[str]) -> list[Vector]:
        np = numpy()
        encoded = self._tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in encoded], np.int64)
        given = {
            "input_ids": np.array([each.ids for each in encoded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        taken = {
            name: given[name].astype(np.int32) if type_ == "tensor(int32)" else given[name]
            for name, type_ in self._inputs.items()
            if name in given
        }
        with self._lock:
            states = self._session.run([self._output], taken)[0].astype(np.float32)
        if states.ndim == 2:
            return quantize(states)
        if self._is_first and states.shape[1]:
            return quantize(states[:, 0])
        weights = mask[:, :, None].astype(np.float32)
        return quantize((states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0))


def _takes_first(config: Path) -> bool:
    """Whether a file about pooling says that the vector of the first token is that of the text. Raises
    VectorsMissingError where it cannot be read."""
    if not config.is_file():
        return False
    try:
        return bool(json.loads(config.read_bytes()).get("pooling_mode_cls_token"))
    except (OSError, ValueError, AttributeError) as error:
        raise VectorsMissingError(_OP, f"the pooling cannot be read: {error}", path=str(config)) from error
