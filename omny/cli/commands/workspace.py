"""The workspace: the projects that a question with `--everywhere` is put to."""

from typing import Annotated

from omny.cli.commands.options import AsJson
from omny.cli.declare import GROUPS, Argument, command, examples

GROUPS["workspace"] = "The projects that 'search', 'grep' and 'callers' ask with --everywhere."

Directories = Annotated[list[str], Argument("DIR...", "Root directories of projects.")]


@examples(("omny workspace add ../shop ../billing", "both answer 'omny search --everywhere' from now on"))
@command("tools")
def workspace_add(directories: Directories) -> int:
    """Add projects to your workspace. Each is indexed when it is first asked."""
    from omny.cli import workspace

    return workspace.add(directories)


@examples(("omny workspace remove ../billing", "its index stays"))
@command("tools")
def workspace_remove(directories: Directories) -> int:
    """Take projects out of your workspace; their indexes stay."""
    from omny.cli import workspace

    return workspace.remove(directories)


@examples(("omny workspace list", "the root of each project"))
@command("tools")
def workspace_list(as_json: AsJson = False) -> int:
    """List the projects of your workspace."""
    from omny.cli import workspace

    return workspace.show(as_json=as_json)
