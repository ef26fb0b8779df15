"""The names of a Java file: what its blocks, patterns, lambdas and unnamed classes bind."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, Value, join
from omny.extract.tables import read_shapes
from omny.languages.java.arguments import ArgumentTypes
from omny.model.atoms import is_class_like

_OF_ITEMS = frozenset(
    """
    allMatch anyMatch dropWhile filter flatMap forEach forEachOrdered forEachRemaining ifPresent map mapToDouble
    mapToInt mapToLong mapToObj noneMatch peek removeIf takeWhile thenAccept thenApply
    """.split()  # noqa: SIM905
)
"""Methods of collections that give an item to the function that they get."""


class JavaNames(GenericWalk):
    """The part of `JavaWalk` that knows scopes and names."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        GenericWalk.__init__(self, source, root)
        self.types = ArgumentTypes(self.speller)
        self.constants: list[tuple[Scope, Node]] = []  # of enums, in the scopes of these

    def bind_receivers(self, owner: str) -> None:
        """Binds what the code of a type calls its object and the members of the bases."""
        owner = owner or self.type_around(self.scope)
        if owner:
            self.scope.bind("this", f"@{owner} ()")
            self.scope.bind("super", f"@{owner} () super")

    # Scopes

    def open_scope(self, bracket: Bracket) -> None:
        """A block; the body of an unnamed class has members."""
        node = bracket.node
        if node.type == "class_body":
            self._open_body(node)
            return
        owner, around = self.type_around(self.scope), self.scope
        scope = self.open_block(bracket.end)
        if owner:
            self.bind_receivers(owner)
        if node.type == "lambda_expression":
            self._bind_parameters(node)
        elif node.type == "enhanced_for_statement":
            name, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
            value = node.child_by_field_name("value")
            if name is not None and value is not None:
                chain = self.speller.instance_chain(type_) or join(self.speller.chain(value), "[*]") or "?"
                self.types.names.note(scope, self.text(name), self.types.type_word(type_))
                scope.bind(self.text(name), Value(chain, around) if chain != "?" else "?")

    def _open_body(self, node: Node) -> None:
        around = node.parent
        if around is None:
            return
        if around.type == "enum_constant":
            self.open_object(node.end_byte, [f"@{self.type_around(self.scope)}"])
        else:
            self.open_object(node.end_byte, [self.speller.base_name(around.child_by_field_name("type"))])
        if is_class_like(self.drafts[self.scope.owner].type) and (outer := self._find_outer_name(around)):
            self.scope.qualname = f"{self.scope.qualname}.{outer}"
        name = self._objects[-1][0]
        self.scope.bind("this", f"@{name}")
        self.scope.bind("super", f"@{name} super")

    def _find_outer_name(self, node: Node) -> str:
        """The name of the constant or field that an unnamed class outside of functions is for, or that of its type. So
        its methods do not take the names of others."""
        around: Node | None = node
        for _ in range(16):
            if around is None or around.type == "class_body":
                break
            if around.type in ("enum_constant", "variable_declarator"):
                name = around.child_by_field_name("name")
                return self.text(name) if name is not None else ""
            around = around.parent
        return self.speller.type_name(node.child_by_field_name("type")).rpartition(" ")[2]

    def _bind_parameters(self, node: Node) -> None:
        """The parameters of a lambda expression without types. A method of a collection gives it an item."""
        parameters = node.child_by_field_name("parameters")
        if parameters is None:
            return
        if parameters.type == "identifier":
            names = [parameters]
        else:
            names = [child for child in parameters.named_children if child.type == "identifier"]
        chain = self._find_item(node) if len(names) == 1 else "?"
        for name in names:
            around = self.scope.parent
            self.scope.bind(self.text(name), "?" if chain == "?" or around is None else Value(chain, around))

    def _find_item(self, node: Node) -> str:
        arguments = node.parent
        call = arguments.parent if arguments is not None else None
        if call is None or call.type != "method_invocation" or arguments is None or arguments.named_child_count != 1:
            return "?"
        holder, name = call.child_by_field_name("object"), call.child_by_field_name("name")
        if holder is None or name is None or self.text(name) not in _OF_ITEMS:
            return "?"
        return join(self.speller.chain(holder), "[*]") or "?"

    # Names

    def open_bind(self, bracket: Bracket) -> None:
        """Names. Some declarations have no fields for their parts."""
        node, kind = bracket.node, bracket.node.type
        if kind == "type_parameter":
            self._bind_type_parameter(node)
        elif kind == "enum_constant":
            owner = self.type_around(self.scope)
            for name in bracket.find_all("bind.name"):
                self.scope.bind(self.text(name), f"@{owner} ()")
            self.constants.append((self.scope, node))
        elif kind == "spread_parameter":
            unmodified = [child for child in node.named_children if child.type != "modifiers"]
            type_ = unmodified[0] if unmodified else None
            chain = self.speller.type_name(type_)
            word = self.types.type_word(type_)
            for name in bracket.find_all("bind.name"):
                self.bind_chain(self.scope, self.text(name), f"*{chain} ()" if chain else "?", self.scope)
                self.types.names.note(self.scope, self.text(name), f"{word}*" if word else "")
        elif kind in ("type_pattern", "record_pattern_component"):
            children = [child for child in node.named_children if child.type != "modifiers"]
            if len(children) == 2 and children[1].type == "identifier":
                chain = self.speller.instance_chain(children[0]) or "?"
                self.bind_chain(self.scope, self.text(children[1]), chain, self.scope)
                self.types.names.note(self.scope, self.text(children[1]), self.types.type_word(children[0]))
        elif kind == "formal_parameter" and self.type_around(self.scope):
            self._bind_component(bracket)
        else:
            GenericWalk.open_bind(self, bracket)
            outer = self._find_scope_behind(node) if kind == "instanceof_expression" else self.scope
            if outer is not self.scope:
                self.bind_names(bracket, outer, self.scope)
            self._note_types(bracket)

    def _note_types(self, bracket: Bracket) -> None:
        word = self.types.type_word(bracket.find("bind.type"))
        for name in bracket.find_all("bind.name"):
            declarator = name.parent
            dimensions = declarator.child_by_field_name("dimensions") if declarator is not None else None
            more = "*" * self.text(dimensions).count("[") if dimensions is not None else ""
            self.types.names.note(self.scope, self.text(name), word + more if word else "")

    def _bind_component(self, bracket: Bracket) -> None:
        """A component of a record: a field, and a method that returns it."""
        GenericWalk.open_bind(self, bracket)
        self._note_types(bracket)
        chain = self.speller.instance_chain(bracket.find("bind.type"))
        for name in bracket.find_all("bind.name"):
            self.scope.bind(f"{self.text(name)}/0", Value(f"({chain}", self.scope) if chain else "?")

    def _bind_type_parameter(self, node: Node) -> None:
        """A parameter stands for its bound."""
        children = [child for child in node.named_children if child.type in ("type_identifier", "type_bound")]
        if not children:
            return
        bounds = children[1].named_children if len(children) > 1 else []
        self.bind_type_parameter(self.text(children[0]), [self.speller.base_name(bounds[0])] if bounds else [])

    def _find_scope_behind(self, node: Node) -> Scope:
        """The scope that a name of a pattern has after its statement: `if (!(x instanceof Y y)) return;`."""
        is_negated = False
        for _ in range(16):
            around = node.parent
            if around is None:
                break
            if around.type == "unary_expression":
                is_negated = True
            elif around.type in ("if_statement", "while_statement"):
                return self.scope.parent if is_negated and self.scope.parent is not None else self.scope
            elif around.type not in ("parenthesized_expression", "binary_expression"):
                break
            node = around
        return self.scope
