"""Prints the documents of answers: as they are, or as tables for people. The forms of the most asked questions are
here; the others are imported when one of them is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from omny.base.plain import with_signature
from omny.cli.rows import describe_shown, print_rows
from omny.cli.text import BOLD, CYAN, DIM, YELLOW, columns, count, fold_words, paint, plain, plain_lines, short_name
from omny.model.edges import EdgeType, How
from omny.query.documents import Document

_EDGES = ("inherits", "calls", "callbacks", "decorated_by", "implicit_calls", "dispatches", "routes")

MAX_NAMED = 10
"""Waiting files that a warning names; a document names more."""


def tell(document: Document, form: str, *, as_json: bool) -> None:
    """Prints the document as JSON or in a form for people: the name of its question, or "left out" for what a status
    says was left out. What may be wrong with it goes to standard error then."""
    if as_json:
        from omny.cli import wire

        wire.print_document(document)
        return
    (_FORMS.get(form) or _form(form))(document)
    _name(document)
    if "at" in document:
        print(paint(plain(f"at generation {document['at']['generation']}, {document['at']['committed_at']}"), DIM))
    warn(document["freshness"], stale=form not in ("status", "left out"))


def _name(document: Document) -> None:
    """Says what else the name of the atom could have meant."""
    if "definitions" in document and "also" not in document:
        said = plain(f"also defined there, without the code: {', '.join(document['definitions'])}")
        print(paint(fold_words(said, 2), DIM))
    if "code_in" in document:
        print(paint(fold_words(plain(f"an overload without code; the code is in {document['code_in']}"), 2), YELLOW))
    if document.get("file") and "also" in document:
        print(paint(fold_words(plain(f"{document['file']} is a file: 'omny outline' lists its atoms"), 2), YELLOW))
    if "others" in document:
        more = document["others_total"] - len(document["others"])
        named = ", ".join(document["others"]) + (f" and {more:,} more" if more else "")
        print(paint(fold_words(plain(f"other atoms of this name: {named}"), 2), YELLOW))


def _search(document: Document) -> None:
    _print_atoms(document)
    print(paint(describe_shown(document, "atom"), DIM))
    if document.get("vectors") in ("away", "late", "empty"):  # values of VectorWord, which other answers need not load
        print(paint(f"vectors: {document['vectors']}", DIM))
    if "unknown" in document:
        print(fold_words(plain(f"no atom has {', '.join(document['unknown'])}"), 2))
    if document.get("bodies") is False:
        print(paint("bodies are not searched: search_bodies = false in .omny.toml", DIM))
    if "unchecked" in document:
        print(paint(describe_unchecked(document), YELLOW))
    if "near" in document and document["results"] and document["results"][0]["id"] in document["near"]:
        print(f"no atom has this name: the first {len(document['near'])} are similar")
    elif "near" in document:
        print(fold_words(plain(f"similar names: {', '.join(document['near'])}"), 2))
    elif not document["total"]:
        bodies = ", bodies" if "bodies" not in document else ""
        print(f"names, signatures, documentation{bodies} and paths were searched")


def describe_unchecked(document: Document) -> str:
    """What is not known of the phrases of a search."""
    more = count(document["unchecked"], "more atom")
    return f"{more} with these words: not checked for the phrase, since too many or changed on disk"


def _show(document: Document) -> None:
    (atom,) = document["results"]
    data = atom["data"]
    print(paint(plain(atom["id"]), BOLD))
    rows = [
        ("at", f"{atom['file_path']}:{atom['line']}-{atom['end_line']}"),
        ("type", f"{atom['type']} {data.get('kind', '')}"),
    ]
    rows += [("held", f"as of generation {atom['held']:,}; not in the file as it is now")] if "held" in atom else []
    rows += [("also" if number == 0 else "", id_) for number, id_ in enumerate(document["also"])]
    rows += [("served at" if number == 0 else "", path) for number, path in enumerate(atom.get("served_at", []))]
    rows += [("signature", with_signature(atom["function_name"], atom["signature"]))] if atom["signature"] else []
    rows += [("doc", data["doc"])] if data.get("doc") else []
    rows += [("decorators", ", ".join(data["decorators"]))] if data.get("decorators") else []
    for key in ("complexity", "lines_of_code"):
        if key in data:
            rows.append((key.replace("_", " "), str(data[key])))
    for key in (*_EDGES, "unresolved"):
        rows += [(key.replace("_", " ") if number == 0 else "", item) for number, item in enumerate(data.get(key, []))]
    for key in _EDGES:
        found = data.get("held_edges", {}).get(key, [])
        rows += [(f"held {key.replace('_', ' ')}" if number == 0 else "", item) for number, item in enumerate(found)]
    rows.append(("version", f"{atom['version']}, {atom['updated_at']}"))
    print(columns(rows, (DIM,)))
    if "notes" in atom:
        from omny.cli.notes import print_notes  # here, since few atoms have any

        print_notes(atom["notes"])
    if "source" in atom:
        print()
        for number, line in enumerate(plain_lines(atom["source"]["text"]).split("\n"), atom["source"]["line"]):
            print(f"{paint(f'{number:>6}', DIM)}  {line}")
        if taken := atom["source"]["redacted"]:
            print(paint(f"{count(taken, 'secret')} removed; --secrets shows the text with them", YELLOW))


def _print_atoms(document: Document) -> None:
    rows = [
        (
            f"{atom['file_path']}:{atom['line']}",
            atom["type"],
            with_signature(short_name(atom["id"], atom["file_path"]), atom["signature"]) + held_text(atom),
        )
        for atom in document["results"]
    ]
    print_rows(rows, (CYAN, DIM, ""))


def held_text(found: Document) -> str:
    """The mark of an atom or edge that no source on disk has."""
    return f"  (held, of generation {found['held']:,})" if found.get("held") else ""


def _print_graph(document: Document, *, up: bool) -> None:
    from omny.query.basis import describe_how  # here, since the other forms tell of no edge
    from omny.query.unlisted import COMMANDS, sentences

    print(paint(plain(f"{'callers' if up else 'callees'} of {document['atom']}"), BOLD))
    rows = []
    for atom in document["results"]:
        for edge in atom["edges"]:
            kind = describe_how(edge["how"], edge.get("basis", ""))
            kind = kind if edge["type"] == EdgeType.CALL else f"{kind} {edge['type']}".strip()
            kind += f" (of generation {edge['held']:,})" if edge.get("held") else ""
            if edge["depth"] > 1:
                kind += f", depth {edge['depth']}"
            label = edge["target"] if edge["how"] == How.POSSIBLE and not up else atom["id"]
            first = atom.get("line", 0) if up else 0
            lines = [site["line"] for site in edge["sites"]] or [first]
            rows += [
                (f"{edge['path']}:{line}" if line else edge["path"], kind, short_name(label, edge["path"]))
                for line in lines
            ]
    print_rows(rows, (CYAN, DIM, ""))
    told = [describe_shown(document, "caller" if up else "callee"), *sentences(document, COMMANDS)]
    print(paint(fold_words(plain("; ".join(told)), 0), DIM))


def _references(document: Document) -> None:
    from omny.query.basis import describe_how

    print(paint(plain(f"references of {document['atom']}"), BOLD))
    rows = [
        (
            f"{each['path']}:{each['line']}",
            f"{each['use']}, {describe_how(each['how'], each.get('basis', ''))}",
            each.get("text", "") + (f"  (under {each['section']})" if each.get("section") else ""),
        )
        for each in document["results"]
    ]
    print_rows(rows, (CYAN, DIM, ""))
    told = [describe_shown(document, "place")]
    told += [", ".join(f"{number:,} {use}" for use, number in document["uses"].items())] if document["uses"] else []
    if document["possible"] and not any(each["how"] == How.POSSIBLE for each in document["results"]):
        told.append(f"{count(document['possible'], 'place')} where only the name matches (--possible)")
    if document["unread"]:
        told.append(f"not searched, since it has changed: {', '.join(document['unread'][:MAX_NAMED])}")
    if document.get("unsearched"):
        told.append(f"{count(document['unsearched'], 'file')} with the name not searched (--path)")
    print(paint(fold_words(plain("; ".join(told)), 0), DIM))


def _grep(document: Document) -> None:
    rows = [
        (f"{each['path']}:{each['line']}", short_name(each.get("atom", ""), each["path"]), each["text"])
        for each in document["results"]
    ]
    print_rows(rows, (CYAN, DIM, ""))
    told = [f"{describe_shown(document, 'line')} in {count(document['files'], 'file')}"]
    if document["unread"]:
        told.append(f"not read: {', '.join(document['unread'][:MAX_NAMED])}")
    print(paint(fold_words(plain("; ".join(told)), 0), DIM))


def _explore(document: Document) -> None:
    import msgspec  # here, since the other forms convert nothing

    from omny.query.explore_text import render
    from omny.query.explored import ExploreAnswer

    print(render(msgspec.convert(document, ExploreAnswer)))


_FORMS: dict[str, Callable[[Document], None]] = {
    "explore": _explore,
    "grep": _grep,
    "references": _references,
    "search": _search,
    "show": _show,
    "outline": _print_atoms,
    "callers": partial(_print_graph, up=True),
    "callees": partial(_print_graph, up=False),
}


def _form(name: str) -> Callable[[Document], None]:
    """The function that prints an answer in a form that `_FORMS` lacks."""
    from omny.cli import analyses, commits, everywhere, notes, past

    every = {**past.FORMS, **everywhere.FORMS, **analyses.FORMS, **commits.FORMS, **notes.FORMS}
    if name in every:
        return every[name]
    from omny.cli import status

    return status.FORMS[name]


def warn(fresh: dict[str, Any], *, stale: bool) -> None:
    """Says on standard error what may be wrong with an answer; that it is stale only where its form does not."""
    for line in warnings(fresh, stale=stale):
        print(paint(plain(line), YELLOW), file=sys.stderr)


def warnings(fresh: dict[str, Any], *, stale: bool) -> list[str]:
    """The lines of `warn`."""
    lines = []
    if fresh.get("root"):
        lines.append(f"this is the index of {fresh['root']}, not of the root of this folder")
    if stale and fresh["stale"]:
        changed = ", ".join(fresh["changed"])
        what = f"changed since it was indexed: {changed}" if changed else "git's HEAD has moved"
        lines.append(f"stale: {what}; run 'omny index'")
    if fresh["degraded"]:
        lines.append(f"degraded: parts of these files do not parse: {', '.join(fresh['degraded'])}")
    if fresh.get("held"):
        lines.append(f"held: earlier content of broken files: {', '.join(fresh['held'])}")
    if fresh["pending_total"]:
        named = fresh["pending"][:MAX_NAMED]
        more = fresh["pending_total"] - len(named)
        lines.append(f"not indexed yet: {', '.join(named)}{f' and {more:,} more' if more else ''}")
    if fresh["problems"]:
        lines.append(f"changes may be missing: {'; '.join(fresh['problems'])}")
    if stale and fresh["polled"]:
        from omny.query.freshness import describe_polled

        told = describe_polled(fresh["polled"], fresh["polled_seconds"])
        lines.append(f"{told}: newer changes may be missing; 'omny sync' checks at once")
    return lines
