"""The commands and their options: the one place that declares them. What they do is in `answers` and `runs`, imported
when a command needs it."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

app = typer.Typer(
    help="An always-true index of a codebase's atoms and of who calls whom.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# Typer reads these at run time: Optional, since it takes X | None only where annotations are not strings.
RootArgument = Annotated[
    Optional[str],  # noqa: UP045
    typer.Argument(metavar="[ROOT]", help="Directory of the project; by default the nearest parent that has an index."),
]
RootOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--root", metavar="DIR", help="Directory of the project, as ROOT of omny index."),
]
Database = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--db", metavar="FILE", envvar="OMNY_DATABASE_URL", help="Database to use, not ROOT/.omny/omny.db."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
AtomArgument = Annotated[str, typer.Argument(metavar="ATOM", help="Id, qualified name or name.")]
Depth = Annotated[int, typer.Option("--depth", min=1, max=100, help="How many calls away.")]
Possible = Annotated[bool, typer.Option("--possible", help="Also what only the name speaks for.")]
EdgeTypes = Annotated[
    list[str], typer.Option("--type", metavar="TYPE", help="call (default), callback, decorator, inherit, all.")
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most results to print.")]


@app.callback(invoke_without_command=True)
def omny(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """An always-true index of a codebase's atoms and of who calls whom."""
    if version:
        from omny import __version__

        print(f"omny {__version__}")
        raise typer.Exit


@app.command()
def index(
    root: RootArgument = None,
    jobs: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--jobs", "-j", metavar="N", help="Worker processes; by default one a processor."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Index the home directory or / all the same.")] = False,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Bring the index to what is on disk, in one transaction."""
    from omny.cli import runs
    from omny.cli.place import Place

    return runs.index(Place.of(root or root_option, db, force=force), jobs=jobs, as_json=as_json)


@app.command()
def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Words of names and signatures.")],
    limit: Limit = 20,
    types: Annotated[
        list[str], typer.Option("--type", metavar="TYPE", help="function, arrow, method, class or module.")
    ] = [],  # noqa: B006
    path: Annotated[str, typer.Option("--path", metavar="PREFIX", help="Only files whose path begins so.")] = "",
    tests: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option("--tests/--no-tests", help="Only tests, or only what is none."),
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


@app.command()
def show(
    atom: AtomArgument,
    source: Annotated[bool, typer.Option("--source", help="With its text, checked against what was indexed.")] = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Show one atom."""
    from omny.cli import answers
    from omny.cli.place import Place

    return answers.show(Place.of(root, db), atom, with_source=source, as_json=as_json)


@app.command()
def outline(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, relative to the root or to here.")],
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """List the atoms of a file in source order."""
    from omny.cli import answers
    from omny.cli.place import Place

    return answers.outline(Place.of(root, db), file, as_json=as_json)


@app.command()
def callers(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 1_000,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """List who calls an atom, and where."""
    return _graph(atom, True, depth, possible, types, limit, as_json, root, db)


@app.command()
def callees(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 1_000,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """List whom an atom calls, and where."""
    return _graph(atom, False, depth, possible, types, limit, as_json, root, db)


@app.command()
def status(
    root: RootArgument = None,
    skipped: Annotated[bool, typer.Option("--skipped", help="List what was left out, and why.")] = False,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Show how much the index holds, and how fresh it is."""
    from omny.cli import runs
    from omny.cli.place import Place

    return runs.status(Place.of(root or root_option, db), list_skipped=skipped, as_json=as_json)


@app.command()
def dump(
    root: RootArgument = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Of a fresh index of the files, made in memory.")] = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Print the whole index as sorted JSON Lines."""
    from omny.cli import runs
    from omny.cli.place import Place

    return runs.dump(Place.of(root or root_option, db), fresh=fresh)


@app.command()
def verify(
    root: RootArgument = None,
    deep: Annotated[bool, typer.Option("--deep", help="Also compare with a fresh index of the files.")] = False,
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
