"""How a command is declared, and a reader of command lines that are in order.

A command is a function of `omny/cli/commands/`: each parameter says with an `Argument` or `Option` what it is on the
command line, or is a `Group` of such, which several commands share. That declaration has three readers. `try_parse`
here takes a command line that is in order, which is nearly every one. `omny/cli/help.py` prints what `--help` asks for.
`omny/cli/wrong.py` makes a Typer application of the same functions, for saying what is wrong with any other. Typer and
what it needs take 0.1 s to import, half of what a query may take.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, get_args

import msgspec

if TYPE_CHECKING:
    from omny.cli.asked import Asked

Command = Callable[..., "int | Asked"]

COMMANDS: dict[str, Command] = {}
"""All commands by name, in the order of their declaration."""

GROUPS: dict[str, str] = {}
"""Help lines of the first words of two-word commands."""

Section = Literal["index", "questions", "analyses", "history", "edit", "daemon", "integrity", "migrate", "tools"]
"""A section of `omny help all`; a command names its own."""

Front = Literal["", "fresh", "find", "change"]
"""A section of `omny --help`, which shows few commands; "" for a command that only `omny help all` lists."""

SECTIONS: dict[str, Section] = {}
"""The section of each command."""

FRONT: dict[str, Front] = {}
"""The front section of each command of `omny --help`."""

HELP = "help"
"""`omny help COMMAND` is `omny COMMAND --help`."""

ALL = "all"
"""`omny help all` lists all commands."""

_HELP = frozenset(("-h", "--help"))

Examples = Sequence[tuple[str, str]]
"""Command lines, each with what it is good for."""

EXAMPLES: dict[str, Examples] = {}
"""Examples of the commands by name, which their `--help` ends with."""


class Argument(msgspec.Struct, frozen=True):
    """A positional parameter; with a list type it takes all remaining words. With `verbatim` these may look like
    options, and options of the command itself come before its first argument. With `has_minus` a word that begins with
    one dash and a letter is one of them, if no option has that name."""

    metavar: str
    help: str
    verbatim: bool = False
    has_minus: bool = False
    is_atom: bool = False  # whether a shell completes names of atoms


class Option(msgspec.Struct, frozen=True):
    """A named parameter. `names` are its spellings; a flag may have a negative one: `--x/--no-x`."""

    names: tuple[str, ...]
    help: str
    metavar: str = ""
    least: int | None = None
    most: int | None = None


def option(*names: str, help: str, metavar: str = "", least: int | None = None, most: int | None = None) -> Option:  # noqa: A002
    """An `Option` of those names."""
    return Option(names, help, metavar, least, most)


def command(section: Section, *, front: Front = "") -> Callable[[Command], Command]:
    """Makes the function a command under its own name; `migrate_json` is the command `migrate json`. Help lists it in
    `section`, and `omny --help` in `front`."""

    def register(function: Command) -> Command:
        name = _name(function)
        COMMANDS[name] = function
        SECTIONS[name] = section
        if front:
            FRONT[name] = front
        return function

    return register


def examples(*lines: tuple[str, str]) -> Callable[[Command], Command]:
    """What the `--help` of a command shows: command lines, each with what it is good for. Stands above `@command`."""

    def register_examples(function: Command) -> Command:
        EXAMPLES[_name(function)] = lines
        return function

    return register_examples


class Group(msgspec.Struct, frozen=True):
    """Options that several commands share: its fields are declared as the parameters of a command are, each with a
    default. A command takes the group as one parameter, without a default."""


NEEDED: Any = msgspec.NODEFAULT
"""Stands for a missing default of a parameter."""


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a command."""

    name: str
    kind: Any  # as annotated: `str | None`, `list[str]`
    place: Argument | Option
    default: Any

    @property
    def type(self) -> type:
        """What a value is: str, int or bool."""
        inner = [part for part in get_args(self.kind) if part is not type(None)]
        found: type = inner[0] if inner else self.kind
        return found

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return getattr(self.kind, "__origin__", None) is list

    @property
    def optional(self) -> bool:
        """Whether it has a default."""
        return self.default is not NEEDED


def parameters(function: Command) -> list[Parameter]:
    """The parameters of a command, in order, with groups expanded."""
    found = []
    for name, annotation, default in _declarations(function):
        if _is_group(annotation):
            defaults = annotation()
            found += [
                _parameter(key, annotation.__annotations__[key], getattr(defaults, key))
                for key in annotation.__struct_fields__
            ]
        else:
            found.append(_parameter(name, annotation, default))
    return found


def bind_arguments(function: Command, values: dict[str, Any]) -> dict[str, Any]:
    """What a command is called with where its parameters have these values: those of a group are put together."""
    taken: dict[str, Any] = {}
    for name, annotation, _ in _declarations(function):
        if _is_group(annotation):
            taken[name] = annotation(**{key: values[key] for key in annotation.__struct_fields__ if key in values})
        elif name in values:
            taken[name] = values[name]
    return taken


def parse_call(arguments: Sequence[str]) -> Callable[[], Any]:
    """The call that a command line means; one that is not in order says so when it is called."""
    about = find_help_topic(arguments)
    if about is not None:
        from omny.cli.help import show

        return partial(show, about)
    call = try_parse(arguments)
    if call is None:
        from omny.cli.wrong import explain

        call = partial(explain, list(arguments[1:] if arguments[0] == HELP else arguments))
    return call


def find_help_topic(arguments: Sequence[str]) -> str | None:
    """The command, or the first word of several, that a command line asks for help about; "" is the first page, `ALL`
    the list of all commands. None: the line asks for no help, or for that of an unknown command."""
    if not arguments or arguments[0] in _HELP:
        return ""
    if arguments[0] == HELP:
        return _page(arguments[1:])
    if arguments[0] in GROUPS and (len(arguments) == 1 or arguments[1] in _HELP):
        return arguments[0]
    if _HELP.isdisjoint(arguments):
        return None
    for words in (1, 2):
        name = " ".join(arguments[:words])
        if name in COMMANDS and _has_help(COMMANDS[name], arguments[words:]):
            return name
    return None


def _page(words: Sequence[str]) -> str | None:
    """The page for the words after `omny help`: the first page without words. None for an unknown command."""
    if not words or words[0] in (HELP, *_HELP):
        return ""
    names = [name for count in (2, 1) if (name := " ".join(words[:count])) in COMMANDS]
    if names or len(words) > 1:
        return names[0] if names else None
    return words[0] if words[0] == ALL or words[0] in GROUPS else None


def try_parse(arguments: Sequence[str]) -> Callable[[], int | Asked] | None:
    """The call that a command line means, or None where it is not in order, or asks for help."""
    for words in (1, 2):
        function = COMMANDS.get(" ".join(arguments[:words]))
        if function is not None:
            values = _values(parameters(function), list(arguments[words:]), takes_verbatim(function))
            return None if values is None else partial(function, **bind_arguments(function, values))
    return None


def takes_verbatim(function: Command) -> bool:
    """Whether words after the first argument of a command are never options of it."""
    return any(isinstance(each.place, Argument) and each.place.verbatim for each in parameters(function))


def _name(function: Command) -> str:
    return function.__name__.replace("_", " ")


def _declarations(function: Command) -> list[tuple[str, Any, Any]]:
    """Each parameter of a function: its name, what it is annotated with, and its default."""
    code = function.__code__
    by_place = code.co_varnames[: code.co_argcount]
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    defaults = dict(zip(reversed(by_place), reversed(function.__defaults__ or ()), strict=False))
    defaults |= function.__kwdefaults__ or {}
    return [(name, function.__annotations__[name], defaults.get(name, NEEDED)) for name in names]


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Group)


def _parameter(name: str, annotation: Any, default: Any) -> Parameter:
    kind, place = get_args(annotation)
    return Parameter(name, kind, place, default)


def _has_help(function: Command, words: Sequence[str]) -> bool:
    """Whether one of the words asks for help. Values of options, and words after the end of options, do not count."""
    known, verbatim = parameters(function), takes_verbatim(function)
    options = [each for each in known if isinstance(each.place, Option) and each.type is not bool]
    valued = {name for each in options for name in each.place.names}  # type: ignore[union-attr]
    left = iter(words)
    for word in left:
        if word in _HELP:
            return True
        if word == "--" or (verbatim and not word.startswith("-")):
            return False
        if word in valued:
            next(left, None)
    return False


def _values(known: list[Parameter], words: list[str], verbatim: bool) -> dict[str, Any] | None:
    options: dict[str, tuple[Parameter, bool]] = {}  # spelling -> parameter, and which value a flag has by it
    for parameter in known:
        if isinstance(parameter.place, Option):
            for name in parameter.place.names:
                yes, _, no = name.partition("/")
                options[yes] = (parameter, True)
                if no:
                    options[no] = (parameter, False)
    values: dict[str, Any] = {}
    loose: list[str] = []
    has_minus = any(isinstance(each.place, Argument) and each.place.has_minus for each in known)
    words.reverse()
    while words:
        word = words.pop()
        if verbatim and not word.startswith("-"):
            loose = [word, *reversed(words)]
            break
        if word == "--":
            loose += reversed(words)
            break
        if not word.startswith("-") or word == "-":
            loose.append(word)
            continue
        name, has_value, value = word.partition("=")
        if name not in options:
            if not has_minus or word.startswith("--"):
                return None
            loose.append(word)
            continue
        parameter, flag = options[name]
        if parameter.type is bool:
            if has_value:
                return None
            values[parameter.name] = flag
            continue
        if not has_value:
            if not words:
                return None
            value = words.pop()
        if not _put(values, parameter, value):
            return None
    for parameter in known:
        if isinstance(parameter.place, Argument):
            taken, loose = (loose, []) if parameter.is_list else (loose[:1], loose[1:])
            for value in taken:
                _put(values, parameter, value)
    is_whole = all(parameter.optional or parameter.name in values for parameter in known)
    return values if is_whole and not loose else None


def _put(values: dict[str, Any], parameter: Parameter, text: str) -> bool:
    value: Any = text
    if parameter.type is int:
        if not (text.isascii() and text.isdigit()) or not isinstance(parameter.place, Option):
            return False
        value = int(text)
        least, most = parameter.place.least, parameter.place.most
        if (least is not None and value < least) or (most is not None and value > most):
            return False
    if parameter.is_list:
        values.setdefault(parameter.name, []).append(value)
    else:
        values[parameter.name] = value
    return True
