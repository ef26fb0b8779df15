"""Questions about what was, and the feed of what changes."""

from typing import Annotated, Any

from omny.base.errors import UsageError
from omny.cli.asked import Asked
from omny.cli.commands.options import AsJson, AtLeast, AtomArgument, Database, Limit, RootOption, When, place_of
from omny.cli.declare import Argument, command, examples, meant, option


@examples(("omny history Cart.price", "all that happened to it, renames included"))
@command("history", front="daily")
def history(
    atom: AtomArgument,
    limit: Limit = 100,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Tell all that happened to an atom, be it there or not, under all the ids that it had."""
    place = place_of(root, db)
    return Asked(place, "history", {"atom": place.atom_named(atom), "limit": limit}, as_json, at_least, "history")


@examples(
    ("omny at 2h callers Cart.price", "who called it two hours ago"),
    ("omny at 4f3a1c2 search price", "what there was at a commit"),
)
@command("history")
def at(
    when: When,
    question: Annotated[list[str], Argument("COMMAND...", "A command that asks, with its options.", verbatim=True)],
) -> Any:
    """Answer search, show, callers, status, impact, query and their like as it was at another time."""
    from omny.query.present import PRESENT

    if question[0] not in PRESENT:
        hint = f"there are {', '.join(PRESENT)}"
        raise UsageError("", f"{question[0]!r} cannot be asked of another time", hint=hint)
    asked = meant(question)()
    return asked.at(when) if isinstance(asked, Asked) else asked


@examples(
    ("omny diff 1d", "what has changed since yesterday"),
    ("omny diff 4f3a1c2 9b8e7d6", "what differs between two commits"),
)
@command("history")
def diff(
    before: Annotated[str, Argument("A", "A time, generation, token or git commit, as WHEN elsewhere.")],
    after: Annotated[str, Argument("[B]", "Another; by default now.")] = "now",
    limit: Limit = 1_000,
    as_json: AsJson = False,
    at_least: AtLeast = None,
    root: RootOption = None,
    db: Database = None,
) -> Asked:
    """Show atoms and edges that differ between A and B."""
    arguments = {"before": before, "after": after, "limit": limit}
    return Asked(place_of(root, db), "diff", arguments, as_json, at_least, "diff")


@examples(
    ("omny events --follow", "each change as it is made"),
    ("omny events prune --keep 90d", "forget what is older"),
)
@command("history")
def events(
    action: Annotated[str, Argument("[prune]", "Forget old events in place of printing them.")] = "",
    since: Annotated[
        str | None, option("--since", metavar="TOKEN", help="Only what came after that state; also a WHEN.")
    ] = None,
    follow: Annotated[bool, option("--follow", help="Go on with what comes, until Ctrl-C.")] = False,
    limit: Annotated[int | None, option("--limit", metavar="N", least=1, help="Most events to print.")] = None,
    keep: Annotated[str | None, option("--keep", metavar="AGE", help="With prune: keep what is younger, 90d.")] = None,
    root: RootOption = None,
    db: Database = None,
) -> int:
    """Print what has changed, and goes on changing, as JSON Lines; or forget the oldest of it."""
    from omny.cli import feed

    if action not in ("", "prune") or (action == "prune") != (keep is not None):
        raise UsageError("read options", "it is 'omny events', or 'omny events prune --keep AGE'")
    if keep is not None:
        if since is not None or follow or limit is not None:
            raise UsageError("read options", "--since, --follow and --limit say nothing about pruning")
        return feed.prune_events(place_of(root, db), keep)
    return feed.events(place_of(root, db), since=since, follow=follow, limit=limit)
