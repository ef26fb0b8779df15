"""Checksums of pages, so that a bit that flipped on the disk is an error at the read and never a wrong answer.

They are SQLite's own: the checksum VFS (sqlite.org/cksumvfs.html), a loadable extension that apsw ships. The last eight
bytes of each page hold the checksum of the rest, made at the write and compared at each read from the file. Plain
SQLite reads such a database as any other; a program that writes it so leaves pages that are refused here.
"""

from __future__ import annotations

import os
from _thread import allocate_lock  # `threading`, which gives the same lock, is not imported by a question otherwise

import apsw

from omny.base.errors import StorageError

VFS = "cksmvfs"

RESERVED_BYTES = 8
"""Of each page, for its checksum; any other number means that there are none."""

_HEADER_BYTES = 100  # of the file: page size, reserved bytes and more

# As `apsw.sqlite_extra` finds it, whose import takes longer than a query. SQLite adds the ending of the platform.
_EXTENSION = os.path.join(os.path.dirname(apsw.__file__), "sqlite_extra_binaries", "cksumvfs")

_loading = allocate_lock()


def checksum_vfs() -> str:
    """The name of the VFS to open databases through. Raises StorageError where apsw came without the extension."""
    with _loading:
        if VFS not in apsw.vfs_names():
            load_above_default()
    return VFS


def load_above_default() -> None:
    """Has the checksum VFS pass on to what is the default VFS now, and be the default itself."""
    if VFS in apsw.vfs_names():
        apsw.unregister_vfs(VFS)
    connection = apsw.Connection(":memory:")
    try:
        connection.config(apsw.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1)
        connection.load_extension(_EXTENSION)
    except apsw.Error as error:
        reason = f"this build of apsw lacks SQLite's checksum extension ({error})"
        raise StorageError("open index", reason, hint="install apsw from a wheel") from error
    finally:
        connection.close()


def first_page(
    connection: apsw.Connection, page_bytes: int, reserved: int = RESERVED_BYTES, *, auto_vacuum: int = 0
) -> None:
    """Writes the first page of an empty database, which says whether its pages have checksums, before any other page.

    The extension learns it from that page alone. A transaction larger than the page cache writes other pages first,
    which would then have no checksums, or checksums in place of content. `auto_vacuum` writes the first page by itself,
    so it comes after the reserved bytes, which no longer change then.
    """
    connection.pragma("page_size", page_bytes)
    _reserve(connection, reserved)
    if auto_vacuum:
        connection.pragma("auto_vacuum", auto_vacuum)
    connection.pragma("user_version", 1)


def reserved_bytes(connection: apsw.Connection) -> int:
    """How many bytes at the end of each page the database leaves to the VFS."""
    return _reserve(connection, -1)


def _reserve(connection: apsw.Connection, wanted: int) -> int:
    """Sets the reserved bytes of an empty database (-1: leaves them); what they were."""
    import ctypes  # here, since who reads makes no database

    reserved = ctypes.c_int(wanted)
    connection.file_control("main", apsw.SQLITE_FCNTL_RESERVE_BYTES, ctypes.addressof(reserved))
    return reserved.value


def first_wrong_page(path: str) -> int:
    """The number of the first page of a closed database whose checksum is not that of its content, free pages included;
    0 where all are right, or the database has none. Raises OSError."""
    checksum_vfs()  # which brings the function along
    connection = apsw.Connection(":memory:")
    try:
        with open(path, "rb") as file:
            header = file.read(_HEADER_BYTES)
            page_bytes = int.from_bytes(header[16:18], "big")  # https://www.sqlite.org/fileformat.html#page_size
            if page_bytes < len(header) or header[20] != RESERVED_BYTES:
                return 0
            file.seek(0)
            number = 0
            while page := file.read(page_bytes):
                number += 1
                if not connection.execute("SELECT verify_checksum(?)", (page,)).get:
                    return number
    finally:
        connection.close()
    return 0


def believe_pages(connection: apsw.Connection) -> None:
    """Makes the connection read pages with wrong checksums too, for a salvage."""
    connection.execute("PRAGMA checksum_verification = 0")
