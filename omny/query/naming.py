"""`Named`: the text by which a person or an agent names an atom or file, read into its parts. Pure: no index is asked.

Text comes from editors, stack traces, test runners, imports and chats: `shop/cart.py::Cart.price`, `Cart#price`,
`Cart.price(1)`, `class Cart`, `shop.money.total_price`, `shop/cart.py:12`, `File "shop/cart.py", line 12`.
"""

from __future__ import annotations

import re
from posixpath import normpath

import msgspec

from omny.model.atoms import AtomType
from omny.query.spelling import module_path, spelling, strip_alias

MAX_LENGTH = 5_000
"""Characters of a name. A path has 4,096 bytes at most."""

# The patterns of what few names have are compiled when a name may have it: that takes longer than to find an atom.
_FRAME = r"^(?:at\s+)?(?:\S.*?\s)?\((?P<place>[^()]+:\d{1,9}(?::\d{1,9})?)\)$"
_TRACE = r"""^(?:File )?["']?(?P<path>.+?)["']?, line (?P<line>\d{1,9})(?:, in .*)?$"""
_PLACE = (
    r"^(?P<path>.+?)"
    r"(?:(?::|#L)(?P<line>\d{1,9})(?:(?:-L?(?P<end>\d{1,9}))|(?:[:,C]\d{1,9}))?|\((?P<called>\d{1,9})\)):?$"
)
_CALL = r"(?s)(?<=[\w$>])\s*\(.*$"  # arguments or parameters, and what follows them
_ARGUMENTS = r"(?<=\w)(?:<[^<>]*>|\[[^\[\]]*\])(?=$|[.:#])"  # of a type, or of a parametrised test
_WORD = re.compile(r"^[\w$]+$")
_SEPARATOR = re.compile(r"\?\.|::|->|[.#/\\]")
_NUMBER = re.compile(r"~\d{1,9}$")
_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")


class Named(msgspec.Struct, frozen=True):
    """The parts of a text that names something."""

    text: str  # without white space around it, relative to the root where it was an absolute path below it
    path: str = ""  # a path or its ending, where the text can hold one
    inside: str = ""  # qualified name inside of `path`; "" where the file itself is meant
    lines: tuple[int, int] | None = None  # first and last line of a place in `path`
    dotted: str = ""  # module and qualified name, or an ending of these, with dots throughout
    types: frozenset[AtomType] = frozenset()  # of atoms; none means all
    is_outside: bool = False  # whether it is an absolute path that is not below the root

    @property
    def last(self) -> str:
        """The name at the end of `dotted`."""
        return _NUMBER.sub("", self.dotted.rpartition(".")[2])


def parse_name(typed: str, root: str = "") -> Named:
    """The parts of a text. Paths of the index are relative to the absolute path `root`."""
    text = typed.strip()[:MAX_LENGTH]
    if text.endswith(")") and (frame := re.match(_FRAME, text)):
        text = frame["place"]
    text, is_outside = _relative(text.removeprefix("at ").removeprefix("file://"), root)
    if place := _place(text):
        path, is_outside = _relative(place["path"].strip(), root)
        groups = place.groupdict()
        first, end = int(groups["line"] or groups["called"]), groups.get("end")
        dotted = _join_with_dots(_strip_words(text)[0]) if text.endswith(")") else ""  # `price(1)` is a call, too
        return Named(text, _as_path(path), "", (first, int(end) if end else first), dotted, frozenset(), is_outside)
    bare, types = _strip_words(text)
    head, mark, inside = bare.partition("::")
    dotted = _join_with_dots(bare)
    if mark:
        return Named(text, _as_path(head), _join_with_dots(inside), None, dotted, types, is_outside)
    return Named(text, _as_path(bare) if "/" in bare or "." in bare else "", "", None, dotted, types, is_outside)


def is_route(text: str) -> bool:
    """Whether a text is the name of a route: `GET /users/{id}`."""
    method, mark, _ = text.partition(" /")
    return bool(mark) and method.isascii() and method.isalpha() and method.isupper()


def is_ending(path: str, of: str) -> bool:
    """Whether a path equals another one, or is its ending from a folder on."""
    return of == path or of.endswith(f"/{path}")


def fits(text: Named, id_: str) -> bool:
    """Whether `dotted` names that atom: its module and qualified name, or an ending of these."""
    return bool(text.dotted) and any(_is_dotted_ending(text.dotted, whole) for whole in _dotted_names(id_))


def fits_inside(text: Named, id_: str) -> bool:
    """Whether `inside` names that atom in its file: its qualified name or an ending of it."""
    return _is_dotted_ending(text.inside, _qualified_name(text.inside, id_))


def is_whole_name(text: Named, id_: str) -> bool:
    """Whether a name with several parts is the whole qualified name of the atom."""
    wanted = text.inside or text.dotted
    return "." in wanted and _qualified_name(wanted, id_) == wanted


def fits_module(text: Named, path: str) -> bool:
    """Whether `dotted` names that file as a module, or an ending of that."""
    return any(_is_dotted_ending(text.dotted, each.replace("/", ".")) for each in module_path(path))


def _dotted_names(id_: str) -> list[str]:
    path, _, _ = id_.partition("::")
    every = dict.fromkeys(module_path(path))
    plain, numbered = _NUMBER.sub("", id_.partition("::")[2]), id_.partition("::")[2]
    names = (plain, numbered) if plain != numbered else (plain,)
    return [f"{module.replace('/', '.')}.{name}" for module in every for name in names]


def _qualified_name(wanted: str, id_: str) -> str:
    """The qualified name in an id, with its number where one is wanted."""
    name = id_.partition("::")[2]
    return name if _NUMBER.search(wanted) else _NUMBER.sub("", name)


def _is_dotted_ending(ending: str, of: str) -> bool:
    return of == ending or of.endswith(f".{ending}")


def _place(text: str) -> re.Match[str] | None:
    """The place in a file that a text is; None where it is none."""
    if ", line " in text and (trace := re.match(_TRACE, text)):
        return trace
    return re.match(_PLACE, text) if text.endswith((":", ")")) or text[-1:].isdecimal() else None


def _relative(text: str, root: str) -> tuple[str, bool]:
    """The text without the root before it; and whether it is an absolute path elsewhere."""
    if not (text.startswith("/") or _DRIVE.match(text)):
        return text, False
    slashed, top = text.replace("\\", "/"), root.replace("\\", "/").rstrip("/")
    if top and slashed.startswith(f"{top}/"):
        return slashed[len(top) + 1 :], False
    return text, True


def _strip_words(text: str) -> tuple[str, frozenset[AtomType]]:
    """The name in a text, without keywords before it and arguments after it; and the types that the keywords allow."""
    bare = re.sub(_CALL, "", text) if "(" in text else text
    words = bare.split()
    types: frozenset[AtomType] = frozenset()
    defining = spelling().defining
    while len(words) > 1 and words[0] in defining:
        types = defining[words.pop(0)] or types
    if types or len(words) == 1:  # `class Cart(Base):`, `class Cart extends Base {`
        bare = words[0]
    elif all(map(_WORD.match, words)):  # `Cart price`
        bare = ".".join(words)
    bare = bare.rstrip(":;{, ").removesuffix("()")
    if bare.startswith("@") and "/" not in bare:  # a decorator as it is written
        bare = bare[1:]
    return re.sub(_ARGUMENTS, "", bare) if "<" in bare or "[" in bare else bare, types


def _as_path(text: str) -> str:
    """The text in the form of an indexed path; "" if it is no such path, or leads out of the root."""
    slashed = text.replace("\\", "/")
    path = normpath(slashed) if slashed else ""
    return "" if path in (".", "/") or path.split("/")[0] == ".." else path


def _join_with_dots(text: str) -> str:
    """The text with a dot for each separator that a language has."""
    segments = _SEPARATOR.split(strip_alias(text))
    empty = spelling().empty_parts
    return ".".join(segment for segment in segments if segment and segment not in empty)
