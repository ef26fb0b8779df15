"""Names of TypeScript: those of JavaScript."""

from __future__ import annotations

from msgspec.structs import replace

from omny.languages.javascript.naming import NAMING as SCRIPT_NAMING

NAMING = replace(SCRIPT_NAMING, title="TypeScript")
