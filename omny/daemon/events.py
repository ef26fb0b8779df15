"""The events that the loop of a daemon handles one by one: a closed union, matched in `omny/daemon/loop.py`.

Hints of changed paths and requests for a rescan are no events: `Inbox` merges them into one batch.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StopRequested:
    """A signal asks the daemon to stop. A pass at work breaks off."""


@dataclass(frozen=True, slots=True)
class ReloadRequested:
    """A signal asks for the settings to be read again."""


@dataclass(frozen=True, slots=True)
class RepairRequested:
    """The repair queue holds findings."""


@dataclass(frozen=True, slots=True)
class EditRequested:
    """A client asks for an edit, or an earlier edit may have been cut off."""


@dataclass(frozen=True, slots=True)
class HeadMoved:
    """Git's HEAD or its index may have changed."""


Event = StopRequested | ReloadRequested | RepairRequested | EditRequested | HeadMoved
