"""What a JavaScript module imports and exports, ECMAScript and CommonJS alike.

Exports are kept apart from names: `=name` in the surface (see `omny.model`). `module.exports = value` is `=`, and where
the value is an object literal each of its names is exported too.
"""

from __future__ import annotations

from functools import partial

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.scopes import Binding, Scope, Value
from omny.extract.values import is_at_top, note_value
from omny.languages.javascript.bindings import Bindings
from omny.languages.javascript.declared import note_declared
from omny.languages.javascript.expressions import CLOSURES, first_inside, unwrap
from omny.languages.javascript.functions import Naming
from omny.model.atoms import AtomType

_DECLARATIONS = frozenset(("lexical_declaration", "variable_declaration"))


class Modules(Bindings):
    """Imports and exports."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.exports = Scope(None, 0, 0, "=")
        self.whole: list[Binding] = []  # `module.exports = ...`
        self._exported: frozenset[str] | None = None  # names of the module

    # Values

    def open_bind(self, bracket: Bracket) -> None:
        """See `Bindings`."""
        node = bracket.node
        target = self.scope.hoisting_scope() if node.type == "variable_declaration" else self.scope
        if is_at_top(target):
            note_declared(self, node, target, self.outer.get(node.id, node))
        Bindings.open_bind(self, bracket)

    def note_type(self, name_node: Node, outer: Node) -> None:
        """Notes the name of a type."""
        if is_at_top(self.scope):
            note_value(self, self.scope, AtomType.TYPE, name_node, outer)

    def is_value_exported(self, draft: Draft) -> bool:
        """See `Walk`. A name says nothing of the value that it has: exports have to be asked for the name."""
        if self._exported is None:
            self._exported = self._list_exported()
        return draft.qualname.partition(".")[0] in self._exported

    def find_value_doc(self, draft: Draft) -> str:
        """See `Walk`."""
        return self.find_summary(draft.start) or self.doc_before(draft.start)

    def _list_exported(self) -> frozenset[str]:
        scopes = [self.exports, *[members.names for members in self.all_members if members.exports]]
        bound = [*self.whole, *[each for scope in scopes for bindings in scope.names.values() for each in bindings]]
        return frozenset([each if isinstance(each, str) else each.chain for each in bound])

    # Imports

    def open_import(self, bracket: Bracket) -> None:
        """`import d, {a as b}, * as ns from "spec"`."""
        spec, bind = self.spec(bracket.find("import.source")), self.scope.bind
        if not spec:
            return
        for name in bracket.find_all("import.default"):
            bind(self.text(name), f"^{spec}::default")
        for name in bracket.find_all("import.all"):
            bind(self.text(name), f"^{spec}")
        for item in bracket.find_all("import.item"):
            origin = item.child_by_field_name("name")
            if origin is not None:
                name = item.child_by_field_name("alias") or origin
                bind(self.text(name), f"^{spec}::{self._export_text(origin)}")

    def _export_text(self, name: Node) -> str:
        text = self.text(name)
        return text[1:-1].replace(" ", "%20") if name.type == "string" else text

    # Exports

    @property
    def at_top(self) -> bool:
        """Whether what is exported here is exported by the module, not by a namespace in it."""
        return self.scope is self.tree.module

    def export(self, name: str, *values: Binding) -> None:
        """See `Functions`."""
        if name and " " not in name:
            self.exports.bind(name, *values)

    def find_export(self, name: str) -> list[Binding]:
        """See `Bindings`."""
        return self.exports.names.get(name, [])

    def open_export(self, bracket: Bracket) -> None:
        """`export ...` in any form."""
        node = bracket.node
        if not self.at_top:
            declaration = node.child_by_field_name("declaration")
            if declaration is not None:
                self.outer[declaration.id] = node
            return
        source = node.child_by_field_name("source")
        declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
        kinds = [child.type for child in node.children]
        if source is not None:
            self._reexport(node, self.spec(source))
        elif declaration is not None:
            self.outer[declaration.id] = node
            self._export_declaration(declaration, default="default" in kinds)
        elif value is not None:
            self._export_value(value, node)
        elif "export_clause" in kinds:
            for specifier in node.named_children[-1].named_children:
                self._export_specifier(specifier, "")
        elif "=" in kinds and node.named_children:
            self.assign_exports(node.named_children[-1], node)

    def _reexport(self, node: Node, spec: str) -> None:
        if not spec:
            return
        for child in node.children:
            if child.type == "*":
                stars = self.surface.setdefault("*", [])
                if spec not in stars:
                    stars.append(spec)
            elif child.type == "namespace_export" and child.named_children:
                self.export(self._export_text(child.named_children[-1]), f"^{spec}")
            elif child.type == "export_clause":
                for specifier in child.named_children:
                    self._export_specifier(specifier, spec)

    def _export_specifier(self, specifier: Node, spec: str) -> None:
        name = specifier.child_by_field_name("name")
        if name is None or not (written := self._export_text(name)):
            return
        alias = specifier.child_by_field_name("alias") or name
        self.export(self._export_text(alias), f"^{spec}::{written}" if spec else written)

    def _export_declaration(self, node: Node, *, default: bool) -> None:
        if node.type in _DECLARATIONS:
            for declarator in node.named_children:
                pattern = declarator.child_by_field_name("name")
                if pattern is not None:
                    for name, _ in self.pattern_names(pattern, "?"):
                        self.export(name, name)
            return
        name_node = node.child_by_field_name("name")
        if name_node is None and node.type in ("import_alias", "ambient_declaration"):
            name_node = first_inside(node)
            if node.type == "ambient_declaration" and name_node is not None:
                self._export_declaration(name_node, default=default)
                return
        name = self.text(name_node).partition(".")[0] if name_node is not None else ""
        if name:
            self.export("default" if default else name, name)
        elif default:
            self.naming[node.id] = Naming("default", None, self.outer[node.id], partial(self.exports.bind, "default"))

    def _export_value(self, node: Node, outer: Node) -> None:
        value = unwrap(node)
        if value is None:
            return
        if value.type in CLOSURES or value.type == "class":
            own = value.child_by_field_name("name")
            name = self.text(own) if own is not None else ""
            self.naming[value.id] = Naming(name or "default", own, outer, partial(self.exports.bind, "default"))
        elif value.type == "object":
            self.export("default", f"@{self.name_object(value, 'default').key}")
        else:
            bind = partial(self.bind_to, self.exports, "default")
            if value.type != "call_expression" or not self.bind_wrapped(value, "default", None, outer, bind):
                self.export("default", *(self.speller.values(value) or ["?"]))

    def assign_exports(self, value: Node, outer: Node) -> None:
        """`module.exports = value`, `export = value`."""
        self.common = True
        value = unwrap(value) or value
        if value.type in CLOSURES or value.type == "class":
            own = value.child_by_field_name("name")
            name = self.text(own) if own is not None else ""
            naming = self.naming.get(value.id)
            if naming is None:
                naming = self.naming[value.id] = Naming(name or "default", own, outer)
            naming.sinks.append(self.whole.append)
        elif value.type == "object":
            members = self.name_object(value, "", key="exports")
            members.exports = True
            self.whole.append(f"@{members.key}")
        elif (made := self.find_object(value, "")) is not None:
            self.whole.append(f"@{made.key}")
        elif value.type == "call_expression" and self.bind_wrapped(
            value, "default", None, outer, partial(_add_all, self.whole)
        ):
            return
        else:
            self.whole += [Value(chain, self.scope) for chain in self.speller.values(value)]


def _add_all(known: list[Binding], values: list[Binding]) -> None:
    known += values
