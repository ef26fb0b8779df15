"""Objects of JavaScript that get their attributes and bases after they were made.

`Object.create(proto)` makes an object with a base. `Object.assign(target, {...})` gives attributes,
`util.inherits(A, B)` and `A.prototype = Object.create(B.prototype)` give bases, `Object.defineProperty` gives one
attribute. A function that does so counts by what it is imported as, never by its name alone.
"""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.scopes import Binding, Scope, Value
from omny.languages.javascript.classes import Classes, Members
from omny.languages.javascript.expressions import first_inside, unwrap

_GIVING = {
    "Object assign": "assign",
    "object-assign": "assign",
    "merge-descriptors": "assign",
    "utils-merge": "assign",
    "lodash assign": "assign",
    "lodash assignIn": "assign",
    "lodash extend": "assign",
    "lodash/assign": "assign",
    "lodash/extend": "assign",
    "underscore extend": "assign",
    "util _extend": "assign",
    "util inherits": "inherit",
    "inherits": "inherit",
    "Object setPrototypeOf": "base",
    "Reflect setPrototypeOf": "base",
    "setprototypeof": "base",
    "Object defineProperty": "define",
    "Reflect defineProperty": "define",
    "Object defineProperties": "describe",
}
"""What a function does to its first argument, by the module and the name that it has there."""

_NAMES = (
    b"assign",
    b"assignIn",
    b"extend",
    b"Extend",
    b"_extend",
    b"inherits",
    b"xtends",
    b"nheritsLoose",
    b"define",
    b"defineProperty",
)
_WORDS = (*_NAMES, b"defineProperties", b"mixin", b"merge", b"rototypeOf", b"rototypeof", b"escriptors", b"Assign")
"""Ends of the names that such functions are called by: only these calls are looked at."""

_COMPILED = frozenset(("__extends", "_inherits", "_inheritsLoose"))
"""The names of what compilers to ES5 write into each file; TypeScript's and Babel's."""

_SAME = frozenset(("Object.assign", "Object.freeze", "Object.seal", "Object.preventExtensions"))
"""Functions that return their first argument."""

_MAX_TABLE = 32  # values of a table of functions that a call by a computed key can mean
_LEVELS = 4  # of such calls in one another
_BUILT_IN = ("Object", "Reflect")


class Objects(Classes):
    """Objects that are filled where they are not made."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.heirs: list[tuple[Scope, str, Value]] = []  # scope, object, its base
        self.extended: set[str] = set()  # keys of objects that have more than what is written in them
        self._made: dict[int, Members] = {}  # by the call that makes them
        self._filled: list[tuple[Scope, str, Members]] = []  # scope, object, literal with what it gets
        self._defined: list[tuple[Scope, str, str, Members]] = []  # scope, object, attribute, descriptor
        self.common = False  # whether it is a CommonJS module
        self.attributes: list[tuple[Scope, str, str, list[Binding]]] = []  # scope, owner, attribute, values

    def find_object(self, node: Node, name: str) -> Members | None:
        """The attributes of the object that an expression makes, if it does; `name` is where it is put."""
        for _ in range(_LEVELS):
            if node.type == "object":
                return self.name_object(node, name)
            if node.type != "call_expression" or not self.source.startswith(b"Object.", node.start_byte):
                return None
            function = node.child_by_field_name("function")
            first = unwrap(first_inside(node.child_by_field_name("arguments")))
            if function is None or first is None or self.scope.find("Object") is not None:
                return None
            text = self.text(function)
            if text == "Object.create":
                return self._make(node, first, name)
            if text not in _SAME:
                return None
            node, name = first, ""
        return None

    def _make(self, call: Node, base: Node, name: str) -> Members:
        members = self._made.get(call.id)
        if members is None:
            members = self._made[call.id] = self.shape(name)
            members.used = True
            chain = self.chain(base)
            if chain[0] != "?":
                members.bases.append(Value(chain, self.scope))
        return members

    def open_arguments(self, bracket: Bracket) -> None:
        """The arguments of a call that may fill an object."""
        if self.source.endswith(_WORDS, 0, bracket.position):
            self._fill(bracket.node)

    def _fill(self, arguments: Node) -> None:
        call = arguments.parent
        function = call.child_by_field_name("function") if call is not None else None
        given = [child for child in arguments.named_children if child.type != "comment"]
        if function is None or len(given) < 2:
            return
        name = self.chain(function)
        what = "inherit" if name in _COMPILED else _GIVING.get(self.find_origin(name), "")
        target = self.chain(given[0])
        if not what or target[0] == "?":
            return
        if what == "assign":
            for source in given[1:]:
                self._give(target, given[0], source)
        elif what == "inherit":
            self.derive_object(f"{target} prototype", f"{self.chain(given[1])} prototype")
        elif what == "base":
            self.derive_object(target, self.chain(given[1]))
        elif what == "define" and len(given) > 2 and given[1].type == "string":
            self._define_attribute(target, given[1], given[2])
        elif what == "describe":
            for pair in given[1].named_children if given[1].type == "object" else ():
                key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
                if key is not None and value is not None:
                    self._define_attribute(target, key, value, self.key_name(key))

    def expect_attribute(self, node: Node) -> None:
        """`<Row onPick={(item) => ...}/>`: the function has the type of that property of what the component takes."""
        around = node.parent
        attribute = around.parent if around is not None and around.type == "jsx_expression" else None
        is_attribute = attribute is not None and attribute.type == "jsx_attribute"
        name = first_inside(attribute) if is_attribute else None
        element = attribute.parent if attribute is not None else None
        component = element.child_by_field_name("name") if element is not None else None
        if name is None or component is None:
            return
        chain = self.chain(component)
        if chain[0] != "?" and (chain[0].isupper() or " " in chain):
            self.contexts[node.id] = [f"{chain} (0) {self.text(name)}"]

    def find_origin(self, chain: str) -> str:
        """What a function is outside the file: the module, and its name there."""
        head, _, rest = chain.partition(" ")
        found = self.scope.find(head)
        if found is not None:
            bindings = found.names[head]
            if len(bindings) != 1:
                return ""
            binding = bindings[0]
            head = binding if isinstance(binding, str) else binding.chain
        if head[0] == "^":
            head = head[1:].removeprefix("node:").removesuffix("::default").replace("::", " ")
        elif head.partition(" ")[0] not in _BUILT_IN:
            return ""
        return f"{head} {rest}" if rest else head

    def derive_object(self, target: str, base: str) -> None:
        """Gives an object a base, each by its chain."""
        if base[0] != "?":
            self.heirs.append((self.scope, target, Value(base, self.scope)))

    def _give(self, target: str, target_node: Node, source: Node) -> None:
        value = unwrap(source)
        if value is None or value.type != "object":
            chain = self.chain(source)
            if target != "exports":
                self.derive_object(target, chain)
            elif chain[0] == "^" and " " not in chain and "::" not in chain:
                self.surface.setdefault("*", []).append(chain[1:])
            return
        is_class = target.endswith(" prototype") and target.replace(" ", "").isidentifier()
        members = self.name_object(value, self.shorten_path(self.text(target_node)) if is_class else "")
        members.target = Value(target, self.scope)
        self._filled.append((self.scope, target, members))

    def _define_attribute(self, target: str, key: Node, descriptor: Node, name: str = "") -> None:
        value = unwrap(descriptor)
        if value is not None and value.type == "object":
            members = self.name_object(value, name)
            members.target = Value(target, self.scope)
            self._defined.append((self.scope, target, self.key_name(key), members))

    def shorten_path(self, path: str) -> str:
        """A dotted path without what does not name an object."""
        return ".".join([part for part in path.split(".") if part not in ("prototype", "this", "exports", "module")])

    def settle_objects(self) -> None:
        """Makes attributes of what was given. Called when all literals are read."""
        for scope, target, members in self._filled:
            for name, bindings in members.names.names.items():
                self._add_attribute(scope, target, name, bindings)
        for scope, target, name, members in self._defined:
            got: list[Binding] = [*members.names.names.get("value", ())]
            for getter in members.names.names.get("get", ()):
                chain, where = (getter, scope) if isinstance(getter, str) else (getter.chain, getter.scope)
                if chain[0] != "?":
                    got.append(Value(f"{chain} ()", where))
            if got:
                self._add_attribute(scope, target, name, got)

    def find_table(self, members: Members) -> list[Binding]:
        """The values of an object literal that is a table of functions: a computed key gives any of them."""
        found: list[Binding] = []
        if members.bases or members.key in self.extended or len(members.names.names) > _MAX_TABLE:
            return found
        for bindings in members.names.names.values():
            for each in bindings:
                chain = each if isinstance(each, str) else each.chain
                if " " in chain or chain[0] in "*%[({" or chain[-1] == "}":
                    return []
                found.append(each)
        return found

    def _add_attribute(self, scope: Scope, target: str, name: str, bindings: list[Binding]) -> None:
        if target == "exports":
            self.common = True
            self.export(name, *bindings)
        else:
            self.attributes.append((scope, target, name, bindings))
