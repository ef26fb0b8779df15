"""Questions about the whole graph, and about atoms that an expression describes."""

from typing import Annotated

from omny.cli.asked import Asked
from omny.cli.commands.options import (
    Ask,
    AtomArgument,
    Limit,
    Only,
)
from omny.cli.declare import Argument, command, examples, option
from omny.query.documents import MAX_DEPTH, MAX_PATH_EDGES


@examples(
    ("omny impact total_price", "what may break when it changes"),
    ("omny impact --since main...", "what may break by the changes of this branch"),
)
@command("analyses", front="change")
def impact(
    atom: Annotated[
        str, Argument("[ATOM]", "Id, qualified name, name, dotted import path, or FILE:LINE.", is_atom=True)
    ] = "",
    *,
    since: Annotated[
        str,
        option(
            "--since",
            metavar="WHEN",
            help="In place of ATOM: all that changed since a git commit, a range (main...), a token or a time.",
        ),
    ] = "",
    depth: Annotated[
        int, option("--depth", metavar="N", least=1, most=MAX_DEPTH, help="Follow at most N edges.")
    ] = MAX_DEPTH,
    only: Only,
    limit: Limit = 100,
    ask: Ask,
) -> Asked:
    """List what depends on an atom or on changes, tests first, then other atoms by risk.

    Indirect dependants are included. The tests come first, nearest first.
    """
    return ask("impact", {"atom": atom, "since": since, "depth": depth, "limit": limit, **only.arguments})


@examples(("omny path main total_price", "how main comes to call total_price"))
@command("analyses")
def path(
    source: Annotated[str, Argument("A", "The first atom, as ATOM elsewhere.", is_atom=True)],
    target: Annotated[str, Argument("B", "The last atom.", is_atom=True)],
    *,
    all: Annotated[bool, option("--all", help="List all simple paths, shortest first.")] = False,  # noqa: A002
    max_depth: Annotated[
        int, option("--max-depth", metavar="D", least=1, most=MAX_PATH_EDGES, help="List paths of at most D edges.")
    ] = MAX_PATH_EDGES,
    only: Only,
    limit: Limit = 20,
    ask: Ask,
) -> Asked:
    """Show the shortest path from atom A to atom B."""
    between = {"source": source, "target": target, "all": all, "max_depth": max_depth}
    return ask("path", {**between, "limit": limit, **only.arguments})


@examples(("omny cycles", "call cycles, the largest first"))
@command("analyses")
def cycles(*, only: Only, limit: Limit = 50, ask: Ask) -> Asked:
    """List groups of atoms that call each other in a cycle, the largest first."""
    return ask("cycles", {"limit": limit, **only.arguments})


@examples(("omny dead", "code that nothing uses"))
@command("analyses")
def dead(
    *,
    certainty: Annotated[
        list[str],
        option(
            "--certainty",
            metavar="CLASS",
            help="certain, likely or possible; repeatable. [default: certain and likely]",
        ),
    ] = [],  # noqa: B006
    only: Only,
    limit: Limit = 200,
    ask: Ask,
) -> Asked:
    """List dead code: atoms that nothing uses, with the certainty and the reason."""
    return ask("dead", {"certainty": certainty, "limit": limit, **only.arguments})


@examples(("omny tests Cart.price", "the tests to run after a change of it"))
@command("analyses", front="change")
def tests(atom: AtomArgument, *, only: Only, limit: Limit = 100, ask: Ask) -> Asked:
    """List the tests that reach an atom, nearest first, each with its call path."""
    return ask("tests", {"atom": atom, "limit": limit, **only.arguments})


@examples(
    ("omny affected --since HEAD~1", "the changes since a commit, and their tests"),
    ("omny affected --since main...", "the changes of this branch since it left main"),
    ("omny affected --since 1d --files", "the files of those tests, for a test runner"),
)
@command("analyses")
def affected(
    *,
    since: Annotated[
        str,
        option(
            "--since",
            metavar="WHEN",
            help="The state to compare with: a git commit, a range (main...), a token, a generation or a time.",
        ),
    ],
    files: Annotated[bool, option("--files", help="Print only the files of these tests.")] = False,
    only: Only,
    limit: Limit = 1_000,
    ask: Ask,
) -> Asked:
    """List the atoms that changed since a state, and the tests that reach them."""
    form = "affected files" if files else "affected"
    return ask("affected", {"since": since, "limit": limit, **only.arguments}, form=form)


@examples(("omny hubs", "the most called functions"))
@command("analyses")
def hubs(*, only: Only, limit: Limit = 30, ask: Ask) -> Asked:
    """List the atoms with the most callers."""
    return ask("hubs", {"limit": limit, **only.arguments})


@examples(("omny clusters", "files that belong together"))
@command("analyses")
def clusters(*, only: Only, limit: Limit = 50, ask: Ask) -> Asked:
    """List clusters of files: files with more edges to each other than to other files."""
    return ask("clusters", {"limit": limit, **only.arguments})


@examples(("omny duplicates", "functions with the same body"))
@command("analyses")
def duplicates(
    *,
    lines: Annotated[
        int, option("--lines", metavar="N", least=1, most=1_000_000, help="List functions of at least N lines of code.")
    ] = 5,
    only: Only,
    limit: Limit = 50,
    ask: Ask,
) -> Asked:
    """List functions with the same body."""
    return ask("duplicates", {"lines": lines, "limit": limit, **only.arguments})


@examples(("omny external", "the most called external names"), ("omny external requests.get", "who calls it"))
@command("analyses")
def external(
    name: Annotated[
        str, Argument("[NAME]", "The external name, as imports write it: requests.get, or only requests.")
    ] = "",
    *,
    only: Only,
    limit: Limit = 50,
    ask: Ask,
) -> Asked:
    """List the callers of an external name, or without NAME the most called external names.

    A name is external if the index does not have it: a library, or a built-in.
    """
    return ask("external", {"name": name, "limit": limit, **only.arguments})


@examples(("omny stats", "size, complexity and the longest functions"))
@command("analyses")
def stats(*, only: Only, limit: Limit = 10, ask: Ask) -> Asked:
    """Show code statistics: size, complexity, and the largest files and functions."""
    return ask("stats", {"limit": limit, **only.arguments})


@examples(("omny boundaries", "calls that .omny.toml forbids"))
@command("analyses")
def boundaries(*, only: Only, limit: Limit = 1_000, ask: Ask) -> Asked:
    """List calls that violate a boundary of .omny.toml. With a violation the exit status is 1."""
    return ask("boundaries", {"limit": limit, **only.arguments}, finds=True)


@examples(("omny query 'is_async and calls(\"save\")'", "asynchronous functions that call save"))
@command("questions")
def query(
    expression: Annotated[str, Argument("EXPR", "An expression: 'is_async and calls(\"save\")'. See docs/query.md.")],
    *,
    sort: Annotated[str, option("--sort", metavar="FIELD", help="Sort by a field, numbers from the highest.")] = "",
    only: Only,
    limit: Limit = 100,
    ask: Ask,
) -> Asked:
    """List the atoms that match an expression."""
    return ask("query", {"expression": expression, "sort": sort, "limit": limit, **only.arguments})
