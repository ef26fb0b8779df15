"""The part of the walk over a Ruby file that knows its classes and modules, and what they take from others."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.generic_walk import GenericWalk
from omny.extract.scopes import Scope, Value
from omny.extract.tables import read_shapes
from omny.languages.loading import LOADED
from omny.languages.ruby.bodies import Base, Body, read_symbol
from omny.languages.ruby.semantics import OBJECT, SINGLETON, VIEW
from omny.model.atoms import AtomType
from omny.model.edges import EdgeType

_HELPER = "Helper"  # the end of the name of a module with methods for templates
_MADE = {"Class": "new", "Module": "new", "Struct": "new", "Data": "define"}  # calls that make a class

_RUN_BY_CLASSES = frozenset(
    "included prepended extended inherited class_methods class_eval class_exec".split()  # noqa: SIM905
)
"""Methods that run a block as code of a class."""


def _is_run_later(block: Node, text: Callable[[Node], str]) -> bool:
    """Whether a block in the body of a class is given to a method by its name alone: `setup do`, `it "..." do`. Such a
    block mostly runs as code of an object."""
    call = block.parent
    if call is None or call.type != "call" or call.child_by_field_name("receiver") is not None:
        return False
    method = call.child_by_field_name("method")
    return method is not None and text(method) not in _RUN_BY_CLASSES


class ClassWalk(GenericWalk):
    """See `GenericWalk`."""

    SHAPES = read_shapes(__package__)
    object_chain = f"@{OBJECT}"

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self.bodies: dict[str, Body] = {}
        self.gates: set[Scope] = set()  # scopes whose code sees no local variables of the scopes around
        self.blocks_of: dict[int, tuple[Draft, str]] = {}  # methods that a block defines, by where it begins
        self.results: list[tuple[Draft, Scope, Node]] = []
        self.visible: set[str] = set()  # methods of no class that other files can see
        self.helpers: dict[Scope, dict[str, str]] = {}  # methods that blocks define outside of any class
        self._bare: list[tuple[Scope, str, Node]] = []
        self._body_of: dict[Scope, Body] = {}
        self._made: dict[int, Body] = {}
        self._methods = Scope(None, len(source) + 1, 0, "")  # those of no class

    def visit(self, events: object, handlers: object) -> None:
        """See `GenericWalk`."""
        for name in ("+", "self"):
            self.file.bind(name, self.object_chain)
        super().visit(events, handlers)
        for draft, scope, node in self.results:
            self.scope = scope
            self.note_result(draft, self.read(node))
        self._refer_to_helpers()
        self.scope = self.file

    def note_result(self, draft: Draft, chain: str) -> None:
        """Adds what a method returns. `self`, or `new` of a class, is what the method is called on."""
        body = self.body_around()
        if body is not None and (chain == "self ()" if self.is_class_code() else chain == "self"):
            draft.returns.append(f"@{body.qualname} () self()")
        elif chain != "?":
            draft.returns.append(Value(chain, self.scope))

    def refer_bare(self, name: str, node: Node) -> None:
        """Notes a call of a method by its name alone."""
        if self.scope is not self.file and self.body_around() is None:
            self._bare.append((self.scope, name, node))
        else:
            self.refer(f"+ {name}", EdgeType.CALL, node)

    def find_helper(self, name: str) -> str:
        """The qualified name of a method that a block around defines outside of any class; "" for none."""
        around = (self.helpers[each] for each in self.scope.ancestors() if each in self.helpers)
        return next((names[name] for names in around if name in names), "")

    def _refer_to_helpers(self) -> None:
        """Calls in blocks outside of any class: of what the blocks around define, as test suites do."""
        for scope, name, node in self._bare:
            self.scope = scope
            found = self.find_helper(name)
            self.refer(f"@{found}" if found else f"+ {name}", EdgeType.CALL, node)

    def read(self, node: Node | None) -> str:
        """The chain of an expression here."""
        raise NotImplementedError

    # Bodies

    def body_around(self) -> Body | None:
        """The class or module whose body or method the current code is."""
        return next((self._body_of[scope] for scope in self.scope.ancestors() if scope in self._body_of), None)

    def is_class_code(self) -> bool:
        """Whether `self` is a class here: code of its body, or of one of its own methods."""
        for scope in self.scope.ancestors():
            if "+" in scope.names:
                binding = scope.names["+"][0]
                return isinstance(binding, str) and not binding.endswith(" ()") and binding != self.object_chain
        return False

    def find_body(self, receiver: Node) -> Body | None:
        """The class that `def self.f` or `def Shop.f` belongs to."""
        around = self.body_around()
        if receiver.type == "self":
            return around
        if receiver.type not in ("constant", "scope_resolution"):
            return None
        name = self.text(receiver).replace("::", ".").lstrip(".")
        if around is not None and (around.qualname == name or around.qualname.endswith(f".{name}")):
            return around
        return self._add_body(name, None)

    def constant_home(self) -> Scope:
        """The scope that takes a constant which is assigned here."""
        body = self.body_around()
        return body.members if body is not None else self.tree.module

    def _add_body(self, qualname: str, draft: Draft | None) -> Body:
        known = self.bodies.get(qualname)
        if known is not None:
            return known
        scopes = []
        for name in (qualname, f"{qualname}.{SINGLETON}"):
            scope = Scope(self.scope, self.file.end, self.scope.owner, qualname)
            self.tree.scopes.append(scope)
            self.add_members(name, scope)
            self._open_types.add(name)
            scopes.append(scope)
        body = self.bodies[qualname] = Body(qualname, scopes[0], scopes[1], draft)
        return body

    def _open_type(self, bracket: Bracket, name_node: Node, name: str) -> None:
        body = self._define_class(name, bracket.node, name_node)
        self._describe(self.drafts[-1], bracket)
        base = bracket.find("base")
        if base is not None:
            self.drafts[-1].signature = f"({self.node_signature(base)})"
            self._add_superclass(body, base, self.drafts[-1])
        self._enter_body(body, self.drafts[-1], bracket.end)

    def definition_name(self, node: Node) -> str:
        """A class can be defined in another: `class Shop::Cart`."""
        text = self.text(node)
        return text.removeprefix("::").replace("::", ".") if node.type == "scope_resolution" else text

    def _define_class(self, name: str, node: Node, name_node: Node) -> Body:
        around = self.body_around()
        scope = self.scope
        prefix = around.qualname if around is not None else ""
        self.scope = Scope(scope, node.end_byte, scope.owner, prefix)
        draft = self.define(name, AtomType.CLASS, node, name_node, node)
        draft.name = name.rpartition(".")[2]
        self.scope = scope
        qualname = f"{prefix}.{name}" if prefix else name
        body = self._add_body(qualname, draft)
        (around.members if around is not None else self.tree.module).bind(name, f"@{qualname}")
        return body

    def _enter_body(self, body: Body, draft: Draft, end: int) -> None:
        around, outer = self.body_around(), self.scope.inside
        scope = self.open_definition(draft, end)
        scope.qualname = body.qualname
        # Code in `class Shop::Cart` sees no names of Shop that is not around it.
        written = body.qualname.removeprefix(f"{around.qualname}." if around is not None else "").replace(".", ":")
        scope.inside = f"{outer}.{written}" if outer else written
        self._open_body(scope, body)

    def _open_body(self, scope: Scope, body: Body) -> None:
        self._body_of[scope] = body
        self.gates.add(scope)
        for name in ("+", "self"):
            scope.names[name] = [f"@{body.qualname}"]
        body.has_functions = False

    def open_scope(self, bracket: Bracket) -> None:
        """A block, the body of a class that a call makes, of a method that one defines, or `class << self`."""
        node = bracket.node
        around = self.body_around()
        if node.type == "singleton_class" and around is not None:
            self._open_body(self.open_block(bracket.end), around.inside_itself())
        elif bracket.position in self._made:
            body = self._made[bracket.position]
            if body.draft is not None:
                self._enter_body(body, body.draft, bracket.end)
        elif bracket.position in self.blocks_of:
            draft, receiver = self.blocks_of[bracket.position]
            scope = self.open_definition(draft, bracket.end)
            for name in ("+", "self"):
                scope.bind(name, receiver)
        else:
            is_run_later = (
                around is not None and not around.is_own and self.is_class_code() and _is_run_later(node, self.text)
            )
            scope = self.open_block(bracket.end)
            if is_run_later and around is not None and not around.is_own:
                for name in ("+", "self"):
                    scope.names[name] = [f"@{around.qualname}", f"@{around.qualname} ()"]

    def open_made_class(self, left: Node, right: Node, node: Node) -> bool:
        """Defines the class of `Point = Struct.new(:x)`; false if an assignment is none such."""
        receiver, method = right.child_by_field_name("receiver"), right.child_by_field_name("method")
        if right.type != "call" or receiver is None or method is None:
            return False
        maker = self.text(receiver)
        if _MADE.get(maker) != self.text(method):
            return False
        body = self._define_class(self.text(left), node, left)
        given, block = right.child_by_field_name("arguments"), right.child_by_field_name("block")
        for each in given.named_children if given is not None else ():
            if each.type == "simple_symbol":
                draft = self.add_method(body, read_symbol(self.text(each)), each, each, is_own=False)
                if maker == "Struct":
                    body.members.bind(f"{draft.name}=", f"@{draft.qualname}")
            elif maker == "Class":
                self._add_superclass(body, each, self.drafts[-1])
        if block is not None:
            self._made[block.start_byte] = body
        return True

    # Bases

    def _add_superclass(self, body: Body, base: Node, draft: Draft) -> None:
        chain = self.type_chain(base)
        if chain:
            body.superclass = (chain, self.scope)
            self.refer(chain, EdgeType.INHERIT, base, draft.index)

    def type_chain(self, node: Node) -> str:
        """The chain of a constant that names a class; "" for anything else."""
        return self.read(node) if node.type in ("constant", "scope_resolution") else ""

    def add_bases(self, method: str, arguments: list[Node]) -> None:
        """The modules that a class or module takes in."""
        body = self.body_around()
        if body is None:
            return
        taken = {"extend": body.extended, "prepend": body.prepended}.get(method, body.included)
        for each in reversed(arguments):
            if each.type == "self":
                taken.append((f"@{body.qualname}", self.file))
            elif chain := self.type_chain(each):
                taken.append((chain, self.scope))
                if body.draft is not None:
                    self.refer(chain, EdgeType.INHERIT, each, body.draft.index)

    # Methods

    def add_method(self, body: Body | None, name: str, node: Node, name_node: Node, *, is_own: bool) -> Draft:
        """A method of a class or of none, bound to its name."""
        scope = self.scope
        self.scope = Scope(scope, node.end_byte, scope.owner, body.qualname if body is not None else "")
        draft = self.define(name, AtomType.METHOD if body is not None else AtomType.FUNCTION, node, name_node, node)
        self.scope = scope
        homes = (
            ([self._methods] if scope is self.file else []) if body is None else [body.own if is_own else body.members]
        )
        if body is not None and body.has_functions and not is_own:
            homes.append(body.own)
        for home in homes:
            home.bind(name, f"@{draft.qualname}")
        return draft

    def load(self, method: str, paths: list[str]) -> None:
        """Notes the files that a file loads."""
        for path in paths[-1:]:
            if path:
                relative = path if path.startswith(".") else f"./{path}"
                spec = relative if method == "require_relative" else path
                self.surface.setdefault(LOADED, []).append(spec)

    # What the walk leaves

    def is_exported(self, draft: Draft) -> bool:
        """All: nothing is the file's own."""
        return True

    def _fill_surface(self) -> None:
        super()._fill_surface()
        surface = self.surface
        named = [name for names in self.helpers.values() for name in names]
        for names in self.helpers.values():
            for name, qualname in names.items():
                if named.count(name) == 1 and name not in self._methods.names:
                    self._methods.bind(name, f"@{qualname}")
        surface.setdefault(f"@{OBJECT}", ["object"])
        surface[f"{OBJECT}+"] = [OBJECT]
        self.publish_members(OBJECT, self._methods)
        for name in self.visible:
            surface[f"::{OBJECT}.{name}"] = [f"{OBJECT}.{name}"]
        for body in self.bodies.values():
            self._fill_bases(body)
            self._fill_view(body)
        for key in [key for key in surface if key.startswith("::") and "@" in key]:
            del surface[key]

    def _fill_bases(self, body: Body) -> None:
        full, own = body.qualname, f"{body.qualname}.{SINGLETON}"
        bases = self._read_bases(body.bases)
        first = [f"!{chain}" for chain in self._read_bases([*reversed(body.prepended)])]
        own_bases = self._read_bases([*reversed(body.extended)])
        if body.superclass is not None:
            own_bases += [f"{chain} {SINGLETON}" for chain in self._read_bases([body.superclass])]
        own_bases += [f"{chain} ClassMethods" for chain in self._read_bases(body.included)]
        if body.draft is not None:
            self.surface[f"@{full}"] = ["class", *first, *bases, self.object_chain]
            self.surface[f"@{own}"] = ["object", *own_bases, self.object_chain]
            self.surface[f"::{own}"] = [f"@{own}"]
        for key, chains in ((full, bases), (own, own_bases)):
            if chains:
                self.surface[f"::{key}<"] = chains

    def _fill_view(self, body: Body) -> None:
        """Notes the methods that templates see where the file is one of helpers or of a controller."""
        for name in body.shown:
            self.surface[f"::{VIEW}.{name}"] = [f"@{body.qualname} () {name}"]
        if body.qualname.endswith(_HELPER):
            for name, bindings in body.members.names.items():
                if found := [each for each in bindings if isinstance(each, str) and each[0] == "@"]:
                    self.surface[f"::{VIEW}.{name}"] = found

    def _read_bases(self, bases: list[Base]) -> list[str]:
        return [each for chain, scope in bases for each in self.tree.expand(scope, chain)[0]]
