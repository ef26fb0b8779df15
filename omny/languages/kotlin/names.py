"""The names of a Kotlin file: what its parameters, properties, lambdas and tests of types bind."""

from __future__ import annotations

import re
from urllib.parse import quote

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.scopes import Scope, Value, join
from omny.languages.kotlin.casts import KotlinCasts
from omny.languages.kotlin.spelling import (
    Call,
    find_argument,
    find_child,
    find_parts,
    find_type,
    find_value,
)

LENT = frozenset(("let", "also", "use", "takeIf", "takeUnless"))
"""Functions of all objects that give the object to the lambda."""

RECEIVED = frozenset(("apply", "run", "with"))
"""Functions whose lambda has the object as its receiver."""

_OF_ITEMS = frozenset(
    """
    all any associate associateBy associateWith count distinctBy dropWhile filter filterNot find findLast first
    firstOrNull flatMap forEach groupBy indexOfFirst indexOfLast last lastOrNull map mapNotNull maxBy maxByOrNull maxOf
    minBy minByOrNull minOf none onEach partition removeAll removeIf retainAll single singleOrNull sortBy
    sortByDescending sortedBy sortedByDescending sumOf sumBy takeWhile
    """.split()  # noqa: SIM905
)
"""Functions of collections that give an item to the lambda. Those that end with `Indexed` give the index first."""

_ALIASES = re.compile(rb"\btypealias\s+(\w+)\s*=\s*(?:suspend\s+)?\([^\n]*->")
_MAX_LEVELS = 16
_MAX_CHARS = 600  # of what code sees, since each lambda in another one has the chains of those around in its own
_WITH_PARAMETERS = frozenset(("function_value_parameters", "class_parameters", "setter", "anonymous_function"))


def quote_chain(chain: str) -> str:
    """A chain as a part of a head: see `.Qual::name` in `omny.model.chains`."""
    return quote(chain, safe="@/.()[]*+!?^&~")


class KotlinNames(KotlinCasts):
    """The part of `KotlinWalk` that knows scopes and names."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.function_aliases = {name.decode() for name in _ALIASES.findall(source)}

    # Scopes

    def receive(self, scope: Scope, chain: str, around: Scope) -> None:
        """Has code of a scope see the members of an object first, which it also has as `this`."""
        values, _ = self.tree.expand(around, chain) if chain != "?" else ([], False)
        scope.bind("this", Value(chain, around) if chain != "?" else "?")
        if len(values) == 1 and values[0][0] not in MARKS and len(values[0]) + len(scope.inside) < _MAX_CHARS:
            scope.inside = f">{quote_chain(values[0])}>{scope.inside}"

    def see_members(self, scope: Scope, qualname: str) -> None:
        """See `ScopedWalk`. Objects whose members are seen around a type are seen in it, too."""
        around = scope.parent.inside if scope.parent is not None else ""
        super().see_members(scope, qualname)
        if around[:1] == ">":
            scope.inside = around[: around.rfind(">") + 1] + scope.inside

    def open_scope(self, bracket: Bracket) -> None:
        """A block, with what it binds."""
        node, around = bracket.node, self.scope
        kind = node.type
        if kind == "object_literal":
            self._open_literal(node)
            return
        if kind == "class_body":
            if node.parent is not None and node.parent.type == "enum_entry":
                self._open_entry(node)
            return
        parent = node.parent.type if node.parent is not None else ""
        if parent == "binary_expression" and not self._is_conjunction(node):
            return
        scope = self.open_block(bracket.end)
        if kind == "lambda_literal":
            self._open_lambda(node, scope, around)
        elif kind == "for_statement":
            self._bind_loop(node, scope, around)
        elif kind == "catch_block":
            name = find_child(node, "identifier")
            if name is not None:
                self.bind_chain(scope, self.text(name), self.speller.instance_chain(find_type(node)) or "?", scope)
        elif kind == "setter":
            name = find_child(node, "identifier")
            if name is not None:
                scope.bind(self.text(name), "?")
        elif kind == "when_expression":
            self.bind_subject(node, scope, around)
        elif kind == "when_entry":
            self.cast_entry(node, scope, around)
        if parent in ("if_expression", "while_statement", "binary_expression"):
            self.cast_branch(node, scope, around)

    def _is_conjunction(self, node: Node) -> bool:
        operator = node.parent.child_by_field_name("operator") if node.parent is not None else None
        return operator is not None and operator.type in ("&&", "||")

    def _open_literal(self, node: Node) -> None:
        """An object without a class of its own."""
        around = self.scope
        bases = [self.speller.base_name(base) for base in self.find_bases(node)]
        scope = self.open_object(node.end_byte, bases)
        outer = self._find_declared_name(node)
        if outer and self.type_around(around):
            scope.qualname = f"{scope.qualname}.{outer}"
        scope.bind("this", f"@{self._objects[-1][0]}")

    def _open_entry(self, node: Node) -> None:
        """The body of a constant of an enum."""
        owner, entry = self.type_around(self.scope), find_child(node.parent, "identifier")
        scope = self.open_object(node.end_byte, [f"@{owner}"])
        if entry is not None:
            scope.qualname = f"{scope.qualname}.{self.text(entry)}"
        scope.bind("this", f"@{self._objects[-1][0]}")

    def _find_declared_name(self, node: Node) -> str:
        """The name of the property that an object is for."""
        around: Node | None = node.parent
        for _ in range(_MAX_LEVELS):
            if around is None or around.type == "class_body":
                break
            if around.type == "property_declaration":
                name = find_child(find_child(around, "variable_declaration"), "identifier")
                return self.text(name) if name is not None else ""
            around = around.parent
        return ""

    def find_bases(self, node: Node) -> list[Node]:
        """The types that a definition states as its bases."""
        listed = find_child(node, "delegation_specifiers")
        found = [find_parts(each) for each in find_parts(listed) if each.type == "delegation_specifier"]
        return [parts[0] for parts in found if parts]

    def _bind_loop(self, node: Node, scope: Scope, around: Scope) -> None:
        parts = find_parts(node)
        names = next((part for part in parts if part.type.endswith("variable_declaration")), None)
        value = next((parts[at + 1] for at, part in enumerate(parts[:-1]) if part is names), None)
        if names is None or value is None:
            return
        chain = join(self.speller.chain(value), "[*]") or "?"
        self.bind_variables(names, chain, scope, around)

    def bind_variables(self, node: Node, chain: str, scope: Scope, around: Scope) -> None:
        """Binds a variable, or several to the parts of an object."""
        if node.type == "multi_variable_declaration":
            for place, each in enumerate(find_parts(node), 1):
                part = join(chain, f"component{place}/0 ()") or "?"
                self.bind_variables(each, part, scope, around)
            return
        name = find_child(node, "identifier")
        if name is None or (text := self.text(name)) == "_":
            return
        typed = self.speller.instance_chain(find_type(node))
        chain = typed or chain
        if chain == "?":
            scope.bind(text, "?")
        else:
            self.bind_chain(scope, text, chain, around)

    # Lambdas

    def _open_lambda(self, node: Node, scope: Scope, around: Scope) -> None:
        """The parameters of a lambda, and its receiver, by the function that gets it."""
        listed = find_child(node, "lambda_parameters")
        names = find_parts(listed)
        call = find_call(node)
        receiver, items = self._find_given(call, node, around)
        if receiver != "?":
            self.receive(scope, receiver, around)
            name = call.name if call is not None else None
            if name is not None:
                scope.bind(f"this@{self.text(name)}", Value(receiver, around))
        if listed is None:
            scope.bind("it", *[Value(chain, around) for chain in (items[0] if items else []) if chain != "?"])
            return
        for place, each in enumerate(names):
            chains = items[place] if place < len(items) else []
            for chain in chains or ["?"]:
                self.bind_variables(each, chain, scope, around)

    def _find_given(self, call: Call | None, node: Node, around: Scope) -> tuple[str, list[list[str]]]:
        """The receiver that a lambda gets, and its arguments, as chains that are read in the scope around."""
        name = call.name if call is not None else None
        if call is None or name is None:
            return "?", []
        text = self.text(name)
        owner = self.chain_of_receiver(call)
        if text in LENT and call.receiver is not None and call.arity == "/1":
            return "?", [[owner]]
        if text in RECEIVED and call.receiver is not None and call.arity == "/1":
            return owner, []
        if text == "with" and call.receiver is None and call.arguments and call.arity == "/2":
            first = find_argument(call.arguments[0])
            return (self.speller.chain(first) if first is not None else "?"), []
        callee = self.spell_callee(call)
        count = max(1, self._count_lambda_names(node))
        given = [[f"{callee} {{{place}}}"] if callee != "?" else [] for place in range(count)]
        if call.receiver is not None and (item := join(owner, "[*]")):
            if text in _OF_ITEMS:
                given[0].append(item)
            elif text.endswith("Indexed") and count > 1:
                given[1].append(item)
            if text == "forEach" and count == 2:  # of a map
                given = [[join(item, f"component{place}/0 ()") or "?"] for place in (1, 2)]
        return f"{callee} {{}}" if callee != "?" else "?", given

    def _count_lambda_names(self, node: Node) -> int:
        return len(find_parts(find_child(node, "lambda_parameters")))

    def chain_of_receiver(self, call: Call) -> str:
        """The chain of the object that a call is a member of."""
        return self.speller.chain(call.receiver) if call.receiver is not None else "?"

    def spell_callee(self, call: Call) -> str:
        """The chain of the function that a call is of."""
        raise NotImplementedError

    # Declarations

    def open_bind(self, bracket: Bracket) -> None:
        """A parameter, a constant of an enum, or another name for a type."""
        node, kind = bracket.node, bracket.node.type
        if kind == "type_parameter" or kind == "type_constraint":
            name = find_child(node, "identifier")
            if name is not None:
                self.bind_type_parameter(self.text(name), [self.speller.base_name(find_type(node))])
        elif kind == "type_alias":
            name = node.child_by_field_name("type")
            if name is not None:
                home = self.home_scope(self.scope)
                chain = self.speller.type_name(find_type(node)) or "?"
                chain = f"({chain}" if chain[0] == "(" else chain  # a type is called for an object of it
                self.bind_chain(home, self.text(name), chain, self.scope)
        elif kind == "enum_entry":
            owner, name = self.type_around(self.scope), find_child(node, "identifier")
            if name is not None:
                self.scope.bind(self.text(name), f"@{owner} ()" if owner else "?")
        elif node.parent is not None and node.parent.type in _WITH_PARAMETERS:
            self._bind_parameter(node)

    def _bind_parameter(self, node: Node) -> None:
        """A parameter; one of a primary constructor can be a property."""
        name = find_child(node, "identifier")
        if name is None:
            return
        text, type_ = self.text(name), find_type(node)
        chain = self.speller.instance_chain(type_) or "?"
        if has_word(node, "vararg") and chain != "?":
            chain = f"*{chain}"
        self.bind_chain(self.scope, text, chain, self.scope)
        self.note_type(text, type_)
        if node.type == "class_parameter" and any(child.type in ("val", "var") for child in node.children):
            self.bind_accessors(text, chain, is_variable=any(child.type == "var" for child in node.children))

    def note_type(self, name: str, type_: Node | None) -> None:
        """Takes note of a name of a type."""
        for _ in range(_MAX_LEVELS):
            if type_ is None or type_.type not in ("nullable_type", "parenthesized_type"):
                break
            type_ = find_type(type_)
        if type_ is not None and (type_.type == "function_type" or self.text(type_) in self.function_aliases):
            self.callables.add((self.scope, name))

    def bind_accessors(self, name: str, chain: str, *, is_variable: bool) -> None:
        """The methods by which Java reads and writes a property."""
        if not name.isidentifier():
            return
        large = name[:1].upper() + name[1:]
        is_test = name[:2] == "is" and name[2:3].isupper()
        self.scope.bind(
            f"{name if is_test else f'get{large}'}/0", Value(f"({chain}", self.scope) if chain != "?" else "?"
        )
        if is_variable:
            self.scope.bind(f"set{large[2:] if is_test else large}/1", "?")

    def bind_property(self, node: Node, target: Scope, scope: Scope) -> None:
        """Binds the names of a property or a local variable."""
        declared = find_child(node, "variable_declaration", "multi_variable_declaration")
        if declared is None:
            return
        value, delegate = find_value(node), find_child(node, "property_delegate")
        chain = self.speller.chain(value) if value is not None else "?"
        name = find_child(declared, "identifier")
        if name is not None:
            self.note_type(self.text(name), find_type(declared))
            if value is not None and value.type in ("lambda_literal", "anonymous_function", "callable_reference"):
                self.callables.add((target, self.text(name)))
            if value is not None and (other := self._find_alternative(value, chain)):
                self.bind_chain(target, self.text(name), other, scope)
        if delegate is not None and (parts := find_parts(delegate)):
            chain = self.find_delegated(parts[0])
        self.bind_variables(declared, chain, target, scope)

    def _find_alternative(self, node: Node, chain: str) -> str:
        """The object that a declaration makes if the value before `?:` is null."""
        operator = node.child_by_field_name("operator") if node.type == "binary_expression" else None
        if operator is None or operator.type != "?:":
            return ""
        other = self.speller.expression(node.child_by_field_name("right"), _MAX_LEVELS)
        return other if other != chain and other[:1].isupper() else ""

    def find_delegated(self, node: Node) -> str:
        """The value of a property that another object gives: that of `lazy { }`."""
        return "?"


def has_word(node: Node, word: str) -> bool:
    """Whether a word stands among the modifiers of a definition."""
    modifiers = find_child(node, "modifiers")
    if modifiers is None:
        before = node.parent.named_children if node.parent is not None else []
        place = next((at for at, each in enumerate(before) if each.start_byte == node.start_byte), 0)
        modifiers = before[place - 1] if place and before[place - 1].type == "parameter_modifiers" else None
    found = [child for each in find_parts(modifiers) for child in each.children]
    return any(child.type == word for child in found)


def find_call(node: Node) -> Call | None:
    """The call that a lambda is an argument of."""
    around = node.parent
    if around is not None and around.type == "annotated_lambda":
        return Call(around.parent) if around.parent is not None else None
    if around is not None and around.type == "value_argument" and around.parent is not None:
        call = around.parent.parent
        return Call(call) if call is not None and call.type == "call_expression" else None
    return None
