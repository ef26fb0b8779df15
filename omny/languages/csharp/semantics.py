"""What calling, constructing and finding names mean in C#."""

from __future__ import annotations

from omny.languages.csharp.overloads import choose_overloads
from omny.languages.csharp.words import WORDS
from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    has_units=True,
    has_arity=True,
    has_namespaces=True,
    choose_overloads=choose_overloads,
    type_words=WORDS,
    most_equal=2,
    has_extensions=True,
    sees_outer_namespaces=True,
    binds_stars=True,
    syntax_calls=frozenset(("nameof", "nameof/1")),
)
