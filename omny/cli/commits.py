"""How the answers from git's commits are printed."""

from __future__ import annotations

from omny.cli.rows import describe_shown, print_rows
from omny.cli.text import BOLD, CYAN, DIM, count, fold_words, paint, plain
from omny.query.documents import Document


def owners(document: Document) -> None:
    """The declared owners, and the authors."""
    print(paint(plain(f"owners of {document['path'] or 'the whole tree'}"), BOLD))
    if document["declared"] or document["rule"]:
        said = ", ".join(document["declared"]) or "nobody"
        print(plain(f"declared: {said} ({document['rule']})"))
    rows = [
        (each["name"], count(each["commits"], "commit"), f"{each['share']:.0%}", f"{each['first']} to {each['last']}")
        for each in document["results"]
    ]
    print_rows(rows, (CYAN, "", "", DIM))
    told = [describe_shown(document, "author"), f"{count(document['commits'], 'commit')} changed it"]
    _close([*told, *_describe_extent(document)])


def hot(document: Document) -> None:
    """The files, each with those that change together with it."""
    rows = []
    for each in document["results"]:
        told = (str(each["score"]), str(each["commits"]), str(each["authors"]), str(each["complexity"]))
        rows.append((each["path"], *told, each["last"]))
        rows += [
            (f"  with {other['path']}", "", str(other["commits"]), "", "", f"{other['share']:.0%}")
            for other in each["together"]
        ]
    print_rows(rows, (CYAN, "", "", "", "", DIM), ("file", "score", "commits", "authors", "complexity", "last"))
    _close([describe_shown(document, "file"), *_describe_extent(document)])


def _describe_extent(document: Document) -> list[str]:
    read = document["read"]
    told = [f"of {count(read['commits'], 'commit')} since {read['since']}"]
    if read["shallow"]:
        told.append("a shallow clone: older commits are missing")
    if not read["complete"]:
        told.append("the time was up: the next call reads further")
    return told


def _close(told: list[str]) -> None:
    print(paint(fold_words(plain("; ".join(told)), 0), DIM))


FORMS = {"owners": owners, "hot": hot}
"""How each answer is printed."""
