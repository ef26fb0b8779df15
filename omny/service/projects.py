"""The indexes that one server answers for: that of the root which it was started in, and those of other roots of the
same user, opened when somebody asks about them.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.base.roots import file_part, find_owner, find_root, foreign, is_marked
from omny.service.live import LiveSession

MAX_OPEN = 16
"""Indexes of other roots that are kept open, each with up to four connections."""


class Projects:
    """Gives the session of a root, to any thread."""

    def __init__(self, own: LiveSession, open_other: Callable[[Root], LiveSession] | None = None) -> None:
        """Without `open_other` no other root is answered for: clients on a network get one project."""
        self.own = own
        self._open_other = open_other
        self._others: OrderedDict[Path, LiveSession] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, project: str) -> LiveSession:
        """The session of the root that a folder names, relative to the server's own root; of that where it is empty.
        Raises UsageError where it names none."""
        if not project:
            return self.own
        folder = os.path.normpath(os.path.join(self.own.root.path, os.path.expanduser(project)))
        if not os.path.isdir(folder):
            raise UsageError("find project", "no such folder", path=folder)
        return self._of(find_root(os.path.realpath(folder)), folder)

    def check_others(self, named: str = "") -> None:
        """Raises UsageError where no other root is answered for."""
        if self._open_other is None:
            raise UsageError("find project", "this server answers for one project", path=named)

    def find_for(self, session: LiveSession, name: str) -> LiveSession:
        """The session for the name of a file or an atom: that of another root where the name is the absolute path of a
        file there. Raises UsageError where that root is not answered for."""
        root = session.root
        file = os.path.normpath(os.path.join(root.path, file_part(name)))
        owner = find_owner(root, file) if os.path.lexists(file) else None
        if owner is None:
            return session
        is_inside = root.path in owner.parents
        if self._open_other is not None and is_marked(owner) and (is_inside or os.path.isabs(file_part(name))):
            return self._of(owner, file)
        if is_inside:
            raise foreign(root, name, owner)
        return session  # of what is outside nothing is told

    def _of(self, root: Path, named: str) -> LiveSession:
        if root == self.own.root.path:
            return self.own
        self.check_others(named)
        assert self._open_other is not None
        if not is_marked(root):
            reason = "there is no .git and no .omny in it or above it"
            raise UsageError("find project", reason, path=named, hint="run 'omny index' there")
        with self._lock:
            session = self._others.get(root)
            if session is None:
                session = self._others[root] = self._open_other(Root.of(root))
                if len(self._others) > MAX_OPEN:
                    self._others.popitem(last=False)[1].close()
            self._others.move_to_end(root)
            return session
