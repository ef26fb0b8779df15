"""What no table can say of Rust: modules in files, `use` trees, `impl` blocks, attributes and calls in macros."""

from __future__ import annotations

import re
from typing import NamedTuple

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.scopes import Scope, Value
from omny.extract.tables import read_shapes
from omny.extract.walk import KINDS
from omny.languages.rust.paths import SELF, SUPER, RustSpeller, read_uses, spell_path
from omny.languages.rust.patterns import VARIANT_MARK, PatternWalk
from omny.languages.rust.semantics import OF_STD, SEMANTICS, STD_MARK
from omny.languages.rust.tokens import FIELD_MARK, read_calls
from omny.model.atoms import AtomType, is_class_like
from omny.model.edges import EdgeType

_OWN_TYPES = re.compile(rb"\b(?:struct|enum|trait|union)\s+(\w+)")
# Patterns begin with a text, so the places of that alone are looked at; what comes before a word is asked after it.
_OWN_USES = re.compile(rb"use(?<=\buse)\s+(?:crate|super|self)\b[^;]*;")
_ALIASED = frozenset(("Result", "Option"))  # what a crate has by these names stands for those of std
_ALIAS = re.compile(r"type(?<=\btype)\s+(\w+)\s*<\s*(\w+)[^=]*>\s*=\s*(?:\w+::)*(\w+)\s*<\s*(\w+)\b")
_PATH = re.compile(r'path\s*=\s*"([^"]+)"')
_ATTRIBUTE = re.compile(r"#!?\[\s*([\w:]+)")
_MACROS_OF_STD = frozenset(
    f"{name}!"
    for name in """
    assert assert_eq assert_ne cfg column compile_error concat dbg debug_assert debug_assert_eq debug_assert_ne env
    eprint eprintln file format format_args include include_bytes include_str line matches module_path option_env panic
    print println stringify thread_local todo unimplemented unreachable vec write writeln
    """.split()  # noqa: SIM905
)
_MAX_TYPES = 16  # levels of a type that are looked into for its name


class _Use(NamedTuple):
    scope: Scope
    path: str  # a chain
    name: str
    is_shown: bool = False  # by `pub`


class _Extension(NamedTuple):
    around: Scope
    qualname: str
    type_: str  # chains
    base: str
    scope: Scope
    at: int


class RustWalk(PatternWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.speller = RustSpeller(self.shapes, source, self.special)
        own = {name.decode() for name in _OWN_TYPES.findall(source)}
        for text in _OWN_USES.findall(source):
            own.update(word for word in re.findall(r"\w+", text.decode("utf-8", "replace")) if word not in _ALIASED)
        for name in own & self.speller.containers.keys():
            del self.speller.containers[name]
        for name, parameter, holder, argument in _ALIAS.findall(source.decode("utf-8", "replace")):
            if parameter == argument and holder in self.speller.containers:
                self.speller.containers[name] = self.speller.containers[holder]
        self._public: set[int] = set()
        self._modules: dict[Scope, str] = {}  # qualified names of the modules that stand in the file
        self._used: list[_Use] = []
        self._extensions: list[_Extension] = []
        self._extended: dict[Scope, str] = {}  # chains of types, by the scopes that extend them
        self._of_traits: set[Scope] = set()
        self._attributed: dict[tuple[int, int], dict[int, list[Node]]] = {}  # by what is around, and by where it stands

    def run(self, captured: object) -> None:
        """See `Walk`. What is imported and extended is known when all names are: their order tells nothing."""
        super().run(captured)  # type: ignore[arg-type]
        for name in SEMANTICS.syntax_calls:
            self.file.bind(name, "?")
        self._bind_modules(self.file, "")
        self._bind_uses()
        self._extend_types()

    # Modules

    def open_namespace(self, bracket: Bracket) -> None:
        """A module, in the file or in one of its own."""
        name_node, body = bracket.node.child_by_field_name("name"), bracket.node.child_by_field_name("body")
        if name_node is None:
            return
        name, around = self.text(name_node), self.scope
        home = self.home_scope(around)
        if body is None:
            inside = self._module_around(around)
            place = f"self.{inside}.{name}" if inside else f"self.{name}"
            paths = [match[1] for each in self._attributes(bracket.node) if (match := _PATH.search(self.text(each)))]
            home.bind(name, f"^self/{paths[0]}" if paths and not inside else f"^{place}")
            return
        scope = self.open_block(bracket.end)
        scope.qualname = f"{around.qualname}.{name}" if around.qualname else name
        home.bind(name, f"@{scope.qualname}")
        self._namespaces.append((scope.qualname, scope))
        self._modules[scope] = scope.qualname
        self._bind_modules(scope, scope.qualname)

    def _module_around(self, scope: Scope) -> str:
        return next((self._modules[each] for each in scope.ancestors() if each in self._modules), "")

    def _bind_modules(self, scope: Scope, qualname: str) -> None:
        """Binds what `self` and `super` lead to in a module."""
        modules = [f"@{self._modules[each]}" for each in scope.ancestors() if each in self._modules]
        outside = ["^" + ".".join(["super"] * count) for count in (1, 2, 3)]
        for count, module in enumerate([*modules, "^self", *outside]):
            scope.bind(SUPER * count or SELF, module)

    def open_import(self, bracket: Bracket) -> None:
        """A `use` tree, or another crate."""
        node = bracket.node
        if node.type == "extern_crate_declaration":
            name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
            if name is not None and self.text(name) != "self":
                self._used.append(_Use(self.scope, f"^{self.text(name)}", self.text(alias or name)))
            return
        is_shown = any(child.type == "visibility_modifier" for child in node.named_children)
        for path, name_text in read_uses(node.child_by_field_name("argument"), "", self.source):
            chain = SELF if path == "self" else spell_path(path)
            if chain and name_text not in ("", "self", "super", "crate"):
                self._used.append(_Use(self.scope, chain, name_text, is_shown))

    def _bind_uses(self) -> None:
        """Binds what is imported: names first, since a path can begin with one of them."""
        bound = {(use.scope, use.name) for use in self._used if use.path.partition(" ")[0] != use.name}
        plain = []
        for use in self._used:
            head = use.path.partition(" ")[0]
            is_local = head[-2:] == "::" or any(
                (each, head) in bound or (head in each.names and (each, head) != (use.scope, use.name))
                for each in use.scope.ancestors()
            )
            path = use.path if is_local or head[0] == "^" else f"^{use.path}"
            plain.append(use._replace(path=path))
        for use in plain:
            if use.name != "*":
                self._bind_use(use.scope, use.name, self._lead(use.scope, use.path))
        for use in plain:
            if use.name == "*":
                module = self._modules.get(use.scope, "") if use.is_shown else ""
                self._take_all(use.scope, self._lead(use.scope, use.path), f"{module}.*" if module else "*")

    def _bind_use(self, scope: Scope, name: str, chains: list[str]) -> None:
        if scope is self.file:
            self.bind_import(name, *chains)
        else:
            scope.bind(name, *chains)

    def _lead(self, scope: Scope, path: str) -> list[str]:
        """The chains that a path stands for, in the module scope. In `use cart::cart` the first is a module that the
        file declares, although the second has its name."""
        chains = self.tree.expand(scope, path)[0]
        *_, outer, name = ("", *path.split(" "))
        declared = f"^self.{name}"
        if outer == name and declared in self.tree.module.names.get(name, ()):
            return [f"{declared} {name}"]
        return chains

    def _take_all(self, scope: Scope, chains: list[str], key: str) -> None:
        """Has a scope take in all names of a module of this file or another, or of an enumeration of this file. `key`
        is that of the surface for the first: a module shows what it takes in by `pub`."""
        for chain in chains:
            head, _, rest = chain.partition(" ")
            known = self.tree.module.names.get(head, [])
            if len(known) == 1 and isinstance(known[0], str):
                chain = f"{known[0]} {rest}" if rest else known[0]
            if chain[0] == "^":
                spec = chain[1:].replace(" ", ".")
                if spec not in ("self", "crate") or scope is not self.file:
                    stars = self.surface.setdefault(key, [])
                    if spec not in stars and spec != "self":
                        stars.append(spec)
            elif chain[0] == "@":
                self._take_local(scope, chain[1:].replace(" ", "."))

    def _take_local(self, scope: Scope, qualname: str) -> None:
        names = {name for place, each in self._namespaces if place == qualname for name in each.names}
        makes = (f"@{qualname} ()", f"(@{qualname} ()")
        for place, each in self._members:
            if place == qualname:
                names.update(name for name, values in each.names.items() if any(value in makes for value in values))
                names.update(name for name in each.names if VARIANT_MARK in name)
        target = self.tree.module if scope is self.file else scope
        for name in sorted(names):
            if name not in target.names and name[-2:] != "::":
                self._bind_use(scope, name, [f"@{qualname} {name}"])

    # Types

    def open_extend(self, bracket: Bracket) -> None:
        """An `impl` block. Its members are those of the type, which can stand elsewhere."""
        node, around = bracket.node, self.scope
        type_, trait = node.child_by_field_name("type"), node.child_by_field_name("trait")
        generics = self.open_block(bracket.end)
        self.bind_generics(node, generics)
        name = self._last_name(type_)
        if type_ is None or not name:
            return
        qualname = f"{around.qualname}.{name}" if around.qualname else name
        chain = self.speller.type_name(type_)
        if not chain or chain[0] in "*%[(":
            chain = "?"
        generics.bind("Self", Value(chain, around) if chain != "?" else "?")
        scope = self.open_members(generics, name, bracket.end)
        scope.qualname = qualname
        scope.opaque = True
        self._open(scope)
        self._extended[scope] = chain
        base = self.speller.type_name(trait) if trait is not None else ""
        if trait is not None:
            self._of_traits.add(scope)
        self._extensions.append(_Extension(around, qualname, chain, base, scope, node.start_byte))

    def _last_name(self, node: Node | None) -> str:
        """The name of the type that something is implemented for."""
        for _ in range(_MAX_TYPES):
            if node is None:
                break
            if node.type in ("type_identifier", "primitive_type"):
                return self.text(node)
            inner = node.child_by_field_name("name") or node.child_by_field_name("type")
            node = inner or node.child_by_field_name("trait") or node.child_by_field_name("element")
        return ""

    def _extend_types(self) -> None:
        """Gives types of this file their bases, and says which other types the file adds to."""
        types = {draft.qualname: draft for draft in self.drafts if is_class_like(draft.type)}
        own: dict[str, set[str]] = {}
        for each in self._extensions:
            if not each.base:
                own.setdefault(each.qualname, set()).update(each.scope.names)
        for each in self._extensions:
            if each.base:
                for name in own.get(each.qualname, set()) & each.scope.names.keys():
                    del each.scope.names[name]  # those of the type itself come first
            draft = types.get(each.qualname)
            if draft is not None:
                if each.base and each.base != each.type_ and each.base[0] not in "*%[(":
                    draft.bases.append(each.base)
                    self._references.append((each.around, draft.index, each.base, KINDS[EdgeType.INHERIT], each.at))

    def _publish_extensions(self) -> None:
        surface = self.surface
        for each in self._extensions:
            if f"@{each.qualname}" in surface or each.type_ == "?":
                continue
            chains = self._lead(each.around, each.type_)
            add(surface, f"{each.qualname}>", chains)
            for name in {self._find_real_name(chain) for chain in chains}:
                if each.base and each.base[0] not in "*%[(":
                    add(surface, f"{each.qualname}<", self._lead(each.around, each.base))
                    add(surface, f"::>{name}<", [each.qualname])
                for member in each.scope.names:
                    add(surface, f"::>{name}.{member}", [each.qualname])

    def _find_real_name(self, chain: str) -> str:
        """The last name of a type, in the place where it is defined."""
        known = self.tree.module.names.get(chain, [])
        if len(known) == 1 and isinstance(known[0], str):
            chain = known[0]
        return re.split(r"[ .@^]", chain)[-1]

    def open_define(self, bracket: Bracket) -> None:
        """A definition. Code of a type does not see its members by their bare names."""
        around = self.scope
        super().open_define(bracket)
        scope = self.scope
        if scope is around or scope.parent is not around:
            return
        draft = self.drafts[scope.owner]
        if bracket.kind == "define.function":
            self.bind_generics(bracket.node, scope)
            owner = self.type_around(around)
            if owner:
                chain = self._extended.get(around, f"@{owner}")
                place = around.parent or around
                scope.bind("self", Value(f"{chain} ()", place) if chain != "?" else "?")
                if around not in self._extended:
                    scope.bind("Self", f"@{owner}")
        elif is_class_like(draft.type):
            scope.opaque = True
            self.bounds[scope] = self.read_bounds(bracket.node)
            body = bracket.node.child_by_field_name("body")
            if body is not None and body.type == "ordered_field_declaration_list":
                for index, type_ in enumerate(body.children_by_field_name("type")):
                    self.bind_chain(scope, f"{index}{FIELD_MARK}", self.speller.instance_chain(type_) or "?", around)

    def arity_suffixes(self, bracket: Bracket) -> tuple[str, ...]:
        """Macros have names of their own. Members that are called as those of std have the names of these, too."""
        if bracket.kind == "define.macro":
            return ("!",)
        name = bracket.find("name")
        is_std = name is not None and self.text(name) in OF_STD and self.type_around(self.scope)
        return ("", STD_MARK) if is_std else ("",)

    def _describe(self, draft: Draft, bracket: Bracket) -> None:
        super()._describe(draft, bracket)
        attributes = self._attributes(bracket.node)
        if attributes:
            first = min(each.start_byte for each in attributes)
            if "doc" not in draft.detail and (doc := self.doc_before(first)):
                draft.detail["doc"] = doc
            names = [match[1] for each in attributes if (match := _ATTRIBUTE.match(self.text(each)))]
            draft.detail["decorators"] = [name.replace("::", ".") for name in reversed(names)]
        is_of_trait = self.scope in self._of_traits or self.drafts[draft.parent].type is AtomType.INTERFACE
        if is_of_trait or any(child.type == "visibility_modifier" for child in bracket.node.named_children):
            self._public.add(draft.index)

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """The language's own word for a type."""
        return {"struct_item": "struct", "union_item": "union", "trait_item": "trait", "type_item": "type"}.get(
            bracket.node.type, ""
        )

    def is_exported(self, draft: Draft) -> bool:
        """What is `pub`, or belongs to a trait."""
        return draft.index in self._public

    def _attributes(self, node: Node) -> list[Node]:
        """The attributes right before a definition, the last one first."""
        around = node.parent
        if around is None:
            return []
        span = around.byte_range
        if span not in self._attributed:
            known = self._attributed[span] = {}
            before: list[Node] = []
            for child in around.named_children:
                if child.type == "attribute_item":
                    before.insert(0, child)
                elif child.type not in self.shapes.trivia:
                    if before:
                        known[child.start_byte] = before
                    before = []
        return self._attributed[span].get(node.start_byte, [])

    # Macros

    def open_invoke(self, bracket: Bracket) -> None:
        """A call of a macro, and the calls in its arguments."""
        macro = bracket.node.child_by_field_name("macro")
        tree = next((child for child in bracket.node.named_children if child.type == "token_tree"), None)
        calls = [(f"{self.text(macro).rpartition('::')[2]}!", macro)] if macro is not None else []
        for chain, name in (*calls, *(read_calls(tree, self.source) if tree is not None else ())):
            if chain not in _MACROS_OF_STD:
                self.refer(chain, EdgeType.CALL, name)

    # What the walk leaves

    def _fill_surface(self) -> None:
        super()._fill_surface()
        surface = self.surface
        for key in [key for key in surface if key[:2] == "::"]:
            del surface[key]
        for qualname in self._modules.values():
            surface[f"@{qualname}"] = ["class"]
        self._publish_extensions()
        for name in self.tree.module.names:
            if name[-1] == "!":
                surface[f"::{name}"] = [name]


def add(surface: dict[str, list[str]], key: str, values: list[str]) -> None:
    """Adds values to an entry, each once."""
    known = surface.setdefault(key, [])
    known += [value for value in values if value not in known]


WALK = RustWalk
