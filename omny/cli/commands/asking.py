"""Questions about the index as it is now."""

from typing import Annotated

from omny.cli.asked import Asked
from omny.cli.commands.options import Around, Ask, AtomArgument, Everywhere, Limit, Only, RootArgument
from omny.cli.declare import Argument, command, examples, option


@examples(
    ("omny search user by id", "getUserById, find_user_by_id, ..."),
    ("omny search price --type method --no-tests", "only methods, and none of tests"),
)
@command("questions", front="daily")
def search(
    text: Annotated[list[str], Argument("TEXT...", "Words of names and signatures.")],
    *,
    limit: Limit = 20,
    only: Only,
    everywhere: Everywhere = False,
    ask: Ask,
) -> Asked:
    """Find atoms by words of their names and signatures."""
    arguments = {"text": " ".join(text), "limit": limit, **only.arguments}
    return ask(f"search{' everywhere' * everywhere}", arguments)


@examples(
    ("omny show Cart.price", "signature, callees, complexity"),
    ("omny show Cart.price --source", "with its text"),
)
@command("questions", front="daily")
def show(
    atom: AtomArgument,
    *,
    source: Annotated[bool, option("--source", help="With its text, checked against what was indexed.")] = False,
    secrets: Annotated[
        bool, option("--secrets", help="With the secrets in that text; by default they are taken out.")
    ] = False,
    ask: Ask,
) -> Asked:
    """Show one atom."""
    return ask("show", {"atom": atom, "source": source or secrets, "secrets": secrets})


@examples(("omny outline shop/cart.py", "what is in a file"))
@command("questions")
def outline(file: Annotated[str, Argument("FILE", "A file, relative to the root or to here.")], *, ask: Ask) -> Asked:
    """List the atoms of a file in source order."""
    return ask("outline", {"file": file, "path": ask.place.file_named(file)})


@examples(
    ("omny callers Cart.price", "who calls it, and where"),
    ("omny callers Cart.price --depth 3", "and who calls those"),
    ("omny callers requests.get", "who calls something from outside"),
)
@command("questions", front="daily")
def callers(
    atom: AtomArgument,
    *,
    around: Around,
    everywhere: Everywhere = False,
    ask: Ask,
) -> Asked:
    """List who calls an atom, and where."""
    if everywhere:
        return ask("callers everywhere", {"atom": atom, "limit": around.limit})
    return ask("callers", {"atom": atom, **around.arguments})


@examples(
    ("omny callees report", "whom it calls, and where"),
    ("omny callees report --type all", "bases, decorators and callbacks, too"),
)
@command("questions")
def callees(atom: AtomArgument, *, around: Around, ask: Ask) -> Asked:
    """List whom an atom calls, and where."""
    return ask("callees", {"atom": atom, **around.arguments})


@examples(
    ("omny status", "what is indexed, and how fresh that is"),
    ("omny status --skipped", "what was left out, and why"),
)
@command("index", front="fresh")
def status(
    directory: RootArgument = None,
    *,
    skipped: Annotated[bool, option("--skipped", help="List what was left out, and why.")] = False,
    ask: Ask,
) -> Asked:
    """Show how much the index holds, and how fresh it is."""
    form = "left out" if skipped else "status"
    return ask.below(directory)("status", {}, form=form)
