"""The text of an atom, as words: what a search ranks it by, and what stands for its meaning. Pure.

A file's facts hold the words of what each definition says about itself (its documentation) and of what stands in it
(names, comments, short literals), each word once, in the order of the source. `describe` adds what the atom itself
says: its name, its signature, the names around it and its path. Words are whole and lower-case; a backend makes stems
of them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from functools import lru_cache

import msgspec

from omny.model.atom_data import read_detail
from omny.model.atoms import Atom, AtomType

MAX_WORD_CHARACTERS = 40
"""A longer word is data, or a name that nobody types."""

MAX_WORDS = 2_000
"""Words of a part of an atom that are kept: a very long function has no more that tell."""

COMMON = frozenset(
    """
    a an and are as at be been but by can do does for from had has have how if in into is it its may more no not of on
    or should so some such than that the their them then there these they this to was we were what when where which who
    why will with would you your
    """.split()  # noqa: SIM905
)
"""Words of every text. They are kept of names alone, and select only where a search has no others."""

MAX_NUMBER = 0xFFFF
"""Words of a file are numbered up to here: those after it are left out."""

_RUN = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class AtomText(msgspec.Struct, frozen=True):
    """What the source says of one definition: the words of its documentation, and those that stand in it."""

    doc: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True):
    """The text of an atom, in words."""

    id: str
    name: tuple[str, ...]
    doc: tuple[str, ...]
    around: tuple[str, ...]  # signature, enclosing names, path
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        """All words, those that say most first."""
        return " ".join(dict.fromkeys((*self.name, *self.doc, *self.around, *self.body)))


NO_TEXT = AtomText()

_SAYS_DOC = '"doc":'
"""A quote inside of a string of JSON has a backslash before it. To parse the data of each atom takes longer."""


@lru_cache(maxsize=65536)
def split_words(text: str) -> tuple[str, ...]:
    """The words of a name or a text, in lower case: of "getHTTPUser_2" get, http and user, and the whole where a name
    has several and no underscore, as people type it in one."""
    words: dict[str, None] = {}
    for run in _RUN.findall(text):
        if run.islower():
            words[run] = None
            continue
        pieces = _PIECE.findall(run) if run.isascii() else _split_cases(run)
        for piece in pieces:
            words[piece.lower()] = None
        if len(pieces) > 1:
            words[run.lower()] = None
    return tuple(word for word in words if len(word) <= MAX_WORD_CHARACTERS)


def _split_cases(run: str) -> list[str]:
    """The pieces of a name with other letters than those of ASCII: each begins where a capital follows a small one."""
    starts = [at for at in range(1, len(run)) if run[at].isupper() and run[at - 1].islower()]
    return [run[start:end] for start, end in zip([0, *starts], [*starts, len(run)], strict=True)]


def describe(atom: Atom, text: AtomText, split: Callable[[str], tuple[str, ...]] = split_words) -> Document:
    """The text of an atom whose source says `text`. `split` is a form of `split_words`."""
    if atom.type == AtomType.MODULE:
        name, enclosing = atom.file_path.rpartition("/")[2].partition(".")[0], ""
    else:
        name, enclosing = atom.function_name, atom.id.partition("::")[2].rpartition(".")[0]
    path = atom.file_path.rpartition(".")[0] or atom.file_path
    around = (*split_words(enclosing), *split(atom.signature), *split_words(path))
    doc = text.doc or (split_words(read_detail(atom.data).doc) if _SAYS_DOC in atom.data else ())
    return Document(atom.id, split(name), doc, tuple(dict.fromkeys(around)), text.body)


def pack_texts(texts: Iterable[AtomText]) -> bytes:
    """The texts of a file's definitions, in their order, as facts hold them: each word once for the file, and numbers
    of words for each definition."""
    numbers: dict[str, int] = {}
    packed = array("H")
    for text in texts:
        for part in (text.doc, text.body):
            known = [numbers.setdefault(word, len(numbers)) for word in part[:MAX_WORDS]]
            if len(numbers) > MAX_NUMBER:
                known = [number for number in known if number <= MAX_NUMBER]
            packed.append(len(known))
            packed.extend(known)
    words = " ".join([word for word, number in numbers.items() if number <= MAX_NUMBER]).encode()
    return len(words).to_bytes(4, "little") + words + packed.tobytes() if packed else b""


def unpack_texts(packed: bytes) -> list[AtomText]:
    """The texts that `pack_texts` packed."""
    if not packed:
        return []
    end = 4 + int.from_bytes(packed[:4], "little")
    words = packed[4:end].decode().split(" ")
    numbers = array("H")
    numbers.frombytes(packed[end:])
    texts: list[AtomText] = []
    at = 0
    while at < len(numbers):
        parts: list[tuple[str, ...]] = []
        for _ in range(2):
            count = numbers[at]
            parts.append(tuple([words[number] for number in numbers[at + 1 : at + 1 + count]]))
            at += 1 + count
        texts.append(AtomText(*parts))
    return texts


class _Named(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is read of a `Definition`."""

    qualname: str


class _Texts(msgspec.Struct, frozen=True, array_like=True):
    """What is read of `FileFacts`: all else is passed over, which takes a tenth of the time."""

    definitions: list[_Named]
    chains: msgspec.Raw
    packed_references: msgspec.Raw
    lines: msgspec.Raw
    error_ratio: msgspec.Raw
    error_line: msgspec.Raw = msgspec.Raw()
    texts: bytes = b""


_read_texts = msgspec.msgpack.Decoder(_Texts).decode


def leave_out_bodies(packed: bytes) -> bytes:
    """Packed texts with their documentation alone."""
    return pack_texts(AtomText(text.doc) for text in unpack_texts(packed))


def texts_by_name(encoded: bytes) -> dict[str, AtomText]:
    """The texts of a file's definitions by qualified name, from its stored `FileFacts`; none in the facts of an older
    extractor. Raises msgspec.DecodeError, ValueError or IndexError where Omny has not written them so."""
    from omny.model.facts import inflate_facts  # here, since no question asks

    facts = _read_texts(inflate_facts(encoded))
    texts = unpack_texts(facts.texts)
    return {each.qualname: text for each, text in zip(facts.definitions, texts, strict=False)}
