"""Why code of Scala may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import MEMBERS, Candidate, Liveness
from omny.model.atom_data import CONSTRUCTOR

_OF_OBJECTS = frozenset(
    """
    equals hashCode toString finalize clone compareTo compare iterator hasNext next run call get accept test close
    apply unapply unapplySeq update canEqual foreach map flatMap withFilter filter isDefinedAt applyOrElse receive
    selectDynamic applyDynamic updateDynamic productElement productArity copy length
    """.split()  # noqa: SIM905
)
_HARMLESS = frozenset(
    """
    tailrec inline noinline deprecated nowarn unchecked switch implicitNotFound throws volatile transient targetName
    SuppressWarnings specialized varargs static
    """.split()  # noqa: SIM905
)
_OF_SERIALIZATION = frozenset(("readObject", "writeObject", "readResolve", "writeReplace"))


class ScalaLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    roots = frozenset(("main", "premain", "agentmain"))
    members = MEMBERS | _OF_OBJECTS
    owns_last_line = True

    def is_protocol(self, name: str, kind: str) -> bool:
        """Constructors, members that syntax calls, and the methods that serialization looks for."""
        return kind == CONSTRUCTOR or name in _OF_SERIALIZATION or name in _OF_OBJECTS

    def is_harmless(self, decorator: str) -> bool:
        """An annotation that only the compiler and its readers look at.."""
        return decorator.rpartition(".")[2] in _HARMLESS

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """What is declared so is used by its own file alone."""
        return not candidate.is_exported


LIVENESS = ScalaLiveness()
