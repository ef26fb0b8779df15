"""The command verify: prints what a check has found."""

from __future__ import annotations

from omny.cli import wire
from omny.cli.text import BOLD, DIM, GREEN, RED, columns, count, paint
from omny.cli.waiting import announce_wait
from omny.query.documents import Document
from omny.service.place import Place
from omny.service.session import Session


def verify(place: Place, *, deep: bool, repair: bool, as_json: bool) -> int:
    """Prints what is wrong with the index, and what was and is repaired; 1 where anything is left."""
    document = Session(place).verify(deep=deep, repair=repair, announce=announce_wait(place))
    left = [found for found in document["results"] if not found["repaired"]]
    if as_json:
        wire.print_document(document)
        return 1 if left else 0
    for results, style, cure in ((left, RED, "repair"), (document["results"], DIM, "")):
        shown = [each for each in results if bool(cure) != each["repaired"]]
        if shown:
            rows = [(each["kind"], each["where"], _describe(each)) for each in shown]
            print(columns(rows, (style,)))
    repaired = len(document["results"]) - len(left)
    if repaired:
        print(paint(f"{count(repaired, 'finding')} repaired", BOLD))
    print(paint(count(len(left), "finding"), BOLD) if left else paint("clean", GREEN))
    return 1 if left else 0


def _describe(found: Document) -> str:
    since = f"; right until {found['since']}" if found["since"] else ""
    return f"{found['what']}{since}; {'repaired: ' if found['repaired'] else ''}{found['repair']}"
