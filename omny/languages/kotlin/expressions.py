"""How expressions of Kotlin read as chains."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.generic_scopes import MARKS
from omny.extract.scopes import Scope, join
from omny.languages.kotlin.arguments import KotlinArguments
from omny.languages.kotlin.names import LENT, RECEIVED
from omny.languages.kotlin.spelling import Call, find_argument, find_child, find_operator, find_parts

_LITERALS = {
    "string_literal": "String ()",
    "multiline_string_literal": "String ()",
    "character_literal": "Char ()",
    "is_expression": "Boolean ()",
    "in_expression": "Boolean ()",
}
_WORDS = {"true": "Boolean ()", "false": "Boolean ()", "null": "?"}
_TESTS = frozenset(("==", "!=", "===", "!==", "<", ">", "<=", ">=", "&&", "||"))
_SAME = frozenset(("apply", "also", "takeIf", "takeUnless"))
_RESULTS = frozenset(
    """
    coroutineScope lazy measureTimedValue run runBlocking runTest supervisorScope synchronized use withContext withLock
    withTimeout
    """.split()  # noqa: SIM905
)
"""Functions that return what their lambda gives last."""

_COLLECTORS = frozenset(
    """
    arrayListOf arrayOf hashSetOf linkedSetOf listOf listOfNotNull mutableListOf mutableSetOf sequenceOf setOf
    setOfNotNull
    """.split()  # noqa: SIM905
)
_MAPPERS = frozenset(("hashMapOf", "linkedMapOf", "mapOf", "mutableMapOf", "sortedMapOf"))
_EMPTY = frozenset(("emptyArray", "emptyList", "emptySequence", "emptySet"))
_CHECKS = frozenset(("checkNotNull", "requireNotNull"))


def add(chain: str, segment: str) -> str:
    """A chain with another segment."""
    return chain if chain == "?" else join(chain, segment) or "?"


class KotlinExpressions(KotlinArguments):
    """The part of `KotlinWalk` that knows expressions."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.objects: set[Scope] = set()  # scopes of objects, which are types and values in one
        self._spelled: dict[tuple[Scope, str, int, int], str] = {}  # chains, by scope and place

    def special(self, node: Node, levels: int) -> str | None:
        """See `ScopedWalk`: no kind of node has a table."""
        kind = node.type
        if kind in _LITERALS:
            return _LITERALS[kind]
        speller = self.speller
        if kind == "identifier":
            text = self.text(node)
            return _WORDS.get(text) or (text if text.isidentifier() else "?")
        if kind == "this_expression":
            return self._spell_this(node)
        if kind == "super_expression":
            return self._spell_super(node)
        if kind == "navigation_expression" or kind == "call_expression":
            return self._spell_part(node, levels)
        if kind == "infix_expression":
            parts = find_parts(node)
            is_known = len(parts) == 3 and parts[1].type == "identifier"
            if is_known and self.text(parts[1]) == "to":
                return self._spell_pair([speller.expression(part, levels - 1) for part in (parts[0], parts[2])])
            return add(speller.expression(parts[0], levels - 1), f"{self.text(parts[1])}/1 ()") if is_known else "?"
        if kind in ("parenthesized_expression", "annotated_expression", "labeled_expression"):
            parts = find_parts(node)
            return speller.expression(parts[-1], levels - 1) if parts else "?"
        if kind == "as_expression":
            return speller.instance_chain(node.child_by_field_name("right")) or "?"
        if kind == "unary_expression":
            # `!a.b()` is read as `(!a).b()`.
            return speller.expression(node.child_by_field_name("argument"), levels - 1)
        if kind == "binary_expression":
            return self._spell_binary(node, levels)
        if kind == "index_expression":
            parts = find_parts(node)
            return join(speller.expression(parts[0], levels - 1), "[]") or "?" if parts else "?"
        return self._spell_further(node, levels)

    def _spell_part(self, node: Node, levels: int) -> str:
        """The chain of a member or a call. Once all names are known, each call of `a.b().c().d()` asks for those
        before it."""
        key = (self.scope, node.type, node.start_byte, node.end_byte)
        chain = self._spelled.get(key) if self.is_complete else None
        if chain is None:
            is_call = node.type == "call_expression"
            chain = self._spell_call(Call(node), levels) if is_call else self._spell_member(node, levels)
            if self.is_complete:
                self._spelled[key] = chain
        return chain

    def _spell_pair(self, chains: list[str]) -> str:
        return "[" + "|".join([chain if "|" not in chain else "?" for chain in chains])

    def _spell_further(self, node: Node, levels: int) -> str:
        kind, speller = node.type, self.speller
        if kind == "number_literal":
            return "Long ()" if self.text(node)[-1:] == "L" else "Int ()"
        if kind == "float_literal":
            return "Float ()" if self.text(node)[-1:] in "fF" else "Double ()"
        if kind == "if_expression":
            parts = find_parts(node)[1:]
            return self._unite([self._spell_last(part, levels) for part in parts]) if len(parts) == 2 else "?"
        if kind == "when_expression":
            entries = [each for each in find_parts(node) if each.type == "when_entry"]
            return self._unite([self._spell_last(find_parts(each)[-1], levels) for each in entries])
        if kind == "try_expression":
            parts = find_parts(node)
            return self._spell_last(parts[0], levels) if parts else "?"
        if kind == "object_literal":
            bases = [speller.instance_chain(base) for base in self.find_bases(node)]
            return bases[0] if len(bases) == 1 and bases[0] else "?"
        if kind == "lambda_literal":
            result = self._spell_result(node, "?", levels, is_receiver=False)
            return f"({result}" if result != "?" and result[0] not in MARKS else "?"
        if kind == "callable_reference":
            parts = find_parts(node)
            if not parts or node.children[-1].type == "class":
                return "?"
            owner = speller.type_name(parts[0]) if len(parts) > 1 else ""
            name = f"{self.text(parts[-1])}/*"
            return f"{owner} {name}" if owner and owner[0] not in MARKS else name if len(parts) == 1 else "?"
        return "?"

    def _unite(self, chains: list[str]) -> str:
        """The chain of a value that several branches give; those that give none leave the function, or give null."""
        known = {chain for chain in chains if chain != "?"}
        return known.pop() if len(known) == 1 else "?"

    def _spell_last(self, node: Node, levels: int) -> str:
        """The chain of the value of a block or an expression."""
        if node.type == "block":
            parts = find_parts(node)
            if not parts or any(each.type == "property_declaration" for each in parts):
                return "?"
            node = parts[-1]
        return self.speller.expression(node, levels - 1)

    def _spell_this(self, node: Node) -> str:
        name = find_child(node, "identifier")
        text = f"this@{self.text(name)}" if name is not None else "this"
        for scope in self.scope.ancestors():
            if text in scope.names:
                return text
            owner = self.type_around(scope)
            if owner and (name is None or owner.rpartition(".")[2] == self.text(name)):
                return f"@{owner}" if scope in self.objects else f"@{owner} ()"
        return "?"

    def find_own_type(self) -> str:
        """The qualified name of the type that the current scope is part of."""
        return next((owner for scope in self.scope.ancestors() if (owner := self.type_around(scope))), "")

    def _spell_super(self, node: Node) -> str:
        type_, label = find_child(node, "user_type"), find_child(node, "identifier")
        if type_ is not None:
            return self.speller.instance_chain(type_) or "?"
        for scope in self.scope.ancestors():
            if label is None and "this" in scope.names:
                return "this super"
            owner = self.type_around(scope)
            if owner and (label is None or owner.rpartition(".")[2] == self.text(label)):
                return f"@{owner} () super"
        return "?"

    def _spell_member(self, node: Node, levels: int) -> str:
        parts = find_parts(node)
        if len(parts) < 2 or parts[-1].type != "identifier":
            return "?"
        owner, name = self.speller.expression(parts[0], levels - 1), self.text(parts[-1])
        if not name.isidentifier():
            return "?"
        if find_operator(node) == "::":
            return "?" if name == "class" else add(owner, f"{name}/*")
        return add(owner, name)

    def _spell_binary(self, node: Node, levels: int) -> str:
        operator = node.child_by_field_name("operator")
        sign = operator.type if operator is not None else ""
        if sign in _TESTS:
            return "Boolean ()"
        left = self.speller.expression(node.child_by_field_name("left"), levels - 1)
        if sign == "?:":
            return left if left != "?" else self.speller.expression(node.child_by_field_name("right"), levels - 1)
        return left if sign == "+" and left == "String ()" else "?"

    # Calls

    def spell_callee(self, call: Call, levels: int = 0) -> str:
        """See `KotlinNames`."""
        name = call.name
        if name is None or not (text := self.text(name)).isidentifier():
            return "?"
        key = f"{text}{call.arity}"
        if call.receiver is None:
            return f"{text} invoke{call.arity}" if self._is_variable(text, key) else key
        if find_operator(call.callee) == "::":
            return "?"
        owner = self.speller.expression(call.receiver, levels - 1) if levels else self.speller.chain(call.receiver)
        return add(owner, key)

    def _is_variable(self, name: str, key: str) -> bool:
        """Whether a name that is called is a variable of the function around that holds a function."""
        for scope in self.scope.ancestors():
            if scope is self.file or self.type_around(scope) or key in scope.names:
                return False
            if (scope, name) in self.callables:
                return True
        return False

    def _spell_call(self, call: Call, levels: int) -> str:
        name = call.name
        if name is None:
            return self._spell_invoked(call, levels)
        text = self.text(name)
        if call.lambda_ is not None and call.receiver is not None and call.arity == "/1" and text in _SAME:
            return self.speller.expression(call.receiver, levels - 1)
        if call.lambda_ is not None and (text in _RESULTS or text in LENT or text in RECEIVED):
            return self._spell_scoped(call, text, levels)
        if call.receiver is None and (known := self._spell_known(call, text, levels)):
            return known
        chain = self.spell_callee(call, levels)
        if chain == "?":
            return chain
        chain = f"{chain}{self.spell_argument_words(call)}"
        return add(self.speller.give_arguments(chain, find_parts(call.types)), "()")

    def _spell_invoked(self, call: Call, levels: int) -> str:
        """The result of a call of what an expression gives."""
        if call.callee.type in ("parenthesized_expression", "call_expression"):
            return add(self.speller.expression(call.callee, levels - 1), "()")
        return "?"

    def _spell_known(self, call: Call, text: str, levels: int) -> str:
        """What some functions of the language itself return: collections of their arguments, and these themselves."""
        if text in _COLLECTORS or text in _EMPTY:
            if call.types is not None:
                given = find_parts(call.types)
                inner = self.speller.instance_chain(given[-1]) if given else ""
            else:
                first = find_argument(call.arguments[0]) if call.arguments else None
                inner = self.speller.expression(first, levels - 1) if first is not None else "?"
            return f"*{inner}" if inner and inner != "?" else "?"
        if text in _MAPPERS or (text in self.speller.containers and call.types is not None):
            return self._spell_made(call, text, levels)
        if text in _CHECKS and call.arguments:
            return self.speller.expression(find_argument(call.arguments[0]), levels - 1)
        return ""

    def _spell_made(self, call: Call, text: str, levels: int) -> str:
        """A collection that is made empty, or a map of pairs."""
        if call.types is not None:
            inner = self.speller.instance_chain(find_parts(call.types)[-1]) if find_parts(call.types) else ""
        else:
            first = find_argument(call.arguments[0]) if call.arguments else None
            pair = self.speller.expression(first, levels - 1) if first is not None else "?"
            inner = pair.partition("|")[2] if pair[0] == "[" else ""
        return f"{self.speller.containers.get(text, '%')}{inner}" if inner and inner != "?" else "?"

    def _spell_scoped(self, call: Call, text: str, levels: int) -> str:
        """What a function returns that returns the value of its lambda."""
        if call.lambda_ is None:
            return "?"
        owner = "?"
        if text == "with" and call.arguments:
            owner = self.speller.expression(find_argument(call.arguments[0]), levels - 1)
        elif call.receiver is not None:
            owner = self.speller.expression(call.receiver, levels - 1)
        is_receiver = text == "with" or (text == "run" and call.receiver is not None)
        return self._spell_result(call.lambda_, owner, levels, is_receiver=is_receiver)

    def _spell_result(self, node: Node, owner: str, levels: int, *, is_receiver: bool) -> str:
        """The chain of the last value of a lambda, as the code around would write it. `owner` is what it gets."""
        parts = [part for part in find_parts(node) if part.type != "lambda_parameters"]
        if not parts:
            return "?"
        listed = find_parts(find_child(node, "lambda_parameters"))
        names = [self.text(find_parts(each)[0]) for each in listed if find_parts(each)] if listed else ["it"]
        local = [each for each in parts if each.type in ("property_declaration", "function_declaration")]
        chain = self.speller.expression(parts[-1], levels - 1)
        head, _, rest = chain.lstrip(MARKS).partition(" ")
        if head in names or (is_receiver and head == "this"):
            return (join(owner, rest) or "?") if chain[0] not in MARKS and len(names) == 1 else "?"
        return "?" if local or (is_receiver and head[0].islower()) else chain

    def find_delegated(self, node: Node) -> str:
        """See `KotlinNames`."""
        call = Call(node) if node.type == "call_expression" else None
        name = call.name if call is not None else None
        return (
            self._spell_call(call, 32) if call is not None and name is not None and self.text(name) == "lazy" else "?"
        )
