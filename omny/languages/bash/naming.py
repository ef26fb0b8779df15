"""The names of functions in shells ("Shell Functions" and "Reserved Words" of the Bash Reference Manual)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Bash",
    identifier=r"[^\W\d][\w:.+-]*",
    reserved=frozenset(
        "if then elif else fi time for in until while do done case esac coproc select function".split()  # noqa: SIM905
    ),
    stub="{name}() {{ :; }}\n",
    inside=rb"\w:.+\x80-\xff-",
)
