"""What the library gives: the documents of answers and the lines of the feed, with their common fields as attributes.

Both are dicts with the content of `--json`, so that what a version adds can be read without a change here.
"""

from __future__ import annotations

from typing import Any

import msgspec

from omny.query.freshness import Freshness


class Document(dict[str, Any]):
    """An answer: the content of `--json` as a dict, and what every answer has as attributes."""

    @property
    def results(self) -> list[dict[str, Any]]:
        """What was found, at most `limit` of it."""
        found: list[dict[str, Any]] = self["results"]
        return found

    @property
    def total(self) -> int:
        """How many results there are, shown or not."""
        return int(self["total"])

    @property
    def truncated(self) -> bool:
        """Whether there are more results than `results` has."""
        return bool(self["truncated"])

    @property
    def freshness(self) -> Freshness:
        """The state of the index that the answer describes, and whether files are known to have changed since."""
        return msgspec.convert(self["freshness"], Freshness)


class Change(dict[str, Any]):
    """A line of the feed of changes, as `omny events` prints it."""

    @property
    def kind(self) -> str:
        """`event`, `generation`, `fresh_instance` or `atom`."""
        return str(self["kind"])

    @property
    def token(self) -> str | None:
        """The token to continue from after this line; None within a fresh instance, which has to be read whole."""
        return self.get("token")
