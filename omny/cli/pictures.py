"""The command graph: a picture of the surroundings of an atom or a file, written to the path that the user names.

Without a path, and on a terminal, a picture goes to a file of the state directory, whose path is printed: a terminal
shows no pictures.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

import msgspec

from omny.base.errors import UsageError
from omny.base.plain import plain_json
from omny.cli import answers
from omny.cli.output import put
from omny.cli.text import DIM, count, is_terminal, paint, plain
from omny.query.documents import Document
from omny.service.asking import names_from_root
from omny.service.place import Place
from omny.service.session import Session

_LAID_OUT = ("svg", "png")
FORMATS = ("svg", "png", "dot", "mermaid", "graphml", "json")
_ENDINGS = {".gv": "dot", ".mmd": "mermaid"} | {f".{name}": name for name in FORMATS}
_ENDING_OF = {"mermaid": ".mmd"}


_DIRECTORY = "pictures"  # in the state directory
_MAX_NAME_CHARACTERS = 80
_NO_NAME = re.compile(r"[^\w.-]+")


def graph(
    place: Place,
    arguments: dict[str, Any],
    *,
    at_least: str | None,
    form: str | None,
    file: str | None,
    opens: bool = False,
) -> int:
    """Asks for the graph and draws it; the exit status. With `opens` the browser shows the file."""
    form = _format(form, file)
    session = Session(place)
    asked = names_from_root(place, "graph", arguments)
    document = session.ask("graph", asked, at_least=at_least)
    if form in _LAID_OUT:
        from omny.render.layout import boxes_that_fit

        while (most := boxes_that_fit(document)) < len(document["results"]):
            document = session.ask("graph", asked | {"most": most}, at_least=at_least)
    if file is None and (opens or (form in _LAID_OUT and is_terminal())):
        file = _own_file(place, arguments, form)
    put(_draw(document, form), file)
    if file is not None:
        print(plain(f"{file}: {describe_picture(document)}"))
        if opens:
            _open(file)
        elif form in _LAID_OUT and is_terminal():
            print(paint("--open shows it", DIM))
    elif document["truncated"] or document["of"] == "folders":
        print(paint(plain(describe_picture(document)), DIM), file=sys.stderr)
    answers.warn(document["freshness"], stale=True)
    return 0


def describe_picture(document: Document) -> str:
    """What is and what is not on the picture."""
    shown, total, noun = len(document["results"]), document["total"], document["of"].removesuffix("s")
    order = "nearest" if noun == "atom" else "first"
    parts = [count(shown, noun) if shown == total else f"the {order} {shown:,} of {count(total, noun)}"]
    if noun == "folder":
        parts.append("files are too many to be shown, or their edges")
    parts.append(f"{count(len(document['edges']), 'edge')}, callers above what they call")
    if document["alone"]:
        parts.append(f"{count(document['alone'], noun)} without an edge to another not shown")
    return "; ".join(parts)


def _format(form: str | None, file: str | None) -> str:
    ending = os.path.splitext(file)[1].lower() if file is not None else ""
    found = form or _ENDINGS.get(ending) or ("svg" if file is None else "")
    if found not in FORMATS:
        what = f"unknown format {form!r}" if form else f"no format is known by its ending {ending!r}"
        raise UsageError("draw", what, hint=f"formats are {', '.join(FORMATS)}")
    return found


def _own_file(place: Place, arguments: dict[str, Any], form: str) -> str:
    """A file of the state directory for the picture, which an earlier one of the same gives way to."""
    words = (["modules"] if arguments["modules"] else []) + [arguments["target"]]
    name = _NO_NAME.sub("-", "-".join(filter(None, words))).strip("-.")[:_MAX_NAME_CHARACTERS] or "graph"
    return str(place.root.private_dir(_DIRECTORY) / f"{name}{_ENDING_OF.get(form, f'.{form}')}")


def _open(file: str) -> None:
    """Has the user's browser show the file, or says that there is none."""
    import webbrowser  # here, since hardly a picture is opened by us
    from pathlib import Path

    if not webbrowser.open(Path(file).resolve().as_uri()):
        raise UsageError("open picture", "no browser was found", path=file, hint="open it by hand")


def _draw(document: Document, form: str) -> str | bytes:
    if form == "json":
        return f"{plain_json(msgspec.json.encode(document).decode())}\n"
    if form in ("dot", "mermaid", "graphml"):
        from omny.render import text

        return {"dot": text.dot, "mermaid": text.mermaid, "graphml": text.graphml}[form](document)
    from omny.render.layout import draw
    from omny.render.svg import svg

    drawn = svg(draw(document), document["title"], describe_picture(document))
    if form == "svg":
        return drawn
    from omny.render.png import png

    return png(drawn)
