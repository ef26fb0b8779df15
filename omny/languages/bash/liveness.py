"""Why code of a shell may run although nothing in the index calls it."""

from __future__ import annotations

from omny.languages.facets.liveness import Liveness


class BashLiveness(Liveness):
    """See `Liveness`. Any script can read a file, and then calls its functions by name."""

    __slots__ = ()

    roots = frozenset(("main", "command_not_found_handle", "setup", "teardown", "setup_file", "teardown_file"))


LIVENESS = BashLiveness()
