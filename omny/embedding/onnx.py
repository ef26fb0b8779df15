"""`OnnxEmbedder`: a transformer in a folder of the user's, run by the package `onnxruntime` where it is installed.

A text's vector is the mean of the vectors of its tokens, as sentence-transformers pool by default
(https://www.sbert.net/docs/sentence_transformer/training_overview.html). Such a model takes some hundred times as long
as a table of words.
"""

from __future__ import annotations

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
        self._inputs = {each.name for each in self._session.get_inputs()}
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
        with self._lock:
            states = self._session.run(None, {name: given[name] for name in self._inputs if name in given})[0]
        if states.ndim == 2:  # the graph pools by itself
            return quantize(states.astype(np.float32))
        weights = mask[:, :, None].astype(np.float32)
        return quantize((states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0))
