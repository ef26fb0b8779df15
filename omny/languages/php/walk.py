"""What no table can say of PHP: namespaces, traits, properties, and functions that are named to be called."""

from __future__ import annotations

import re
from bisect import bisect_right

import msgspec
from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, Value, join
from omny.extract.tables import read_shapes
from omny.extract.text import CodeLines
from omny.languages.php.callables import TAKES_FUNCTIONS
from omny.languages.php.clients import note_clients
from omny.languages.php.docs import find_chains, read_types
from omny.languages.php.routes import MARKS, note_routes
from omny.languages.php.semantics import CASE, FUNCTION, SEMANTICS, fold
from omny.languages.php.spelling import NAMES, NEW_STATIC, Namespace, PhpSpeller, import_chain
from omny.model.atom_data import CONSTRUCTOR
from omny.model.atoms import AtomType
from omny.model.chains import Chain
from omny.model.edges import EdgeType

_NO_FUNCTIONS = (b"isset(", b"empty(", b"exit(", b"die(")
_FUNCTION_TEXT = re.compile(r"""['"]\\?([\w\\]+?)(?:::(\w+))?['"]$""")
_INSTEAD = re.compile(rb"insteadof(?<=\binsteadof)\b[^;{}]*")  # begins with a text, whose places alone are looked at
_QUALIFIER = re.compile(rb"[\w\\]*\\")
_INSIDE = re.compile(r"^\.[^ ]*?/#!::")


class PhpWalk(GenericWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.spelling = self.speller = PhpSpeller(self.shapes, source, self.special)
        self.namespace = self.spelling.namespace = Namespace("")
        self._closures: set[Scope] = set()
        self._typed: set[tuple[Scope, str]] = set()  # properties with a type
        self._assigned: list[tuple[Scope, str, Value]] = []  # to properties
        self._adapted: list[tuple[Scope, str, str]] = []  # methods of traits under another name
        self._declared: set[int] = set()  # functions that say what they return
        self._unnamed: dict[int, Value] = {}  # objects of classes without a name, by where these begin
        self._told: dict[Scope, dict[str, str]] = {}  # types from the comment above a function, by its scope
        self._has_types = b"@var" in source

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """Qualified names after `insteadof`: the grammar reads the last part of one only."""
        return _INSTEAD.sub(lambda match: _QUALIFIER.sub(lambda part: b" " * len(part[0]), match[0]), source)

    # Names

    def open_unit(self, bracket: Bracket) -> None:
        """A namespace statement: names mean something else from here on."""
        name = bracket.node.child_by_field_name("name")
        self.namespace = Namespace(".".join(self.text(name).replace("\\", " ").split()) if name is not None else "")
        self.spelling.enter(self.namespace)

    def open_import(self, bracket: Bracket) -> None:
        """`use` of classes, functions and constants, one by one or in a group."""
        node = bracket.node
        group, type_ = node.child_by_field_name("body"), node.child_by_field_name("type")
        prefix = next((self.text(child) + "\\" for child in node.named_children if child.type == "namespace_name"), "")
        for clause in (group or node).named_children:
            name = next((child for child in clause.named_children if child.type in NAMES), None)
            if clause.type != "namespace_use_clause" or name is None:
                continue
            kind = clause.child_by_field_name("type") or type_
            alias = clause.child_by_field_name("alias")
            full = ".".join((prefix + self.text(name)).replace("\\", " ").split())
            known = (self.text(alias) if alias is not None else full.rpartition(".")[2]).lower()
            if kind is None:
                self.namespace.types[known] = full
            elif self.text(kind).lower() == "function":
                self.namespace.functions[known] = full
        self.spelling.enter(self.namespace)

    def bound_name(self, name: str, bracket: Bracket) -> str:
        """A full name, but for a method."""
        if bracket.kind == "define.method":
            return fold(name)
        return fold(self.namespace.inside(name) + (FUNCTION if bracket.kind == "define.function" else ""))

    def is_exported(self, draft: Draft) -> bool:
        """Every name can be used anywhere."""
        return True

    # Definitions

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`trait`, or that it is a constructor."""
        if draft.type is AtomType.METHOD and fold(draft.name) == SEMANTICS.constructor:
            return CONSTRUCTOR
        return "trait" if bracket.node.type == "trait_declaration" else ""

    def open_define(self, bracket: Bracket) -> None:
        """A definition. Traits come before the class that is extended, and both before interfaces."""
        node = bracket.node
        if node.type == "anonymous_class":
            self._open_unnamed(bracket)
            return
        super().open_define(bracket)
        if bracket.find("name") is None:
            return
        returns = bracket.find("returns")
        if bracket.kind in ("define.function", "define.method"):
            draft = self.drafts[self.scope.owner]
            told = self._told[self.scope] = self._read_types(draft.start)
            chains = self._find_chains(returns, told.get("return"))
            draft.returns = [Value(chain, self.scope) for chain in chains]
            if returns is not None or chains:
                self._declared.add(draft.index)
        else:
            self._bind_parent(bracket, self.scope)
            if bracket.kind == "define.enum":
                for name, chain in (("from", "(self ()"), ("tryfrom", "(self ()"), ("cases", "(*self ()")):
                    self.scope.bind(name, Value(chain, self.scope))

    def _open_type(self, bracket: Bracket, name_node: Node, name: str) -> None:
        bracket.put("base", self._sort_bases(bracket))
        super()._open_type(bracket, name_node, name)

    def _sort_bases(self, bracket: Bracket) -> list[Node]:
        order = {"use_declaration": 0, "base_clause": 1}
        return sorted(
            bracket.find_all("base"), key=lambda base: order.get(base.parent.type if base.parent is not None else "", 2)
        )

    def _open_unnamed(self, bracket: Bracket) -> None:
        around = self.scope
        scope = self.open_object(bracket.end, [self.speller.type_name(base) for base in self._sort_bases(bracket)])
        chain = f"@{self._objects[-1][0]}"
        self._unnamed.setdefault(bracket.position, Value("?", around)).chain = chain
        for receiver in ("$this", "self", "static"):
            scope.bind(receiver, chain)
        self._bind_parent(bracket, scope)

    def _bind_parent(self, bracket: Bracket, scope: Scope) -> None:
        parent = next(
            (
                base
                for base in bracket.find_all("base")
                if base.parent is not None and base.parent.type == "base_clause"
            ),
            None,
        )
        chain = self.speller.type_name(parent) if bracket.kind == "define.class" else ""
        scope.bind("parent", chain or "?")

    def open_scope(self, bracket: Bracket) -> None:
        """A function without a name: its code belongs to the function around."""
        self._closures.add(self.open_block(bracket.end))

    # What names are bound to

    def open_bind(self, bracket: Bracket) -> None:
        """What gives a variable or a property a type or a value."""
        node = bracket.node
        kind, scope = node.type, self.scope
        name, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
        if kind == "property_declaration":
            self._bind_properties(node, type_)
        elif kind == "enum_case":
            if name is not None:
                scope.bind(CASE + self.text(name), Value("self ()", scope))
        elif kind in ("use_as_clause", "use_instead_of_clause"):
            self._adapt(node)
        elif kind == "foreach_statement":
            self._bind_items(node)
        elif kind == "global_declaration":
            for child in node.named_children:
                scope.redirects[self.text(child)] = self.file
        elif kind.endswith("assignment_expression"):
            self._assign(node.child_by_field_name("left"), node.child_by_field_name("right"))
        elif kind == "static_variable_declaration":
            self._assign(name, node.child_by_field_name("value"))
        elif name is not None:
            mark = "*" if kind == "variadic_parameter" else ""
            variable = self.text(name).lstrip("&")
            chains = self._find_chains(type_, self._told.get(scope, {}).get(variable))
            self._bind_chains(scope, variable, chains, mark)
            if kind == "property_promotion_parameter" and scope.parent is not None:
                self._bind_chains(scope.parent, variable, chains, mark)
                self._typed.add((scope.parent, variable))

    def _bind_chains(self, scope: Scope, name: str, chains: list[str], mark: str = "") -> None:
        scope.bind_all(name, [Value(mark + chain, scope) for chain in chains] or "?")

    def _bind_properties(self, node: Node, type_: Node | None) -> None:
        for element in node.named_children:
            name = element.child_by_field_name("name") if element.type == "property_element" else None
            if name is not None:
                chains = self._find_chains(type_, self._read_types(node.start_byte).get("var"))
                self._bind_chains(self.scope, self.text(name), chains)
                if type_ is not None or chains:
                    self._typed.add((self.scope, self.text(name)))

    def _read_types(self, at: int) -> dict[str, str]:
        """The types that the comment right above a place gives."""
        index = bisect_right(self.comments, (at, 0)) - 1
        if index < 0:
            return {}
        start, end = self.comments[index]
        if not self.source.startswith(b"/**", start) or self.source[end:at].strip():
            return {}
        return read_types(self.source[start : end - 2].decode("utf-8", "replace"))

    def _find_chains(self, type_: Node | None, told: str | None) -> list[str]:
        """The chains of the objects of a type, or of one that a comment gives where the code names no class."""
        chains = self.spelling.object_chains(type_)
        return chains if chains or told is None else find_chains(told, self.spelling.object_chain)

    def _bind_items(self, node: Node) -> None:
        children = node.named_children
        if len(children) < 2:
            return
        target = children[1]
        if target.type == "pair" and target.named_children:
            target = target.named_children[-1]
        if target.type == "by_ref" and target.named_children:
            target = target.named_children[0]
        chain = self.speller.chain(children[0])
        if target.type == "variable_name" and chain != "?":
            self.scope.bind(self.text(target), Value(join(chain, "[*]") or "?", self.scope))
        else:
            self._assign(target, None)

    def _assign(self, target: Node | None, value: Node | None) -> None:
        if target is None:
            return
        if target.type == "list_literal":
            is_list = value is not None and value.type == "array_creation_expression"
            elements = value.named_children if value is not None and is_list else []
            for place, child in enumerate(target.named_children):
                held = elements[place].named_children if place < len(elements) else []
                self._assign(child, held[0] if len(held) == 1 else None)
            return
        values = self._find_values(value) if value is not None else []
        if target.type == "variable_name":
            told = self._read_types(target.start_byte) if self._has_types else {}
            type_ = told.get(self.text(target)) or told.get("var")
            chains = self._find_chains(None, type_)
            self.scope.bind_all(self.text(target), [Value(chain, self.scope) for chain in chains] or values or "?")
            return
        chain = self.speller.chain(target)
        owner, _, name = chain.rpartition(" ")
        if name[0] == "$" and owner in ("$this", "self", "static"):
            home = next((each for each in self.scope.ancestors() if self._is_body(each)), None)
            if home is not None:
                self._assigned += [(home, name, each) for each in values]

    def _is_body(self, scope: Scope) -> bool:
        """Whether a scope is that of a type's members, with a name or without."""
        return bool(self.type_around(scope)) or any(scope is members for _, members, _ in self._objects)

    def _find_values(self, node: Node) -> list[Value]:
        """The values that an expression can have."""
        found: list[Value] = []
        for each in self.spelling.alternatives(node):
            body = each.named_children[0] if each.type == "object_creation_expression" and each.named_children else each
            if body.type == "anonymous_class":
                found.append(self._unnamed.setdefault(body.start_byte, Value("?", self.scope)))
            elif (chain := self.speller.chain(each)) != "?":
                found.append(Value(chain, self.scope))
        return found

    def _adapt(self, node: Node) -> None:
        """`T::a as b` and `T::a insteadof U` name a method of a trait."""
        children = node.named_children
        names = [child for child in children if child.type == "name"]
        named = next((child for child in children if child.type == "class_constant_access_expression"), None)
        if named is not None and len(named.named_children) == 2:
            trait, method = named.named_children
            chain = f"{self.spelling.owner(trait, 1)} {self.text(method)}"
            alias = self.text(names[0]) if node.type == "use_as_clause" and names else self.text(method)
            self._adapted.append((self.scope, fold(alias), chain))
        elif node.type == "use_as_clause" and len(names) == 2:
            self._adapted.append((self.scope, fold(self.text(names[1])), f"self {self.text(names[0])}"))

    # Uses

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, a function that is named as `f(...)`, or an argument that names one."""
        node = bracket.node
        if node.type == "array_creation_expression":
            self._pass_method(node)
        elif node.type == "string":
            self._pass_text(node)
        else:
            if node.child_by_field_name("function") is not None and self.source.startswith(
                _NO_FUNCTIONS, node.start_byte
            ):
                return
            kind = EdgeType.CALLBACK if self.spelling.is_reference(node) else EdgeType.CALL
            for callee in self._find_callees(node):
                self.refer(callee, kind, self.speller.find_name(node))

    def _find_callees(self, node: Node) -> list[str]:
        """What a call can call: of `($a ? $b : $c)->run()` the member of each."""
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("name")
        each = self.spelling.alternatives(owner)
        if len(each) < 2 or name is None or name.type != "name":
            return [self.spelling.find_callee(node)]
        return [join(self.speller.chain(part), self.text(name)) or "?" for part in each]

    def open_new(self, bracket: Bracket) -> None:
        """The making of an object."""
        self.refer(self.spelling.find_made_type(bracket.node), EdgeType.CALL, self.speller.find_name(bracket.node))

    def open_return(self, bracket: Bracket) -> None:
        """A value that a function returns which does not say what."""
        draft = self.drafts[self.scope.owner]
        if self.scope in self._closures or draft.type not in (AtomType.FUNCTION, AtomType.METHOD):
            return
        if draft.index in self._declared or not bracket.node.named_children:
            return
        for value in self._find_values(bracket.node.named_children[0]):
            if value.chain == "$this":
                value = Value(NEW_STATIC, self.scope)
            draft.returns.append(value)

    def _pass_method(self, node: Node) -> None:
        """`[$object, 'method']` and `[Type::class, 'method']`."""
        elements = [child.named_children for child in node.named_children]
        if [len(each) for each in elements] != [1, 1] or elements[1][0].type != "string":
            return
        owner, method = self.speller.chain(elements[0][0]), self.text(elements[1][0]).strip("'\"")
        if owner != "?" and method.isidentifier():
            self.refer(f"{owner} {method}", EdgeType.CALLBACK, elements[1][0])

    def _pass_text(self, node: Node) -> None:
        """`'function'` and `'Type::method'`, given to a function of PHP that calls it."""
        call = node.parent.parent.parent if node.parent is not None and node.parent.parent is not None else None
        function = call.child_by_field_name("function") if call is not None else None
        if function is None or self.text(function).lstrip("\\").lower() not in TAKES_FUNCTIONS:
            return
        found = _FUNCTION_TEXT.match(self.text(node))
        if found is not None:
            full = ".".join(part for part in found[1].split("\\") if part)
            chain = f"{import_chain(full)} {found[2]}" if found[2] else import_chain(full + FUNCTION)
            self.refer(chain, EdgeType.CALLBACK, node)

    def _may_be_function(self, value: str) -> bool:
        """See `Walk`."""
        return not value.endswith(" ()")

    # What the walk leaves

    def note_routes(self) -> None:
        """See `Walk`."""
        if any(mark in self.source for mark in MARKS):
            note_routes(self)
        note_clients(self)

    def _bind_late(self) -> None:
        """Properties without a type have the types of what is assigned to them, and traits the names that they get."""
        for scope, name, value in self._assigned:
            if (scope, name) not in self._typed:
                scope.bind(name, value)
        for scope, name, chain in self._adapted:
            if name not in scope.names:
                scope.bind(name, Value(chain, scope))

    def _bind(self, lines: CodeLines) -> tuple[list[Chain], bytes]:
        """See `Walk`. What is used has its full name, without the marks that chains have."""
        self._bind_late()
        chains, references = super()._bind(lines)
        return [
            msgspec.structs.replace(
                chain, text=_write(chain.text), values=[value for value in chain.values if value[0] != "$"]
            )
            for chain in chains
        ], references

    def _fill_surface(self) -> None:
        """See `Walk`. A variable that nothing binds is unknown, and no name of the program."""
        super()._fill_surface()
        for key, values in self.surface.items():
            if any(value.lstrip("~*%(")[:1] == "$" for value in values):
                known = [value for value in values if value.lstrip("~*%(")[:1] != "$"]
                self.surface[key] = known or ["?"]


def _write(text: str) -> str:
    """A chain as people read it."""
    text = _INSIDE.sub("", text).lstrip("^").replace("::", ".").replace(FUNCTION * 2, FUNCTION)
    return text.removesuffix(FUNCTION).replace(".$", ".").replace(f".{CASE}", ".").lstrip(".")


WALK = PhpWalk
