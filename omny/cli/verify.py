"""The command verify: prints what a check has found."""

from __future__ import annotations

from omny.cli import wire
from omny.cli.rows import print_rows
from omny.cli.text import BOLD, DIM, GREEN, RED, count, paint
from omny.cli.waiting import announce_wait
from omny.service.answers import FoundFault, VerifyAnswer
from omny.service.place import Place
from omny.service.session import Session


def verify(place: Place, *, deep: bool, repair: bool, as_json: bool) -> int:
    """Prints what is wrong with the index, and what was and is repaired; 1 where anything is left."""
    answer = Session(place).verify(deep=deep, repair=repair, announce=announce_wait(place))
    if as_json:
        wire.print_document(answer.document())
    else:
        _tell(answer)
    return 1 if answer.left else 0


def _tell(answer: VerifyAnswer) -> None:
    repaired = [each for each in answer.results if each.repaired]
    for shown, style in ((answer.left, RED), (repaired, DIM)):
        print_rows([(each.kind, each.where, _describe(each)) for each in shown], (style,))
    if repaired:
        print(paint(f"{count(len(repaired), 'finding')} repaired", BOLD))
    print(paint(count(len(answer.left), "finding"), BOLD) if answer.left else paint("clean", GREEN))


def _describe(found: FoundFault) -> str:
    since = f"; right until {found.since}" if found.since else ""
    return f"{found.what}{since}; {'repaired: ' if found.repaired else ''}{found.repair}"
