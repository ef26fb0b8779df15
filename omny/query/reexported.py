"""An atom by a name that another module shows it by: `shop.total_price`, where `shop/__init__.py` imports it from
`shop.money`; `src/index.ts::total`, where that file exports it from elsewhere; `Cart.price`, where `Cart` inherits it.

What is asked are the stored surfaces, by the evaluator that edges are resolved by. Asked only where no atom has the
name, since it loads the languages. Of a state of the past there are no surfaces: ids are all that there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from omny.model.atoms import MODULE_NAME, TYPES_WITH_MEMBERS
from omny.model.files import LedgerEntry
from omny.query.naming import Named, fits_module

if TYPE_CHECKING:
    from omny.query.lookup import Names
    from omny.resolve.evaluate import Evaluator
    from omny.resolve.values import Values

MAX_MODULES = 20
"""Files that a look-up of a name reads. With more modules, a name tells too little."""

MAX_SEGMENTS = 12
"""Parts of a dotted name: each can be where the module ends."""


def reexported_ids(names: Names, text: Named, paths: list[str]) -> list[str]:
    """The ids that may be of atoms which a module shows by this name; `paths` are the files that a path before `::`
    can mean."""
    found: dict[str, None] = {}
    for path, rest in _modules(names, text, paths):
        found |= dict.fromkeys(_find_exports(names, path, rest))
    return list(found)


def _modules(names: Names, text: Named, paths: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The files that can be the module of the name, each with what is named in it."""
    segments = text.dotted.split(".")
    if text.inside:
        yield from ((path, text.inside.split(".")) for path in paths[:MAX_MODULES])
        return
    if len(segments) > 1:
        owners = [each.id.partition("::") for each in names.namesakes(segments[0]) if each.type in TYPES_WITH_MEMBERS]
        yield from ((path, segments) for path, _, name in owners[:MAX_MODULES] if name == segments[0])
    for end in range(min(len(segments), MAX_SEGMENTS) - 1, 0, -1):
        module = msgspec.structs.replace(text, dotted=".".join(segments[:end]))
        fitting = [path for path in names.search_paths(segments[end - 1]) if fits_module(module, path)]
        yield from ((path, segments[end:]) for path in fitting[:MAX_MODULES])


def _find_exports(names: Names, path: str, rest: list[str]) -> list[str]:
    """The ids of the atoms that the file exports under a name, or of their member."""
    entry = names.ledger_entry(path)
    encoded = names.surface(entry.hash, entry.language, entry.extractor) if entry and entry.is_indexed else None
    if entry is None or encoded is None:
        return []
    from omny.languages import require_language
    from omny.pipeline.tree_state import TreeState, decode_surface
    from omny.resolve.evaluate import Evaluator
    from omny.resolve.recording import RecordingLookup

    state = TreeState(names, LedgerRows(names))
    language, surface = require_language(entry.language), decode_surface(encoded)
    evaluator = Evaluator(path, surface, language, RecordingLookup(state, path), state.shared)
    values = evaluator.export(path, rest[0]) or {}
    for name in rest[1:]:
        values = _member(evaluator, values, name)
    return _ids(values)


def _member(evaluator: Evaluator, values: Values, name: str) -> Values:
    from omny.resolve.values import Defined, Module

    found: Values = {}
    for value in values:
        if isinstance(value, Module):
            found |= evaluator.export(value.path, name) or {}
        elif isinstance(value, Defined):
            # A property of a class has a value, which is not meant; an instance's members have no other way.
            found |= {Defined(value.path, f"{value.qualname}.{name}"): False}
            found |= evaluator.evaluate(value.path, f"@{value.qualname} {name}")
    return found


def _ids(values: Values) -> list[str]:
    from omny.resolve.values import Defined, Module

    ids = [f"{value.path}::{value.qualname}" for value in values if isinstance(value, Defined)]
    return ids + [f"{value.path}::{MODULE_NAME}" for value in values if isinstance(value, Module)]


class LedgerRows(Mapping[str, LedgerEntry]):
    """The ledger, read a row at a time: a look-up asks about few files."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __getitem__(self, path: str) -> LedgerEntry:
        entry = self._names.ledger_entry(path)
        if entry is None:
            raise KeyError(path)
        return entry

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("rows are read one by one")

    def __len__(self) -> int:
        return 1  # it is not empty: nobody asks for more
