"""What no table can say of Go: embedded fields, type switches, and the calls that make a value of a type."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Value, join
from omny.extract.tables import read_shapes
from omny.languages.go.clients import note_clients
from omny.languages.go.imports import ITEM, PARAMETER
from omny.languages.go.routes import note_routes
from omny.model.atoms import is_class_like
from omny.model.surfaces import UNIT

_MAKERS = frozenset(("new", "make"))  # their first argument is a type
_LAST_NAME = re.compile(r"\w+$")


class GoWalk(GenericWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)

    def note_routes(self) -> None:
        """See `Walk`."""
        note_routes(self)
        note_clients(self)

    def is_exported(self, draft: Draft) -> bool:
        """A capital letter."""
        return draft.name[:1].isupper()

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`struct` for a type of that kind, `type` for any other that has members."""
        return {"define.class": "struct", "define.type": "type"}.get(bracket.kind, "")

    def special(self, node: Node, levels: int) -> str | None:
        """`new(T)` and `make([]T, n)` are values of a type, and `<-channel` is an item of the channel."""
        if node.type == "call_expression":
            function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            if function is not None and arguments is not None and self.text(function) in _MAKERS:
                return (
                    self.speller.instance_chain(arguments.named_child(0)) or "?" if arguments.named_child_count else "?"
                )
        elif node.type == "unary_expression" and self.source[node.start_byte : node.start_byte + 2] == b"<-":
            return join(self.speller.expression(node.child_by_field_name("operand"), levels - 1), "[]") or "?"
        return None

    def open_unit(self, bracket: Bracket) -> None:
        """The package clause. The folder is the package, but for tests of it from outside."""
        name = bracket.node.named_child(0) if bracket.node.named_child_count else None
        if name is not None:
            self.surface[UNIT] = [self.text(name)]

    def open_define(self, bracket: Bracket) -> None:
        """A definition. A named slice, map or channel gives its items, as values of a method do. Code of a type sees no
        member by its bare name: `Parts() Parts` in an interface returns the type."""
        outside = self.scope
        GenericWalk.open_define(self, bracket)
        if self.scope is not outside and is_class_like(self.drafts[self.scope.owner].type):
            self.scope.opaque = True
        on = bracket.find("on")
        if on is not None and self.scope is not outside:
            self._bind_receiver(on)
        type_ = bracket.node.child_by_field_name("type") if bracket.kind == "define.type" else None
        chain = self.speller.instance_chain(type_) if type_ is not None else ""
        around = self.scope.parent
        if chain[:1] in ("*", "%") and around is not None and bracket.find("name") is not None:
            self.scope.bind(ITEM, Value(f"({chain[1:]}", around))

    def open_import(self, bracket: Bracket) -> None:
        """An import without a name binds the name that the imported package gives itself: other files say it."""
        path, alias = bracket.find("import.path"), bracket.find("import.alias")
        spec = self.text(path).strip('"`') if path is not None else ""
        name = self.text(alias) if alias is not None else ""
        if not spec or name == "_":
            return
        if name == ".":
            self.surface.setdefault("*", []).append(spec)
        elif name:
            self.file.bind(name, f"^{spec}")
        else:
            self.surface.setdefault("import", []).append(spec)

    def open_scope(self, bracket: Bracket) -> None:
        """A block. A case of a type switch gives the variable of the switch its own type. Fields of a struct without a
        name are members of an object of their own."""
        if bracket.node.type == "struct_type":
            self._open_unnamed(bracket)
            return
        scope = self.open_block(bracket.end)
        switch = bracket.node.parent if bracket.node.type == "type_case" else None
        alias = switch.child_by_field_name("alias") if switch is not None else None
        if alias is not None:
            types = bracket.node.children_by_field_name("type")
            chain = self.speller.instance_chain(types[0]) if len(types) == 1 else ""
            scope.bind(self.text(alias), Value(chain, scope) if chain else "?")

    def _open_unnamed(self, bracket: Bracket) -> None:
        around = bracket.node.parent
        if around is not None and around.type == "type_spec":
            return
        scope = self.open_block(bracket.end)
        scope.opaque = True
        qualname = self.speller.unnamed.get(bracket.position)
        if qualname is not None:
            self._objects.append((qualname, scope, []))

    def open_bind(self, bracket: Bracket) -> None:
        """Names. A field without a name is embedded: its members are those of the type. A type parameter stands for the
        type that limits it, and `...T` are values of that type."""
        kind = bracket.node.type
        if kind == "field_declaration" and not bracket.find_all("bind.name"):
            self._bind_embedded(bracket.find("bind.type"))
        elif kind == "type_parameter_declaration":
            self._bind_parameters(bracket)
        elif kind == "variadic_parameter_declaration":
            chain = self.speller.instance_chain(bracket.find("bind.type"))
            for name in bracket.find_all("bind.name"):
                self.bind_chain(self.scope, self.text(name), f"*{chain}" if chain else "?", self.scope)
        elif kind != "range_clause" or len(bracket.find_all("bind.name")) > 1:
            GenericWalk.open_bind(self, bracket)
        else:  # an index or a key
            for name in bracket.find_all("bind.name"):
                self.scope.bind(self.text(name), "?")

    def _count_parameters(self) -> int:
        return len([name for name in self.scope.names if name.startswith(PARAMETER)])

    def _bind_parameters(self, bracket: Bracket) -> None:
        limit = bracket.find("bind.type")
        chain = self.speller.type_name(limit) if limit is not None and limit.named_child_count == 1 else ""
        for name in bracket.find_all("bind.name"):
            text = self.text(name)
            value = Value(chain, self.scope) if chain and chain != text and chain[0] not in MARKS else "?"
            self.scope.bind(text, value)
            if self.type_around(self.scope):
                self.scope.bind(PARAMETER + str(self._count_parameters()), value)

    def _bind_receiver(self, on: Node) -> None:
        """The names that a method gives to the type parameters of its type mean no type of the package."""
        owner = self.speller.type_name(on)
        type_ = next(iter(on.named_children), None) if on.type == "pointer_type" else on
        arguments = type_.child_by_field_name("type_arguments") if type_ is not None else None
        for place, argument in enumerate(arguments.named_children if arguments is not None else ()):
            self.scope.bind(self.text(argument), Value(f"{owner} {PARAMETER}{place}", self.tree.module))

    def _bind_embedded(self, type_: Node | None) -> None:
        scope = self.scope
        chain = self.speller.type_name(type_)
        name = _LAST_NAME.search(chain)
        if type_ is None or name is None or scope.parent is None:
            return
        scope.bind(name[0], Value(f"{chain} ()", scope.parent))
        self.add_base(self.drafts[scope.owner], type_, scope.parent)


WALK = GoWalk
