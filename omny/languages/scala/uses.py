"""The uses of a Scala file: calls with and without brackets, by operators, and functions that are passed."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope
from omny.languages.scala.arguments import ScalaArguments
from omny.languages.scala.spelling import count_arguments, encode, find_made_type, list_arguments, list_operands
from omny.model.edges import EdgeType


class ScalaUses(ScalaArguments):
    """The part of `ScalaWalk` that knows what code uses."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._calls: list[tuple[Scope, str, list[Node], Node]] = []  # to be noted when the types of all names are known

    def _refer_later(self, chain: str, arguments: list[Node], at: Node) -> None:
        if chain != "?":
            self._calls.append((self.scope, chain, arguments, at))

    def refer_to_calls(self) -> None:
        """Notes the calls, with the words of their arguments."""
        for scope, chain, arguments, at in self._calls:
            self.scope = scope
            words = self.spell_words(arguments) if chain[-1] not in "-)" else ""
            self.refer(chain + words, EdgeType.CALL, at)

    def open_new(self, bracket: Bracket) -> None:
        """The making of an object."""
        node = bracket.node
        type_ = find_made_type(node)
        chain = self.speller.type_name(type_)
        if type_ is None or not chain or chain[0] in MARKS:
            return
        arguments = next((each for each in node.named_children if each.type == "arguments"), None)
        count = max(count_arguments(arguments), 0) if arguments is not None else 0
        self._refer_later(f"{chain} {CONSTRUCTOR_NAME}/{count}", list_arguments(arguments), type_)

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, with or without brackets, or a function that is passed."""
        node = bracket.node
        kind = node.type
        parent = node.parent
        if kind == "identifier":
            self._use_name(node)
        elif kind == "field_expression":
            self._use_field(node)
        elif kind == "call_expression":
            self._call(node)
        elif kind == "infix_expression":
            operator = node.child_by_field_name("operator")
            chain = self.spelling.infix_callee(node)
            if operator is not None:
                self._refer_later(chain, list_operands(node), operator)
        elif kind == "prefix_expression":
            self.refer(self.spelling.prefix_callee(node), EdgeType.CALL, node)
        elif kind == "postfix_expression":
            children = node.named_children
            if len(children) == 2:
                chain = self.speller.chain(node)
                self.refer(chain if chain == "?" else f"{chain}/-", EdgeType.CALL, children[1])
        elif kind == "method_value" and node.named_children:
            chain = self.speller.chain(node.named_children[0])
            if chain != "?" and chain[-1] != ")":
                self.refer(f"{chain}/*", EdgeType.CALLBACK, self.speller.find_name(node.named_children[0]))
        elif kind == "case_class_pattern":
            type_ = node.child_by_field_name("type")
            chain = self.speller.type_name(type_)
            if type_ is not None and chain and chain[0] not in MARKS:
                self.refer(f"{chain} unapply/1", EdgeType.CALL, type_)
        elif kind == "arguments" and parent is not None:
            self._construct_base(parent)

    def _construct_base(self, clause: Node) -> None:
        """The arguments that a class gives to the constructor of its base."""
        type_ = clause.child_by_field_name("type")
        chain = self.speller.type_name(type_)
        if type_ is not None and chain and chain[0] not in MARKS:
            arguments = clause.child_by_field_name("arguments")
            count = max(count_arguments(arguments), 0)
            self._refer_later(f"{chain} {CONSTRUCTOR_NAME}/{count}", list_arguments(arguments), type_)

    def _use_name(self, node: Node) -> None:
        name = self.text(node)
        if name[:1].isupper() or name in ("this", "super", "_", ""):
            return
        parent = node.parent
        if parent is not None:
            kind = parent.type
            if kind == "lambda_expression":
                first = parent.child_by_field_name("parameters")
                if first is not None and first.start_byte == node.start_byte:
                    return
            elif kind in ("enumerator", "case_clause") and parent.named_children[0].start_byte == node.start_byte:
                return
        plain = encode(name)
        found = self.scope.find(plain)
        if found is not None and found is not self.tree.module and f"{plain}/0" not in found.names:
            if (found, plain) not in self.tree.imports and found not in self.receivers:
                return
        self.refer_to_use(node, plain, node)

    def _use_field(self, node: Node) -> None:
        parent, field = node.parent, node.child_by_field_name("field")
        if parent is None or field is None:
            return
        kind = parent.type
        if kind == "generic_function" and parent.parent is not None and parent.parent.type == "call_expression":
            return
        if kind == "call_expression" or (kind == "method_value"):
            return
        if kind == "assignment_expression" and node.start_byte == parent.start_byte:
            return
        if self.text(field) == "this":
            return
        owner = self.speller.chain(node.child_by_field_name("value") or node)
        name = self.text(field)
        if owner != "?" and owner[0] not in MARKS:
            self.refer_to_use(node, f"{owner} {encode(name)}", field)

    def _call(self, node: Node) -> None:
        function = node.child_by_field_name("function")
        if function is not None and function.type == "generic_function":
            function = function.child_by_field_name("function") or function
        if function is None or function.type not in ("field_expression", "identifier"):
            return
        name = function.child_by_field_name("field") if function.type == "field_expression" else function
        chain = self.speller.callee(node)
        if count_arguments(node.child_by_field_name("arguments")) < 0 and chain != "?" and chain[-1] != ")":
            chain = f"{chain}/-"
        self._refer_later(chain, list_arguments(node.child_by_field_name("arguments")), name or function)
