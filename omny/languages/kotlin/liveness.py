"""Why code of Kotlin may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import MEMBERS, Candidate, Liveness
from omny.model.atom_data import CONSTRUCTOR

_OF_OBJECTS = frozenset(
    """
    equals hashCode toString finalize clone compareTo compare iterator hasNext next run call get accept apply test close
    invoke getValue setValue provideDelegate plus minus times div rem unaryMinus unaryPlus not inc dec contains set
    plusAssign minusAssign rangeTo onCreate onCreateView onViewCreated onStart onResume onPause onStop onDestroy
    onDestroyView onReceive onBind onStartCommand onCreateViewHolder onBindViewHolder
    """.split()  # noqa: SIM905
)
_HARMLESS = frozenset(
    """
    Suppress Deprecated JvmStatic JvmField JvmOverloads JvmName JvmSynthetic Throws OptIn SinceKotlin PublishedApi
    Synchronized Volatile Transient Nullable
    """.split()  # noqa: SIM905
)


class KotlinLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    roots = frozenset(("main",))
    members = MEMBERS | _OF_OBJECTS
    owns_last_line = True

    def is_protocol(self, name: str, kind: str) -> bool:
        """Constructors, and the parts of an object that a declaration of several names takes."""
        return kind == CONSTRUCTOR or (name.startswith("component") and name[9:].isdigit())

    def is_harmless(self, decorator: str) -> bool:
        """An annotation that only the compiler and its readers look at."""
        return decorator.rpartition(".")[2] in _HARMLESS

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """What is declared so is used by its own file alone."""
        return not candidate.is_exported


LIVENESS = KotlinLiveness()
