"""The names of a Scala file: what its blocks, patterns, lambdas, generators and unnamed classes bind."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, Value, join
from omny.extract.tables import read_shapes
from omny.languages.scala.semantics import APPLIED
from omny.languages.scala.spelling import ScalaSpeller, encode, list_results
from omny.languages.scala.std import OF_ITEMS
from omny.model.edges import EdgeType

_HOLDERS = frozenset(("Some", "Success", "Right"))
_OTHERS = frozenset(("Left", "Failure"))
_OWN_SCOPES = frozenset(("block", "indented_block", "lambda_expression", "for_expression", "colon_argument"))
_MAX_PATTERNS = 200  # names in one pattern


class ScalaNames(GenericWalk):
    """The part of `ScalaWalk` that knows scopes and names."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.spelling = self.speller = ScalaSpeller(self.shapes, source, self.special)
        self.tree.applied = APPLIED
        self.tree.keeps_members = True
        self.receivers: dict[Scope, tuple[str, str]] = {}  # what `this` and `super` are in the code of a type
        self.extended: dict[Scope, tuple[str, str]] = {}  # types that extension methods belong to, and their names
        self.words: dict[tuple[Scope, str], str] = {}  # of the types of variables: see `ScalaArguments`
        self.results: list[tuple[int, Draft | Scope, str, Node]] = []

    def special(self, node: Node, levels: int) -> str | None:
        """See `ScopedWalk`."""
        return self.spelling.spell(node, levels)

    def type_word(self, node: Node | None) -> str:
        """The word of a type; "" for one that says nothing."""
        raise NotImplementedError

    def note_word(self, scope: Scope, name: str, type_: Node | None) -> None:
        """Notes the type that a variable declares."""
        if type_ is not None and (word := self.type_word(type_)):
            self.words[scope, name] = word

    # Scopes

    def bind_this(self, around: Scope) -> None:
        """Binds what code right inside a type calls its object."""
        if (receivers := self.receivers.get(around)) is not None:
            self.scope.bind("this", receivers[0])
            self.scope.bind("super", receivers[1])

    def open_scope(self, bracket: Bracket) -> None:
        """A block, or what has names of its own."""
        node, around = bracket.node, self.scope
        kind = node.type
        parent = node.parent
        if kind == "template_body":
            self._open_body(node)
            return
        is_operand = parent is not None and parent.type == "infix_expression" and kind not in _OWN_SCOPES
        if kind == "arguments" or is_operand:
            if b"_" not in self.source[node.start_byte : node.end_byte]:
                return
        scope = self.open_block(bracket.end)
        self.bind_this(around)
        if kind == "lambda_expression":
            self._bind_parameters(node, node.child_by_field_name("parameters"))
        elif kind == "colon_argument":
            self._bind_parameters(node, node.child_by_field_name("lambda_start"))
        elif kind == "for_expression":
            self._bind_generators(node)
        elif kind == "case_clause":
            self._bind_case(node)
        elif kind == "extension_definition":
            self._open_extension(node, scope)
        elif kind == "given_definition":
            self._open_given(node, around)
        else:
            chain = self._find_item(node)
            scope.bind("_", Value(chain, around) if chain != "?" else "?")

    def _open_body(self, node: Node) -> None:
        """The members of an unnamed class."""
        around = node.parent
        types: list[str] = []
        for child in around.named_children if around is not None else ():
            if child.type in ("arguments", "template_body"):
                break
            parts = child.named_children if child.type == "compound_type" else [child]
            types += [name for part in parts if (name := self.speller.type_name(part))]
        outer = self.scope
        scope = self.open_object(node.end_byte, types)
        name = self._objects[-1][0]
        self.receivers[scope] = (f"@{name}", f"@{name} super")
        if outer in self.receivers and types:
            scope.qualname = f"{outer.qualname}.{types[0].rpartition(' ')[2]}" if outer.qualname else types[0]

    def _open_given(self, node: Node, around: Scope) -> None:
        """An instance that the compiler passes: an object, if it has members."""
        name, type_ = node.child_by_field_name("name"), node.child_by_field_name("return_type")
        chain = self.speller.instance_chain(type_) if type_ is not None else ""
        if any(child.type == "with_template_body" for child in node.named_children):
            self.scope = around
            scope = self.open_object(node.end_byte, [self.speller.type_name(type_)])
            made = f"@{self._objects[-1][0]}"
            self.receivers[scope] = (made, f"{made} super")
            if name is not None:
                scope.qualname = f"{around.qualname}.{self.text(name)}" if around.qualname else self.text(name)
            chain = chain or made
        if name is not None:
            home = self.home_scope(around)
            self.bind_chain(home, encode(self.text(name)), chain or "?", around)

    def _open_extension(self, node: Node, scope: Scope) -> None:
        """Functions that are called as members of a type."""
        lists = [each for each in node.children_by_field_name("parameters") if each.type == "parameters"]
        for each in lists:
            for parameter in each.named_children:
                type_ = parameter.child_by_field_name("type")
                if parameter.type == "parameter" and type_ is not None and scope not in self.extended:
                    plain = type_.child_by_field_name("type") if type_.type == "generic_type" else type_
                    name = "".join(self.text(plain or type_).split()).rpartition(".")[2]
                    if name.isidentifier():
                        scope.qualname = f"{scope.qualname}.{name}" if scope.qualname else name
                        self.extended[scope] = (self.speller.type_name(type_), name)

    # Lambdas and generators

    def _bind_parameters(self, node: Node, parameters: Node | None) -> None:
        """The parameters of a lambda expression. A method of a collection gives it an item."""
        if parameters is None:
            return
        names = [parameters] if parameters.type in ("identifier", "wildcard") else []
        typed = [each for each in parameters.named_children if each.type == "binding"]
        names += [name for each in typed if (name := each.child_by_field_name("name")) is not None]
        around = self.scope.parent
        chain = self._find_item(node) if len(names) == 1 else "?"
        for name in names:
            declared = name.parent.child_by_field_name("type") if name.parent is not None and typed else None
            if declared is None:
                known = chain != "?" and around is not None
                self.scope.bind(encode(self.text(name)), Value(chain, around) if known and around else "?")

    def _find_call(self, node: Node) -> tuple[Node | None, str]:
        """The object and the name of the method that gets a function."""
        around = node.parent
        for _ in range(4):
            if around is None or around.type not in ("arguments", "block", "parenthesized_expression", "case_block"):
                break
            if around.named_child_count != 1 and around.type != "case_block":
                return None, ""
            node, around = around, around.parent
        if around is None:
            return None, ""
        if around.type == "call_expression":
            function = around.child_by_field_name("function")
            if function is not None and function.type == "generic_function":
                function = function.child_by_field_name("function")
            if function is None or function.type != "field_expression" or function.start_byte == node.start_byte:
                return None, ""
            field = function.child_by_field_name("field")
            return function.child_by_field_name("value"), self.text(field) if field is not None else ""
        if around.type == "infix_expression":
            operator = around.child_by_field_name("operator")
            return around.child_by_field_name("left"), self.text(operator) if operator is not None else ""
        return None, ""

    def _find_item(self, node: Node) -> str:
        """What a method of a collection gives to the function that it gets."""
        holder, name = self._find_call(node)
        if holder is None or name not in OF_ITEMS:
            return "?"
        return join(self.speller.chain(holder), "[*]") or "?"

    def _bind_generators(self, node: Node) -> None:
        for listed in node.children_by_field_name("enumerators"):
            for each in listed.named_children if listed.type == "enumerators" else ():
                parts = [child for child in each.named_children if child.type not in self.shapes.trivia]
                if each.type != "enumerator" or len(parts) < 2 or parts[0].type == "guard":
                    continue
                chain = self.speller.chain(parts[1])
                if any(child.type == "<-" for child in each.children):
                    chain = join(chain, "[*]") or "?"
                self.bind_pattern(self.scope, parts[0], chain, self.scope)

    # Patterns

    def _bind_case(self, node: Node) -> None:
        pattern, block, around = node.child_by_field_name("pattern"), node.parent, self.scope.parent
        if pattern is None or block is None or around is None:
            return
        matched = block.parent
        if matched is not None and matched.type == "match_expression":
            value = matched.child_by_field_name("value")
            chain = self.speller.chain(value) if value is not None else "?"
        else:
            chain = self._find_item(node)
        self.bind_pattern(self.scope, pattern, chain, around)

    def bind_pattern(self, target: Scope, node: Node, chain: str, scope: Scope, left: int = _MAX_PATTERNS) -> None:
        """Binds the names of a pattern in `target`; the chain of what it matches is read in `scope`."""
        kind = node.type
        if kind == "identifier":
            name = self.text(node)
            if name[0] != "`" and not name[0].isupper():
                self.bind_chain(target, encode(name), chain, scope)
        elif kind == "typed_pattern":
            inner = node.child_by_field_name("pattern")
            if inner is not None:
                typed = self.speller.instance_chain(node.child_by_field_name("type")) or "?"
                self.note_word(target, self.text(inner), node.child_by_field_name("type"))
                self.bind_pattern(target, inner, typed, scope, left)
        elif kind == "capture_pattern":
            name_node, inner = node.child_by_field_name("name"), node.child_by_field_name("pattern")
            if name_node is not None:
                self.bind_chain(target, encode(self.text(name_node)), self._find_type(inner) or chain, scope)
            if inner is not None:
                self.bind_pattern(target, inner, chain, scope, left)
        elif kind == "tuple_pattern":
            parts = [child for child in node.named_children if child.type not in self.shapes.trivia]
            for place, part in enumerate(parts):
                each = join(chain, f"[{place}]")
                self.bind_pattern(target, part, chain if len(parts) == 1 else each or "?", scope, left)
        elif kind == "case_class_pattern":
            self._bind_extracted(target, node, chain, scope, left)
        elif kind == "infix_pattern":
            operator = node.child_by_field_name("operator")
            is_list = operator is not None and self.text(operator) in ("::", "+:")
            first, rest = node.child_by_field_name("left"), node.child_by_field_name("right")
            if first is not None:
                self.bind_pattern(target, first, join(chain, "[*]") or "?" if is_list else "?", scope, left)
            if rest is not None:
                self.bind_pattern(target, rest, chain if is_list else "?", scope, left)
        elif kind not in ("stable_identifier", "type_identifier", "stable_type_identifier") and left:
            for child in node.named_children:
                left -= 1
                self.bind_pattern(target, child, "?", scope, max(left, 0))

    def _find_type(self, pattern: Node | None) -> str:
        while pattern is not None and pattern.type == "tuple_pattern" and pattern.named_child_count == 1:
            pattern = pattern.named_children[0]
        if pattern is None or pattern.type not in ("typed_pattern", "case_class_pattern"):
            return ""
        chain = self.speller.instance_chain(pattern.child_by_field_name("type"))
        return (
            chain if pattern.type == "typed_pattern" or self._find_last_name(pattern) not in _HOLDERS | _OTHERS else ""
        )

    def _find_last_name(self, pattern: Node) -> str:
        type_ = pattern.child_by_field_name("type")
        return self.text(type_).rpartition(".")[2] if type_ is not None else ""

    def _bind_extracted(self, target: Scope, node: Node, chain: str, scope: Scope, left: int) -> None:
        """What an extractor gives: the parameters of a case class, or the value in a container."""
        name = self._find_last_name(node)
        typed = self.speller.instance_chain(node.child_by_field_name("type"))
        parts = [each for each in node.children_by_field_name("pattern") if each.is_named]
        for place, part in enumerate(parts):
            if name in _HOLDERS:
                each = join(chain, "[*]") or "?"
            elif name in _OTHERS or not typed or typed[0] in MARKS:
                each = "?"
            else:
                each = f"{typed} _{place + 1}"
            self.bind_pattern(target, part, each, scope, left)

    # Declarations

    def open_bind(self, bracket: Bracket) -> None:
        """A declaration of names."""
        node, scope = bracket.node, self.scope
        kind = node.type
        if kind in ("val_definition", "var_definition"):
            self._bind_value(node)
        elif kind in ("val_declaration", "var_declaration", "parameter", "binding"):
            typed = self.speller.instance_chain(node.child_by_field_name("type"))
            if kind != "binding" or node.child_by_field_name("type") is not None:
                for name in node.children_by_field_name("name"):
                    self.bind_chain(self.home_scope(scope), encode(self.text(name)), typed or "?", scope)
                    self.note_word(self.home_scope(scope), self.text(name), node.child_by_field_name("type"))
        elif kind == "type_parameters":
            self._bind_type_parameters(node)
        elif kind == "type_definition":
            self._bind_type(node)
        elif kind == "class_parameters":
            self.bind_class_parameters(node)
        elif kind == "self_type":
            self._bind_self(node)
        elif kind == "simple_enum_case":
            self.bind_enum_case(node)

    def bind_class_parameters(self, node: Node) -> None:
        """The parameters of a class: its fields."""
        for each in node.named_children:
            name = each.child_by_field_name("name") if each.type == "class_parameter" else None
            if name is not None:
                typed = self.speller.instance_chain(each.child_by_field_name("type"))
                self.bind_chain(self.scope, encode(self.text(name)), typed or "?", self.scope)
                self.note_word(self.scope, self.text(name), each.child_by_field_name("type"))

    def bind_enum_case(self, node: Node) -> None:
        """A case without parameters."""

    def _bind_value(self, node: Node) -> None:
        scope, target = self.scope, self.home_scope(self.scope)
        pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        type_ = node.child_by_field_name("type")
        if pattern is None:
            return
        names = pattern.named_children if pattern.type == "identifiers" else [pattern]
        if type_ is not None:
            chain = self.speller.instance_chain(type_) or "?"
        elif value is None:
            chain = "?"
        else:
            chain = self.speller.chain(value)
            if chain == "?" and len(names) == 1 and pattern.type == "identifier":
                name = encode(self.text(pattern))
                target.bind(name)
                self.results += [(each.start_byte, target, name, each) for each in list_results(value, self.text)]
                return
        for name_node in names:
            if name_node.type == "identifier":
                self.note_word(target, self.text(name_node), type_)
                self.bind_chain(target, encode(self.text(name_node)), chain, scope)
            else:
                self.bind_pattern(target, name_node, chain, scope)

    def _bind_type_parameters(self, node: Node) -> None:
        """A parameter stands for its bound."""
        name = ""
        for child in node.children:
            field = child.type
            if field in ("identifier", "type_identifier"):
                name = self.text(child)
                self.scope.bind(name, "?")
            elif field == "upper_bound" and name:
                chain = self.speller.type_name(child.child_by_field_name("type"))
                self.bind_chain(self.scope, name, chain or "?", self.scope)

    def _bind_type(self, node: Node) -> None:
        """An alias, or a type that a subclass chooses, which stands for its bound."""
        name, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is None:
            return
        if type_ is None:
            bound = node.child_by_field_name("bound")
            type_ = bound.child_by_field_name("type") if bound is not None and bound.type == "upper_bound" else None
        chain = self.speller.type_name(type_)
        self.bind_chain(self.home_scope(self.scope), encode(self.text(name)), chain or "?", self.scope)

    def _bind_self(self, node: Node) -> None:
        """The name of the object in the code of its type, and a type that it will have, too."""
        children, receivers = node.named_children, self.receivers.get(self.scope)
        if not children or receivers is None:
            return
        name = self.text(children[0])
        if name not in ("this", "_"):
            self.receivers[self.scope] = receivers
            self.scope.bind(name, receivers[0])
        if len(children) > 1:
            draft = self.drafts[self.scope.owner]
            parts = children[1].named_children if children[1].type == "compound_type" else children[1:]
            bases = [chain for part in parts if (chain := self.speller.type_name(part)) and chain[0] not in MARKS]
            draft.bases[:0] = bases  # the last of all in the order

    def finish_results(self) -> None:
        """Adds what functions return and values are that say no type: the ends of their bodies, each in its scope."""
        self.results.sort(key=_place)
        scopes = self.scopes_at([each[0] for each in self.results])
        for (_, scope), (_, target, name, node) in zip(scopes, self.results, strict=True):
            chain = self.speller.chain(node)
            if isinstance(target, Draft):
                if chain != "?":
                    target.returns.append(Value(f"({chain}" if name else chain, scope))
            else:
                target.bind(name, Value(chain, scope) if chain != "?" else "?")

    def refer_to_use(self, node: Node, chain: str, at: Node) -> None:
        """Notes the use of a name without brackets, which may be a call, and may pass a function."""
        parent = node.parent
        is_passed = parent is not None and parent.type in ("arguments", "infix_expression")
        if chain == "?":
            return
        self.refer(f"{chain}/-", EdgeType.CALL, at)
        if is_passed:
            self.refer(f"{chain}/*", EdgeType.CALLBACK, at)


def _place(result: tuple[int, Draft | Scope, str, Node]) -> int:
    return result[0]
