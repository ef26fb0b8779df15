"""The command graph: a picture of what is around an atom or a file, written to where the user says."""

from __future__ import annotations

import os
import sys
from typing import Any

import msgspec

from omny.cli import answers
from omny.cli.output import put
from omny.cli.place import Place
from omny.cli.text import DIM, count, painted, plain
from omny.errors import UsageError
from omny.plain import plain_json
from omny.query.documents import Document

_LAID_OUT = ("svg", "png")
FORMATS = ("svg", "png", "dot", "mermaid", "graphml", "json")
_ENDINGS = {".gv": "dot", ".mmd": "mermaid"} | {f".{name}": name for name in FORMATS}


def graph(place: Place, arguments: dict[str, Any], *, at_least: str | None, form: str | None, file: str | None) -> int:
    """Asks for the graph and draws it; the exit status."""
    form = _format(form, file)
    target = arguments["target"]
    asked = {**arguments, "path": place.file_named(target) if target else ""}
    document = place.ask("graph", asked, at_least=at_least)
    if form in _LAID_OUT:
        from omny.picture.layout import boxes_that_fit

        while (most := boxes_that_fit(document)) < len(document["results"]):
            document = place.ask("graph", asked | {"most": most}, at_least=at_least)
    put(_drawn(document, form), file)
    if file is not None:
        print(plain(f"{file}: {told(document)}"))
    elif document["truncated"] or document["of"] == "folders":
        print(painted(plain(told(document)), DIM), file=sys.stderr)
    answers.warn(document["freshness"], stale=True)
    return 0


def told(document: Document) -> str:
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
        what = f"no format is called {form!r}" if form else f"no format is known by its ending {ending!r}"
        raise UsageError("draw", what, hint=f"formats are {', '.join(FORMATS)}")
    if file is None and found in _LAID_OUT and sys.stdout.isatty():
        raise UsageError("draw", "a picture is nothing for a terminal", hint="name a file, -o graph.svg")
    return found


def _drawn(document: Document, form: str) -> str | bytes:
    if form == "json":
        return f"{plain_json(msgspec.json.encode(document).decode())}\n"
    if form in ("dot", "mermaid", "graphml"):
        from omny.picture import text

        return {"dot": text.dot, "mermaid": text.mermaid, "graphml": text.graphml}[form](document)
    from omny.picture.layout import drawing
    from omny.picture.svg import svg

    drawn = svg(drawing(document), document["title"], told(document))
    if form == "svg":
        return drawn
    from omny.picture.png import png

    return png(drawn)
