"""What calling, constructing and finding names mean in C#."""

from __future__ import annotations

from omny.languages.csharp.arguments import WORDS
from omny.languages.csharp.overloads import CONVERSIONS
from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    has_units=True,
    has_arity=True,
    has_namespaces=True,
    choose_overloads=CONVERSIONS.choose,
    type_words=WORDS,
    has_extensions=True,
    sees_outer_namespaces=True,
    binds_stars=True,
    syntax_calls=frozenset(("nameof", "nameof/1")),
)
