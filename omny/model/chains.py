"""Chains: the notation of an expression that a reference names.

A *chain* is a head and segments, joined by single spaces.

    head      name          a name of the module scope of the file, or of nothing the file binds
              @Qual.name    the definition of that qualified name in the same file
              ^spec         the module that `spec` names       (`import a.b as m`, `import * as m from "./m"`)
              ^spec::name   what that module exports as `name` (`from a.b import c`, `import {c} from "./b"`)
              .Qual::name   a name that code inside the type or namespace `Qual` sees: a member of it, inherited
                            or not, or of what is around it, then a name of the program or of the file. `.::name` is no
                            member. A namespace that ids do not name stands before it: `.shop.cart/Qual::name`
                            In `Shop:Cart` only `Cart` is around the code.
                    Objects that the code stands in can come first: `.>CHAIN>Qual::name`, each chain encoded
                            as in a URL; a member of the first that has it is meant
              +             the object that a bare name is called on, in a language where each such name is a method
              =Full.name    the type that the file declares without defining it
              'name         a type that the language itself has
              {a=CHAIN|b=.. something whose type is written out: the chains that its segments give, `a`, `()`,
                            `(0)` and so on, with commas between them and quoted by `write_type`
              !0=CHAIN|1=.. the first of these that is anything, quoted alike
              |CHAIN|CHAIN  one of several values, quoted alike
              @/...         the address of a client, in a use of the type `route` alone; see `omny.model.routes`
              &...          the value that a runner passes for a parameter: `ImportRules.find_arguments`
              ;Qual:0       the first type parameter of the definition of that qualified name in the same file. A value
                            of that type is `;Qual:0 ()`: an object of the bound, unless more is known
              ;>path>chain  the value of a chain in another file; only resolution makes this one
              ?             unknown from the file alone
    segment   name          attribute access
              ()            a call: the value it returns
              []            an element: `xs[0]`, `for x in xs`
              [.0], [.key]  an element at a known place or of a known key
              [:]           the elements as another list: `xs[1:]`, `sorted(xs)`
              [0], [1] ...  one of the several values of an expression: `a, b = f()`
              [*0] ...      one of the values that something is unpacked into, which can be a list
              {}, {0} ...   what a function gives to the function that is its last argument: the object whose members
                            the code of that sees by bare names, and its arguments
              (0), (1) ...  a parameter of a function, as a value; `(this)` what it has as `this`
              =>            the value itself where it is a function or class, and nothing for any other
              ->            the object that a pointer, or what acts as one, points to
              /2            the functions that a call with two arguments can mean; `/2:int,Slice` with types of these,
                            and `/~0` nothing for a type whose constructors nobody wrote
              ;A;B          type arguments of a type, or of a call that `()` follows: each the chain of a value of the
                            type without the ` ()` at its end, else `~` and the chain; `?` for an unknown one. Encoded
              ;(A;B         the arguments of a call that `()` follows: each the chain of a value, encoded; `?` for an
                            unknown one, `name=A` for one with a name, `*` where any number of others can be given
              =name         the functions that a read of the attribute calls
              =*            the value itself where it is a class or an object: it is passed to something that calls it
              super         the attribute look-up continues after the class itself, in its bases
              type()        something of the type of the value: of a function not the function itself
              self()        the receiver itself, at the end of what a method returns: an object of the class that the
                            method is called on, which may inherit it

A name can end with the number of arguments, in a language that tells functions apart by it: `save/2`; `save/+` are
those that take any number beyond some, `save/*` are all. `<init>/2` is a constructor. Types of the arguments can
follow: `save/2:String,int` is first what has just these parameters, then what has as many. `*item : get/1 ()` is a
member of something that holds values.

So `self.repo.save()` in a method of `Service` is the chain `@Service () repo save`, called. A space inside a module
specifier is written `%20`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote

import msgspec

PARAMETER = ";"
"""The first character of a type parameter as a head, and of a segment with type arguments."""

ARGUMENTS = f" {PARAMETER}"
"""Begins type arguments in a chain."""

MAX_ARGUMENT_CHARS = 300
"""Of type arguments in a segment; longer ones are unknown. It bounds types that grow with each step of a recursion."""

VALUES = ";("
"""Begins a segment with the arguments of a call."""

MAX_VALUE_CHARS = 160
"""Of the arguments of a call in a segment."""

_CALL = " ()"
_REMEMBERED = 4096  # texts of each kind: the types that a file names come again and again
_VALUES_PART = re.compile(r" ;\([^ ]*")
_NAMED = re.compile(r"([^\W\d]\w*)=(.+)", re.DOTALL)
_PLACE = re.compile(r":[0-9]")


@lru_cache(maxsize=_REMEMBERED)
def encode(chain: str) -> str:
    """A chain as a part of a segment."""
    return chain.replace("%", "%25").replace(" ", "%20").replace(";", "%3B").replace("|", "%7C")


@lru_cache(maxsize=_REMEMBERED)
def decode(text: str) -> str:
    """The chain that `encode` made a part of a segment."""
    return unquote(text) if "%" in text else text


def spell_arguments(chains: list[str]) -> str:
    """The segment with type arguments, by the chains of values of these types. Empty where it tells nothing."""
    text = "".join(map(_spell_argument, chains))
    return text if len(text) <= MAX_ARGUMENT_CHARS and text.strip(";?") else ""


@lru_cache(maxsize=_REMEMBERED)
def _spell_argument(chain: str) -> str:
    return PARAMETER + encode(chain[:-3] if chain.endswith(_CALL) else chain if chain == "?" else f"~{chain}")


@lru_cache(maxsize=_REMEMBERED)
def read_arguments(segment: str) -> tuple[str, ...]:
    """The chains that `spell_arguments` made a segment of."""
    texts = map(decode, segment[1:].split(PARAMETER))
    return tuple([each if each == "?" else each[1:] if each[:1] == "~" else each + _CALL for each in texts])


def spell_values(chains: Sequence[str]) -> str:
    """The segment with the arguments of a call. Empty where it would be too long."""
    text = VALUES + ";".join(map(encode, chains))
    return text if len(text) <= MAX_VALUE_CHARS else ""


@lru_cache(maxsize=_REMEMBERED)
def read_values(segment: str) -> tuple[tuple[str, str], ...]:
    """The names and chains that `spell_values` made a segment of."""
    found: list[tuple[str, str]] = []
    for text in segment[len(VALUES) :].split(PARAMETER):
        chain = decode(text)
        named = _NAMED.fullmatch(chain) if "=" in chain else None
        found.append((named[1], named[2]) if named is not None else ("", chain))
    return tuple(found)


def drop_values(chain: str) -> str:
    """A chain without the arguments of its calls."""
    return _VALUES_PART.sub("", chain) if f" {VALUES}" in chain else chain


def has_parameters(chain: str) -> bool:
    """Whether a chain can depend on type parameters. Each is named by its place, which type arguments are not."""
    if PARAMETER not in chain or _PLACE.search(chain) is None:
        return False
    return VALUES not in chain or "%3B" in chain or PARAMETER in drop_values(chain)


def drop_arguments(chain: str) -> str:
    """A chain without its type arguments."""
    if ARGUMENTS not in chain:
        return chain
    head, *parts = chain.split(" ")
    return " ".join([head, *[part for part in parts if part[:1] != PARAMETER]])


class Chain(msgspec.Struct, frozen=True, array_like=True):
    """The named expression of a reference: its `text` in the source, and the chains that it can stand for."""

    text: str  # dotted, calls as `()`: "self.repo.save", "make().run"
    values: list[str]  # chains; empty where none is known
    inferred: bool  # whether a value came through an assignment
    kind: int  # index into EDGE_TYPES: the edge that a use of it makes


def split_parts(chain: str) -> list[tuple[str, str]]:
    """The several values that follow `[`, each with its key; "" where it has none."""
    parts: list[tuple[str, str]] = []
    for part in chain.split("|"):
        key, _, value = part[1:].partition(">") if part[:1] == "<" else ("", "", part)
        parts.append((key, value))
    return parts


_QUOTED = (("%", "%25"), (" ", "%20"), ("|", "%7C"), (",", "%2C"))


@lru_cache(maxsize=_REMEMBERED)
def quote_chain(chain: str) -> str:
    """A chain as a part of another one: without spaces and the marks between parts."""
    for plain, quoted in _QUOTED:
        chain = chain.replace(plain, quoted)
    return chain


def unquote_chain(text: str) -> str:
    """The chain that `quote_chain` made a part of another one."""
    if "%" in text:
        for plain, quoted in reversed(_QUOTED):
            text = text.replace(quoted, plain)
    return text


def write_type(members: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The chain of a type that is written out, by the segments that it has and the chains that each gives."""
    return "{" + "|".join([f"{name}={','.join(map(quote_chain, chains))}" for name, chains in members])


def write_first(chains: Sequence[str]) -> str:
    """The chain of what is the first of several that is anything."""
    return "!" + write_type([(str(place), [chain]) for place, chain in enumerate(chains)])[1:]


@lru_cache(maxsize=_REMEMBERED)
def read_type(chain: str) -> tuple[tuple[str, list[str]], ...]:
    """What `write_type` has written. Nobody may change it."""
    parts = [part.partition("=") for part in chain[1:].split("|")]
    return tuple([(name, [unquote_chain(each) for each in chains.split(",") if each]) for name, _, chains in parts])


def write_several(chains: Sequence[str]) -> str:
    """The chain of an expression that has one of several values."""
    return chains[0] if len(chains) == 1 else "|" + "|".join(map(quote_chain, chains))


def read_several(head: str) -> list[str]:
    """What `write_several` has written of several."""
    return [unquote_chain(each) for each in head[1:].split("|")]
