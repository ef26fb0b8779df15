"""Questions about the index as it is now."""

from typing import Annotated

from omny.cli.asked import Asked
from omny.cli.commands.options import (
    AsJson,
    AtLeast,
    AtomArgument,
    AtOption,
    Database,
    Depth,
    EdgeTypes,
    Everywhere,
    Limit,
    Possible,
    RootArgument,
    RootOption,
    asked,
    place_of,
)
from omny.cli.declare import Argument, command, examples, option


@examples(
    ("omny search user by id", "getUserById, find_user_by_id, ..."),
    ("omny search price --type method --no-tests", "only methods, and none of tests"),
)
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
    everywhere: Everywhere = False,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Find atoms by words of their names and signatures."""
    arguments = {"text": " ".join(text), "limit": limit, "types": types, "path": path, "tests": tests}
    return asked(place_of(root, db), f"search{' everywhere' * everywhere}", arguments, as_json, at_least, at=at)


@examples(
    ("omny show Cart.price", "signature, callees, complexity"),
    ("omny show Cart.price --source", "with its text"),
)
@command
def show(
    atom: AtomArgument,
    source: Annotated[bool, option("--source", help="With its text, checked against what was indexed.")] = False,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Show one atom."""
    return asked(place_of(root, db), "show", {"atom": atom, "source": source}, as_json, at_least, at=at)


@examples(
    ("omny outline shop/cart.py", "what is in a file"),
)
@command
def outline(
    file: Annotated[str, Argument("FILE", "A file, relative to the root or to here.")],
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List the atoms of a file in source order."""
    place = place_of(root, db)
    return asked(place, "outline", {"file": file, "path": place.named_from_here(file)}, as_json, at_least, at=at)


@examples(
    ("omny callers Cart.price", "who calls it, and where"),
    ("omny callers Cart.price --depth 3", "and who calls those"),
    ("omny callers requests.get", "who calls something from outside"),
)
@command
def callers(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 100,
    everywhere: Everywhere = False,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List who calls an atom, and where."""
    if everywhere:
        named = {"atom": atom, "limit": limit}
        return asked(place_of(root, db), "callers everywhere", named, as_json, at_least, at=at)
    arguments = {"atom": atom, "depth": depth, "possible": possible, "types": types, "limit": limit}
    return asked(place_of(root, db), "callers", arguments, as_json, at_least, at=at)


@examples(
    ("omny callees report", "whom it calls, and where"),
    ("omny callees report --type all", "bases, decorators and callbacks, too"),
)
@command
def callees(
    atom: AtomArgument,
    depth: Depth = 1,
    possible: Possible = False,
    types: EdgeTypes = [],  # noqa: B006
    limit: Limit = 100,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List whom an atom calls, and where."""
    arguments = {"atom": atom, "depth": depth, "possible": possible, "types": types, "limit": limit}
    return asked(place_of(root, db), "callees", arguments, as_json, at_least, at=at)


@examples(
    ("omny status", "what is indexed, and how fresh that is"),
    ("omny status --skipped", "what was left out, and why"),
)
@command
def status(
    root: RootArgument = None,
    skipped: Annotated[bool, option("--skipped", help="List what was left out, and why.")] = False,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root_option: RootOption = None,
    db: Database = None,
) -> Asked:
    """Show how much the index holds, and how fresh it is."""
    form = "left out" if skipped else "status"
    return asked(place_of(root or root_option, db), "status", {}, as_json, at_least, at=at, form=form)
