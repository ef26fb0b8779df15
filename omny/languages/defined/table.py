"""The defined languages, a row for each."""

from __future__ import annotations

from typing import NamedTuple

_WORD = r"[^\W\d]\w*[?!']*"
_LISP = r"[A-Za-z_<>=+-][\w<>=+!?/*.'-]*"


class Row(NamedTuple):
    """What a language is. Its query is `queries/NAME.scm`."""

    name: str
    title: str
    files: str
    """Endings of its files, and whole names of files, in lower case."""

    wheel: str = ""
    pack: str = ""
    bundle: str = ""
    """The sources of its grammar, in this order: see `omny.base.grammars`. A collection with another grammar, which the
    query does not fit, is left out."""

    receivers: tuple[str, ...] = ()
    """Names by which a method has its object."""

    opaque: bool = False
    """Whether code of a type does not see its members by their bare names."""

    folds: bool = False
    """Whether names that differ in case are one."""

    merges: bool = False
    """Whether functions of one name that follow each other are clauses of one."""

    joins: bool = False
    """Whether a definition has several names, which are joined by dots; otherwise the first one counts."""

    quotes: bool = False
    """Whether a name can stand in quotes."""

    names: str = _WORD
    """The pattern of a name."""

    between: str = r"\.|::|->"
    """The pattern of what stands between the names of a path; "" in a language without paths."""


TABLE: tuple[Row, ...] = (
    Row("dockerfile", "Dockerfile", "dockerfile containerfile .dockerfile", "tree-sitter-dockerfile 0.2", "dockerfile"),
    Row("elixir", "Elixir", ".ex .exs", "tree-sitter-elixir 0.3", "elixir", "elixir", merges=True),
    Row("hcl", "HCL", ".hcl .tf .tfvars", "tree-sitter-hcl 1.2", "hcl", joins=True, quotes=True),
    Row("solidity", "Solidity", ".sol", "tree-sitter-solidity 1.2", "solidity", receivers=("this", "super")),
    Row("zig", "Zig", ".zig", "tree-sitter-zig 1.1", receivers=("self",), quotes=True),
)
"""In the order of their names."""
