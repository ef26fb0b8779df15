"""What no table can say of Scala's definitions: objects beside classes, cases, package objects, parameter lists."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_scopes import MARKS
from omny.extract.generic_walk import CONSTRUCTOR_NAME
from omny.extract.scopes import Scope, Value
from omny.extract.syntax import Captured
from omny.extract.walk import KINDS
from omny.languages.members import is_reachable
from omny.languages.scala.imports import CLAUSES
from omny.languages.scala.spelling import encode, list_results
from omny.languages.scala.uses import ScalaUses
from omny.model.atom_data import CONSTRUCTOR
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType
from omny.model.surfaces import COMPANION, UNIT

_TYPES = frozenset(("class_definition", "trait_definition", "enum_definition"))
_OBJECTS = frozenset(("object_definition", "package_object"))
_KINDS = {"object_definition": "object", "package_object": "package object", "trait_definition": "trait"}
_NO_BASES = frozenset(("arguments", "comment", "block_comment", "annotation"))


class ScalaWalk(ScalaUses):
    """See `GenericWalk`."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._pairs: set[tuple[int, int, str]] = set()  # types beside which an object of their name stands
        self._lone: list[str] = []  # qualified names of objects that stand alone
        self._companions: dict[str, tuple[Scope, list[str]]] = {}
        self._cases: dict[str, Scope] = {}  # scopes of the cases of enums
        self._makers: list[tuple[str, Node, str]] = []  # case classes, with their parameters
        self._companion_homes: dict[str, Scope] = {}
        self._defaults: list[tuple[Scope, str, str]] = []
        self._packages: set[str] = set()  # qualified names of package objects

    def run(self, captured: Captured) -> None:
        """See `Walk`."""
        super().run(captured)
        self._bind_defaults()
        end = self.scope
        self.finish_results()
        self.refer_to_calls()
        self.scope = end

    def _bind_defaults(self) -> None:
        """Binds the functions that parameters with a default make callable with fewer arguments. One that takes just so
        many comes before them."""
        for qualname, parameters, count in self._makers:
            home = self._companion_homes.get(f"{qualname}.{COMPANION}")
            if home is not None and any(name.startswith("apply/") for name in home.names):
                home.bind(f"apply/{count}", f"@{qualname}")  # beside those that are written
                self.note_overload(home, "apply", qualname, parameters)
        fewer: dict[tuple[Scope, str], list[str]] = {}
        for home, name, value in self._defaults:
            if name not in home.names:
                fewer.setdefault((home, name), []).append(value)
        for (home, name), values in fewer.items():
            others = home.names.get(f"{name.partition('/')[0]}/+", [])
            home.bind(name, *values, *others)

    def visit(self, events: object, handlers: object) -> None:
        """See `GenericWalk`. Looks first for the types that have a companion."""
        objects = {self._place(each) for each in self._brackets if each.node.type in _OBJECTS}
        types = {self._place(each) for each in self._brackets if each.node.type in _TYPES}
        self._pairs = objects & types
        super().visit(events, handlers)

    def _place(self, bracket: Bracket) -> tuple[int, int, str]:
        parent, name = bracket.node.parent, bracket.find("name")
        text = self.text(name) if name is not None else ""
        return (parent.start_byte, parent.end_byte, text) if parent is not None else (0, 0, text)

    def is_exported(self, draft: Draft) -> bool:
        """What is not private, and no part of a function."""
        return is_reachable(self.drafts, draft, self._private)

    def kind_word(self, draft: Draft, bracket: Bracket) -> str:
        """`object` and `trait`, too."""
        return _KINDS.get(bracket.node.type) or super().kind_word(draft, bracket)

    # Definitions

    def open_define(self, bracket: Bracket) -> None:
        """A definition, with the names by which code finds it."""
        node, around, count = bracket.node, self.scope, len(self.drafts)
        kind = node.type
        clause = node.child_by_field_name("extend")
        if clause is not None:
            bracket.put("base", [each for each in clause.named_children if each.type not in _NO_BASES])
        if kind in _OBJECTS and self._place(bracket) in self._pairs:
            self._open_companion(bracket)
            return
        if kind == "function_definition" or kind == "function_declaration":
            self._open_method(bracket, around)
            return
        home = around
        if kind == "full_enum_case":
            home = self._companion_scope(around)
            bracket.kind = "define.class"
        self._note_private(bracket)
        self.scope = home
        super().open_define(bracket)
        if len(self.drafts) == count:
            self.scope = around
            return
        draft, scope = self.drafts[count], self.scope
        if home is not around:
            scope.parent = around
        if around.inside and "/" in around.inside and around is not self.file and draft.qualname.rpartition(".")[0]:
            scope.inside = f"{around.inside}.{draft.qualname.rpartition('.')[2]}"
        if self.home_scope(around) is self.tree.module:
            self.prefixes[draft.qualname] = self.prefix
        if kind in _OBJECTS:
            self._lone.append(draft.qualname)
            if kind == "package_object":
                self._open_package(draft, scope)
            self.spelling.objects.add(draft.name)
            self.receivers[scope] = (f"@{draft.qualname}", f"@{draft.qualname} super")
        else:
            self.receivers[scope] = (f"@{draft.qualname} ()", f"@{draft.qualname} () super")
        self._bind_own(scope, draft)
        if kind == "full_enum_case":
            self.add_enum_base(draft, around)
            self._add_case_members(node, scope, draft)
        elif any(child.type == "case" for child in node.children):
            self._add_case_members(node, scope, draft)

    def _open_package(self, draft: Draft, scope: Scope) -> None:
        """The members of a package object are those of its package."""
        full = self.full_name(draft.qualname)
        self._packages.add(draft.qualname)
        self.surface.setdefault(CLAUSES, []).insert(0, full)
        self.surface.setdefault(UNIT, []).append(full)
        scope.inside = f"{full}/{draft.qualname}"

    def add_enum_base(self, draft: Draft, around: Scope) -> None:
        """A case of an enum has that as its base."""
        owner = self.type_around(around)
        if owner and not draft.bases:
            draft.bases.append(f"@{owner}")
            self._references.append((around, draft.index, f"@{owner}", KINDS[EdgeType.INHERIT], draft.start))

    def _bind_own(self, scope: Scope, draft: Draft) -> None:
        this, super_ = self.receivers[scope]
        scope.bind("this", this)
        scope.bind("super", super_)

    def _note_private(self, bracket: Bracket) -> None:
        """What is private to its type. At the top, and with the name of a package, others can see it."""
        for child in bracket.node.named_children:
            if child.type == "modifiers":
                text = self.text(child)
                if "private" in text and ("private[" not in text or "private[this]" in text):
                    if self.scope is not self.file:
                        bracket.put("private", [child])
            elif child.type == "identifier":
                break

    def _open_companion(self, bracket: Bracket) -> None:
        """An object beside a type of its name: its members stand apart from those of the type."""
        name_node = bracket.find("name")
        if name_node is None:
            return
        around, name = self.scope, self.text(name_node)
        self._note_private(bracket)
        qualname = f"{around.qualname}.{name}" if around.qualname else name
        count = self._repeats.get(qualname, 0)
        self._repeats[qualname] = max(count, 1)
        draft = self.define(name, AtomType.CLASS, bracket.node, name_node, bracket.node)
        self._repeats[qualname] = count if not count else self._repeats[qualname]
        self._describe(draft, bracket)
        self.home_scope(around).bind(name, f"@{qualname}")
        scope = self.open_definition(draft, bracket.end, opaque=True)
        for base in bracket.find_all("base"):
            self.add_base(draft, base, around)
        scope.qualname = qualname
        self._set_companion(scope, qualname, around, draft)
        self.receivers[scope] = (f"@{qualname}", f"@{qualname}.{COMPANION} super")
        self._bind_own(scope, draft)
        self.spelling.objects.add(name)

    def _set_companion(self, scope: Scope, qualname: str, around: Scope, draft: Draft | None) -> None:
        companion = f"{qualname}.{COMPANION}"
        self.see_members(scope, companion)
        if around.inside and around is not self.file and around.qualname:
            scope.inside = f"{around.inside}.{qualname.rpartition('.')[2]}.{COMPANION}"
        self.add_members(companion, scope)
        self._companion_homes[companion] = scope
        known = self._companions.get(companion)
        chains = draft.bases if draft is not None else []
        self._companions[companion] = (around, [*(known[1] if known else ()), *chains])
        self.prefixes.setdefault(qualname, self.prefix)

    def _companion_scope(self, around: Scope) -> Scope:
        """The scope that has the cases of an enum."""
        qualname = self.type_around(around)
        if not qualname or qualname in self._cases:
            return self._cases.get(qualname, around)
        scope = self._cases[qualname] = Scope(around.parent, around.end, around.owner, qualname, opaque=True)
        self.tree.scopes.append(scope)
        self._set_companion(scope, qualname, around.parent or self.file, None)
        return scope

    def bind_enum_case(self, node: Node) -> None:
        """A case without parameters: an object of the enum."""
        owner, name = self.type_around(self.scope), node.child_by_field_name("name")
        if owner and name is not None:
            self._companion_scope(self.scope).bind(encode(self.text(name)), f"@{owner} ()")

    def _add_case_members(self, node: Node, scope: Scope, draft: Draft) -> None:
        """What each case class has: its parameters by place, and `copy`."""
        lists = list(node.children_by_field_name("class_parameters"))
        parameters = [each for each in lists[0].named_children if each.type == "class_parameter"] if lists else []
        for place, each in enumerate(parameters):
            chain = self.speller.instance_chain(each.child_by_field_name("type"))
            self.bind_chain(scope, f"_{place + 1}", chain or "?", scope)
        for count in range(len(parameters) + 1):
            scope.bind(f"copy/{count}", f"(@{draft.qualname} ()")
        if lists:
            last = parameters[-1].child_by_field_name("type") if parameters else None
            has_more = last is not None and last.type == "repeated_parameter_type"
            self._makers.append((draft.qualname, lists[0], "+" if has_more else str(len(parameters))))

    # Functions

    def _open_method(self, bracket: Bracket, around: Scope) -> None:
        node, name_node = bracket.node, bracket.find("name")
        if name_node is None:
            return
        name = self.text(name_node)
        self._note_private(bracket)
        if name == "this":
            bracket.kind = f"define.{CONSTRUCTOR}"
        count = len(self.drafts)
        all_ = [each for each in node.children_by_field_name("parameters") if each.type == "parameters"]
        lists = [each for each in all_ if not _is_implicit(each)]
        bracket.put("parameters", lists[:1])
        home = self.home_scope(around)
        super().open_define(bracket)
        if len(self.drafts) == count:
            return
        draft = self.drafts[count]
        self.note_overload(home, name, draft.qualname, lists[0] if lists else None)
        self.note_names(draft.qualname, lists[0] if lists else None)
        least, most, _ = self.count_parameters(lists[0] if lists else None)
        self._defaults += [(home, f"{encode(name)}/{each}", f"@{draft.qualname}") for each in range(least, most)]
        if home is self.tree.module:
            self.prefixes[draft.qualname] = self.prefix
        self.bind_this(around)
        if not lists or not self.count_parameters(lists[0])[0]:
            home.bind(encode(name), f"@{draft.qualname} ()")
        self._note_results(node, bracket, draft, len(lists), around)
        if around in self.extended:
            self._extend(draft, around, lists)

    def _note_results(self, node: Node, bracket: Bracket, draft: Draft, lists: int, around: Scope) -> None:
        returns, body = bracket.find("returns"), node.child_by_field_name("body")
        if returns is not None:
            if returns.type == "singleton_type" and self.text(returns) == "this.type" and around in self.receivers:
                draft.returns = [Value(f"{self.receivers[around][0]} self()", self.tree.module)]
        elif body is not None and draft.name != "this":
            mark = "(" if lists > 1 else ""
            self.results += [(each.start_byte, draft, mark, each) for each in list_results(body, self.text)]
        if lists > 1:
            known = [each for each in draft.returns if isinstance(each, Value)]
            draft.returns = [Value(f"({each.chain}", each.scope) for each in known]

    def _extend(self, draft: Draft, around: Scope, lists: list[Node]) -> None:
        chain = self.extended[around][0]
        if not chain or chain[0] in MARKS:
            return
        least, most, _ = self.count_parameters(lists[0] if lists else None)
        for value in self.tree.expand(around, chain)[0]:
            for count in range(least, most + 1):
                self.surface.setdefault(f"::+{encode(draft.name)}/{count}", []).append(f"{value} > {draft.qualname}")

    def bound_name(self, name: str, bracket: Bracket) -> str:
        """See `GenericWalk`."""
        return encode(super().bound_name(name, bracket)) if name != "this" else CONSTRUCTOR_NAME

    def arity_suffixes(self, bracket: Bracket) -> tuple[str, ...]:
        """See `GenericWalk`. What has no parameters is no function that can be passed."""
        _, most, has_more = self.count_parameters(bracket.find("parameters"))
        if has_more:
            return ("/+", "/*")
        return (f"/{most}", "/*") if most else ("/0",)

    def count_parameters(self, parameters: Node | None) -> tuple[int, int, bool]:
        """See `GenericWalk`. A parameter with a default can be left out."""
        if parameters is None:
            return 0, 0, False
        all_ = [child for child in parameters.named_children if child.type == "parameter"]
        optional = sum(1 for each in all_ if each.child_by_field_name("default_value") is not None)
        last = all_[-1].child_by_field_name("type") if all_ else None
        if last is not None and last.type == "repeated_parameter_type":
            return 1, 0, True
        return len(all_) - optional, len(all_), False

    # What the walk leaves

    def _fill_surface(self) -> None:
        surface = self.surface
        self.publish_overloads()
        for scope in self.tree.scopes:
            for name in [name for name in scope.names if name[-2:] == "/*" and name[:-2] in scope.names]:
                del scope.names[name]  # a use without brackets calls the one without parameters
        for companion, (around, bases) in self._companions.items():
            chains = [value for base in bases for value in self.tree.expand(around, base)[0]]
            surface[f"@{companion}"] = ["object", *chains]
        known: set[str] = set()
        for scope, star in self.stars:
            for value in self.tree.expand(scope, star)[0] if star[:1].strip() else ():  # torn imports have no head
                if (" " in value or "::" in value) and value not in known:
                    known.add(value)
                    above = surface.setdefault("*", [])  # what it names is found through these, and not through itself
                    above.append(value.replace("::", f"#{len(above)}::", 1) if value[0] == "." else value)
        super()._fill_surface()
        for qualname in self._lone:
            surface[f"@{qualname}"][0] = "object"
        for qualname, scope in self._members:
            self._publish_types(qualname, scope)

    def _publish_types(self, qualname: str, scope: Scope) -> None:
        """Makes the types and objects in a type known to the program, and what a package object has."""
        is_package = qualname in self._packages
        for name, bindings in scope.names.items():
            for value in bindings if isinstance(bindings, list) else ():
                if isinstance(value, str) and value[0] == "@" and " " not in value:
                    kind = self.surface.get(value, ("",))[0]
                    if kind in ("class", "object"):
                        self.surface[f"::{self.full_name(value[1:])}"] = [value]
            if is_package:
                key = f"{qualname}.{name}"
                self.surface[f"::{self.full_name(key)}"] = [key] if key in self.surface else [f"@{key}"]


def _is_implicit(parameters: Node) -> bool:
    return any(child.type in ("using", "implicit") for child in parameters.children[1:2])


WALK = ScalaWalk
