"""Folders that imports of Python are read from."""

from __future__ import annotations

SOURCE_FOLDERS = ("src", "lib", "python")
"""Names of folders that imports may be read from, beside the root."""
