"""The index as a tags file, in the extended format of Universal Ctags (tags(5)): sorted by name, a line for each atom
that has a name of its own, found by its line number."""

from __future__ import annotations

from collections.abc import Iterator

from omny import __version__
from omny.base.plain import plain
from omny.languages import find_language
from omny.model.atom_data import AtomDetail, held_generation, read_detail
from omny.model.atoms import AtomType, StoredAtom, is_class_like
from omny.storage.port.repository import AtomRepository

_KINDS = {
    AtomType.FUNCTION: ("f", "function"),
    AtomType.ARROW: ("f", "function"),
    AtomType.METHOD: ("m", "method"),
    AtomType.CLASS: ("c", "class"),
    AtomType.INTERFACE: ("i", "interface"),
    AtomType.ENUM: ("g", "enum"),
    AtomType.TYPE: ("t", "typedef"),
    AtomType.CONSTANT: ("C", "constant"),
    AtomType.VARIABLE: ("v", "variable"),
    AtomType.MACRO: ("d", "macro"),
}
_FINER_KINDS = {"getter": ("G", "getter"), "setter": ("S", "setter")}
_HEAD = (
    ("!_TAG_FILE_ENCODING", "utf-8", ""),
    ("!_TAG_FILE_FORMAT", "2", "extended format"),
    ("!_TAG_FILE_SORTED", "1", "0=unsorted, 1=sorted, 2=foldcase"),
    ("!_TAG_PROGRAM_NAME", "omny", ""),
    ("!_TAG_PROGRAM_VERSION", __version__, ""),
)


def ctags(repository: AtomRepository) -> Iterator[str]:
    """The lines of the file, with their ends. Inside one `reading` block."""
    for name, value, comment in _HEAD:
        yield f"{name}\t{value}\t/{comment}/\n"
    languages: dict[str, str] = {}
    atoms = {
        stored.atom.id: (stored, read_detail(stored.atom.data))
        for stored in repository.atoms()
        if not held_generation(stored.atom.data)
    }
    found = []
    for stored, data in atoms.values():
        path = stored.atom.file_path
        if path not in languages:
            entry = repository.ledger_entry(path)
            language = entry.language if entry is not None else ""
            languages[path] = _title(language)
        if stored.atom.type in _KINDS:
            found.append(_line(stored, data, atoms.get(data.parent), languages[path]))
    yield from sorted(found, key=str.encode)


def _line(stored: StoredAtom, data: AtomDetail, around: tuple[StoredAtom, AtomDetail] | None, language: str) -> str:
    atom = stored.atom
    fields = [
        plain(atom.function_name),
        plain(atom.file_path),
        f'{atom.line};"',
        _kind(atom.type, data)[0],
        f"line:{atom.line}",
        f"language:{language}",
    ]
    if around is not None and around[0].atom.type in _KINDS:
        fields.append(f"{_kind(around[0].atom.type, around[1])[1]}:{_value(around[1].qualified_name)}")
    if data.bases:
        fields.append(f"inherits:{_value(','.join(data.bases))}")
    if data.returns:
        fields.append(f"typeref:typename:{_value(data.returns)}")
    if atom.signature and not is_class_like(atom.type):
        fields.append(f"signature:{_value(_parameters(atom.signature, data.returns))}")
    return "\t".join([*fields, f"end:{atom.end_line}"]) + "\n"


def _title(name: str) -> str:
    """A language, as Universal Ctags writes it."""
    language = find_language(name)
    return (language.naming.title if language is not None else "") or name


def _kind(of: AtomType, data: AtomDetail) -> tuple[str, str]:
    return _FINER_KINDS.get(data.kind, _KINDS[of])


def _parameters(signature: str, returns: str) -> str:
    """The parameters of a signature, without the rest."""
    if returns and signature.endswith(returns):
        return signature[: -len(returns)].rstrip().removesuffix("->").removesuffix(":").rstrip()
    return signature


def _value(text: str) -> str:
    """The value of a field: a backslash begins an escape there."""
    return plain(text.replace("\\", "\\\\"))
