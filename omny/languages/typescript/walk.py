"""The walk of a TypeScript file: that of JavaScript, and what types add to it.

Interfaces are classes without bodies: their method signatures are what a call on a value of that type reaches. An
overload signature is no atom beside its implementation; without one (`declare`, `.d.ts`) the first is:
see `signatures`.
"""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.scopes import Scope, Value
from omny.extract.walk import KINDS
from omny.languages.javascript.annotations import MARKS, read_annotation, read_arguments, read_members, read_predicate
from omny.languages.javascript.classes import Members, is_static
from omny.languages.javascript.narrowing import PREDICATE
from omny.languages.javascript.split import is_split
from omny.languages.javascript.walk import JavaScriptWalk
from omny.languages.typescript.merging import merge_interfaces, merge_namespace
from omny.languages.typescript.signatures import Overloads
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.facts import FileFacts
from omny.model.surfaces import Surface

_ACCESS = frozenset(("accessibility_modifier", "readonly", "override_modifier"))
_PREDICATES = frozenset(("type_predicate_annotation", "asserts_annotation"))
_TYPES = frozenset(("type_identifier", "generic_type", "nested_type_identifier"))
_MAPS = re.compile(rb"\{\s*(?:[-+]?readonly\s+)?\[\s*[\w$]+\s+in\s")  # begins `{ [K in keyof T]: ... }`
_MAY_VARY = re.compile(rb"<\s*(?:const[ \t]+)?(?:in|out)[ \t]")  # in each source whose type parameters say how
_MAY_OVERLOAD = re.compile(rb"\n[ \t]*<[A-Za-z_$]")  # in each source with a type of several generic signatures


class TypeScriptWalk(JavaScriptWalk):
    """See `JavaScriptWalk`."""

    JSX = False
    HAS_DOCS = False

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._signatures: dict[tuple[Scope, str, bool], Draft] = {}  # by name, and whether it is static
        self._interfaces: list[Draft] = []
        self._wholes: dict[str, Draft] = {}  # what has the members of an interface, by the qualified name of that
        self._whole_types: set[int] = set()  # nodes of object types whose members are those of a name
        self._spaces: list[tuple[Members, Scope]] = []
        self._overloads = Overloads()

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """See `Walk`."""
        from omny.languages.typescript.plainer import plainer  # here, see the other walk

        return plainer(source, jsx=cls.JSX)

    @staticmethod
    def misleads(source: bytes) -> bool:
        """See `Walk`. Where the grammar fails for certain the source need not be parsed as it is."""
        if is_split(source):
            return True
        may_vary, may_overload = _MAY_VARY.search(source), _MAY_OVERLOAD.search(source)
        if not may_vary and not may_overload:
            return False
        from omny.languages.typescript.plainer import has_overloads, has_variance  # here, see the other walk

        return bool((may_vary and has_variance(source)) or (may_overload and has_overloads(source)))

    # Types

    def read_annotation(self, node: Node | None) -> tuple[str, ...]:
        """See `Expressions`."""
        return read_annotation(self.text(node).removeprefix(":")) if node is not None else ()

    def read_type(self, text: str) -> tuple[str, ...]:
        """See `Expressions`."""
        return read_annotation(text)

    def parameter_parts(self, node: Node) -> tuple[Node | None, Node | None, Node | None]:
        """See `Functions`."""
        return (
            node.child_by_field_name("pattern"),
            node.child_by_field_name("value"),
            node.child_by_field_name("type"),
        )

    def open_function(self, node: Node, draft: Draft) -> Scope:
        """See `Functions`."""
        around = self.scope
        scope = JavaScriptWalk.open_function(self, node, draft)
        self.class_types(node, scope)
        returns = node.child_by_field_name("return_type")
        if returns is not None and returns.type in _PREDICATES:
            told = read_predicate(self.text(returns))
            self.accepted[draft.qualname, PREDICATE] = [Value(chain, scope) for chain in told]
        members = self.members.get(around)
        if draft.name == "constructor" and members is not None and members.draft is not None:
            self._parameter_properties(node, scope, members)
        return scope

    def class_types(self, node: Node, scope: Scope, owner: str = "") -> None:
        """See `Classes`: a type parameter has what it extends as its bound."""
        parameters = node.child_by_field_name("type_parameters")
        for parameter in parameters.named_children if parameters is not None else ():
            name, constraint = parameter.child_by_field_name("name"), parameter.child_by_field_name("constraint")
            if name is None:
                continue
            told = read_annotation(self.text(constraint).removeprefix("extends")) if constraint is not None else ()
            plain = [f"({chain}" if chain[0] in MARKS else chain.removesuffix(" ()") for chain in told]
            self.bind_type_parameter(self.text(name), plain, owner)

    def _parameter_properties(self, node: Node, scope: Scope, members: Members) -> None:
        """`constructor(private repo: Repo)` declares a field."""
        parameters = node.child_by_field_name("parameters")
        for parameter in parameters.named_children if parameters is not None else ():
            pattern = parameter.child_by_field_name("pattern")
            if pattern is None or pattern.type != "identifier":
                continue
            if not _ACCESS.isdisjoint([child.type for child in parameter.children]):
                members.names.bind(self.text(pattern), Value(self.text(pattern), scope))

    def special(self, node: Node, levels: int) -> str | None:
        """See `ScopedWalk`: type arguments of a call and of a constructor."""
        known = JavaScriptWalk.special(self, node, levels)
        kind = node.type
        if known is not None or (kind != "call_expression" and kind != "new_expression"):
            return known
        stated = node.child_by_field_name("type_arguments")
        arguments = read_arguments(self.text(stated)) if stated is not None else ""
        if not arguments:
            return None
        called = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        return self.speller.extend(self.speller.expression(called, levels - 1), f"{arguments} ()")

    # Classes and interfaces

    def open_define(self, bracket: Bracket) -> None:
        """See `GenericWalk`."""
        node = bracket.node
        kind = node.type
        if bracket.kind == "define.interface":
            self.define_interface(bracket)
        elif bracket.kind == "define.type":
            self.define_alias(node)
        elif bracket.kind == "define.enum":
            self.define_enum(node)
        elif kind == "method_signature" or kind == "abstract_method_signature":
            self.define_signature(node)
        elif kind == "function_signature":
            self.define_function_signature(node)
        else:
            JavaScriptWalk.open_define(self, bracket)

    def base_chain(self, base: Node) -> str:
        """See `Classes`: a type is named by its text."""
        if base.type not in _TYPES:
            around = base.parent
            stated = around.child_by_field_name("type_arguments") if around is not None else None
            arguments = read_arguments(self.text(stated)) if stated is not None else ""
            chain = self.chain(base)
            return f"{chain} {arguments}" if arguments and chain != "?" else chain
        told = self.read_annotation(base)
        return told[0].removesuffix(" ()") if len(told) == 1 and told[0][0] not in MARKS else "?"

    def define_class(self, bracket: Bracket) -> None:
        """See `Classes`."""
        count = len(self.drafts)
        JavaScriptWalk.define_class(self, bracket)
        if bracket.node.type == "abstract_class_declaration" and len(self.drafts) > count:
            self.drafts[count].detail["kind"] = "abstract"

    def define_interface(self, bracket: Bracket) -> None:
        """`interface Name extends Other { ... }`; several of one name are one type."""
        node = bracket.node
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name_node is None or body is None:
            return
        name = self.text(name_node)
        outer = self.outer.pop(node.id, node)
        self.naming.pop(node.id, None)
        draft = self.start(name, AtomType.INTERFACE, node, name_node, outer)
        self._interfaces.append(draft)
        self.scope.bind(name, f"@{draft.qualname}")
        self.inherit(bracket, draft)
        self._classes[body.id] = (draft, node, False)

    def open_field(self, bracket: Bracket) -> None:
        """See `Classes`: `name: Type` in an interface or a type, too."""
        node = bracket.node
        kind = node.type
        if kind != "property_signature" and kind != "call_signature":
            JavaScriptWalk.open_field(self, bracket)
            return
        members, name = self.members.get(self.scope), node.child_by_field_name("name")
        if self._is_inside_type(node):
            return
        if members is not None and kind == "call_signature":
            members.names.bind("()", *[Value(chain, self.scope) for chain in read_members(self.text(node))])
        elif members is not None and name is not None:
            values = [Value(chain, self.scope) for chain in self.read_annotation(node.child_by_field_name("type"))]
            members.names.bind(self.key_name(name), *values)

    def _is_inside_type(self, node: Node) -> bool:
        """Whether a member is one of a type that is written out inside another one, and not of what has a name."""
        around = node.parent
        return around is not None and around.type == "object_type" and around.id not in self._whole_types

    # Signatures

    def define_signature(self, node: Node) -> None:
        """A method without a body: of an interface, abstract, or an overload."""
        name_node, members = node.child_by_field_name("name"), self.members.get(self.scope)
        if name_node is None or members is None or self._is_inside_type(node):
            return
        if members.draft is None:
            self._shape_method(node, self.key_name(name_node), members)
            return
        around, name = self.scope, self.key_name(name_node)
        accessor = node.children[0].type if node.children else ""
        key = (around, name, is_static(node))
        if key in self._signatures and accessor not in ("get", "set"):
            self._overloads.add(self, self._signatures[key], node, around)
            self.open_block(node.end_byte)
            self._take_decorators(node)
            return
        kind = "abstract" if node.type == "abstract_method_signature" else "signature"
        draft = self.method(node, self._take_decorators(node), kind)
        if draft is not None:
            self._signatures[key] = draft
            self._overloads.add(self, draft, node, around)

    def _shape_method(self, node: Node, name: str, members: Members) -> None:
        """A method of a type that is written out: no atom, but what it returns is known."""
        name_node = node.child_by_field_name("name")
        start = name_node.end_byte if name_node is not None else node.start_byte
        told = read_members(self.source[start : node.end_byte].decode("utf-8", "replace").lstrip("?"))
        members.names.bind(name, *[Value(chain, self.scope) for chain in told])

    def define_function_signature(self, node: Node) -> None:
        """`declare function f(): T`, or an overload of a function that follows."""
        name_node = node.child_by_field_name("name")
        name = self.text(name_node) if name_node is not None else ""
        outer = self.outer.pop(node.id, node)
        around = self.scope
        if not name or (around, name, False) in self._signatures:
            if name:
                self._overloads.add(self, self._signatures[around, name, False], node, around)
            self.open_block(node.end_byte)
            return
        draft = self.start(name, AtomType.FUNCTION, node, name_node, outer)
        draft.detail["kind"] = "signature"
        self._signatures[around, name, False] = draft
        self.declare(name, draft)
        self.open_function(node, draft)
        self._overloads.add(self, draft, node, around)

    def define(self, name: str, type_: AtomType, node: Node, name_node: Node | None, outer: Node) -> Draft:
        """See `Walk`: an implementation replaces its overloads."""
        replaced = None
        if node.type in ("function_declaration", "generator_function_declaration", "method_definition"):
            replaced = self._signatures.pop((self.scope, name, is_static(node)), None)
        if replaced is None or replaced.detail.get("kind") != "signature":
            return JavaScriptWalk.define(self, name, type_, node, name_node, outer)
        self._repeats[replaced.qualname.partition("~")[0]] -= 1
        draft = JavaScriptWalk.define(self, name, type_, node, name_node, outer)
        return self._replace(replaced, draft)

    def _replace(self, old: Draft, new: Draft) -> Draft:
        """Lets the draft that was made last stand where an earlier one stood."""
        self.drafts.pop()
        new.index, new.qualname = old.index, old.qualname
        self.drafts[old.index] = new
        return new

    # Names of types

    def define_alias(self, node: Node) -> None:
        """`type Name = ...`: a value of that type is what the right side tells."""
        name_node, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name_node is None or value is None:
            return
        name = self.text(name_node)
        self.note_type(name_node, self.outer.pop(node.id, node))
        qualname = f"{self.scope.qualname}.{name}" if self.scope.qualname else name
        key = f"{qualname}<>"
        self.scope.bind(name, f"@{key}")
        is_shape = value.type == "object_type" and _MAPS.match(self.source, value.start_byte) is None
        told = self._read_alias(name, value) if not is_shape else ()
        members = self.shape(name) if is_shape else None
        scope = self.open_block(node.end_byte)
        self.class_types(node, scope, members.key if members is not None else key)
        if members is not None:
            self.members[scope] = members
            members.used = True
            self._whole_types.add(value.id)
            self._aliases.setdefault(key, []).append(Value(f"@{members.key}", scope))
        else:
            self._aliases.setdefault(key, []).extend([Value(chain, scope) for chain in told])

    def _read_alias(self, name: str, value: Node) -> tuple[str, ...]:
        """What the right side of `type Name` tells. A member of the type `Name<T[K]>` counts as one of `T[K]`."""
        text = self.text(value)
        if f"{name}<" in text:
            text = re.sub(rf"\b{re.escape(name)}<\s*([\w$]+\s*\[\s*[\w$]+\s*\])\s*>", r"\1", text)
        return read_annotation(text)

    def define_enum(self, node: Node) -> None:
        """`enum Name { ... }`: its members are no atoms, and its name means nothing that could be called."""
        name_node = node.child_by_field_name("name")
        outer = self.outer.pop(node.id, node)
        if name_node is None:
            return
        name = self.text(name_node)
        draft = self.start(name, AtomType.ENUM, node, name_node, outer)
        self.scope.bind(name, "?")
        self.open_definition(draft, node.end_byte)

    def is_exported(self, draft: Draft) -> bool:
        """See `JavaScriptWalk`. The name of an enumeration leads to no value: exports have to be asked for the name."""
        draft = self._wholes.get(draft.qualname, draft)
        if draft.type != AtomType.ENUM or "." in draft.qualname:
            return JavaScriptWalk.is_exported(self, draft)
        exported = [*self.exports.names.values(), self.whole]
        return draft.name in [
            each if isinstance(each, str) else each.chain for bindings in exported for each in bindings
        ]

    def open_import(self, bracket: Bracket) -> None:
        """See `Modules`: `import name = other.name`, too."""
        node = bracket.node
        if node.type != "import_alias":
            JavaScriptWalk.open_import(self, bracket)
        elif len(node.named_children) == 2:
            name, target = node.named_children
            self.scope.bind(self.text(name), Value(" ".join(self.text(target).split(".")), self.scope))

    # Namespaces

    def open_namespace(self, bracket: Bracket) -> None:
        """`namespace A.B { ... }`: names in it are qualified by it, and are its attributes. Those in
        `declare module "x" { ... }` are names of another file."""
        node = bracket.node
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if node.type == "module":
            if name_node is not None and name_node.type == "identifier":
                self._open_namespace(self.text(name_node), bracket.end)
            else:
                self.open_block(bracket.end, hoists=True)
            return
        self.outer.pop(node.id, None)
        if name_node is None or body is None:
            return
        for name in self.text(name_node).split("."):
            self._open_namespace(name.strip(), bracket.end)

    def _open_namespace(self, name: str, end: int) -> None:
        members = self.shape(name)
        members.used = True
        self.scope.bind(name, f"@{members.key}")
        qualname = f"{self.scope.qualname}.{name}" if self.scope.qualname else name
        scope = self.open_block(end, hoists=True)
        scope.qualname = qualname
        self._spaces.append((members, scope))

    # The whole file

    def finish(self, errors: object) -> tuple[FileFacts, Surface]:
        """See `Walk`."""
        for members, scope in self._spaces:
            members.names.names.update(scope.names)
            merge_namespace(self, members, scope)
        self._wholes = merge_interfaces(self, self._interfaces)
        for part, whole in self._wholes.items():
            self._references.append((whole.scope, whole.index, f"@{part}", KINDS[EdgeType.INHERIT], whole.defined_at))
        return super().finish(errors)  # type: ignore[arg-type]

    def _fill_surface(self) -> None:
        for draft in self._interfaces:
            self.surface[f"{draft.qualname}::"] = ["interface"]
        self._overloads.publish(self)
        super()._fill_surface()


class TsxWalk(TypeScriptWalk):
    """The walk of a TypeScript file with JSX."""

    JSX = True

    @staticmethod
    def misleads(source: bytes) -> bool:
        """See `Walk`. An element may have any name."""
        return is_split(source)


WALK = TypeScriptWalk
TSX_WALK = TsxWalk
