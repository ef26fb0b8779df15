"""What the walks of several languages share: which definitions other files reach, and the types of names as words."""

from __future__ import annotations

from urllib.parse import quote

from omny.extract.draft import Draft
from omny.extract.scopes import Scope
from omny.model.atoms import is_class_like


def is_reachable(drafts: list[Draft], draft: Draft, private: set[int]) -> bool:
    """Whether other files can reach a definition: it is not private, and no part of a function."""
    around = drafts[draft.parent]
    while around.index and is_class_like(around.type):
        around = drafts[around.parent]
    return draft.index not in private and not around.index


def spell_chain(chain: str) -> str:
    """A chain as the word of an argument: see `omny.resolve.argument_words`."""
    return "<" + quote(chain, safe="").replace(".", "%2E")


class NameWords:
    """The words of the types of names, by the scope that has the name."""

    def __init__(self) -> None:
        self._words: dict[tuple[Scope, str], str] = {}

    def note(self, scope: Scope, name: str, word: str) -> None:
        """Takes the word of a name of a scope. A name with several has none."""
        known = self._words.setdefault((scope, name), word)
        if known != word:
            self._words[scope, name] = ""

    def get(self, scope: Scope, name: str) -> str | None:
        """The word of a name of that very scope; None for an unknown name."""
        return self._words.get((scope, name))

    def find(self, scope: Scope, name: str) -> str:
        """The word of a name, as code of a scope sees it."""
        around: Scope | None = scope
        while around is not None:
            word = self._words.get((around, name))
            if word is not None or name in around.names:
                return word or ""
            around = around.parent
        return ""
