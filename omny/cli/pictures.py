"""The command graph: a picture of what is around an atom or a file, written to where the user says."""

from __future__ import annotations

import os
import sys

import msgspec

from omny.cli import answers
from omny.cli.output import put
from omny.cli.place import Place
from omny.cli.text import DIM, count, painted, plain
from omny.errors import UsageError
from omny.query.documents import Document

FORMATS = ("svg", "png", "dot", "mermaid", "graphml", "json")
_ENDINGS = {".gv": "dot", ".mmd": "mermaid"} | {f".{name}": name for name in FORMATS}


def graph(
    place: Place, target: str | None, *, modules: bool, depth: int | None, form: str | None, file: str | None
) -> int:
    """Asks for the graph and draws it; the exit status."""
    form = _format(form, file)
    arguments = {
        "target": target or "",
        "path": place.named_from_here(target) if target else "",
        "modules": modules,
        "depth": depth,
    }
    document = place.ask("graph", arguments)
    put(_drawn(document, form), file)
    if file is not None:
        print(plain(f"{file}: {told(document)}"))
    elif document["truncated"]:
        print(painted(plain(told(document)), DIM), file=sys.stderr)
    answers.warn(document["freshness"], stale=True)
    return 0


def told(document: Document) -> str:
    """What is and what is not on the picture."""
    shown, total, noun = len(document["results"]), document["total"], document["of"].removesuffix("s")
    parts = [count(shown, noun) if shown == total else f"the nearest {shown:,} of {count(total, noun)}"]
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
    if file is None and found in ("svg", "png") and sys.stdout.isatty():
        raise UsageError("draw", "a picture is nothing for a terminal", hint="name a file, -o graph.svg")
    return found


def _drawn(document: Document, form: str) -> str | bytes:
    if form == "json":
        return msgspec.json.encode(document) + b"\n"
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
