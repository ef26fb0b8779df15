"""Starts a daemon in the background: for a command, a server of agents, or the library."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omny.daemon.process.background import Started
    from omny.service.place import Place


def start_daemon(place: Place, *, on_demand: bool = False) -> Started:
    """Starts the daemon in the background. An `on_demand` daemon ends when it is idle."""
    from omny.daemon.lives import watch as run
    from omny.daemon.process import background
    from omny.daemon.process import service_files as units

    return background.start(
        place.root,
        lambda ready: run(place.root, place.store, ready=ready, foreground=False, on_demand=on_demand),
        command=units.command(place.root, sys.executable, store_argument(place)),
    )


def store_argument(place: Place) -> str | None:
    """The name of the store as an argument that holds in every folder; None for the default. It has no password: a
    command line is no place for one, and libpq reads it from ~/.pgpass."""
    return place.path if place.choice.is_named else None
