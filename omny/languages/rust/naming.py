"""The names of Rust ("Keywords" and "Identifiers" of the Rust Reference)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="Rust",
    reserved=frozenset(
        """
        as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move
        mut pub ref return self Self static struct super trait true type unsafe use where while abstract become box do
        final gen macro override priv try typeof unsized virtual yield _
        """.split()  # noqa: SIM905
    ),
    fixed="main",
    stub="fn {name}() {{}}\n",
    inside=rb"\w\x80-\xff",
)
