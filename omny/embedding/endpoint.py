"""`EndpointEmbedder`: a model that an endpoint serves, which the user names, in the protocol of OpenAI.

    POST URL {"model": NAME, "input": [TEXT, ...]} -> {"data": [{"index": 0, "embedding": [0.1, ...]}, ...]}

https://platform.openai.com/docs/api-reference/embeddings. Ollama, llama.cpp, vLLM and others speak it, too. Texts of
questions are sent, and texts of atoms, which have passed the redaction of secrets.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.error import URLError
from urllib.request import Request, urlopen

import msgspec

from omny.base.errors import VectorsAwayError
from omny.embedding.quantize import numpy, quantize
from omny.embedding.text import TEXT_VERSION
from omny.model.vectors import Vector

TEXTS = 128
"""Texts of one request: below the limit of any server that speaks the protocol."""

SECONDS = 30.0  # of one request

MAX_ANSWER_BYTES = 64 * 1024 * 1024

_OP = "embed"


class _Row(msgspec.Struct):
    index: int
    embedding: list[float]


class _Reply(msgspec.Struct):
    data: list[_Row]


class EndpointEmbedder:
    """The model of a URL."""

    def __init__(self, url: str, name: str, key: str) -> None:
        """`name` is the model that the endpoint is asked for, `key` what it is given to let the user in; both may be
        empty. Asks nothing yet."""
        numpy()
        self._url = url
        self._name = name
        self._key = key
        self.model = " ".join(filter(None, (url.partition("?")[0], name, str(TEXT_VERSION))))

    def make_vectors(self, texts: Sequence[str]) -> list[Vector]:
        rows: list[list[float]] = []
        for begin in range(0, len(texts), TEXTS):
            rows += self._ask(list(texts[begin : begin + TEXTS]))
        if len({len(row) for row in rows}) > 1:
            raise VectorsAwayError(_OP, "the endpoint answers with vectors of several lengths", path=self._url)
        np = numpy()
        return quantize(np.array(rows, np.float32)) if rows else []

    def _ask(self, texts: list[str]) -> list[list[float]]:
        body = msgspec.json.encode({"model": self._name, "input": texts})
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            with urlopen(Request(self._url, body, headers), timeout=SECONDS) as answered:
                reply = msgspec.json.decode(answered.read(MAX_ANSWER_BYTES), type=_Reply)
        except (URLError, OSError, ValueError, msgspec.DecodeError) as error:
            reason = str(getattr(error, "reason", "") or error)
            raise VectorsAwayError(_OP, f"the endpoint gives no vectors: {reason}", path=self._url) from error
        found = {row.index: row.embedding for row in reply.data}
        if found.keys() != set(range(len(texts))) or not all(found.values()):
            raise VectorsAwayError(_OP, "the endpoint left texts out", path=self._url)
        return [found[index] for index in range(len(texts))]
