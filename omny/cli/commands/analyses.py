"""Questions about the whole graph, and about atoms that an expression describes."""

from typing import Annotated, Any

from omny.cli.asked import Asked
from omny.cli.commands.options import (
    AsJson,
    AtLeast,
    AtomArgument,
    AtOption,
    Database,
    Limit,
    RootOption,
    asked,
    place_of,
)
from omny.cli.declare import Argument, command, examples, option
from omny.query.analyses import MAX_PATH_EDGES
from omny.query.documents import MAX_DEPTH

Types = Annotated[
    list[str], option("--type", metavar="TYPE", help="function, arrow, method, class or module; repeatable.")
]
PathPrefix = Annotated[str, option("--path", metavar="PREFIX", help="Only files whose path begins so.")]
OnlyTests = Annotated[bool | None, option("--tests/--no-tests", help="Only tests, or only what is none.")]


@examples(
    ("omny impact total_price", "what may break when it changes"),
)
@command
def impact(
    atom: AtomArgument,
    depth: Annotated[
        int, option("--depth", metavar="N", least=1, most=MAX_DEPTH, help="How many edges away at most.")
    ] = MAX_DEPTH,
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 100,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List what depends on an atom, directly or not: first the tests that reach it, then the rest by risk."""
    arguments = {"atom": atom, "depth": depth, "limit": limit, **_narrowed(types, path, tests)}
    return asked(place_of(root, db), "impact", arguments, as_json, at_least, at=at)


@examples(
    ("omny path main total_price", "how one comes to call the other"),
)
@command
def path(
    source: Annotated[str, Argument("A", "Id, qualified name or name.")],
    target: Annotated[str, Argument("B", "Another.")],
    all: Annotated[bool, option("--all", help="All simple paths, shortest first, not only a shortest one.")] = False,  # noqa: A002
    max_depth: Annotated[
        int, option("--max-depth", metavar="D", least=1, most=MAX_PATH_EDGES, help="Edges of a path, at most.")
    ] = MAX_PATH_EDGES,
    limit: Limit = 20,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Show how one atom leads to another."""
    arguments = {"source": source, "target": target, "all": all, "max_depth": max_depth, "limit": limit}
    return asked(place_of(root, db), "path", arguments, as_json, at_least, at=at)


@examples(
    ("omny cycles", "what calls itself in a circle"),
)
@command
def cycles(
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List groups of atoms that call each other in a ring, the largest first."""
    return asked(
        place_of(root, db), "cycles", {"limit": limit, **_narrowed(types, path, tests)}, as_json, at_least, at=at
    )


@examples(
    ("omny dead", "what nothing calls"),
)
@command
def dead(
    certainty: Annotated[
        list[str],
        option("--certainty", metavar="CLASS", help="certain, likely or possible; repeatable. [certain and likely]"),
    ] = [],  # noqa: B006
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 200,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List atoms that nothing uses, with how certain that is, and why."""
    arguments = {"certainty": certainty, "limit": limit, **_narrowed(types, path, tests)}
    return asked(place_of(root, db), "dead", arguments, as_json, at_least, at=at)


@examples(
    ("omny tests Cart.price", "what to run after changing it"),
)
@command
def tests(
    atom: AtomArgument,
    limit: Limit = 100,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List the tests that reach an atom, nearest first, each with its path."""
    return asked(place_of(root, db), "tests", {"atom": atom, "limit": limit}, as_json, at_least, at=at)


@examples(
    ("omny affected", "what has changed, and the tests that reach it"),
)
@command
def affected(
    since: Annotated[
        str, option("--since", metavar="WHEN", help="A git commit that was indexed, a token, a generation or a time.")
    ],
    files: Annotated[bool, option("--files", help="Print the files of these tests and nothing else.")] = False,
    limit: Limit = 1_000,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List what has changed since a state, and the tests that reach it."""
    form = "affected files" if files else "affected"
    return asked(place_of(root, db), "affected", {"since": since, "limit": limit}, as_json, at_least, at=at, form=form)


@examples(
    ("omny hubs", "what most others call"),
)
@command
def hubs(
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 30,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List the atoms that most others call."""
    return asked(
        place_of(root, db), "hubs", {"limit": limit, **_narrowed(types, path, tests)}, as_json, at_least, at=at
    )


@examples(
    ("omny clusters", "files that belong together"),
)
@command
def clusters(
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List groups of files that have more to do with each other than with the rest."""
    return asked(
        place_of(root, db), "clusters", {"limit": limit, **_narrowed(types, path, tests)}, as_json, at_least, at=at
    )


@examples(
    ("omny duplicates", "functions with the same body"),
)
@command
def duplicates(
    lines: Annotated[int, option("--lines", metavar="N", least=1, most=1_000_000, help="Lines of code, at least.")] = 5,
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List functions with the same body."""
    arguments = {"lines": lines, "limit": limit, **_narrowed(types, path, tests)}
    return asked(place_of(root, db), "duplicates", arguments, as_json, at_least, at=at)


@examples(
    ("omny external", "what is called most of what others wrote"),
    ("omny external requests.get", "who calls it"),
)
@command
def external(
    name: Annotated[str, Argument("[NAME]", "As imports tell it: requests.get, or only requests.")] = "",
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List who calls something that the index does not hold, or what of that is called most."""
    arguments = {"name": name, "limit": limit, **_narrowed(types, path, tests)}
    return asked(place_of(root, db), "external", arguments, as_json, at_least, at=at)


@examples(
    ("omny stats", "how much there is, and what stands out"),
)
@command
def stats(
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 10,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Show figures of the code: how much there is, how it is spread, what stands out."""
    return asked(
        place_of(root, db), "stats", {"limit": limit, **_narrowed(types, path, tests)}, as_json, at_least, at=at
    )


@examples(
    ("omny boundaries", "calls that .omny.toml does not allow"),
)
@command
def boundaries(
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 1_000,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List calls that cross a boundary which .omny.toml draws; 1 where there is one."""
    arguments = {"limit": limit, **_narrowed(types, path, tests)}
    return asked(place_of(root, db), "boundaries", arguments, as_json, at_least, at=at, finds=True)


@examples(
    ("omny query 'is_async and calls(\"save\")'", "asynchronous functions that call save"),
)
@command
def query(
    expression: Annotated[str, Argument("EXPR", "As in 'is_async and calls(\"save\")'; see docs/query.md.")],
    sort: Annotated[
        str, option("--sort", metavar="FIELD", help="Sort by a field; numbers with the highest first.")
    ] = "",
    types: Types = [],  # noqa: B006
    path: PathPrefix = "",
    tests: OnlyTests = None,
    limit: Limit = 100,
    as_json: AsJson = False,
    at: AtOption = None,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """List the atoms that an expression is true of."""
    arguments = {"expression": expression, "sort": sort, "limit": limit, **_narrowed(types, path, tests)}
    return asked(place_of(root, db), "query", arguments, as_json, at_least, at=at)


def _narrowed(types: list[str], path: str, tests: bool | None) -> dict[str, Any]:
    return {"types": types, "path": path, "tests": tests}
