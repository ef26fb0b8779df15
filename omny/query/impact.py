"""What depends on an atom: the tests that reach it first, then who has to be looked at when it changes.

Risk says in which order, among those at the same distance. It is no measure of anything: more dependants, more
branches, a name that others can use and no test are each a reason to look sooner.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, UnsetType

from omny.base.errors import UsageError
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.query.answer import AtomEntry, BriefAtom, NamedAnswer, SiteEntry, brief_fields
from omny.query.basis import surest
from omny.query.calls import edge_sites
from omny.query.changed import Since, find_changed
from omny.query.dependents import Dependents, members
from omny.query.documents import MAX_DEPTH
from omny.query.index_snapshot import is_wanted
from omny.query.question import Depth, Limit, Narrowed, View
from omny.query.unlisted import unlisted_dependants
from omny.storage.port.repository import AtomRepository


class DependenceEntry(msgspec.Struct, frozen=True):
    """An edge to what was met before."""

    source: str
    target: str
    type: str
    how: str  # exact, inferred, possible, held
    basis: str
    sites: list[SiteEntry]


class Risk(msgspec.Struct, frozen=True):
    """How soon to look at a dependant, among those at the same distance."""

    risk: int
    dependants: int
    complexity: int
    is_exported: bool
    is_tested: bool


class Dependant(AtomEntry, frozen=True, kw_only=True):
    """An atom that depends on the one asked for."""

    depth: int
    risk: int
    dependants: int
    complexity: int
    is_exported: bool
    is_tested: bool
    edges: list[DependenceEntry]  # to atoms that are nearer


class TestEntry(BriefAtom, frozen=True, kw_only=True):
    """A test that reaches an atom."""

    depth: int
    way: list[str]  # ids, from the test on


class ImpactSummary(msgspec.Struct, frozen=True):
    """Figures of all dependants, shown or not."""

    dependants: int
    by_depth: dict[str, int]
    files: int
    tests: int
    untested: int
    exported: int
    possible: int  # calls of something of that name with an unknown receiver
    overrides: list[str]  # methods of base classes that the atom takes the place of
    complete: bool


class ImpactAnswer(NamedAnswer, frozen=True, kw_only=True):
    """The dependants that are no tests, by distance and risk."""

    results: list[Dependant]
    atom: str  # "" where the question is about changes
    parts: int  # atoms inside of the atom that count as it; of changes, the changed atoms
    since: Since | UnsetType = UNSET  # the state that the changes are counted from
    tests: list[TestEntry]
    tests_total: int
    summary: ImpactSummary


class Impact(Narrowed, frozen=True, kw_only=True):
    """What depends on an atom, or on all that has changed, directly or not, and the tests that reach it."""

    atom: str = ""
    since: str = ""  # in place of an atom: a state, or a range of commits
    depth: Depth = MAX_DEPTH
    limit: Limit = 100

    def answer(self, view: View) -> ImpactAnswer:
        """The dependants that are no tests by distance and risk, and the tests by distance. Raises UsageError where an
        atom and a state are named, or none of them."""
        if bool(self.atom) == bool(self.since):
            raise UsageError("find impact", "name an atom, or a state with --since")
        return self._answer_changes(view) if self.since else self._answer_atom(view)

    def _answer_atom(self, view: View) -> ImpactAnswer:
        meant = view.resolve_called(self.atom)
        atom = meant.stored.atom
        reach = Dependents(view.repository, members(view.repository, meant.stored))
        found = self._describe(view, reach, [atom.file_path])
        summary = msgspec.structs.replace(
            found.summary,
            possible=len(view.repository.unresolved_callers(atom.function_name)),
            overrides=_find_overridden(view.repository, reach, atom.id),
        )
        return msgspec.structs.replace(
            found,
            atom=atom.id,
            parts=len(reach.starts) - 1,
            summary=summary,
            **meant.document_fields,
            **unlisted_dependants(meant.stored).document_fields,
        )

    def _answer_changes(self, view: View) -> ImpactAnswer:
        changed = find_changed(view, Narrowed(), self.since)
        reach = Dependents(view.repository, changed.starts)
        found = self._describe(view, reach, [])
        return msgspec.structs.replace(found, parts=len(reach.starts), since=changed.since)

    def _describe(self, view: View, reach: Dependents, paths: list[str]) -> ImpactAnswer:
        tests, tested = reach.tests, reach.tested_dependants()
        near = [id_ for id_ in reach.dependants if reach.depth[id_] <= self.depth and not reach.is_test(id_)]
        wanted = [id_ for id_ in near if is_wanted(self, reach.atoms[id_], reach.details[id_])]
        risks = {id_: _risk(reach, id_, id_ in tested) for id_ in wanted}
        order = sorted(wanted, key=lambda id_: (reach.depth[id_], -risks[id_].risk, id_))
        results = [_dependant(reach, id_, risks[id_]) for id_ in order[: self.limit]]
        near_tests = [id_ for id_ in tests if reach.depth[id_] <= self.depth]
        files = {reach.atoms[id_].atom.file_path for id_ in near}
        return ImpactAnswer(
            results=results,
            freshness=view.freshness({*paths, *(each.file_path for each in results)}),
            total=len(wanted),
            atom="",
            parts=0,
            tests=[test_entry(reach, id_) for id_ in near_tests[: self.limit]],
            tests_total=len(near_tests),
            summary=ImpactSummary(
                dependants=len(near),
                by_depth=_count_depths([reach.depth[id_] for id_ in near]),
                files=len(files),
                tests=len(near_tests),
                untested=sum(id_ not in tested for id_ in near),
                exported=sum(reach.details[id_].is_exported for id_ in near),
                possible=0,
                overrides=[],
                complete=not reach.truncated,
            ),
        )


def _risk(reach: Dependents, id_: str, is_tested: bool) -> Risk:
    detail = reach.details[id_]
    dependants = len(set(reach.up.get(id_, ())))
    risk = (1 + dependants) * max(detail.complexity, 1) * (2 if detail.is_exported else 1) * (1 if is_tested else 2)
    return Risk(
        risk=risk,
        dependants=dependants,
        complexity=detail.complexity,
        is_exported=detail.is_exported,
        is_tested=is_tested,
    )


def _dependant(reach: Dependents, id_: str, risk: Risk) -> Dependant:
    """An atom, with what it depends on that is nearer."""
    nearer = reach.depth[id_] - 1
    return Dependant.of(
        reach.atoms[id_],
        depth=nearer + 1,
        edges=[edge for edge in find_edges(reach, id_) if reach.depth[edge.target] == nearer],
        **msgspec.structs.asdict(risk),
    )


def test_entry(reach: Dependents, id_: str) -> TestEntry:
    """A test, with the way that it takes."""
    return TestEntry(**brief_fields(reach.atoms[id_]), depth=reach.depth[id_], way=reach.way(id_))


def find_edges(reach: Dependents, id_: str) -> list[DependenceEntry]:
    """The edges from an atom to what was met, with their places."""
    dependences = reach.find_dependences(id_)
    sites = edge_sites(reach.atoms[id_], dispatched={each.target: each.via for each in dependences if each.via})
    edges = []
    for each in dependences:
        places = sites.get((each.target, each.type), [])
        how, basis = (each.how, "") if each.how else surest(places)
        edges.append(DependenceEntry(id_, each.target, each.type, how, basis, places))
    return edges


def _find_overridden(repository: AtomRepository, reach: Dependents, id_: str) -> list[str]:
    """The methods of base classes that the atom overrides: their callers may reach it."""
    atom, detail = reach.atoms[id_].atom, reach.details[id_]
    if atom.type != AtomType.METHOD:
        return []
    bases = repository.callees([detail.class_id], types=[EdgeType.INHERIT], depth=100, limit=1_000)
    return sorted(repository.get_many({f"{base.target_id}.{atom.function_name}" for base in bases}))


def _count_depths(depths: list[int]) -> dict[str, int]:
    return {str(depth): depths.count(depth) for depth in sorted(set(depths))}
