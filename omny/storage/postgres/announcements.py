"""`Announcements`: hears of the commits of one project as soon as they are made, wherever they are made."""

from __future__ import annotations

from typing import Self

import msgspec

from omny.storage.postgres.connection import Server, connect, project_number, read_meta, translated
from omny.storage.postgres.driver import sql
from omny.storage.postgres.writer import channel


class Announcements:
    """Listens from when it is made, over a connection of its own. What was committed while nobody listened is not told:
    who begins to listen asks for the generation afterwards."""

    def __init__(self, server: Server) -> None:
        self._path = server.name
        self._connection = connect(server, writing=False, lock_seconds=1.0)
        try:
            with translated("listen", self._path):
                project = project_number(self._connection, server, writing=False)
                name = channel(read_meta(self._connection, project).uuid)
                self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(name)))
        except BaseException:
            self._connection.close()
            raise

    def wait(self, seconds: float) -> int | None:
        """The last generation that has been announced; None where none is within that time. Raises UnreachableError."""
        generation: int | None = None
        with translated("listen", self._path):
            for notify in self._connection.notifies(timeout=seconds, stop_after=1):
                generation = int(msgspec.json.decode(notify.payload)["generation"])
            for notify in self._connection.notifies(timeout=0):  # what has come together with it
                generation = int(msgspec.json.decode(notify.payload)["generation"])
        return generation

    def close(self) -> None:
        """Stops listening."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
