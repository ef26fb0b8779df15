"""Other words for all texts for people, as in a translation. A branch that depends on a text then takes another way."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

import pytest

from omny.base import skip_reason
from omny.base.errors import OmnyError
from omny.daemon import stop
from omny.model.cures import CURES
from omny.watch import rescan

TABLES: dict[str, MutableMapping] = {
    "why a file is not indexed": skip_reason.PHRASES,
    "around these": skip_reason.SCOPES,
    "why the tree is looked at": rescan.PHRASES,
    "why a daemon stops": stop.PHRASES,
    "how a finding is repaired": CURES,
}


def garbled(text: str) -> str:
    """Other words: none of the text is left, and no two texts become one."""
    return f"\u00a7{hash(text) & 0xFFFF_FFFF:x}" if text else ""


@contextmanager
def reworded() -> Iterator[None]:
    """Has every phrase of the tables, and the reason and the hint of every error, be other words. Sentences that a
    module composes of its own stay; `tests/laws/test_texts.py` looks for comparisons with these."""
    plainly = OmnyError.__init__

    def told(self: OmnyError, op: str, reason: str, *, path: str = "", hint: str = "") -> None:
        plainly(self, op, garbled(reason), path=path, hint=garbled(hint))

    with pytest.MonkeyPatch.context() as patch:
        for table in TABLES.values():
            for code, phrase in table.items():
                patch.setitem(table, code, garbled(phrase))
        patch.setattr(skip_reason, "HELD_OVER", garbled(skip_reason.HELD_OVER))
        patch.setattr("omny.model.files.HELD_OVER", garbled(skip_reason.HELD_OVER))
        patch.setattr(OmnyError, "__init__", told)
        yield
