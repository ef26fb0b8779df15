"""What no table can say of C: declarators, declarations of what is elsewhere, unnamed structures, and macros."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, Value
from omny.extract.syntax import Captured
from omny.extract.tables import read_shapes
from omny.languages.c.declarators import (
    Declared,
    list_parameters,
    read_declarator,
    read_declarators,
)
from omny.languages.c.imports import INCLUDES
from omny.languages.c.masks import mask, may_mislead
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.surfaces import FunctionFlag
from omny.resolve.declarations import defined_key

_INCLUDE = re.compile(rb'#[ \t]*(?:include|import|include_next)[ \t]*(["<])([^">\n]+)')
_WORD = re.compile(r"[A-Za-z_]\w*$")
_UNDEFINED = re.compile(rb"^[ \t]*#[ \t]*undef[ \t]+(\w+)", re.MULTILINE)
_CALL = re.compile(r"(?<![\w.>#])([A-Za-z_]\w*)\s*\(")
_KEYWORDS = frozenset(("if", "for", "while", "switch", "return", "sizeof", "defined", "typeof", "__attribute__"))
_TYPES = frozenset(("struct_specifier", "union_specifier", "class_specifier", "enum_specifier"))
_PARTS = frozenset(("preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_elifdef"))
_WORDS = {"struct_specifier": "struct", "union_specifier": "union"}


class CWalk(GenericWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)

    NESTS_TYPES = False
    """Whether a type inside of another one is a member of it."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._defined: set[tuple[str, str, str]] = set()  # owner, name and parameters of the definitions of the file
        self._declared: set[tuple[str, str]] = set()  # qualified names and parameters of its declarations
        self._tags: set[str] = set()  # types that it defines
        self._aliases: dict[str, dict[str, bool]] = {}  # macros that are other names, and whether each build has them
        self._is_guarded: bool | None = None
        self._unnamed: dict[int, str] = {}  # objects of unnamed types, by where these begin

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """See `Walk`. Macros and attributes where only a declaration can stand."""
        return mask(source)

    @staticmethod
    def misleads(source: bytes) -> bool:
        """See `Walk`. A grammar takes many a macro for a type or a function."""
        return may_mislead(source)

    def run(self, captured: Captured) -> None:
        """See `Walk`. What the file defines is known first: a declaration of that is nothing of its own."""
        around: list[tuple[int, str]] = []  # where types end, and their names
        for at, capture, node in captured.events:
            if capture == "define.function":
                while around and at >= around[-1][0]:
                    around.pop()
                self._note_defined(node, around[-1][1] if around else "")
            elif capture.startswith("define.") and (name := node.child_by_field_name("name")) is not None:
                text = self.text(name)
                self._tags.add(text)
                if capture == "define.class":
                    around.append((node.end_byte, text))
        super().run(captured)
        self._bind_aliases()

    def _note_defined(self, node: Node, inside: str) -> None:
        found = read_declarator(node.child_by_field_name("declarator"))
        if found is not None:
            owner, _, name = self.text(found.name).replace(" ", "").rpartition("::")
            owner = owner.partition("<")[0].rpartition("::")[2] or inside
            self._defined.add((owner, name, self.parameter_key(found.parameters)))

    def parameter_key(self, parameters: Node | None) -> str:
        """A text that tells functions of one name apart by their parameters: here nothing does."""
        return ""

    def is_exported(self, draft: Draft) -> bool:
        """What is not static."""
        return draft.index not in self._private

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`struct` and `union`, too."""
        return _WORDS.get(bracket.node.type) or super().kind_word(draft, bracket)

    def home_scope(self, scope: Scope, *, is_private: bool = False) -> Scope:
        """A file that includes this one sees static names, too."""
        return self.tree.module if scope is self.file else scope

    # Files

    def open_import(self, bracket: Bracket) -> None:
        """An `#include`."""
        found = _INCLUDE.match(self.source, bracket.position)
        if found is not None:
            spec = (found[1] + found[2].strip()).decode("utf-8", "replace")
            included = self.surface.setdefault(INCLUDES, [])
            if spec not in included:
                included.append(spec)

    def is_optional(self, node: Node) -> bool:
        """Whether a part of an `#if` holds a node. The guard of a header, and a default for a macro, are none."""
        child, around = node, node.parent
        while around is not None and around.type in _PARTS:
            above, name = around.parent, around.child_by_field_name("name")
            defined = child.child_by_field_name("name") if child.type == "preproc_def" else None
            is_default = name is not None and defined is not None and self.text(name) == self.text(defined)
            is_guard = above is not None and above.parent is None and self._has_guard(above)
            if not is_guard and not is_default:
                return True
            child, around = around, above
        return False

    def _has_guard(self, root: Node) -> bool:
        """Whether the file is one `#if` beside comments."""
        if self._is_guarded is None:
            self._is_guarded = sum(child.type != "comment" for child in root.named_children) == 1
        return self._is_guarded

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """A function, a macro, or a type with a body."""
        node = bracket.node
        if bracket.kind == "define.function":
            self._open_definition(bracket)
        elif bracket.kind == "define.macro":
            self._open_macro(bracket)
        elif (name := node.child_by_field_name("name") or self.find_typedef_name(node)) is not None:
            bracket.put("name", [name])
            around = self.scope
            if self.type_around(around) and not self.NESTS_TYPES:
                self.scope = self.file
            self.open_type(bracket)
            if self.scope.parent is self.file:
                self.scope.parent = around
        elif (qualname := self._unnamed.get(node.start_byte)) is not None:
            self.open_object(node.end_byte, [])
            self._types[self.scope] = qualname

    def open_type(self, bracket: Bracket) -> None:
        """A type with a body. Other files can name it without that."""
        around, count = self.scope, len(self.drafts)
        super().open_define(bracket)
        if len(self.drafts) > count and not self.is_hidden(around):
            self.publish_defined(self.drafts[count])

    def is_hidden(self, scope: Scope) -> bool:
        """Whether no other file can name what stands in a scope."""
        return self.drafts[scope.owner].type in (AtomType.FUNCTION, AtomType.METHOD)

    def find_typedef_name(self, node: Node) -> Node | None:
        """The name that a `typedef` gives to a type without one."""
        around = node.parent
        if around is None or around.type != "type_definition":
            return None
        found = read_declarators(around)
        return found[0].name if found and found[0].function is None else None

    def _open_definition(self, bracket: Bracket) -> None:
        node = bracket.node
        found = read_declarator(node.child_by_field_name("declarator"))
        if found is None or found.function is None:
            self.open_block(bracket.end)
            return
        self.fill_roles(bracket, found, node)
        around, count = self.scope, len(self.drafts)
        super().open_define(bracket)
        if len(self.drafts) > count:
            draft = self.drafts[count]
            self.finish_function(draft, found, around)
            self.bind_parameters(found.parameters)
            if draft.index in self._private and self.is_optional(node):
                draft.flags += FunctionFlag.OPTIONAL.value

    def fill_roles(self, bracket: Bracket, found: Declared, node: Node) -> None:
        """Adds the roles of a function to its bracket."""
        bracket.put("name", [found.name])
        if found.parameters is not None:
            bracket.put("parameters", [found.parameters])
        if (type_ := node.child_by_field_name("type")) is not None:
            bracket.put("returns", [type_])
        if self.is_static(node):
            bracket.put("private", [node])

    def is_static(self, node: Node) -> bool:
        """Whether a declaration is one of its file alone."""
        if self.scope is not self.file:
            return False
        return any(child.type == "storage_class_specifier" and self.text(child) == "static" for child in node.children)

    def finish_function(self, draft: Draft, found: Declared, around: Scope) -> None:
        """Publishes a function that other files can declare."""
        if around is self.file and draft.index not in self._private:
            self.publish_defined(draft)

    def publish_defined(self, draft: Draft) -> None:
        """Has a definition be found by the declarations of other files."""
        base = draft.qualname.partition("~")[0] if draft.qualname[-1:].isdigit() else draft.qualname
        self.surface.setdefault(defined_key(self.full_name(base)), []).append(f"@{draft.qualname}")

    def _open_macro(self, bracket: Bracket) -> None:
        node = bracket.node
        name, parameters = node.child_by_field_name("name"), node.child_by_field_name("parameters")
        if name is None:
            return
        around, self.scope = self.scope, self.file
        draft = self.define(self.text(name), AtomType.MACRO, node, name, node)
        draft.end = node.end_byte
        draft.signature = self.node_signature(parameters) if parameters is not None else "()"
        if doc := self.doc_before(draft.start):
            draft.detail["doc"] = doc
        self.tree.module.bind(draft.name, f"@{draft.qualname}")
        self._opened_macro(draft, node, around)
        self.scope = around

    def _opened_macro(self, draft: Draft, node: Node, around: Scope) -> None:
        """Notes the calls in the text of a macro."""
        value = node.child_by_field_name("value")
        if value is None:
            return
        parameters = node.child_by_field_name("parameters")
        inside = {self.text(child) for child in parameters.named_children} if parameters is not None else set()
        text = self.text(value)
        called = dict.fromkeys(found[1] for found in _CALL.finditer(text))
        for name in called:
            if name not in inside and name not in _KEYWORDS and name != draft.name:
                self.refer(name, EdgeType.CALL, value, draft.index)

    def bind_parameters(self, parameters: Node | None) -> None:
        """Binds the parameters of a function in its scope."""
        for child in list_parameters(parameters):
            found = read_declarator(child.child_by_field_name("declarator"))
            if found is not None:
                self.bind_declared(found, child, self.scope, self.scope)
        for child in parameters.named_children if parameters is not None else ():
            if child.type == "identifier":  # of a definition in the old style
                self.scope.bind(self.text(child), "?")

    # Names

    def open_bind(self, bracket: Bracket) -> None:
        """A declaration: of types, variables and fields, or of functions that are defined elsewhere."""
        node = bracket.node
        if node.type == "type_definition":
            self.bind_types(node)
        elif node.type == "preproc_def":
            self._bind_alias(node)
        else:
            self.bind_declaration(node)

    def _bind_alias(self, node: Node) -> None:
        """A macro that is another name. It is bound when all other names of the file are known."""
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        text = self.text(value).strip() if value is not None else ""
        alias = self.text(name) if name is not None else ""
        if alias and alias != text and _WORD.match(text) and not text.isupper():
            known = self._aliases.setdefault(alias, {})
            known[text] = known.get(text, False) or not self.is_optional(node)

    def _bind_aliases(self) -> None:
        """Where each build has the macro, it stands for what it names in place of a function that is only declared.
        Where some have it, the function counts."""
        if not self._aliases:
            return
        module = self.tree.module
        removed = {found[1].decode("utf-8", "replace") for found in _UNDEFINED.finditer(self.source)}
        declared = {qualified[1:] for qualified, _ in self._declared}
        for alias, texts in self._aliases.items():
            if alias in module.names:
                texts = {text: True for text, is_certain in texts.items() if is_certain and alias not in removed}
                if texts and alias in declared:
                    del module.names[alias]
            for text in texts:
                module.bind(alias, Value(text, module))

    def bind_types(self, node: Node) -> None:
        """The names that a `typedef` gives to a type."""
        type_ = node.child_by_field_name("type")
        if type_ is None:
            return
        chain = self.speller.type_name(type_)
        if not chain and type_.type in _TYPES and (first := self.find_typedef_name(type_)) is not None:
            chain = self.text(first)
        home = self.home_scope(self.scope)
        for found in read_declarators(node):
            name = self.text(found.name)
            if chain and found.function is None and (name != chain or chain not in self._tags):
                home.bind(name, self.type_value(chain, type_, name))

    def type_value(self, chain: str, type_: Node, name: str) -> str | Value:
        """A type by its name, as the value of another name. One that the file only declares is found elsewhere."""
        is_tag = type_.type in _TYPES and chain not in self._tags and " " not in chain
        return f"={self.full_name(chain)}" if is_tag or name == chain else Value(chain, self.scope)

    def bind_declaration(self, node: Node) -> None:
        """The names of a declaration."""
        home, scope = self.home_scope(self.scope), self.scope
        for found in read_declarators(node):
            if found.function is not None and not found.is_variable:
                self.declare_function(node, found)
            else:
                self.bind_declared(found, node, home, scope)

    def bind_declared(self, found: Declared, node: Node, home: Scope, scope: Scope) -> None:
        """Binds a variable, a field or a parameter that a node declares."""
        name, type_ = self.text(found.name), node.child_by_field_name("type")
        chain = "" if found.is_variable or type_ is None else self.variable_chain(found, type_)
        if home is self.tree.module and not chain:
            return
        self.bind_chain(home, name, chain or "?", scope)

    def variable_chain(self, found: Declared, type_: Node) -> str:
        """The chain of a variable of a type; "" for an unknown one."""
        if type_.type in _TYPES and type_.child_by_field_name("name") is None:
            return self._unnamed_chain(type_)
        return self.speller.instance_chain(type_)

    def _unnamed_chain(self, type_: Node) -> str:
        """The object of a type without a name, which comes next."""
        if type_.child_by_field_name("body") is None or type_.type == "enum_specifier":
            return ""
        around = self.scope.qualname
        inner = f"{{{len(self._objects)}}}"
        qualname = f"{around}.{inner}" if around else inner
        self._unnamed[type_.start_byte] = qualname
        return f"@{qualname}"

    def declare_function(self, node: Node, found: Declared) -> None:
        """A function that this file may not define: its declaration stands for the definition."""
        name, key = self.text(found.name), self.parameter_key(found.parameters)
        if self.drafts[self.scope.owner].type in (AtomType.FUNCTION, AtomType.METHOD):
            self.scope.bind(name, f"={name}")
            return
        owner = self.type_around(self.scope).partition("~")[0].rpartition(".")[2]
        if (owner, name, key) in self._defined:
            self.declare_defined(found, owner, name, key)
            return
        qualified = f"{self.scope.qualname}.{name}"
        if (qualified, key) in self._declared:
            return
        self._declared.add((qualified, key))
        self._add_declared(node, found)

    def declare_defined(self, found: Declared, owner: str, name: str, key: str) -> None:
        """A declaration of what the file itself defines."""

    def _add_declared(self, node: Node, found: Declared) -> None:
        bracket = Bracket(node.start_byte, "define.function", node)
        self.fill_roles(bracket, found, node)
        around, count = self.scope, len(self.drafts)
        super().open_define(bracket)
        if len(self.drafts) > count:
            draft = self.drafts[count]
            draft.flags += FunctionFlag.DECLARED.value
            draft.detail["kind"] = "declaration"
            self.finish_declared(draft, found, around)
        self.scope = around

    def finish_declared(self, draft: Draft, found: Declared, around: Scope) -> None:
        """What a language adds to a declaration."""

    # Uses

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, by its node."""
        chain = self.speller.callee(bracket.node)
        self.refer(chain, EdgeType.CALL, self.speller.find_name(bracket.node))

    def _fill_surface(self) -> None:
        """See `Walk`. All that has a name is shown by it: the parts of an `#if`, and overloads."""
        super()._fill_surface()
        for name in self.tree.module.names:
            if name in self.surface:
                self.surface[f"::{name}"] = [name]

    def _may_be_function(self, value: str) -> bool:
        """See `Walk`. A name in capitals alone is a constant."""
        return super()._may_be_function(value) and not value.rpartition("::")[2].isupper()


WALK = CWalk
