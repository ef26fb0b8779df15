"""The names of a C++ file: namespaces, `using`, templates, and what blocks, loops and lambdas bind."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope, Value, join
from omny.extract.tables import read_shapes
from omny.languages.c.declarators import Declared, read_declarator
from omny.languages.c.walk import CWalk
from omny.languages.cpp.arguments import ArgumentTypes
from omny.languages.cpp.spelling import CppSpeller, split_name
from omny.model.atoms import AtomType
from omny.model.surfaces import UNIT

_USING = re.compile(r"using\s+(?P<all>namespace\s+)?(?:typename\s+|enum\s+)?(?P<name>[\w:~<>, ]+)")
_MARKS = "*%[("


class CppNames(CWalk):
    """The part of `CppWalk` that knows scopes and names."""

    SHAPES = read_shapes(__package__)
    NESTS_TYPES = True

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.spelling = self.speller = CppSpeller(self.shapes, source, self.special)
        self.types = ArgumentTypes(self.text)
        self._transparent: set[Scope] = set()  # templates, and namespaces without a part in names
        self._unnamed_spaces: set[Scope] = set()

    # Scopes

    def level(self, scope: Scope) -> Scope:
        """The scope that takes the names of definitions that stand in a scope."""
        while scope in self._transparent and scope.parent is not None:
            scope = scope.parent
        return scope

    def home_scope(self, scope: Scope, *, is_private: bool = False) -> Scope:
        """See `ScopedWalk`."""
        scope = self.level(scope)
        return self.tree.module if scope is self.file else scope

    def type_around(self, scope: Scope) -> str:
        """See `ScopedWalk`."""
        return self._types.get(self.level(scope), "")

    def is_hidden(self, scope: Scope) -> bool:
        """See `CWalk`."""
        return super().is_hidden(scope) or any(each in self._unnamed_spaces for each in scope.ancestors())

    def open_namespace(self, bracket: Bracket) -> None:
        """A namespace. One without a name, and one whose names are those of the namespace around, leave no trace."""
        node = bracket.node
        name = node.child_by_field_name("name")
        scope = self.open_block(bracket.end)
        if name is None or any(child.type == "inline" for child in node.children[:1]):
            self._transparent.add(scope)
            if name is None:
                self._unnamed_spaces.add(scope)
            return
        text = ".".join(split_name(self.text(name)))
        around = self.level(scope.parent or scope).qualname
        scope.qualname = f"{around}.{text}" if around else text
        scope.opaque = True
        self.see_members(scope, scope.qualname)
        self._namespaces.append((scope.qualname, scope))
        known = self.surface.setdefault(UNIT, [])
        full = ""
        for part in scope.qualname.split("."):
            full = f"{full}.{part}" if full else part
            if full not in known:
                known.append(full)

    def open_scope(self, bracket: Bracket) -> None:
        """A block, a template, or a construct that binds names of its own."""
        around, node, kind = self.scope, bracket.node, bracket.node.type
        scope = self.open_block(bracket.end)
        if kind == "template_declaration":
            self._transparent.add(scope)
        elif kind == "lambda_expression":
            declarator = node.child_by_field_name("declarator")
            self.bind_parameters(declarator.child_by_field_name("parameters") if declarator is not None else None)
        elif kind == "catch_clause":
            self.bind_parameters(node.child_by_field_name("parameters"))
        elif kind == "for_range_loop":
            self._bind_item(node, scope, around)

    def _bind_item(self, node: Node, scope: Scope, around: Scope) -> None:
        """The variable of a loop over a container."""
        right, type_ = node.child_by_field_name("right"), node.child_by_field_name("type")
        declarator = node.child_by_field_name("declarator")
        found = read_declarator(declarator)
        if found is None or right is None:
            return
        if found.name.type == "structured_binding_declarator":
            names = found.name.named_children
            for name in names:
                scope.bind(self.text(name), "?")
            item = join(self.speller.chain(right), "[]") or "?"
            if len(names) == 2 and item != "?":  # of a map
                self.bind_chain(scope, self.text(names[1]), item, around)
            return
        chain = self.speller.instance_chain(type_) or join(self.speller.chain(right), "[*]") or "?"
        self.bind_chain(scope, self.text(found.name), chain, around)
        self.types.names.note(scope, self.text(found.name), self.types.type_word(type_, declarator))

    # Names

    def open_import(self, bracket: Bracket) -> None:
        """An `#include`, or `using`."""
        if bracket.node.type == "preproc_include":
            super().open_import(bracket)
            return
        found = _USING.match(" ".join(self.node_signature(bracket.node).split()))
        if found is None:
            return
        parts = split_name(found["name"])
        if not parts:
            return
        if found["all"]:
            self._use_namespace(".".join(parts))
            return
        name, home = parts[-1], self.home_scope(self.scope)
        if len(parts) > 1 and name == parts[-2]:
            name = CONSTRUCTOR_NAME
        if len(parts) > 1:
            home.bind(name, Value(" ".join([*parts[:-1], name]), self.scope))

    def _use_namespace(self, name: str) -> None:
        """Has the file see the names of a namespace, which can be one inside of those around."""
        known = self.surface.setdefault("*", [])
        around = self.level(self.scope).qualname if not super().is_hidden(self.scope) else ""
        while around:
            if f"{around}.{name}" not in known:
                known.append(f"{around}.{name}")
            around = around.rpartition(".")[0]
        if name not in known:
            known.append(name)

    def open_bind(self, bracket: Bracket) -> None:
        """See `CWalk`."""
        node, kind = bracket.node, bracket.node.type
        if kind == "alias_declaration":
            name, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
            chain = self.speller.type_name(type_)
            if name is not None and type_ is not None and chain:
                self.home_scope(self.scope).bind(self.text(name), self.type_value(chain, type_, self.text(name)))
        elif kind == "namespace_alias_definition":
            name = node.child_by_field_name("name")
            if name is not None and node.named_child_count > 1:
                chain = " ".join(split_name(self.text(node.named_children[-1])))
                self.home_scope(self.scope).bind(self.text(name), Value(chain, self.scope))
        elif kind.endswith("type_parameter_declaration"):
            for child in node.named_children:
                if child.type == "type_identifier":
                    self.scope.bind(self.text(child), "?")
                    break
        elif kind in ("class_specifier", "struct_specifier"):
            self._bind_forward(node)
        else:
            super().open_bind(bracket)

    def _bind_forward(self, node: Node) -> None:
        """A type that is named without its members."""
        name = node.child_by_field_name("name")
        if name is None or node.child_by_field_name("body") is not None or name.type != "type_identifier":
            return
        text, home = self.text(name), self.home_scope(self.scope)
        if text not in self._tags and text not in home.names:
            around = self.level(self.scope).qualname
            home.bind(text, f"={around}.{text}" if around else f"={text}")

    def type_value(self, chain: str, type_: Node, name: str) -> str | Value:
        """See `CWalk`. A type that holds another one is a function that gives such a thing."""
        if chain[0] in _MARKS:
            return Value(f"({self.speller.instance_chain(type_)}", self.scope)
        return Value(chain, self.scope) if name != chain else f"={chain}"

    def variable_chain(self, found: Declared, type_: Node) -> str:
        """See `CWalk`. The value of a variable with `auto` tells its type."""
        if type_.type == "placeholder_type_specifier":
            value = found.value
            if value is None and type_.parent is not None:
                value = type_.parent.child_by_field_name("value")
            chain = self.speller.chain(value) if value is not None else "?"
            return "" if chain == "?" else chain
        return super().variable_chain(found, type_)

    def bind_declared(self, found: Declared, node: Node, home: Scope, scope: Scope) -> None:
        """See `CWalk`. A field that holds an object also has the type of that, which its constructor is asked of."""
        if found.name.type == "structured_binding_declarator":
            for each in found.name.named_children:
                home.bind(self.text(each), "?")
            return
        super().bind_declared(found, node, home, scope)
        name, type_ = self.text(found.name), node.child_by_field_name("type")
        self.types.names.note(scope, name, self.types.type_word(type_, node.child_by_field_name("declarator")))
        self._note_type(scope, name, type_)
        if type_ is None or found.is_pointer or found.is_variable:
            return
        chain = self.speller.type_name(type_)
        if not chain or chain[0] in _MARKS or type_.type == "placeholder_type_specifier":
            return
        if self.type_around(scope):
            home.bind(f"{name}=", Value(chain, scope))
        elif node.type == "declaration":
            self.make_object(chain, found, node)

    def _note_type(self, scope: Scope, name: str, type_: Node | None) -> None:
        """Takes the type of a variable, as any code of the file reads it; not one that a block alone knows."""
        chain = self.speller.type_name(type_)
        if not chain or chain[0] in _MARKS or (type_ is not None and type_.type == "primitive_type"):
            return
        if chain[0] not in ".@=^":
            holder = scope.find(chain.partition(" ")[0])
            if holder is not None and holder is not self.tree.module:
                return
            chain = f".{scope.inside}::{chain}" if scope.inside else chain
        self.types.note_type(scope, name, chain)

    def make_object(self, chain: str, found: Declared, node: Node) -> None:
        """A variable that holds an object: its constructor is called."""
        raise NotImplementedError

    def is_in_function(self) -> bool:
        """Whether the current scope is code of a function, and no body of a type."""
        kind = self.drafts[self.scope.owner].type
        return kind in (AtomType.FUNCTION, AtomType.METHOD) and not self.type_around(self.scope)
