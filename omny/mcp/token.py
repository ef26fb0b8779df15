"""The token of the HTTP server: a file that only its owner can read, made where it is missing."""

from __future__ import annotations

import os
import re
import secrets
import stat

from omny.base.disk import O_CLOEXEC, O_NOFOLLOW, O_NONBLOCK
from omny.base.errors import UsageError
from omny.base.paths import Root, describe_failure

TOKEN_NAME = "mcp.token"
"""In the state directory, where no other file is named."""

_BYTES = 32  # of randomness
_MAX_BYTES = 4_096
_TOKEN = re.compile(r"[\x21-\x7e]{16,1024}", re.ASCII)  # what a header can hold, and nobody guesses


def read_token(root: Root, file: str | None) -> tuple[str, str]:
    """The path of the file, and the token in it. Raises UsageError where the file holds none, or others can read it."""
    path = str(root.state_file(TOKEN_NAME)) if file is None else os.path.abspath(file)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise UsageError("read token", "it is no regular file", path=path)
            if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
                raise UsageError("read token", "others can read it", path=path, hint=f"chmod 600 {path}")
            token = os.read(descriptor, _MAX_BYTES).decode("ascii", "replace").strip()
            if not token:
                token = secrets.token_urlsafe(_BYTES)
                os.write(descriptor, f"{token}\n".encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UsageError("read token", describe_failure(error), path=path) from error
    if not _TOKEN.fullmatch(token):
        raise UsageError("read token", "it holds no token: 16 characters or more, without spaces", path=path)
    return path, token
