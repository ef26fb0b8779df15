"""The shapes of answers: one document each, as INTERFACE lays down. It is what `--json` prints, what the daemon sends,
and what tables for people are printed from. Apart from the records, so that either can change without the other.

Light to import: the command line needs its bounds for every command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from omny.base.errors import DamagedError

if TYPE_CHECKING:
    pass

Document = dict[str, Any]

MAX_RESULTS = 10_000
"""Atoms of one document: some 20 MB. Who wants all of them reads the dump or the database."""

MAX_DEPTH = 100
"""Calls between an atom and the atoms of a document; a walk of this depth has met all atoms."""

MAX_PATH_EDGES = 30
"""Edges of the longest path that is looked for: nobody follows a longer one, and their number grows with the length."""


MAX_ASK = 100_000
"""Characters of what `explore` is asked: a long stack trace."""

MIN_BUDGET, DEFAULT_BUDGET, MAX_BUDGET = 300, 2_500, 50_000
"""Tokens of an answer of `explore`. A smaller one tells nothing; a larger one is better read in files."""


@contextmanager
def locate_damage(database: str) -> Iterator[None]:
    """Names the database in a DamagedError that names none, as of a row that Omny has not written so."""
    try:
        yield
    except DamagedError as error:
        error.path = error.path or database
        raise
