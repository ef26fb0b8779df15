"""Names in templates of EJS: those of JavaScript. No text can be added to the end of one but blank lines."""

from __future__ import annotations

from msgspec.structs import replace

from omny.languages.javascript.naming import NAMING as SCRIPT

NAMING = replace(SCRIPT, title="EJS", stub="\n")
