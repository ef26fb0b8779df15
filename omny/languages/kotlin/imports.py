"""How Kotlin finds types and functions: as the languages do that share its machine."""

from __future__ import annotations

import re
from posixpath import basename

from omny.languages.jvm import SPACE, JvmImports
from omny.languages.modules import name_modules
from omny.model.surfaces import Surface

FACADE = "facade"
"""The key of what a file says of the class that Java has its functions in: its name, or nothing where that follows from
the name of the file."""

PACKAGE = "package"


class KotlinImports(JvmImports):
    """See `JvmImports`. Java finds the functions of a file as members of a class."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """See `UnitRules`."""
        found = sorted({*super().names(path, surface), *name_modules(path, surface)})
        if FACADE not in surface:
            return found
        stem = re.sub(r"\W", "_", basename(path).rpartition(".")[0])
        name = surface[FACADE][0] if surface[FACADE] else f"{stem[:1].upper()}{stem[1:]}Kt"
        package = surface[PACKAGE][0] if PACKAGE in surface else ""
        return sorted({*found, f"{SPACE}::{package}.{name}" if package else f"{SPACE}::{name}"})


RULES = KotlinImports()
