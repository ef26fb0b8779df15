"""The names of Java ("Identifiers" and "Keywords" of the Java Language Specification)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Java",
    identifier=r"[^\W\d][\w$]*|\$[\w$]*",
    reserved=frozenset(
        """
        abstract assert boolean break byte case catch char class const continue default do double else enum extends
        final finally float for goto if implements import instanceof int interface long native new package private
        protected public return short static strictfp super switch synchronized this throw throws transient try void
        volatile while true false null _
        """.split()  # noqa: SIM905
    ),
    fixed="main|equals|hashCode|toString|finalize|clone|readObject|writeObject|readResolve|writeReplace",
    stub="class {name} {{}}\n",
)
