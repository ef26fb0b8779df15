"""What of an atom is embedded, and the key of such a text. Pure.

The text of an atom is that of its row alone, which has passed the redaction before it was stored
(`omny/extract/redaction.py`). It does not hold the atom's path: an atom that moves keeps its vector.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from omny.model.atom_data import read_detail
from omny.model.atoms import MODULE_NAME, Atom
from omny.model.texts import COMMON

TEXT_VERSION = 1
"""Part of the name of each model: another way to make texts makes other vectors."""

MAX_WORDS = 64
"""Words of an atom that are embedded. The mean of more words says less of each."""

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def embedded_text(atom: Atom) -> str:
    """The text that stands for an atom: the words of its name, twice, of its documentation and of its signature. The
    module of a file has the words of the file's name."""
    detail = read_detail(atom.data)
    name = detail.qualified_name
    if name == MODULE_NAME:
        name = atom.file_path.rpartition("/")[2].partition(".")[0]
    words = list_words(name)
    return " ".join((words + words + list_words(detail.doc) + list_words(atom.signature))[:MAX_WORDS])


def list_words(text: str) -> list[str]:
    """The words of a text in lower case; those of a camel-case name apart."""
    return [piece.lower() for word in _WORD.findall(text) for piece in _CAMEL.split(word)]


def question_text(text: str) -> str:
    """The text that stands for a question: its words without those of every sentence, where it has others."""
    words = list_words(text)
    return " ".join([word for word in words if word not in COMMON] or words)


def text_key(model: str, text: str) -> int:
    """The key of a text that a model embeds: a signed number of 64 bits. Two texts of one key would share a vector."""
    digest = blake2b(f"{model}\0{text}".encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
