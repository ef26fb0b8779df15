"""Ways to rank the atoms of an index for a question: that of `omny search`, and those that it is compared with."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import Any

import apsw

import omny
from bench.search.score import DEPTH

Ranking = Callable[[str], list[str]]
"""Ids of atoms for a question, best first."""

_WORD = re.compile(r"[^\W_]+")
_RANKED = "SELECT a.id FROM atoms_fts f JOIN atoms a ON a.number = f.rowid WHERE atoms_fts MATCH ? ORDER BY "
_ORDER = "bm25(atoms_fts, 10.0, 1.0, 5.0), a.id"


def open_rankings(tree: Path, database: Path, stack: ExitStack) -> dict[str, Ranking]:
    """The rankings over the index of a tree, which is brought up to date first. The stack closes them."""
    index = stack.enter_context(omny.open(tree, database=str(database)))
    index.index()
    connection = stack.enter_context(_opened(database))
    return {
        "omny search": lambda question: find_ids(index, question),
        "names and signatures, every word": lambda question: _match(connection, question, " AND "),
        "names and signatures, any word": lambda question: _match(connection, question, " OR "),
    }


def find_ids(index: omny.Index, question: str) -> list[str]:
    """What `omny search` finds."""
    answer: Any = index.search(question, limit=DEPTH)
    return [atom["id"] for atom in answer.results]


def _match(connection: apsw.Connection, question: str, joined_by: str) -> list[str]:
    words = joined_by.join(f'"{word}"*' for word in _WORD.findall(question))
    return [id_ for (id_,) in connection.execute(f"{_RANKED}{_ORDER} LIMIT {DEPTH}", (words,))] if words else []


def _opened(database: Path) -> AbstractContextManager[apsw.Connection]:
    return closing(apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY))
