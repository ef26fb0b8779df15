"""Tells people what an index says of itself: how much it holds, how fresh it is, and what it leaves out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from omny import install_command
from omny.cli.text import CYAN, DIM, YELLOW, columns, count, paint, plain
from omny.model.vectors import VectorReport, VectorWord
from omny.query.documents import Document
from omny.query.freshness import describe_polled
from omny.query.languages import LanguagesAnswer
from omny.query.status import StatusAnswer
from omny.watch.census import Census

if TYPE_CHECKING:
    from omny.query.daemon import CheckReport, DaemonReport
    from omny.query.status import HeldFile

MAX_NAMED = 10
"""Folders or files that a line names."""


def read_status(document: Document) -> StatusAnswer:
    """The answer to the question `status`."""
    return msgspec.convert(document, StatusAnswer)


def status(document: Document) -> None:
    """Prints the state of an index."""
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
        *[("not read" if not place else "", cure) for place, cure in enumerate(census.cures(), bool(census.summary()))],
        *(
            [("others", f"{count(others, 'file')} that hold no source")]
            if (others := sum(census.others.values()))
            else []
        ),
        ("events", f"{said.events:,}"),
        *([("vectors", _describe_vectors(said.vectors, fresh.generation))] if said.vectors else []),
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


def _describe_vectors(said: VectorReport, generation: int) -> str:
    """How far the vectors are, or why there are none."""
    if said.problem:
        return f"{said.word}: {said.problem}"
    if not said.generation:
        is_missing = said.word == VectorWord.MISSING
        return f"none; {install_command('semantic')} adds them" if is_missing else "none yet; 'omny index' makes them"
    late = f", {generation - said.generation:,} before the index" if said.word == VectorWord.LATE else ""
    return f"of generation {said.generation:,}{late}, by {said.model}, kept {said.store}"


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


def print_left_out(document: Document) -> None:
    """Prints which files are left out, and why."""
    said = read_status(document)
    lines = [(result.status, result.path, result.reason) for result in said.results]
    census = said.census or Census()
    lines += [("not read", kind, told) for kind, told in census.lines()]
    lines += [("other", kind, told) for kind, told in census.other_lines()]
    lines += [("ignored", rule, count(number, "path")) for rule, number in census.ignored.items()]
    print(columns(lines, (YELLOW,)) if lines else "no files were left out")


def _parts(counts: dict[str, int]) -> str:
    parts = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))
    return f"{sum(counts.values()):,}" + (f" ({parts})" if len(counts) > 1 else "")


MAX_ENDINGS = 3
"""Endings that tell languages of one title apart."""


def print_languages(document: Document, *, whole: bool = False) -> None:
    """Prints the languages with files here; the `whole` list on demand."""
    every = msgspec.convert(document, LanguagesAnswer).results
    shown = [each for each in every if whole or each.files or each.left_out]
    of_title = Counter(each.title for each in every)  # dialects share one
    rows = [
        (
            each.title if of_title[each.title] == 1 else f"{each.title} ({' '.join(each.endings[:MAX_ENDINGS])})",
            each.tier,
            f"{each.grammar} {each.version}" if each.grammar else "no grammar" if each.cure else "",
            count(each.files, "file") if each.files else "",
            f"{each.left_out:,} not indexed" if each.left_out else "",
        )
        for each in shown
    ]
    print(columns(rows, (CYAN, "", DIM, "", YELLOW)) if rows else "no file here is in a language that Omny reads")
    for cure in sorted({each.cure for each in shown} - {""}):
        lacking = [each.title for each in shown if each.cure == cure]
        more = f" and {len(lacking) - MAX_NAMED:,} more" if len(lacking) > MAX_NAMED else ""
        print(paint(plain(f"no grammar for {', '.join(lacking[:MAX_NAMED])}{more}: {cure}"), YELLOW))
    if not whole:
        readable = sum(not each.cure for each in every)
        print(paint(f"{readable:,} of {len(every):,} languages can be read; 'omny languages --all' lists them", DIM))


def print_all_languages(document: Document) -> None:
    """Prints all languages."""
    print_languages(document, whole=True)


FORMS = {
    "status": status,
    "left out": print_left_out,
    "languages": print_languages,
    "all languages": print_all_languages,
}
"""The forms of these answers by name."""
