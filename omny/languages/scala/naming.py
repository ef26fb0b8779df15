"""The names of Scala ("Identifiers" of the Scala language specification, with the words of both versions)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Scala",
    identifier=r"[^\W\d][\w$]*|[!#%&*+\-/:<=>?@\\^|~]+",
    reserved=frozenset(
        """
        abstract case catch class def do else enum export extends false final finally for forSome given if implicit
        import lazy macro match new null object override package private protected return sealed super then this throw
        trait true try type val var while with yield _ : = => <- <: <% >: # @
        """.split()  # noqa: SIM905
    ),
    fixed="main|apply|unapply|unapplySeq|update|equals|hashCode|toString|canEqual|foreach|map|flatMap|withFilter",
    stub="class {name}\n",
    inside=rb"\w\x80-\xff",
)
