"""Taking over a legacy store, and moving an index between stores."""

from typing import Annotated

from omny.cli.commands.options import AsJson, Database
from omny.cli.declare import GROUPS, Argument, command, examples, option

GROUPS["migrate"] = "Take over a store of JSON files, move an index to another store, upgrade its schema."

StoreArgument = Annotated[str, Argument("STORE", "The legacy store, the directory that it is in, or the project.")]
Sources = Annotated[str | None, Argument("[ROOT]", "Directory of the sources, to be indexed afterwards.")]
DryRun = Annotated[bool, option("--dry-run", help="Say what would be done, and every problem; change nothing.")]
Replace = Annotated[bool, option("--replace", help="Set aside what is there, even if it has a history of its own.")]


@examples(
    ("omny migrate json old-store --dry-run", "what would be taken over"),
    ("omny migrate json old-store", "take it over"),
)
@command("migrate")
def migrate_json(
    store: StoreArgument,
    root: Sources = None,
    dry_run: DryRun = False,
    replace: Replace = False,
    report: Annotated[
        str | None, option("--report", metavar="FILE", help="Write what became of each file, as JSON.")
    ] = None,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Take over a store of one JSON file for each atom, with its past, all or nothing."""
    from omny.cli import migrating

    return migrating.from_json(store, root, db, dry_run=dry_run, replace=replace, report=report, as_json=as_json)


@examples(
    ("omny migrate verify old-store", "compare with the store that it came from"),
)
@command("migrate")
def migrate_verify(
    store: StoreArgument,
    root: Annotated[str | None, Argument("[ROOT]", "Directory whose index was made of it.")] = None,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Compare a legacy store with the index that was made of it, event by event."""
    from omny.cli import migrating

    return migrating.verify(store, root, db, as_json=as_json)


@examples(
    ("omny migrate rollback", "go back to how it was before"),
)
@command("migrate")
def migrate_rollback(
    root: Annotated[str | None, Argument("[ROOT]", "Directory whose index is to be as before.")] = None,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Put back the index that a migration took the place of; the migrated one is moved aside."""
    from omny.cli import migrating

    return migrating.rollback(root, db, as_json=as_json)


@examples(
    ("omny migrate storage omny.db postgresql://host/omny", "from a file to a server"),
)
@command("migrate")
def migrate_storage(
    source: Annotated[str, Argument("FROM", "File, URL, or directory of a root.")],
    target: Annotated[str, Argument("TO", "File, URL, or directory of a root.")],
    dry_run: DryRun = False,
    replace: Replace = False,
    as_json: AsJson = False,
) -> int:
    """Copy an index, with its history, to another store, and compare both."""
    from omny.cli import migrating

    return migrating.storage(source, target, dry_run=dry_run, replace=replace, as_json=as_json)


@examples(
    ("omny migrate upgrade --dry-run", "whether it can be done, and what for"),
    ("omny migrate upgrade --db postgresql://host/omny", "for all projects of a server"),
)
@command("migrate")
def migrate_upgrade(
    root: Annotated[str | None, Argument("[ROOT]", "Directory whose index is to be upgraded.")] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Bring an index that an older Omny made to the schema of this one, with its history."""
    from omny.cli import migrating

    return migrating.upgrade(root, db, dry_run=dry_run, as_json=as_json)
