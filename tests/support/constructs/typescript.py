"""The constructs of TypeScript 5.9. `ANGLES` are those that TSX does not have."""

from __future__ import annotations

from tests.support.constructs import read

TYPES = read("typescript-types.txt")
EXPRESSIONS = read("typescript-expressions.txt")
ANGLES = read("typescript-angles.txt")
STATEMENTS = read("typescript-statements.txt")
TOPS = read("typescript-tops.txt", top=True)
