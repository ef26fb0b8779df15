"""Refactoring: what an edit asks about a language, and the records of the answers.

The text of an atom can be edited in each language: that needs a `Layout`, which is data. A rename needs `References` as
well, and a move of a file `Imports`; without them it is refused. Facets are pure: an edit gives them the text of a file
and answers their questions about the tree, and it alone writes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from tree_sitter import Node

from omny.extract.draft import Draft
from omny.extract.scopes import Scope
from omny.languages.facets.arity import Arity, CallSyntax
from omny.languages.facets.layout import PLAIN, Layout
from omny.languages.facets.source import SourceText
from omny.languages.facets.uses import Use, find_use
from omny.model.atoms import Atom
from omny.model.places import Span, Splice, WhyLeft
from omny.resolve.lookup import ImportRules, SymbolLookup
from omny.resolve.values import Value

Locate = Callable[[str], str | None]
"""The file that a specifier means in the file at hand; None: none of the tree."""


# ── references ──


class NameIn(NamedTuple):
    """A bare name: it means what `name` means in the scope. `otherwise` is the reason where that is not the atom."""

    name: str
    scope: Scope
    otherwise: WhyLeft | None = None
    prefix: str = ""  # what has to stand before a new name there


class MemberOf(NamedTuple):
    """The name after a dot: it means that member of what the node means in the scope."""

    owner: Node
    scope: Scope


class ItemOf(NamedTuple):
    """Something in a module, by a chain that begins with the module. `unsure` is the reason to leave it even where it
    is the atom; `otherwise` the reason where it is not."""

    chain: str
    unsure: WhyLeft | None = None
    otherwise: WhyLeft | None = None


class Unrelated(NamedTuple):
    """It cannot mean the atom, or nobody knows."""

    why: WhyLeft


class ChainOf(NamedTuple):
    """What a chain means in the scope; `|` stands between several chains. `prefix` is as in `NameIn`."""

    chain: str
    scope: Scope
    is_member: bool = False  # of something that may not be known
    prefix: str = ""
    otherwise: WhyLeft | None = None  # the reason where that is not the atom
    is_one: bool = False  # the first chain counts that leads into the tree
    is_embedded: bool = False  # a member can have the name of its type, which is a base of its owner


Reference = NameIn | MemberOf | ItemOf | ChainOf | Unrelated


class References:
    """Classifies the places with a name by their syntax. The index says what a place means."""

    follows_edges = False
    """Whether a place where the index has an edge means what the edge leads to."""

    is_strict = False
    """Whether code with the old name of a member does not compile: a place that may mean it refuses the rename."""

    is_cautious = False
    """Whether a place that no rule knows refuses the rename as well."""

    names_file = False
    """Whether a type at the top of a file gives the file its name."""

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """What the name is that stands at a byte of the file, where `scope` is the innermost one."""
        raise NotImplementedError

    def use(self, source: SourceText, span: Span) -> Use:
        """What a name is there for, where the index has no edge."""
        return find_use(source, span)

    def claims_base(self, source: SourceText, draft: Draft) -> bool:
        """Whether a method says that it is one of a base or an interface."""
        return False

    def is_extension(self, source: SourceText, draft: Draft) -> bool:
        """Whether a method is called on objects of other types."""
        return False

    def is_private(self, source: SourceText, draft: Draft) -> bool:
        """Whether no base can ask for a method."""
        return False

    def objection(self, old: str, new: str) -> str:
        """Why a definition cannot get that name, where others see the old one; "" if it can."""
        return ""


# ── calls and families ──


class Calls:
    """What functions take, and calls give. The default knows neither."""

    syntax = CallSyntax()

    def arity(self, atom: Atom, receiver: str) -> Arity | None:
        """What a function takes from a call on that receiver ("" if it takes none); None if that is unknown."""
        return None


_NO_CALLS = Calls()


@dataclass(frozen=True, slots=True)
class Families:
    """Which methods one call can reach."""

    constructors: frozenset[str] = frozenset()
    """Methods that nobody calls through a base class."""

    required: frozenset[str] = frozenset()
    """Kinds of methods (`data.kind`) that another class has to implement."""

    structural: bool = False
    """Whether each class with the members of an interface has that interface, without naming it as a base."""

    implicit: bool = False
    """Whether no class names its interfaces, so that all methods which may be one are renamed together."""

    outside: frozenset[str] = frozenset()
    """Methods of interfaces outside of every tree, which no class names."""

    roots: frozenset[str] = frozenset()
    """Bases that every class has, and that call nothing by a name which is not among `outside`."""

    unsaid: bool = False
    """Whether a method need not say that it is one of a base, so that one outside of the index may ask for it."""

    upward: str = ""
    """The word in a call that leads to bases only."""


# ── modules ──


class Specifier(NamedTuple):
    """A module as a file names it. Where `name` is not "", it is a name that the statement imports from it, which may
    be a module of its own."""

    text: str
    start: int  # bytes, of the text
    end: int
    node: Node
    name: str = ""
    alias: str = ""
    statement: Span | None = None  # of the statement, where it imports names
    has_names: bool = False  # the module of a statement that imports names: what counts are these
    within: str = ""  # in a string: the package that the name is relative to

    def write(self, new: str) -> str:
        """Another module as it is written there."""
        return new.removeprefix(self.within) if new.startswith(f"{self.within}.") and self.within else new


class TextLiteral(NamedTuple):
    """A string literal of a file."""

    text: str
    start: int  # where a specifier in it begins
    node: Node


class Move(Protocol):
    """The move of one file, and what is known of the tree before and after it."""

    old: str
    new: str
    before: SymbolLookup
    after: SymbolLookup

    def home(self, path: str) -> str:
        """Where a file is afterwards."""
        ...

    def rules(self, path: str) -> ImportRules:
        """The import rules of an indexed file."""
        ...

    def source(self, path: str) -> SourceText:
        """An indexed file as it is."""
        ...

    def texts(self, source: SourceText) -> Iterator[TextLiteral]:
        """The string literals of a file, in order."""
        ...

    def values(self, source: SourceText, scope: Scope, chain: str) -> set[Value]:
        """What a chain stands for there, as the tree is."""
        ...

    def modules(self, path: str, source: SourceText, *, after: bool) -> Mapping[str, Specifier]:
        """The modules that a file imports, where they are afterwards: of the tree as it is, or as it will be."""
        ...

    def published_names(self, path: str) -> list[str]:
        """The names by which an indexed file is found from anywhere."""
        ...

    def configuration_lines(self) -> list[str]:
        """The lines of configuration files that name the module."""
        ...

    def leave(self, source: SourceText, start: int, why: WhyLeft) -> None:
        """Notes a place that has to be adapted by hand."""
        ...


class MovedModule:
    """One file of a language that moves. The default is a module that only specifiers name."""

    def __init__(self, move: Move) -> None:
        self.move = move
        self.path = move.old

    folder_stem = ""
    """The name, without its ending, of the file that stands for its folder."""

    def words(self) -> set[str]:
        """The name of the file, and of its folder where it stands for that. A file that names the module in any way has
        one of these words. "." says that any file may."""
        stem = posixpath.basename(self.path).partition(".")[0]
        folder = posixpath.basename(posixpath.dirname(self.path)) or "."
        return {stem, folder} if stem == self.folder_stem else {stem}

    def adapt(self, source: SourceText, taken: Iterable[Span]) -> Iterator[Splice]:
        """New text for what names the module other than by a specifier, outside of the spans."""
        return iter(())

    def text_pattern(self) -> re.Pattern[bytes]:
        """A file without a match has no string that names the module."""
        return re.compile(re.escape(self.path.encode()))

    def classify_literal(self, source: SourceText, literal: TextLiteral) -> WhyLeft | None:
        """Whether a string of a file, of any language, names the module: `NAMED_EXACTLY`, `STRING` or None."""
        is_path = re.search(rf"(?<![\w./-]){re.escape(self.path)}(?![\w-])", literal.text) is not None
        return WhyLeft.STRING if is_path else None

    def names_in_configuration(self, within: str) -> list[str]:
        """How a configuration file may name the module, whose path is `within` from the folder of that file."""
        return [within]

    def circle(self, contents: Mapping[str, SourceText]) -> str:
        """A file that would import the module while the module imports it, if that would fail; else "".
        `contents` are the files that change, by the path that they have."""
        return ""


class Imports:
    """Where files name modules, and how they would name others."""

    string = frozenset[str]()
    """The types of nodes that are string literals."""

    project_files: tuple[str, ...] = ()
    """Files at the root that may name what is run, and that are not indexed."""

    def specifiers(self, source: SourceText, locate: Locate) -> Iterator[Specifier]:
        """All that a file names modules by, in no order."""
        raise NotImplementedError

    def candidates(self, move: Move, spec: str, path: str, target: str) -> Iterable[str]:
        """Specifiers for `target` where it is afterwards, for the file `path` where that is afterwards, the likest to
        `spec` first, which names it now. They need not be right."""
        raise NotImplementedError

    def texts(self, source: SourceText) -> Iterator[TextLiteral]:
        """The string literals of a file, in order."""
        left = [source.root]
        while left:
            node = left.pop()
            if node.type in self.string:
                yield self.literal(source, node)
            else:
                left += reversed(node.named_children)

    def literal(self, source: SourceText, node: Node) -> TextLiteral:
        """A string literal, without its quotes."""
        return TextLiteral(source.text(node).strip("'\"`"), node.start_byte + 1, node)

    def origin(self, path: str, spec: str) -> str:
        """The folder that a specifier of that file counts from, where another folder would not be the same for who runs
        the program; "" for all others."""
        return ""

    def submodule(self, module: str, name: str) -> str:
        """The specifier of the module that `name` is in another."""
        return f"{module}/{name}"

    def rewrite(self, source: SourceText, specifier: Specifier, new: str) -> list[Splice]:
        """The new text where a file names another module by a specifier from now on."""
        return [Splice((specifier.start, specifier.end), specifier.write(new).encode())]

    def rewrite_names(
        self, source: SourceText, statement: Node, module: str, staying: list[str], moved: list[tuple[str, str]]
    ) -> Splice | None:
        """A statement that imports names, once more: the names `staying` from `module`, and each of `moved`, which are
        pairs of a specifier and a local name. None if it cannot be written again."""
        return None

    def moved_module(self, move: Move) -> MovedModule:
        """What is to be known about the file that moves."""
        return MovedModule(move)


# ── the facet ──


@dataclass(frozen=True, slots=True)
class Refactor:
    """All that an edit asks about a language."""

    layout: Layout = PLAIN
    references: References | None = None
    """None: nothing is renamed."""

    calls: Calls = _NO_CALLS
    families: Families = Families()
    imports: Imports | None = None
    """None: no file is moved."""


REFACTOR = Refactor()
"""Of a language that says nothing else: its definitions are laid out in braces."""
