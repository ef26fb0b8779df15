"""The start of a daemon in the background, for whoever wants one: a command, a server of agents, the library."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omny.daemon.process.background import Started
    from omny.service.place import Place


def begin(place: Place, *, on_demand: bool = False) -> Started:
    """The daemon, started in the background; one that is `on_demand` ends when nobody asks it any more."""
    from omny.daemon.lives import watch as run
    from omny.daemon.process import background
    from omny.daemon.process import service_files as units

    return background.start(
        place.root,
        lambda ready: run(place.root, place.store, ready=ready, foreground=False, on_demand=on_demand),
        command=units.command(place.root, sys.executable, named_store(place)),
    )


def named_store(place: Place) -> str | None:
    """The store by a name that means it from every folder, where it was named. A password is not in it: that does not
    belong on a command line, and libpq finds it in ~/.pgpass."""
    return place.path if place.choice.is_named else None
