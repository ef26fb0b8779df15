"""An empty SQLite database filled from an `Archive`, and a database closed up as one file."""

from __future__ import annotations

import apsw

from omny.model.meta import Meta
from omny.storage.port.archive import Archive
from omny.storage.sql import archive as shared
from omny.storage.sqlite.connection import open_file, translated
from omny.storage.sqlite.session import writing


def load(connection: apsw.Connection, archive: Archive, path: str) -> Meta:
    """Fills an empty database, in one transaction. Errors as the shared `load`, and apsw.Error; nothing is changed
    then."""
    with writing(connection) as session:
        return shared.load(session, archive, path)


def close_up(path: str) -> None:
    """Makes a database that nobody has open one file that is whole in itself. Raises StorageError."""
    with translated("close index", path), open_file(path) as connection:
        connection.pragma("journal_mode", "delete")  # which is written down in the first page: it has a checksum
