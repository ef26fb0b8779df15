"""Edges that cross a boundary of the settings, with their places.

The rules are those of the present `.omny.toml`, also for a past state.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from omny.base.config import SETTINGS_NAME, Boundary, load_settings
from omny.base.errors import UsageError
from omny.base.globs import matches_path
from omny.model.atom_data import read_detail
from omny.query.answer import Answer
from omny.query.basis import surest
from omny.query.calls import edge_sites
from omny.query.index_snapshot import is_wanted
from omny.query.question import Limit, Narrowed, View
from omny.storage.port.records import EdgeRow


class Violation(msgspec.Struct, frozen=True):
    """An edge that crosses a boundary."""

    rule: str
    source: str
    target: str
    type: str
    how: str  # exact, inferred, held
    basis: str
    path: str  # of the source
    lines: list[int]
    target_path: str
    target_line: int


class BoundariesAnswer(Answer, frozen=True, kw_only=True):
    """The violations, by source, target and type."""

    results: list[Violation]
    rules: list[str]  # names of the boundaries


class Boundaries(Narrowed, frozen=True, kw_only=True):
    """The edges that cross a boundary which the settings draw."""

    limit: Limit = 1_000

    def answer(self, view: View) -> BoundariesAnswer:
        """The violations of every rule, by source, target and type, each with its places."""
        rules = load_settings(view.root).boundaries
        if not rules:
            hint = "write [[boundaries]] with 'from' and 'may_not_call'; see docs/analyses.md"
            raise UsageError("check boundaries", "none are drawn", path=SETTINGS_NAME, hint=hint)
        broken = lru_cache(maxsize=None)(lambda source, target: _broken_rules(rules, source, target))
        found: list[tuple[EdgeRow, Boundary]] = []
        for edge in view.repository.edges():
            source, target = edge.source_id.partition("::")[0], edge.target_id.partition("::")[0]
            if source != target:
                found += [(edge, rule) for rule in broken(source, target)]
        atoms = view.repository.get_many({end for edge, _ in found for end in (edge.source_id, edge.target_id)})
        found = [
            (edge, rule)
            for edge, rule in found
            if is_wanted(self, atoms[edge.source_id], read_detail(atoms[edge.source_id].atom.data))
        ]
        results: list[Violation] = []
        for edge, rule in found[: self.limit]:
            caller, called = atoms[edge.source_id], atoms[edge.target_id]
            sites = edge_sites(caller).get((edge.target_id, edge.edge_type), [])
            how, basis = surest(sites)
            results.append(
                Violation(
                    rule=rule.name,
                    source=edge.source_id,
                    target=edge.target_id,
                    type=edge.edge_type,
                    how=how,
                    basis=basis,
                    path=caller.atom.file_path,
                    lines=sorted({site.line for site in sites}) or [caller.atom.line],
                    target_path=called.atom.file_path,
                    target_line=called.atom.line,
                )
            )
        paths = {path for result in results for path in (result.path, result.target_path)}
        return BoundariesAnswer(
            results=results, freshness=view.freshness(paths), total=len(found), rules=[rule.name for rule in rules]
        )


def _broken_rules(rules: tuple[Boundary, ...], source: str, target: str) -> list[Boundary]:
    return [
        rule
        for rule in rules
        if any(matches_path(pattern, source) for pattern in rule.sources)
        and any(matches_path(pattern, target) for pattern in rule.targets)
    ]
