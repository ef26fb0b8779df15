"""Texts that are searched for in a source, all of them in one pass over its bytes. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from omny.native import compiled


@compiled("probes")
class Marks:
    """Texts of two bytes and more, by their numbers."""

    def __init__(self, texts: Iterable[bytes]) -> None:
        self.texts = tuple(texts)
        if any(len(text) < 2 for text in self.texts):
            raise ValueError("a text of one byte is found everywhere")

    def are_in(self, source: bytes) -> bool:
        """Whether any of them is in a source."""
        return any(text in source for text in self.texts)

    def find_held(self, source: bytes) -> set[bytes]:
        """Those that are in a source."""
        return {text for text in self.texts if text in source}

    def places(self, source: bytes) -> list[tuple[int, int]]:
        """Where each of them begins, with its number, in the order of the places."""
        found: list[tuple[int, int]] = []
        for number, text in enumerate(self.texts):
            at = source.find(text)
            while at >= 0:
                found.append((at, number))
                at = source.find(text, at + 1)
        return sorted(found)
