"""Why code of C# may run although nothing in the index calls it."""

from __future__ import annotations

from omny.languages.facets.liveness import Liveness


class CSharpLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    roots = frozenset(("Main",))
    members = Liveness.members | frozenset(
        ("ToString", "Equals", "GetHashCode", "Dispose", "CompareTo", "GetEnumerator")
    )
    owns_last_line = True


LIVENESS = CSharpLiveness()
