"""The names of Ruby ("Keywords" and "Methods" of the Ruby documentation)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Ruby",
    identifier=r"[^\W\d]\w*[?!=]?",
    reserved=frozenset(
        """
        BEGIN END alias and begin break case class def defined? do else elsif end ensure false for if in module next nil
        not or redo rescue retry return self super then true undef unless until when while yield
        """.split()  # noqa: SIM905
    ),
    stub="def {name}; end\n",
    inside=rb"\w\x80-\xff",
    constructor="initialize",
)
