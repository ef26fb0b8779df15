"""Questions about the whole graph, and about atoms that an expression describes."""

from typing import Annotated

from omny.cli.asked import Asked
from omny.cli.commands.options import Ask, AtomArgument, Limit, Only
from omny.cli.declare import Argument, command, examples, option
from omny.query.analyses import MAX_PATH_EDGES
from omny.query.documents import MAX_DEPTH


@examples(("omny impact total_price", "what may break when it changes"))
@command("analyses", front="daily")
def impact(
    atom: AtomArgument,
    *,
    depth: Annotated[
        int, option("--depth", metavar="N", least=1, most=MAX_DEPTH, help="How many edges away at most.")
    ] = MAX_DEPTH,
    only: Only,
    limit: Limit = 100,
    ask: Ask,
) -> Asked:
    """List what depends on an atom, directly or not: first the tests that reach it, then the rest by risk."""
    return ask("impact", {"atom": atom, "depth": depth, "limit": limit, **only.arguments})


@examples(("omny path main total_price", "how one comes to call the other"))
@command("analyses")
def path(
    source: Annotated[str, Argument("A", "The first atom, as ATOM elsewhere.", is_atom=True)],
    target: Annotated[str, Argument("B", "The last atom.", is_atom=True)],
    *,
    all: Annotated[bool, option("--all", help="All simple paths, shortest first, not only a shortest one.")] = False,  # noqa: A002
    max_depth: Annotated[
        int, option("--max-depth", metavar="D", least=1, most=MAX_PATH_EDGES, help="Edges of a path, at most.")
    ] = MAX_PATH_EDGES,
    only: Only,
    limit: Limit = 20,
    ask: Ask,
) -> Asked:
    """Show how one atom leads to another."""
    between = {"source": source, "target": target, "all": all, "max_depth": max_depth}
    return ask("path", {**between, "limit": limit, **only.arguments})


@examples(("omny cycles", "what calls itself in a circle"))
@command("analyses")
def cycles(*, only: Only, limit: Limit = 50, ask: Ask) -> Asked:
    """List groups of atoms that call each other in a ring, the largest first."""
    return ask("cycles", {"limit": limit, **only.arguments})


@examples(("omny dead", "what nothing calls"))
@command("analyses")
def dead(
    *,
    certainty: Annotated[
        list[str],
        option("--certainty", metavar="CLASS", help="certain, likely or possible; repeatable. [certain and likely]"),
    ] = [],  # noqa: B006
    only: Only,
    limit: Limit = 200,
    ask: Ask,
) -> Asked:
    """List atoms that nothing uses, with how certain that is, and why."""
    return ask("dead", {"certainty": certainty, "limit": limit, **only.arguments})


@examples(("omny tests Cart.price", "what to run after changing it"))
@command("analyses", front="daily")
def tests(atom: AtomArgument, *, only: Only, limit: Limit = 100, ask: Ask) -> Asked:
    """List the tests that reach an atom, nearest first, each with its path."""
    return ask("tests", {"atom": atom, "limit": limit, **only.arguments})


@examples(
    ("omny affected --since HEAD~1", "what changed since a commit, and what tests that"),
    ("omny affected --since 1d --files", "the files of those tests, for a runner"),
)
@command("analyses")
def affected(
    *,
    since: Annotated[str, option("--since", metavar="WHEN", help="A git commit, a token, a generation or a time.")],
    files: Annotated[bool, option("--files", help="Print the files of these tests and nothing else.")] = False,
    only: Only,
    limit: Limit = 1_000,
    ask: Ask,
) -> Asked:
    """List what has changed since a state, and the tests that reach it."""
    form = "affected files" if files else "affected"
    return ask("affected", {"since": since, "limit": limit, **only.arguments}, form=form)


@examples(("omny hubs", "what most others call"))
@command("analyses")
def hubs(*, only: Only, limit: Limit = 30, ask: Ask) -> Asked:
    """List the atoms that most others call."""
    return ask("hubs", {"limit": limit, **only.arguments})


@examples(("omny clusters", "files that belong together"))
@command("analyses")
def clusters(*, only: Only, limit: Limit = 50, ask: Ask) -> Asked:
    """List groups of files that have more to do with each other than with the rest."""
    return ask("clusters", {"limit": limit, **only.arguments})


@examples(("omny duplicates", "functions with the same body"))
@command("analyses")
def duplicates(
    *,
    lines: Annotated[int, option("--lines", metavar="N", least=1, most=1_000_000, help="Lines of code, at least.")] = 5,
    only: Only,
    limit: Limit = 50,
    ask: Ask,
) -> Asked:
    """List functions with the same body."""
    return ask("duplicates", {"lines": lines, "limit": limit, **only.arguments})


@examples(("omny external", "what is called most of what others wrote"), ("omny external requests.get", "who calls it"))
@command("analyses")
def external(
    name: Annotated[str, Argument("[NAME]", "As imports tell it: requests.get, or only requests.")] = "",
    *,
    only: Only,
    limit: Limit = 50,
    ask: Ask,
) -> Asked:
    """List who calls something that the index does not hold, or what of that is called most."""
    return ask("external", {"name": name, "limit": limit, **only.arguments})


@examples(("omny stats", "how much there is, and what stands out"))
@command("analyses")
def stats(*, only: Only, limit: Limit = 10, ask: Ask) -> Asked:
    """Show figures of the code: how much there is, how it is spread, what stands out."""
    return ask("stats", {"limit": limit, **only.arguments})


@examples(("omny boundaries", "calls that .omny.toml does not allow"))
@command("analyses")
def boundaries(*, only: Only, limit: Limit = 1_000, ask: Ask) -> Asked:
    """List calls that cross a boundary which .omny.toml draws; 1 where there is one."""
    return ask("boundaries", {"limit": limit, **only.arguments}, finds=True)


@examples(("omny query 'is_async and calls(\"save\")'", "asynchronous functions that call save"))
@command("questions")
def query(
    expression: Annotated[str, Argument("EXPR", "As in 'is_async and calls(\"save\")'; see docs/query.md.")],
    *,
    sort: Annotated[
        str, option("--sort", metavar="FIELD", help="Sort by a field; numbers with the highest first.")
    ] = "",
    only: Only,
    limit: Limit = 100,
    ask: Ask,
) -> Asked:
    """List the atoms that an expression is true of."""
    return ask("query", {"expression": expression, "sort": sort, "limit": limit, **only.arguments})
