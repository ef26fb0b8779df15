"""`Asked`: what a command line asks of an index, before it is asked: it can still be asked of another time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from omny.query.documents import Document
    from omny.service.place import Place

PAST_FORMS = {"status": "status then", "left out": "status then"}
"""Forms that differ for the past, since it is known what there was and not which files were looked at."""


class Asked(msgspec.Struct, frozen=True):
    """A question, and how its answer is to be told."""

    place: Place
    question: str
    arguments: dict[str, Any]
    as_json: bool
    at_least: str | None
    form: str  # of `omny/cli/answers.py`
    finds: bool = False  # whether a result is something wrong, which the exit status tells
    makes_index: bool = False  # where there is none

    def at(self, when: str) -> Asked:
        """The same of another time."""
        arguments = {"when": when, "question": self.question, "arguments": self.arguments}
        return msgspec.structs.replace(
            self, question="at", arguments=arguments, form=PAST_FORMS.get(self.form, self.form)
        )

    def _document(self) -> Document:
        """The answer. In a tree without an index one is made first; in memory it is forgotten with this process."""
        from omny.base.errors import NoIndexError

        try:
            return self.place.ask(self.question, self.arguments, at_least=self.at_least)
        except NoIndexError:
            # A file that is there and holds nothing may have been cut: that is told, and not covered up.
            if not self.makes_index or self.place.store.exists() or self.place.store.kind not in ("sqlite", "memory"):
                raise
        from omny.cli.runs import first_index

        with first_index(self.place):
            return self.place.ask(self.question, self.arguments, at_least=self.at_least)

    def tell(self) -> int:
        """Asks it and prints the answer; the exit status."""
        from omny.cli import answers, text

        text.links_below(str(self.place.root.path))
        document = self._document()
        if self.question == "status":
            document["daemon"] = self.place.daemon()
        answers.tell(document, self.form, as_json=self.as_json)
        return 1 if self.finds and document["total"] else 0
