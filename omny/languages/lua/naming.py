"""The names of Lua ("Lexical Conventions" of the Lua 5.4 Reference Manual)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Lua",
    identifier=r"[A-Za-z_][A-Za-z0-9_]*",
    reserved=frozenset(
        """
        and break do else elseif end false for function goto if in local nil not or repeat return then true until while
        """.split()  # noqa: SIM905
    ),
    stub="-- {name}\n",
    inside=rb"\w\x80-\xff",
    folder_stems=("init",),
)
