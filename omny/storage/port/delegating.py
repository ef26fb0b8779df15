"""`DelegatingRepository`: a repository that passes each call on to another repository.

The type checker compares the list of methods with the port. Where a subclass is handed out as an `AtomRepository`, a
method that is missing here is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Concatenate, ParamSpec, Self, TypeVar

from omny.storage.port.repository import AtomRepository

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")
_Row = TypeVar("_Row")


def _pass_on(
    method: Callable[Concatenate[AtomRepository, _Arguments], _Answer],
) -> Callable[Concatenate[DelegatingRepository, _Arguments], _Answer]:
    name = method.__name__

    def call(self: DelegatingRepository, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Answer:
        with self.delegate() as repository:
            answer: _Answer = getattr(repository, name)(*arguments, **named)
        return answer

    return call


def _pass_on_rows(
    method: Callable[Concatenate[AtomRepository, _Arguments], Iterator[_Row]],
) -> Callable[Concatenate[DelegatingRepository, _Arguments], Iterator[_Row]]:
    name = method.__name__

    def call(self: DelegatingRepository, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> Iterator[_Row]:
        with self.delegate() as repository:
            rows: Iterator[_Row] = getattr(repository, name)(*arguments, **named)
        return self.stream(rows)

    return call


class DelegatingRepository:
    """All that the port promises, passed on."""

    def delegate(self) -> AbstractContextManager[AtomRepository]:
        """The block of one call, with the repository that answers it."""
        raise NotImplementedError

    def stream(self, rows: Iterator[_Row]) -> Iterator[_Row]:
        """The rows of an answer that are read after its call has returned."""
        return rows

    def close(self) -> None:
        """As the port says."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # StateSide
    meta = _pass_on(AtomRepository.meta)
    ledger = _pass_on(AtomRepository.ledger)
    held = _pass_on(AtomRepository.held)
    analysis = _pass_on(AtomRepository.analysis)
    surface = _pass_on(AtomRepository.surface)
    named = _pass_on(AtomRepository.named)
    dependants = _pass_on(AtomRepository.dependants)
    atoms_of = _pass_on(AtomRepository.atoms_of)
    apply = _pass_on(AtomRepository.apply)
    sweep = _pass_on(AtomRepository.sweep)

    # AnswersSide
    reading = _pass_on(AtomRepository.reading)
    get = _pass_on(AtomRepository.get)
    get_many = _pass_on(AtomRepository.get_many)
    by_name = _pass_on(AtomRepository.by_name)
    namesakes = _pass_on(AtomRepository.namesakes)
    paths_holding = _pass_on(AtomRepository.paths_holding)
    names_of_length = _pass_on(AtomRepository.names_of_length)
    by_qualified_name = _pass_on(AtomRepository.by_qualified_name)
    in_file = _pass_on(AtomRepository.in_file)
    ledger_entry = _pass_on(AtomRepository.ledger_entry)
    search = _pass_on(AtomRepository.search)
    callers = _pass_on(AtomRepository.callers)
    callees = _pass_on(AtomRepository.callees)
    unresolved_callers = _pass_on(AtomRepository.unresolved_callers)
    count_uses = _pass_on(AtomRepository.count_uses)
    totals = _pass_on(AtomRepository.totals)
    counts = _pass_on(AtomRepository.counts)
    skipped = _pass_on(AtomRepository.skipped)
    excluded = _pass_on(AtomRepository.excluded)
    degraded = _pass_on(AtomRepository.degraded)
    atoms = _pass_on_rows(AtomRepository.atoms)
    edges = _pass_on_rows(AtomRepository.edges)
    unresolved = _pass_on_rows(AtomRepository.unresolved)
    search_rows = _pass_on_rows(AtomRepository.search_rows)
    search_terms = _pass_on(AtomRepository.search_terms)
    paths = _pass_on(AtomRepository.paths)
    tables = _pass_on(AtomRepository.tables)
    damage = _pass_on(AtomRepository.damage)

    # HistorySide
    events = _pass_on_rows(AtomRepository.events)
    generations = _pass_on_rows(AtomRepository.generations)
    history_start = _pass_on(AtomRepository.history_start)
    ids_in_history = _pass_on(AtomRepository.ids_in_history)
    generation = _pass_on(AtomRepository.generation)
    generation_at = _pass_on(AtomRepository.generation_at)
    generations_of_head = _pass_on(AtomRepository.generations_of_head)
    as_of = _pass_on(AtomRepository.as_of)
    prune = _pass_on(AtomRepository.prune)

    # AuditSide
    atoms_piece = _pass_on(AtomRepository.atoms_piece)
    not_atoms = _pass_on(AtomRepository.not_atoms)
    files_without_atoms = _pass_on(AtomRepository.files_without_atoms)
    stamp = _pass_on(AtomRepository.stamp)
    atom_count = _pass_on(AtomRepository.atom_count)
    pair_count = _pass_on(AtomRepository.pair_count)
    history_piece = _pass_on(AtomRepository.history_piece)
    terms_piece = _pass_on(AtomRepository.terms_piece)
    numbered_atoms = _pass_on(AtomRepository.numbered_atoms)
    deleted_since = _pass_on(AtomRepository.deleted_since)
    dependency_keys = _pass_on(AtomRepository.dependency_keys)
    published_names = _pass_on(AtomRepository.published_names)
    atom_paths = _pass_on(AtomRepository.atom_paths)
    last_event_time = _pass_on(AtomRepository.last_event_time)
    repair = _pass_on(AtomRepository.repair)
    repairs = _pass_on(AtomRepository.repairs)

    # ArchiveSide
    archive = _pass_on(AtomRepository.archive)
    load = _pass_on(AtomRepository.load)

    # AcrossSide
    projects = _pass_on(AtomRepository.projects)
    search_projects = _pass_on(AtomRepository.search_projects)
    callers_across = _pass_on(AtomRepository.callers_across)
