"""A table of mounts that the test writes."""

from __future__ import annotations

import threading

from omny.watch.sources.mounts import Mount


class FakeMounts:
    """A table that the test writes."""

    def __init__(self, **mounts: str) -> None:
        self._changed = threading.Condition()
        self._is_new = self._is_ended = False
        self.now = {"": Mount("ext4", True, "1")}
        self.set(**mounts)

    def set(self, **mounts: str) -> None:
        """Mounts these types there, and takes away what else is mounted below the root."""
        with self._changed:
            self.now = {"": self.now[""]} | {
                path: Mount(kind, kind == "ext4", f"{path} {kind}") for path, kind in mounts.items()
            }
            self._is_new = True
            self._changed.notify_all()

    def below(self, top: str) -> dict[str, Mount]:
        return dict(self.now)

    def wait(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_new or self._is_ended)
            self._is_new = False
            return not self._is_ended

    def wake(self) -> None:
        with self._changed:
            self._is_ended = True
            self._changed.notify_all()

    def close(self) -> None:
        pass
