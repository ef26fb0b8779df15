"""The index for AI agents: the server that they ask, and its place in their configuration."""

from typing import Annotated

from omny.cli.commands.options import Force, RootOption, Where
from omny.cli.declare import Group, command, examples, option

_COMMAND = "The command that starts omny, such as 'uvx --from omny-index omny'."


@examples(
    ("omny mcp", "an agent starts this, and talks to it over stdin and stdout"),
    ("omny mcp --http 127.0.0.1:8765", "for several clients, with a token"),
)
@command("tools")
def mcp(
    allow_edit: Annotated[
        bool, option("--allow-edit", help="Also offer edit_atom, the tool that changes files.")
    ] = False,
    http: Annotated[
        str | None,
        option(
            "--http", metavar="HOST:PORT", help="Serve clients over HTTP. [default: one client over stdin and stdout]"
        ),
    ] = None,
    token_file: Annotated[
        str | None,
        option("--token-file", metavar="FILE", help="With --http: the file of the token. A missing file is created."),
    ] = None,
    expose: Annotated[
        bool, option("--expose", help="With --http: allow a HOST that other machines can reach.")
    ] = False,
    force: Force = False,
    *,
    where: Where,
) -> int:
    """Serve the index to AI agents over the Model Context Protocol (MCP).

    A daemon is started if none runs.
    """
    from omny.cli import agents

    place = where.place(force=force)
    return agents.mcp(place, allow_edit=allow_edit, http=http, token_file=token_file, expose=expose)


class Install(Group, frozen=True):
    """The agents to configure, and how."""

    agent: Annotated[
        list[str],
        option(
            "--agent",
            metavar="NAME",
            help="claude-code, cursor, vscode, codex, zed, windsurf, gemini-cli or all; repeatable.",
        ),
    ] = []  # noqa: RUF012
    project: Annotated[
        bool, option("--project", help="Configure this project (default), in a file below its root.")
    ] = False
    user: Annotated[bool, option("--user", help="Configure all your projects.")] = False
    show: Annotated[bool, option("--print", help="Print the change, and write nothing.")] = False
    remove: Annotated[bool, option("--remove", help="Remove the server from the configuration.")] = False
    allow_edit: Annotated[
        bool, option("--allow-edit", help="Let the server offer edit_atom, the tool that changes files.")
    ] = False
    starts: Annotated[str | None, option("--command", metavar="CMD", help=_COMMAND)] = None
    yes: Annotated[bool, option("--yes", "-y", help="Write without a question.")] = False
    root: RootOption = None


@examples(
    ("omny install", "choose from the agents on this machine"),
    ("omny install --agent cursor --print", "print the change, and write nothing"),
)
@command("tools")
def install(*, asked: Install) -> int:
    """Add the MCP server to the configuration of AI agents.

    Each change is shown first, and written after a yes.
    """
    from omny.cli import agents

    return agents.install(asked)
