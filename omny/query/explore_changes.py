"""What has changed since a state, as the atoms that a question of `explore` leads to."""

from __future__ import annotations

from omny.history.states import Change
from omny.model.atoms import MODULE_NAME, StoredAtom
from omny.model.standing import find_standing
from omny.query.changed import changed_fields, find_changed_since_commit
from omny.query.changed_lines import find_changed_lines
from omny.query.explore_seeds import NAME_WEIGHT, STANDING_WEIGHTS, Seeds
from omny.query.lookup import is_test
from omny.query.question import Narrowed, View

MAX_FILES = 40
"""Changed files whose lines are compared."""

MAX_REMOVED = 8
"""Removed atoms that a note names."""

_FIELD_WEIGHTS = {"signature": 1.0, "data.bases": 0.9, "data.decorators": 0.8}
"""Of a change by the field: a caller notices a signature before all."""

_BODY_WEIGHT, _ADDED_WEIGHT, _MODULE_WEIGHT = 0.8, 0.7, 0.3

_MADE_OF = {"data.body_hash": "body", "data.calls": "calls"}
"""Fields by the words that people read for them."""


def add_changes(seeds: Seeds, view: View, since: str) -> None:
    """The atoms that have changed since a state or in a range of commits, and the lines of them that did. Raises
    UsageError for an unknown state."""
    changed = find_changed_since_commit(view, Narrowed(), since)
    removed = []
    for change in changed.changes:
        stored = changed.there.get(change.id)
        if stored is None:
            removed.append(change.id)
        else:
            seed = seeds.add(stored, _weigh(change, stored), "change")
            seed.role = _describe(change)
    if removed:
        more = len(removed) - MAX_REMOVED
        named = ", ".join(sorted(removed)[:MAX_REMOVED]) + (f" and {more:,} more" if more > 0 else "")
        seeds.notes.append(f"removed: {named}")
    if not changed.changes:
        seeds.notes.append(f"no atom has changed since {since[:100]}")
    seeds.read_as("changes")
    if changed.since.until:
        return  # the files on disk are not those of the range's end
    _mark_lines(seeds, view, since)


def _mark_lines(seeds: Seeds, view: View, since: str) -> None:
    ends = view.range_ends(since)
    commit = ends[0] if ends is not None else view.find_commit(since)
    paths = sorted({seed.stored.atom.file_path for seed in seeds.by_id.values()})[:MAX_FILES]
    lines = find_changed_lines(view, commit, paths) if commit else {}
    for seed in seeds.by_id.values():
        atom = seed.stored.atom
        seed.marked |= {line for line in lines.get(atom.file_path, ()) if atom.line <= line <= atom.end_line}


def _weigh(change: Change, stored: StoredAtom) -> float:
    share = STANDING_WEIGHTS[find_standing(stored.atom.file_path, is_test(stored))]
    if stored.atom.function_name == MODULE_NAME:
        return NAME_WEIGHT * share * _MODULE_WEIGHT
    if change.kind == "added":
        return NAME_WEIGHT * share * _ADDED_WEIGHT
    return NAME_WEIGHT * share * max(_FIELD_WEIGHTS.get(each, _BODY_WEIGHT) for each in changed_fields(change))


def _describe(change: Change) -> str:
    fields = [_MADE_OF.get(each, each.removeprefix("data.").replace("_", " ")) for each in changed_fields(change)]
    kept = [each for each in fields if each in ("signature", "body", "decorators", "bases")] or fields[:3]
    return f"changed: {', '.join(kept)}" if change.kind == "changed" else str(change.kind)
