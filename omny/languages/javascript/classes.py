"""Classes and object literals of JavaScript: their methods and attributes.

What a class, an object literal or a namespace shows as its attributes is collected in `Members`. In the surface, an
object literal is a shape of its own, `["object", spread chain, ...]`, under a key that no definition has: `@name{}`.
"""

from __future__ import annotations

from functools import partial

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.text import one_line
from omny.languages.javascript.expressions import CLOSURES, LITERALS, first_inside, last_name, unwrap
from omny.languages.javascript.functions import Functions, Naming
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.surfaces import FunctionFlag

_CALLEES = frozenset(("identifier", "member_expression"))
_HERITAGE = frozenset(("class_heritage", "extends_type_clause"))


class Members:
    """The attributes of a class body, an object literal or a namespace. `key` is that of its shape in the surface."""

    __slots__ = (
        *("bases", "contexts", "draft", "exports", "key", "names", "passed", "receivers", "statics", "target", "told"),
        "used",
    )

    def __init__(self, key: str, draft: Draft | None = None) -> None:
        self.key = key
        self.draft = draft  # of a class
        self.names = Scope(None, 0, 0, key)
        self.statics = Scope(None, 0, 0, key)  # what a class has itself, apart from its objects
        self.bases: list[Value] = []  # `...spread` of an object
        self.used = draft is not None  # whether a chain leads here
        self.passed = False  # as an argument
        self.receivers: list[Value] = []  # what its methods have as `this` by where it stands
        self.exports = False  # whether CommonJS exports it
        self.target: Value | None = None  # the object that gets the members of this one
        self.told: set[str] = set()  # attributes with a type of their own
        self.contexts: list[str] = []  # the chains of the type that it has by where it stands

    @property
    def this(self) -> str:
        """The chain of `this` in a method."""
        return f"@{self.key} ()" if self.draft is not None else f"@{self.key}"

    @property
    def receiver(self) -> Binding:
        """What `this` is bound to in a method."""
        return self.target or self.this

    def member_contexts(self, name: str) -> list[str]:
        """The chains of the type that a member has."""
        return [f"{each} {name}" for each in self.contexts if each[0] not in "*%["]

    def slot(self, *, static: bool) -> Scope:
        """Where a member has its name: a class has two, an object one."""
        return self.statics if static and self.draft is not None else self.names


def is_static(node: Node) -> bool:
    """Whether a member of a class is one of the class itself."""
    return "static" in [child.type for child in node.children]


class Classes(Functions):
    """Classes, object literals and what stands in them."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.members: dict[Scope, Members] = {}  # by the scope of the body
        self.all_members: list[Members] = []
        self._named_objects: dict[int, tuple[Members, str]] = {}  # object literals that are named: members, qualname
        self._keys: dict[str, int] = {}
        self._classes: dict[int, tuple[Draft, Node, bool]] = {}  # by body: class; whether it binds its name inside
        self._decorators: list[Node] = []  # that stand before what they decorate
        self._late: dict[int, tuple[Node, list[Node]]] = {}  # decorated methods by the node of their parameters

    # Classes

    def bind_wrapped(self, call: Node, name: str, name_node: Node | None, outer: Node, bind: partial[None]) -> bool:
        """Binds a name to the function that a call is given; says whether it does."""
        raise NotImplementedError

    def define_class(self, bracket: Bracket) -> None:
        """A class: bases and decorators are read in the scope around it."""
        node = bracket.node
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        declared = node.type != "class"
        outer = self.outer.pop(node.id, node)
        decorators = self._take_decorators(node)
        if body is None:
            return
        naming = self.naming.pop(node.id, None)
        name = self.text(name_node) if name_node is not None else ""
        if naming is None:
            naming = Naming(name or "class", name_node, outer)
        draft = self.start(naming.name, AtomType.CLASS, node, naming.name_node, naming.outer)
        draft.name = naming.name.rpartition(".")[2] or naming.name
        if declared and name:
            self.declare(name, draft)
        for sink in naming.sinks:
            sink(f"@{draft.qualname}")
        if naming.passed:
            self.refer(f"@{draft.qualname}", EdgeType.CALLBACK, node)
        self.note_decorators(draft, decorators)
        self.inherit(bracket, draft)
        self._classes[body.id] = (draft, node, not declared and bool(name))

    def inherit(self, bracket: Bracket, draft: Draft) -> None:
        """Notes the bases of a class."""
        for child in bracket.node.children:
            if child.type in _HERITAGE:
                draft.signature = self.node_signature(child)
        for base in bracket.find_all("base"):
            if base.type != "comment":
                draft.detail.setdefault("bases", []).append(one_line(self.source[base.start_byte : base.end_byte]))
                self.derive(draft, base)

    def base_chain(self, base: Node) -> str:
        """The chain of a base."""
        return self.chain(base)

    def derive(self, draft: Draft, at: Node) -> None:
        """Notes one base of a class."""
        chain = self.base_chain(at)
        if chain[0] != "?":
            draft.bases.append(chain)
            self.refer(chain, EdgeType.INHERIT, at, draft.index)

    def open_body(self, bracket: Bracket) -> None:
        """The body of a class, or `static { ... }` in one."""
        node = bracket.node
        if node.type == "class_static_block":
            around = self.members.get(self.scope)
            scope = self.open_block(bracket.end, hoists=True)
            scope.bind("this", *([f"@{around.key}"] if around is not None else []))
            return
        if node.id not in self._classes:
            return
        draft, whole, binds = self._classes.pop(node.id)
        scope = self.open_definition(draft, node.end_byte)
        members = self.members[scope] = Members(draft.qualname, draft)
        self.all_members.append(members)
        scope.bind("this", members.this)
        scope.bind("super", f"{members.this} super")
        self.class_types(whole, scope)
        if binds and (own := whole.child_by_field_name("name")) is not None:
            scope.bind(self.text(own), f"@{draft.qualname}")

    def class_types(self, node: Node, scope: Scope) -> None:
        """Binds type parameters (TypeScript)."""

    def open_field(self, bracket: Bracket) -> None:
        """A field of a class."""
        node = bracket.node
        members = self.members.get(self.scope)
        name_node = node.child_by_field_name("property") or node.child_by_field_name("name")
        decorators = self._take_decorators(node)
        for decorator in decorators:
            callee = first_inside(decorator)
            if callee is not None and callee.type in _CALLEES:
                self.refer(self.chain(callee), EdgeType.CALL, callee)
        if members is None or name_node is None:
            return
        name = self.key_name(name_node)
        whole = node.child_by_field_name("value")
        value = unwrap(whole)
        static = is_static(node)
        slot = members.slot(static=static)
        declared = node.child_by_field_name("type")
        told = self.read_annotation(declared) or (self.find_type(node.start_byte) if self.is_documented else ())
        if value is not None and (value.type in CLOSURES or value.type == "class"):
            naming = Naming(name, name_node, node, partial(slot.bind, name))
            naming.this = f"@{members.key}" if static else members.this
            self.naming[value.id] = naming
            self.contexts[value.id] = [*told]
        elif (
            value is not None
            and value.type == "call_expression"
            and self.bind_wrapped(value, name, name_node, node, partial(self.bind_to, slot, name))
        ):
            slot.bind(name, *[Value(chain, self.scope) for chain in told])
        else:
            if told:
                members.told.add(name)
            if told and value is not None and value.type == "object":
                self.expect(value, [*told])
            chains = self.add_functions(told, whole) if told else self.speller.values(whole)
            if not chains and whole is None and declared is not None:
                return  # only a type, of which nothing is known: what is inherited shows through
            slot.bind(name, *[Value(chain, self.scope) for chain in chains])
        if static:
            scope = self.open_block(node.end_byte)
            scope.bind("this", f"@{members.key}")

    # Methods

    def define_method(self, node: Node) -> None:
        """A method of a class or of an object literal."""
        decorators = self._take_decorators(node)
        parameters = node.child_by_field_name("parameters")
        if parameters is not None and decorators and decorators[-1].start_byte >= node.start_byte:
            self._late[parameters.id] = (node, decorators)  # decorators are read before its scope opens
        else:
            self.method(node, decorators)

    def open_late(self, bracket: Bracket) -> None:
        """The parameters of a method with decorators."""
        if bracket.node.id in self._late:
            self.method(*self._late.pop(bracket.node.id))

    def method(self, node: Node, decorators: list[Node], kind: str = "") -> Draft | None:
        """Defines a method, and opens its scope."""
        name_node = node.child_by_field_name("name")
        members = self.members.get(self.scope)
        if name_node is None:
            return None
        name = self.key_name(name_node)
        words = self.modifiers(node, name_node)
        outer = decorators[0] if decorators and decorators[0].start_byte < node.start_byte else node
        draft = self.start(name, AtomType.METHOD, node, name_node, outer)
        draft.end = node.end_byte
        static = "static" in words
        for word, flag, word_kind in (("get", FunctionFlag.PROPERTY, "getter"), ("set", None, "setter")):
            if word in words:
                kind = kind or word_kind
                draft.flags += flag or ""
        if static:
            draft.flags += FunctionFlag.STATIC
            kind = kind or "static"
        if name == "constructor" and not static and members is not None and members.draft is not None:
            kind = kind or "constructor"
        if kind:
            draft.detail["kind"] = kind
        if members is not None:
            self._show(members, name, draft, node, is_setter=kind == "setter", static=static)
        self.note_decorators(draft, decorators)
        if members is not None and members.contexts:
            self.contexts[node.id] = members.member_contexts(name)
        scope = self.open_function(node, draft)
        if members is not None:
            self._receive(scope, members, static=static)
            if kind == "constructor" and members.draft is not None:
                scope.bind("super()", f"{members.this} super")
        return draft

    def _show(self, members: Members, name: str, draft: Draft, at: Node, *, is_setter: bool, static: bool) -> None:
        """Makes a method an attribute of its class or object. A setter is no value of it: who reads it gets the
        getter's."""
        members.used = True
        chain = f"@{draft.qualname}"
        slot = members.slot(static=static)
        if is_setter:
            slot.bind(name)
        else:
            if slot.names.get(name) and members.draft is not None:
                slot.names[name] = []  # a later one replaces it
            slot.bind(name, chain)
        if members.exports:
            self.export(name, chain)
        if members.passed:
            self.refer(chain, EdgeType.CALLBACK, at)

    def _receive(self, scope: Scope, members: Members, *, static: bool) -> None:
        """Binds `this` and `super`."""
        if members.contexts and members.draft is None and not members.receivers:
            members.receivers = [Value(f"{each} (this)", scope) for each in members.contexts if each[0] not in "*%[("]
        if members.draft is None or not scope.names.get("this"):  # a parameter of a method, or its comment, says it
            self.bind_this(scope, f"@{members.key}" if static else members.receiver, [])
        if members.draft is not None:
            scope.bind("super", f"@{members.key} super" if static else f"{members.this} super")

    # Object literals

    def shape(self, name: str) -> Members:
        """A new shape for an object of that name."""
        qualname = f"{self.scope.qualname}.{name}" if self.scope.qualname and name else self.scope.qualname or name
        key = qualname + "{}"
        count = self._keys[key] = self._keys.get(key, 0) + 1
        members = Members(key if count == 1 else f"{key}{count}")
        self.all_members.append(members)
        return members

    def name_object(self, node: Node, name: str, *, key: str = "") -> Members:
        """Names an object literal before the walk comes to it; gives what will be, or are, its attributes."""
        if node.id not in self._named_objects:
            members = self.shape(key or name)
            members.used = True
            around = self.scope.qualname
            self._named_objects[node.id] = (members, f"{around}.{name}" if around and name else around or name)
        return self._named_objects[node.id][0]

    def expect(self, node: Node, contexts: list[str]) -> None:
        """See `Functions`."""
        self.name_object(node, "").contexts = contexts

    def object_chain(self, node: Node) -> str:
        """See `Expressions`."""
        return f"@{self.name_object(node, '').key}"

    def open_literal(self, bracket: Bracket) -> None:
        """An object literal."""
        named = self._named_objects.get(bracket.node.id)
        scope = self.open_block(bracket.end)
        if named is None:
            self.members[scope] = self.shape("")
        else:
            self.members[scope], scope.qualname = named

    def open_pair(self, bracket: Bracket) -> None:
        """`name: value` in an object literal."""
        node = bracket.node
        whole = node.child_by_field_name("value")
        if whole is None or whole.type in LITERALS:
            return
        members, key, value = self.members.get(self.scope), node.child_by_field_name("key"), unwrap(whole)
        if members is None or members.draft is not None or key is None or value is None:
            return
        name = self.key_name(key)
        if value.type in CLOSURES or value.type == "class":
            members.used = True
            naming = Naming(name, key, node, partial(members.names.bind, name))
            naming.this, naming.passed = members.receiver, members.passed
            if members.exports:
                naming.sinks.append(partial(self.export, name))
            self.naming[value.id] = naming
            if members.contexts:
                self.contexts[value.id] = members.member_contexts(name)
            return
        values: list[Binding]
        if value.type == "object":
            inside = self.name_object(value, name)
            inside.passed, inside.contexts = members.passed, members.member_contexts(name)
            values = [f"@{inside.key}"]
        else:
            values = [Value(chain, self.scope) for chain in self.speller.values(whole)]
            if members.passed and value.type in _CALLEES:
                self.refer(self.chain(value), EdgeType.CALLBACK, last_name(value))
        members.names.bind(name, *values)
        if members.exports:
            self.export(name, *values)

    def open_shorthand(self, bracket: Bracket) -> None:
        """`{name}`."""
        node = bracket.node
        members = self.members.get(self.scope)
        if members is not None:
            name = self.text(node)
            members.names.bind(name, Value(name, self.scope))
            if members.passed:
                self.refer(name, EdgeType.CALLBACK, node)
            if members.exports:
                self.export(name, Value(name, self.scope))

    def open_spread(self, bracket: Bracket) -> None:
        """`{...value}`."""
        node = bracket.node
        members = self.members.get(self.scope)
        if members is not None and node.parent is not None and node.parent.type == "object":
            members.bases += [Value(chain, self.scope) for chain in self.speller.values(first_inside(node))]

    # Decorators

    def open_decorate(self, bracket: Bracket) -> None:
        """A decorator before a member or before `export`."""
        self._decorators.append(bracket.node)

    def _take_decorators(self, node: Node) -> list[Node]:
        """The decorators of a definition, in source order."""
        decorators, self._decorators = self._decorators, []
        for child in node.children:
            if child.type != "decorator":
                break
            decorators.append(child)
        return decorators

    def note_decorators(self, draft: Draft, decorators: list[Node]) -> None:
        """Notes what decorates a definition."""
        for decorator in decorators:
            expression = first_inside(decorator)
            if expression is None:
                continue
            written = one_line(self.source[expression.start_byte : expression.end_byte])
            draft.detail.setdefault("decorators", []).append(written)
            callee = expression
            if expression.type == "call_expression":
                callee = expression.child_by_field_name("function") or expression
            chain = self.chain(callee)
            if chain[0] != "?":
                self.refer(chain, EdgeType.DECORATOR, last_name(callee), draft.index)
