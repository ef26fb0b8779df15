"""What no table can say of Java: imports, constructors, records, patterns, and objects of unnamed classes."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import CONSTRUCTOR_NAME, GenericWalk
from omny.extract.scopes import Scope, Value, join
from omny.extract.shapes import read_shapes
from omny.languages.java.imports import first_package
from omny.model.atoms import AtomType, is_class_like
from omny.model.edges import EdgeType

_KINDS = {"record_declaration": "record", "annotation_type_declaration": "annotation"}
_OF_ITEMS = frozenset(
    """
    allMatch anyMatch dropWhile filter flatMap forEach forEachOrdered forEachRemaining ifPresent map mapToDouble
    mapToInt mapToLong mapToObj noneMatch peek removeIf takeWhile thenAccept thenApply
    """.split()  # noqa: SIM905
)
"""Methods of collections that give an item to the function that they get."""

_IMPORT = re.compile(r"import\s+(?:static\s+)?([\w$.]+?)(?:\.(\*))?$")
_SPACE = re.compile(r"\s+(?=[.;*])|(?<=\.)\s+")


class JavaWalk(GenericWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._of_collections = dict(self.speller.containers)
        self.speller.containers = {"Iterable": "*"}

    def is_exported(self, draft: Draft) -> bool:
        """What is not private, and no part of a function."""
        around = self.drafts[draft.parent]
        while around.index and is_class_like(around.type):
            around = self.drafts[around.parent]
        return draft.index not in self._private and not around.index

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`record` and `annotation`, too."""
        return _KINDS.get(bracket.node.type) or super().kind_word(draft, bracket)

    # Names of the file

    def open_unit(self, bracket: Bracket) -> None:
        """The package clause."""
        super().open_unit(bracket)
        self.surface["unit"] = [first_package(self.prefix)]

    def open_import(self, bracket: Bracket) -> None:
        """An import of a type or a static member, or of all of a package or type."""
        found = _IMPORT.match(_SPACE.sub("", self.node_signature(bracket.node)).rstrip(" ;"))
        if found is None:
            return
        outer, _, name = found[1].rpartition(".")
        is_known = found[1].startswith("java.")
        if found[2]:
            self.surface.setdefault("*", []).append(found[1])
            if is_known:
                self.speller.containers.update(self._of_collections)
        elif outer:
            self.bind_import(name, f"^{outer}::{name}")
            if is_known and name in self._of_collections:
                self.speller.containers[name] = self._of_collections[name]

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """A definition. Its code has the object as `this`, and the members of the bases as `super`."""
        owner = self.type_around(self.scope)
        super().open_define(bracket)
        self._bind_receivers(owner if bracket.kind in ("define.method", "define.constructor") else "")
        if bracket.kind == "define.enum":
            name = self.drafts[self.scope.owner].qualname
            self.scope.bind("values/0", f"(*@{name} ()")
            self.scope.bind("valueOf/1", f"(@{name} ()")

    def _bind_receivers(self, owner: str) -> None:
        owner = owner or self.type_around(self.scope)
        if owner:
            self.scope.bind("this", f"@{owner} ()")
            self.scope.bind("super", f"@{owner} () super")

    def arity_suffixes(self, bracket: Bracket) -> tuple[str, ...]:
        """A compact constructor has the parameters of its record."""
        if bracket.node.type != "compact_constructor_declaration":
            return super().arity_suffixes(bracket)
        body = bracket.node.parent
        record = body.parent if body is not None else None
        least, _, has_more = self.count_parameters(record.child_by_field_name("parameters") if record else None)
        return ("/+", "/*") if has_more else (f"/{least}", "/*")

    def count_parameters(self, parameters: Node | None) -> tuple[int, int, bool]:
        """A function with a variable number of parameters is asked where no other fits."""
        kinds = [child.type for child in parameters.named_children] if parameters is not None else []
        if "spread_parameter" in kinds:
            return 1, 0, True
        count = kinds.count("formal_parameter")
        return count, count, False

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
            self._bind_receivers(owner)
        if node.type == "lambda_expression":
            self._bind_parameters(node)
        elif node.type == "enhanced_for_statement":
            name, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
            value = node.child_by_field_name("value")
            if name is not None and value is not None:
                chain = self.speller.instance_chain(type_) or join(self.speller.chain(value), "[*]") or "?"
                scope.bind(self.text(name), Value(chain, around) if chain != "?" else "?")

    def _open_body(self, node: Node) -> None:
        around = node.parent
        if around is None:
            return
        if around.type == "enum_constant":
            self.open_object(node.end_byte, [f"@{self.type_around(self.scope)}"])
        else:
            self.open_object(node.end_byte, [self.speller.type_name(around.child_by_field_name("type"))])
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
            arguments = f"/{_count_arguments(node.child_by_field_name('arguments'), self.shapes.trivia)}"
            if owner:
                self.refer(f"@{owner} {CONSTRUCTOR_NAME}{arguments}", EdgeType.CALL, node)
        elif kind == "spread_parameter":
            type_ = next((child for child in node.named_children if child.type in self.shapes.types), None)
            chain = self.speller.type_name(type_)
            for name in bracket.find_all("bind.name"):
                self.bind_chain(self.scope, self.text(name), f"*{chain} ()" if chain else "?", self.scope)
        elif kind in ("type_pattern", "record_pattern_component"):
            children = [child for child in node.named_children if child.type != "modifiers"]
            if len(children) == 2 and children[1].type == "identifier":
                chain = self.speller.instance_chain(children[0]) or "?"
                self.bind_chain(self.scope, self.text(children[1]), chain, self.scope)
        elif kind == "formal_parameter" and self.type_around(self.scope):
            self._bind_component(bracket)
        else:
            super().open_bind(bracket)
            if kind == "instanceof_expression" and (outer := self._find_scope_behind(node)) is not self.scope:
                self.bind_names(bracket, outer, self.scope)

    def _bind_component(self, bracket: Bracket) -> None:
        """A component of a record: a field, and a method that returns it."""
        super().open_bind(bracket)
        chain = self.speller.instance_chain(bracket.find("bind.type"))
        for name in bracket.find_all("bind.name"):
            self.scope.bind(f"{self.text(name)}/0", Value(f"({chain}", self.scope) if chain else "?")

    def _bind_type_parameter(self, node: Node) -> None:
        """A parameter stands for its bound."""
        children = [child for child in node.named_children if child.type in ("type_identifier", "type_bound")]
        if not children:
            return
        bound = children[1].named_child(0) if len(children) > 1 else None
        chain = self.speller.type_name(bound)
        self.bind_chain(self.scope, self.text(children[0]), chain or "?", self.scope)

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

    # Expressions

    def special(self, node: Node, levels: int) -> str | None:
        """`A.this`, `A.super.m()`, `outer.new A()`, `A::m`, conditional expressions and new arrays."""
        kind, speller = node.type, self.speller
        if kind == "field_access":
            field = node.child_by_field_name("field")
            if field is not None and field.type == "this":
                return _add(speller.expression(node.child_by_field_name("object"), levels - 1), "()")
        elif kind == "method_invocation":
            if any(child.type == "super" for child in node.named_children[1:2]):
                return self._spell_super(node, levels)
        elif kind == "object_creation_expression":
            outer, type_ = node.named_child(0), node.child_by_field_name("type")
            if outer is not None and type_ is not None and outer.start_byte < type_.start_byte:
                name = speller.type_name(type_)
                if name and outer.type in self.shapes.expressions:
                    return _add(_add(speller.expression(outer, levels - 1), name), "()")
        elif kind == "method_reference":
            return self._spell_reference(node, levels)
        elif kind == "ternary_expression":
            first = speller.expression(node.child_by_field_name("consequence"), levels - 1)
            return first if first != "?" else speller.expression(node.child_by_field_name("alternative"), levels - 1)
        elif kind == "array_creation_expression":
            name = speller.type_name(node.child_by_field_name("type"))
            return f"*{name} ()" if name else "?"
        elif kind == "scoped_type_identifier":
            return speller.type_name(node) or "?"
        return None

    def _spell_super(self, node: Node, levels: int) -> str:
        """A method of an interface that the class has as a base, or of the base of a class around."""
        outer, name = node.child_by_field_name("object"), node.child_by_field_name("name")
        if outer is None or name is None:
            return "?"
        owner = _add(self.speller.expression(outer, levels - 1), "()")
        is_around = any(draft.name == self.text(outer) and draft.type == AtomType.CLASS for draft in self.drafts)
        method = f"{self.text(name)}{self.speller.arity(node)} ()"
        return _add(_add(owner, "super"), method) if is_around else _add(owner, method)

    def _spell_reference(self, node: Node, levels: int) -> str:
        owner, name = node.named_child(0), node.child(node.child_count - 1)
        if owner is None or name is None:
            return "?"
        text = CONSTRUCTOR_NAME if name.type == "new" else self.text(name)
        return _add(self.speller.expression(owner, levels - 1), f"{text}/*")

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`."""
        if node.type != "method_reference":
            return super().name_length(text, node)
        last = node.child(node.child_count - 1)
        return last.end_byte - last.start_byte if last is not None else len(text)

    def open_invoke(self, bracket: Bracket) -> None:
        """A call. Constructors call others by `this(...)` and `super(...)`."""
        node = bracket.node
        if node.type != "explicit_constructor_invocation":
            super().open_invoke(bracket)
            return
        word = node.child_by_field_name("constructor")
        if word is not None:
            chain = f"{self.text(word)} {CONSTRUCTOR_NAME}{self.speller.arity(node)}"
            self.refer(chain, EdgeType.CALL, word)


def _add(chain: str, segment: str) -> str:
    return chain if chain == "?" else join(chain, segment) or "?"


def _count_arguments(arguments: Node | None, trivia: frozenset[str]) -> int:
    return sum(1 for child in arguments.named_children if child.type not in trivia) if arguments is not None else 0
