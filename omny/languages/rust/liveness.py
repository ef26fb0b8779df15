"""Why code of Rust may run although nothing in the index calls it."""

from __future__ import annotations

from collections.abc import Collection

from omny.languages.facets.liveness import MEMBERS, Candidate, Liveness
from omny.model.atoms import AtomType

_OF_TRAITS = frozenset(
    """
    fmt clone clone_from eq ne partial_cmp cmp hash default drop deref deref_mut index index_mut from try_from into
    try_into from_str as_ref as_mut borrow borrow_mut next into_iter from_iter add sub mul div rem neg not bitand bitor
    bitxor shl shr add_assign sub_assign mul_assign div_assign serialize deserialize poll source description call
    """.split()  # noqa: SIM905
)
"""Methods of the traits of std by which its code, or an operator, uses a value."""


class RustLiveness(Liveness):
    """See `Liveness`."""

    __slots__ = ()

    roots = frozenset(("main",))
    members = MEMBERS | _OF_TRAITS
    owns_last_line = True

    def is_harmless(self, decorator: str) -> bool:
        """An attribute that only the compiler and its readers look at."""
        return decorator in ("inline", "must_use", "cold", "allow", "doc", "deprecated", "track_caller", "expect")

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """A function that is not `pub` is used by its own module and those below it. A method can be one of a trait."""
        return candidate.type is AtomType.FUNCTION and not candidate.is_exported


LIVENESS = RustLiveness()
