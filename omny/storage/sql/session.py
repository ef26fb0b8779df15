"""`Session`: the writing that a backend gives to the shared writers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from omny.model.meta import Meta
from omny.storage.port.records import Commit
from omny.storage.sql.delta_rows import state_after
from omny.storage.sql.rows import GENERATION_COLUMNS, Row
from omny.storage.sql.statements import Statements
from omny.storage.sql.terms import Tokenizer


class Session(ABC):
    """An open transaction over one project. Raises the driver's own errors."""

    sql: ClassVar[Statements]

    @abstractmethod
    def lock(self) -> Meta:
        """The state; nobody else writes the project until the transaction ends."""

    @abstractmethod
    def rows(self, sql: str, **values: Any) -> list[Row]:
        """All rows."""

    @abstractmethod
    def run(self, sql: str, **values: Any) -> int:
        """How many rows the statement changed."""

    @abstractmethod
    def insert(self, table: str, columns: str, rows: Iterable[Row]) -> None:
        """Inserts any number of rows."""

    @abstractmethod
    def insert_atoms(self, rows: Iterable[Row]) -> None:
        """Inserts any number of atoms, each as ATOM_ROW."""

    @property
    @abstractmethod
    def tokenizer(self) -> Tokenizer:
        """What makes stems."""

    @abstractmethod
    def insert_texts(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Has any number of atoms be ranked by these terms and no others: the number of an atom, and its terms."""

    @abstractmethod
    def as_list(self, values: Iterable[Any]) -> object:
        """A list, as the parameter of `Dialect.among`."""

    def announce(self, after: Meta) -> None:
        """Tells other processes of a state, as soon as the transaction is committed."""
        return

    def trust_index(self) -> None:
        """Makes sure that triggers may change rows of the search index, with any content."""
        return

    def underivable(self) -> list[str]:
        """The ids of atoms whose data is so malformed that no trigger can follow a change of it."""
        return []

    def derive_terms(self) -> None:
        """Derives the search index from the atoms again, if no trigger does that."""
        return

    def value(self, sql: str, **values: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self.rows(sql, **values)
        return rows[0][0] if rows else None


def next_state(session: Session, commit: Commit, base_generation: int | None) -> Meta:
    """The state that a commit leads to; nobody else writes until the transaction ends. Raises BusyError where the delta
    was made from another generation."""
    return state_after(session.lock(), commit, base_generation)


def commit_generation(session: Session, after: Meta, source: str, actor: str = "", reason: str = "") -> None:
    """Makes a state the present one."""
    session.run(
        session.sql.set_generation, generation=after.generation, head=after.indexed_head, timestamp=after.indexed_at
    )
    row = (after.generation, after.indexed_at, source, after.indexed_head, actor, reason)
    session.insert("generations", GENERATION_COLUMNS, [row])
    session.announce(after)
