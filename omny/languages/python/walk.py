"""The walk of a Python file: what its definitions, bindings, imports and references are.

Scopes follow the language reference, section 4.2 "Naming and binding": a name bound anywhere in a function is local
to all of it, class bodies are not seen by the functions in them, comprehensions and lambdas have scopes of their own.

A surface of Python has three further keys: `import` lists the dotted modules that the file imports as a whole
(`import a.b.c`), `__all__` the exported names where the file lists them, `pytest_plugins` the modules of that variable.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.segments import drop_values
from omny.extract.text import one_line
from omny.languages.python.annotations import read_annotation, read_stated
from omny.languages.python.class_types import PROTOCOL, find_class_types, publish_constants
from omny.languages.python.constants import note_assigned
from omny.languages.python.current import is_in_block
from omny.languages.python.fixtures import PLUGINS
from omny.languages.python.functions import document, read_parameters
from omny.languages.python.implicit import ImplicitCalls
from omny.languages.python.plainer import plainer
from omny.languages.python.signatures import SIGNATURE, Signatures
from omny.languages.python.texts import MAX_TARGETS, READS, RECEIVERS, is_own, marks
from omny.model.atoms import AtomType, is_class_like
from omny.model.edges import EdgeType
from omny.model.facts import Json
from omny.model.surfaces import FunctionFlag

_PATTERNS = frozenset(("pattern_list", "tuple_pattern", "list_pattern"))
_WRITTEN = frozenset(("expression_list", "tuple", "list"))


class PythonWalk(ImplicitCalls):
    """See `GenericWalk`."""

    FIRST = frozenset(("body", "define.class", "define.function", "scope"))

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._pending: dict[int, tuple[Draft, list[tuple[str, list[Binding]]]]] = {}  # by the body's node
        self._all: list[str] | None = None
        self._definers: dict[tuple[Scope, str], list[tuple[str, Node]]] = {}  # definitions of a name so far
        self._defined: set[str] | None = None  # names of all definitions
        self._lambdas: dict[int, tuple[Draft, list[tuple[str, list[Binding]]]]] = {}  # atoms, by their node
        self.signatures = Signatures(source)
        document(self.source, self.drafts[0], root)

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """See `Walk`."""
        return plainer(source)

    def _open_function(self, bracket: Bracket, name_node: Node, name: str) -> None:
        """A `def`: binds its name here, and keeps its parameters for when its body begins."""
        node = bracket.node
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        if parameters is None or body is None:
            return
        outer, decorators = self._decorators(node)
        in_class = self.scope.opaque
        class_name = self.scope.qualname
        draft = self.define(name, AtomType.METHOD if in_class else AtomType.FUNCTION, node, name_node, outer)
        kind = flags = ""
        if decorators or (in_class and name.startswith("__")):  # nothing else marks it
            kind, flags = marks(name, decorators, in_class)
        if self.source.startswith(b"async", node.start_byte):
            flags += FunctionFlag.ASYNC
        self._bind_definition(draft, outer, kind in ("setter", "deleter"))
        described, bound = read_parameters(self.source, parameters, self.scope)
        returns = node.child_by_field_name("return_type")
        draft.signature = self.node_signature(parameters)
        detail: Json = {}
        if kind:
            detail["kind"] = kind
        detail["parameters"] = described
        if returns is not None:
            annotation = self.text(returns)
            detail["returns"] = one_line(annotation.encode())
            draft.signature += f" -> {detail['returns']}"
            draft.returns += [Value(chain, self.scope) for chain in read_annotation(annotation)]
        if decorators:
            detail["decorators"] = decorators
        draft.detail = detail
        draft.flags = "".join(sorted(flags))
        document(self.source, draft, body)
        if in_class and bound and FunctionFlag.STATIC not in flags:
            receiver = f"@{class_name}" if FunctionFlag.CLASS in flags else f"@{class_name} ()"
            first, values = bound[0]
            same = is_own(described[0].get("annotation", ""), detail.get("returns", ""), class_name)
            if same:
                draft.returns = [Value("self() self()", self.scope)]
            bound[0] = (first, [receiver] if same else [receiver, *values])
            bound.append(("super()", [f"{receiver} super"]))
            bound.append(("self()", [f"@{class_name} ()"]))
        if decorators or name.startswith("test"):
            self.give_fixtures(draft, described, bound)
        if self.signatures.variables or kind == SIGNATURE or self.source.startswith(b"[", name_node.end_byte):
            types = self.text(parameters) + detail.get("returns", "")
            skips = in_class and FunctionFlag.STATIC not in flags
            self.signatures.open_function(self, draft, node, types, kind, skips=skips)
        self._pending[body.id] = (draft, bound)
        if b"(" in self.source[parameters.start_byte + 1 : parameters.end_byte]:
            self._open_parameters(draft, parameters.end_byte)

    def _open_parameters(self, draft: Draft, end: int) -> None:
        """A scope for parameters that something is called in: `user=Depends(current_user)`. The code around calls
        `Depends`; `current_user` is what the function is given."""
        around = self.scope
        block = self.open_block(end)
        block.given_to = draft.index
        if around.opaque:
            block.names, block.redirects = around.names, around.redirects  # it is code of the class body

    def _open_type(self, bracket: Bracket, name_node: Node, name: str) -> None:
        """A `class`: binds its name here; bases are read in the scope around it."""
        node = bracket.node
        body = node.child_by_field_name("body")
        if body is None:
            return
        outer, decorators = self._decorators(node)
        draft = self.define(name, AtomType.CLASS, node, name_node, outer)
        self._bind_definition(draft, outer)
        if decorators:
            draft.detail["decorators"] = decorators
        bases = node.child_by_field_name("superclasses")
        plain: list[Node] = []
        if bases is not None:
            draft.signature = self.node_signature(bases)
            plain = [base for base in bases.named_children if base.type not in ("keyword_argument", "comment")]
            draft.detail["bases"] = [one_line(self.text(base).encode()) for base in plain]
            for base in plain:
                self.add_base(draft, base, self.scope)
        if self.signatures.variables or self.source.startswith(b"[", name_node.end_byte):
            self.signatures.open_type(self, draft, node, plain)
        document(self.source, draft, body)
        self._pending[body.id] = (draft, [])

    def add_base(self, draft: Draft, base: Node, around: Scope) -> None:
        """See `GenericWalk`. Any expression can be a base."""
        chain = self.chain(base.child_by_field_name("value") or base if base.type == "subscript" else base)
        if base.type == "subscript" and chain != "?":
            draft.bases.append(f"{chain} {read_stated(self.text(base))}".rstrip())
            self.refer(chain, EdgeType.INHERIT, base, draft.index)
        elif chain != "?":
            if base.type == "call" and (made := self.manager_class(base)):
                self.delegates[draft.qualname] = Value(f"{chain} ()", around)
                chain = made
            draft.bases.append(chain)
            self.refer(chain, EdgeType.INHERIT, base, draft.index)

    def open_body(self, bracket: Bracket) -> None:
        """The body of a definition: its scope opens here, parameters bound, and not before its parameters."""
        draft, bound = self._pending.pop(bracket.node.id, (None, []))
        if draft is None:
            return
        is_class = draft.type == AtomType.CLASS
        scope = self.open_definition(draft, bracket.end, opaque=is_class)
        if is_class:
            self.add_members(draft.qualname, scope)
            self.signatures.bind(self, draft, [], skips=False)
            return
        if draft.index in self.signatures.pending:
            is_method = draft.type == AtomType.METHOD and FunctionFlag.STATIC not in draft.flags
            bound = self.signatures.bind(self, draft, bound, skips=is_method)
        scope.names.update(bound)
        scope.names.pop("", None)
        draft.returns = [Value(value.chain, scope) for value in draft.returns if isinstance(value, Value)]

    def open_scope(self, bracket: Bracket) -> None:
        """A comprehension, for its variables, or the body of a lambda, for its parameters."""
        parent = bracket.node.parent
        if parent is None or parent.type != "lambda":
            self.open_block(bracket.end)
            return
        named = self._lambdas.get(parent.id)
        if named is not None:
            scope = self.open_definition(named[0], bracket.end)
            scope.names.update(named[1])
            named[0].returns = [Value(chain, scope) for chain in self.speller.values(bracket.node)]
            return
        scope = self.open_block(bracket.end, hoists=True)
        parameters = parent.child_by_field_name("parameters")
        if parameters is not None:
            for name, _ in read_parameters(self.source, parameters, self.scope)[1]:
                scope.bind(name)

    # Bindings

    def open_bind(self, bracket: Bracket) -> None:
        """An assignment, and all else that binds names."""
        node = bracket.node
        kind = node.type
        if kind == "assignment":
            if self.scope is self.tree.module:
                note_assigned(self, node)
            self._bind_target(node)
        elif kind == "identifier":
            self.scope.bind_all(self.text(node), self.name_type(node) or ["?"])
        elif kind == "as_pattern":
            self._bind_alias(node)
        elif kind == "named_expression":
            self._bind_walrus(node)
        else:
            self._bind_item(node)

    def _bind_target(self, node: Node) -> None:
        """`target = value`, `target: annotation`, `self.attribute = value`."""
        left: Node | None
        right: Node | None
        parts, annotation = node.children, None
        if len(parts) == 3 and parts[1].type == "=":  # as most are
            left, _, right = parts
        else:
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            annotation = node.child_by_field_name("type")
            if left is None:
                return
        for _ in range(MAX_TARGETS):
            if right is None or right.type != "assignment":
                break
            right = right.child_by_field_name("right")
        if left.type == "identifier":
            name = self.text(left)
            if name == "__all__" and self.scope is self.tree.module and right is not None:
                self._all = (self._all or []) + self._strings(right)
            elif name == PLUGINS and self.scope is self.tree.module and right is not None:
                self.surface[PLUGINS] = self._strings(right)
            draft = self._define_lambda(node, left, right) if right is not None and right.type == "lambda" else None
            values: list[Binding] = [f"@{draft.qualname}"] if draft else self.target_bindings(right, annotation)
            if name in self.read_chains:
                self.hold_name(name, node)
            if right is not None and annotation is None and right.type in READS and isinstance(values[0], Value):
                self.reads.note(values[0], self.scope)
            self.rebind(name, values, node)
        elif left.type in _PATTERNS and right is not None:
            self._bind_pattern(left, right)
        elif left.type == "attribute":
            self.bind_attribute(left, self.target_bindings(right, annotation), node)

    def _define_lambda(self, assignment: Node, name_node: Node, node: Node) -> Draft | None:
        """A lambda that gets a name is a function of that name, unless a definition of the file has it."""
        right = assignment.child_by_field_name("right")
        if right is None or right.id != node.id or not self.scope.hoists:
            return None
        if self._defined is None:
            names = [each.node.child_by_field_name("name") for each in self._brackets if each.kind[:7] == "define."]
            self._defined = {self.text(each) for each in names if each is not None}
        name = self.text(name_node)
        if name in self._defined:
            return None
        in_class = self.scope.opaque
        draft = self.define(name, AtomType.METHOD if in_class else AtomType.FUNCTION, node, name_node, assignment)
        parameters = node.child_by_field_name("parameters")
        described, bound = read_parameters(self.source, parameters, self.scope) if parameters is not None else ([], [])
        draft.detail = {"kind": "lambda", "parameters": described}
        draft.signature = f"({self.node_signature(parameters)})" if parameters is not None else "()"
        if in_class and bound and not bound[0][1]:
            bound[0] = (bound[0][0], [f"@{self.scope.qualname} ()"])
        self._lambdas[node.id] = (draft, bound)
        return draft

    def bind_attribute(self, target: Node, values: list[Binding], at: Node) -> None:
        """`name.attribute = ...`, at the node of the assignment."""
        owner, attribute = target.child_by_field_name("object"), target.child_by_field_name("attribute")
        if owner is not None and attribute is not None and owner.type == "identifier":
            chain = f"{self.text(owner)} {self.text(attribute)}"
            if chain in self.read_chains and values:
                self.note_patched(chain, values[0], at)
            if self.scope.is_guard:
                self.end_narrowing(chain, at)
            self._attributes.append((self.scope, self.text(owner), self.text(attribute), values))

    def _bind_pattern(self, pattern: Node, value: Node) -> None:
        """`a, b = c, d` binds each name to the value at its place; else each is a part of the value."""
        names, parts = pattern.named_children, value.named_children
        is_written = value.type in _WRITTEN and len(names) == len(parts)
        if not is_written or [part for part in parts if part.type == "list_splat"]:
            self.bind_parts(pattern, [] if value.type in _WRITTEN else self.speller.values(value), self.scope)
            return
        for target, part in zip(names, parts, strict=True):
            if target.type == "identifier":
                self.rebind(self.text(target), self.target_bindings(part, None), pattern.parent or pattern)
            elif target.type == "attribute":
                self.bind_attribute(target, self.target_bindings(part, None), pattern)
            elif target.type in _PATTERNS:
                self._bind_pattern(target, part)

    # References

    def open_return(self, bracket: Bracket) -> None:
        """A returned value: what a call of the function gives, where no annotation says it."""
        node = bracket.node
        draft = self.drafts[self.scope.owner]
        if "returns" not in draft.detail and node.type != "comment":
            values = self.speller.values(node)
            chains = [f"{each} self()" if (each := drop_values(chain)) in RECEIVERS else chain for chain in values]
            draft.returns += [Value(chain, self.scope) for chain in chains]

    def _strings(self, node: Node) -> list[str]:
        return re.findall(r"""["']([^"']+)["']""", self.text(node))

    # Details

    def _decorators(self, node: Node) -> tuple[Node, list[str]]:
        """The node that the definition's text starts with, and its decorators as written."""
        outer = node.parent
        if outer is None or outer.type != "decorated_definition":
            return node, []
        decorators = []
        index = len(self.drafts)
        for child in outer.children:
            if child.type == "decorator" and child.named_children:
                expression = child.named_children[0]
                decorators.append(one_line(self.text(expression).encode()))
                callee = expression.child_by_field_name("function") if expression.type == "call" else expression
                chain = self.chain(callee) if callee is not None else "?"
                if chain[0] != "?":
                    at = callee.child_by_field_name("attribute") if callee and callee.type == "attribute" else callee
                    self.refer(chain, EdgeType.DECORATOR, at or child, index)
        return outer, decorators

    def _bind_definition(self, draft: Draft, outer: Node, weak: bool = False) -> None:
        """Binds the name of a definition. It replaces an earlier one in the same block, or in a block inside of it."""
        scope = self.scope.block()
        target = scope.redirects.get(draft.name, scope)
        key = (target, draft.name)
        values = target.names.get(draft.name, [])
        if weak and values:
            return
        if draft.name in self.read_chains:
            self.hold_name(draft.name, outer)
        others: list[tuple[str, Node]] = []  # those that stay; what is replaced is not looked at again
        for other in self._definers.get(key, []):
            if not is_in_block(other[1], outer):
                others.append(other)
            elif other[0] in values:
                values.remove(other[0])
                self.replaced.append((target, draft.name, other[0], draft))
        target.bind(draft.name, f"@{draft.qualname}")
        self._definers[key] = [*others, (f"@{draft.qualname}", outer)]

    # The whole file

    def is_exported(self, draft: Draft) -> bool:
        """In `__all__`, if it exists; else without a leading underscore at every level."""
        around, qualname = self.drafts[draft.parent], draft.qualname
        if around.type != AtomType.MODULE and not is_class_like(around.type):
            return False
        if self._all is not None and qualname.partition(".")[0].partition("~")[0] not in self._all:
            return False
        if self._all is None and qualname.startswith("_"):
            return False
        names = qualname.split(".")[1:] if "._" in qualname else []
        return not [name for name in names if name.startswith("_") and not name.startswith("__")]

    def fill_members(self) -> None:
        """See `GenericWalk`. Attributes that code assigns to objects are members, too."""
        super().fill_members()
        for scope, owner, attribute, bindings in self._attributes:
            values, inferred = self.tree.expand(scope, owner)
            is_own = len(values) > 1 and values[0] in self.tree.expand(scope, "self()")[0]  # `self: T`
            made = drop_values(values[0]) if is_own or (len(values) == 1 and not inferred) else ""
            if made[:1] == "@" and made.endswith(" ()"):
                key = f"{made[1:-3]}.{attribute}"
                if key in self._repeats and key not in self.surface:
                    self.surface[key] = [f"@{key}"]  # a method that instances may hide
                self._publish(key, scope, bindings)

    def _fill_surface(self) -> None:
        if self._all is not None:
            self.surface["__all__"] = sorted(set(self._all))
        for draft in self.drafts[1:]:
            if not is_class_like(draft.type):
                draft.detail["is_async"] = FunctionFlag.ASYNC in draft.flags
                draft.detail["is_generator"] = FunctionFlag.GENERATOR in draft.flags
        self.signatures.publish(self)
        super()._fill_surface()
        types = find_class_types(self.surface, [qualname for qualname, _ in self._members])
        for qualname, scope in self._members:
            draft = self.drafts[scope.owner]
            draft.type = types.get(qualname, draft.type)
            if draft.type == AtomType.INTERFACE:
                draft.detail["kind"] = PROTOCOL
            elif draft.type == AtomType.ENUM:
                publish_constants(self.surface, qualname, scope)


WALK = PythonWalk
