"""The commands `omny edit`: their input, and the output for the result of a request."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from omny.base.config import MAX_FILE_BYTES
from omny.base.errors import UsageError
from omny.base.paths import read_user_file, text_path, too_large
from omny.cli import wire
from omny.cli.text import BOLD, CYAN, DIM, GREEN, RED, YELLOW, columns, count, paint, plain, plain_lines, short_name
from omny.cli.waiting import announce_wait
from omny.edit.request import EditResult, Refusal, is_good, parse_request
from omny.service.answers import EditAnswer
from omny.service.place import Place
from omny.service.session import BEGIN_SECONDS, Session

MAX_TOLD = 10
"""Lines of one kind; `--json` has all of them."""

_DONE = {
    "replace": "replaced",
    "body": "replaced the body",
    "insert": "inserted",
    "delete": "deleted",
    "rename": "renamed",
    "move": "moved",
    "undo": "undone",
}


def load_text(file: str) -> str:
    """The text of a file that the user names, or of standard input. Raises UsageError without a text."""
    if file == "-":
        content: bytes | None = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        if content is not None and len(content) > MAX_FILE_BYTES:
            raise UsageError("read text", str(too_large(len(content), MAX_FILE_BYTES)))
    else:
        content = read_user_file(file, MAX_FILE_BYTES)
    if content is None:
        raise UsageError("read text", "no such file", path=file)
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise UsageError("read text", "not UTF-8", path=file) from None


def find_paths(place: Place, *named: str) -> list[str]:
    """Paths from the root on. The first is of a file that is named as `Place.normalize_file` takes it, the others are
    named in the same way."""
    first = place.normalize_file(named[0])
    if first == named[0].removeprefix("./"):
        return [each.removeprefix("./") for each in named]
    return [first, *(text_path(os.path.relpath(os.path.abspath(each), place.root.path)) for each in named[1:])]


def edit(
    place: Place,
    request: dict[str, Any],
    *,
    dry_run: bool,
    as_json: bool,
    is_sure: bool = False,
    ask: Callable[[str], bool] | None = None,
) -> int:
    """Makes the edit and prints the result; 2 if it was refused.

    A rename that would break calls known through types is shown with these renamed too. It is made if the user
    `is_sure`, or answers yes to `ask`. `ask` is None without a person to ask.
    """
    result = _run(place, request, dry_run=dry_run)
    if result.status == "refused" and result.operation == "rename" and not request["inferred"]:
        wider = {**request, "inferred": True}
        plan = _run(place, wider, dry_run=True)
        if plan.status == "planned" and not dry_run and (is_sure or (not as_json and ask is not None)):
            if not is_sure:
                _tell(plan)
            if is_sure or (ask is not None and ask("Some of these are known through types only. Rename them all?")):
                result = _run(place, wider, dry_run=False)
        elif plan.status == "planned" and not as_json:
            _tell(plan)
            raise UsageError("edit", result.reason, hint="what is shown renames them, too: add --inferred --yes")
    if as_json:
        with place.reading() as repository:
            fresh = place.freshness(repository, [change.path for change in result.files])
        wire.print_document(EditAnswer(results=[result], freshness=fresh).document())
        return 0 if is_good(result) else 2
    _tell(result)
    if not is_good(result):
        raise UsageError("edit", result.reason, hint=result.hint)
    return 0


def _run(place: Place, request: dict[str, Any], *, dry_run: bool) -> EditResult:
    with announce_wait(place)(BEGIN_SECONDS):
        return Session(place).edit(parse_request({**request, "dry_run": dry_run}))


def asker() -> Callable[[str], bool] | None:
    """Asks the person at the terminal; None without a terminal."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        return None

    def ask(question: str) -> bool:
        try:
            return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            return False

    return ask


def _tell(result: EditResult) -> None:
    if result.status != "applied" and result.diff:
        print(_colour(result.diff), end="")
    if result.status == "refused":
        if result.current is not None and result.refusal is Refusal.STALE:
            print(paint(plain(f"{result.current.id}, version {result.current.version}, is now:"), BOLD))
            print(plain_lines(result.current.text))
    elif result.status == "unchanged":
        print("nothing to change: already done")
    else:
        done = _DONE[result.operation] if result.status == "applied" else f"would be {_DONE[result.operation]}"
        files = count(len(result.files), "file")
        transaction = f", transaction {result.transaction}" if result.transaction is not None else ""
        print(f"{paint(done, GREEN)}: {files}{transaction}")
    _tell_impact(result)
    if result.status == "applied" and result.current is not None:
        now = f"{result.current.id}, version {result.current.version}, hash {result.current.hash}"
        print(paint(plain(now), DIM))


def _tell_impact(result: EditResult) -> None:
    impact = result.impact
    for what, told, style in (
        ("created", impact.created, GREEN),
        ("deleted", impact.deleted, RED),
    ):
        if result.status != "applied" and told and not impact.moved:
            print(columns([(what, each) for each in told[:MAX_TOLD]], (style,)))
    for what, rows in (
        (
            "breaks",
            [
                (
                    f"{each.path}:{each.line}",
                    short_name(each.source, each.path),
                    f"to {short_name(each.target, each.path)}",
                )
                for each in impact.broken
            ],
        ),
        (
            "does not fit",
            [
                (f"{e.path}:{e.line}", short_name(e.source, e.path), f"gives {e.given}, not {e.takes}")
                for e in impact.mismatches
            ],
        ),
        ("left as it is", [(f"{each.path}:{each.line}", each.why, each.text) for each in result.left]),
    ):
        if rows:
            print(paint(f"{what}:", BOLD))
            print(columns(rows[:MAX_TOLD], (CYAN, "", DIM)))
            if len(rows) > MAX_TOLD:
                print(paint(f"and {len(rows) - MAX_TOLD:,} more, see --json", DIM))
    for line in result.warnings:
        print(paint(plain(line), YELLOW), file=sys.stderr)


def _colour(diff: str) -> str:
    style = {"+": GREEN, "-": RED, "@": CYAN}
    lines = plain_lines(diff).splitlines(keepends=True)
    return "".join(paint(line[:-1], style.get(line[:1], "")) + "\n" if line else line for line in lines)
