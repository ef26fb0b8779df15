"""The index for AI agents: the server that they ask, and its place in their files."""

from typing import Annotated

from omny.cli.commands.options import AsJson, Force, RootOption, Where
from omny.cli.declare import Group, command, examples, option

_COMMAND = "The command that starts omny, such as 'uvx --from omny-index omny'."


class Mcp(Group, frozen=True):
    """What the server offers, and to whom."""

    tools: Annotated[
        str, option("--tools", metavar="WHICH", help="Tools to list: door, the few for agents, or all. [default: door]")
    ] = "door"
    structured: Annotated[
        bool, option("--structured", help="For programs: list output schemas, and answer with data in place of text.")
    ] = False
    allow_edit: Annotated[bool, option("--allow-edit", help="Also offer edit, the tool that changes files.")] = False
    http: Annotated[
        str | None,
        option(
            "--http", metavar="HOST:PORT", help="Serve clients over HTTP. [default: one client over stdin and stdout]"
        ),
    ] = None
    token_file: Annotated[
        str | None,
        option("--token-file", metavar="FILE", help="With --http: the file of the token. A missing file is created."),
    ] = None
    expose: Annotated[bool, option("--expose", help="With --http: allow a HOST that other machines can reach.")] = False


@examples(
    ("omny mcp", "an agent starts this, and talks to it over stdin and stdout"),
    ("omny mcp --http 127.0.0.1:8765", "for several clients, with a token"),
)
@command("tools")
def mcp(force: Force = False, *, asked: Mcp, where: Where) -> int:
    """Serve the index to AI agents over the Model Context Protocol (MCP).

    A daemon is started if none runs. The server also answers about other projects, if a call names one.
    """
    from omny.cli import agents

    return agents.mcp(where.place(force=force), asked)


@examples(("omny usage", "what the agents of this project were served"))
@command("tools")
def usage(as_json: AsJson = False, *, where: Where) -> int:
    """Show what AI agents were served: replies and tokens by agent and tool.

    Beside them is what reading the files that the replies name would have cost. A token is four bytes.
    """
    from omny.cli import agents

    return agents.usage(where.place(), as_json=as_json)


_NAMES = (
    "claude-code, cursor, vscode, codex, zed, windsurf, gemini-cli, copilot-cli, opencode, kiro, junie, cline or all;"
    " repeatable."
)
Agents = Annotated[list[str], option("--agent", metavar="NAME", help=_NAMES)]
Show = Annotated[bool, option("--print", help="Print the change, and write nothing.")]
Yes = Annotated[bool, option("--yes", "-y", help="Write without a question.")]


class Install(Group, frozen=True):
    """The agents to configure, and how."""

    agent: Agents = []  # noqa: RUF012
    project: Annotated[bool, option("--project", help="Configure this project (default), in files below its root.")] = (
        False
    )
    user: Annotated[bool, option("--user", help="Configure all your projects.")] = False
    show: Show = False
    remove: Annotated[bool, option("--remove", help="Remove what a command without this option adds.")] = False
    no_guide: Annotated[
        bool,
        option("--no-guide", help="Add no section to AGENTS.md or its like, no skill, no sub-agent."),
    ] = False
    no_hook: Annotated[
        bool, option("--no-hook", help="Add no hook that answers searches with grep (Claude Code has hooks).")
    ] = False
    allow_edit: Annotated[
        bool, option("--allow-edit", help="Let the server offer edit, the tool that changes files.")
    ] = False
    starts: Annotated[str | None, option("--command", metavar="CMD", help=_COMMAND)] = None
    yes: Yes = False
    root: RootOption = None


class Uninstall(Group, frozen=True):
    """The agents whose files are cleaned, and where."""

    agent: Agents = []  # noqa: RUF012
    project: Annotated[bool, option("--project", help="Only in files of this project.")] = False
    user: Annotated[bool, option("--user", help="Only in your own files.")] = False
    show: Show = False
    yes: Yes = False
    root: RootOption = None


@examples(
    ("omny install", "choose from the agents on this machine"),
    ("omny install --agent cursor --print", "print the change, and write nothing"),
)
@command("tools")
def install(*, asked: Install) -> int:
    """Add the MCP server to the configuration of AI agents, a section to their instructions, and a hook.

    Each change is shown first, and written after a yes.
    """
    from omny.cli import agents

    return agents.install(asked)


@examples(("omny uninstall", "from files of this project and your own, for all agents"))
@command("tools")
def uninstall(*, asked: Uninstall) -> int:
    """Remove what `omny install` has added to the files of AI agents.

    Each change is shown first, and written after a yes. The index stays.
    """
    from omny.cli import agents

    return agents.uninstall(asked)


@examples(("omny hook", "Claude Code runs it, with the call on stdin"))
@command("tools")
def hook() -> int:
    """Tell an agent what the index knows of a name that it has searched for.

    An agent runs this after each Grep or Bash call, as `omny install` sets up, with the call as JSON on stdin. A call
    that is no search for a name of the index has no answer, and no call is stopped.
    """
    from omny.cli import hook as answering

    return answering.hook()
