"""What a TypeScript annotation says of a value, as chains (see `omny.model`). Works on text, knows no grammar."""

from __future__ import annotations

import re
from functools import lru_cache

from omny.extract.scopes import join
from omny.extract.segments import spell_arguments, write_type
from omny.extract.text import split_outside
from omny.languages.javascript.expressions import TYPE_OF, Expressions

TABLES = Expressions.SHAPES
_PLAIN_TYPES, _CONTAINERS = TABLES.plain_types, TABLES.containers
_TRANSPARENT_TYPES, _COMPONENT_TYPES = TABLES.transparent_types, TABLES.component_types

MARKS = "*%[{("
"""First characters of chains that stand for something which is no object of a class."""

_NAME = re.compile(r"[^\W\d][\w$]*|[$][\w$]*")
_DOTTED = re.compile(r"(?:[^\W\d]|[$])[\w$]*(?:\s*\.\s*(?:[^\W\d]|[$])[\w$]*)*")
_IMPORT = re.compile(r"""import\(\s*(["'])([^"'\n]{1,400})\1\s*\)\s*(?:\.\s*([\w$.]+))?""")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_MEMBER = re.compile(r"(?:(?:readonly|get)\s+(?=[^\W\d]|[$]))?([^\W\d][\w$]*|[$][\w$]*)\s*\??\s*(?=[:(<])")
_INDEX = re.compile(r"(?:readonly\s+)?\[\s*[\w$]+\s*:[^\]]*\]\s*:")
_PARAMETER = re.compile(r"([^\W\d][\w$]*|[$][\w$]*)\s*\??\s*:|(?=[{\[])")
_PREDICATE = re.compile(r":\s*(?:asserts\s+)?(?!this\b)[\w$]+\s+is\s+(.+)", re.DOTALL)
_WORD = re.compile(r"[\w$]+")
_WORDS = re.compile(r"(?:abstract\s+)?new\s+(?=[(<])")
_ACCESS = re.compile(r"""\[\s*(?:(["'])([a-z_$][\w$]*)\1|number|(\d))\s*\]\Z""")
"""A member or an item of a type. A name with a capital mostly stands for a type alone, which no object has."""

_MEMBERS = ("']", '"]')  # end the type of a member, which would make type arguments long
_MAPPED = re.compile(
    r"(?:[-+]?readonly\s+)?\[\s*([\w$]+)\s+in\s+keyof\s+([\w$]+)\s*\]\s*\+?\?\s*:\s*"
    r"(?:(?:Partial|Readonly|Required|NonNullable)<\s*)?\2\s*\[\s*\1\s*\](?:\s*>)?(?:\s*\|\s*(?:undefined|null))?"
)
"""An object type with the members of another one, as optional ones."""

_INFERRED = re.compile(r"\binfer\s+([\w$]+)")
_DEEPEST = 6  # levels of brackets; deeper annotations say nothing that a call needs
_MAX_CHARS = 2000  # of an annotation
_MAX_MEMBERS = 24  # of a type that is written out
_MAX_PARAMETERS = 6
_STATED = re.compile(r"(?: |%(?:25)*20);[^ ]*?(?=(?: |%(?:25)*20)\(\))")  # also in a chain that is a part of one
_BRACKETS = ("(<[{", ")>]}")
_OPEN_ENDS = ("|", "&", ":", "=>", "=", "?")  # of a line of a type which the next one goes on with


def _unique(parts: list[str], depth: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys([value for part in parts for value in _read_type(part, depth - 1)]))


@lru_cache(maxsize=8192)
def read_annotation(annotation: str) -> tuple[str, ...]:
    """The chains of the values that something so annotated can be: "Foo | null" gives `Foo ()`.

    An array of Foo gives `*Foo ()`, a record or map to Foo `%Foo ()`, a tuple `[Foo ()|Bar ()`, `typeof x` gives
    `x type()`, and a function or an object that is written out what `write_type` writes. What tells nothing gives
    nothing: `string`, `() => void`. Type parameters look like classes and are left to scopes.
    """
    text = annotation.strip()
    if len(text) > _MAX_CHARS:
        return ()
    if "/*" in text or "//" in text:
        text = _COMMENT.sub(" ", text).strip()
    return _read_type(text, _DEEPEST)


def read_members(text: str) -> tuple[str, ...]:
    """As `read_annotation` of the members of a type, or of a signature without its name."""
    return read_annotation(f"{{{text}}}")


def read_predicate(text: str) -> tuple[str, ...]:
    """What `: x is Foo` and `: asserts x is Foo` say of a value."""
    match = _PREDICATE.match(text)
    return read_annotation(match[1]) if match is not None else ()


def _read_type(text: str, depth: int) -> tuple[str, ...]:
    if not depth or not text:
        return ()
    if text.isascii() and text.isidentifier() and text != "this":  # as most are
        return _read_reference(text, "", depth)
    if "=>" in text and (arrow := _find_arrow(text)) >= 0:
        return _read_function(text[:arrow].strip(), text[arrow + 2 :].strip(), depth)
    if " extends " in text and "?" in text and (branches := _split_condition(text)):
        return branches if len(branches) != 2 else _read_branches(text, branches, depth)
    alternatives = split_outside(text, "|&", _BRACKETS)
    if len(alternatives) > 1:
        return _unique(alternatives, depth)
    text = alternatives[0] if alternatives else ""
    for word in ("readonly ", "typeof "):
        if text.startswith(word):
            told = _read_type(text[len(word) :].strip(), depth - 1)
            if word == "readonly ":
                return told
            plain = [value.removesuffix(" ()").replace(" () ", " ") for value in told if value[0] not in MARKS]
            return tuple([value + TYPE_OF for value in plain])
    if text.endswith("[]"):
        return tuple([f"*{value}" for value in _read_type(text[:-2].strip(), depth - 1)])
    if text.endswith("]") and (access := _ACCESS.search(text)) is not None and access.start():
        return _read_access(text[: access.start()].strip(), access, depth)
    if text.startswith("(") and text.endswith(")"):
        return _read_type(text[1:-1].strip(), depth - 1)
    if text.startswith("{") and text.endswith("}"):
        return _read_object(text[1:-1], depth)
    if text.startswith("[") and text.endswith("]"):
        return _read_tuple(split_outside(text[1:-1], ",", _BRACKETS), depth)
    if text == "this":
        return ("this self()",)
    if (match := _IMPORT.match(text)) is not None:
        if match.end() != len(text) or "::" in match[2]:
            return ()
        name = f"::{match[3].replace('.', ' ')}" if match[3] else ""
        return (f"^{match[2].replace(' ', '%20')}{name} ()",)
    match = _DOTTED.match(text)
    return () if match is None else _read_reference("".join(match[0].split()), text[match.end() :].strip(), depth)


def _split_condition(text: str) -> tuple[str, ...]:
    """The branches of `A extends B ? C : D`; nothing for any other type."""
    parts = split_outside(text, "?", _BRACKETS)
    if len(parts) < 2 or " extends " not in parts[0]:
        return ()
    rest = text[text.index("?", len(parts[0])) + 1 :]
    first = rest[: len(rest) - len(rest.lstrip())] + split_outside(rest, ":", _BRACKETS)[0]
    return (first.strip(), rest[len(first) :].lstrip().removeprefix(":").strip())


def _read_branches(text: str, branches: tuple[str, ...], depth: int) -> tuple[str, ...]:
    """What a conditional type tells where its branches tell one thing."""
    told = tuple(_keep_known(_unique([*branches], depth), tuple(_INFERRED.findall(text))))
    return told if len(told) == 1 else ()


def _read_access(owner: str, access: re.Match[str], depth: int) -> tuple[str, ...]:
    """`T["name"]`, `T[number]`, `Parameters<T>[0]`."""
    if owner.startswith("Parameters<") and access[3]:
        results = _read_type(f"ReturnType{owner[10:]}", depth)
        functions = [each.removesuffix(" ()").removesuffix(TYPE_OF) for each in results]
        return tuple([f"{function} ({access[3]})" for function in functions])
    segment = access[2] or (f"[.{access[3]}]" if access[3] else "[]")
    joined = [join(value, segment) for value in _read_type(owner, depth - 1)]
    return tuple([chain for chain in joined if chain is not None])


def _read_reference(name: str, rest: str, depth: int) -> tuple[str, ...]:
    """A name and its type arguments."""
    if name in _PLAIN_TYPES:
        return ()
    mark = _CONTAINERS.get(name, "")
    chain = name.replace(".", " ")
    if not rest:
        return () if mark else (f"{chain} ()",)
    if not (rest.startswith("<") and rest.endswith(">")):
        return ()
    arguments = split_outside(rest[1:-1], ",", _BRACKETS)
    if not arguments:
        return ()
    if name == "ThisType":
        return _write([("(this)", _read_type(arguments[0], depth - 1))])
    if name in _TRANSPARENT_TYPES:
        return _read_type(arguments[0], depth - 1)
    if name.rpartition(".")[2] in _COMPONENT_TYPES:
        return _write([("(0)", _read_type(arguments[0], depth - 1))])
    if mark == "%" and len(arguments) != 2:
        return ()
    if mark:
        return tuple([mark + value for value in _read_type(arguments[0 if mark == "*" else 1], depth - 1)])
    if name in ("ReturnType", "InstanceType"):
        return tuple([f"{value} ()" for value in _read_type(arguments[0], depth - 1) if value[0] not in "*%["])
    stated = _spell_arguments(arguments, depth)
    return (f"{chain} {stated} ()" if stated else f"{chain} ()",)


def _spell_arguments(arguments: list[str], depth: int) -> str:
    """The segment of a chain with type arguments; one that can be several types is unknown."""
    told = [() if argument.endswith(_MEMBERS) else _read_type(argument, depth - 1) for argument in arguments]
    return spell_arguments([values[0] if len(values) == 1 else "?" for values in told])


@lru_cache(maxsize=2048)
def read_arguments(text: str) -> str:
    """The segment of a chain with the type arguments that `<A, B>` states; empty where it tells nothing."""
    text = text.strip()
    return _spell_arguments(split_outside(text[1:-1], ",", _BRACKETS), _DEEPEST) if len(text) <= _MAX_CHARS else ""


# Functions and objects that are written out


def _find_arrow(text: str) -> int:
    """Where the arrow of a function type stands whose text that is; -1 for any other type."""
    if text[0] not in "(<" and _WORDS.match(text) is None:
        return -1
    parts = split_outside(text.replace("=>", "\0"), "\0", _BRACKETS)
    return text.find("=>", len(parts[0])) if len(parts) > 1 else -1


def _read_function(head: str, result: str, depth: int) -> tuple[str, ...]:
    """`(c: Ctx) => R`, by what is before and after the arrow."""
    made = _WORDS.match(head)
    head = head[made.end() :] if made is not None else head
    end = _end_of_brackets(head, 0) if head[:1] == "<" else 0
    names = _parameter_names(head[:end])
    parts = _read_parameters(head[end:].strip(), depth)
    return _write([("()", _read_type(result, depth - 1)), *parts], names)


def _read_parameters(text: str, depth: int) -> list[tuple[str, tuple[str, ...]]]:
    """The chains of each of the parameters in brackets."""
    if text[:1] != "(" or text[-1:] != ")":
        return []
    found: list[tuple[str, tuple[str, ...]]] = []
    parameters = split_outside(text[1:-1], ",", _BRACKETS)
    if parameters and parameters[0].startswith("this:"):
        found.append(("(this)", _read_type(parameters.pop(0)[5:].strip(), depth - 1)))
    for place, parameter in enumerate(parameters[:_MAX_PARAMETERS]):
        if parameter.startswith("..."):
            break
        match = _PARAMETER.match(parameter)
        if match is None:
            continue
        start = match.end()
        if not match[1]:
            start = _end_of_brackets(parameter, 0)
            if parameter[start : start + 1] != ":":
                continue
            start += 1
        found.append((f"({place})", _read_type(parameter[start:].strip(), depth - 1)))
    return found


def _read_object(text: str, depth: int) -> tuple[str, ...]:
    """The members of an object whose type is written out."""
    parts: list[str] = []
    for part in split_outside(text, ";,\n", _BRACKETS):
        if parts and (parts[-1].endswith(_OPEN_ENDS) or part.startswith(("|", "&", "=>", ":", "?"))):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    if len(parts) == 1 and (mapped := _MAPPED.fullmatch(parts[0])) is not None:
        return _read_type(mapped[2].strip(), depth - 1)
    found: list[tuple[str, tuple[str, ...]]] = []
    for part in parts[:_MAX_MEMBERS]:
        if part[0] in "(<":
            signature = _read_signature(part, depth)
            found += [] if signature is None else signature
            continue
        if (index := _INDEX.match(part)) is not None:
            found.append(("[]", _read_type(part[index.end() :].strip(), depth - 1)))
            continue
        match = _MEMBER.match(part)
        if match is None:
            continue
        if part[match.end()] == ":":
            found.append((match[1], _read_type(part[match.end() + 1 :].strip(), depth - 1)))
        elif (signature := _read_signature(part[match.end() :], depth)) is not None:
            found.append((match[1], _write(signature)))
    return _write(found)


def _read_signature(text: str, depth: int) -> list[tuple[str, tuple[str, ...]]] | None:
    """`<T>(c: Ctx): R`, by its parts."""
    start = _end_of_brackets(text, 0) if text[0] == "<" else 0
    parameters = text[start:].lstrip()
    end = _end_of_brackets(parameters, 0)
    if parameters[:1] != "(" or not end:
        return None
    result = parameters[end:].strip()
    told = _read_type(result[1:].strip(), depth - 1) if result[:1] == ":" else ()
    found = [("()", told), *_read_parameters(parameters[:end], depth)]
    names = _parameter_names(text[:start])
    return [(name, tuple(_keep_known(chains, names))) for name, chains in found]


def _read_tuple(parts: list[str], depth: int) -> tuple[str, ...]:
    """`[A, b: B]`; an item that can be several things tells nothing."""
    chains: list[str] = []
    for part in parts:
        if part.startswith("..."):
            break
        match = _PARAMETER.match(part)
        told = _read_type(
            part[match.end() :].strip() if match is not None and match[1] else part.rstrip("?"), depth - 1
        )
        chains.append(told[0] if len(told) == 1 and "|" not in told[0] else "?")
    return ("[" + "|".join(chains),) if set(chains) - {"?"} else ()


def _write(members: list[tuple[str, tuple[str, ...]]], names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The type of these members, if anything is known of one. `names` are its own type parameters."""
    known = []
    for name, chains in members:
        kept = _keep_known(chains, names)
        if kept:
            known.append((name, kept))
    return (write_type(known),) if known else ()


def _keep_known(chains: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """The chains without those that have the name of a type parameter. Type arguments with one are left out."""
    if not names:
        return list(chains)
    plain = [_STATED.sub("", each) if _has_name(each, names) else each for each in chains]
    return [each for each in plain if not _has_name(each, names)]


def _has_name(chain: str, names: tuple[str, ...]) -> bool:
    """Whether a chain has the name of a type parameter as its head, or in what it holds."""
    if not [name for name in names if name in chain]:
        return False
    return not set(names).isdisjoint(_WORD.findall(chain.replace("%20", " ")))


def _parameter_names(text: str) -> tuple[str, ...]:
    """The names of type parameters: `<T, U extends X>`."""
    if not text:
        return ()
    parts = split_outside(text[1:-1], ",", _BRACKETS)
    return tuple(
        [match[0] for part in parts if (match := _NAME.match(part.removeprefix("const ").strip())) is not None]
    )


def _end_of_brackets(text: str, start: int) -> int:
    """Where the brackets end that open there; 0 if they do not."""
    depth = 0
    before = " "
    for at in range(start, len(text)):
        character = text[at]
        if character in "(<[{":
            depth += 1
        elif character in ")>]}" and not (character == ">" and before == "="):
            depth -= 1
            if not depth:
                return at + 1
        before = character
    return 0
