"""Hashes of content: of a whole file, and of what an atom does."""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from hashlib import blake2b

from omny.native import compiled

STRING = re.compile(
    rb'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    rb"|`[^`\\]*(?:\\.[^`\\]*)*`",
    re.DOTALL,
)
_SIGNED = struct.Struct(">q")
_QUOTES = (b'"', b"'", b"`")
_WHITE = b" \t\n\r\f\v"
_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") | frozenset(range(128, 256))
_WORDS = bytes(byte if byte in _IN_WORD else 32 for byte in range(256))  # all else is a space


def content_hash(content: bytes) -> str:
    """The identity of a file's bytes: 32 hex digits of BLAKE2b."""
    return blake2b(content, digest_size=16).hexdigest()


@compiled("text")
def token_hash(text: bytes) -> str:
    """16 hex digits that stay the same when only white space between tokens changes.

    The text without white space and the words in it together fix the sequence of tokens; string literals are added as
    they stand, since white space counts in them. Literals are found by one pattern for all languages: where it errs,
    white space counts for a stretch.
    """
    words = b" ".join(text.translate(_WORDS).split())
    strings = b"\0".join(STRING.findall(text)) if any(quote in text for quote in _QUOTES) else b""
    return blake2b(b"\n".join((text.translate(None, _WHITE), words, strings)), digest_size=8).hexdigest()


def key_hash(path: str, key: str) -> int:
    """The signed 64-bit hash by which a dependency on `key` of `path` is stored."""
    digest = _begin_key(path).copy()
    digest.update(key.encode())
    number: int = _SIGNED.unpack(digest.digest())[0]
    return number


@lru_cache(maxsize=4096)
def _begin_key(path: str) -> blake2b:
    """The hash of the keys of a path so far: many are asked of one."""
    return blake2b(f"{path}\0".encode(), digest_size=8)
