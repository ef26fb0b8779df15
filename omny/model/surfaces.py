"""Surfaces: the part of a file that other files can ask about, as `{key: [value, ...]}`.

    Name, Class.attr    the values the name can have: chains, `~` before a chain that is a value (an assignment) and
                        not the thing itself. Left out where it would be just `["@" + key]`.
    Class::attr         the same of what a class itself has and its objects do not have: static members, in a language
                        with statics of their own. An empty list under `Class.attr`: a definition of that name is only
                        there
    Interface::         there, with an empty list, for a type that has no members of its own: it is no
                        value, or makes none
    ::Full.name         the same of a name that a program, and not the file alone, knows: a package of Go, a namespace.
                        `Full` is the namespace that the file states, if any, and the types around the name. A file is
                        found by these keys, with its program before them: see `UnitRules.space`
    ::=Full.name        what the file defines of that name and other files declare
    ::+name             functions that are called as members of a type that lacks them: each the chain of the type,
                        ` > `, and the qualified name of the function
    Qual.+name          the same where a file sees only what its package has and what it imports: `+` before the name of
                        the function. `Qual.name>`: the types that it is for, `*` for all; `Qual.name>*`: there if
                        that is an array
    Qual.name{}         what a function gives to the function that is its last argument: chains; `{0}` and so on, too
    #unit               the part of the file's space that the file states, if any: the package clause of Go. As each key
                        with a "#", it is no name that a file can have
    Qual.<object>.name  the same of the companion of a type: an object with its name, whose members stand apart
    import              names of the file that stand for what it imports: with a number of arguments for that, too
    Qual+               there for a type whose members can stand in several files; its full name
    Qual.name(0)        chains of what a function takes as its first parameter, and so on
    Qual.name(          the types of the parameters of a function that is one of several with its name, or of any in a
                        language with labels; each as its language writes it in the names of calls
    Qual|               the signatures of an overloaded function in their order: qualified names of definitions, or
                        of what only the surface has
    Qual((              the names of the parameters of a function
    Qual;               the type parameters of a definition in their order: the bounds of each, chains in the form of
                        `quote_chain` with `|` between them; `?` for none
    ::Full<             bases that a file adds to a type: chains
    Qual>               the type, as a chain, to which a file adds members under `Qual`, in a language where files name
                        such types each in its own way; `Qual<`: the bases that it adds. Such a file is found by
                        `::>Name.member` and `::>Name<`, `Name` being the last name of the type; the values there are
                        the names `Qual`
    @Qual.name          the definition: `["class", base chain, ...]` or `["function", flags, returned chain, ...]`,
                        flags being letters of FunctionFlag. `!` before a base: its members come before the class's own
    =name               the values of an exported name, where exporting is apart from binding: chains
    *                   the module specifiers that it takes in, or re-exports, whole; `Qual.*` those of a module inside
                        the file
    &name, &Class.name  the values of a fixture of a test runner: chains
    #routes             the patterns by which a file is found for its routes; `#route PATTERN`: their qualified names,
                        `#route ROUTER PATTERN` those of a variable. See `omny.model.routes`
    #mounts             the prefixes at which a file mounts routers; `#mount PREFIX`: the chains of these, and
                        `#mounted ROUTER`: prefix and chain of what a router mounts
    config              the normalised content of a configuration file, as one JSON text

A language has further keys, which only its own `ImportRules` read: see the walk of that language.

A surface holds no line numbers and no code. An edit of a body leaves it unchanged, so no other file is resolved again.
"""

from __future__ import annotations

from enum import StrEnum


class FunctionFlag(StrEnum):
    """Letters in the surface of a function: the meaning of a use."""

    PROPERTY = "p"  # reading the attribute calls it
    STATIC = "s"  # no receiver
    CLASS = "c"  # the receiver is the class
    ASYNC = "a"
    GENERATOR = "g"
    DEMANDED = "r"  # an interface asks for it, without code
    PRIVATE = "f"  # no other file can use it
    OPTIONAL = "o"  # only in some builds; in others the name is what other files show
    OVERLOADED = "v"  # what a call gives depends on its arguments: see `Qual|`
    DECLARED = "d"  # another file, or a further place of this one, has the definition


UNIT = "#unit"
"""The key of the part of its space that a file states."""

COMPANION = "<object>"
"""The part of a type that has the members of its companion, which is an object with the type's name."""

CONFIG_LANGUAGE = "config"
"""The language of files that only configure imports: they have a surface and no atoms. The name of such a language
begins with this text, as in `config:go`, and no other name does."""


def is_configuration(language: str) -> bool:
    """Whether files of that language have no atoms."""
    return language.partition(":")[0] == CONFIG_LANGUAGE


TOO_MANY = 20
"""`SymbolLookup.publishers` answers at most this many paths, and beyond that none: a more common name identifies no
file, and would make every file depend on every other."""


Surface = dict[str, list[str]]
