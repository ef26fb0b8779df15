"""Why code of Lua may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import Candidate, Liveness

_METAMETHODS = frozenset(
    """
    __add __sub __mul __div __mod __pow __unm __idiv __band __bor __bxor __bnot __shl __shr __concat __len __eq __lt
    __le __index __newindex __call __gc __close __mode __name __tostring __pairs __metatable
    """.split()  # noqa: SIM905
)


class LuaLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    def is_protocol(self, name: str, kind: str) -> bool:
        """Metamethods are called by operators."""
        return name in _METAMETHODS or super().is_protocol(name, kind)

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """A local function."""
        return not candidate.is_exported and "." not in candidate.qualified_name


LIVENESS = LuaLiveness()
