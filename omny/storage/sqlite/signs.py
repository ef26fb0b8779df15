"""`Signs`: the bits of all vectors of a model in the memory of this process, to be compared with those of a question.

SQLite compares them row by row, which takes 17 ms for 44,000 vectors and twenty times that for a million; numpy, that
comes with every model, takes a tenth of it. The first search of a process leaves the bits in the database, since to
read them all takes longer than to compare them once.
"""

from __future__ import annotations

from typing import Any, Self

import apsw

MAX_VECTORS = 4_000_000
"""Vectors whose bits are held in memory: 48 bytes each, for 256 dimensions."""

_STAMP = """
    SELECT count(*), coalesce(sum(text & 0xffffffff), 0), coalesce(sum((text & 0xffff) * (number & 0xffffff)), 0)
    FROM vectors
"""
"""A key is a hash, and what it stands for never changes: so two sets of keys and numbers have different sums."""

_ROWS = """
    SELECT number, text, bits FROM vectors
    WHERE number > ? AND model = (SELECT number FROM vector_models WHERE name = ?) ORDER BY number
"""


class Signs:
    """The bits of one model in one state of the database, within a transaction that reads it."""

    def __init__(self, connection: apsw.Connection, model: str) -> None:
        self._connection = connection
        self.model = model
        self._version: tuple[int, int] | None = None  # of the database, when it was last compared
        self._stamp = (0, 0, 0)  # of the vectors that are held, as `_STAMP` has it
        self._numbers: Any = None
        self._texts: Any = None
        self._bits: Any = None  # a row of 64-bit words for each vector
        self._width = 0  # bytes of a vector

    @classmethod
    def open(cls, connection: apsw.Connection, model: str) -> Self | None:
        """None where numpy is not there, or too old to count bits."""
        try:
            from numpy import bitwise_count  # noqa: F401  # here, since few processes search by vectors twice
        except ImportError:
            return None
        return cls(connection, model)

    def find_nearest(self, bits: bytes, most: int) -> list[int] | None:
        """The numbers of the `most` vectors with the fewest other bits, and of equal ones those with the least keys, in
        no order. None where they cannot be compared in memory."""
        import numpy as np

        if not self._follow():
            return None
        if self._numbers is None:
            return []
        if len(bits) != self._width:
            return None
        asked = np.frombuffer(_pad(bits, self._width), dtype=np.uint64)
        distances = np.bitwise_count(self._bits ^ asked).sum(axis=1, dtype=np.uint32)
        if len(distances) <= most:
            return list(self._numbers.tolist())
        bound = np.partition(distances, most - 1)[most - 1]
        nearer = self._numbers[distances < bound]
        equal = np.flatnonzero(distances == bound)
        equal = equal[np.argsort(self._texts[equal], kind="stable")][: most - len(nearer)]
        return [*nearer.tolist(), *self._numbers[equal].tolist()]

    def _follow(self) -> bool:
        """Reads what was added since, or all where something is gone. Whether the vectors can be held."""
        version = (int(self._connection.pragma("data_version")), self._connection.total_changes())
        if self._version != version:
            [stamp] = self._rows(_STAMP)
            if (self._version is None or self._stamp != stamp) and not self._read(stamp):
                return False
            self._version = version
        return True

    def _read(self, stamp: tuple[int, int, int]) -> bool:
        last = 0 if self._numbers is None else int(self._numbers[-1])
        if stamp[0] > MAX_VECTORS:
            return self._refuse()
        rows = self._rows(_ROWS, last, self.model)
        if last and _add(self._stamp, rows) != stamp:
            self._numbers = self._texts = self._bits = None
            rows = self._rows(_ROWS, 0, self.model)
        if not self._append(rows):
            return self._refuse()
        self._stamp = stamp
        return True

    def _refuse(self) -> bool:
        """Holds nothing, and looks again when it is asked again."""
        self._version = self._numbers = self._texts = self._bits = None
        return False

    def _rows(self, sql: str, *values: int | str) -> list[Any]:
        return list(self._connection.execute(sql, values))

    def _append(self, rows: list[Any]) -> bool:
        import numpy as np

        if not rows:
            return True
        width = len(rows[0][2])
        if any(len(bits) != width for _, _, bits in rows) or (self._bits is not None and width != self._width):
            return False
        numbers = np.array([number for number, _, _ in rows], dtype=np.int64)
        texts = np.array([text for _, text, _ in rows], dtype=np.int64)
        joined = b"".join([_pad(bits, width) for _, _, bits in rows])
        words = np.frombuffer(joined, dtype=np.uint64).reshape(len(rows), -1)
        if self._numbers is not None:
            numbers = np.concatenate([self._numbers, numbers])
            texts = np.concatenate([self._texts, texts])
            words = np.concatenate([self._bits, words])
        self._numbers, self._texts, self._bits, self._width = numbers, texts, words, width
        return True


def _add(stamp: tuple[int, int, int], rows: list[Any]) -> tuple[int, int, int]:
    """The stamp of the vectors with further ones."""
    keys = sum(text & 0xFFFFFFFF for _, text, _ in rows)
    places = sum((text & 0xFFFF) * (number & 0xFFFFFF) for number, text, _ in rows)
    return stamp[0] + len(rows), stamp[1] + keys, stamp[2] + places


def _pad(bits: bytes, width: int) -> bytes:
    return bits if width % 8 == 0 else bits.ljust((width + 7) // 8 * 8, b"\0")
