"""What no table can say of Ruby: methods and what their bare names call.

Each call is one of a member: a bare name is one of `self`, written `+` in chains. A name is a local variable from its
assignment on, and the brackets of the generic walk come in the order of the source: so the names that a scope has when
a bracket is opened are those that were assigned above it.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.scopes import Scope, Value
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.ruby import routes
from omny.languages.ruby.bodies import Body, read_symbol
from omny.languages.ruby.classes import ClassWalk
from omny.languages.ruby.views import OWN_HELPERS
from omny.model.atom_data import CONSTRUCTOR
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType

_SAME = frozenset(("freeze", "dup", "clone", "itself", "tap"))  # give their receiver
_GIVE_RECEIVER = frozenset(("tap", "then", "yield_self"))  # to their block
_HIDDEN = frozenset(
    ("private", "protected", "public", "private_class_method", "public_class_method", "private_constant")
)
_NO_USES = frozenset(
    """
    alias undef setter block_parameter block_parameters destructured_left_assignment destructured_parameter
    exception_variable hash_splat_parameter lambda_parameters left_assignment_list
    method_parameters rest_assignment splat_parameter array_pattern find_pattern hash_pattern
    keyword_pattern as_pattern splat_pattern hash_splat_pattern
    """.split()  # noqa: SIM905
)
_NAME_FIELDS = {
    "call": "method",
    "assignment": "left",
    "operator_assignment": "left",
    "for": "pattern",
    "method": "name",
    "singleton_method": "name",
    "optional_parameter": "name",
    "keyword_parameter": "name",
}
_SPECIAL_SYMBOL = re.compile(rb"(?<![:\w]):\$[^\w\s]")
_DEFAULTS = ("optional_parameter", "keyword_parameter")
_HOOKS = ("before_", "after_", "around_", "validate", "helper_method", "rescue_from", "skip_before_", "prepend_before_")


class RubyWalk(ClassWalk):
    """See `GenericWalk`."""

    note_routes = routes.note_routes

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """Symbols of special variables, such as `:$!`, as other symbols: the grammar does not read them."""
        return _SPECIAL_SYMBOL.sub(b":a_", source)

    # Expressions

    def read(self, node: Node | None) -> str:
        """The chain of an expression here, where the names are known that are assigned above."""
        return self.speller.expression(node, MAX_LEVELS)

    def special(self, node: Node, levels: int) -> str | None:
        """Names, calls, and what stands for one of two values."""
        kind = node.type
        if kind == "identifier":
            name = self.text(node)
            if self.is_local(name):
                return name
            if name == "new":
                return "self ()"
            helper = self.find_helper(name) if self.helpers else ""
            return f"@{helper} ()" if helper else f"+ {name} ()"
        if kind == "call":
            return self._call_chain(node, levels, "()")
        if kind in ("instance_variable", "class_variable"):
            return f"+ {self.text(node)}"
        if kind == "scope_resolution":
            scope, constant = node.child_by_field_name("scope"), node.child_by_field_name("name")
            if constant is None:
                return "?"
            owner = self.speller.expression(scope, levels - 1) if scope is not None else ""
            return "?" if owner == "?" else f"{owner} {self.text(constant)}" if owner else f".::{self.text(constant)}"
        if kind == "super":
            return self._super_chain("()")
        if kind in ("binary", "conditional"):
            left = node.child_by_field_name("left") or node.child_by_field_name("consequence")
            right = node.child_by_field_name("right") or node.child_by_field_name("alternative")
            chain = self.speller.expression(left, levels - 1) if kind == "conditional" or self._is_or(node) else "?"
            return chain if chain != "?" or not self._is_or(node) else self.speller.expression(right, levels - 1)
        return None

    def _is_or(self, node: Node) -> bool:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        return (
            left is not None
            and right is not None
            and self.source[left.end_byte : right.start_byte].strip() in (b"||", b"or")
        )

    def _super_chain(self, end: str) -> str:
        name = next((self.drafts[s.owner].name for s in self.scope.ancestors() if self.drafts[s.owner].parent >= 0), "")
        return f"+ super {name} {end}".rstrip() if name else "?"

    def _call_chain(self, node: Node, levels: int, end: str) -> str:
        """The chain of a call, or of what it calls if `end` is empty."""
        receiver, method = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        if method is None:
            return "?"
        name = self.text(method)
        if method.type == "super":
            return self._super_chain(end)
        if receiver is None:
            return f"self {end}".rstrip() if name == "new" else f"+ {name} {end}".rstrip()
        owner = self.speller.expression(receiver, levels - 1)
        if owner == "?":
            return "?"
        if name == "new":
            return f"{owner} {end}".rstrip()
        if name in _SAME and end:
            return owner
        if name == "class" and end:
            return f"{owner} class"
        if receiver.type == "self":
            owner = "+"
        return f"{owner} {name} {end}".rstrip()

    # Names

    def is_local(self, name: str) -> bool:
        """Whether a name is that of a local variable here."""
        for scope in self.scope.ancestors():
            if name in scope.names and scope is not self.tree.module:
                return True
            if scope in self.gates or scope is self.file:
                return False
        return False

    def open_bind(self, bracket: Bracket) -> None:
        """An assignment, parameters of a block, or another place where names begin."""
        node = bracket.node
        if node.type in ("assignment", "operator_assignment"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None:
                self._assign(left, right, node)
        elif node.type == "alias":
            self._bind_alias(node.child_by_field_name("name"), node.child_by_field_name("alias"))
        elif node.type in ("for", "in_clause"):
            self._bind_locals(node.child_by_field_name("pattern"))
        elif node.type == "exception_variable":
            self._bind_exception(node)
        else:
            self._bind_given(node)
            self._bind_locals(node)

    def _bind_exception(self, node: Node) -> None:
        """The exception that is rescued: one of the classes that are named."""
        rescue, name = node.parent, node.named_children[0] if node.named_children else None
        listed = rescue.child_by_field_name("exceptions") if rescue is not None else None
        types = (
            [chain for each in listed.named_children if (chain := self.type_chain(each))] if listed is not None else []
        )
        if name is not None and name.type == "identifier" and types:
            self.scope.bind_all(self.text(name), [Value(f"{chain} ()", self.scope) for chain in types])
        else:
            self._bind_locals(node)

    def _bind_given(self, node: Node) -> None:
        """The parameter of a block that gets the object which its method is called on."""
        call = node.parent.parent if node.parent is not None and node.parent.type in ("block", "do_block") else None
        method = call.child_by_field_name("method") if call is not None and call.type == "call" else None
        first = node.named_children[0] if node.named_child_count == 1 else None
        if call is None or method is None or first is None or first.type != "identifier":
            return
        receiver = call.child_by_field_name("receiver")
        if self.text(method) in _GIVE_RECEIVER and receiver is not None and (chain := self.read(receiver)) != "?":
            self.bind_chain(self.scope, self.text(first), chain, self.scope.parent or self.scope)

    def _bind_locals(self, node: Node | None) -> None:
        """Binds all names in parameters or a pattern, but for those in values of parameters."""
        if node is None:
            return
        if node.type == "identifier":
            self.scope.bind(self.text(node), "?")
        elif node.type in _DEFAULTS:
            self._bind_locals(node.child_by_field_name("name"))
        elif node.type not in ("call", "constant", "scope_resolution"):
            for child in node.named_children:
                self._bind_locals(child)

    def _assign(self, left: Node, right: Node | None, node: Node) -> None:
        if left.type == "identifier":
            chain = self.read(right)
            known = self.is_local(self.text(left))
            target = next((s for s in self.scope.ancestors() if self.text(left) in s.names), self.scope)
            self.bind_chain(target if known else self.scope, self.text(left), chain, self.scope)
        elif left.type in ("instance_variable", "class_variable"):
            self._assign_member(left, self.read(right))
        elif left.type == "constant":
            if right is None or not self.open_made_class(left, right, node):
                self.constant_home().bind(self.text(left), self._value(self.read(right)))
        elif left.type == "call":
            method = left.child_by_field_name("method")
            chain = self._call_chain(left, MAX_LEVELS, "")
            if method is not None and chain != "?":
                self.refer(f"{chain}=", EdgeType.CALL, method)
            if method is not None and self.text(method) == OWN_HELPERS and right is not None and right.type == "false":
                self.surface[OWN_HELPERS] = []
        elif left.type == "left_assignment_list":
            values = right.named_children if right is not None and right.type == "right_assignment_list" else []
            if len(values) == left.named_child_count and not any("splat" in each.type for each in values):
                for name, value in zip(left.named_children, values, strict=True):
                    self._assign(name, value, node)
            else:
                self._bind_locals(left)

    def _value(self, chain: str) -> str | Value:
        return Value(chain, self.scope) if chain != "?" else "?"

    def _assign_member(self, left: Node, chain: str) -> None:
        body = self.body_around()
        if body is not None:
            is_own = body.is_own or self.is_class_code() or left.type == "class_variable"
            (body.own if is_own else body.members).bind(self.text(left), self._value(chain))

    # Methods

    def _open_function(self, bracket: Bracket, name_node: Node, name: str) -> None:
        node, around = bracket.node, self.scope
        body = self.body_around()
        is_own = body is not None and body.is_own
        if node.type == "singleton_method":
            receiver = node.child_by_field_name("object")
            body = self.find_body(receiver) if receiver is not None else None
            is_own = True
        draft = self.add_method(body, name, bracket.node, name_node, is_own=is_own)
        self._describe(draft, bracket)
        parameters = bracket.find("parameters")
        draft.signature = self.node_signature(parameters) if parameters is not None else "()"
        scope = self.open_definition(draft, bracket.end)
        self.gates.add(scope)
        if body is None:
            receiver_chain = self.object_chain if node.type == "method" else "?"
        else:
            receiver_chain = f"@{body.qualname}" if is_own else f"@{body.qualname} ()"
        scope.bind("+", receiver_chain)
        scope.bind("self", receiver_chain)
        self._bind_locals(parameters)
        self._note_result(draft, scope, node)
        if around is self.file and body is None:
            self.visible.add(name)
        elif body is None and node.type == "method":
            self.helpers.setdefault(around, {})[name] = draft.qualname

    def _note_result(self, draft: Draft, scope: Scope, node: Node) -> None:
        """Has the last expression of a method be what it returns."""
        body = node.child_by_field_name("body")
        if body is not None and body.type == "body_statement":
            children = [child for child in body.named_children if child.type != "comment"]
            body = children[-1] if children else None
        if body is not None:
            self.results.append((draft, scope, body))

    def _add_accessors(self, method: str, arguments: list[Node]) -> None:
        """The methods of `attr_reader` and its like."""
        body = self.body_around()
        for each in arguments if body is not None else ():
            name = read_symbol(self.text(each)) if each.type in ("simple_symbol", "string") else ""
            if not name or body is None:
                continue
            written = name if method != "attr_writer" else f"{name}="
            draft = self.add_method(body, written, each, each, is_own=body.is_own)
            if method != "attr_writer":
                draft.returns.append(f"@{body.qualname} () @{name}")
            if method == "attr_accessor":
                body.members.bind(f"{name}=", f"@{draft.qualname}")

    def _bind_alias(self, new: Node | None, old: Node | None) -> None:
        body = self.body_around()
        if body is not None and new is not None and old is not None:
            name = read_symbol(self.text(old))
            body.members.bind(
                read_symbol(self.text(new)), *body.members.names.get(name, (f"@{body.qualname} () {name}",))
            )

    # Calls

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, or a bare name that can be one."""
        node = bracket.node
        parent = node.parent
        if node.type == "call":
            self._open_call(node, parent)
        elif node.type == "super":
            if parent is None or parent.type != "call":
                self.refer(self._super_chain(""), EdgeType.CALL, node)
        elif parent is None or not self._is_no_use(node, parent):
            name = self.text(node)
            if name == "module_function" and (body := self.body_around()) is not None:
                body.has_functions = True
            elif name == "new":
                self.refer("self", EdgeType.CALL, node)
            elif name not in _HIDDEN and not self.is_local(name):
                self.refer_bare(name, node)

    def _is_no_use(self, node: Node, parent: Node) -> bool:
        """Whether an identifier is a part of something else: the name of a call, of a definition, of a variable."""
        field = _NAME_FIELDS.get(parent.type)
        if field is None:
            return parent.type in _NO_USES
        part = parent.child_by_field_name(field)
        return part is not None and part.start_byte == node.start_byte and part.end_byte == node.end_byte

    def _open_call(self, node: Node, parent: Node | None) -> None:
        receiver, method = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        if method is None:
            return
        if parent is not None and parent.type == "assignment":
            left = parent.child_by_field_name("left")
            if left is not None and left.start_byte == node.start_byte and left.end_byte == node.end_byte:
                return
        given = node.child_by_field_name("arguments")
        arguments = given.named_children if given is not None else []
        if receiver is None and method.type != "super" and self._is_statement(node, self.text(method), arguments):
            return
        name = self.text(method)
        if receiver is None and method.type == "identifier" and name != "new":
            self.refer_bare(name, method)
        elif name != "class":
            self.refer(self._call_chain(node, MAX_LEVELS, ""), EdgeType.CALL, method)

    def _is_statement(self, node: Node, name: str, arguments: list[Node]) -> bool:
        """Takes a call that says what a file or class is; false for any other."""
        if name in ("require", "require_relative", "load", "autoload"):
            self.load(name, [read_symbol(self.text(each)) for each in arguments if each.type == "string"])
        elif name in ("include", "extend", "prepend") and self.body_around() is not None:
            self.add_bases(name, arguments)
        elif name in ("attr_reader", "attr_writer", "attr_accessor"):
            self._add_accessors(name, arguments)
        elif name == "module_function":
            self._make_functions([read_symbol(self.text(each)) for each in arguments])
        elif name == "alias_method" and len(arguments) == 2:
            self._bind_alias(arguments[0], arguments[1])
        elif name == "define_method" and arguments and (body := self.body_around()) is not None:
            self._define_by_block(body, node, arguments[0])
        elif name == "method" and len(arguments) == 1:
            self._pass_symbols(arguments)
        elif name in _HIDDEN:
            return True
        else:
            if self.is_class_code() and name.startswith(_HOOKS):
                self._pass_symbols(arguments)
                if name == "helper_method" and (body := self.body_around()) is not None:
                    body.shown += [read_symbol(self.text(each)) for each in arguments if each.type == "simple_symbol"]
            return False
        return True

    def _make_functions(self, names: list[str]) -> None:
        body = self.body_around()
        for name in names if body is not None else ():
            if body is not None:
                body.own.bind(name, *body.members.names.get(name, ()))

    def _define_by_block(self, body: Body, node: Node, name_node: Node) -> None:
        name, block = read_symbol(self.text(name_node)), node.child_by_field_name("block")
        if name and name_node.type in ("simple_symbol", "string"):
            draft = self.add_method(body, name, node, name_node, is_own=body.is_own)
            if block is not None:
                self.blocks_of[block.start_byte] = draft, f"@{body.qualname}" if body.is_own else f"@{body.qualname} ()"

    def _pass_symbols(self, arguments: list[Node]) -> None:
        """Methods that are named to be called later."""
        body = self.body_around()
        receiver = f"@{body.qualname} ()" if body is not None and self.is_class_code() else "+"
        for each in arguments:
            if each.type == "simple_symbol":
                self.refer(f"{receiver} {read_symbol(self.text(each))}", EdgeType.CALLBACK, each)

    def open_return(self, bracket: Bracket) -> None:
        """A value that a method returns early."""
        draft = self.drafts[self.scope.owner]
        if draft.type in (AtomType.FUNCTION, AtomType.METHOD):
            self.note_result(draft, self.read(bracket.node))

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`constructor`, `module`, or nothing."""
        if bracket.node.type == "module":
            return "module"
        return CONSTRUCTOR if draft.name == "initialize" and draft.type is AtomType.METHOD else ""


WALK = RubyWalk
