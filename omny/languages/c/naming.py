"""The names of C (6.4.1 of ISO/IEC 9899)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="C",
    reserved=frozenset(
        """
        auto break case char const continue default do double else enum extern float for goto if inline int long
        register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
        """.split()  # noqa: SIM905
    ),
    fixed="main",
    stub="void {name}(void) {{}}\n",
)
