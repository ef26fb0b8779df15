"""Functions of JavaScript: names, parameters, what they return, and what `this` is in them.

A function or class expression takes its name from where it is put (`const f = () => ...`, `{save: function () {}}`):
the first reader of that place notes a `Naming` under the node of the expression, and the walk finds it when it gets
there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.redaction import without_tokens
from omny.extract.scopes import Binding, Scope, Value, join
from omny.extract.segments import drop_values
from omny.extract.text import DEFAULT_CHARS, one_line
from omny.languages.javascript.comments import Comments
from omny.languages.javascript.expressions import CLOSURES, first_inside, unwrap
from omny.languages.javascript.jsdoc import NO_DOC, Doc
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.facts import Json
from omny.model.surfaces import FunctionFlag

_CALLED = re.compile(rb"\s*\)?\s*\(")  # behind a function expression that is called where it stands
_RECEIVER = frozenset(("this", "this ()"))  # what is returned as the receiver, or as one of its class
_NAME_CHARS = 80  # of a computed name, `[Symbol.iterator]`


class Naming:
    """How a function or class expression is called. `sinks` take the chain of its definition."""

    __slots__ = ("attached", "is_wrapped", "method", "name", "name_node", "outer", "passed", "sinks", "this")

    def __init__(self, name: str, name_node: Node | None, outer: Node, *sinks: Callable[[str], None]) -> None:
        self.name = name
        self.name_node = name_node
        self.outer = outer
        self.sinks = list(sinks)
        self.this: Binding = ""  # what `this` is, where it is known
        self.attached: tuple[Scope, str] | None = None  # what it is assigned to an attribute of
        self.method = False
        self.passed = False  # as part of an argument
        self.is_wrapped = False  # whether what is inside is qualified as if it were not there


class Functions(Comments):
    """Functions and the scopes of their bodies."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.naming: dict[int, Naming] = {}  # by the node of the expression
        self.bodies: dict[Scope, Draft] = {}  # functions that are atoms, by the scope of their body
        self.plain: dict[Scope, Draft] = {}  # those of them that are no methods: `this` is whatever they are called on
        self.attached: list[tuple[Scope, Scope, str]] = []  # function scope; where and of what it is an attribute
        self.outer: dict[int, Node] = {}  # `export` statements by the node of what they export
        self.passed: set[int] = set()  # function expressions that are arguments
        self.receivers: dict[int, str] = {}  # by function without a name, what it is an attribute of
        self.constructors: set[str] = set()  # qualnames of functions that are used as classes
        self.returning: set[Draft] = set()  # functions whose comment says what they return
        self.aliases: dict[int, list[Callable[[str], None]]] = {}  # further names: `var a = b.c = function`
        self.results: dict[int, list[Binding]] = {}  # of functions that are called where they stand, by their nodes
        self.returned: dict[Scope, list[Binding]] = {}  # the same, by their scopes
        self.contexts: dict[int, list[str]] = {}  # the chains of the type that a function has by where it stands
        self.accepted: dict[tuple[str, str], list[Value]] = {}  # types of parameters, by function and segment

    # Functions

    def define_function(self, node: Node) -> None:
        """A function declaration: its name is bound in the block around."""
        name_node = node.child_by_field_name("name")
        outer = self.outer.pop(node.id, node)
        name = self.text(name_node) if name_node is not None else ""
        draft = self.start(name or "default", AtomType.FUNCTION, node, name_node, outer)
        if name:
            self.declare(name, draft)
        naming = self.naming.pop(node.id, None)
        for sink in naming.sinks if naming is not None else ():
            sink(f"@{draft.qualname}")
        scope = self.open_function(node, draft)
        scope.bind("this")
        self.plain[scope] = draft

    def define_closure(self, node: Node) -> None:
        """A function expression or an arrow function: a definition where it has a name."""
        arrow = node.type == "arrow_function"
        own = None if arrow else node.child_by_field_name("name")
        naming = self.naming.pop(node.id, None)
        if naming is None and own is None:
            scope = self.open_block(node.end_byte, hoists=True)
            contexts = self._bind_parameters(node, scope)
            if not arrow:
                if (owner := self.receivers.pop(node.id, "")) and scope.parent is not None:
                    self.attached.append((scope, scope.parent, owner))
                self.bind_this(scope, "", [] if owner else contexts)
            self._bind_arguments(node, scope)
            results = self.results.pop(node.id, None)
            if results is not None:
                self.returned[scope] = results
                body = unwrap(node.child_by_field_name("body")) if arrow else None
                if body is not None and body.type != "statement_block":
                    self._add_results(body, results)
            return
        if naming is None:
            naming = Naming(self.text(own) if own is not None else "", own, node)
        type_ = AtomType.ARROW if arrow else AtomType.METHOD if naming.method else AtomType.FUNCTION
        draft = self.start(naming.name, type_, node, naming.name_node, naming.outer)
        draft.name = naming.name.rpartition(".")[2] or naming.name
        chain = f"@{draft.qualname}"
        for sink in (*naming.sinks, *self.aliases.pop(node.id, ())):
            sink(chain)
        if naming.passed or node.id in self.passed:
            self.refer(chain, EdgeType.CALLBACK, node)
        elif own is naming.name_node is not None and _CALLED.match(self.source, node.end_byte):
            self.refer(chain, EdgeType.CALL, node)
        around = self.scope.qualname
        contexts = self.contexts.get(node.id, [])
        scope = self.open_function(node, draft)
        if naming.is_wrapped and own is None:
            scope.qualname = around
        if arrow:
            self._return_body(node, draft)
            return
        self.bind_this(scope, naming.this, [] if naming.attached is not None else contexts)
        if own is not None and (name := self.text(own)) and name not in scope.names:
            scope.bind(name, chain)
        if naming.attached is not None:
            self.attached.append((scope, *naming.attached))
        if not naming.this and not naming.method:
            self.plain[scope] = draft

    def bind_this(self, scope: Scope, own: Binding, contexts: list[str]) -> None:
        """Binds `this` in a function: to what the function is put into, else to what its context gives it as that,
        where no parameter of the name says it."""
        if own:
            scope.bind("this", own)
        elif "this" not in scope.names:
            scope.bind("this", *[Value(f"{each} (this)", scope) for each in contexts if each[0] not in "*%[("])

    def export(self, name: str, *values: Binding) -> None:
        """Makes values what the module exports as `name`."""
        raise NotImplementedError

    # What functions have in common

    def start(self, name: str, type_: AtomType, node: Node, name_node: Node | None, outer: Node) -> Draft:
        """A new definition, with its documentation."""
        draft = self.define(name, type_, node, name_node, outer)
        summary = self.find_summary(draft.start)
        if summary:
            draft.detail["doc"] = summary
        return draft

    def declare(self, name: str, draft: Draft) -> None:
        """Binds the name of a declaration; a second one in the same block replaces the first."""
        names = self.scope.block().names
        known = names.get(name)
        if known and _are_definitions(known):
            names[name] = []
        self.scope.bind(name, f"@{draft.qualname}")

    def open_function(self, node: Node, draft: Draft) -> Scope:
        """Describes a function, opens its scope and binds its parameters."""
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        returns = node.child_by_field_name("return_type")
        described: list[Json] = []
        scope = self.open_definition(draft, node.end_byte)
        self.bodies[scope] = draft
        doc = self.find_doc(draft.start)
        self._bind_parameters(node, scope, described, doc)
        draft.detail["parameters"] = described
        if parameters is not None:
            draft.signature = self.node_signature(parameters)
            if parameters.type == "identifier":
                draft.signature = f"({draft.signature})"
            words = self.modifiers(node, parameters)
            if "async" in words:
                draft.flags += FunctionFlag.ASYNC
            if "*" in words:
                draft.flags += FunctionFlag.GENERATOR
        if returns is not None:
            written = one_line(self.source[returns.start_byte : returns.end_byte]).removeprefix(":").strip()
            draft.detail["returns"] = written
            draft.signature += f": {written}"
            draft.returns += [Value(chain, scope) for chain in self.read_annotation(returns)]
        elif doc is not NO_DOC:
            self._read_function_doc(doc, draft, scope)
        draft.flags = "".join(sorted(set(draft.flags)))
        return scope

    def _read_function_doc(self, doc: Doc, draft: Draft, scope: Scope) -> None:
        """What the comment of a function says of what it returns, and of its `this`."""
        is_getter = FunctionFlag.PROPERTY in draft.flags
        told = self.read_noted(doc.returns or (doc.type if is_getter else ""))
        if told:
            self.returning.add(draft)
            draft.returns += [Value(chain, scope) for chain in told]
        if doc.receiver:
            scope.bind("this", *[Value(chain, scope) for chain in self.read_noted(doc.receiver)])
        if doc.is_class and draft.type == AtomType.FUNCTION:
            self.constructors.add(draft.qualname)

    def _bind_parameters(
        self, node: Node, scope: Scope, described: list[Json] | None = None, doc: Doc = NO_DOC
    ) -> list[str]:
        """Binds the parameters of a function in its scope, and lists them as `data` shows them. Gives its contexts."""
        parameters = node.child_by_field_name("parameters")
        contexts = self.contexts.pop(node.id, []) if self.contexts else []
        if doc.type:
            contexts = [*contexts, *self.read_noted(doc.type)]
        if parameters is None:
            single = node.child_by_field_name("parameter")
            children = [single] if single is not None else []
        else:
            children = parameters.named_children
        place = 0
        for child in children:
            if child.type == "comment":
                continue
            is_this = self.source[child.start_byte : child.start_byte + 5] == b"this:"
            segment = "(this)" if is_this else f"({place})"
            given = [] if is_this else [whole for each in contexts if (whole := join(each, segment)) is not None]
            noted = self._find_noted(doc, child, place) if doc.parameters else ()
            told = self._bind_parameter(child, scope, described, given, noted)
            taken = told or [chain for chain in given if chain[0] == "{" or " () (" in chain]
            if taken and described is not None:
                self.accepted[scope.qualname, segment] = [Value(chain, scope) for chain in taken]
            if not is_this:
                place += 1
        return contexts

    def _bind_parameter(
        self, node: Node, scope: Scope, described: list[Json] | None, given: list[str], noted: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Binds a parameter; gives what its annotation tells. `given` is what its context tells, `noted` a comment."""
        kind = node.type
        if kind == "identifier":
            name = self.text(node)
            scope.bind(name, *[Value(chain, scope) for chain in noted or given])
            if described is not None:
                described.append({"name": name})
            return noted
        pattern, default, annotation = self.parameter_parts(node)
        if pattern is None or kind == "ERROR":
            return ()
        told = self.read_annotation(annotation) or noted
        values = self.add_functions(told, default) if told else self.speller.values(default) or given
        target = first_inside(pattern) if pattern.type == "rest_pattern" else pattern
        if target is not None:
            if pattern.type == "rest_pattern" and target.type == "identifier" and not told:
                values = []
            self.bind_pattern(target, values, scope, partial(self.bind_to, scope))
        if described is not None:
            entry: Json = {"name": one_line(self.source[pattern.start_byte : pattern.end_byte], _NAME_CHARS)}
            if annotation is not None:
                written = one_line(self.source[annotation.start_byte : annotation.end_byte])
                entry["annotation"] = written.removeprefix(":").strip()
            if default is not None:
                entry["default"] = one_line(self.source[default.start_byte : default.end_byte], DEFAULT_CHARS)
            described.append(entry)
        return () if pattern.type == "rest_pattern" else told

    def _find_noted(self, doc: Doc, node: Node, place: int) -> tuple[str, ...]:
        """The type that a comment gives a parameter: by its name, and without one by its place."""
        pattern = self.parameter_parts(node)[0]
        target = first_inside(pattern) if pattern is not None and pattern.type == "rest_pattern" else pattern
        if target is None:
            return ()
        if target.type != "identifier":
            return self.read_noted(doc.parameters[place][1]) if place < len(doc.parameters) else ()
        name = self.text(target)
        for known, written in doc.parameters:
            if known == name:
                return self.read_noted(written)
        return ()

    def parameter_parts(self, node: Node) -> tuple[Node | None, Node | None, Node | None]:
        """Pattern, default and annotation of a parameter."""
        if node.type == "assignment_pattern":
            return node.child_by_field_name("left"), node.child_by_field_name("right"), None
        return node, None, None

    def bind_pattern(
        self, pattern: Node, chains: list[str], scope: Scope, bind: Callable[[str, list[Binding]], None]
    ) -> None:
        """Binds each name of a pattern to its part of a value that is one of `chains`, read in `scope`."""
        known: dict[str, list[Binding]] = {}
        for chain in chains or ["?"]:
            for name, values in self.pattern_names(pattern, chain):
                found = known.setdefault(name, [])
                found += [Value(value, scope) for value in values if value[0] != "?"]
        for name, bindings in known.items():
            if name:
                bind(name, bindings)

    def bind_to(self, scope: Scope, name: str, bindings: list[Binding]) -> None:
        scope.bind(name, *bindings)

    def _return_body(self, node: Node, draft: Draft) -> None:
        body = unwrap(node.child_by_field_name("body"))
        if body is not None and body.type != "statement_block":
            self.note_return(body, draft)

    def open_return(self, bracket: Bracket) -> None:
        """See `GenericWalk`: `return value`: what a call of the function gives, where no annotation says it."""
        draft = self.bodies.get(self.scope.hoisting_scope())
        value = first_inside(bracket.node)
        if draft is not None and value is not None:
            self.note_return(value, draft)
        elif self.returned and value is not None:
            results = self.returned.get(self.scope.hoisting_scope())
            if results is not None:
                self._add_results(value, results)

    def note_return(self, node: Node, draft: Draft) -> None:
        """Adds what an expression can be to what a function gives."""
        value = unwrap(node)
        if value is None:
            return
        if "returns" in draft.detail or draft in self.returning:
            told = [each.chain for each in draft.returns if isinstance(each, Value)]
            if value.type == "this" and draft in self.returning:
                draft.returns.append(Value("this self()", self.scope))  # a comment may name a base
            elif told and value.type in CLOSURES:
                self.contexts[value.id] = told
            elif told and value.type == "object":
                self.expect(value, told)
            return
        self._add_results(node, draft.returns)

    def _add_results(self, node: Node, results: list[Binding]) -> None:
        """Adds what an expression can be to results."""
        value = unwrap(node)
        if value is not None and (value.type in CLOSURES or value.type == "class"):
            own = value.child_by_field_name("name")
            if own is not None or value.type == "class":
                name = self.text(own) if own is not None else "class"
                self.naming[value.id] = Naming(name, own, value, results.append)
            return
        values = self.speller.values(node)
        chains = [f"{chain} self()" if drop_values(chain) in _RECEIVER else chain for chain in values]
        results += [Value(chain, self.scope) for chain in chains]

    def _bind_arguments(self, node: Node, scope: Scope) -> None:
        """Binds the parameters of a function that is called where it stands: `(function ($) { ... })(jQuery)`."""
        around = node.parent
        if around is not None and around.type == "parenthesized_expression":
            around = around.parent
        if around is None or around.type != "call_expression" or scope.parent is None:
            return
        parameters, arguments = node.child_by_field_name("parameters"), around.child_by_field_name("arguments")
        if parameters is None or arguments is None:
            return
        given = [child for child in arguments.named_children if child.type != "comment"]
        names = [child for child in parameters.named_children if child.type != "comment"]
        for name, value in zip(names, given, strict=False):
            if name.type == "identifier":
                scope.bind(self.text(name), *[Value(chain, scope.parent) for chain in self.speller.values(value)])

    def find_results(self, call: Node) -> list[Binding] | None:
        """Where the results of a function come that is called where it stands, if that is what a call does."""
        function = unwrap(call.child_by_field_name("function"))
        if function is None or function.type not in CLOSURES:
            return None
        return self.results.setdefault(function.id, [])

    def expect(self, node: Node, contexts: list[str]) -> None:
        """Notes the type that an object literal has by where it stands."""
        raise NotImplementedError

    def key_name(self, node: Node) -> str:
        """The name that a property has, computed ones as written."""
        text = self.text(node)
        if node.type == "string" and len(text) > 2 and text[1:-1].isprintable() and " " not in text:
            return without_tokens(text[1:-1])  # before it is taken for a path of names: a token can hold dots
        return ("".join(text.split()) or "?")[:_NAME_CHARS]

    def modifiers(self, node: Node, until: Node) -> set[str]:
        """The words before a name or a list of parameters: `async`, `static`, `get`, `*`."""
        if self.source[node.start_byte : node.start_byte + 1] in b"(" or node.start_byte == until.start_byte:
            return set()
        words = set()
        for child in node.children:
            if child.start_byte >= until.start_byte:
                break
            words.add(child.type)
        return words


def _are_definitions(bindings: list[Binding]) -> bool:
    return not [value for value in bindings if not isinstance(value, str) or value[0] != "@"]
