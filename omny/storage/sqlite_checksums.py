"""Checksums of pages, so that a bit that flipped on the disk is an error at the read and never a wrong answer.

They are SQLite's own: the checksum VFS (sqlite.org/cksumvfs.html), a loadable extension that apsw ships. The last eight
bytes of each page hold the checksum of the rest, made at the write and compared at each read from the file. Plain
SQLite reads such a database as any other; a program that writes it so leaves pages that are refused here.
"""

from __future__ import annotations

import os
import threading

import apsw

from omny.errors import StorageError

VFS = "cksmvfs"

RESERVED_BYTES = 8
"""Of each page, for its checksum; any other number means that there are none."""

# As `apsw.sqlite_extra` finds it, whose import takes longer than a query. SQLite adds the ending of the platform.
_EXTENSION = os.path.join(os.path.dirname(apsw.__file__), "sqlite_extra_binaries", "cksumvfs")

_loading = threading.Lock()


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


def reserve_checksums(connection: apsw.Connection) -> None:
    """Makes room for checksums in a database that is still empty."""
    import ctypes  # here, since who reads makes no database

    reserved = ctypes.c_int(RESERVED_BYTES)
    connection.file_control("main", apsw.SQLITE_FCNTL_RESERVE_BYTES, ctypes.addressof(reserved))


def believe_pages(connection: apsw.Connection) -> None:
    """Has the connection read pages whatever their checksums say: for saving what can be saved."""
    connection.execute("PRAGMA checksum_verification = 0")
