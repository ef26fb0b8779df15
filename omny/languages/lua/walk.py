"""What no table of shapes can say of Lua: functions get their names by assignment, and tables are what has members."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, Value, join
from omny.extract.tables import read_shapes
from omny.languages.lua.tables import RETURNED, Table, field_name, find_constructor, find_field, without_returned
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType

_LOADERS = frozenset(("require", "dofile", "loadfile"))
_MAKERS = frozenset(("new", "extend", "subclass"))
_MEMBER = ("dot_index_expression", "method_index_expression", "bracket_index_expression")


class LuaWalk(GenericWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._tables: dict[str, Table] = {}
        self._constructors: dict[int, Table] = {}  # by where they begin
        self._functions: dict[int, tuple[Scope, Node, str, Node]] = {}  # scope, name, prefix, text: of coming ones
        self._unnamed: set[Scope] = set()  # scopes of functions without names
        self._returned: list[Value] = []

    # Expressions

    def special(self, node: Node, levels: int) -> str | None:
        """`require`, `setmetatable`, and values with an alternative."""
        if node.type == "binary_expression":
            left = self.speller.expression(node.child_by_field_name("left"), levels - 1)
            return left if left != "?" else self.speller.expression(node.child_by_field_name("right"), levels - 1)
        if node.type == "bracket_index_expression" and (field := field_name(node)) is not None:
            owner = self.speller.expression(node.child_by_field_name("table"), levels - 1)
            return "?" if owner == "?" or field.type != "string_content" else join(owner, self.text(field)) or "?"
        if node.type != "function_call":
            return None
        name, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
        first = arguments.named_child(0) if arguments is not None and arguments.named_child_count else None
        if name is not None and name.type == "method_index_expression":
            # An object, or a class below that one: which table it is made as hangs on the receiver.
            is_maker = self.text(name).rpartition(":")[2] in _MAKERS
            return self.speller.expression(name.child_by_field_name("table"), levels - 1) if is_maker else None
        called = self.text(name) if name is not None and name.type == "identifier" else ""
        if first is None or not called:
            return None
        if called == "require":
            spec = self._string(first)
            return f"^{spec}" if spec else "?"
        if called == "assert":
            return self.speller.expression(first, levels - 1)
        if called == "setmetatable":
            second = next(iter(arguments.named_children[1:]), None) if arguments is not None else None
            return self.speller.expression(first if first.type == "identifier" else self._base(second), levels - 1)
        return None

    def _string(self, node: Node) -> str:
        content = node.child_by_field_name("content") if node.type == "string" else None
        return self.text(content).replace(" ", "%20") if content is not None else ""

    # Tables

    def _add_table(self, qualname: str, *, is_global: bool) -> Table:
        table = self._tables.get(qualname)
        if table is None:
            names = Scope(self.file, self.file.end, self.scope.owner, qualname)
            self.tree.scopes.append(names)
            table = self._tables[qualname] = Table(qualname, names, is_global=is_global)
            self._members.append((qualname, names))
        return table

    def _find_table(self, node: Node, *, promote: bool) -> Table | None:
        """The table that an expression names. `promote` makes one of a name that is bound to anything else."""
        if node.type == "identifier":
            return self._find_named_table(self.text(node), promote=promote)
        owner, field = node.child_by_field_name("table"), field_name(node)
        if node.type not in _MEMBER or owner is None or field is None:
            return None
        around = self._find_table(owner, promote=promote)
        return around and self._table_in(around.names, self.text(field), around.qualname, around.is_global, promote)

    def _find_named_table(self, name: str, *, promote: bool) -> Table | None:
        scope = self.scope.find(name)
        if scope is None:
            return self._add_table(name, is_global=True)  # that of another file
        is_local = scope is not self.tree.module
        return self._table_in(scope, name, scope.qualname if scope is not self.file else "", not is_local, promote)

    def _table_in(self, scope: Scope, name: str, prefix: str, is_global: bool, promote: bool) -> Table | None:
        bindings = scope.names.get(name, [])
        for binding in bindings:
            if isinstance(binding, str) and binding[:1] == "@" and binding[1:] in self._tables:
                return self._tables[binding[1:]]
        if not promote or any(isinstance(each, str) and each[:1] == "@" for each in bindings):
            return None
        table = self._add_table(f"{prefix}.{name}" if prefix else name, is_global=is_global)
        table.bases += [each for each in bindings if each != "?"]
        scope.names[name] = [f"@{table.qualname}"]
        return table

    def _add_base(self, table: Table, node: Node | None, *, first: bool = False) -> None:
        chain = self.speller.chain(node) if node is not None else "?"
        if chain == "?" or self._is_table(node, table):
            return
        table.bases.insert(0 if first else len(table.bases), Value(chain, self.scope))

    def _is_table(self, node: Node | None, table: Table) -> bool:
        return node is not None and node.type == "identifier" and self._find_table(node, promote=False) is table

    def _base(self, metatable: Node | None) -> Node | None:
        """The table that is asked for members which a table with that metatable does not have."""
        if metatable is None or metatable.type != "table_constructor":
            return metatable
        return find_field(metatable, b"__index", self.source)

    # Names

    def open_bind(self, bracket: Bracket) -> None:
        """An assignment, a local declaration, or the names of a loop."""
        node = bracket.node
        if node.type == "assignment_statement":
            self._assign(node)
            return
        for child in node.named_children:
            names = child.named_children if child.type == "variable_list" else [child]
            if child.type == "variable_list" or node.type == "for_numeric_clause":
                for name in names:
                    if name.type == "identifier":
                        self.scope.bind(self.text(name), "?")

    def _assign(self, node: Node) -> None:
        sides = node.named_children
        names, values = (sides[place].named_children if place < len(sides) else [] for place in (0, 1))
        names = [name for name in names if name.type != "attribute"]
        parent = node.parent
        is_local = parent is not None and parent.type == "variable_declaration"
        text = (parent if parent is not None and is_local else node) if len(names) == 1 else None
        protected = self._protected_module(values)
        for place, name in enumerate(names):
            value = values[place] if place < len(values) else None
            if protected and place == 1:
                self._find_scope(name, is_local).bind(self.text(name), protected)
            elif name.type == "identifier":
                scope = self._find_scope(name, is_local)
                prefix = scope.qualname if scope is not self.file else ""
                self._bind_value(scope, name, value, prefix, scope is self.tree.module, text)
            else:
                self._assign_member(name, value, text)

    def _protected_module(self, values: list[Node]) -> str:
        """The module of `local ok, module = pcall(require, "module")`; "" for anything else."""
        arguments = values[0].child_by_field_name("arguments") if len(values) == 1 else None
        called = values[0].child_by_field_name("name") if arguments is not None else None
        if called is None or arguments is None or self.text(called) != "pcall" or arguments.named_child_count < 2:
            return ""
        first, second = arguments.named_children[:2]
        spec = self._string(second) if self.text(first) == "require" else ""
        return f"^{spec}" if spec else ""

    def _find_scope(self, name: Node, is_local: bool) -> Scope:
        """The scope that has a name which is assigned: a name that nothing declares is a global."""
        return self.scope if is_local else self.scope.find(self.text(name)) or self.tree.module

    def _assign_member(self, target: Node, value: Node | None, text: Node | None) -> None:
        owner, field = target.child_by_field_name("table"), field_name(target)
        is_function = value is not None and value.type == "function_definition"
        table = self._find_table(owner, promote=is_function) if owner is not None and field is not None else None
        if field is None:
            return
        if table is None:
            if is_function and value is not None and owner is not None:  # of a table that nobody knows
                prefix = self.text(owner) if owner.type == "identifier" else ""
                self._functions[value.start_byte] = (self.scope, field, self._qualify(prefix), text or value)
            return
        if self.text(field) == "__index":
            self._add_base(table, value)
        self._bind_value(table.names, field, value, table.qualname, table.is_global, text)

    def _qualify(self, name: str) -> str:
        around = self.scope.qualname
        return f"{around}.{name}" if around and name else name or around

    def _bind_value(
        self, scope: Scope, name: Node, value: Node | None, prefix: str, is_global: bool, text: Node | None
    ) -> None:
        """Binds a name, or a member, to what is assigned to it; `text` is all of the assignment, if it is of one."""
        key = self.text(name)
        if value is None:
            scope.bind(key, "?")
            return
        if value.type == "function_definition":
            self._functions[value.start_byte] = (scope, name, without_returned(prefix), text or value)
            return
        constructor = find_constructor(value, self.source)
        if constructor is None:
            chain = self.speller.chain(value)
            self.bind_chain(scope, key, chain, self.scope)
            return
        table = self._add_table(f"{prefix}.{key}" if prefix else key, is_global=is_global)
        self._constructors[constructor.start_byte] = table
        scope.bind(key, f"@{table.qualname}")
        if value.type == "function_call":
            arguments = value.child_by_field_name("arguments")
            second = next(iter(arguments.named_children[1:]), None) if arguments is not None else None
            self._add_base(table, self._base(second))

    def open_scope(self, bracket: Bracket) -> None:
        """A block. A table with a name has its fields as members."""
        if bracket.node.type != "table_constructor":
            super().open_scope(bracket)
            return
        table = self._constructors.get(bracket.position)
        for field in bracket.node.named_children if table is not None else ():
            name, value = field_name(field) if field.type == "field" else None, field.child_by_field_name("value")
            if table is not None and name is not None:
                if self.text(name) == "__index":
                    self._add_base(table, value)
                self._bind_value(table.names, name, value, table.qualname, table.is_global, field)

    # Functions

    def open_define(self, bracket: Bracket) -> None:
        """A function, by the name in its declaration or the one that it is assigned to."""
        node = bracket.node
        if node.type == "function_definition":
            named = self._functions.get(bracket.position)
            if named is None:
                scope = self.open_block(bracket.end)
                self._unnamed.add(scope)
                self._bind_parameters(bracket, scope)
            else:
                scope, name, prefix, text = named
                self._open_named(bracket, scope, name, prefix, text)
                if text.type == "variable_declaration" and scope.parent is not None and self.scope is not scope:
                    self._bind_outer(self.text(name), scope.parent)
            return
        name_node = node.child_by_field_name("name")
        if name_node is None:
            return
        if name_node.type == "identifier":
            scope = self._find_scope(name_node, self.source.startswith(b"local", node.start_byte))
            self._open_named(bracket, scope, name_node, "" if scope is self.file else scope.qualname, node)
            return
        owner, member = name_node.child_by_field_name("table"), name_node.child_by_field_name("method")
        field = member or field_name(name_node)
        table = self._find_table(owner, promote=True) if owner is not None else None
        if field is not None and table is not None:
            self._open_named(bracket, table.names, field, table.prefix, node, is_method=member is not None)
        elif field is not None:
            self._open_named(bracket, self.scope, field, self._qualify(""), node, is_method=member is not None)

    def _bind_outer(self, name: str, outer: Scope) -> None:
        """A local variable begins after its value: in that its name means what it means outside."""
        if name not in self.scope.names:
            self.scope.bind(name, "?" if outer.find(name) is None else Value(name, outer))

    def _open_named(
        self, bracket: Bracket, home: Scope, name: Node, prefix: str, text: Node, *, is_method: bool = False
    ) -> None:
        around = self.scope
        parameters = bracket.find("parameters")
        first = parameters.named_child(0) if parameters is not None and parameters.named_child_count else None
        has_receiver = is_method or (first is not None and self.text(first) == "self")
        table = next((each for each in self._tables.values() if each.names is home), None)
        if home is not around:
            self.scope = Scope(around, bracket.end, around.owner, prefix)
        draft = self.define(
            self.text(name), AtomType.METHOD if has_receiver else AtomType.FUNCTION, bracket.node, name, text
        )
        self.scope = around
        self._describe(draft, bracket)
        draft.signature = self.node_signature(parameters) if parameters is not None else "()"
        if table is not None or home is not around or prefix == around.qualname:
            home.bind(self.text(name), f"@{draft.qualname}")
        scope = self.open_definition(draft, bracket.end)
        self._bind_parameters(bracket, scope)
        if has_receiver:
            scope.names["self"] = [f"@{table.qualname}"] if table is not None else ["?"]

    def _bind_parameters(self, bracket: Bracket, scope: Scope) -> None:
        parameters = bracket.find("parameters")
        for each in parameters.named_children if parameters is not None else ():
            if each.type == "identifier":
                scope.bind(self.text(each), "?")

    def open_return(self, bracket: Bracket) -> None:
        """The first of the values that a function returns, or what the module is."""
        values = bracket.node.named_child(0) if bracket.node.named_child_count else None
        value = values.named_child(0) if values is not None and values.named_child_count else None
        if value is None:
            return
        if self._is_in_unnamed():
            return
        draft = self.drafts[self.scope.owner]
        is_module = draft.type is AtomType.MODULE
        constructor = find_constructor(value, self.source)
        if constructor is not None and is_module:
            self._constructors[constructor.start_byte] = self._add_table(RETURNED, is_global=False)
            self._returned.append(Value(f"@{RETURNED}", self.scope))
            return
        chain = self.speller.chain(value)
        if chain != "?":
            (self._returned if is_module else draft.returns).append(Value(chain, self.scope))

    def _is_in_unnamed(self) -> bool:
        """Whether the code is that of a function without a name, whose values are no others' values."""
        own = self.scope.owner
        return any(scope in self._unnamed for scope in self.scope.ancestors() if scope.owner == own)

    # Calls

    def open_invoke(self, bracket: Bracket) -> None:
        """A call by a plain name. Some of these say what a file is or loads."""
        node = bracket.node
        name, arguments = node.child_by_field_name("name"), node.child_by_field_name("arguments")
        called = self.text(name) if name is not None else ""
        given = arguments.named_children if arguments is not None else []
        if called in _LOADERS or (called == "pcall" and given and self.text(given[0]) in _LOADERS):
            spec = next((text for each in given[:2] if (text := self._string(each))), "")
            if spec:
                self.surface.setdefault("require", []).append(spec)
            return
        if called == "setmetatable" and len(given) > 1 and given[0].type in ("identifier", *_MEMBER):
            table = self._find_table(given[0], promote=given[0].type == "identifier")
            if table is not None:
                self._add_base(table, self._base(given[1]), first=True)
        if name is not None:
            self.refer(self.speller.chain(name), EdgeType.CALL, name)

    # What the walk leaves

    def is_exported(self, draft: Draft) -> bool:
        """Whether it is a global, or a member of a table."""
        return draft.scope is not self.file and self.drafts[draft.parent].type is AtomType.MODULE

    def _fill_surface(self) -> None:
        tables = [each for each in self._tables.values() if self._is_own(each)]
        for table in tables:
            self.surface[f"@{table.qualname}"] = ["object", *self._base_chains(table)]
        super()._fill_surface()
        for table in self._tables.values():
            if table.is_global:
                if table in tables:
                    self.surface[f"{table.qualname}+"] = [table.qualname]
                    self.surface[f"::{table.qualname}"] = [f"@{table.qualname}"]
                for name in table.names.names:
                    key = f"{table.qualname}.{name}"
                    self.surface[f"::{key}"] = [key if key in self.surface else f"@{key}"]
        values = [each for value in self._returned for each in self._values(value)]
        if values:
            self.surface["="] = list(dict.fromkeys(values))

    def _is_own(self, table: Table) -> bool:
        """Whether the file makes a table; otherwise it only adds members to one of another file."""
        first = table.qualname.partition(".")[0]
        return not table.is_global or first in self.tree.module.names

    def _base_chains(self, table: Table) -> list[str]:
        """The chains of its bases. A module as a base is the table that it returns."""
        chains: dict[str, None] = {}
        for chain in (chain for base in table.bases for chain in self._values(base)):
            is_module = chain[0] == "^" and "::" not in chain and " " not in chain
            if chain != f"@{table.qualname}":
                chains[f"{chain}::default" if is_module else chain] = None
        return list(chains)


WALK = LuaWalk
