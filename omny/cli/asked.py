"""`Asked`: what a command line asks of an index, before it is asked: it can still be asked of another time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from omny.service.place import Place

PAST_FORMS = {"status": "status then", "left out": "status then"}
"""Forms that differ for the past, since it is known what there was and not which files were looked at."""


def first_index(place: Place) -> AbstractContextManager[None]:
    """Makes the index that a question needs; one in memory is forgotten with this process."""
    from omny.cli.runs import first_index as made  # here, since most questions find one

    return made(place)


class Asked(msgspec.Struct, frozen=True):
    """A question, and the form of its answer."""

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

    def tell(self) -> int:
        """Asks it and prints the answer; the exit status."""
        from omny.cli import answers, text
        from omny.service.session import Session

        text.links_below(str(self.place.root.path))
        first = first_index if self.makes_index else None
        session = Session(self.place)
        document = session.ask(self.question, self.arguments, at_least=self.at_least, first_index=first)
        answers.tell(document, self.form, as_json=self.as_json)
        return 1 if self.finds and document["total"] else 0
