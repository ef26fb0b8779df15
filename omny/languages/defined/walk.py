"""The walk over a file of a defined language. Its captures are those of the generic walk, with more words and two more
brackets; the text of a name says what it is.

    define.WORD    a definition: SORTS has the words
    doc            the documentation of the definition that it stands in
    note           the documentation of the definition that comes next
    rest           what belongs to the definition right before it
    invoke         a call, by what is called: as `call`, but for the name of a definition, and for all in a `skip`
    fresh          a name that is given here, and is no call
    applied        a call, by its arguments: the path of names right before them is called
    message        a call of a member, in one node with the fields of RECEIVERS
    _NAME          nothing: a text that a condition is about

An expression is read by its text: `a.b.c` and `a::b` are paths of names, and all that is no path tells nothing. So a
call leads to a definition by the scopes of its file, or to a member of a type in it; any other stays unresolved.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tree_sitter import Node

from omny.extract.brackets import Bracket, find_family
from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope
from omny.extract.syntax import Captured
from omny.extract.tables import Shapes
from omny.extract.text import DOC_CHARS, one_line
from omny.extract.walk import KINDS
from omny.languages.defined.table import Row
from omny.model.atoms import AtomType, is_class_like
from omny.model.edges import EdgeType

if TYPE_CHECKING:
    from typing import ClassVar  # noqa: F401 (type comments are not seen)

_CLASSES = """
    actor class component contract database exception extension file impl instance library message module namespace
    object package record role schema service stage struct table trigger type_class union
"""
_FUNCTIONS = (
    "constructor event function getter initializer job method operator procedure rpc rule setter signal sub target"
)
_VALUES = "alias annotation attribute block check constant data enumerator error field output provider resource task"

SORTS: dict[str, AtomType] = {
    **dict.fromkeys(_CLASSES.split(), AtomType.CLASS),
    **dict.fromkeys(("interface", "mixin", "protocol", "trait"), AtomType.INTERFACE),
    **dict.fromkeys(_FUNCTIONS.split(), AtomType.FUNCTION),
    **dict.fromkeys([*_VALUES.split(), "value"], AtomType.CONSTANT),
    "enum": AtomType.ENUM,
    "macro": AtomType.MACRO,
    "test": AtomType.FUNCTION,
    "type": AtomType.TYPE,
    "variable": AtomType.VARIABLE,
    "view": AtomType.CLASS,
}
"""What a definition is, by the word of its capture. Where one node is captured by several, the first word counts, in
alphabetical order; `value` and `variable` are for what else has no better word."""

_PLAIN = frozenset(("class", "enum", "function", "interface", "macro", "method", "type", "value", "variable"))
"""Words that say no more than the type of the atom."""

_SPACES = frozenset(("database", "library", "module", "namespace", "object", "package", "role", "schema", "service"))
"""What holds functions that are no methods."""

RECEIVERS = (("receiver", "method"), ("receiver", "message"), ("invocant", "method"))
"""Fields of the receiver and of the member in nodes of calls."""

_BRACKET = {AtomType.CLASS: "define.class", AtomType.INTERFACE: "define.interface", AtomType.ENUM: "define.enum"}

_QUOTED = re.compile(r"""(["'`])(.*)\1|\[(.*)\]""", re.DOTALL)

_WHITE = re.compile(rb"\s*")

_BEFORE = re.compile(rb"([\w.:$@>?!\x80-\xff-]+)\s*$")

_SIGILS = "$@&%"
"""Characters before a name that are no part of it."""

MAX_PATH_BYTES = 400
"""The text of an expression that is longer is no path of names."""


class DefinedWalk(GenericWalk):
    """See `GenericWalk`. `make_walk` gives the one of a language."""

    ROW = Row("", "", "")  # type: ClassVar[Row]
    FIRST = (
        GenericWalk.FIRST
        | {f"define.{word}" for word in SORTS}
        | {"applied", "doc", "fresh", "message", "note", "rest", "skip"}
    )
    COMMENT_MARKS = b"/*#!-;%|{}()'\"@ "

    def __init__(self, source: bytes, root: Node) -> None:
        GenericWalk.__init__(self, source, root)
        self._word = ""
        self._skipped = 0  # the end of what is no code
        self._note = ""
        self._spaces: set[str] = set()  # qualified names
        self._last: dict[Scope, tuple[str, Draft, Scope]] = {}  # functions with their scopes, by the scopes around
        self._spelled: dict[str, str] = {}  # names of types by their folded forms
        self._named: set[int] = set()  # where the names of definitions begin

    @classmethod
    def takes(cls, capture: str) -> bool:
        """See `Walk`."""
        return capture[0] == "_" or capture in cls.FIRST or find_family(capture) != ""

    def run(self, captured: Captured) -> None:
        """See `Walk`."""
        events = [event for event in captured.events if event[1][0] != "_"]
        comments = [(self._skip_white(start), end) for start, end in captured.comments]
        GenericWalk.run(self, captured._replace(events=events, comments=comments))

    def _skip_white(self, start: int) -> int:
        """Where a node begins whose grammar gives it the white space before it, too."""
        match = _WHITE.match(self.source, start)
        return match.end() if match is not None else start

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """See `GenericWalk`."""
        names = bracket.find_all("name")
        name = ".".join(filter(None, map(self.definition_name, names if self.ROW.joins else names[:1])))
        if not name:
            return
        self._named.add(names[0].start_byte)
        self._word = bracket.kind.partition(".")[2]
        type_ = SORTS[self._word]
        if is_class_like(type_):
            bracket.kind = _BRACKET[type_]
            self._spelled[name.lower()] = name
            if self._word in _SPACES:
                around = self.scope.qualname
                self._spaces.add(f"{around}.{name}" if around else name)
            self._open_type(bracket, names[0], name)
        elif type_ is AtomType.FUNCTION:
            self._open_clause(bracket, names[0], name)
        else:
            self._open_value(bracket, names[0], name, type_)

    def _open_clause(self, bracket: Bracket, name_node: Node, name: str) -> None:
        """A function, or one more clause of the one right before it."""
        around = self.scope
        before = self._last.get(around)
        if self.ROW.merges and before is not None and before[0] == name:
            draft = before[1]
            draft.end = max(draft.end, bracket.end)
            self.open_definition(draft, bracket.end)
            return
        number = len(self.drafts)
        self._open_function(bracket, name_node, name)
        if len(self.drafts) > number:
            self._last[around] = (name, self.drafts[number], self.scope)
            parameters = bracket.find("parameters")
            if self.ROW.parameter and parameters is not None:
                for child in parameters.named_children:
                    if child.type == self.ROW.parameter:
                        self.scope.bind(self.text(child), "?")

    def open_rest(self, bracket: Bracket) -> None:
        """The body of the function right before it: code of the same scope."""
        _, draft, scope = self._last.get(self.scope, ("", None, None))
        if draft is None or scope is None or self.source[draft.end : bracket.position].strip():
            self.open_block(bracket.end)  # of what is no definition here, such as an operator
            return
        draft.end = scope.end = bracket.end
        self.scope = scope

    def _open_value(self, bracket: Bracket, name_node: Node, name: str, type_: AtomType) -> None:
        around = self.scope
        draft = self.define(name, type_, bracket.node, name_node, bracket.find("outer") or bracket.node)
        self._describe(draft, bracket)
        self.home_scope(around).bind(self.bound_name(name, bracket), f"@{draft.qualname}")
        self.open_definition(draft, bracket.end)

    def definition_name(self, node: Node) -> str:
        """See `GenericWalk`. Quotes around a name are no part of it."""
        text = " ".join(self.text(node).split())
        if self.ROW.quotes:
            text = ".".join(_QUOTED.sub(r"\2\3", part) for part in text.split("."))
        return text

    def bound_name(self, name: str, bracket: Bracket) -> str:
        """See `GenericWalk`."""
        bound = GenericWalk.bound_name(self, name.lstrip(_SIGILS), bracket)
        if self._word == "block" and self.ROW.block:
            self.home_scope(self.scope).bind(bound)  # alone it means no block
            bound = self.ROW.block + bound
        return bound.lower() if self.ROW.folds else bound

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """See `GenericWalk`."""
        return "" if self._word in _PLAIN else self._word

    def _describe(self, draft: Draft, bracket: Bracket) -> None:
        draft.start = self._skip_white(draft.start)
        GenericWalk._describe(self, draft, bracket)
        if self._note:
            draft.detail["doc"], self._note = self._note, ""

    def type_around(self, scope: Scope) -> str:
        """See `ScopedWalk`. What stands in a module is no method."""
        owner = GenericWalk.type_around(self, scope)
        return "" if owner in self._spaces else owner

    def owner_name(self, on: Node) -> str:
        """See `ScopedWalk`."""
        chain = self.chain(on)
        if chain == "?":
            return ""
        return self._spelled.get(chain, chain) if self.ROW.folds else chain.replace(" ", ".")

    def open_definition(self, draft: Draft, end: int, *, opaque: bool = False) -> Scope:
        """See `Walk`."""
        return GenericWalk.open_definition(self, draft, end, opaque=self.ROW.opaque and is_class_like(draft.type))

    def add_base(self, draft: Draft, base: Node, around: Scope) -> None:
        """See `GenericWalk`."""
        chain = self.chain(base)
        if chain != "?":
            draft.bases.append(chain)
            self._references.append((around, draft.index, chain, KINDS[EdgeType.INHERIT], base.start_byte))

    # Documentation

    def open_doc(self, bracket: Bracket) -> None:
        """The documentation of the definition around."""
        if text := self._first_line(bracket.node):
            self.drafts[self.scope.owner].detail.setdefault("doc", text)

    def open_note(self, bracket: Bracket) -> None:
        """The documentation of the next definition."""
        self._note = self._first_line(bracket.node)

    def _first_line(self, node: Node) -> str:
        lines = (
            line.strip().strip(self.COMMENT_MARKS).strip() for line in self.source[slice(*node.byte_range)].split(b"\n")
        )
        return next((one_line(line, DOC_CHARS) for line in lines if line), "")

    # Uses

    def open_skip(self, bracket: Bracket) -> None:
        """What has the form of calls and is none."""
        self._skipped = max(self._skipped, bracket.end)

    def open_fresh(self, bracket: Bracket) -> None:
        """What has the form of a call, and is a name that begins there."""
        self._named.add(bracket.position)

    def open_invoke(self, bracket: Bracket) -> None:
        """See `GenericWalk`."""
        if bracket.position >= self._skipped and bracket.position not in self._named:
            self.refer(self.chain(bracket.node), EdgeType.CALL, bracket.node)

    def open_applied(self, bracket: Bracket) -> None:
        """A call, by its arguments."""
        before = self.source[max(0, bracket.position - MAX_PATH_BYTES) : bracket.position]
        found = _BEFORE.search(before)
        if found is not None and bracket.position >= self._skipped:
            self.refer(self._path(found[1].decode("utf-8", "replace")), EdgeType.CALL, bracket.node)

    def open_message(self, bracket: Bracket) -> None:
        """A call of a member."""
        node = bracket.node
        for receiver, name in RECEIVERS:
            owner, member = node.child_by_field_name(receiver), node.child_by_field_name(name)
            if owner is not None and member is not None and (chain := self.chain(owner)) != "?":
                self.refer(f"{chain} {self.chain(member)}", EdgeType.CALL, member)

    def bind_chain(self, target: Scope, name: str, chain: str, scope: Scope) -> None:
        """See `ScopedWalk`."""
        GenericWalk.bind_chain(self, target, name.lower() if self.ROW.folds else name, chain, scope)

    # Names

    def chain(self, node: Node) -> str:
        """See `Walk`. A path of names as it is written."""
        return self._path(self.text(node)) if node.end_byte - node.start_byte <= MAX_PATH_BYTES else "?"

    def _path(self, text: str) -> str:
        text = text.lstrip(_SIGILS).rstrip()
        parts = _between(self.ROW.between).split(text) if self.ROW.between else [text]
        name = _name(self.ROW.names)
        if not all(name.fullmatch(part) for part in parts) or not (text[0].isalnum() or text[0] == "_"):
            return "?"  # other first characters of chains are marks
        chain = " ".join(parts)
        return chain.lower() if self.ROW.folds else chain

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`."""
        written = text.decode("utf-8", "replace")
        last = _between(self.ROW.between).split(written)[-1] if self.ROW.between else written
        return len(last.encode())


@cache
def make_walk(row: Row) -> type[DefinedWalk]:
    """The walk of a language."""
    shapes = Shapes(expressions={}, receivers=row.receivers)
    return type("DefinedWalk", (DefinedWalk,), {"ROW": row, "SHAPES": shapes})


@cache
def _between(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{pattern})\s*")


@cache
def _name(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
