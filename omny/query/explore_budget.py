"""`Fitting`: the sections of an answer of `explore`, added in a fixed order while its text stays within the budget.

Each section comes in forms, the longest first: the first one that fits is taken. One that is not the longest is named
as cut. The size is that of the text itself (`omny/query/explore_text.py`), so it is no estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from omny.query.explore_text import (
    TOKEN_BYTES,
    count_tokens,
    render,
    render_details,
    render_files,
    render_list,
    render_notes,
)
from omny.query.explored import ExploreAnswer, ExploredAtom, KnownFile

END_SHARE = 0.08
"""The part of the budget that is kept for the lines at the end."""

MAX_END_TOKENS = 120

MAX_CUT = 6
"""Sections that the last line names."""


class Fitting:
    """An answer that grows within a budget."""

    def __init__(self, atoms: Sequence[ExploredAtom], budget: int, notes: list[str], near: list[str]) -> None:
        self.atoms = list(atoms)
        self.listed = 0
        self.notes = notes
        self.near = near
        self.files: list[KnownFile] = []
        self._sizes: dict[int, int] = {}  # by rank, of the details
        self._shortened: list[str] = []
        self._budget = budget
        self._bytes = budget * TOKEN_BYTES - int(min(budget * END_SHARE, MAX_END_TOKENS)) * TOKEN_BYTES
        while self.notes and self._size() > self._bytes:
            self.notes.pop()
        while self.near and self._size() > self._bytes:
            self.near.pop()

    @property
    def left(self) -> int:
        """The tokens that are left."""
        return (self._bytes - self._size()) // TOKEN_BYTES

    def add_rows(self, numbers: Iterable[int]) -> None:
        """Lists as many atoms as the first of the numbers that fits."""
        for number in numbers:
            before, self.listed = self.listed, min(number, len(self.atoms))
            if self.listed < before or self._size() > self._bytes:
                self.listed = before
            else:
                return

    def add(self, rank: int, section: str, forms: Iterable[ExploredAtom], share: float = 1.0) -> None:
        """Takes the first form of a listed atom that fits, in `share` of the whole budget; none if none does."""
        if rank >= self.listed:
            return
        first = True
        room = min(self._bytes - self._size(), int(self._budget * TOKEN_BYTES * share))
        before = self._sizes.get(rank, 0)
        for form in forms:
            size = len(render_details(rank + 1, form).encode()) + 1
            if size - before <= room:
                self.atoms[rank] = form
                self._sizes[rank] = size
                break
            first = False
        name = f"{section} of {self.atoms[rank].id.rpartition('::')[2]}"
        if first and name in self._shortened:
            self._shortened.remove(name)
        elif not first and name not in self._shortened:
            self._shortened.append(name)

    def add_files(self, files: Sequence[KnownFile], share: float) -> None:
        """Adds as many files as fit in `share` of the whole budget."""
        room = min(self._bytes - self._size(), int(self._budget * TOKEN_BYTES * share))
        for most in range(len(files), 0, -1):
            if len(render_files(files[:most]).encode()) + 1 <= room:
                self.files = list(files[:most])
                break
        if len(self.files) < len(files):
            self._shortened.append("who knows the files")

    def finish(self, answer: ExploreAnswer) -> ExploreAnswer:
        """The answer with what was taken. Its text does not exceed the budget."""
        cut = list(self._shortened)
        if self.listed < len(self.atoms):
            cut.append(f"{len(self.atoms) - self.listed} more atoms")
        if len(cut) > MAX_CUT:
            cut = [*cut[: MAX_CUT - 1], f"{len(cut) - MAX_CUT + 1} more"]
        done = msgspec.structs.replace(
            answer, results=self.atoms[: self.listed], files=self.files, notes=self.notes, near=self.near, cut=cut
        )
        while count_tokens(render(done)) > self._budget:
            if done.next:
                done = msgspec.structs.replace(done, next=done.next[:-1])
            elif len(done.cut) > 1:
                done = msgspec.structs.replace(done, cut=[f"{len(cut)} sections"])
            elif done.cut:
                done = msgspec.structs.replace(done, cut=[])
            else:
                done = msgspec.structs.replace(done, results=done.results[:-1])
        return msgspec.structs.replace(done, tokens=count_tokens(render(done)))

    def _size(self) -> int:
        whole = len(render_notes(self.notes, self.near).encode()) + len(render_list(self.atoms[: self.listed]).encode())
        return whole + 3 + len(render_files(self.files).encode()) + sum(self._sizes.values())
