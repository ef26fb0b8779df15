"""What no table can say of Kotlin: its definitions, extension functions, properties, and calls."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope, Value
from omny.extract.syntax import Captured
from omny.languages.gradle import read_script
from omny.languages.jvm import first_package
from omny.languages.jvm_routes import note_annotated_routes
from omny.languages.kotlin.calls import KotlinCalls
from omny.languages.kotlin.imports import FACADE, PACKAGE
from omny.languages.kotlin.masks import make_plain, misleads
from omny.languages.kotlin.names import has_word
from omny.languages.kotlin.spelling import (
    ARRAYS,
    TYPES,
    find_child,
    find_parts,
    find_type,
    find_value,
)
from omny.languages.members import is_reachable
from omny.model.atoms import AtomType
from omny.model.surfaces import UNIT

_PRIVATE = "private"
_FILE_NAME = re.compile(rb'@file:\s*(?:\[[^\]"]*)?JvmName\("(\w+)"\)')
_MAX_COMPONENTS = 12  # of a data class that a declaration of several names takes


class KotlinWalk(KotlinCalls):
    """See `GenericWalk`."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._results: list[tuple[Draft, Scope, Node]] = []  # functions that are an expression
        self.tree.keeps_members = True

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """See `Walk`."""
        return make_plain(source)

    @staticmethod
    def misleads(source: bytes) -> bool:
        """See `Walk`."""
        return misleads(source)

    def run(self, captured: Captured) -> None:
        """See `Walk`. Calls are taken when the names of all scopes are known."""
        super().run(captured)
        end = self.scope
        for draft, scope, node in self._results:
            self.scope = scope
            chain = self.speller.chain(node)
            if chain != "?":
                draft.returns = [Value(chain, scope)]
        self.is_complete = True
        self.refer_to_calls()
        self.scope = end
        self.publish_given()

    def note_routes(self) -> None:
        """See `Walk`."""
        note_annotated_routes(self)

    def is_exported(self, draft: Draft) -> bool:
        """What is not private, and no part of a function."""
        return is_reachable(self.drafts, draft, self._private)

    # Names of the file

    def open_unit(self, bracket: Bracket) -> None:
        """The package clause."""
        super().open_unit(bracket)
        if self.prefix:
            self.surface[UNIT] = [first_package(self.prefix)]
            self.surface[PACKAGE] = [self.prefix]

    def _fill_surface(self) -> None:
        """See `Walk`. A file can name the class that Java has its functions in."""
        super()._fill_surface()
        named = _FILE_NAME.search(self.source) if FACADE in self.surface and b"@file:" in self.source else None
        if named is not None:
            self.surface[FACADE] = [named[1].decode()]
        if PACKAGE not in self.surface:
            self.surface.update(read_script(self.source))

    def open_import(self, bracket: Bracket) -> None:
        """An import of a name, perhaps with another name, or of all of a package or object."""
        node = bracket.node
        parts = [self.text(each) for each in find_parts(find_child(node, "qualified_identifier"))]
        parts = [each for at, each in enumerate(parts) if each != "Companion" or at == len(parts) - 1]
        if not parts or not all(part.isidentifier() for part in parts):
            return
        if any(child.type == "*" for child in node.children):
            self.surface.setdefault("*", []).append(".".join(parts))
            return
        alias = find_child(node, "identifier")
        name = self.text(alias) if alias is not None else parts[-1]
        self.bind_import(name, f"^{'.'.join(parts[:-1])}::{parts[-1]}")
        if parts[0] not in ("kotlin", "java"):
            self.speller.containers.pop(name, None)

    def home_scope(self, scope: Scope, *, is_private: bool = False) -> Scope:
        """See `ScopedWalk`. Private names of a file stand in its surface, too: `keep_private` keeps them out of the
        package."""
        return self.tree.module if scope is self.file else scope

    def keep_private(self, around: Scope, name: str) -> None:
        """Has a name of the file be no name of its package."""
        if around is self.file:
            self._imported.add(name)

    # Definitions

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`object` and `property`, too."""
        word = {"object_declaration": "object", "property_declaration": "property"}.get(bracket.node.type)
        return word or super().kind_word(draft, bracket)

    def open_define(self, bracket: Bracket) -> None:
        """A definition."""
        node = bracket.node
        modifiers = find_child(node, "modifiers")
        if any(self.text(each) == _PRIVATE for each in find_parts(modifiers)):
            bracket.put("private", [node])
        if node.type in ("class_declaration", "object_declaration"):
            self._open_class(bracket)
        elif node.type == "property_declaration":
            self._open_property(bracket)
        elif node.type == "secondary_constructor":
            bracket.put("name", [node.children[0]])
            self._open_constructor(bracket)
        else:
            name = node.child_by_field_name("name")
            if name is not None and (text := self.text(name)):
                self._open_callable(bracket, name, text)

    def _open_class(self, bracket: Bracket) -> None:
        """A class, an interface, an enum or an object."""
        node = bracket.node
        name = node.child_by_field_name("name")
        if name is None:
            return
        kinds = [child.type for child in node.children]
        if "interface" in kinds:
            bracket.kind = "define.interface"
        elif has_word(node, "enum"):
            bracket.kind = "define.enum"
        bracket.put("name", [name])
        bracket.put("base", self.find_bases(node))
        if bracket.find("private") is not None:
            self.keep_private(self.scope, self.text(name))
        self._open_type(bracket, name, self.text(name))
        scope, owner = self.scope, self.drafts[self.scope.owner].qualname
        if node.type == "object_declaration":
            self.objects.add(scope)
            scope.bind("INSTANCE", f"@{owner}")
        self.speller.containers.pop(self.text(name), None)
        constructor = find_child(node, "primary_constructor")
        parameters = find_child(constructor, "class_parameters")
        if constructor is not None:
            least, most, has_more = self.count_parameters(parameters)
            for suffix in (*(f"/{count}" for count in range(least, most + 1)), *(("/+",) if has_more else ()), "/*"):
                scope.bind(CONSTRUCTOR_NAME + suffix, f"@{owner}")
            self.note_parameters(owner, parameters)
        if bracket.kind == "define.enum":
            scope.bind("values/0", f"(*@{owner} ()")
            scope.bind("entries", f"*@{owner} ()")
            scope.bind("valueOf/1", f"(@{owner} ()")
        if has_word(node, "data") and parameters is not None:
            self._bind_components(find_parts(parameters), scope, owner)

    def _bind_components(self, parameters: list[Node], scope: Scope, owner: str) -> None:
        """What a data class has without writing it."""
        for count in range(len(parameters) + 1):
            scope.bind(f"copy/{count}", f"(@{owner} ()")
        for place, each in enumerate(parameters[:_MAX_COMPONENTS], 1):
            chain = self.speller.instance_chain(find_type(each))
            scope.bind(f"component{place}/0", Value(f"({chain}", scope) if chain else "?")

    def open_extend(self, bracket: Bracket) -> None:
        """A companion: its members are those of the class itself."""
        owner, node = self.type_around(self.scope), bracket.node
        if not owner:
            self.open_block(bracket.end)
            return
        name = node.child_by_field_name("name")
        for each in ("Companion", self.text(name) if name is not None else ""):
            if each:
                self.scope.bind(each, f"@{owner}")
        draft = self.drafts[self.scope.owner]
        for base in self.find_bases(node):
            chain = self.speller.base_name(base)
            if chain and chain[0] not in MARKS:
                draft.bases.append(chain)

    def _open_constructor(self, bracket: Bracket) -> None:
        around, node = self.scope, bracket.node
        owner = self.type_around(around)
        if not owner:
            self.open_block(bracket.end)
            return
        parameters = find_child(node, "function_value_parameters")
        bracket.put("parameters", [parameters] if parameters is not None else [])
        draft = self.define("constructor", AtomType.METHOD, node, node.children[0], node)
        self._describe(draft, bracket)
        for suffix in self.arity_suffixes(bracket):
            around.bind(CONSTRUCTOR_NAME + suffix, f"@{draft.qualname}")
        self.note_parameters(draft.qualname, parameters)
        draft.returns = [f"@{owner} ;? ()"]
        draft.signature = self._write_signature(parameters, None)
        self.open_definition(draft, bracket.end)

    def is_static(self, node: Node) -> bool:
        """Whether a member belongs to an object or companion, and so to no instance."""
        body = node.parent
        around = body.parent.type if body is not None and body.parent is not None else ""
        return around in ("companion_object", "object_declaration")

    def _find_receiver(self, node: Node) -> Node | None:
        """The type whose objects an extension is called on."""
        for at, child in enumerate(node.children):
            if child.type == "." and at and node.children[at - 1].type in TYPES:
                return node.children[at - 1]
            if child.type in ("function_value_parameters", "variable_declaration"):
                break
        return None

    def _open_callable(self, bracket: Bracket, name: Node, text: str) -> None:
        """A function, a method, or a property with code."""
        node, around = bracket.node, self.scope
        owner, receiver = self.type_around(around), self._find_receiver(node)
        is_private, is_property = bracket.find("private") is not None, node.type == "property_declaration"
        home = self.home_scope(around)
        parameters, returns = find_child(node, "function_value_parameters"), self._find_result(node)
        bracket.put("parameters", [parameters] if parameters is not None else [])
        if owner and self.is_static(node):
            bracket.put("static", [node])
        if is_property:
            bracket.put("property", [node])
        plain = self.spelling.plain_type_name(receiver) if receiver is not None else ""
        if plain:
            place = f"{around.qualname}.{plain}" if around.qualname else plain
            self._open(Scope(around, bracket.end, around.owner, place))
        type_ = AtomType.METHOD if owner or plain else AtomType.FUNCTION
        draft = self.define(text, type_, node, name, node)
        self._describe(draft, bracket)
        suffixes = ("",) if is_property else self.arity_suffixes(bracket)
        if text.isidentifier():
            mark = "+" if receiver is not None else ""
            for suffix in suffixes:
                home.bind(f"{mark}{text}{suffix}", f"@{draft.qualname}")
                if is_private:
                    self.keep_private(around, f"{mark}{text}{suffix}")
                if mark and owner:
                    self.tree.module.bind(f"+{text}{suffix}", f"@{draft.qualname}")
                    self._imported.add(f"+{text}{suffix}")
        self.note_parameters(draft.qualname, parameters, find_child(node, "type_parameters"))
        scope = self.open_definition(draft, bracket.end)
        if chain := self.speller.instance_chain(returns):
            draft.returns = [Value(chain, scope)]
        elif (body := find_child(node, "function_body")) is not None and (result := find_value(body)) is not None:
            self._results.append((draft, scope, result))
        draft.signature = "" if is_property else self._write_signature(parameters, returns)
        if receiver is not None:
            self._extend(draft, receiver, scope, node)
        elif owner and self.is_static(node):
            scope.bind("this", f"@{owner}")
        if home is self.tree.module and not is_private:
            self.surface[FACADE] = self.surface.get(FACADE, [])
        if owner and is_property and receiver is None:
            self._bind_getter(text, around, draft)

    def _find_result(self, node: Node) -> Node | None:
        """The type that a function or property states for its value."""
        if node.type == "property_declaration":
            return find_type(find_child(node, "variable_declaration"))
        is_after = False
        for child in node.children:
            if child.type == "function_value_parameters":
                is_after = True
            elif is_after and child.type in TYPES:
                return child
        return None

    def _extend(self, draft: Draft, receiver: Node, scope: Scope, node: Node) -> None:
        """The type that an extension is for: any, for a parameter of the function that stands for no type."""
        for each in find_parts(find_child(node, "type_parameters")):
            self.open_bind(Bracket(each.start_byte, "bind", each))
        chain = self.speller.instance_chain(receiver)
        plain = self.spelling.plain_type_name(receiver)
        if not chain and plain in self.speller.containers:
            chain = f"{self.speller.containers[plain]}?"
        values = self.tree.expand(scope, chain)[0] if chain and chain[-1] != "?" else []
        values = [each for each in values if not self.is_unbound(each)]
        if chain and chain[0] in "*%" and not values:
            chain = f"{chain[0]}?"  # of any items
        is_any = chain in ("", "Any ()") or (not values and plain in scope.names)
        self.surface[f"{draft.qualname}>"] = values or (["*"] if is_any and plain else [chain or "?"])
        if plain in ARRAYS:
            self.surface[f"{draft.qualname}>*"] = []
        self.receive(scope, chain if values and chain[0] not in MARKS else "?", scope)
        scope.bind(f"this@{draft.name}", "this" if not values else Value(chain, scope))

    def _bind_getter(self, name: str, around: Scope, draft: Draft) -> None:
        """The method by which Java reads a property with code."""
        around.bind(f"{name if name[:2] == 'is' else f'get{name[:1].upper()}{name[1:]}'}/0", f"@{draft.qualname}")

    def _open_property(self, bracket: Bracket) -> None:
        """A property. One without code is a name with a type."""
        node, around = bracket.node, self.scope
        has_code = any(
            find_child(each, "function_body") is not None
            for each in find_parts(node)
            if each.type in ("getter", "setter")
        )
        declared = find_child(node, "variable_declaration")
        name = find_child(declared, "identifier")
        if name is not None and (has_code or self._find_receiver(node) is not None):
            self._open_callable(bracket, name, self.text(name))
            draft = self.drafts[self.scope.owner]
            getter = find_child(find_child(node, "getter"), "function_body")
            result = find_value(getter) if getter is not None else find_value(node)
            if not draft.returns and result is not None:
                self._results.append((draft, self.scope, result))
            if getter is None and self._find_receiver(node) is None:
                draft.flags = draft.flags.replace("p", "")
            return
        is_member = bool(self.type_around(around))
        if not is_member and around is not self.file and self._has_own_name(node, declared):
            self._later.append(Bracket(bracket.position, "bind", node))
            self._later.sort(key=lambda each: each.end)
            return
        self.bind_property(node, self.home_scope(around), around)
        if name is not None and bracket.find("private") is not None:
            self.keep_private(around, self.text(name))
        if is_member and name is not None and bracket.find("private") is None:
            chain = self.speller.instance_chain(find_type(declared))
            if not chain and (value := find_value(node)) is not None:
                chain = self.speller.chain(value)
            self.bind_accessors(
                self.text(name), chain or "?", is_variable=any(child.type == "var" for child in node.children)
            )

    def _has_own_name(self, node: Node, declared: Node | None) -> bool:
        name, value = find_child(declared, "identifier"), find_value(node)
        return name is not None and value is not None and self.text(name) in self.text(value)

    def count_parameters(self, parameters: Node | None) -> tuple[int, int, bool]:
        """See `GenericWalk`. Parameters with a default can be left out."""
        if parameters is None:
            return 0, 0, False
        all_ = [child for child in parameters.named_children if child.type in ("parameter", "class_parameter")]
        if any(has_word(each, "vararg") for each in all_):
            return 1, 0, True
        holders = all_ if parameters.type == "class_parameters" else [parameters]
        optional = sum(1 for holder in holders for child in holder.children if child.type == "=")
        return len(all_) - optional, len(all_), False


WALK = KotlinWalk
