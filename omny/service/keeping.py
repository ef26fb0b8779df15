"""What a session says of a daemon. Shapes."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from omny.base.lock import Holder
    from omny.query.daemon import DaemonReport


class Kept(Enum):
    """The result of asking a running daemon not to end by itself."""

    YES = "it stays, or is there and does not answer"
    STARTING = "it does not listen yet"
    NO = "it has ended"
    OTHER = "it is no daemon of Omny, or keeps another store"


class DaemonState(msgspec.Struct, frozen=True):
    """What is known of the daemon of a root."""

    holder: Holder | None  # the process that holds the lock
    says: DaemonReport | None  # its own words; None where it does not listen for this database
