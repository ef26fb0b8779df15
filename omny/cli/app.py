"""The commands and their options: the one place that declares them. What they do is in `answers` and `runs`, imported
when a command needs it.

Annotations are read at run time here, so they are no strings: no `from __future__ import annotations`.
"""

from typing import TYPE_CHECKING, Annotated, Any

from omny.cli.asked import Asked
from omny.cli.declare import Argument, command, meant, option
from omny.errors import UsageError
from omny.query.documents import MAX_DEPTH, MAX_RESULTS

if TYPE_CHECKING:
    from omny.cli.place import Place

RootArgument = Annotated[
    str | None,
    Argument("[ROOT]", "Directory of the project; by default the nearest parent that has an index."),
]
RootOption = Annotated[str | None, option("--root", metavar="DIR", help="Directory of the project, as ROOT elsewhere.")]
Database = Annotated[
    str | None, option("--db", metavar="FILE", help="Database to use, not ROOT/.omny/omny.db. [env: OMNY_DATABASE_URL]")
]
Force = Annotated[bool, option("--force", help="Index the home directory or / all the same.")]
AsJson = Annotated[bool, option("--json", help="Print one JSON document.")]
AtomArgument = Annotated[str, Argument("ATOM", "Id, qualified name or name.")]
Depth = Annotated[int, option("--depth", metavar="N", least=1, most=MAX_DEPTH, help="How many calls away.")]
Possible = Annotated[bool, option("--possible", help="Also what only the name speaks for.")]
EdgeTypes = Annotated[
    list[str], option("--type", metavar="TYPE", help="call (default), callback, decorator, inherit, all; repeatable.")
]
When = Annotated[str, Argument("WHEN", "A time (2026-01-31, 2h, 3d), a generation, a token or a git commit.")]
Limit = Annotated[int, option("--limit", metavar="N", least=1, most=MAX_RESULTS, help="Most results to print.")]

AtLeast = Annotated[
    str | None, option("--at-least", metavar="TOKEN", help="Answer from the state of that token or a later one.")
]


@command
def index(
    root: RootArgument = None,
    jobs: Annotated[
        int | None,
        option("--jobs", "-j", metavar="N", least=1, most=1_000, help="Worker processes; by default one a processor."),
    ] = None,
    force: Annotated[bool, option("--force", help="Index the home directory or / all the same.")] = False,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Bring the index to what is on disk, in one transaction."""
    from omny.cli import runs
    from omny.cli.place import Place

    return runs.index(Place.of(root or root_option, db, force=force), jobs=jobs, as_json=as_json)


@command
def search(
    text: Annotated[list[str], Argument("TEXT...", "Words of names and signatures.")],
    limit: Limit = 20,
    types: Annotated[
        list[str], option("--type", metavar="TYPE", help="function, arrow, method, class or module.")
    ] = [],  # noqa: B006
    path: Annotated[str, option("--path", metavar="PREFIX", help="Only files whose path begins so.")] = "",
    tests: Annotated[
        bool | None,
        option("--tests/--no-tests", help="Only tests, or only what is none."),
    ] = None,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Find atoms by words of their names and signatures."""
    arguments = {"text": " ".join(text), "limit": limit, "types": types, "path": path, "tests": tests}
    return _answer(_place(root, db), "search", arguments, as_json, at_least)


@command
def show(
    atom: AtomArgument,
    source: Annotated[bool, option("--source", help="With its text, checked against what was indexed.")] = False,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Show one atom."""
    return _answer(_place(root, db), "show", {"atom": atom, "source": source}, as_json, at_least)


@command
def outline(
    file: Annotated[str, Argument("FILE", "A file, relative to the root or to here.")],
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List the atoms of a file in source order."""
    place = _place(root, db)
    return _answer(place, "outline", {"file": file, "path": place.named_from_here(file)}, as_json, at_least)


@command
def callers(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 100,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List who calls an atom, and where."""
    arguments = {"atom": atom, "depth": depth, "possible": possible, "types": types, "limit": limit}
    return _answer(_place(root, db), "callers", arguments, as_json, at_least)


@command
def callees(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 100,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List whom an atom calls, and where."""
    arguments = {"atom": atom, "depth": depth, "possible": possible, "types": types, "limit": limit}
    return _answer(_place(root, db), "callees", arguments, as_json, at_least)


@command
def status(
    root: RootArgument = None,
    skipped: Annotated[bool, option("--skipped", help="List what was left out, and why.")] = False,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root_option: RootOption = None,
    db: Database = None,
) -> Asked:
    """Show how much the index holds, and how fresh it is."""
    form = "left out" if skipped else "status"
    return _answer(_place(root or root_option, db), "status", {}, as_json, at_least, form=form)


@command
def history(
    atom: AtomArgument,
    limit: Limit = 100,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Tell all that happened to an atom, be it there or not, under all the ids that it had."""
    return _answer(_place(root, db), "history", {"atom": atom, "limit": limit}, as_json, at_least)


@command
def at(
    when: When,
    question: Annotated[list[str], Argument("COMMAND...", "A command that asks, with its options.", verbatim=True)],
) -> Any:
    """Answer search, show, outline, callers, callees or status as it was at another time."""
    from omny.query.present import PRESENT

    if question[0] not in PRESENT:
        hint = f"there are {', '.join(PRESENT)}"
        raise UsageError("look back", f"{question[0]!r} cannot be asked of another time", hint=hint)
    asked = meant(question)()
    return asked.at(when) if isinstance(asked, Asked) else asked


@command
def diff(
    before: Annotated[str, Argument("A", "A time, generation, token or git commit, as WHEN elsewhere.")],
    after: Annotated[str, Argument("[B]", "Another; by default now.")] = "now",
    limit: Limit = 1_000,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Tell which atoms and edges are otherwise at B than at A."""
    arguments = {"before": before, "after": after, "limit": limit}
    return _answer(_place(root, db), "diff", arguments, as_json, at_least)


@command
def events(
    action: Annotated[str, Argument("[prune]", "Forget old events in place of printing them.")] = "",
    since: Annotated[
        str | None, option("--since", metavar="TOKEN", help="Only what came after that state; also a WHEN.")
    ] = None,
    follow: Annotated[bool, option("--follow", help="Go on with what comes, until Ctrl-C.")] = False,
    limit: Annotated[
        int | None, option("--limit", metavar="N", least=1, help="End behind the commit that has the Nth event.")
    ] = None,
    keep: Annotated[str | None, option("--keep", metavar="AGE", help="With prune: keep what is younger, 90d.")] = None,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Print what has changed, and goes on changing, as JSON Lines; or forget the oldest of it."""
    from omny.cli import feed

    if action not in ("", "prune") or (action == "prune") != (keep is not None):
        raise UsageError("read options", "it is 'omny events', or 'omny events prune --keep AGE'")
    if keep is not None:
        if since is not None or follow or limit is not None:
            raise UsageError("read options", "--since, --follow and --limit say nothing about pruning")
        return feed.prune_events(_place(root, db), keep)
    return feed.events(_place(root, db), since=since, follow=follow, limit=limit)


@command
def dump(
    root: RootArgument = None,
    fresh: Annotated[bool, option("--fresh", help="Of a fresh index of the files, made in memory.")] = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Print the whole index as sorted JSON Lines."""
    from omny.cli import runs
    from omny.cli.place import Place

    return runs.dump(Place.of(root or root_option, db), fresh=fresh)


@command
def verify(
    root: RootArgument = None,
    deep: Annotated[bool, option("--deep", help="Also read, analyse and resolve every file again.")] = False,
    repair: Annotated[bool, option("--repair", help="Repair what is wrong.")] = False,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Check the index; print each thing that is wrong with it."""
    from omny.cli.place import Place
    from omny.cli.verify import verify as run

    return run(Place.of(root or root_option, db), deep=deep, repair=repair, as_json=as_json)


@command
def watch(
    root: RootArgument = None,
    force: Force = False,
    log_level: Annotated[
        str | None, option("--log-level", metavar="LEVEL", help="error, warning, info or debug.")
    ] = None,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Run the daemon in the foreground: it keeps the index up to date until it is ended."""
    from omny.cli import daemon
    from omny.cli.place import Place

    return daemon.watch(Place.of(root or root_option, db, force=force), log_level=log_level)


@command
def start(
    root: RootArgument = None,
    force: Force = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Start the daemon in the background."""
    from omny.cli import daemon
    from omny.cli.place import Place

    return daemon.start(Place.of(root or root_option, db, force=force))


@command
def stop(
    root: RootArgument = None,
    timeout: Annotated[int, option("--timeout", metavar="S", least=0, most=86_400, help="Seconds to wait.")] = 10,
    root_option: RootOption = None,
) -> int:
    """End the daemon, and wait until it has ended."""
    from omny.cli import daemon
    from omny.cli.place import Place

    return daemon.stop(Place.of(root or root_option, None, force=True), timeout=timeout)


@command
def service(
    root: RootArgument = None,
    launchd: Annotated[bool, option("--launchd", help="A launchd property list, for macOS.")] = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Print a systemd user unit that starts the daemon at login."""
    from omny.cli import daemon
    from omny.cli.place import Place

    return daemon.service(Place.of(root or root_option, db), launchd=launchd)


@command
def sync(
    root: RootArgument = None,
    timeout: Annotated[int, option("--timeout", metavar="S", least=1, most=86_400, help="Seconds to wait.")] = 60,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Return when all that was written until now is indexed; print the token of that state."""
    from omny.cli import daemon
    from omny.cli.place import Place

    return daemon.sync(Place.of(root or root_option, db), timeout=timeout, as_json=as_json)


@command
def backup(
    file: Annotated[str, Argument("FILE", "Where to keep it.")],
    force: Annotated[bool, option("--force", help="Replace FILE, if there is one.")] = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Copy the index, with its history, to FILE, and check the copy; a daemon goes on meanwhile."""
    from omny.cli import copies

    return copies.backup(_place(root, db), file, force=force, as_json=as_json)


@command
def restore(
    file: Annotated[str, Argument("FILE", "A backup.")],
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Put a copy of the backup FILE, if it is sound, in the place of the index, which is moved aside."""
    from omny.cli import copies

    return copies.restore(_place(root, db), file, as_json=as_json)


def _place(root: str | None, db: str | None) -> "Place":
    from omny.cli.place import Place

    return Place.of(root, db)


def _answer(
    place: "Place",
    question: str,
    arguments: dict[str, Any],
    as_json: bool,
    at_least: str | None,
    *,
    form: str | None = None,
) -> Asked:
    return Asked(place, question, arguments, as_json, at_least, form or question)
