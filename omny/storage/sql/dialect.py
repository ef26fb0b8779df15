"""`Dialect`: the words of one database in the shared statements.

The shared statements name their parameters `:name`. Where a database holds several projects, `:project` is the number
of the project that is asked: `of`, `only` and `join` are the conditions that keep one project's rows apart.
"""

from __future__ import annotations

from abc import ABC, abstractmethod


class Dialect(ABC):
    """The words that differ. All are texts of SQL, made once."""

    state: tuple[str, str]  # the table that says at which generation the project is, and its WHERE
    is_test: str  # whether the `data` of an atom says that it is a test; false where `data` is malformed
    indexed: tuple[str, str]  # the table that lists what the search index holds, and its column of atoms.number
    size: str  # a statement: the bytes that the store takes
    in_order: str  # a join whose left side is read first

    @abstractmethod
    def spell(self, sql: str) -> str:
        """The statement, with parameters as the driver wants them."""

    @abstractmethod
    def scope(self, alias: str = "") -> str:
        """The condition that a row is of the project, with the AND after it; "" with one project."""

    @abstractmethod
    def join(self, left: str, right: str) -> str:
        """The condition that two rows are of one project, with the AND after it; "" with one project."""

    @abstractmethod
    def among(self, name: str, kind: str = "TEXT") -> str:
        """The condition, after a column, that its value is in the list of a parameter, which may have any length."""

    @abstractmethod
    def holds(self, text: str, name: str) -> str:
        """The condition that a text holds another one, the parameter."""

    def only(self, alias: str = "") -> str:
        """A WHERE with nothing but the condition of `of`; "" with one project."""
        return (" WHERE " + self.scope(alias)).removesuffix(" AND ") if self.scope(alias) else ""
