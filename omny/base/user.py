"""The user who runs this process, by name."""

from __future__ import annotations

import os


def user_name() -> str:
    """The login name; the number where the system has no name for it, "" where it has neither."""
    if os.name != "posix":
        return os.environ.get("USERNAME", "")
    import pwd  # no other system has it

    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:  # in a container
        return str(number)
