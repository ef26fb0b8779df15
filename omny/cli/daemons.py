"""The commands about all daemons of this user: ps, and stop --all."""

from __future__ import annotations

import sys
import time

from omny.base.errors import OmnyError
from omny.base.paths import Root, os_path
from omny.cli import wire
from omny.cli.rows import print_rows
from omny.cli.text import DIM, YELLOW, count, paint, plain
from omny.daemon.process.memory import memory_bytes
from omny.daemon.process.registry import Entry, list_daemons
from omny.query.daemon import DaemonReport
from omny.service.answers import PsAnswer, RunningDaemon, StopAnswer, StoppedDaemon
from omny.service.session import describe_daemon

ASK_SECONDS = 2.0  # how long a daemon may take to say how it does; the list is of more than one


def ps(*, as_json: bool) -> int:
    """Lists the daemons of this user."""
    rows = [_row(each.entry) for each in list_daemons()]
    if as_json:
        wire.print_document(PsAnswer(results=rows).document())
        return 0
    print_rows(list(map(_cells, rows)), ("", DIM, "", "", ""), ("pid", "since", "ends", "memory", "root"))
    for row in rows:
        if row.problem:
            print(paint(plain(f"pid {row.pid}: {row.problem}"), YELLOW), file=sys.stderr)
    known = [row.memory_bytes for row in rows if row.memory_bytes is not None]
    print(
        paint(f"{count(len(rows), 'daemon')}, {sum(known) / 1e6:,.0f} MB" if known else count(len(rows), "daemon"), DIM)
    )
    return 0


def stop_all(*, timeout: int, as_json: bool) -> int:
    """Ends all daemons of this user; 2 if one keeps running."""
    from omny.daemon.process import background

    outcomes = background.stop_all(timeout=timeout)
    stopped = [StoppedDaemon(entry.root, entry.pid, "" if error is None else str(error)) for entry, error in outcomes]
    answer = StopAnswer(results=stopped)
    if as_json:
        wire.print_document(answer.document())
        return 0 if answer.is_done else 2
    for each in answer.results:
        print(
            plain(f"omny: {each.problem}" if each.problem else f"stopped, pid {each.pid}, {each.root}"),
            file=sys.stderr if each.problem else sys.stdout,
        )
    if not answer.results:
        print("no daemon runs")
    return 0 if answer.is_done else 2


def _row(entry: Entry) -> RunningDaemon:
    said, problem = (None, "") if entry.dozes else _ask(entry)  # to ask one that dozes would wake it
    ends = max(0.0, entry.ends_at - time.time()) if entry.ends_at else None
    on_demand = entry.on_demand if said is None else said.on_demand
    if said is not None and on_demand and said.idle_minutes:
        ends = max(0.0, said.idle_minutes * 60 - said.idle_seconds)
    pending = None if said is None else said.pending_total
    memory = memory_bytes(entry.pid)
    return RunningDaemon(
        entry.pid, entry.root, entry.started_at, entry.version, on_demand, ends, memory, pending, entry.dozes, problem
    )


def _ask(entry: Entry) -> tuple[DaemonReport | None, str]:
    """What a daemon says of itself, or why it does not."""
    try:
        said = describe_daemon(Root.of(os_path(entry.root), force=True), ASK_SECONDS)
        return said, "" if said is not None else "it does not accept connections"
    except OmnyError as error:
        return None, str(error)


def _cells(row: RunningDaemon) -> tuple[str, ...]:
    if not row.on_demand:
        ends = "with 'omny stop'"
    elif row.ends_in_seconds is None:
        ends = "by itself"
    else:
        ends = f"in {row.ends_in_seconds / 60:.0f} min if idle"
    ends += ", dozes" if row.dozes else ""
    memory = "" if row.memory_bytes is None else f"{row.memory_bytes / 1e6:,.0f} MB"
    return str(row.pid), row.started, ends, memory, row.root
