"""Names in templates of ERB: those of Ruby. No text can be added to the end of one but blank lines."""

from __future__ import annotations

from msgspec.structs import replace

from omny.languages.ruby.naming import NAMING as RUBY

NAMING = replace(RUBY, title="ERB", stub="\n")
