"""Whether all is well here."""

from omny.cli.commands.options import AsJson, Database, RootArgument, RootOption, place_of
from omny.cli.declare import command, examples


@examples(
    ("omny doctor", "list problems, each with its cure"),
)
@command("index", front="fresh")
def doctor(
    root: RootArgument = None,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Check installation, index, daemon and system limits, and print the cure of each problem."""
    from omny.cli.doctor import doctor as run

    return run(place_of(root or root_option, db, force=True), as_json=as_json)
