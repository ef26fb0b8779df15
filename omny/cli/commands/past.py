"""Questions about what was, and the feed of what changes."""

from typing import Annotated, Any

from omny.base.errors import UsageError
from omny.cli.asked import Asked
from omny.cli.commands.options import (
    AsJson,
    AtLeast,
    AtomArgument,
    Limit,
    PathPrefix,
    StoreOptions,
    When,
    ask_now,
)
from omny.cli.declare import Argument, command, examples, option, parse_call


@examples(("omny history Cart.price", "all its changes, renames included"))
@command("history", front="change")
def history(
    atom: AtomArgument,
    limit: Limit = 100,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    *,
    store: StoreOptions,
) -> Asked:
    """Show all changes of an atom, renames and moves included.

    The atom may be deleted by now.
    """
    place = store.place()
    return Asked(place, "history", {"atom": place.normalize_atom(atom), "limit": limit}, as_json, at_least, "history")


@examples(
    ("omny at 2h callers Cart.price", "who called it two hours ago"),
    ("omny at 4f3a1c2 search price", "search the index of a commit"),
)
@command("history")
def at(
    when: When,
    question: Annotated[
        list[str], Argument("COMMAND...", "A question, such as callers, with its options.", verbatim=True)
    ],
) -> Any:
    """Answer a question, such as callers, from an earlier state of the index."""
    from omny.query.registry import PRESENT

    if question[0] not in PRESENT:
        hint = f"there are {', '.join(PRESENT)}"
        raise UsageError("", f"{question[0]!r} cannot be asked of another time", hint=hint)
    asked = parse_call(question)()
    return asked.at(when) if isinstance(asked, Asked) else asked


@examples(
    ("omny diff 1d", "the changes of the last 24 hours"),
    ("omny diff 4f3a1c2 9b8e7d6", "the difference of two commits"),
    ("omny diff main...", "the changes of this branch since it left main, in the working tree too"),
)
@command("history")
def diff(
    before: Annotated[
        str, Argument("A", "The earlier state: a time, a generation, a token, a git commit or a range (main...).")
    ],
    after: Annotated[str, Argument("[B]", "The later state. [default: now]")] = "now",
    limit: Limit = 1_000,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    *,
    store: StoreOptions,
) -> Asked:
    """Show atoms and edges that differ between A and B.

    Of git commits that were never indexed, the atoms are compared by the contents that git keeps.
    """
    arguments = {"before": before, "after": after, "limit": limit}
    return Asked(store.place(), "diff", arguments, as_json, at_least, "diff")


@examples(
    ("omny events --follow", "print each change as it is made"),
    ("omny events prune --keep 90d", "delete events older than 90 days"),
)
@command("history")
def events(
    action: Annotated[str, Argument("[prune]", "Delete old events, and print none.")] = "",
    since: Annotated[
        str | None,
        option(
            "--since",
            metavar="TOKEN",
            help="Print only events after that state: a token, a time, a generation or a git commit.",
        ),
    ] = None,
    follow: Annotated[bool, option("--follow", help="Continue with new events, until Ctrl-C.")] = False,
    limit: Annotated[int | None, option("--limit", metavar="N", least=1, help="Print at most N events.")] = None,
    keep: Annotated[
        str | None, option("--keep", metavar="AGE", help="With prune: keep events younger than AGE, such as 90d.")
    ] = None,
    *,
    store: StoreOptions,
) -> int:
    """Print the changes of the index as JSON Lines, or delete old ones."""
    from omny.cli import feed

    if action not in ("", "prune") or (action == "prune") != (keep is not None):
        raise UsageError("read options", "it is 'omny events', or 'omny events prune --keep AGE'")
    if keep is not None:
        if since is not None or follow or limit is not None:
            raise UsageError("read options", "--since, --follow and --limit do not apply to prune")
        return feed.prune_events(store.place(), keep)
    return feed.events(store.place(), since=since, follow=follow, limit=limit)


@examples(
    ("omny owners shop/cart.py", "owners by CODEOWNERS, and authors of its newest commits"),
    ("omny owners shop", "those of a folder"),
    ("omny owners Cart.price", "those of the file of an atom"),
)
@command("history")
def owners(
    name: Annotated[str, Argument("[NAME]", "A file, a folder or an atom. [default: the whole tree]")] = "",
    *,
    limit: Limit = 10,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    store: StoreOptions,
) -> Asked:
    """List who knows a file: its owners by CODEOWNERS, and the authors of its newest commits.

    The commits are those of the last two years, at most 5,000. They are read from git's files; git is not run.
    """
    return ask_now(store, "owners", {"name": name, "limit": limit}, as_json, at_least)


@examples(
    ("omny hot --no-tests", "the files where a change costs most"),
    ("omny hot --path shop/cart.py", "what changes together with a file"),
)
@command("history")
def hot(
    *,
    path: PathPrefix = "",
    tests: Annotated[bool | None, option("--tests/--no-tests", help="Only tests, or no tests.")] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    store: StoreOptions,
) -> Asked:
    """List hot spots: files that change often and are complex, with those that change together.

    The score is the number of commits times the complexity of the functions. The commits are those of the last two
    years, at most 5,000.
    """
    return ask_now(store, "hot", {"path": path, "tests": tests, "limit": limit}, as_json, at_least)
