"""Variables of JavaScript: declarations, assignments, loops, and the blocks that they live in."""

from __future__ import annotations

import re
from functools import partial

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.reads import Reads, hold
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.javascript.expressions import CLOSURES, LITERALS, TYPE_OF, first_inside, unwrap
from omny.languages.javascript.functions import Naming
from omny.languages.javascript.narrowing import DENIED, PLAIN, PREDICATE, find_guard
from omny.languages.javascript.wrappers import Wrappers, sink
from omny.model.chains import write_first, write_type

_DOTTED = re.compile(r"[A-Za-z_$][\w$]*(?:\.#?[A-Za-z_$][\w$]*){1,4}")
_ITEM_CALL = re.compile(rb"(?:\.\s*(?:then|reduce|reduceRight)|>)\s*\(\s*\Z")  # or type arguments
_ITEM_CALLS = frozenset(("then", "reduce", "reduceRight"))
_ITEM_CALL_BYTES = 60  # of white space and a name before the function that is passed
_PATH = re.compile(r"[\w$]+(?: [\w$#]+){0,3}")
_DEFINED = CLOSURES | {"class"}
_LOOPS = frozenset(("for_statement", "for_in_statement", "while_statement", "do_statement"))
FUNCTIONS = frozenset(
    ("function_declaration", "function_expression", "arrow_function", "generator_function", "method_definition")
    + ("generator_function_declaration",)
)


class Bindings(Wrappers):
    """What names are bound to."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.assigned: list[tuple[Scope, str, list[Binding], Node]] = []  # to names that are declared elsewhere
        self.reads = Reads(_LOOPS, FUNCTIONS)
        self.reassigned: dict[int, list[Value]] = {}  # by index in `assigned`, what has read the name before
        self.patched: dict[int, list[Value]] = {}  # by index in `attributes`, what has read the attribute before
        self.prototypes: list[tuple[Scope, str, str]] = []  # scope, function, key of its prototype's shape

    # Blocks

    def open_scope(self, bracket: Bracket) -> None:
        """A block: a scope for `let`, `const`, `class` and functions. A function's own is its scope already."""
        if bracket.end != self.scope.end or self.scope.is_guard or bracket.node.type == "for_statement":
            self.open_block(bracket.end)

    def open_catch(self, bracket: Bracket) -> None:
        """`catch (error) { ... }`."""
        scope = self.open_block(bracket.end)
        parameter = bracket.node.child_by_field_name("parameter")
        if parameter is not None:
            self.bind_pattern(parameter, [], scope, partial(self.bind_to, scope))

    def open_each(self, bracket: Bracket) -> None:
        """`for (const name of values)`, `for (name in object)`."""
        node = bracket.node
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        around = self.scope
        kind = node.child_by_field_name("kind")
        operator = node.child_by_field_name("operator")
        scope = self.open_block(node.end_byte)
        if left is None:
            return
        chains: list[str] = []
        if operator is not None and operator.type == "of":
            chains = [self.speller.extend(chain, "[*]") for chain in self.speller.values(right)]
        if kind is None:
            self.bind_pattern(left, chains, around, partial(self._assign, around, node))
        else:
            target = around.hoisting_scope() if kind.type == "var" else scope
            self.bind_pattern(left, chains, around, partial(self.bind_to, target))

    # Tests

    def open_test(self, bracket: Bracket) -> None:
        """`x instanceof A`, `typeof x === "string"`, `isA(x)`: what `x` is where that holds."""
        node = bracket.node
        around = self.scope
        if node.type == "identifier":
            call = node.parent
            subject = first_inside(call.child_by_field_name("arguments")) if call is not None else None
            path = self.chain(subject) if subject is not None else "?"
            values = [write_first([f"{self.text(node)} {PREDICATE}", path])]
            node, is_denied = call or node, False
        else:
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            operator = node.child_by_field_name("operator")
            if left is None or right is None or operator is None:
                return
            is_denied = operator.type in DENIED
            if operator.type == "instanceof":
                path, class_ = self.chain(left), self.chain(right)
                if class_ in self.shapes.containers or class_ in self.shapes.plain_types:
                    return  # what is known of its items says more
                values = [f"{class_} ()"] if class_[0] != "?" else []
            elif left.type == "unary_expression" and left.children[0].type == "typeof":
                subject = left.child_by_field_name("argument")
                path = self.chain(subject) if subject is not None else "?"
                word = self.text(right)[1:-1]
                if word not in PLAIN:
                    return
                values = [f"{path} =>"] if word == "function" else []
            else:
                return
        guard = find_guard(node, denied=is_denied) if _PATH.fullmatch(path) is not None else None
        if guard is None:
            return
        self.tree.narrow(self.open_block(guard.end), path, *[Value(chain, around) for chain in values])
        if guard.begin > node.end_byte:
            self.tree.narrow(self.open_block(guard.begin), path, Value(path, around))

    # Declarations

    def open_bind(self, bracket: Bracket) -> None:
        """`const name = value`, `let`, `var`."""
        node = bracket.node
        declarators = [child for child in node.named_children if child.type == "variable_declarator"]
        outer = self.outer.pop(node.id, node)
        target = self.scope.hoisting_scope() if node.type == "variable_declaration" else self.scope
        for declarator in declarators:
            self._declare(declarator, target, outer if len(declarators) == 1 else declarator)

    def _declare(self, node: Node, target: Scope, outer: Node) -> None:
        parts = node.named_children  # name, annotation, value
        if not parts:
            return
        name_node, value = parts[0], None
        told: tuple[str, ...] = ()
        for part in parts[1:]:
            if part.type == "type_annotation":
                told = self.read_annotation(part)
            elif part.type != "comment":
                value = part
        if self.is_documented and not told:
            told = self.find_type(outer.start_byte) or self.find_cast(value)
        if name_node.type != "identifier":
            self.bind_pattern(
                name_node, [*told] or self.speller.values(value), self.scope, partial(self.bind_to, target)
            )
            return
        name = self.text(name_node)
        if not name:
            return
        if value is not None and value.type in LITERALS and not told:
            target.bind(name, "?")
            return
        whole, value = value, unwrap(value)
        if value is not None and value.type == "assignment_expression":
            last = self._last_assigned(value)
            if last is not None and last.type in CLOSURES:
                target.bind(name)
                self.aliases.setdefault(last.id, []).append(partial(target.bind, name))
                return
        if value is None:
            target.bind(name, *[Value(chain, self.scope) for chain in told])
        elif value.type in _DEFINED:
            target.bind(name)
            self.naming[value.id] = Naming(name, name_node, outer, partial(target.bind, name))
            self.contexts[value.id] = [*told]
        elif (members := self.find_object(value, name)) is not None:
            members.contexts = [*told]
            target.bind(name, f"@{members.key}")
        elif value.type == "call_expression" and self.bind_wrapped(
            value, name, name_node, outer, partial(self.bind_to, target, name)
        ):
            target.bind(name, *[Value(chain, self.scope) for chain in told])
        else:
            is_told = [chain for chain in told if not chain.endswith(TYPE_OF)]
            chains = self.add_functions(told, whole) if is_told else self.speller.values(whole) or [*told]
            values = [Value(chain, self.scope) for chain in chains]
            if len(values) == 1 and not told:
                self.reads.note(values[0], self.scope)
            if values:
                target.bind(name, *values)
            else:
                target.bind(name, "?")

    # Assignments

    def open_assign(self, bracket: Bracket) -> None:
        """`target = value`."""
        node = bracket.node
        right = node.child_by_field_name("right")
        left = node.child_by_field_name("left")
        if right is None or left is None:
            return
        if right.type in LITERALS:
            if self.is_documented and left.type == "member_expression":
                self._assign_attribute(left, right, node)
            return
        if node.type == "augmented_assignment_expression":
            operator = node.child_by_field_name("operator")
            if operator is None or operator.type not in ("||=", "??="):
                return
        value = self._last_assigned(right)
        if value is None:
            return
        if left.type == "identifier":
            name = self.text(left)
            if name and node.children[0].type == "using":  # a declaration, for the grammar of TypeScript
                self._put(value, name, left, node, partial(self.bind_to, self.scope, name))
            elif name and name != "exports":
                self._put(value, name, left, node, partial(self._assign, self.scope, node, name))
        elif left.type == "member_expression" or left.type == "subscript_expression":
            self._assign_attribute(left, value, node)
        elif left.type in ("object_pattern", "array_pattern"):
            self.bind_pattern(left, self.speller.values(value), self.scope, partial(self._assign, self.scope, node))

    def _last_assigned(self, value: Node | None) -> Node | None:
        """The value of `a = b = value`."""
        for _ in range(MAX_LEVELS):
            inside = unwrap(value)
            if inside is None or inside.type != "assignment_expression":
                break
            value = inside.child_by_field_name("right")
        return value

    def _put(self, value: Node, name: str, name_node: Node | None, outer: Node, bind: partial[None]) -> Naming | None:
        """Binds what a value is; a function or class is named by it, unless it has been."""
        whole, value = value, unwrap(value) or value
        if value.type in _DEFINED:
            naming = self.naming.get(value.id)
            if naming is None:
                naming = self.naming[value.id] = Naming(name, name_node, outer)
            naming.sinks.append(partial(sink, bind))
            return naming
        if (members := self.find_object(value, name)) is not None:
            bind([f"@{members.key}"])
        elif value.type == "call_expression" and self.bind_wrapped(value, name, name_node, outer, bind):
            return None
        else:
            values = [Value(chain, self.scope) for chain in self.speller.values(whole)]
            if values:
                bind(values)
            if len(values) == 1:
                self.reads.note(values[0], self.scope)
        return None

    def _assign(self, scope: Scope, at: Node, name: str, bindings: list[Binding]) -> None:
        if name in self.reads.by_chain and (aliases := self.reads.before(name, scope, at)):
            self.reassigned[len(self.assigned)] = aliases
        self.assigned.append((scope, name, bindings, at))

    def _assign_attribute(self, left: Node, value: Node, outer: Node) -> None:
        """`owner.attribute = value`."""
        parts = left.named_children
        owner_node, attribute_node = (parts[0], parts[-1]) if len(parts) > 1 else (None, None)
        if owner_node is None or attribute_node is None:
            return
        owner = self.chain(owner_node)
        attribute = self.text(attribute_node)
        if left.type == "subscript_expression":
            attribute = self._index(attribute_node)
            if attribute == "[]":
                if owner[0] != "?" and value.type in CLOSURES:
                    self.receivers[value.id] = owner
                return
        if owner == "exports":
            bind = partial(self._export_name, attribute, outer)
            naming = self._put(value, attribute, attribute_node, outer, bind)
            if naming is not None and naming.attached is None and not naming.this:
                naming.attached = (self.scope, owner)
            return
        if owner == "module" and attribute == "exports":
            self.assign_exports(value, outer)
            return
        if owner[0] == "?" or not attribute:
            return
        if owner == "this":
            self._fill_this()
        if attribute == "prototype" and value.type == "object":
            members = self.name_object(value, self.text(owner_node) if owner.isidentifier() else "")
            self.prototypes.append((self.scope, owner, members.key))
            return
        if attribute == "prototype" or attribute == "__proto__":
            made = self.find_object(value, self._path(left, attribute))
            bases = [each.chain for each in made.bases] if made is not None and value.type != "object" else []
            for base in bases or ([f"@{made.key}"] if made is not None else self.speller.values(value)):
                self.derive_object(f"{owner} prototype" if attribute == "prototype" else owner, base)
            return
        bind = partial(self._attribute, self.scope, outer, owner, attribute)
        told = (self.find_type(outer.start_byte) or self.find_cast(value)) if self.is_documented else ()
        if told:
            inside = unwrap(value) or value
            if inside.type in CLOSURES:
                self.contexts[inside.id] = [*told]
            elif inside.type == "object":
                self.name_object(inside, self._path(left, attribute)).contexts = [*told]
            else:
                bind([Value(chain, self.scope) for chain in self.add_functions(told, value)])
                return
        if value.type in LITERALS:
            return
        naming = self._put(value, self._path(left, attribute), attribute_node, outer, bind)
        if naming is not None and naming.attached is None and not naming.this:
            naming.attached = (self.scope, owner)
            naming.method = owner == "prototype" or owner.endswith(" prototype")

    def _attribute(self, scope: Scope, at: Node, owner: str, attribute: str, bindings: list[Binding]) -> None:
        chain = f"{owner} {attribute}"
        runs_once = scope.hoisting_scope() is self.tree.module
        # An object lives on: what a method assigns it reads when it is called again. A function calls no earlier self.
        is_held = chain in self.reads.by_chain and (runs_once or isinstance(bindings[0], str))
        if is_held and (aliases := self.reads.before(chain, scope, at)):
            self.patched[len(self.attributes)] = aliases
        self.attributes.append((scope, owner, attribute, bindings))

    def _export_name(self, name: str, at: Node, bindings: list[Binding]) -> None:
        self.common = True
        chain = f"exports {name}"
        if chain in self.reads.by_chain and (aliases := self.reads.before(chain, self.scope, at)):
            hold(aliases, chain, name, self.find_export(name))
        self.export(name, *bindings)

    def assign_exports(self, value: Node, outer: Node) -> None:
        """`module.exports = value`."""
        raise NotImplementedError

    def find_export(self, name: str) -> list[Binding]:
        """What the module exports as `name` so far."""
        raise NotImplementedError

    def _path(self, left: Node, attribute: str) -> str:
        """The qualified name of a function that is assigned to an attribute."""
        text = self.text(left) if left.end_byte - left.start_byte < 120 else ""
        if left.type == "subscript_expression":
            text = f"{text.partition('[')[0]}.{attribute}"
        return (self.shorten_path(text) if _DOTTED.fullmatch(text) else "") or attribute

    def _fill_this(self) -> None:
        """A function with a capital that sets attributes of `this` is used as a class."""
        found = self.scope.find("this")
        draft = self.plain.get(found) if found is not None else None
        if draft is not None and draft.name[:1].isupper():
            self.constructors.add(draft.qualname)

    # What passed functions get

    def open_arguments(self, bracket: Bracket) -> None:
        """Arguments: functions and object literals among them are passed."""
        Wrappers.open_arguments(self, bracket)
        start, end, source = bracket.position, bracket.end, self.source
        if source.find(b"{", start, end) < 0 and source.find(b"=>", start, end) < 0:
            return
        place = 0
        function = ""
        for child in bracket.node.named_children:
            kind = child.type
            if kind == "object" or kind in CLOSURES:
                function = function or self._called_chain(bracket.node.parent)
                contexts = [f"{function} ({place})"] if function[0] != "?" else []
                if kind == "object":
                    members = self.name_object(child, "")
                    members.passed, members.contexts = True, contexts
                else:
                    self.passed.add(child.id)
                    self.contexts.setdefault(child.id, contexts)
                    self._give_item(child)
            if kind != "comment":
                place += 1

    def _called_chain(self, call: Node | None) -> str:
        """The chain of what a call or `new` calls."""
        if call is None:
            return "?"
        function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
        chain = self.chain(function) if function is not None else "?"
        return chain if chain[0] != "(" else "?"

    def _give_item(self, node: Node) -> None:
        """`promise.then(value => ...)`, `values.reduce((sum, item) => ..., first)`: what the first parameter is."""
        start = node.start_byte
        if _ITEM_CALL.search(self.source, max(0, start - _ITEM_CALL_BYTES), start) is None:
            return
        call = node.parent.parent if node.parent is not None else None
        function = call.child_by_field_name("function") if call is not None else None
        if function is None:
            return
        method, values = function.child_by_field_name("property"), function.child_by_field_name("object")
        if method is None or values is None or self.text(method) not in _ITEM_CALLS:
            return
        given = (
            [child for child in node.parent.named_children if child.type != "comment"]
            if node.parent is not None
            else []
        )
        is_reduced = self.text(method) != "then"
        item = given[1] if is_reduced and len(given) == 2 else None if is_reduced else values
        chains = self.speller.values(item) if is_reduced and item is not None else [self.chain(values)]
        stated = call.child_by_field_name("type_arguments") if call is not None and is_reduced else None
        if stated is not None and (told := self.read_type(self.text(stated)[1:-1])):
            chains = [*told]
        known = [chain for chain in chains if chain[0] not in "?*%"] if item is not None or stated is not None else []
        if known:
            self.contexts[node.id] = [write_type([("(0)", known)]), *self.contexts[node.id]]
