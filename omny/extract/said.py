"""What a file's facts say of its definitions, read in bulk: the forms of `omny.model.texts` for who writes an index.

Questions ask the other forms, since to load the native core takes longer than they do.
"""

from __future__ import annotations

from omny.model import texts
from omny.model.texts import AtomText
from omny.native import compiled


@compiled("words")
def unpack_texts(packed: bytes) -> list[AtomText]:
    """The texts of definitions. Raises ValueError or IndexError where they are damaged."""
    return texts.unpack_texts(packed)


@compiled("words")
def split_words(text: str) -> tuple[str, ...]:
    """The words of a name or a text."""
    return texts.split_words(text)
