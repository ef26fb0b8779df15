"""The ranked text of atoms, made again from the stored facts: to load a store, to upgrade, repair or check it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import msgspec

from omny.base.errors import DamagedError
from omny.model.atoms import Atom
from omny.model.texts import NO_TEXT, AtomText, describe, texts_by_name
from omny.storage.sql.rows import Row, stored_atom
from omny.storage.sql.session import Session
from omny.storage.sql.statements import Statements
from omny.storage.sql.term_maker import TermMaker

Ask = Callable[..., list[Row]]
"""Runs a statement."""


def derive_texts(session: Session) -> None:
    """Ranks all atoms by their text again."""
    session.insert_texts(_every_text(session))


def _every_text(session: Session) -> Iterator[tuple[int, list[str]]]:
    for (path,) in session.rows(session.sql.atom_paths):
        rows = session.rows(session.sql.numbered_of_file, path=path)
        atoms = [stored_atom(row[1:]).atom for row in rows]
        terms = terms_of_atoms(session.rows, session.sql, session.tokenizer.maker, atoms, without_facts=True)
        yield from zip((row[0] for row in rows), terms, strict=True)


def terms_of_atoms(
    ask: Ask, sql: Statements, maker: TermMaker, atoms: Iterable[Atom], *, without_facts: bool
) -> Iterator[list[str]]:
    """What each of the atoms is ranked by, as the facts of its file say. Where a file has no facts, that is what the
    atom says itself, or nothing."""
    for path, group in groupby(atoms, lambda atom: atom.file_path):
        said = _file_texts(ask, sql, path)
        for atom in group:
            text = NO_TEXT if said is None else said.get(atom.id[len(path) + 2 :], NO_TEXT)
            try:
                yield maker.terms(describe(atom, text)) if said is not None or without_facts else []
            except DamagedError:  # its data is malformed
                yield []


def _file_texts(ask: Ask, sql: Statements, path: str) -> dict[str, AtomText] | None:
    """The texts in the facts of a file, those of a held content below them; None where no facts can be read."""
    texts: dict[str, AtomText] | None = None
    for (facts,) in ask(sql.facts_of_file, path=path):
        try:
            texts = {**(texts or {}), **texts_by_name(facts)}
        except (msgspec.DecodeError, ValueError, IndexError):
            continue
    return texts
