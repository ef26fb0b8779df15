"""What no table can say of C#: namespaces in a file, properties, primary constructors, and extension methods."""

from __future__ import annotations

import re

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope, Value
from omny.extract.syntax import Captured
from omny.extract.tables import read_shapes
from omny.extract.type_shapes import MAX_LEVELS
from omny.languages.csharp.bindings import CSharpBindings
from omny.languages.csharp.imports import SPACES, USINGS
from omny.languages.csharp.masks import Extension, find_extensions, mask_directives, mask_extensions, mask_words
from omny.languages.csharp.spelling import add_count, count_types
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.surfaces import UNIT

_USING = re.compile(
    r"(?P<all>global\s+)?using\s+(?:static\s+|unsafe\s+)*(?:(?P<alias>\w+)\s*=\s*)?(?:global::)?(?P<name>[\w.]+)"
    r"\s*(?P<types><[^<>]*>)?"
)
_NO_FUNCTIONS = (b"nameof(",)
_ALL = "/*"
_MANY = 6  # arguments that a function with `params` takes as one among others: with more, it comes after all


class CSharpWalk(CSharpBindings):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.tree.keeps_members = True
        self.tree.applied = "Invoke"  # of a delegate in a variable
        self._spaces: dict[Scope, str] = {}
        self._full_names: dict[str, str] = {}  # of types at the top, by their qualified names
        self._extensions = find_extensions(source) if b"extension" in source else []
        self._calls: list[tuple[Scope, str, Node | None, Node]] = []  # to be noted when the types of names are known

    def run(self, captured: Captured) -> None:
        """See `Walk`."""
        super().run(captured)
        end = self.scope
        for scope, chain, arguments, at in self._calls:
            self.scope = scope
            self.refer(chain + self._spell_words(chain, arguments), EdgeType.CALL, at)
        self.scope = end

    def _refer_later(self, chain: str, arguments: Node | None, at: Node) -> None:
        if chain != "?":
            self._calls.append((self.scope, chain, arguments, at))

    def _spell_words(self, chain: str, arguments: Node | None) -> str:
        found = self.scope.find(chain) if " " not in chain else None
        if chain[-1] == ")" or "/" not in chain.rpartition(" ")[2] or (found is not None and not found.opaque):
            return ""  # a function in a function
        return self.spell_words(arguments)

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """See `Walk`. Extension blocks, and directives in the middle of something."""
        return mask_directives(mask_words(mask_extensions(source)))

    @staticmethod
    def misleads(source: bytes) -> bool:
        """See `Walk`. An extension block looks like a method without a type."""
        return b"extension" in source and bool(find_extensions(source))

    # Names

    def open_unit(self, bracket: Bracket) -> None:
        """A namespace: a block, or the rest of the file."""
        name = bracket.find("unit.name")
        outer = self._find_space()
        is_block = bracket.node.child_by_field_name("body") is not None
        if not is_block:
            self.scope = self.file
        scope = self.open_block(bracket.end if is_block else len(self.source) + 1)
        if name is not None:
            text = "".join(self.text(name).split())
            space = f"{outer}.{text}" if outer else text
            self._spaces[scope] = space
            scope.inside = f"{space}/"
            marks = self.surface.setdefault(UNIT, [])
            if (first := space.partition(".")[0]) not in marks:
                marks.append(first)

    def _find_space(self) -> str:
        return next((self._spaces[scope] for scope in self.scope.ancestors() if scope in self._spaces), "")

    def open_import(self, bracket: Bracket) -> None:
        """`using`, `using static`, and an alias. What is global counts in all files of the project."""
        found = _USING.match(" ".join(self.node_signature(bracket.node).split()))
        if found is None:
            return
        full, alias = found["name"], found["alias"]
        if alias:
            first, _, rest = add_count(full, found["types"].count(",") + 1 if found["types"] else 0).partition(".")
            self.bind_import(alias, f"^{first} {rest.replace('.', ' ')}" if rest else f"^::{first}")
            return
        for key in ("*", f"::{USINGS}") if found["all"] else ("*",):
            known = self.surface.setdefault(key, [])
            if full not in known:
                known.append(full)

    def home_scope(self, scope: Scope, *, is_private: bool = False) -> Scope:
        """See `ScopedWalk`."""
        return self.tree.module if scope is self.file or scope in self._spaces else scope

    def bound_name(self, name: str, bracket: Bracket) -> str:
        """A full name, for a type at the top. The number of its parameters is a part of the name of a type."""
        if not bracket.kind.endswith(("method", "function", "constructor")):
            name = add_count(name, count_types(bracket.node))
        if self.home_scope(self.scope) is self.tree.module and self.prefix:
            return f"{self.prefix}.{name}"
        return super().bound_name(name, bracket)

    def full_name(self, qualname: str) -> str:
        """See `ScopedWalk`."""
        if qualname in self.tree.module.names:
            return qualname
        first, dot, rest = qualname.partition(".")
        return self._full_names.get(first, first) + dot + rest

    def is_exported(self, draft: Draft) -> bool:
        """Every member of a type can be public."""
        return self.drafts[draft.parent].type not in (AtomType.METHOD, AtomType.FUNCTION)

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`struct` and `record`, too."""
        word = {"struct_declaration": "struct", "record_declaration": "record"}.get(bracket.node.type, "")
        return word or (
            "property" if bracket.node.type == "property_declaration" else super().kind_word(draft, bracket)
        )

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """A definition. A property without code is a name with a type."""
        node, around = bracket.node, self.scope
        self.prefix = self._find_space()
        name = bracket.find("name")
        if node.type == "property_declaration":
            if not self._has_code(node) and name is not None:
                self.bind_chain(around, self.text(name), self.member_chain(bracket.find("returns")), around)
                self.note_type(around, self.text(name), bracket.find("returns"))
                return
            bracket.put("property", [node])
        count = len(self.drafts)
        super().open_define(bracket)
        if len(self.drafts) == count:
            return
        draft = self.drafts[count]
        chain = self.member_chain(bracket.find("returns"))
        if chain[0] == "'" or chain == f"{draft.name} ()":
            # A property with the name of its type is no type.
            draft.returns = [Value(chain, around if chain[0] == "'" else around.parent or around)]
        self._bind_many(bracket.find("parameters"))
        if self.home_scope(around) is self.tree.module:
            full = add_count(draft.name, count_types(node))
            self._full_names[draft.qualname] = f"{self.prefix}.{full}" if self.prefix else full
        if bracket.find("open") is not None and draft.bases:
            added = self.surface.setdefault(f"::{self.full_name(draft.qualname)}<", [])
            added += [value for base in draft.bases for value in self.tree.expand(around, base)[0]]
        owner = self.type_around(around)
        if owner and draft.type is AtomType.METHOD:
            self.scope.bind("base", f"@{owner} () super")
            self._open_extension(bracket, draft)

    def _bind_many(self, parameters: Node | None) -> None:
        """Binds the parameter that has all further arguments."""
        name = parameters.child_by_field_name("name") if parameters is not None else None
        if name is not None and parameters is not None:
            type_ = parameters.child_by_field_name("type")
            self.bind_chain(self.scope, self.text(name), self.speller.instance_chain(type_) or "?", self.scope)
            self.note_type(self.scope, self.text(name), type_)

    def _has_code(self, node: Node) -> bool:
        value, accessors = node.child_by_field_name("value"), node.child_by_field_name("accessors")
        if accessors is None:
            return value is not None
        return any(each.child_by_field_name("body") is not None for each in accessors.named_children)

    def arity_suffixes(self, bracket: Bracket) -> tuple[str, ...]:
        """See `GenericWalk`. A property has no parameters."""
        draft, returns = self.drafts[-1], bracket.find("returns")
        if bracket.node.type == "property_declaration":
            self.note_type(self.scope, draft.name, returns)
            return ("",)
        if any(child.type == "explicit_interface_specifier" for child in bracket.node.named_children):
            return ()  # only the interface has it under its name
        if bracket.kind.endswith("constructor") and bracket.find("static") is not None:
            return ()  # nothing calls it by a name
        self.note_parameters(draft, self.bound_name(draft.name, bracket), bracket.find("parameters"))
        suffixes = super().arity_suffixes(bracket)
        for suffix in suffixes[:-1]:
            self.note_type(self.scope, draft.name + suffix, returns)
        count = count_types(bracket.node)
        if not count:
            return suffixes
        stated = [add_count("", count) + each for each in suffixes if each != _ALL]
        return (*suffixes, *stated) if self.tells_variables(bracket) else (_ALL, *stated)

    def count_parameters(self, parameters: Node | None) -> tuple[int, int, bool]:
        """See `GenericWalk`. A parameter with a default can be left out."""
        if parameters is None:
            return 0, 0, False
        all_ = [child for child in parameters.named_children if child.type == "parameter"]
        optional = sum(1 for each in all_ if any(child.type == "=" for child in each.children))
        has_more = any(child.type == "params" for child in parameters.children)
        return len(all_) - optional, len(all_) + _MANY * has_more, has_more

    def _open_extension(self, bracket: Bracket, draft: Draft) -> None:
        """A method that is called as a member of the type of its first parameter."""
        parameters = bracket.find("parameters")
        least, most, _ = self.count_parameters(parameters)
        first = (
            next((each for each in parameters.named_children if each.type == "parameter"), None) if parameters else None
        )
        block = next((each for each in self._extensions if each.start < draft.start < each.end), None)
        if block is not None:
            self._open_in_block(block, draft, range(least, most + 1))
        elif first is not None and any(self.text(each) == "this" for each in first.named_children):
            chain = self.speller.type_name(first.child_by_field_name("type"))
            self._add_extension(draft, chain, range(max(least - 1, 0), most))

    def _open_in_block(self, block: Extension, draft: Draft, counts: range) -> None:
        chain = block.type if block.type.isidentifier() else ""
        self.bind_chain(self.scope, block.name, f"{chain} ()" if chain else "?", self.scope)
        self._add_extension(draft, chain, counts)

    def _add_extension(self, draft: Draft, chain: str, counts: range) -> None:
        if not chain or chain[0] in "[(":
            return
        values = self.tree.expand(self.scope, chain)[0] or ([f"{chain[0]}?"] if chain[0] in "*%" else [])
        for value in values:
            for count in counts:
                self.surface.setdefault(f"::+{draft.name}/{count}", []).append(f"{value} > {draft.qualname}")

    def _fill_surface(self) -> None:
        """See `Walk`. A qualified name alone does not say which of several namespaces a type is in, nor how many
        parameters it has."""
        super()._fill_surface()
        self.publish_overloads()
        if self._spaces:
            self.surface[SPACES] = sorted(set(self._spaces.values()))
        has_several = len(set(self._spaces.values())) > 1
        for qualname, full in self._full_names.items():
            if qualname != full and (has_several or full.rpartition(".")[2] != qualname):
                self.surface.setdefault(qualname, [])

    # Uses

    def open_invoke(self, bracket: Bracket) -> None:
        """A call, another constructor, or a method that is passed or added to an event."""
        node = bracket.node
        if node.type == "constructor_initializer":
            word = node.children[1] if len(node.children) > 1 else node
            chain = f"{self.text(word)} {CONSTRUCTOR_NAME}/{self._count_arguments(node)}"
            self._refer_later(chain, self.find_arguments(node), word)
        elif node.type == "assignment_expression":
            operator, right = node.child_by_field_name("operator"), node.child_by_field_name("right")
            if operator is not None and self.text(operator) in ("+=", "-=") and right is not None:
                self._pass(right)
        elif node.type in ("identifier", "member_access_expression"):
            around = node.parent.parent if node.parent is not None else None
            call = around.parent if around is not None else None
            if call is None or not self.source.startswith(_NO_FUNCTIONS, call.start_byte):
                self._pass(node)
        elif not self.source.startswith(_NO_FUNCTIONS, node.start_byte):
            self._refer_later(self.speller.callee(node), self.find_arguments(node), self.speller.find_name(node))

    def _pass(self, node: Node) -> None:
        """A method by its name. Only methods begin with a large letter and are no variables."""
        name = self.speller.find_name(node)
        text = self.text(name)
        if node.type in ("identifier", "member_access_expression") and text[:1].isupper():
            chain = self.speller.expression(node, MAX_LEVELS)
            if chain != "?" and self.scope.find(text) is None:
                self.refer(chain + _ALL, EdgeType.CALLBACK, name)

    def open_new(self, bracket: Bracket) -> None:
        """The making of an object; `new()` of the declared type."""
        node = bracket.node
        if node.type == "object_creation_expression":
            chain, type_ = self.speller.callee(node), node.child_by_field_name("type")
            is_outer = type_ is not None and self.text(type_).partition("<")[0] in self.shapes.transparent_types
            if chain[0] not in MARKS and chain != "?" and not is_outer:
                chain = f"{chain} {CONSTRUCTOR_NAME}/{self._count_arguments(node)}"
                self._refer_later(chain, self.find_arguments(node), self.speller.find_name(node))
            return
        around = node.parent
        if around is not None and around.type == "variable_declarator":
            around = around.parent
        type_ = around.child_by_field_name("type") if around is not None else None
        chain = self.speller.type_name(type_)
        if chain and chain[0] not in "*%[(":
            chain = f"{chain} {CONSTRUCTOR_NAME}/{self._count_arguments(node)}"
            self._refer_later(chain, self.find_arguments(node), node)

    def _count_arguments(self, node: Node) -> int:
        listed = self.find_arguments(node)
        return sum(1 for child in listed.named_children if child.type == "argument") if listed is not None else 0


WALK = CSharpWalk
