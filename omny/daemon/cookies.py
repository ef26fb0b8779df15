"""`Cookies`: files whose events prove that all earlier events have arrived."""

from __future__ import annotations

import os
from itertools import count

from omny.base.errors import OmnyError
from omny.base.paths import Root
from omny.daemon.inbox import Inbox, Waiter
from omny.watch.rescan import RescanReason


class Cookies:
    """Sends cookies. For any thread."""

    def __init__(self, root: Root, inbox: Inbox) -> None:
        self._root = root
        self._inbox = inbox
        self._numbers = count(1)

    def send(self) -> Waiter:
        """Sends a cookie. The waiter is answered when it comes back; if it cannot be written, after a rescan."""
        name = f"{os.getpid()}-{next(self._numbers)}"
        waiter = self._inbox.expect(name)
        try:
            self._root.send_cookie(name)
        except OmnyError as error:
            self._inbox.request_rescan(RescanReason.COOKIE_UNWRITTEN, error.reason)
            self._inbox.cookie(name)
        return waiter
