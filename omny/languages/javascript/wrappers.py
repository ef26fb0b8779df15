"""Functions of JavaScript that are given to a call whose result gets a name: `const Row = memo(() => <Button/>)`.

Such a function is an atom of that name. What is defined inside keeps the qualified name that it has without it.
"""

from __future__ import annotations

from functools import partial

from tree_sitter import Node

from omny.extract.scopes import Binding, Value
from omny.extract.segments import drop_arguments
from omny.languages.javascript.expressions import CLOSURES, first_inside, unwrap
from omny.languages.javascript.frameworks import LOADERS, STATES, STORES, WRAPPERS
from omny.languages.javascript.functions import Naming
from omny.languages.javascript.hooks import build_state
from omny.languages.javascript.objects import Objects

_OF_ITEMS = frozenset(
    (
        "map",
        "filter",
        "forEach",
        "reduce",
        "reduceRight",
        "find",
        "findIndex",
        "findLast",
        "findLastIndex",
        "some",
        "every",
    )
    + (
        "flatMap",
        "sort",
        "toSorted",
        "then",
        "catch",
        "finally",
        "replace",
        "replaceAll",
        "from",
        "call",
        "apply",
        "bind",
    )
)
"""Methods whose result is nothing that stands for the function that they are given."""

_MODULES = frozenset(key.partition(" ")[0] for key in (*WRAPPERS, *STORES, *STATES, *LOADERS))
_BEGINNINGS = {"member_expression": "object", "call_expression": "function"}

_MAX_ARGUMENTS = 6


class Wrappers(Objects):
    """Functions in a wrapper."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.late: list[tuple[partial[None], list[Binding]]] = []  # what binds the results of calls, and these

    def release(self) -> None:
        """See `Walk`. What is left of these binds names by methods of the walk."""
        self.late.clear()
        self.naming.clear()
        Objects.release(self)

    def bind_wrapped(self, call: Node, name: str, name_node: Node | None, outer: Node, bind: partial[None]) -> bool:
        """Binds a name to the function that a call is given; says whether it does."""
        results = self.find_results(call)
        if results is not None:
            self.late.append((bind, results))
            return True
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or arguments is None or not 0 < arguments.named_child_count <= _MAX_ARGUMENTS:
            return False
        given = [child for child in arguments.named_children if child.type != "comment"]
        closures = [child for child in given if child.type in CLOSURES]
        may_be_known = bool(given) and self._may_be_known(function)
        origin = self.find_origin(drop_arguments(self.chain(function))) if may_be_known else ""
        if origin in STORES and (store := self._build_store(origin, given, name)):
            bind([store])
            return True
        if origin in STATES and (state := build_state(self, given, name)):
            bind(state)
            if not closures:
                return True
        if len(closures) == 1:
            closure = closures[0]
            if origin in LOADERS and (spec := self._find_loaded(closure)):
                bind([f"^{spec}::default"])
                return True
            if origin not in WRAPPERS and not self._may_wrap(function):
                return False
            own = closure.child_by_field_name("name") if closure.type != "arrow_function" else None
            naming = self.naming.get(closure.id)
            if naming is None:
                naming = Naming(self.text(own), own, closure) if own is not None else Naming(name, name_node, outer)
                naming.is_wrapped = True
                self.naming[closure.id] = naming
            naming.sinks.append(partial(sink, bind))
            if origin not in WRAPPERS and (chain := self.chain(call))[0] != "?":
                bind([Value(chain, self.scope)])
            return True
        if origin in WRAPPERS and given and (chain := self.chain(given[0]))[0] != "?":
            bind([Value(chain, self.scope)])
            return True
        return False

    def _may_be_known(self, function: Node) -> bool:
        """Whether a function can be one of the tables, by the name that its expression begins with. The chain of a long
        one is dear."""
        node: Node | None = function
        while node is not None and node.type in _BEGINNINGS:
            node = node.child_by_field_name(_BEGINNINGS[node.type])
        if node is None or node.type != "identifier":
            return True
        name = self.text(node)
        found = self.scope.find(name)
        bindings = found.names[name] if found is not None else ()
        if len(bindings) != 1:
            return name == "require"
        binding = bindings[0]
        head = binding if isinstance(binding, str) else binding.chain
        return head[0] == "^" and head[1:].removeprefix("node:").partition(" ")[0].partition("::")[0] in _MODULES

    def bind_late(self) -> None:
        """Binds what functions return that are called where they stand, when all of it is read."""
        for bind, results in self.late:
            if results:
                bind(results)

    def _build_store(self, origin: str, given: list[Node], name: str) -> str:
        """The chain of what a library makes of an object with functions. A slice shows them as an attribute; a store is
        made by a call, and has them itself."""
        attribute, options = STORES[origin]
        literals = [child for child in given if child.type == "object"]
        if not literals:
            return ""
        own, whole = self.name_object(literals[0], ""), self.shape(name)
        whole.used = True
        if attribute:
            whole.names.bind(attribute, Value(f"@{own.key} {options[0]}", self.scope))
            return f"@{whole.key}"
        for pair in literals[0].named_children:
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is not None and value is not None and value.type == "object" and self.text(key) in options:
                part = self.name_object(value, self.text(key))
                part.target = Value(f"@{whole.key}", self.scope)
                whole.bases.append(Value(f"@{part.key}", self.scope))
        return f"(@{whole.key}"

    def _may_wrap(self, function: Node) -> bool:
        """Whether a function that nothing is known of may return what it is given: in a module, or in a class."""
        if self.scope.hoisting_scope() is not self.tree.module and self.scope not in self.members:
            return False
        name = function.child_by_field_name("property")
        return name is None or self.text(name) not in _OF_ITEMS

    def _find_loaded(self, closure: Node) -> str:
        """The module that a function imports and returns: `() => import("./x")`."""
        body = unwrap(closure.child_by_field_name("body"))
        called = body.child_by_field_name("function") if body is not None else None
        if body is None or called is None or called.type != "import":
            return ""
        return self.spec(first_inside(body.child_by_field_name("arguments")))


def sink(bind: partial[None], chain: str) -> None:
    """Binds a name to a definition."""
    bindings: list[Binding] = [chain]
    bind(bindings)
