"""What no table can say of Swift: extensions, properties with code, labels of calls, and what files show each other."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope, Value
from omny.languages.members import is_reachable
from omny.languages.swift.branches import Branches, add_rest
from omny.languages.swift.calls import ALL, MACRO, SwiftCalls
from omny.languages.swift.imports import EXPORTED, IMPORTS, PUBLIC, TESTABLE
from omny.languages.swift.manifest import DESCRIPTION, TARGETS, read_target
from omny.languages.swift.modifiers import (
    CODE,
    FILE_PRIVATE,
    PUBLIC_WORDS,
    attribute_names,
    find_visibility,
    list_attributes,
    list_modifiers,
    spell_signature,
)
from omny.languages.swift.semantics import OF_COLLECTIONS
from omny.languages.swift.spelling import (
    plain_name,
    type_names,
)
from omny.model.atoms import is_class_like
from omny.model.edges import EdgeType
from omny.model.surfaces import FunctionFlag

_KINDS = {"struct": "struct", "actor": "actor", "protocol": "protocol"}
_NAMED = {"deinit_declaration": "deinit", "subscript_declaration": "subscript", "init_declaration": "init"}


class _Extension(NamedTuple):
    """An extension of a type."""

    around: Scope
    qualname: str
    chain: str  # of the type
    scope: Scope
    bases: list[str]  # that it adds, as chains
    visibility: str
    condition: str  # after `where`


class SwiftWalk(SwiftCalls):
    """See `GenericWalk`."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._extensions: dict[Scope, _Extension] = {}
        # Parameters that are functions, with what those get
        self._takers: list[tuple[str, int, Scope, list[Node]]] = []
        self._public: set[str] = set()
        self._is_manifest = False
        self._branches = Branches(source)

    # Names of the file

    def open_import(self, bracket: Bracket) -> None:
        """The import of a module, or of one name of it."""
        node = bracket.node
        names = next((child for child in node.named_children if child.type == "identifier"), None)
        if names is None or not names.named_children:
            return
        module = self.text(names.named_children[0])
        self._add(IMPORTS, module)
        attributes = attribute_names(node, self.text)
        if "testable" in attributes:
            self._add(TESTABLE, module)
        if "_exported" in attributes:
            self._add(EXPORTED, module)
        self._is_manifest = self._is_manifest or module == DESCRIPTION

    def _add(self, key: str, value: str) -> None:
        known = self.surface.setdefault(key, [])
        if value not in known:
            known.append(value)

    def _effective_visibility(self, node: Node, scope: Scope) -> str:
        """The access level that a declaration has by the file alone."""
        own = find_visibility(node, self.text)
        extension = self._extensions.get(scope)
        return own or (extension.visibility if extension is not None else "")

    def is_private(self, node: Node) -> bool:
        """See `SwiftNames`."""
        return self._effective_visibility(node, self.scope) in FILE_PRIVATE

    def is_exported(self, draft: Draft) -> bool:
        """What other files can reach: what is not private, and no part of a function."""
        return is_reachable(self.drafts, draft, self._private)

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`struct`, `actor` and `property`, too."""
        kind = bracket.node.child_by_field_name("declaration_kind")
        word = _KINDS.get(self.text(kind), "") if kind is not None else ""
        return word or ("property" if bracket.find("property") is not None else super().kind_word(draft, bracket))

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """A definition. The grammar gives its parts by the fields of its node."""
        node, around = bracket.node, self.scope
        visibility = self._effective_visibility(node, around)
        if visibility in FILE_PRIVATE:
            bracket.put("private", [node])
        is_type = bracket.kind in ("define.class", "define.enum", "define.interface")
        if is_type:
            bases = [child for child in node.named_children if child.type == "inheritance_specifier"]
            found = [base for each in bases if (base := each.child_by_field_name("inherits_from")) is not None]
            bracket.put("base", [each for each in found if each.type == "user_type"])
        else:
            self._find_parts(bracket)
        count = len(self.drafts)
        super().open_define(bracket)
        if len(self.drafts) == count:
            return
        draft = self.drafts[count]
        if visibility in PUBLIC_WORDS:
            suffix = "" if is_type or bracket.find("property") is not None else ALL
            self._public.add(self.bound_name(draft.name, bracket) + suffix if around is self.file else draft.name)
        if visibility in FILE_PRIVATE and not is_type:
            draft.flags += FunctionFlag.PRIVATE.value
        if node.parent is not None and node.parent.type == "protocol_body" and not is_type:
            draft.flags += FunctionFlag.DEMANDED.value
        self._decorate(draft, node)
        if not is_type and self.scope is not around:
            self._note_takers(node, draft)
        if is_type:
            self.types.note_type(self.scope, draft.name)
            self.scope.bind("Self", f"@{draft.qualname}")
        else:
            self._bind_receiver(bracket, draft, around)

    def _note_takers(self, node: Node, draft: Draft) -> None:
        """Notes what a function gives to the functions that it gets."""
        for index, each in enumerate(child for child in node.named_children if child.type == "parameter"):
            names = each.children_by_field_name("name")
            items = self.types.list_parameters(names[1]) if len(names) > 1 else []
            if items:
                self._takers.append((draft.qualname, index, self.scope, items))

    def _find_parts(self, bracket: Bracket) -> None:
        """The name and the result of a function, and whether it belongs to the type itself."""
        node = bracket.node
        names = node.children_by_field_name("name")
        if bracket.find("name") is None:
            word = _NAMED.get(node.type)
            if word is None and names:
                bracket.put("name", [names[0]])
            elif word is not None:
                bracket.put("name", [next((each for each in node.children if each.type == word), node)])
        start = node.named_children[-1].start_byte if node.named_children else 0
        results = [each for each in names if each.is_named and each.type != "simple_identifier"]
        if results and results[-1].start_byte <= start:
            bracket.put("returns", [results[-1]])
        words = {self.text(each) for each in list_modifiers(node)}
        if "static" in words or "class" in words:
            bracket.put("static", [node])

    def definition_name(self, node: Node) -> str:
        """See `GenericWalk`. What has no name of its own is called by its word."""
        return _NAMED.get(node.type) or plain_name(self.text(node))

    def arity_suffixes(self, bracket: Bracket) -> tuple[str, ...]:
        """One for all functions of a name: the labels are looked at where one is called."""
        if bracket.kind == "define.macro":
            return (MACRO,)
        draft = self.drafts[-1]
        if bracket.find("property") is not None:
            return ("", ALL) if draft.name in OF_COLLECTIONS else ("",)
        words = self.types.parameter_words(
            bracket.node, self.bounds.find(bracket.node), is_member=bool(self.type_around(draft.scope))
        )
        extension = self._extensions.get(self.scope)
        condition = extension.condition if extension is not None else ""
        signature = spell_signature(bracket.node, draft.name_end, self.source)
        add_rest(words, condition, signature, self._branches.find(bracket.node.start_byte))
        if words:
            self.parameters[draft.qualname] = words
        return (ALL,)

    def _write_signature(self, parameters: Node | None, returns: Node | None) -> str:
        return self.drafts[-1].signature

    def _describe(self, draft: Draft, bracket: Bracket) -> None:
        super()._describe(draft, bracket)
        node = bracket.node
        if bracket.kind not in ("define.class", "define.enum", "define.interface", "define.macro"):
            draft.signature = spell_signature(node, draft.name_end, self.source)
        if names := attribute_names(node, self.text):
            draft.detail["decorators"] = names

    def _decorate(self, draft: Draft, node: Node) -> None:
        """The attributes of a definition: a type of the tree can be one."""
        for each in list_attributes(node):
            chain = self.speller.type_name(each.named_children[0])
            if chain and chain[0] not in MARKS and chain[0].isupper():
                self.refer(chain, EdgeType.DECORATOR, each.named_children[0], draft.index)

    def _bind_receiver(self, bracket: Bracket, draft: Draft, around: Scope) -> None:
        """Binds the names by which the code of a member has its object and the type of that."""
        owner = self.type_around(around)
        if not owner:
            return
        extension = self._extensions.get(around)
        chain, place = (extension.chain, extension.around) if extension is not None else (f"@{owner}", around)
        call = "" if bracket.find("static") is not None else " ()"
        scope = self.scope
        scope.bind("self", Value(f"{chain}{call}", place) if chain[0] not in MARKS else Value(chain, place))
        if chain[0] not in MARKS:
            scope.bind("super", Value(f"{chain}{call} super", place))
        returns = bracket.find("returns")
        while returns is not None and returns.type == "optional_type":
            returns = returns.child_by_field_name("wrapped")
        if returns is not None and self.text(returns) == "Self" and chain[0] not in MARKS:
            draft.returns = [Value(f"{chain} () self()", place)]

    # Extensions

    def open_extend(self, bracket: Bracket) -> None:
        """An extension. Its members are those of the type, which can stand elsewhere."""
        node, around = bracket.node, self.scope
        names = node.children_by_field_name("name")
        on = names[0] if names else None
        chain = self._spell_extended(on)
        if not chain:
            self.open_block(bracket.end)
            return
        owner = chain.replace(" ", ".")
        where = " ".join([self.text(child) for child in node.named_children if child.type == "type_constraints"])
        if where:
            self.open_block(bracket.end)  # has what the constraints say, which is true in this extension alone
        scope = self.open_members(self.scope, owner, bracket.end)
        scope.qualname = owner
        self._open(scope)
        self.see_members(scope, owner)
        self.types.note_type(scope, owner.rpartition(".")[2])
        bases = []
        for child in node.named_children:
            base = child.child_by_field_name("inherits_from") if child.type == "inheritance_specifier" else None
            spelled = self.speller.type_name(base) if base is not None else ""
            if spelled and spelled[0] not in MARKS:
                bases.append(spelled)
        visibility = find_visibility(node, self.text)
        self._extensions[scope] = _Extension(around, owner, chain, scope, bases, visibility, where)
        scope.bind("Self", Value(chain, around))

    def _spell_extended(self, on: Node | None) -> str:
        """The chain of the type that is extended."""
        kind = on.type if on is not None else ""
        if on is None or kind in ("array_type", "dictionary_type", "optional_type"):
            return {"array_type": "Array", "dictionary_type": "Dictionary", "optional_type": "Optional"}.get(kind, "")
        names = [plain_name(self.text(each)) for each in type_names(on)]
        if len(names) > 1 and names[0] in (*self.surface.get(IMPORTS, ()), "Swift"):
            names.pop(0)
        return " ".join(names)

    def add_extended_bases(self) -> None:
        """Gives types of this file the bases that extensions in it add."""
        types = {draft.qualname: draft for draft in self.drafts if is_class_like(draft.type)}
        for each in self._extensions.values():
            draft = types.get(each.qualname)
            if draft is not None:
                draft.bases += each.bases

    # Properties

    def bind_names(self, bracket: Bracket, target: Scope, scope: Scope) -> None:
        """See `ScopedWalk`. A property with code is a definition; a name for a type stands for that."""
        node, kind = bracket.node, bracket.node.type
        if kind == "typealias_declaration":
            self._bind_alias(bracket, target, scope)
            return
        if kind == "type_constraint" and self.scope in self._extensions:
            target = self.scope.parent or target
        if kind in ("property_declaration", "protocol_property_declaration"):
            self._wrap(node)
            if find_visibility(node, self.text) in PUBLIC_WORDS or kind[:8] == "protocol":
                for each in node.children_by_field_name("name"):
                    self._public.add(self.text(each))
            if self._has_code(node) and (self.is_inside_type(scope) or scope is self.file):
                names = node.children_by_field_name("name")
                name = names[0].child_by_field_name("bound_identifier") if names else None
                if name is not None:
                    self._open_property(bracket, name)
                    return
        super().bind_names(bracket, target, scope)

    def _has_code(self, node: Node) -> bool:
        return any(child.type in CODE for child in node.named_children)

    def _open_property(self, bracket: Bracket, name: Node) -> None:
        node = bracket.node
        annotation = next((child for child in node.named_children if child.type == "type_annotation"), None)
        inner = Bracket(bracket.position, "define.function", node)
        inner.add("name", name)
        inner.add("property", node)
        self.open_define(inner)
        draft = self.drafts[-1]
        draft.returns = []
        if annotation is not None:
            chain = self.speller.instance_chain(annotation)
            draft.returns = [Value(chain, self.scope)] if chain else []
        else:
            value = node.child_by_field_name("value")
            chain = self.speller.chain(value) if value is not None else "?"
            draft.returns = [Value(chain, self.scope)] if chain != "?" else []

    def _wrap(self, node: Node) -> None:
        """The property wrappers of a property that get arguments with labels."""
        for each in list_attributes(node):
            chain = self.speller.type_name(each.named_children[0])
            if chain and chain[0].isupper() and any(child.type == ":" for child in each.children):
                self.refer(chain, EdgeType.DECORATOR, each.named_children[0])

    def _bind_alias(self, bracket: Bracket, target: Scope, scope: Scope) -> None:
        node = bracket.node
        names = node.children_by_field_name("name")
        if len(names) < 2:
            return
        chain = self.speller.type_name(names[1])
        name = plain_name(self.text(names[0]))
        if find_visibility(node, self.text) in PUBLIC_WORDS:
            self._public.add(name)
        if chain and chain[0] in MARKS:
            chain = f"({self.speller.instance_chain(names[1])}"
        self.bind_chain(target, name, chain or "?", scope)

    # Uses

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, or a function that is passed: see `run`. In a manifest, a target."""
        if self._is_manifest and bracket.node.type == "call_expression":
            line = read_target(bracket.node, self.text)
            if line:
                self._add(TARGETS, line)
        super().open_invoke(bracket)

    # What the walk leaves

    def _fill_surface(self) -> None:
        """See `Walk`. A file says which types it adds members to, and what it shows to other modules."""
        self.add_extended_bases()
        super()._fill_surface()
        surface = self.surface
        if self._is_manifest:
            for key in [key for key in surface if key[:2] == "::"]:
                del surface[key]
            surface.setdefault(TARGETS, [])
            return
        for qualname, words in self.parameters.items():
            surface[f"{qualname}("] = words
        for qualname, index, scope, items in self._takers:
            chains = [self.tree.expand(scope, self.speller.instance_chain(item) or "?")[0] for item in items]
            surface[f"{qualname}({index}"] = [found[0] if found else "?" for found in chains]
        for each in self._extensions.values():
            self._publish_extension(each)
        if self._public:
            surface[PUBLIC] = sorted(self._public)

    def _publish_extension(self, extension: _Extension) -> None:
        surface, qualname = self.surface, extension.qualname
        last = qualname.rpartition(".")[2]
        for name in extension.scope.names:
            key = f"::{self.full_name(f'{qualname}.{name}')}"
            if surface.get(f"@{qualname}.{name}", ("",))[0] != "class":
                surface.pop(key, None)
        if f"@{qualname}" in surface:
            return
        for chain in self.tree.expand(extension.around, extension.chain)[0]:
            self._add(f"{qualname}>", chain)
        for base in extension.bases:
            for chain in self.tree.expand(extension.around, base)[0]:
                self._add(f"{qualname}<", chain)
            self._add(f"::>{last}<", qualname)
        for name in extension.scope.names:
            if name != "Self":
                self._add(f"::>{last}.{name}", qualname)
                if extension.visibility in PUBLIC_WORDS or _member_name(name) in self._public:
                    self._public.add(f">{last}.{name}")


def _member_name(name: str) -> str:
    """The name by which the code has a member."""
    plain = name.partition("/")[0]
    return "init" if plain == CONSTRUCTOR_NAME else plain


WALK = SwiftWalk
