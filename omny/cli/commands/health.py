"""Whether all is well here."""

from omny.cli.commands.options import AsJson, Database, RootArgument, RootOption, place_of
from omny.cli.declare import command, examples


@examples(
    ("omny doctor", "what is wrong here, and what to do about it"),
)
@command("index", front="fresh")
def doctor(
    root: RootArgument = None,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Tell what is installed, stored, watched and limited here, what of that is wrong, and the cure."""
    from omny.cli.doctor import doctor as run

    return run(place_of(root or root_option, db, force=True), as_json=as_json)
