"""Prints the documents of answers: as they are, or as tables for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from omny.base.plain import with_signature
from omny.cli import analyses, everywhere, past, wire
from omny.cli.rows import describe_shown, print_rows
from omny.cli.text import BOLD, CYAN, DIM, YELLOW, columns, count, fold_words, paint, plain, plain_lines, short_name
from omny.model.edges import EdgeType, How
from omny.query.basis import describe_how
from omny.query.documents import Document
from omny.query.unlisted import COMMANDS, sentences
from omny.watch.census import Census

if TYPE_CHECKING:
    from omny.query.daemon import CheckReport, DaemonReport
    from omny.query.status import HeldFile, StatusAnswer

_EDGES = ("inherits", "calls", "callbacks", "decorated_by", "implicit_calls", "dispatches", "routes")

MAX_NAMED = 10
"""Waiting files that a warning names; a document names more."""


def tell(document: Document, form: str, *, as_json: bool) -> None:
    """Prints the document as JSON or in a form for people: the name of its question, or "left out" for what a status
    says was left out. What may be wrong with it goes to standard error then."""
    if as_json:
        wire.print_document(document)
        return
    _FORMS[form](document)
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
    if "near" in document:
        print(fold_words(plain(f"similar names: {', '.join(document['near'])}"), 2))
    elif not document["total"]:
        print("only names and signatures are searched, not bodies")


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
    if "source" in atom:
        print()
        for number, line in enumerate(plain_lines(atom["source"]["text"]).split("\n"), atom["source"]["line"]):
            print(f"{paint(f'{number:>6}', DIM)}  {line}")
        if taken := atom["source"]["redacted"]:
            print(paint(f"{count(taken, 'secret')} removed; --secrets shows the text with them", YELLOW))


def _read(question: str, document: Document) -> Any:
    """The struct of the answer to a question."""
    from omny.query.registry import answer_type  # here, since most forms print the document

    return msgspec.convert(document, answer_type(question))


def read_status(document: Document) -> StatusAnswer:
    """The answer to the question `status`."""
    found: StatusAnswer = _read("status", document)
    return found


def _status(document: Document) -> None:
    said = read_status(document)
    left_out = [result.status for result in said.results]
    fresh, daemon, census = said.freshness, said.daemon or None, said.census or Census()
    state = "HEAD unchanged since indexing; files not checked"
    if fresh.stale:
        state = paint("stale: git's HEAD has moved; run 'omny index'", YELLOW)
    elif daemon is not None:
        is_behind = fresh.pending or fresh.problems
        state = paint("changes are waiting to be indexed", YELLOW) if is_behind else "kept up to date by the daemon"
        if fresh.polled:
            from omny.query.freshness import describe_polled

            state += f"; {plain(describe_polled(fresh.polled, fresh.polled_seconds))}"
    kinds = ", ".join(f"{left_out.count(kind):,} {kind}" for kind in ("skipped", "excluded", "degraded"))
    table = [
        ("root", said.root),
        *[("", line) for line in describe_nesting(said)],
        ("database", f"{said.database} ({said.bytes / 1e6:.1f} MB)"),
        ("indexed", f"{said.indexed_at}, generation {fresh.generation}"),
        ("git HEAD", fresh.indexed_head or "none"),
        ("files", _parts(said.languages or {})),
        ("lines", f"{said.lines:,}"),
        ("atoms", _parts(said.atoms)),
        ("edges", _parts(said.edges)),
        *([("held", _describe_held(said.held))] if said.held else []),
        ("left out", f"{kinds} (--skipped lists them)"),
        *([("not read", summary)] if (summary := census.summary()) else []),
        *(
            [("others", f"{count(others, 'file')} that hold no source")]
            if (others := sum(census.others.values()))
            else []
        ),
        ("events", f"{said.events:,}"),
        ("token", fresh.token),
        ("daemon", _daemon(daemon)),
        ("backup", _backup(said.backup, daemon)),
        *([("checked", _describe_checks(daemon.checks))] if daemon else []),
    ]
    print(columns(table, (DIM,)))
    print(f"{'state':<{len('database')}}  {state}")


def describe_nesting(said: StatusAnswer) -> list[str]:
    """The lines of a status about indexes around the root and in it."""
    outer, inner = said.outer_index, said.inner_indexes
    lines = [f"is inside the indexed tree {outer}, which also indexes these files"] if outer else []
    if inner:
        named = ", ".join(inner[:MAX_NAMED]) + (
            f" and {len(inner) - MAX_NAMED:,} more" if len(inner) > MAX_NAMED else ""
        )
        lines.append(f"holds {count(len(inner), 'folder')} with an index of its own, which answers for it: {named}")
    return lines


def _daemon(said: DaemonReport | None) -> str:
    if said is None:
        return "none; 'omny start' starts one"
    parts = [f"pid {said.pid}", f"since {said.started}"]
    parts.append(describe_work(said) or f"{said.watched:,} directories watched")
    parts += [f"{said.polled:,} of them polled"] if said.polled else []
    parts.append(f"{said.pending_total:,} pending")
    parts += [said.looking and f"full scan: {said.looking}", *said.problems]
    return ", ".join(filter(None, parts))


def _describe_held(files: list[HeldFile]) -> str:
    """The broken files whose former content the index shows."""
    named = [f"{each.path} (of generation {each.generation:,})" for each in files[:MAX_NAMED]]
    more = f" and {len(files) - MAX_NAMED:,} more" if len(files) > MAX_NAMED else ""
    return f"{count(len(files), 'broken file')}, their last valid content is shown as held: {', '.join(named)}{more}"


def _backup(last: dict[str, Any] | None, daemon: DaemonReport | None) -> str:
    """When the daemon has made the last backup, and why there is no newer one."""
    made = f"{last['at']}, {last['bytes'] / 1e6:,.1f} MB" if last else "none yet; a daemon makes one a day"
    problem = daemon.backup_problem if daemon else ""
    return f"{made}; {problem}" if problem else made


def describe_work(said: DaemonReport) -> str:
    """How far the pass of a daemon is, "" where it is at none."""
    if said.step is None:
        return ""
    return f"{said.step} {said.done:,} of {count(said.total, said.step.unit)}"


def _describe_checks(checks: dict[str, CheckReport]) -> str:
    """When the daemon has checked the index last, and what it found."""
    return "; ".join(
        f"{name} check {check.at}, {count(check.findings, 'finding')}" if check.at else f"no {name} check yet"
        for name, check in checks.items()
    )


def _print_left_out(document: Document) -> None:
    said = read_status(document)
    lines = [(result.status, result.path, result.reason) for result in said.results]
    census = said.census or Census()
    lines += [("not read", kind, told) for kind, told in census.lines()]
    lines += [("other", kind, told) for kind, told in census.other_lines()]
    lines += [("ignored", rule, count(number, "path")) for rule, number in census.ignored.items()]
    print(columns(lines, (YELLOW,)) if lines else "no files were left out")


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


_FORMS = {
    "search": _search,
    "show": _show,
    "outline": _print_atoms,
    "callers": lambda document: _print_graph(document, up=True),
    "callees": lambda document: _print_graph(document, up=False),
    "status": _status,
    "left out": _print_left_out,
    "status then": past.status,
    "history": lambda document: past.history(_read("history", document)),
    "diff": lambda document: past.difference(_read("diff", document)),
    **analyses.FORMS,
    **everywhere.FORMS,
}


def _parts(counts: dict[str, int]) -> str:
    parts = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))
    return f"{sum(counts.values()):,}" + (f" ({parts})" if len(counts) > 1 else "")


def warn(fresh: dict[str, Any], *, stale: bool) -> None:
    """Says on standard error what may be wrong with an answer; that it is stale only where its form does not."""
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
    for line in lines:
        print(paint(plain(line), YELLOW), file=sys.stderr)
