"""The pages of `--help`, from the declarations of `omny/cli/declare.py` alone. Light: no command-line library is
imported. `omny/cli/wrong.py` explains a wrong command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from omny.cli import declare
from omny.cli.layout import fold

MAX_COLUMNS = 80
"""Help is prose: longer lines are harder to read."""

MIN_COLUMNS = 50

_WIDEST_TERM = 26
"""Columns of a name with its value in front of what it does; a longer one has a line of its own."""

_WIDEST_EXAMPLE = 38
"""A longer command line has what it is good for below it, so that both fit into 80 columns."""

_SUMMARY = (
    "Omny keeps an index of the functions, methods, classes and modules of a codebase (called atoms), and of who calls "
    "whom. The index is always true."
)

_TITLES: dict[declare.Section, str] = {
    "index": "Index",
    "questions": "Search and navigate",
    "analyses": "Analyse",
    "history": "History",
    "edit": "Edit",
    "daemon": "Daemon",
    "integrity": "Integrity and backup",
    "migrate": "Migrate",
    "tools": "Agents, editors and other tools",
}
"""Titles of the sections of `omny help all`, in their order."""

_FRONT_TITLES: dict[declare.Front, str] = {
    "fresh": "Make the index, and keep it up to date",
    "find": "Find",
    "change": "Change",
}
"""Titles of the sections of `omny --help`, in their order."""

_MORE = (
    ("help COMMAND", "Show the options and examples of a command."),
    ("help all", "List all commands."),
)

_FIRST = (
    ("omny index", "make the index of this project, or update it"),
    ("omny search price", "find atoms by words in their names"),
    ("omny callers Cart.price", "who calls it, and where"),
)

_NO_PLUGINS = ("--no-plugins", "Before a command: load no language of another package.")
_VERSION = ("--version", "Print the version and exit.")
_HELP = ("-h, --help", "Show this message and exit.")

Rows = Sequence[tuple[str, str]]
"""Terms, each with what it means."""


def show(name: str) -> int:
    """Prints the help of a command; the exit status."""
    print(render_help(name))
    return 0


def render_help(name: str) -> str:
    """The help of a command or of the first word of several; with `ALL` the list of all commands, with "" the first
    page."""
    width = _width()
    if name in declare.COMMANDS:
        return _command(name, declare.COMMANDS[name], width)
    if name in declare.GROUPS:
        own = [each for each in declare.COMMANDS if each.startswith(f"{name} ")]
        rows = [(each.partition(" ")[2], _first(declare.COMMANDS[each])) for each in own]
        return _several(f"omny {name}", declare.GROUPS[name], [("Options", [_HELP]), ("Commands", rows)], (), width)
    if name == declare.ALL:
        sections = [(title, _rows(declare.SECTIONS, section)) for section, title in _TITLES.items()]
        return _several("omny", _SUMMARY, sections, (), width)
    front = [(title, _rows(declare.FRONT, section)) for section, title in _FRONT_TITLES.items()]
    return _several(
        "omny", _SUMMARY, [*front, ("More", _MORE), ("Options", [_NO_PLUGINS, _VERSION, _HELP])], _FIRST, width
    )


def _rows(sections: Mapping[str, str], wanted: str) -> Rows:
    """The commands of a section, each with its help line."""
    return [(name, _first(declare.COMMANDS[name])) for name, section in sections.items() if section == wanted]


def _command(name: str, function: declare.Command, width: int) -> str:
    every = declare.parameters(function)
    arguments = [each for each in every if isinstance(each.place, declare.Argument)]
    usage = " ".join([f"omny {name} [OPTIONS]", *(each.place.metavar for each in arguments)])
    told = [(_bare(each.place.metavar), each.place.help) for each in arguments]
    options = [(_spelling(each.place), _option(each)) for each in every if isinstance(each.place, declare.Option)]
    paragraphs = [" ".join(each.split()) for each in (function.__doc__ or "").split("\n\n")]
    return _page(
        [f"Usage: {usage}"],
        [_fold(each, 2, width) for each in paragraphs],
        _section("Arguments", told, width),
        _section("Options", [*options, _HELP], width),
        _examples(declare.EXAMPLES.get(name, ()), width),
    )


def _several(
    usage: str, summary: str, sections: Sequence[tuple[str, Rows]], examples: declare.Examples, width: int
) -> str:
    column = _column([row for _, rows in sections for row in rows])
    return _page(
        [f"Usage: {usage} [OPTIONS] COMMAND [ARGS]..."],
        [_fold(summary, 2, width)],
        *(_section(title, rows, width, column) for title, rows in sections),
        _examples(examples, width),
    )


def _page(usage: list[str], paragraphs: list[list[str]], *sections: list[str]) -> str:
    blocks = [usage, *paragraphs, *filter(None, sections)]
    return "\n\n".join("\n".join(block) for block in blocks)


def _column(rows: Rows) -> int:
    """Where the meanings of the terms begin."""
    return max((len(term) for term, _ in rows if len(term) <= _WIDEST_TERM), default=0) + 4


def _section(title: str, rows: Rows, width: int, column: int = 0) -> list[str]:
    """A title, and below it the terms with their meanings beside them, from `column` on or from where they fit."""
    if not rows:
        return []
    column = column or _column(rows)
    lines = [f"{title}:"]
    for term, meaning in rows:
        first, *more = fold(meaning, width - column, width - column)
        beside = len(term) + 4 <= column
        lines.append(f"  {term:<{column - 2}}{first}" if beside else f"  {term}")
        lines += [f"{'':<{column}}{line}" for line in (more if beside else [first, *more])]
    return lines


def _examples(lines: declare.Examples, width: int) -> list[str]:
    """Command lines, which are never cut: they are to be copied."""
    if not lines:
        return []
    widest = max(len(line) for line, _ in lines)
    if widest <= _WIDEST_EXAMPLE:
        return ["Examples:", *(f"  {line:<{widest}}  {good}" for line, good in lines)]
    told = [(line, _fold(good, 6, width)) for line, good in lines]
    return ["Examples:", *(part for line, good in told for part in (f"  {line}", *good))]


def _option(parameter: declare.Parameter) -> str:
    """What an option does, its default, and the least and the most that it takes."""
    place, default = parameter.place, parameter.default
    assert isinstance(place, declare.Option)
    facts = [] if parameter.optional else ["required"]
    facts += [f"default: {default}"] if parameter.optional and default and parameter.type is not bool else []
    if place.least is not None and place.most is not None:
        facts.append(f"{place.least} to {place.most}")
    elif place.least is not None:
        facts.append(f"at least {place.least}")
    return f"{place.help} [{'; '.join(facts)}]" if facts else place.help


def _spelling(place: declare.Option) -> str:
    """All spellings of an option, the short one first, with the name of its value."""
    names = sorted((name.replace("/", " / ") for name in place.names), key=lambda name: name.startswith("--"))
    return f"{', '.join(names)}{f' {place.metavar}' if place.metavar else ''}"


def _bare(metavar: str) -> str:
    return metavar.strip("[]").removesuffix("...")


def _first(function: declare.Command) -> str:
    """What a command does, without its second sentence."""
    said = " ".join((function.__doc__ or "").split("\n\n")[0].split())
    first, stop, _ = said.partition(". ")
    return first + stop.rstrip()


def _fold(text: str, indent: int, width: int) -> list[str]:
    return [f"{'':<{indent}}{line}" for line in fold(text, width - indent, width - indent)]


def _width() -> int:
    """Columns of a line. Not by `shutil`, which takes longer to import than this to print."""
    try:
        columns = int(os.environ.get("COLUMNS", "")) or MAX_COLUMNS
    except ValueError:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns or MAX_COLUMNS
        except (OSError, ValueError, AttributeError):
            columns = MAX_COLUMNS
    return max(MIN_COLUMNS, min(columns, MAX_COLUMNS) - 2)
