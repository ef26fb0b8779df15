"""The questions that an index answers: a name and arguments in, one document out.

`answer` is the one way to an answer. The command line calls it where no daemon runs, the daemon calls it for the
command line where one does; so both say the same. Arguments may come from another process: nothing about them is
believed.
"""

from __future__ import annotations

from typing import Any

from omny.base.errors import BehindError, UsageError
from omny.base.hints import Command, Hint
from omny.model.meta import Meta
from omny.query.documents import Document, locate_damage
from omny.query.question import View, parse_question
from omny.query.registry import ALL, QUESTIONS

__all__ = ["QUESTIONS", "View", "answer", "demand"]


def answer(view: View, question: str, arguments: dict[str, Any], at_least: str | None = None) -> Document:
    """The document that answers the question of that name.

    Raises UsageError for an unknown question or wrong arguments, the errors of `demand` if the index is not at the
    state `at_least`, and an OmnyError without an answer.
    """
    found = parse_question(ALL, question, arguments)
    if at_least is not None:
        demand(view.repository.meta(), at_least)
    with locate_damage(view.database):
        return found.answer(view).document()


def demand(meta: Meta, token: str) -> None:
    """Returns where the index is at the state that a freshness token names, or at a later one.

    Raises BehindError where it is at an earlier one: a daemon can wait then. Raises UsageError where the token is none,
    or of another index.
    """
    from omny.history.states import parse_token  # here, since few questions wait for a state

    parts = parse_token(token)
    if parts is None:
        raise UsageError(
            "read token", f"{token[:80]!r} is not a token", hint=Hint.of("{} prints one", Command("status"))
        )
    if parts[0] != meta.uuid:
        text = "the index was rebuilt, or the token is from another project; {} prints the current token"
        hint = Hint.of(text, Command("status"))
        raise UsageError("read token", "the token belongs to another index", hint=hint)
    if parts[1] > meta.generation:
        reason = f"the index is at generation {meta.generation}, the token is of generation {parts[1]}"
        raise BehindError("answer", reason, hint="run 'omny sync'")
