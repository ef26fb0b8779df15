"""A walk for any language: its folder says what is a definition, a name or an import, and this module what follows.

The captures of a language have a fixed vocabulary. Brackets have an extent, roles are parts of one (`brackets`):

    bracket                     roles                            meaning
    define.function .method     name on base returns parameters  an atom and its scope. `on`: the type that it belongs
    define.constructor .macro   private static property          to, if that is written elsewhere
    define.class .interface     name base private open           an atom that has members. `open`: members can stand in
    define.enum .type                                            other files, too
    extend                      on base                          members of a type that is defined elsewhere
    namespace                   namespace.name                   a part of the names of what it holds
    unit                        unit.name                        the namespace of the file, which no id names
    scope                                                        a block with names of its own
    bind                        bind.name .type .value .each     names: of a type, of a value, or of its items
    import                      import.*                         handed to `open_import`
    invoke, new                                                  a use, by the node that makes it
    decorate                                                     an annotation of the definition that it stands in
    return                                                       the value of a function that declares none
    value                                                        a declaration that only the rules for values look at

`call` and `pass` are uses by the expression that is called or passed, `comment`, `block` and `branch` as in each walk.
A language overrides a method for what its tables cannot say. A capture of its own, `x`, is a bracket that its `open_x`
takes. A definition without a `name` has it in the field of that name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from tree_sitter import Node

from omny.extract.brackets import Bracket, find_family, group
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS, ScopedWalk
from omny.extract.passed import NOTHING_PASSED, bind_passed
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.segments import drop_arguments
from omny.extract.syntax import Captured
from omny.extract.text import DOC_CHARS, CodeLines, one_line
from omny.extract.walk import KINDS
from omny.model.atom_data import CONSTRUCTOR
from omny.model.atoms import AtomType, is_class_like
from omny.model.chains import Chain
from omny.model.edges import EdgeType
from omny.model.surfaces import FunctionFlag

if TYPE_CHECKING:
    from typing import ClassVar  # noqa: F401 (type comments are not seen)

    from omny.extract.passed import Passing  # noqa: F401

_TYPES = {
    "define.class": AtomType.CLASS,
    "define.interface": AtomType.INTERFACE,
    "define.enum": AtomType.ENUM,
    "define.type": AtomType.CLASS,
}
_MAKER = f"define.{CONSTRUCTOR}"

CONSTRUCTOR_NAME = "<init>"
"""The name under which a type has its constructors."""


class GenericWalk(ScopedWalk):
    """The walk over one file. A subclass names its tables, and may override methods."""

    FIRST = frozenset(
        (*_TYPES, "define.function", "define.method", _MAKER, "define.macro", "extend", "namespace", "unit", "scope")
        + ("bind", "import", "invoke", "new", "decorate", "return", "value")
    )
    USES = {"call": EdgeType.CALL, "pass": EdgeType.CALLBACK}  # noqa: RUF012 (see `Walk`)

    PASSING = NOTHING_PASSED  # type: ClassVar[Passing | None]
    """How calls pass what a parameter without a type gets; None where that is not followed."""

    COMMENT_MARKS = b"/*#!-;"
    """What begins and ends the lines of comments."""

    def __init__(self, source: bytes, root: Node) -> None:
        ScopedWalk.__init__(self, source, root)
        self._open_types: set[str] = set()
        self._private: set[int] = set()  # indexes of drafts
        self._brackets: list[Bracket] = []

    @classmethod
    def takes(cls, capture: str) -> bool:
        """See `Walk`. A language may have brackets of its own."""
        return capture in cls.FIRST or find_family(capture) != "" or hasattr(cls, f"open_{capture.partition('.')[0]}")

    def run(self, captured: Captured) -> None:
        """See `Walk`. Imports are the file's own, definitions those of its unit: so the file is a scope of its own."""
        if self.shapes.has_units:
            self.file = self.open_block(len(self.source) + 1)
        self._brackets = group(captured.events)
        ScopedWalk.run(self, captured._replace(events=[]))

    def visit(self, events: object, handlers: object) -> None:
        """Takes each bracket, with the scope where it is."""
        openers: dict[str, Callable[[Bracket], None]] = {}
        for bracket in self._brackets:
            self.enter(bracket.position)
            opener = openers.get(bracket.kind)
            if opener is None:
                opener = openers[bracket.kind] = getattr(self, f"open_{bracket.kind.partition('.')[0]}")
            opener(bracket)
        self.enter(len(self.source))

    def open_import(self, bracket: Bracket) -> None:
        """An import: binds names in `self.file`, or adds to the surface. Each language has its own."""

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """A definition: an atom and its scope."""
        name_node = bracket.find("name") or bracket.node.child_by_field_name("name")
        if name_node is None or not (name := self.definition_name(name_node)):
            return
        if bracket.kind in _TYPES:
            self._open_type(bracket, name_node, name)
        else:
            self._open_function(bracket, name_node, name)

    def definition_name(self, node: Node) -> str:
        """The name of a definition, by the node that holds it."""
        return self.text(node)

    def bound_name(self, name: str, bracket: Bracket) -> str:
        """The name by which code finds a definition."""
        return CONSTRUCTOR_NAME if bracket.kind == _MAKER else name

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """The language's own word for a definition; "" where the type of the atom says it."""
        kind = bracket.kind.partition(".")[2]
        return kind if kind == CONSTRUCTOR else ""

    def _open_type(self, bracket: Bracket, name_node: Node, name: str) -> None:
        around = self.scope
        draft = self.define(name, _TYPES[bracket.kind], bracket.node, name_node, bracket.find("outer") or bracket.node)
        self._describe(draft, bracket)
        is_private = bracket.find("private") is not None
        self.home_scope(around, is_private=is_private).bind(self.bound_name(name, bracket), f"@{draft.qualname}")
        scope = self.open_definition(draft, bracket.end, opaque=self.shapes.sees_members)
        bases = bracket.find_all("base")
        for base in bases:
            self.add_base(draft, base, around)
        if bases:
            draft.signature = f"({', '.join([self.node_signature(base) for base in bases])})"
        if bracket.find("open") is not None:
            self._open_types.add(draft.qualname)
        if bracket.kind == "define.interface" and self.shapes.has_arity:
            self.surface[f"{draft.qualname}::"] = []
        self.see_members(scope, draft.qualname)
        self.add_members(draft.qualname, scope)
        for receiver in self.shapes.receiver_types:
            scope.bind(receiver, f"@{draft.qualname}")

    def add_base(self, draft: Draft, base: Node, around: Scope) -> None:
        """Adds a base to a type, which is named in the scope around that."""
        chain = self.speller.base_name(base)
        if chain and chain[0] not in MARKS:
            draft.bases.append(chain)
            plain = drop_arguments(chain)
            self._references.append((around, draft.index, plain, KINDS[EdgeType.INHERIT], base.start_byte))

    def _open_function(self, bracket: Bracket, name_node: Node, name: str) -> None:
        around = self.scope
        on = bracket.find("on")
        owner = self.type_around(around)
        home = self.home_scope(around, is_private=bracket.find("private") is not None)
        if on is not None:
            if not (outside := self.owner_name(on)):
                self.open_block(bracket.end)
                return
            home = self.scope = self.open_members(around, outside, bracket.end)
            owner = home.qualname
        is_method = bracket.kind == "define.method" and not is_class_like(self.drafts[around.owner].type)
        type_ = AtomType.METHOD if owner or is_method else AtomType.FUNCTION
        draft = self.define(name, type_, bracket.node, name_node, bracket.find("outer") or bracket.node)
        self._describe(draft, bracket)
        for suffix in self.arity_suffixes(bracket):
            home.bind(self.bound_name(name, bracket) + suffix, f"@{draft.qualname}")
        scope = self.open_definition(draft, bracket.end)
        returns, parameters = bracket.find("returns"), bracket.find("parameters")
        if returns is not None and (chain := self.speller.instance_chain(returns)):
            draft.returns = [Value(chain, scope)]
        draft.signature = self._write_signature(parameters, returns)
        if owner:
            if on is not None:
                self.see_members(scope, owner)
            self._bind_owner(scope, owner, is_static=bracket.find("static") is not None, is_outside=on is not None)

    def _bind_owner(self, scope: Scope, owner: str, *, is_static: bool, is_outside: bool) -> None:
        """Binds the names by which the code of a method has its type and its object."""
        module, type_ = self.tree.module, owner.replace(".", " ")
        for receiver in self.shapes.receiver_types:
            scope.bind(receiver, Value(type_, module) if is_outside else f"@{owner}")
        for receiver in self.shapes.receivers:
            call = "" if is_static else " ()"
            scope.bind(receiver, Value(type_ + call, module) if is_outside else f"@{owner}{call}")

    def arity_suffixes(self, bracket: Bracket) -> tuple[str, ...]:
        """The ends of the names of a function: one for each number of arguments that it takes."""
        if not self.shapes.has_arity:
            return ("",)
        least, most, has_more = self.count_parameters(bracket.find("parameters"))
        return (*(f"/{count}" for count in range(least, most + 1)), *(("/+",) if has_more else ()), "/*")

    def count_parameters(self, parameters: Node | None) -> tuple[int, int, bool]:
        """The least and the largest number of arguments, and whether any more can follow."""
        children = parameters.named_children if parameters is not None else ()
        count = sum(1 for child in children if child.type not in self.shapes.trivia)
        return count, count, False

    def _describe(self, draft: Draft, bracket: Bracket) -> None:
        if bracket.find("private") is not None:
            self._private.add(draft.index)
        if bracket.find("property") is not None:
            draft.flags += FunctionFlag.PROPERTY.value
        if bracket.find("static") is not None:
            draft.flags += FunctionFlag.STATIC.value
        if doc := self.doc_before(draft.start):
            draft.detail["doc"] = doc
        if word := self.kind_word(draft, bracket):
            draft.detail["kind"] = word

    def doc_before(self, at: int) -> str:
        """The first line of the comment that ends right above a definition."""
        index = bisect_right(self.comments, (at, 0)) - 1
        first = b""
        while index >= 0:
            start, end = self.comments[index]
            between = self.source[end:at]
            is_alone = not self.source[self.source.rfind(b"\n", 0, start) + 1 : start].strip()
            if between.strip() or between.count(b"\n") > 1 or not is_alone:
                break
            first, at = self.source[start:end], start
            index -= 1
        for line in first.split(b"\n"):
            if text := line.strip().strip(self.COMMENT_MARKS).strip():
                return one_line(text, DOC_CHARS)
        return ""

    def find_value_doc(self, draft: Draft) -> str:
        """See `Walk`."""
        return self.doc_before(draft.start)

    def _write_signature(self, parameters: Node | None, returns: Node | None) -> str:
        text = self.node_signature(parameters) if parameters is not None else "()"
        if returns is None:
            return text
        if parameters is None or returns.start_byte < parameters.start_byte:
            return f"{text}: {self.node_signature(returns)}"
        mark = self.source[parameters.end_byte : returns.start_byte].decode("utf-8", "replace").strip()
        return f"{text}{mark if mark == ':' else f' {mark}' if mark else ''} {self.node_signature(returns)}"

    # Uses

    def chain(self, node: Node) -> str:
        """See `Walk`."""
        return self.speller.chain(node)

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`."""
        return node.end_byte - self.speller.find_name(node).start_byte

    def open_value(self, bracket: Bracket) -> None:
        """A declaration of values that binds no name; see `omny.extract.value_rules`."""

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, by its node."""
        self.refer(self.speller.callee(bracket.node), EdgeType.CALL, self.speller.find_name(bracket.node))

    def open_new(self, bracket: Bracket) -> None:
        """The making of an object, by its node."""
        chain = self.speller.callee(bracket.node)
        if chain[0] in MARKS:
            return
        if self.shapes.has_arity and chain != "?":
            chain = f"{chain} {CONSTRUCTOR_NAME}{self.speller.arity(bracket.node)}"
        self.refer(chain, EdgeType.CALL, self.speller.find_name(bracket.node))

    def open_decorate(self, bracket: Bracket) -> None:
        """An annotation of the definition around it."""
        name = bracket.node.child_by_field_name("name")
        if name is not None and (text := self.text(name)) not in self.shapes.plain_decorators:
            self.drafts[self.scope.owner].detail.setdefault("decorators", []).append(text)
            self.refer(self.speller.chain(name), EdgeType.DECORATOR, name)

    def open_return(self, bracket: Bracket) -> None:
        """A value that a function returns."""
        draft = self.drafts[self.scope.owner]
        chain = self.speller.chain(bracket.node)
        if draft.type in (AtomType.FUNCTION, AtomType.METHOD) and chain != "?":
            draft.returns.append(Value(chain, self.scope))

    def _may_be_function(self, value: str) -> bool:
        """See `Walk`. Any file of the unit can have a function of the name."""
        if not self.shapes.has_units:
            return ScopedWalk._may_be_function(self, value)
        return not value.endswith(")") and value[0] not in MARKS

    def _leave_out_data(self) -> None:
        """See `Walk`: nothing is known of names of the unit."""
        if not self.shapes.has_units:
            ScopedWalk._leave_out_data(self)

    # What the walk leaves

    def _bind(self, lines: CodeLines) -> tuple[list[Chain], bytes]:
        """See `Walk`."""
        if self.PASSING is not None:
            bind_passed(self, self.PASSING)
        return ScopedWalk._bind(self, lines)

    def fill_members(self) -> None:
        """Adds the members of all types to the surface."""
        for qualname, scope in self._members:
            self.publish_members(qualname, scope)

    def _fill_surface(self) -> None:
        self.fill_members()
        self.publish_type_parameters()
        ScopedWalk._fill_surface(self)
        if self.shapes.has_units:
            self._fill_unit()

    def _fill_unit(self) -> None:
        """Adds what other files of the unit can ask for."""
        surface = self.surface
        for qualname, scope, bases in self._objects:
            self.publish_members(qualname, scope)
            surface[f"@{qualname}"] = ["object", *(each for base in bases for each in self._values(base))]
        for name in self.tree.module.names.keys() - self._imported:
            surface[f"::{self.full_name(name)}"] = [f"@{name}" if f"@{name}" in surface else name]
        for qualname, scope in self._namespaces:
            for name, bindings in scope.names.items():
                self._publish_in_program(f"{qualname}.{name}", scope, bindings)
        for qualname, scope in self._members:
            is_open = qualname in self._open_types or f"@{qualname}" not in surface
            for name in scope.names:
                key = f"{qualname}.{name}"
                if is_open or surface.get(f"@{key}", ("",))[0] == "class":
                    surface[f"::{self.full_name(key)}"] = [key if key in surface else f"@{key}"]
        for qualname in self._open_types:
            surface[f"{qualname}+"] = [self.full_name(qualname)]

    def _publish_in_program(self, key: str, scope: Scope, bindings: list[Binding]) -> None:
        self._publish(key, scope, bindings)
        self.surface[f"::{self.full_name(key)}"] = [key if key in self.surface else f"@{key}"]

    def is_exported(self, draft: Draft) -> bool:
        """Whether other files can reach the definition by name: whether the file has it in its unit."""
        return (draft.scope is self.file and draft.name in self.tree.module.names) or is_class_like(draft.type)
