"""How Java finds types: as the languages do that share its machine."""

from __future__ import annotations

from omny.languages.jvm import JvmImports


class JavaImports(JvmImports):
    """See `JvmImports`."""


RULES = JavaImports()
