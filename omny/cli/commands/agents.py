"""The index for AI agents: the server that they ask, and its place in their configuration."""

from typing import Annotated

from omny.cli.commands.options import Database, Force, RootArgument, RootOption, place_of
from omny.cli.declare import command, examples, option

_COMMAND = "What starts omny there, such as 'uvx --from omny-index omny'."


@examples(
    ("omny mcp", "what an agent starts; it speaks on the pipes"),
    ("omny mcp --http 127.0.0.1:8765", "for several clients, with a token"),
)
@command("tools")
def mcp(
    root: RootArgument = None,
    allow_edit: Annotated[bool, option("--allow-edit", help="Also offer the tool that changes files.")] = False,
    http: Annotated[
        str | None, option("--http", metavar="HOST:PORT", help="Serve over HTTP, and not the one client on the pipes.")
    ] = None,
    token_file: Annotated[
        str | None,
        option("--token-file", metavar="FILE", help="With --http: what the token is in; made where missing."),
    ] = None,
    expose: Annotated[bool, option("--expose", help="With --http: HOST may be one that others can reach.")] = False,
    force: Force = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Serve the index to AI agents, by the Model Context Protocol; start a daemon where none runs."""
    from omny.cli import agents

    place = place_of(root or root_option, db, force=force)
    return agents.mcp(place, allow_edit=allow_edit, http=http, token_file=token_file, expose=expose)


@examples(
    ("omny install", "choose among the agents that are here"),
    ("omny install --agent cursor --print", "show what would be written, and end"),
)
@command("tools")
def install(
    agent: Annotated[
        list[str],
        option(
            "--agent",
            metavar="NAME",
            help="claude-code, cursor, vscode, codex, zed, windsurf, gemini-cli or all; repeatable.",
        ),
    ] = [],  # noqa: B006
    project: Annotated[bool, option("--project", help="For this project (default): in a file below ROOT.")] = False,
    user: Annotated[bool, option("--user", help="For all projects of yours.")] = False,
    show: Annotated[bool, option("--print", help="Only show what would be written.")] = False,
    remove: Annotated[bool, option("--remove", help="Take it out again.")] = False,
    allow_edit: Annotated[
        bool, option("--allow-edit", help="Have the server offer the tool that changes files.")
    ] = False,
    starts: Annotated[str | None, option("--command", metavar="CMD", help=_COMMAND)] = None,
    yes: Annotated[bool, option("--yes", "-y", help="Write without asking.")] = False,
    root: RootOption = None,
) -> int:
    """Put the server into the configuration of AI agents, which is shown first."""
    from omny.cli import agents

    return agents.install(
        root,
        agent,
        project=project,
        user=user,
        show=show,
        remove=remove,
        allow_edit=allow_edit,
        starts=starts,
        yes=yes,
    )
