"""Where a command puts what another program is to read: the file that the user names, or standard output as it is."""

from __future__ import annotations

import sys


def put(content: str | bytes, file: str | None) -> None:
    """Writes the content to the file, or without a file to standard output: text in UTF-8, with unchanged line ends."""
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    if file is not None:
        with open(file, "wb") as opened:
            opened.write(data)
        return
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # a stream without bytes, as a test may put there
        sys.stdout.write(data.decode("utf-8", "backslashreplace"))
        return
    binary.write(data)
    binary.flush()
