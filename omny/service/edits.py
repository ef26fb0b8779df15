"""`Edits`: the operations of `omny edit` for programs, typed. See `docs/library.md`.

    index.edit.rename("Cart.total", "sum_up", dry_run=True).diff

This module makes requests. `omny/service/session.py` decides which process does them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from omny.edit.request import Body, Delete, Insert, Move, Rename, Replace, Undo

if TYPE_CHECKING:
    from omny.edit.request import EditRequest

Made = TypeVar("Made")
"""What an operation returns: the result, or the result to be awaited."""


class Edits(Generic[Made]):
    """Edits of the source. Files and index change together, or neither does.

    Each operation returns an `omny.EditResult`. Its `status` is "applied", "planned" (with `dry_run`), "unchanged" or
    "refused"; a refused edit has changed nothing, and gives its `refusal` as a code and its `reason` for people. An
    atom is a name or id, as in `Index.show`. `expect` is the version of the atom, or the hash of its text or its file:
    an edit of any other state is refused as stale. `force` makes an edit that would break callers.
    `reason` says why, for the history.

    Raises UnknownNameError or AmbiguousError where a name means no atom or several, and UsageError where a request
    makes no sense.
    """

    def __init__(self, make: Callable[[EditRequest], Made], resolve: Callable[[str], str]) -> None:
        """`make` does a request; `resolve` gives the name of an atom, as seen from the root."""
        self._make = make
        self._resolve = resolve

    def replace(self, atom: str, text: str, *, expect: str = "", dry_run: bool = False, reason: str = "") -> Made:
        """Replaces the text of an atom, decorators included."""
        return self._edit(Replace, atom=atom, text=text, expect=expect, dry_run=dry_run, reason=reason)

    def body(self, atom: str, text: str, *, expect: str = "", dry_run: bool = False, reason: str = "") -> Made:
        """Replaces the body of an atom: the statements below its header, or the text between its braces."""
        return self._edit(Body, atom=atom, text=text, expect=expect, dry_run=dry_run, reason=reason)

    def insert(
        self,
        atom: str,
        text: str,
        *,
        where: Literal["before", "after"] = "after",
        expect: str = "",
        dry_run: bool = False,
        reason: str = "",
    ) -> Made:
        """Inserts text before or after an atom, at its indentation."""
        return self._edit(Insert, atom=atom, text=text, where=where, expect=expect, dry_run=dry_run, reason=reason)

    def delete(
        self, atom: str, *, expect: str = "", dry_run: bool = False, force: bool = False, reason: str = ""
    ) -> Made:
        """Deletes an atom. An atom with callers is kept, unless forced."""
        return self._edit(Delete, atom=atom, expect=expect, dry_run=dry_run, force=force, reason=reason)

    def rename(
        self,
        atom: str,
        name: str,
        *,
        inferred: bool = False,
        expect: str = "",
        dry_run: bool = False,
        force: bool = False,
        reason: str = "",
    ) -> Made:
        """Renames an atom and all known references; with `inferred` also those that are known through types only."""
        return self._edit(
            Rename, atom=atom, name=name, inferred=inferred, expect=expect, dry_run=dry_run, force=force, reason=reason
        )

    def move(
        self, path: str, target: str, *, expect: str = "", dry_run: bool = False, force: bool = False, reason: str = ""
    ) -> Made:
        """Moves a file, and updates the imports of it and in it. Both paths are relative to the root."""
        return self._make(Move(path=path, target=target, expect=expect, dry_run=dry_run, force=force, reason=reason))

    def undo(self, transaction: str = "", *, dry_run: bool = False, reason: str = "") -> Made:
        """Undoes the last edit, or the edit of that transaction."""
        return self._make(Undo(transaction=transaction, dry_run=dry_run, reason=reason))

    def _edit(self, kind: Callable[..., EditRequest], *, atom: str, **fields: Any) -> Made:
        return self._make(kind(atom=self._resolve(atom), **fields))
