"""What no table can say of Java: imports, constructors, records, patterns, and objects of unnamed classes."""

from __future__ import annotations

import re
from collections import Counter

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope, join
from omny.extract.syntax import Captured
from omny.languages.java.names import JavaNames
from omny.languages.jvm import first_package
from omny.languages.jvm_routes import note_annotated_routes
from omny.languages.members import is_reachable
from omny.languages.overloads import ANY
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.surfaces import UNIT

_KINDS = {"record_declaration": "record", "annotation_type_declaration": "annotation"}
_OWNERS = frozenset(("Arrays", "Collections", "List", "Optional", "Set", "Stream"))
_COLLECTORS = {
    **dict.fromkeys(("of", "ofNullable", "asList", "singleton", "singletonList"), False),
    **dict.fromkeys(("stream", "copyOf", "unmodifiableList", "unmodifiableSet", "unmodifiableCollection"), True),
}
"""Static methods of the language that return a collection, and whether their argument is one, too."""

_IMPORT = re.compile(r"import\s+(?:static\s+)?([\w$.]+)$")
_SPACE = re.compile(r"\s+(?=[.;*])|(?<=\.)\s+")


class JavaWalk(JavaNames):
    """See `GenericWalk`."""

    def __init__(self, source: bytes, root: Node) -> None:
        JavaNames.__init__(self, source, root)
        self._of_collections = dict(self.speller.containers)
        in_full = {f"java util {name}": mark for name, mark in self._of_collections.items()}
        self.speller.containers = {"Iterable": "*", **in_full}
        self._calls: list[tuple[Scope, Node]] = []
        self._parameters: list[tuple[Draft, list[str]]] = []

    def run(self, captured: Captured) -> None:
        """See `Walk`. Calls are taken when the types of all fields are known."""
        JavaNames.run(self, captured)
        end = self.scope
        made = [
            each for each in self.constants if [name for name in each[0].names if name.startswith(CONSTRUCTOR_NAME)]
        ]
        for scope, node in (*self._calls, *made):
            self.scope = scope
            self._refer_to_call(node)
        self.scope = end

    def note_routes(self) -> None:
        """See `Walk`."""
        note_annotated_routes(self)

    def is_exported(self, draft: Draft) -> bool:
        """What is not private, and no part of a function."""
        return is_reachable(self.drafts, draft, self._private)

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`record` and `annotation`, too."""
        return _KINDS.get(bracket.node.type) or JavaNames.kind_word(self, draft, bracket)

    # Names of the file

    def open_unit(self, bracket: Bracket) -> None:
        """The package clause."""
        JavaNames.open_unit(self, bracket)
        self.surface[UNIT] = [first_package(self.prefix)]

    def open_import(self, bracket: Bracket) -> None:
        """An import of a type or a static member, or of all of a package or type."""
        text = self.node_signature(bracket.node).rstrip(" ;")
        if ". " in text or " ." in text:
            text = _SPACE.sub("", text)
        found = _IMPORT.match(text.removesuffix(".*"))
        if found is None:
            return
        outer, _, name = found[1].rpartition(".")
        is_known = found[1].startswith("java.")
        if text.endswith(".*"):
            self.surface.setdefault("*", []).append(found[1])
            if is_known:
                self.speller.containers.update(self._of_collections)
        elif outer:
            self.bind_import(name, f"^{outer}::{name}")
            if is_known:
                inside = (f"{name} Entry", name)
                self.speller.containers.update(
                    {each: mark for each in inside if (mark := self._of_collections.get(each))}
                )

    def _fill_surface(self) -> None:
        JavaNames._fill_surface(self)
        counts = Counter((draft.scope, draft.name) for draft, _ in self._parameters)
        for draft, words in self._parameters:
            if counts[draft.scope, draft.name] > 1:
                self.surface[f"{draft.qualname}("] = words

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """A definition. Its code has the object as `this`, and the members of the bases as `super`."""
        around, owner = self.scope, self.type_around(self.scope)
        JavaNames.open_define(self, bracket)
        self._note_result(bracket, around)
        self.bind_receivers(owner if bracket.kind in ("define.method", "define.constructor") else "")
        if bracket.kind == "define.enum":
            name = self.drafts[self.scope.owner].qualname
            self.scope.bind("values/0", f"(*@{name} ()")
            self.scope.bind("valueOf/1", f"(@{name} ()")

    def _note_result(self, bracket: Bracket, around: Scope) -> None:
        name, returns = bracket.find("name"), bracket.find("returns")
        if name is not None and returns is not None:
            count, _, has_more = self.count_parameters(bracket.find("parameters"))
            if not has_more:
                self.types.names.note(around, f"{self.text(name)}/{count}", self.types.type_word(returns))

    def arity_suffixes(self, bracket: Bracket) -> tuple[str, ...]:
        """A compact constructor has the parameters of its record."""
        if bracket.node.type != "compact_constructor_declaration":
            suffixes = JavaNames.arity_suffixes(self, bracket)
            words = self.types.parameter_words(bracket.find("parameters"))
            self._parameters.append((self.drafts[-1], words))
            is_plain = words and ANY not in words and words[-1][-1] != "+"
            return (*suffixes, f"{suffixes[0]}:{','.join(words)}") if is_plain else suffixes
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

    # Expressions

    def special(self, node: Node, levels: int) -> str | None:
        """`A.this`, `A.super.m()`, `outer.new A()`, `A::m`, conditional expressions and new arrays."""
        kind, speller = node.type, self.speller
        if kind == "field_access":
            field = node.child_by_field_name("field")
            if field is not None and field.type == "this":
                return _add(speller.expression(node.child_by_field_name("object"), levels - 1), "()")
        elif kind == "method_invocation":
            if _has_super(node):
                return self._spell_super(node, levels)
            return self._spell_known(node, levels)
        elif kind == "object_creation_expression":
            type_ = node.child_by_field_name("type")
            outer = node.named_child(0) if node.named_child_count else None
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
            count = self.types.count_brackets(node)
            return f"{'*' * count}{name} ()" if name else "?"
        elif kind == "scoped_type_identifier":
            return speller.type_name(node) or "?"
        return None

    def _spell_known(self, node: Node, levels: int) -> str | None:
        """What some methods of the language itself return: collections of their arguments, and annotations."""
        name, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        text = self.text(name) if name is not None and given else ""
        if text == "getAnnotation" and given[0].type == "class_literal":
            parts = given[0].named_children
            return self.speller.instance_chain(parts[0] if parts else None) or "?"
        owner = node.child_by_field_name("object")
        if owner is None or text not in _COLLECTORS or self.text(owner) not in _OWNERS:
            return None
        chain = self.speller.expression(given[0], levels - 1)
        return chain if _COLLECTORS[text] or chain == "?" else f"*{chain}"

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
        owner, name = node.named_child(0) if node.named_child_count else None, _last_part(node)
        if owner is None or name is None:
            return "?"
        text = CONSTRUCTOR_NAME if name.type == "new" else self.text(name)
        return _add(self.speller.expression(owner, levels - 1), f"{text}/*")

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`."""
        if node.type != "method_reference":
            return JavaNames.name_length(self, text, node)
        last = _last_part(node)
        return last.end_byte - last.start_byte if last is not None else len(text)

    # Calls

    def open_invoke(self, bracket: Bracket) -> None:
        """A call: see `run`."""
        self._calls.append((self.scope, bracket.node))

    def open_new(self, bracket: Bracket) -> None:
        """The making of an object: see `run`. That of an unnamed class inherits."""
        node = bracket.node
        self._calls.append((self.scope, node))
        type_ = node.child_by_field_name("type")
        if type_ is not None and "class_body" in [child.type for child in node.named_children]:
            chain = self.speller.type_name(type_)
            if chain and chain[0] not in MARKS:
                self.refer(chain, EdgeType.INHERIT, type_)

    def _spell_callee(self, node: Node, arity: str) -> str:
        """The method that a call is of."""
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("name")
        if name is None or _has_super(node):
            return self.speller.callee(node)
        method = self.text(name) + arity
        return method if owner is None else _add(self.speller.chain(owner), method)

    def _refer_to_call(self, node: Node) -> None:
        """Notes a call in the current scope, with the types of its arguments if the file says them."""
        kind, at = node.type, self.speller.find_name(node)
        arity = self.speller.arity(node)
        if kind == "method_invocation":
            chain = self._spell_callee(node, arity)
        else:
            if kind == "enum_constant":
                chain = f"@{self.type_around(self.scope)}"
            elif kind == "explicit_constructor_invocation":
                at = node.child_by_field_name("constructor") or node
                chain = self.text(at)
            else:
                chain = self.speller.callee(node)
            chain = "?" if chain[0] in MARKS else _add(chain, CONSTRUCTOR_NAME + arity)
        words = self.types.argument_words(node.child_by_field_name("arguments"), self.scope)
        if words.count(ANY) < len(words) and chain.endswith(arity):
            chain = f"{chain}:{','.join(words)}"
        self.refer(chain, EdgeType.CALL, at)


def _add(chain: str, segment: str) -> str:
    return chain if chain == "?" else join(chain, segment) or "?"


def _has_super(node: Node) -> bool:
    """Whether a call is of `A.super.m()`."""
    second = node.named_child(1) if node.named_child_count > 1 else None
    return second is not None and second.type == "super"


def _last_part(node: Node) -> Node | None:
    children = node.children
    return children[-1] if children else None


WALK = JavaWalk
