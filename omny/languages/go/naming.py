"""The names of Go ("Keywords" and "Predeclared identifiers" of the Go specification)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Go",
    reserved=frozenset(
        """
        break case chan const continue default defer else fallthrough for func go goto if import interface map package
        range return select struct switch type var _
        """.split()  # noqa: SIM905
    ),
    fixed="main|init",
    stub="func {name}() {{}}\n",
    inside=rb"\w\x80-\xff",
)
