"""Commands that make the index, check it, and copy it."""

from typing import Annotated

from omny.cli.commands.options import AsJson, Database, RootArgument, RootOption, place_of
from omny.cli.declare import Argument, command, examples, option


@examples(
    ("omny index", "the project around here"),
    ("omny index ../other --jobs 2", "another one, with two workers"),
)
@command("index", front="daily")
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

    return runs.index(place_of(root or root_option, db, force=force), jobs=jobs, as_json=as_json)


@examples(
    ("omny dump > before.jsonl", "all of the index, to be compared with a later one"),
    ("omny dump --fresh", "what a fresh index would hold"),
)
@command("integrity")
def dump(
    root: RootArgument = None,
    fresh: Annotated[bool, option("--fresh", help="Of a fresh index of the files, made in memory.")] = False,
    no_held: Annotated[
        bool, option("--no-held", help="Without what is held over from former contents of broken files.")
    ] = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Print the whole index as sorted JSON Lines."""
    from omny.cli import runs

    return runs.dump(place_of(root or root_option, db), fresh=fresh, held=not no_held)


@examples(
    ("omny verify", "check the index itself"),
    ("omny verify --deep", "check it against the files, too"),
    ("omny verify --deep --repair", "and make right what is wrong"),
)
@command("integrity")
def verify(
    root: RootArgument = None,
    deep: Annotated[bool, option("--deep", help="Also read, analyse and resolve every file again.")] = False,
    repair: Annotated[bool, option("--repair", help="Repair what is wrong.")] = False,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Check the index; print each thing that is wrong with it."""
    from omny.cli.verify import verify as run

    return run(place_of(root or root_option, db), deep=deep, repair=repair, as_json=as_json)


@examples(
    ("omny prove", "on a copy of the project around here"),
    ("omny prove ../other --json", "of another one, as a document"),
)
@command("integrity")
def prove(
    root: RootArgument = None,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Change a copy of the tree under a daemon, and compare each state with a fresh index."""
    from omny.cli.proving import prove as run

    return run(place_of(root or root_option, db), as_json=as_json)


@examples(
    ("omny backup ~/omny-backup.db", "keep a copy, while a daemon goes on"),
)
@command("integrity")
def backup(
    file: Annotated[str, Argument("FILE", "Where to keep it.")],
    force: Annotated[bool, option("--force", help="Replace FILE, if there is one.")] = False,
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Copy the index, with its history, to FILE, and check the copy; a daemon goes on meanwhile."""
    from omny.cli import copies

    return copies.backup(place_of(root, db), file, force=force, as_json=as_json)


@examples(
    ("omny restore ~/omny-backup.db", "go back to that copy"),
)
@command("integrity")
def restore(
    file: Annotated[str, Argument("FILE", "A backup.")],
    as_json: AsJson = False,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Put a copy of the backup FILE, if it is sound, in the place of the index, which is moved aside."""
    from omny.cli import copies

    return copies.restore(place_of(root, db), file, as_json=as_json)
