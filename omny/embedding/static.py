"""`StaticEmbedder`: a model that is a table with a vector for each token. That of a text is the mean of its tokens.

wordllama and Model2Vec are such models. Both files are read as they are: a tokenizer of Hugging Face, and a table of
safetensors (https://github.com/huggingface/safetensors#format), mapped into memory: only the rows of tokens
that occur are read from the disk.

A word is embedded by itself and remembered: of 400,000 words in 45,000 atoms 8,000 differ.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from omny import install_command
from omny.base.errors import VectorsMissingError
from omny.embedding.quantize import numpy, quantize
from omny.embedding.text import TEXT_VERSION
from omny.model.vectors import Vector

if TYPE_CHECKING:
    from pathlib import Path

MAX_REMEMBERED = 50_000
"""Words whose vectors are remembered: about 50 MB of 256 dimensions. Then all are forgotten."""

_MAX_HEADER_BYTES = 1_000_000
_TYPES = {"F16": "<f2", "F32": "<f4"}


class StaticEmbedder:
    """A table and its tokenizer."""

    def __init__(self, name: str, tokenizer: Path, table: Path) -> None:
        """`name` is what people call the model. Raises VectorsMissingError without the package `tokenizers`, and where
        a file is not what it should be."""
        np = numpy()
        try:
            from tokenizers import Tokenizer
        except ImportError:
            hint = install_command("semantic")
            raise VectorsMissingError("embed", "the package tokenizers is not installed", hint=hint) from None
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # the package raises nothing more precise
            raise VectorsMissingError("embed", f"no tokenizer can be read: {error}", path=str(tokenizer)) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._table = _read_table(table)
        self.model = f"{name}-{self._table.shape[1]}-{hash_files(tokenizer, table)}"
        self._zero = np.zeros(self._table.shape[1] + 1, np.float32)
        self._words: dict[str, Any] = {}  # the sum of the tokens of a word, and at last their number
        self._lock = threading.Lock()

    def make_vectors(self, texts: Sequence[str]) -> list[Vector]:
        np = numpy()
        split = [text.split() for text in texts]
        with self._lock:
            self._remember({word for words in split for word in words})
            sums = [sum((self._words[word] for word in words), self._zero) for words in split]
        if not sums:
            return []
        rows = np.stack(sums)
        return quantize(rows[:, :-1] / np.maximum(rows[:, -1:], 1.0))

    def _remember(self, words: set[str]) -> None:
        np = numpy()
        if len(self._words) > MAX_REMEMBERED:
            self._words.clear()
        new = sorted(words - self._words.keys())
        for word, encoded in zip(new, self._tokenizer.encode_batch(new, add_special_tokens=False), strict=True):
            tokens = [token for token in encoded.ids if token < len(self._table)]
            row = np.append(self._table[tokens].astype(np.float32).sum(axis=0), len(tokens))
            self._words[word] = row.astype(np.float32)


def _read_table(path: Path) -> Any:
    """The only matrix of a file of safetensors, as an array that is mapped into memory."""
    np = numpy()
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, _MAX_HEADER_BYTES)))
        found = [each for each in header.values() if len(each.get("shape", ())) == 2]
        if len(found) != 1:
            raise VectorsMissingError("embed", f"it has {len(found)} tables of vectors, not one", path=str(path))
        begin, shape = found[0]["data_offsets"][0], tuple(found[0]["shape"])
        return np.memmap(path, _TYPES[found[0]["dtype"]], "r", 8 + length + begin, shape)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VectorsMissingError("embed", f"no table of vectors can be read: {error}", path=str(path)) from error


def hash_files(*files: Path) -> str:
    """A hash of the contents: another table under the same name is another model. So is one of other texts of atoms."""
    digest = blake2b(bytes([TEXT_VERSION]), digest_size=6)
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
