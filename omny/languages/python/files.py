"""Files of Python: their endings, and folders that imports are read from."""

from __future__ import annotations

PYTHON_ENDINGS = (".py", ".pyi", ".pyw")

SOURCE_FOLDERS = ("src", "lib", "python")
"""Names of folders that imports may be read from, beside the root."""
