"""Whether all is well here."""

from omny.cli.commands.options import AsJson, Where
from omny.cli.declare import command, examples


@examples(("omny doctor", "list problems, each with its cure"))
@command("index", front="fresh")
def doctor(as_json: AsJson = False, *, where: Where) -> int:
    """Check installation, index, daemon and system limits, and print the cure of each problem."""
    from omny.cli.doctor import doctor as run

    return run(where.place(force=True), as_json=as_json)
