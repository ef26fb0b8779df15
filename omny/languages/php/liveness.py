"""Why code of PHP may run although nothing in the index calls it."""

from __future__ import annotations

from omny.languages.facets.liveness import Liveness


class PhpLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    members = Liveness.members | frozenset(
        """
        count current key next rewind valid getIterator offsetExists offsetGet offsetSet offsetUnset jsonSerialize
        serialize unserialize
        """.split()  # noqa: SIM905
    )
    owns_last_line = True

    def is_protocol(self, name: str, kind: str) -> bool:
        """A magic method."""
        return super().is_protocol(name, kind) or name.startswith("__")


LIVENESS = PhpLiveness()
