"""All commands, declared by being imported: in this order `omny --help` lists them."""

from omny.cli.commands import keeping  # isort: skip
from omny.cli.commands import asking  # isort: skip
from omny.cli.commands import past  # isort: skip
from omny.cli.commands import daemon  # isort: skip

__all__ = ["asking", "daemon", "keeping", "past"]
