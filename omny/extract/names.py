"""Names that are too long to be keys: no index of a database holds a key of any length. Pure."""

from __future__ import annotations

from hashlib import blake2b

MAX_NAME_BYTES = 900
"""A longer name, qualified or not, is shortened. An entry of an index of PostgreSQL has 2,704 bytes; an id is a
path with a qualified name."""

_SHOWN = 200  # characters of a name that was shortened


def shortened(name: str) -> str:
    """The name itself, or where that is too long its beginning, and a hash of the whole: two names stay two."""
    if len(name) * 4 <= MAX_NAME_BYTES:  # bytes of a character in UTF-8, at most
        return name
    encoded = name.encode("utf-8", "replace")
    if len(encoded) <= MAX_NAME_BYTES:
        return name
    return f"{name[:_SHOWN]}\u2026{blake2b(encoded, digest_size=8).hexdigest()}"
