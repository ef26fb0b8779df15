"""The index as SCIP: definitions with ranges, and a reference for each site of an edge.

The format is that of https://github.com/sourcegraph/scip, `scip.proto`; the fields that are used are named below. A
symbol is `omny . . . ` (no package) and descriptors: the file as a namespace, classes as types, values as terms, macros
as macros, the rest as methods.
Names from outside of the index have no symbol: their package is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from omny import __version__
from omny.base.paths import Root, os_path
from omny.export.lines import Lines
from omny.export.wire import message, number, pack_numbers, text
from omny.model.atom_data import AtomData, held_generation, read_data
from omny.model.atoms import MODULE_NAME, AtomType, StoredAtom, is_class_like
from omny.storage.port.repository import AtomRepository

_UTF8 = 1  # of TextEncoding, and of PositionEncoding: columns are bytes
_DEFINITION, _TEST = 0x1, 0x20  # of SymbolRole
_CLASS, _CONSTANT, _CONSTRUCTOR, _ENUM, _FUNCTION, _GETTER, _INTERFACE, _MACRO = 7, 8, 9, 11, 17, 18, 21, 25
_METHOD, _MODULE, _SETTER, _TYPE_ALIAS, _VARIABLE, _STATIC = 26, 29, 45, 55, 61, 80  # of Kind
_KINDS = {
    AtomType.FUNCTION: _FUNCTION,
    AtomType.ARROW: _FUNCTION,
    AtomType.METHOD: _METHOD,
    AtomType.CLASS: _CLASS,
    AtomType.INTERFACE: _INTERFACE,
    AtomType.ENUM: _ENUM,
    AtomType.TYPE: _TYPE_ALIAS,
    AtomType.CONSTANT: _CONSTANT,
    AtomType.VARIABLE: _VARIABLE,
    AtomType.MACRO: _MACRO,
    AtomType.ROUTE: _FUNCTION,
    AtomType.MODULE: _MODULE,
}
_FINER_KINDS = {
    "constructor": _CONSTRUCTOR,
    "getter": _GETTER,
    "setter": _SETTER,
    "static": _STATIC,
}
_LANGUAGES = {"python": "Python", "javascript": "JavaScript", "typescript": "TypeScript", "tsx": "TypeScriptReact"}

_PREFIX = "omny . . . "
_SIMPLE = re.compile(r"[\w+$-]+", re.ASCII)


def scip(repository: AtomRepository, root: Root, max_bytes: int) -> Iterator[bytes]:
    """The parts of the index message in order, a document a file. Inside one `reading` block."""
    symbols = Symbols()
    atoms = [stored for stored in repository.atoms() if not held_generation(stored.atom.data)]  # its places are no more
    for stored in atoms:
        symbols.add(stored)
    tool = text(1, "omny") + text(2, __version__)
    where = "file://" + quote(os_path(str(root.path)))
    yield message(1, message(2, tool) + text(3, where) + number(4, _UTF8))
    for path, found in groupby(sorted(atoms, key=_place), key=lambda stored: stored.atom.file_path):
        yield message(2, _document(repository, symbols, list(found), Lines(repository, root, path, max_bytes)))


class Symbols:
    """The symbols of atoms. An atom's symbol is that of what encloses it and a descriptor of its own."""

    def __init__(self) -> None:
        self._atoms: dict[str, tuple[AtomType, str, str, str]] = {}  # type, path, qualified name, parent
        self._known: dict[str, str] = {}

    def add(self, stored: StoredAtom) -> None:
        """Makes an atom known."""
        data = read_data(stored.atom.data)
        self._atoms[stored.atom.id] = (stored.atom.type, stored.atom.file_path, data.qualified_name, data.parent)

    def symbol(self, id_: str) -> str:
        """The symbol of an atom; "" for an unknown atom."""
        if id_ not in self._known:
            self._known[id_] = self._make_symbol(id_)
        return self._known[id_]

    def _make_symbol(self, id_: str) -> str:
        if id_ not in self._atoms:
            return ""
        kind, path, name, parent = self._atoms[id_]
        if kind == AtomType.MODULE:
            return f"{_PREFIX}{_identifier(path)}/"
        around = self._atoms[parent][2] if parent in self._atoms else MODULE_NAME
        own = name.removeprefix(f"{around}.") if around != MODULE_NAME else name
        before = self.symbol(parent) or f"{_PREFIX}{_identifier(path)}/"
        if is_class_like(kind) or kind == AtomType.TYPE:
            return f"{before}{_identifier(own)}#"
        if kind == AtomType.MACRO:
            return f"{before}{_identifier(own)}!"
        if kind in (AtomType.CONSTANT, AtomType.VARIABLE):
            return f"{before}{_identifier(own)}."
        plain_name, repeated, number_ = own.rpartition("~")
        if repeated and plain_name and number_.isdigit():
            return f"{before}{_identifier(plain_name)}(+{int(number_) - 1})."
        return f"{before}{_identifier(own)}()."


def _document(repository: AtomRepository, symbols: Symbols, atoms: list[StoredAtom], lines: Lines) -> bytes:
    path = atoms[0].atom.file_path
    entry = repository.ledger_entry(path)
    language = entry.language if entry is not None else ""
    found: list[tuple[list[int], str, int, list[int]]] = []
    information = []
    for stored in atoms:
        data = read_data(stored.atom.data)
        found.append(_definition(symbols, stored, data, lines))
        found += _references(symbols, stored, data, lines)
        information.append(message(3, _information(symbols, stored, data)))
    occurrences = [message(2, _occurrence(*each)) for each in sorted(found)]
    return b"".join(
        [
            text(1, path),
            *occurrences,
            *information,
            text(4, _LANGUAGES.get(language, language)),
            number(6, _UTF8),
        ]
    )


def _definition(
    symbols: Symbols, stored: StoredAtom, data: AtomData, lines: Lines
) -> tuple[list[int], str, int, list[int]]:
    atom = stored.atom
    start, end = lines.find(atom.line, atom.function_name) if atom.type != AtomType.MODULE else (0, 0)
    first = (data.source_line or atom.line) - 1
    around = _range(first, 0, atom.end_line - 1, lines.end(atom.end_line)) if lines.are_known else []
    roles = _DEFINITION | (_TEST if data.is_test else 0)
    return _range(atom.line - 1, start, atom.line - 1, end), symbols.symbol(atom.id), roles, around


def _references(
    symbols: Symbols, stored: StoredAtom, data: AtomData, lines: Lines
) -> Iterable[tuple[list[int], str, int, list[int]]]:
    """A reference for each symbol at each place: a place can make edges of several types to one atom."""
    told = set()
    for site in data.call_sites:
        symbol = symbols.symbol(site.target)
        line = stored.atom.line + site.offset
        if symbol and (line, site.column, symbol) not in told:
            told.add((line, site.column, symbol))
            end = site.column + lines.name_at(line, site.column)
            yield _range(line - 1, site.column, line - 1, end), symbol, _TEST if data.is_test else 0, []


def _range(line: int, column: int, end_line: int, end_column: int) -> list[int]:
    return [line, column, end_column] if line == end_line else [line, column, end_line, end_column]


def _occurrence(place: list[int], symbol: str, roles: int, around: list[int]) -> bytes:
    enclosing = message(7, pack_numbers(around)) if around else b""
    return message(1, pack_numbers(place)) + text(2, symbol) + number(3, roles) + enclosing


def _information(symbols: Symbols, stored: StoredAtom, data: AtomData) -> bytes:
    atom = stored.atom
    kind = _FINER_KINDS.get(data.kind, _KINDS[atom.type])
    name = atom.file_path if atom.type == AtomType.MODULE else atom.function_name
    bases = filter(None, map(symbols.symbol, data.inherits))
    return b"".join(
        [
            text(1, symbols.symbol(atom.id)),
            *([text(3, f"{atom.function_name}{atom.signature}")] if atom.signature else []),
            text(3, data.doc),
            *(message(4, text(1, base) + number(3, 1)) for base in bases),  # is_implementation
            number(5, kind),
            text(6, name),
            text(8, symbols.symbol(data.parent)),
        ]
    )


def _identifier(name: str) -> str:
    return name if _SIMPLE.fullmatch(name) else "`" + name.replace("`", "``") + "`"


def _place(stored: StoredAtom) -> tuple[str, int, int, str]:
    atom = stored.atom
    return atom.file_path, atom.line, -atom.end_line, atom.id
