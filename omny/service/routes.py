"""`Route`: who does a request if a daemon listens and cannot be asked, or ends during the request."""

from __future__ import annotations

from enum import Enum

import msgspec

from omny.base.errors import DaemonError, DaemonGoneError, InternalError, OmnyError


class Lost(Enum):
    """What happens if the daemon ends during a request."""

    RAISES = "the error is raised: nobody knows how far the request came"
    HERE = "this process does the request"
    HERE_IF_ALONE = "this process does the request, unless another daemon starts: then the error is raised"
    ASKS_AGAIN = "the next daemon is asked as soon as it listens; without one, this process does the request"


class Route(msgspec.Struct, frozen=True):
    """Who does a request."""

    needs_answer: bool  # whether a daemon that listens and cannot be asked is an error; else this process does it
    lost: Lost
    survives: tuple[type[OmnyError], ...] = (DaemonGoneError,)  # errors of the daemon that `lost` is about


QUESTION = Route(False, Lost.HERE, (DaemonError, InternalError))
"""Reading the database does no harm, and the answer says that the daemon failed."""

SYNC = Route(True, Lost.RAISES)
"""A second pass of this process could not tell whether the daemon has acknowledged anything."""

INDEX = Route(False, Lost.HERE_IF_ALONE)
"""Two writers do no harm: each commit is refused where another process has committed since."""

VERIFY = Route(False, Lost.ASKS_AGAIN)
"""A daemon restarts after it has rebuilt its database, and what remains is what the next one finds."""

EDIT = Route(True, Lost.RAISES)
"""Whether files were changed is in the journal of the edit, which the next daemon reads."""
