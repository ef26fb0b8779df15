"""The commands and their options: the one place that declares them. What they do is in `answers` and `runs`, imported
when a command needs it.

Annotations are read at run time here, so they are no strings: no `from __future__ import annotations`.
"""

from typing import Annotated

from omny.cli.declare import Argument, command, option

RootArgument = Annotated[
    str | None,
    Argument("[ROOT]", "Directory of the project; by default the nearest parent that has an index."),
]
RootOption = Annotated[str | None, option("--root", metavar="DIR", help="Directory of the project, as ROOT elsewhere.")]
Database = Annotated[
    str | None, option("--db", metavar="FILE", help="Database to use, not ROOT/.omny/omny.db. [env: OMNY_DATABASE_URL]")
]
AsJson = Annotated[bool, option("--json", help="Print one JSON document.")]
AtomArgument = Annotated[str, Argument("ATOM", "Id, qualified name or name.")]
Depth = Annotated[int, option("--depth", metavar="N", least=1, most=100, help="How many calls away.")]
Possible = Annotated[bool, option("--possible", help="Also what only the name speaks for.")]
EdgeTypes = Annotated[
    list[str], option("--type", metavar="TYPE", help="call (default), callback, decorator, inherit, all; repeatable.")
]
Limit = Annotated[int, option("--limit", metavar="N", least=1, most=10_000, help="Most results to print.")]


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
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Find atoms by words of their names and signatures."""
    from omny.cli import answers
    from omny.cli.place import Place

    place = Place.of(root, db)
    return answers.search(place, " ".join(text), limit=limit, types=types, path=path, tests=tests, as_json=as_json)


@command
def show(
    atom: AtomArgument,
    source: Annotated[bool, option("--source", help="With its text, checked against what was indexed.")] = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Show one atom."""
    from omny.cli import answers
    from omny.cli.place import Place

    return answers.show(Place.of(root, db), atom, with_source=source, as_json=as_json)


@command
def outline(
    file: Annotated[str, Argument("FILE", "A file, relative to the root or to here.")],
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """List the atoms of a file in source order."""
    from omny.cli import answers
    from omny.cli.place import Place

    return answers.outline(Place.of(root, db), file, as_json=as_json)


@command
def callers(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 100,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """List who calls an atom, and where."""
    return _graph(atom, True, depth, possible, types, limit, as_json, root, db)


@command
def callees(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 100,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """List whom an atom calls, and where."""
    return _graph(atom, False, depth, possible, types, limit, as_json, root, db)


@command
def status(
    root: RootArgument = None,
    skipped: Annotated[bool, option("--skipped", help="List what was left out, and why.")] = False,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Show how much the index holds, and how fresh it is."""
    from omny.cli import runs
    from omny.cli.place import Place

    return runs.status(Place.of(root or root_option, db), list_skipped=skipped, as_json=as_json)


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
    deep: Annotated[bool, option("--deep", help="Also compare with a fresh index of the files.")] = False,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Check the index; print each thing that is wrong with it."""
    from omny.cli import runs
    from omny.cli.place import Place

    return runs.verify(Place.of(root or root_option, db), deep=deep, as_json=as_json)


def _graph(
    atom: str,
    up: bool,
    depth: int,
    possible: bool,
    types: list[str],
    limit: int,
    as_json: bool,
    root: str | None,
    db: str | None,
) -> int:
    from omny.cli import answers
    from omny.cli.place import Place

    place = Place.of(root, db)
    return answers.graph(place, atom, up=up, depth=depth, possible=possible, types=types, limit=limit, as_json=as_json)
