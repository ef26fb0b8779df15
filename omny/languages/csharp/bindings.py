"""What variables, lambdas, queries and patterns of C# bind, and how its expressions read."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.scopes import Scope, Value, join
from omny.extract.tables import read_shapes
from omny.languages.csharp.arguments import CSharpArguments
from omny.languages.csharp.semantics import OF_ITEMS
from omny.languages.csharp.spelling import CSharpSpeller, find_function

_GIVES_OUT = frozenset(("TryGetValue", "TryPop", "TryDequeue", "TryPeek", "TryTake", "TryRemove"))
"""Methods of collections that give an item by a parameter."""

_LITERALS = {
    **dict.fromkeys(
        ("string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"),
        "string ()",
    ),
    "integer_literal": "int ()",
    "boolean_literal": "bool ()",
    "character_literal": "char ()",
    "real_literal": "double ()",
}


class CSharpBindings(CSharpArguments):
    """The part of `CSharpWalk` that knows names and expressions."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.spelling = self.speller = CSharpSpeller(self.shapes, source, self.special)

    # Scopes and what names are bound to

    def open_scope(self, bracket: Bracket) -> None:
        """A block; that of a loop has the item."""
        around, node = self.scope, bracket.node
        scope = self.open_block(bracket.end)
        if node.type == "lambda_expression":
            self._bind_lambda(node, scope, around)
        if node.type != "foreach_statement":
            return
        name, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        if name is not None and value is not None:
            chain = self.speller.instance_chain(node.child_by_field_name("type"))
            self._bind_target(name, chain or join(self.speller.chain(value), "[*]") or "?", scope, around)

    def _bind_target(self, target: Node, chain: str, scope: Scope, around: Scope) -> None:
        """Binds a name to a value that is written in the scope around, or several names to its parts."""
        if target.type == "identifier":
            scope.bind(self.text(target), Value(chain, around) if chain != "?" else "?")
        elif target.type == "tuple_pattern":
            for place, name in enumerate(target.named_children):
                self._bind_target(name, join(chain, f"[{place}]") or "?", scope, around)

    def _bind_lambda(self, node: Node, scope: Scope, around: Scope) -> None:
        """The parameters of a lambda: items of what its method is called on, or of the types of its delegate."""
        listed = node.child_by_field_name("parameters")
        names = [listed] if listed is not None and listed.type == "implicit_parameter" else []
        if listed is not None and not names:
            names = [name for each in listed.named_children if (name := each.child_by_field_name("name")) is not None]
        for name, chain in zip(names, self._list_given(node), strict=False):
            if chain and chain != "?":
                scope.bind(self.text(name), Value(chain, around))

    def _list_given(self, node: Node) -> list[str]:
        """The chains of what a lambda gets."""
        around = node.parent
        if around is not None and around.type == "variable_declarator" and around.parent is not None:
            return self._list_delegated(around.parent.child_by_field_name("type"))
        function = find_function(around)
        name = function.child_by_field_name("name") if function is not None else None
        if function is None or name is None or self.spelling.find_plain_name(name) not in OF_ITEMS:
            return []
        return [join(self.speller.chain(function.children[0]), "[*]") or "?"]

    def _list_delegated(self, type_: Node | None) -> list[str]:
        if type_ is None or type_.type != "generic_name" or not type_.named_children:
            return []
        name, listed = type_.named_children[0], type_.named_children[-1]
        types = [self.speller.instance_chain(each) for each in listed.named_children]
        return types[:-1] if self.text(name) == "Func" else types

    def open_bind(self, bracket: Bracket) -> None:
        """Variables, fields, and parameters of types, which stand for what they are constrained to."""
        node = bracket.node
        if node.type == "variable_declaration":
            self._bind_variables(node)
        elif node.type == "implicit_parameter":
            self.scope.bind(self.text(node), "?")
        elif node.type == "type_parameter":
            if (name := node.child_by_field_name("name")) is not None:
                self.bind_type_parameter(self.text(name), [])
        elif node.type == "type_parameter_constraints_clause":
            children = node.named_children
            bounds = [self.speller.base_name(each.child_by_field_name("type")) for each in children[1:]]
            self.bind_type_parameter(self.text(children[0]), bounds)
        elif node.type == "from_clause":
            name, value = node.child_by_field_name("name"), (node, *node.named_children)[-1]
            typed = self.speller.instance_chain(node.child_by_field_name("type"))
            if name is not None:
                self._bind_target(
                    name,
                    typed or join(self.speller.chain(value), "[*]") or "?",
                    self.scope,
                    self.scope.parent or self.scope,
                )
        elif node.type == "declaration_expression" and (chain := self._find_declared(node)) != "?":
            for name in bracket.find_all("bind.name"):
                self.bind_chain(self.scope, self.text(name), chain, self.scope)
        elif node.type == "enum_member_declaration":
            owner = self.type_around(self.scope)
            for name in bracket.find_all("bind.name"):
                self.scope.bind(self.text(name), f"@{owner} ()" if owner else "?")
        else:
            for name in bracket.find_all("bind.name"):
                self.note_type(self.home_scope(self.scope), self.text(name), bracket.find("bind.type"))
            super().open_bind(bracket)

    def _find_declared(self, node: Node) -> str:
        """The value of a variable that an argument declares: what a collection gives out, or a part of a tuple."""
        type_, argument = node.child_by_field_name("type"), node.parent
        around = argument.parent if argument is not None else None
        if type_ is None or type_.type != "implicit_type" or argument is None or around is None:
            return "?"
        if around.type == "tuple_expression":
            whole = around.parent
            value = whole.child_by_field_name("right") if whole is not None else None
            places = [each.start_byte for each in around.named_children if each.type == "argument"]
            place = places.index(argument.start_byte) if argument.start_byte in places else 0
            return join(self.speller.chain(value), f"[{place}]") or "?" if value is not None else "?"
        function = find_function(argument)
        name = function.child_by_field_name("name") if function is not None else None
        if function is None or name is None or self.text(name) not in _GIVES_OUT:
            return "?"
        return join(self.speller.chain(function.children[0]), "[]") or "?"

    def _bind_variables(self, node: Node) -> None:
        typed = self.speller.instance_chain(node.child_by_field_name("type"))
        for each in node.named_children:
            name = each.child_by_field_name("name") if each.type == "variable_declarator" else None
            if name is None:
                if each.type == "variable_declarator" and each.named_child_count > 1:
                    chain = self.speller.chain(each.named_children[-1])
                    self._bind_target(each.named_children[0], chain, self.scope, self.scope)
                continue
            value = each.named_children[-1] if each.named_child_count > 1 else None
            self.note_type(self.home_scope(self.scope), self.text(name), node.child_by_field_name("type"), value)
            chain = typed or (self.speller.chain(value) if value is not None else "?")
            if chain == "?" and node.parent is not None and node.parent.type == "field_declaration":
                chain = self.member_chain(node.child_by_field_name("type"))
            self.bind_chain(self.home_scope(self.scope), self.text(name), chain, self.scope)

    # Expressions

    def find_arguments(self, node: Node) -> Node | None:
        """The arguments of a call."""
        return next((child for child in node.named_children if child.type == "argument_list"), None)

    def special(self, node: Node, levels: int) -> str | None:
        """`a?.B`, `a ?? b` and `a ? b : c`."""
        kind, speller = node.type, self.speller
        if (literal := _LITERALS.get(kind)) is not None:
            return literal
        if kind == "tuple_expression":
            return self._spell_tuple(node, levels)
        if kind == "invocation_expression":
            return self._spell_selected(node, levels)
        if kind == "conditional_access_expression":
            condition, binding = node.child_by_field_name("condition"), node.named_children[-1]
            chain = speller.expression(condition, levels - 1)
            name = binding.child_by_field_name("name")
            if binding.type == "element_binding_expression":
                return join(chain, "[]") or "?"
            return join(chain, self.spelling.find_plain_name(name)) or "?" if name is not None else "?"
        if kind == "member_access_expression":
            return self.spelling.find_member(node, levels)
        if kind == "conditional_expression":
            first = speller.expression(node.child_by_field_name("consequence"), levels - 1)
            return first if first != "?" else speller.expression(node.child_by_field_name("alternative"), levels - 1)
        if kind == "binary_expression":
            operator = node.child_by_field_name("operator")
            if operator is None or self.text(operator) != "??":
                return "?"
            first = speller.expression(node.child_by_field_name("left"), levels - 1)
            return first if first != "?" else speller.expression(node.child_by_field_name("right"), levels - 1)
        return None

    def _spell_tuple(self, node: Node, levels: int) -> str:
        parts = [each.named_children[-1] for each in node.named_children if each.named_child_count]
        chains = [self.speller.expression(part, levels - 1) for part in parts]
        return "[" + "|".join([chain if "|" not in chain else "?" for chain in chains]) if chains else "?"

    def _spell_selected(self, node: Node, levels: int) -> str | None:
        """`xs.Select(x => x.Name)` gives what the lambda gives, as often as there are items."""
        function, arguments = node.child_by_field_name("function"), self.find_arguments(node)
        name = function.child_by_field_name("name") if function is not None else None
        if function is None or arguments is None or name is None or self.text(name) != "Select":
            return None
        given = next(iter(arguments.named_children), None)
        lambda_ = next(iter(given.named_children), None) if given is not None else None
        if lambda_ is None or lambda_.type != "lambda_expression":
            return None
        parameter, body = lambda_.child_by_field_name("parameters"), lambda_.child_by_field_name("body")
        owner = join(self.speller.expression(function.children[0], levels - 1), "[*]") or "?"
        head, _, rest = self.speller.expression(body, levels - 1).partition(" ")
        if parameter is None or head != self.text(parameter).strip("()") or owner == "?" or owner[0] in MARKS:
            return "?"
        return f"*{join(owner, rest)}"
