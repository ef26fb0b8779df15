"""The names of Kotlin ("Identifiers" and "Keywords" of the Kotlin language specification)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Kotlin",
    identifier=r"[^\W\d]\w*",
    reserved=frozenset(
        """
        as break class continue do else false for fun if in interface is null object package return super this throw
        true try typealias typeof val var when while
        """.split()  # noqa: SIM905
    ),
    fixed="main|equals|hashCode|toString|invoke|iterator|next|hasNext|getValue|setValue|component\\d+",
    stub="class {name}\n",
    inside=rb"\w\x80-\xff",
)
