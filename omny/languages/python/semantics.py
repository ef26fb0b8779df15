"""What calling, iterating, entering, attribute access and exporting mean in Python (language reference, section 3)."""

from __future__ import annotations

from omny.languages.python.naming import NAMING
from omny.resolve.semantics import Semantics

SEMANTICS = Semantics(
    constructor=NAMING.constructor,
    call="__call__",
    iteration="__iter__",
    subscription="__getitem__",
    entering=frozenset(("__enter__", "__aenter__")),
    object_class="__class__",
    syntax_calls=frozenset(("super", "super()")),
    binds_stars=True,
    submodule_separator=".",
)
