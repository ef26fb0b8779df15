"""Import of a legacy store, and copies of an index between stores."""

from typing import Annotated

from omny.cli.commands.options import AsJson, Database
from omny.cli.declare import GROUPS, Argument, command, examples, option

GROUPS["migrate"] = "Import a store of JSON files, copy an index to another store, or upgrade its schema."

StoreArgument = Annotated[str, Argument("STORE", "The legacy store, its directory, or the project.")]
Sources = Annotated[str | None, Argument("[ROOT]", "Directory of the sources, which are indexed after the import.")]
DryRun = Annotated[bool, option("--dry-run", help="Print what would be done, with every problem; change nothing.")]
Replace = Annotated[
    bool, option("--replace", help="Move the present index aside, even if it has a history of its own.")
]


@examples(
    ("omny migrate json old-store --dry-run", "print what would be imported"),
    ("omny migrate json old-store", "import it"),
)
@command("migrate")
def migrate_json(
    store: StoreArgument,
    root: Sources = None,
    dry_run: DryRun = False,
    replace: Replace = False,
    report: Annotated[
        str | None, option("--report", metavar="FILE", help="Write the outcome of each file to FILE, as JSON.")
    ] = None,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Import a legacy store of one JSON file per atom, with its history, all or nothing."""
    from omny.cli import migrating

    return migrating.from_json(store, root, db, dry_run=dry_run, replace=replace, report=report, as_json=as_json)


@examples(("omny migrate verify old-store", "compare the index with its legacy store"))
@command("migrate")
def migrate_verify(
    store: StoreArgument,
    root: Annotated[str | None, Argument("[ROOT]", "Directory of the imported index.")] = None,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Compare a legacy store with the index that was imported from it, event by event."""
    from omny.cli import migrating

    return migrating.verify(store, root, db, as_json=as_json)


@examples(("omny migrate rollback", "restore the index before the migration"))
@command("migrate")
def migrate_rollback(
    root: Annotated[str | None, Argument("[ROOT]", "Directory of the migrated index.")] = None,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Restore the index that a migration replaced.

    The migrated index is moved aside.
    """
    from omny.cli import migrating

    return migrating.rollback(root, db, as_json=as_json)


@examples(("omny migrate storage omny.db postgresql://host/omny", "from a file to a server"))
@command("migrate")
def migrate_storage(
    source: Annotated[str, Argument("FROM", "File, URL, or root directory.")],
    target: Annotated[str, Argument("TO", "File, URL, or root directory.")],
    dry_run: DryRun = False,
    replace: Replace = False,
    as_json: AsJson = False,
) -> int:
    """Copy an index, with its history, to another store, and compare both."""
    from omny.cli import migrating

    return migrating.storage(source, target, dry_run=dry_run, replace=replace, as_json=as_json)


@examples(("omny migrate vectors omny.db qdrant+http://host:6333", "from a file to a server"))
@command("migrate")
def migrate_vectors(
    source: Annotated[str, Argument("FROM", "File or URL.")],
    target: Annotated[str, Argument("TO", "File or URL.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Copy the vectors of a project to another store, and compare all of them.

    A run that is cut off is finished by the next one.
    """
    from omny.cli import migrating

    return migrating.vectors(source, target, dry_run=dry_run, as_json=as_json)


@examples(
    ("omny migrate upgrade --dry-run", "try it, and change nothing"),
    ("omny migrate upgrade --db postgresql://host/omny", "for all projects of a server"),
)
@command("migrate")
def migrate_upgrade(
    root: Annotated[str | None, Argument("[ROOT]", "Directory of the index.")] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    db: Database = None,
) -> int:
    """Upgrade the index of an older Omny to the present schema, with its history."""
    from omny.cli import migrating

    return migrating.upgrade(root, db, dry_run=dry_run, as_json=as_json)
