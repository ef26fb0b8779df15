"""Numbers of a model made into vectors as they are stored (`omny/model/vectors.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omny import install_command
from omny.base.errors import VectorsMissingError
from omny.model.vectors import MAX_VALUES, Vector

if TYPE_CHECKING:
    from types import ModuleType


def numpy() -> ModuleType:
    """The package, which only the extra has. Raises VectorsMissingError."""
    try:
        import numpy as found
    except ImportError:
        raise VectorsMissingError("embed", "numpy is not installed", hint=install_command("semantic")) from None
    return found


def quantize(rows: Any) -> list[Vector]:
    """The vectors of the rows of an array of floats: signs, and the first numbers so that the largest becomes 127."""
    np = numpy()
    bits = np.packbits(rows > 0, axis=1)
    first = rows[:, :MAX_VALUES]
    largest = np.maximum(np.abs(first).max(axis=1, keepdims=True), 1e-12)
    values = np.rint(first * (127.0 / largest)).astype(np.int8)
    return [Vector(bits[row].tobytes(), values[row].tobytes()) for row in range(len(rows))]
