"""ATOM and FILE, as a person or an agent names them, to the one atom or file that is meant. The one resolver of all
commands and tools: `omny/query/naming.py` reads the text, this module asks the index.

An exact id or path decides. Of several matches one decides alone only where it is the one that is the project's own
code, and the answer says that there are others. All look-ups go through an index of the store; a path by its ending is
a walk through the paths, never through the atoms.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from omny.base.errors import AmbiguousError, UnknownNameError
from omny.base.hints import Command, Hint
from omny.base.paths import os_path
from omny.base.plain import as_it_was
from omny.model.atom_data import read_detail
from omny.model.atoms import MODULE_NAME, VALUE_TYPES, AtomType, StoredAtom, is_class_like
from omny.model.files import LedgerEntry
from omny.model.standing import Standing, find_standing
from omny.query.naming import (
    Named,
    fits,
    fits_inside,
    fits_module,
    is_ending,
    is_route,
    is_whole_name,
    parse_name,
)
from omny.storage.port.records import Namesake

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

MAX_DEFINITIONS = 20
"""Listed definitions of one name in one place; overloads are a few."""

MAX_OTHERS = 20
"""Other atoms of a name that an answer names."""

MAX_PATHS = 100
"""Files with one ending that are looked into. More of them are no way to name one."""

MAX_SHOWN = 200  # characters of a name in an error

_BODILESS = frozenset(("interface", "signature"))  # types and kinds without code: a definition beside them has it
_NOT_INDEXED = Hint.of("see {}, or run {}", Command("status --skipped"), Command("index"))

_STUB = "overload"  # last part of the decorator of a signature without code


class Names(Protocol):
    """The part of a repository that names are looked up in."""

    def get_many(self, ids: Collection[str]) -> dict[str, StoredAtom]:
        """As `AnswersSide.get_many`."""

    def namesakes(self, name: str) -> list[Namesake]:
        """As `AnswersSide.namesakes`."""

    def in_file(self, path: str) -> list[StoredAtom]:
        """As `AnswersSide.in_file`."""

    def ledger_entry(self, path: str) -> LedgerEntry | None:
        """As `AnswersSide.ledger_entry`."""

    def search_paths(self, text: str) -> list[str]:
        """As `AnswersSide.search_paths`."""

    def surface(self, hash: str, language: str, extractor: str) -> bytes | None:  # noqa: A002
        """As `StateSide.surface`."""

    def find_publishers(self, name: str, most: int) -> list[str]:
        """As `StateSide.find_publishers`."""


class ResolvedName(msgspec.Struct, frozen=True):
    """The atom that a name means, and the ids of the others that have the name."""

    stored: StoredAtom
    others: list[str]
    definitions: Sequence[str] = ()  # ids of what else is defined in its place, where it answers for them: overloads
    code: str = ""  # id of the definition with the code, where the name is that of an overload without any
    file: str = ""  # path of the file that was named, where the atom is its module

    @property
    def document_fields(self) -> dict[str, Any]:
        """What a document says of the name; nothing where it has one meaning."""
        told: dict[str, Any] = {"definitions": self.definitions} if self.definitions else {}
        told |= {"code_in": self.code} if self.code else {}
        told |= {"file": self.file} if self.file else {}
        return told | ({"others": self.others[:MAX_OTHERS], "others_total": len(self.others)} if self.others else {})


def resolve_atom(repository: AtomRepository, typed: str, root: str = "") -> ResolvedName:
    """The atom that the text means, below an absolute `root`.

    Raises AmbiguousError with all ids, the project's own code first, where it means several; UnknownNameError with the
    nearest names where it means none.
    """
    ids = matching_ids(repository, typed, root)
    if not ids:
        raise unknown_name(repository, typed, root)
    decided = _decide(repository, typed, ids, root)
    if decided is None:
        raise AmbiguousError("", typed, [each.id for each in ids])
    stored = repository.get_many([decided])[decided]
    answers_for_all = _base(decided) != decided and "~" not in typed
    definitions = other_definitions(repository, stored) if answers_for_all else []
    code = _find_code(repository, stored) if _is_stub(stored) else ""
    return ResolvedName(stored, [each.id for each in ids if each.id != decided], definitions, code)


def answer_for_overload(repository: AtomRepository, meant: ResolvedName) -> ResolvedName:
    """The definition with the code in place of an overload of a function, which nothing calls; else what is meant."""
    coded = repository.get(meant.code) if meant.code and not is_class_like(meant.stored.atom.type) else None
    if coded is None:
        return meant
    return msgspec.structs.replace(meant, stored=coded, definitions=other_definitions(repository, coded))


def resolve_atom_or_module(repository: AtomRepository, typed: str, root: str = "") -> ResolvedName:
    """The atom that the text means, or where it names one file the module of that. Raises as `resolve_atom`."""
    try:
        return resolve_atom(repository, typed, root)
    except UnknownNameError:
        text = parse_name(typed, root)
        paths = [] if text.lines or text.inside or text.is_outside else file_paths(repository, text, root)
        module = repository.get(f"{paths[0]}::{MODULE_NAME}") if len(paths) == 1 else None
        if module is None:
            raise
        return ResolvedName(module, [], file=paths[0])


def find_only_atom(repository: AtomRepository, typed: str, root: str = "") -> StoredAtom:
    """The one atom that has the name, for edits: of several none is taken. Raises as `resolve_atom`."""
    ids = matching_ids(repository, typed, root)
    if not ids:
        raise unknown_name(repository, typed, root)
    if len(ids) > 1:
        raise AmbiguousError("", typed, [each.id for each in ids])
    return repository.get_many([ids[0].id])[ids[0].id]


def matching_atoms(repository: AtomRepository, typed: str, root: str = "") -> list[StoredAtom]:
    """All atoms that the text can mean, the project's own code first."""
    ids = [each.id for each in matching_ids(repository, typed, root)]
    found = repository.get_many(ids)
    return [found[id_] for id_ in ids]


def matching_ids(names: Names, typed: str, root: str = "") -> list[Namesake]:
    """All that the text can mean, the project's own code first; of several definitions in one place the one
    that answers for all."""
    text = parse_name(typed, root)
    for id_ in dict.fromkeys((typed, text.text, as_it_was(typed))):
        if id_ in (found := names.get_many([id_])):
            return [_namesake(found[id_])]
    if is_route(text.text):
        routes = [each for each in names.namesakes(text.text) if each.type == AtomType.ROUTE]
        return sorted(routes or _find_routed(names, text.text), key=lambda each: _order(text, each))
    every = [] if text.is_outside else _matches(names, text, root)
    wanted = [each for each in every if not text.types or each.type in text.types]
    return sorted(_pick_definitions(names, _leave_out_values(wanted), text), key=lambda each: _order(text, each))


def _leave_out_values(found: list[Namesake]) -> list[Namesake]:
    """The atoms with code or members; if none has any, the values. A value beside a function is meant by its id."""
    called = [each for each in found if each.type not in VALUE_TYPES]
    return called or found


def find_file(repository: AtomRepository, typed: str, root: str = "", here: str = "") -> str:
    """The path of the file that the text names: `here`, if the text is relative to the current folder; or else relative
    to the root, or by the end of a path.

    Raises AmbiguousError if several paths have this end, UnknownNameError if none has it.
    """
    text = parse_name(typed, root)
    paths = file_paths(repository, text, root, here)
    if len(paths) > 1:
        raise AmbiguousError("", typed, paths, noun="files")
    if paths:
        return paths[0]
    hint = _NOT_INDEXED
    if matching_ids(repository, typed, root):
        hint = Hint.of("{} is an atom: {} shows it", repr(typed), Command("show"))
    raise UnknownNameError("", "not in the index", path=typed, hint=hint)


def file_paths(names: Names, text: Named, root: str = "", here: str = "") -> list[str]:
    """The paths that the text can mean, own code first. A file that is on disk is meant by its path, and no other by
    the same ending: the answer would speak of another file than the one that was named."""
    whole = [here] if here else list(dict.fromkeys(filter(None, (text.text, text.path, as_it_was(text.text)))))
    if known := next((path for path in whole if names.ledger_entry(path) is not None), ""):
        return [known]
    if text.is_outside or any(_is_on_disk(root, path) for path in whole):
        return []
    ending = text.path or text.text
    found = [path for path in names.search_paths(ending) if is_ending(ending, path)] if ending else []
    return sorted(found, key=lambda path: (find_standing(path, False), path))


def other_definitions(repository: AtomRepository, stored: StoredAtom) -> list[str]:
    """The ids of what else is defined in that place under the name of an atom, such as its overloads, in order."""
    first = _base(stored.atom.id)
    every = [first, *(f"{first}~{again}" for again in range(2, MAX_DEFINITIONS + 1))]
    found = repository.get_many(every)
    return [id_ for id_ in every if id_ in found and id_ != stored.atom.id]


def _find_code(repository: AtomRepository, stored: StoredAtom) -> str:
    """The id of the definition with the code of an overload; "" without one."""
    found = repository.get_many(other_definitions(repository, stored))
    coded = main_definition(sorted([stored, *found.values()], key=lambda each: (each.atom.line, each.atom.id)))
    return coded if coded != stored.atom.id and not _is_stub(found[coded]) else ""


def unknown_name(repository: AtomRepository, typed: str, root: str = "", *, op: str = "") -> UnknownNameError:
    """What is said where the text means no atom."""
    from omny.query.nearest import nearest_names  # here, since a name that is known asks for no other

    text = parse_name(typed, root)
    shown = typed if len(typed) <= MAX_SHOWN else f"{typed[:MAX_SHOWN]}…"
    if text.is_outside:
        return UnknownNameError(op, f"{shown!r} is outside the project", hint="name a path below its root")
    if not text.inside and (paths := file_paths(repository, text, root)):
        return _not_in_file(repository, text, paths, op)
    if text.lines and not text.dotted:
        return UnknownNameError(op, "no indexed file has this path", path=text.path, hint=_NOT_INDEXED)
    ids = nearest_names(repository, text)
    hint = f"similar names: {', '.join(ids)}" if ids else Hint.of("try {}", Command("search"))
    return UnknownNameError(op, f"no atom is named {shown!r}", hint=hint, name=typed, ids=ids)


def _not_in_file(repository: AtomRepository, text: Named, paths: list[str], op: str) -> UnknownNameError:
    """What is said of a text that names files, and no atom of them."""
    path = paths[0]
    entry = repository.ledger_entry(path)
    if len(paths) > 1:
        shown = ", ".join(paths[:MAX_OTHERS])
        return UnknownNameError(op, f"{len(paths):,} files have that name", path=text.path, hint=f"they are {shown}")
    if entry is not None and not entry.is_indexed:
        return UnknownNameError(op, f"the file is not indexed: {entry.explanation}", path=path)
    if text.lines and entry is not None:
        reason = f"line {text.lines[0]:,} is in no atom; the file has {entry.lines:,} lines"
        return UnknownNameError(op, reason, path=path, hint=Hint.of("{} lists its atoms", Command("outline")))
    module = f"{path}::{MODULE_NAME}"
    hint = Hint.of("{} lists its atoms; its module is {}", Command("outline"), module)
    return UnknownNameError(op, "this is a file", path=path, hint=hint)


def main_definition(definitions: list[StoredAtom]) -> str:
    """The id of the one of several definitions of a name in one place that the name means: of overloads the one with
    the code, else the first."""
    coded = [stored for stored in definitions if not _is_stub(stored)]
    return (coded[-1] if coded and len(coded) < len(definitions) else definitions[0]).atom.id


def is_test(stored: StoredAtom) -> bool:
    """Whether the atom stands in a test."""
    return read_detail(stored.atom.data).is_test


def _is_stub(stored: StoredAtom) -> bool:
    data = read_detail(stored.atom.data)
    is_bodiless = not _BODILESS.isdisjoint((stored.atom.type, data.kind))
    return is_bodiless or any(each.rpartition(".")[2] == _STUB for each in data.decorators)


def _is_on_disk(root: str, path: str) -> bool:
    """Whether there is such a file below the root."""
    try:
        return bool(root) and os.path.isfile(os.path.join(os_path(root), os_path(path)))
    except ValueError:  # a NUL in it
        return False


def _matches(names: Names, text: Named, root: str) -> list[Namesake]:
    """All that the text can mean, in no order."""
    if text.inside and text.path and names.ledger_entry(text.path) is None and _is_on_disk(root, text.path):
        return []  # as in `file_paths`
    found: list[Namesake] = []
    if text.dotted:
        found = [each for each in names.namesakes(text.last) if can_mean(text, each.id)]
    if found or not (text.path or text.dotted):
        return found
    if text.inside:
        return _find_reexported(names, text, root)
    if text.lines:
        paths = file_paths(names, text, root)[:MAX_PATHS]
        return [at for path in paths for at in _at(names.in_file(path), text.lines)]
    paths = [path for path in names.search_paths(text.last) if fits_module(text, path)]
    modules = names.get_many([f"{path}::{MODULE_NAME}" for path in paths[:MAX_PATHS]])
    return [_namesake(stored) for stored in modules.values()] or _find_reexported(names, text)


def _find_routed(names: Names, text: str) -> list[Namesake]:
    """The route whose whole path a text has, with the prefixes of other files."""
    from omny.query.routed import routed_ids  # here, as below

    return [_namesake(stored) for stored in names.get_many(routed_ids(names, text)).values()]


def _find_reexported(names: Names, text: Named, root: str = "") -> list[Namesake]:
    """The atoms that another module shows by the name."""
    if not text.inside and ("." not in text.dotted or file_paths(names, text)):  # `cart.py` is a file
        return []
    from omny.query.reexported import reexported_ids  # here, since hardly a name needs it

    paths = file_paths(names, msgspec.structs.replace(text, text=text.path), root) if text.inside else []
    return [_namesake(stored) for stored in names.get_many(reexported_ids(names, text, paths)).values()]


def can_mean(text: Named, id_: str) -> bool:
    """Whether a text can mean the atom of that id."""
    if text.path and text.inside and is_ending(text.path, id_.partition("::")[0]):
        return fits_inside(text, id_)
    return fits(text, id_)


def _at(atoms: Iterable[StoredAtom], lines: tuple[int, int]) -> list[Namesake]:
    """The innermost of the atoms that holds the lines."""
    first, last = lines
    around = [each for each in atoms if _first_line(each) <= first and last <= each.atom.end_line]
    around = [each for each in around if each.atom.function_name != MODULE_NAME] or around
    decorated = [range(_first_line(each), each.atom.line) for each in around]  # what stands there is the definition's
    around = [
        each
        for each in around
        if each.atom.type != AtomType.ROUTE or not any(each.atom.line in lines for lines in decorated)
    ]
    inner = min(
        around,
        key=lambda each: (each.atom.end_line - _first_line(each), -each.atom.line, each.atom.type == AtomType.ROUTE),
        default=None,
    )
    return [_namesake(inner)] if inner is not None else []


def _first_line(stored: StoredAtom) -> int:
    """The first line of the text of an atom, decorators included."""
    return min(read_detail(stored.atom.data).source_line or stored.atom.line, stored.atom.line)


def _namesake(stored: StoredAtom) -> Namesake:
    return Namesake(stored.atom.id, stored.atom.type, is_test(stored))


def _pick_definitions(names: Names, found: list[Namesake], text: Named) -> list[Namesake]:
    """Of definitions of one name in one place the one that answers, unless the text says which."""
    if "~" in text.text:
        return found
    places: dict[str, list[Namesake]] = {}
    for each in found:
        places.setdefault(_base(each.id), []).append(each)
    several = [each.id for group in places.values() if len(group) > 1 for each in group]
    stored = names.get_many(several) if several else {}
    kept = []
    for group in places.values():
        if len(group) == 1 or any(each.id not in stored for each in group):
            kept.append(group[0])
            continue
        ordered = sorted(group, key=lambda each: (stored[each.id].atom.line, each.id))
        meant = main_definition([stored[each.id] for each in ordered])
        kept += [each for each in group if each.id == meant]
    return kept


def _base(id_: str) -> str:
    first, mark, number = id_.rpartition("~")
    return first if mark and number.isdigit() else id_


def _order(text: Named, each: Namesake) -> tuple[Any, ...]:
    path = each.id.partition("::")[0]
    return find_standing(path, each.is_test), not is_whole_name(text, each.id), each.id


def _decide(repository: AtomRepository, typed: str, ids: list[Namesake], root: str) -> str | None:
    """The id for a name with these matches, None if no rule decides."""
    if len(ids) == 1:
        return ids[0].id
    text = parse_name(typed, root)
    code = [each for each in ids if find_standing(each.id.partition("::")[0], each.is_test) == Standing.CODE]
    whole = [each for each in code if is_whole_name(text, each.id)]
    return next((several[0].id for several in (code, whole) if len(several) == 1), None)
