"""All commands, declared by being imported: in this order a section of help lists them."""

from omny.cli.commands import asking  # isort: skip
from omny.cli.commands import keeping  # isort: skip
from omny.cli.commands import analyses  # isort: skip
from omny.cli.commands import past  # isort: skip
from omny.cli.commands import daemon  # isort: skip
from omny.cli.commands import health  # isort: skip
from omny.cli.commands import agents  # isort: skip
from omny.cli.commands import pictures  # isort: skip
from omny.cli.commands import workspace  # isort: skip
from omny.cli.commands import migrating  # isort: skip
from omny.cli.commands import editing  # isort: skip
from omny.cli.commands import notes  # isort: skip

__all__ = [
    "agents", "analyses", "asking", "daemon", "editing", "health", "keeping", "migrating", "notes", "past", "pictures",
    "workspace",
]  # fmt: skip
