"""Names of a Python file: imports, what binds a name, and what no table of shapes can say of an expression."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import MEMBER, Binding, Scope, Value
from omny.extract.shapes import MAX_ITEMS, read_key
from omny.extract.values import note_value
from omny.extract.walk import Walk
from omny.languages.python.annotations import (
    ALIASING,
    TABLES,
    name_types,
    read_alias,
    read_annotation,
    read_sent,
    read_stated,
)
from omny.languages.python.constants import find_doc
from omny.languages.python.frameworks import MANAGERS, RELATIONS
from omny.languages.python.functions import PASSING
from omny.languages.python.texts import FIXTURE_VALUE, TYPE_VARIABLE
from omny.languages.python.values import (
    KNOWN,
    LAST_NAMES,
    OF_STATEMENT,
    list_targets,
    spell_call,
    spell_comprehension,
    spell_rows,
)
from omny.model.atoms import AtomType

_SUPER = b"super"
_PATTERNS = frozenset(("pattern_list", "tuple_pattern", "list_pattern"))


class PythonNames(GenericWalk):
    """The part of the walk that knows names."""

    SHAPES = TABLES
    PASSING = PASSING

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.uses_django = b"django" in source
        self.uses_sql = b"sqlalchemy" in source or b"sqlmodel" in source
        self.delegates: dict[str, Value] = {}  # by the names of classes, what has the members that their objects lack

    def special(self, node: Node, levels: int) -> str | None:
        """See `ScopedWalk`."""
        kind = node.type
        if kind == "subscript":
            return self._subscript(node, levels)
        if kind != "call":
            return spell_comprehension(self.speller, node)
        function = node.child_by_field_name("function")
        at = function.end_byte if function is not None else 0
        if function is None:
            return None
        if function.type == "subscript":
            return self._call_stated(function)
        name = self.source[function.start_byte : at]
        if function.type != "identifier":
            name = name[name.rfind(b".") + 1 :]
        if name == _SUPER:
            return self._super(node) if function.type == "identifier" else None
        if name == FIXTURE_VALUE:
            return self.requested_value(node)
        if name in MANAGERS and self.uses_django:
            return self._manager(node, function, MANAGERS[name])
        if self.uses_sql and name in OF_STATEMENT and function.type == "attribute":
            return spell_rows(self.speller, node, name.decode())
        return self._known_call(node, function) if name in LAST_NAMES else None

    def _call_stated(self, function: Node) -> str | None:
        """The chain of what a call of a class with type arguments makes: `Box[Item](x)`."""
        named = function.child_by_field_name("value")
        chain = self.chain(named) if named is not None and named.type in ("identifier", "attribute") else "?"
        stated = read_stated(self.text(function)) if chain != "?" and self.speller.is_class_name(chain) else ""
        return f"{chain} {stated} ()" if stated else None

    def _manager(self, call: Node, function: Node, is_argument: bool) -> str | None:
        """The chain of a manager of Django, or of its class: that of the query set whose methods it has."""
        if not is_argument:
            made = self.speller.extend(self.chain(function), "()").removesuffix(" as_manager ()")
            return f"{made} ()" if made[0] != "?" else None
        arguments = call.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        chain = self.chain(given[0]) if given else "?"
        return chain if chain[0] not in "?*%[(" else None

    def manager_class(self, call: Node) -> str:
        """The chain of the class that `from_queryset` makes a manager of; "" for any other call."""
        function = call.child_by_field_name("function")
        owner = function.child_by_field_name("object") if function is not None else None
        if owner is None or not self.uses_django or not self.text(call.children[0]).endswith(".from_queryset"):
            return ""
        return self.chain(owner)

    def _find_related(self, call: Node, scope: Scope) -> list[Binding]:
        """What the field of a model is that names another model: `ForeignKey(Author)`."""
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        if function is None or not given or self.text(function).rpartition(".")[2] not in RELATIONS:
            return []
        named = given[0].child_by_field_name("value") if given[0].type == "keyword_argument" else given[0]
        text = self.text(named).strip("\"'") if named is not None else ""
        if text == "self":
            return [f"@{scope.qualname} ()"]
        is_name = named is not None and (named.type != "string" or text.isidentifier())
        return [Value(chain, scope) for chain in read_annotation(text)] if is_name else []

    def _subscript(self, node: Node, levels: int) -> str | None:
        """The chain of an element at a known place or of a known key, or of a part of a list; None for others."""
        index = node.child_by_field_name("subscript")
        if index is None:
            return None
        if index.type == "slice":
            segment = "[:]"
        elif index.type in ("string", "integer") and (key := read_key(self.text(index))):
            segment = f"[.{key}]"
        else:
            return None
        return self.speller.extend(self.speller.expression(node.child_by_field_name("value"), levels - 1), segment)

    def _known_call(self, call: Node, function: Node) -> str | None:
        """The chain of what a function of the standard library gives."""
        arguments = call.child_by_field_name("arguments")
        head, dot, rest = self.text(function).partition(".")
        scope = self.scope.find(head)
        if scope is not None:
            bindings = scope.names[head]
            if len(bindings) != 1 or not isinstance(bindings[0], str) or bindings[0][0] != "^":
                return None
            head = bindings[0][1:].replace("::", ".")
        name = head + dot + rest
        if name not in KNOWN or arguments is None or (scope is None and dot):
            return None
        children = arguments.named_children
        return spell_call(self.speller, name, arguments, self.text(children[0]) if children else "")

    def own_values(self, node: Node) -> list[Node | str]:
        """See `ScopedWalk`: a comprehension."""
        chain = spell_comprehension(self.speller, node)
        return [chain] if chain != "?" else []

    def name_length(self, text: bytes, node: Node) -> int:
        """See `Walk`. What is called on the result of a call stands where the whole expression does."""
        return Walk.name_length(self, text, node)

    def requested_value(self, call: Node) -> str | None:
        """The chain of `request.getfixturevalue("name")`, or None."""
        raise NotImplementedError

    def _super(self, call: Node) -> str:
        arguments = call.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        return "super()" if first is None else f"{self.chain(first)} () super"

    def target_bindings(self, value: Node | None, annotation: Node | None) -> list[Binding]:
        """What a target is bound to: its annotation says it, or the value does; beside the type of a function both."""
        scope = self.scope
        if annotation is not None:
            told = read_annotation(self.text(annotation))
            if told:
                is_function = value is not None and told[0][0] == "("
                more = self.speller.values(value) if is_function else ()
                return [Value(chain, scope) for chain in (*more, *told)]
        if value is None or value.type == "none":
            return []
        chains: list[str] = []
        if value.type == "call":
            if scope.opaque and self.uses_django and (related := self._find_related(value, scope)):
                return related
            chains = self._type_bounds(value)
        elif value.type in ALIASING:
            chains = [*read_alias(self.text(value))]
        elif value.type == "yield":
            chains = [*read_sent(self.drafts[scope.owner].detail.get("returns", ""))]
        return [Value(chain, scope) for chain in chains or self.speller.values(value)] or ["?"]

    def _type_bounds(self, call: Node) -> list[str]:
        """What a type variable stands for: `TypeVar("T", bound="Row")`."""
        if TYPE_VARIABLE.match(self.source, call.start_byte) is None:
            return []
        arguments = call.child_by_field_name("arguments")
        for argument in arguments.named_children if arguments is not None else ():
            name, bound = argument.child_by_field_name("name"), argument.child_by_field_name("value")
            if name is not None and bound is not None and self.text(name) == "bound":
                told = read_annotation(self.text(bound))
                return [chain.removesuffix(" ()") for chain in told if chain[0] not in "*%"]
        return []

    # Bindings

    def find_value_doc(self, draft: Draft) -> str:
        """See `Walk`."""
        return find_doc(self, draft)

    def name_type(self, name: Node) -> list[Binding]:
        """The types that `type name = annotation` gives; none for any other name, whose value is not known."""
        around = name.parent
        statement = around.parent if around is not None and around.type == "type" else None
        if statement is None or statement.type != "type_alias_statement":
            return []
        if self.scope is self.tree.module:
            note_value(self, self.scope, AtomType.TYPE, name, statement)
        right = statement.child_by_field_name("right")
        told = name_types(read_annotation(self.text(right))) if right is not None else ()
        return [Value(chain, self.scope) for chain in told]

    def _bind_walrus(self, node: Node) -> None:
        """`(name := value)` binds in the function around comprehensions."""
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None:
            self.scope.hoisting_scope().bind(self.text(name), *self.target_bindings(value, None))

    def _bind_item(self, node: Node) -> None:
        """`for name in items`, as a statement or in a comprehension."""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        # A comprehension's items are read outside of it, where its own variable is not yet bound.
        around = self.scope.parent if node.type == "for_in_clause" and self.scope.parent else self.scope
        if left.type == "identifier":
            values: list[Binding] = [Value(item, around) for item in self.list_items(right)]
            self.scope.bind(self.text(left), *(values or ["?"]))
        elif left.type in _PATTERNS:
            together = self._list_together(right)
            if together is not None and len(together) != left.named_child_count:
                return
            for at, target in enumerate(left.named_children) if together is not None else ((0, left),):
                items = together[at] if together is not None else self.list_items(right)
                if target.type == "identifier":
                    self.scope.bind(self.text(target), *[Value(item, around) for item in items])
                elif target.type in _PATTERNS:
                    self.bind_parts(target, items, around)

    def list_items(self, holder: Node) -> list[str]:
        """The chains of what iterating over an expression gives."""
        items: list[str] = []
        for chain in self.speller.values(holder):
            if chain[0] == "[" and chain[1] != "<" and MEMBER not in chain and chain.count("|") < MAX_ITEMS:
                items += [part for part in chain[1:].split("|") if part != "?"]
            else:
                items.append(self.speller.extend(chain, "[*]"))
        return [item for item in items if item[0] != "?"]

    def _list_together(self, holder: Node) -> list[list[str]] | None:
        """What iterating over several things at once gives at each place: `zip(a, b)`, `enumerate(a)`; else None."""
        function, arguments = holder.child_by_field_name("function"), holder.child_by_field_name("arguments")
        if holder.type != "call" or function is None or arguments is None:
            return None
        name = self.text(function)
        if name not in ("zip", "enumerate") or self.scope.find(name) is not None:
            return None
        given = [each for each in arguments.named_children if each.type not in ("keyword_argument", "comment")]
        if name == "enumerate":
            return [[], self.list_items(given[0])] if given else None
        return [self.list_items(each) for each in given]

    def bind_parts(self, pattern: Node, chains: list[str], scope: Scope) -> None:
        """Binds the names of `a, (b, *c)` to the parts of the values that the chains give in a scope."""
        for path, target in list_targets(pattern):
            wholes = [self._extend_all(chain, path) for chain in chains]
            values: list[Binding] = [Value(whole, scope) for whole in wholes if whole[0] != "?"]
            if target.type == "identifier":
                self.scope.bind_all(self.text(target), values)
            elif target.type == "attribute" and values:
                self.bind_attribute(target, values, pattern)

    def bind_attribute(self, target: Node, values: list[Binding], at: Node) -> None:
        """See `PythonWalk`."""
        raise NotImplementedError

    def _extend_all(self, chain: str, path: str) -> str:
        for segment in path.split(" "):
            chain = self.speller.extend(chain, segment)
        return chain

    def _bind_alias(self, node: Node) -> None:
        """`with value as name`, `except Error as name`, `case pattern as name`."""
        target = node.child_by_field_name("alias") or node.named_children[-1]
        inner = [leaf for part in target.named_children for leaf in part.named_children]
        names = [target, *target.named_children, *inner]
        parent = node.parent
        plain = target.named_children[0] if target.type == "as_pattern_target" and target.named_children else target
        if plain.type == "identifier" and parent is not None and parent.type == "with_item":
            chain = self.chain(node.named_children[0])
            clause = parent.parent
            statement = clause.parent if clause is not None else None
            waits = statement is not None and self.source.startswith(b"async", statement.start_byte)
            entered = f"{chain} {'__aenter__' if waits else '__enter__'} ()"
            self.scope.bind(self.text(plain), *([Value(entered, self.scope)] if chain != "?" else ["?"]))
            return
        if plain.type == "identifier" and parent is not None and parent.type == "except_clause":
            self.bind_caught(plain, node.named_children[0], parent)
            return
        for leaf in names:
            if leaf.type == "identifier":
                self.scope.bind(self.text(leaf), "?")

    def bind_caught(self, name: Node, tested: Node, clause: Node) -> None:
        """`except E as name`."""
        raise NotImplementedError

    def open_global(self, bracket: Bracket) -> None:
        """`global name`."""
        for name in bracket.node.named_children:
            self.scope.hoisting_scope().redirects[self.text(name)] = self.tree.module

    def open_nonlocal(self, bracket: Bracket) -> None:
        """`nonlocal name`."""
        for name in bracket.node.named_children:
            text = self.text(name)
            if self.scope.parent is not None and (found := self.scope.parent.find(text)):
                self.scope.hoisting_scope().redirects[text] = found

    def open_import(self, bracket: Bracket) -> None:
        """`import a.b`, `import a.b as c`, `from module import name as alias`, `from module import *`."""
        if bracket.node.type == "import_statement":
            self._import_modules(bracket.node)
        else:
            self._import_names(bracket.node)

    def _import_modules(self, node: Node) -> None:
        for part in node.children_by_field_name("name"):
            if part.type == "aliased_import":
                name, alias = part.child_by_field_name("name"), part.child_by_field_name("alias")
                if name is not None and alias is not None:
                    self.scope.bind(self.text(alias), f"^{self.text(name)}")
            else:
                name_text = self.text(part)
                first = name_text.partition(".")[0]
                self.scope.bind(first, f"^{first}")
                whole = self.surface.setdefault("import", [])
                if name_text != first and name_text not in whole:
                    whole.append(name_text)

    def _import_names(self, node: Node) -> None:
        module = node.child_by_field_name("module_name")
        if module is None:
            return
        spec = "".join(self.text(module).split())
        names = node.children_by_field_name("name")
        if not names and "wildcard_import" in [child.type for child in node.children]:
            stars = self.surface.setdefault("*", [])
            if spec not in stars:
                stars.append(spec)
        for part in names:
            alias = part.child_by_field_name("alias") if part.type == "aliased_import" else part
            name = part.child_by_field_name("name") if part.type == "aliased_import" else part
            if alias is not None and name is not None:
                self.scope.bind(self.text(alias), f"^{spec}::{self.text(name)}")
