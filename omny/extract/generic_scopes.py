"""The scopes and names of a file in any language: blocks, namespaces, and what declarations bind.

See `generic_walk` for the captures.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.scopes import Scope, Value, join
from omny.extract.shapes import Speller
from omny.extract.tables import NO_SHAPES
from omny.extract.walk import Walk
from omny.model.atoms import MODULE_NAME
from omny.model.chains import PARAMETER, quote_chain

if TYPE_CHECKING:
    from typing import ClassVar  # noqa: F401 (type comments are not seen)

    from omny.extract.tables import Shapes  # noqa: F401

MARKS = "*%[("
"""First characters of chains that stand for something which holds values, or gives them."""

_HEADS = "^@"  # first characters of chains that name no type by its qualified name


_end = attrgetter("end")


class ScopedWalk(Walk):
    """The part of `GenericWalk` that knows scopes and names."""

    SHAPES = NO_SHAPES  # type: ClassVar[Shapes]
    """The tables of the language."""

    def __init__(self, source: bytes, root: Node) -> None:
        Walk.__init__(self, source, root)
        self.shapes = self.SHAPES
        self.speller = Speller(self.shapes, source, self.special, self.own_values)
        self.tree.keeps_members = self.shapes.keeps_members
        self.file = self.tree.module
        self.prefix = ""  # the namespace that the file states
        self._members: list[tuple[str, Scope]] = []  # scopes of types, by the qualified names of these
        self._namespaces: list[tuple[str, Scope]] = []
        self._types: dict[Scope, str] = {}  # qualified names of types by their scopes
        self._objects: list[tuple[str, Scope, list[Value]]] = []  # objects of unnamed types, with the bases of these
        self._imported: set[str] = set()  # names of the module scope that are no part of the unit
        self._type_parameters: dict[str, dict[str, list[Value]]] = {}  # by definition and name: bounds
        self._later: list[Bracket] = []  # declarations that bind from their end on, in the order of these

    def special(self, node: Node, levels: int) -> str | None:
        """The chain of an expression that no table can describe; None for all others."""
        return None

    def own_values(self, node: Node) -> list[Node | str]:
        """The values that an expression of the shape `own` can have: chains, and expressions whose values they are."""
        return []

    def release(self) -> None:
        """See `Walk`. The speller asks the walk, and what a language adds may hold methods of it."""
        Walk.release(self)
        self.speller.release()
        vars(self).clear()

    # Scopes

    def enter(self, position: int) -> None:
        """Makes the innermost scope at a position the current one."""
        while self._later and self._later[0].end <= position:
            bracket = self._later.pop(0)
            self._leave_scopes(bracket.end)
            around = self.scope
            if around.end > bracket.end:
                self.bind_names(bracket, self.open_block(around.end), around)
        self._leave_scopes(position)

    def _leave_scopes(self, position: int) -> None:
        scope = self.scope
        while position >= scope.end and scope.parent is not None:
            scope = scope.parent
        self.scope = scope
        self._position = position

    def open_scope(self, bracket: Bracket) -> None:
        """A block."""
        self.open_block(bracket.end)

    def open_namespace(self, bracket: Bracket) -> None:
        """A namespace that is a part of qualified names. One without a name leaves no trace, and is the file's own."""
        name = bracket.find("namespace.name")
        scope = self.open_block(bracket.end)
        if name is None:
            return
        text = self.speller.path(self.text(name)).replace(" ", ".")
        scope.qualname = f"{scope.qualname}.{text}" if scope.qualname else text
        self.see_members(scope, scope.qualname)
        self._namespaces.append((scope.qualname, scope))

    def open_unit(self, bracket: Bracket) -> None:
        """The namespace of the file, from here on."""
        name = bracket.find("unit.name")
        if name is not None:
            self.prefix = self.speller.path(self.text(name)).replace(" ", ".")
            if self.shapes.sees_members:
                self.file.inside = f"{self.prefix}/"

    def open_extend(self, bracket: Bracket) -> None:
        """Members of a type that is defined elsewhere, and bases that it gets."""
        on = bracket.find("on")
        owner = self.owner_name(on) if on is not None else ""
        if not owner:
            self.open_block(bracket.end)
            return
        scope = self.open_members(self.scope, owner, bracket.end)
        self._open(scope)
        self.see_members(scope, scope.qualname)
        for receiver in self.shapes.receiver_types:
            scope.bind(receiver, Value(owner.replace(".", " "), self.tree.module))
        for base in bracket.find_all("base"):
            chain = self.speller.type_name(base)
            if chain and chain[0] not in MARKS:
                added = self.surface.setdefault(f"::{self.full_name(scope.qualname)}<", [])
                added += self.tree.expand(scope, chain)[0]

    def owner_name(self, on: Node) -> str:
        """The qualified name of the type that a definition belongs to which stands elsewhere; "" if it is unknown."""
        name = self.speller.type_name(on).replace(" ", ".")
        return "" if not name or name[0] in MARKS or name[0] in _HEADS else name

    def open_members(self, around: Scope, owner: str, end: int) -> Scope:
        """A scope for members of a type that is defined elsewhere."""
        qualname = f"{around.qualname}.{owner}" if around.qualname else owner
        scope = Scope(around, end, around.owner, qualname, opaque=True)
        scope.given_to = around.given_to
        self.add_members(qualname, scope)
        return scope

    def add_members(self, qualname: str, scope: Scope) -> None:
        """Has the names of a scope be members of a type."""
        self._members.append((qualname, scope))
        self._types[scope] = qualname

    def open_object(self, end: int, bases: list[str]) -> Scope:
        """A scope for the members of an object whose type has no name, and bases, which are chains. The object is the
        value `@` with the qualified name that stands in `_objects`, and no atom."""
        around = self.scope
        scope = self.open_block(end)
        qualname = f"{around.qualname}.{{{len(self._objects)}}}" if around.qualname else f"{{{len(self._objects)}}}"
        self._objects.append(
            (qualname, scope, [Value(base, around) for base in bases if base and base[0] not in MARKS])
        )
        self.see_members(scope, qualname)
        return scope

    def bind_import(self, name: str, *values: str) -> None:
        """Binds a name that the file imports: members of types that the code stands in come before it, and names of the
        unit after it."""
        self.tree.module.bind(name, *values)
        self._imported.add(name)

    def see_members(self, scope: Scope, qualname: str) -> None:
        """Has code of a scope see the members of a type or namespace by their bare names, if the language does so."""
        if self.shapes.sees_members:
            scope.inside = f"{self.prefix}/{qualname}" if self.prefix else qualname

    def full_name(self, qualname: str) -> str:
        """A qualified name with the namespace of the file before it."""
        return f"{self.prefix}.{qualname}" if self.prefix else qualname

    def home_scope(self, scope: Scope, *, is_private: bool = False) -> Scope:
        """The scope that takes a name: its unit's, for a name that a file does not keep to itself."""
        return self.tree.module if scope is self.file and not is_private else scope

    def type_around(self, scope: Scope) -> str:
        """The qualified name of the type that has a scope as its body; "" for any other scope."""
        return self._types.get(scope, "")

    # Names

    def open_bind(self, bracket: Bracket) -> None:
        """A declaration of names."""
        if bracket.node.type in self.shapes.later_bindings and self._speaks_of_itself(bracket):
            self._later.append(bracket)
            self._later.sort(key=_end)
        else:
            self.bind_names(bracket, self.home_scope(self.scope), self.scope)

    def bind_type_parameter(self, name: str, bounds: list[str], owner: str = "") -> None:
        """Binds a type parameter of the definition in hand, or of another one by its qualified name; a further time
        adds bounds. These are chains of types, to be read in the current scope."""
        scope = self.scope
        owner = owner or self.type_around(scope) or self.drafts[scope.owner].qualname
        parameters = self._type_parameters.setdefault(owner, {})
        key = name if owner != MODULE_NAME else f"{name} {scope.end}"  # of functions that are no atoms
        if name not in scope.names:
            parameters[key] = []
            scope.bind(name, f"{PARAMETER}{owner}:{list(parameters).index(key)}")
        plain = [chain for chain in bounds if chain and chain[0] not in "*%[?"]
        parameters.setdefault(key, []).extend([Value(chain, scope) for chain in plain])

    def has_type_parameters(self, qualname: str) -> bool:
        """Whether a definition has type parameters."""
        return qualname in self._type_parameters

    def is_unbound(self, chain: str) -> bool:
        """Whether a chain is of an object of a type parameter without a bound, or of something that holds such."""
        owner, _, place = chain.lstrip(MARKS).removesuffix(" ()").removeprefix(PARAMETER).rpartition(":")
        bounds = list(self._type_parameters.get(owner, {}).values())
        return place.isdigit() and int(place) < len(bounds) and not bounds[int(place)]

    def publish_type_parameters(self) -> None:
        """Adds the type parameters of all definitions to the surface, each by its bounds."""
        for owner, parameters in self._type_parameters.items():
            told = [[chain for bound in bounds for chain in self._values(bound)] for bounds in parameters.values()]
            self.surface[f"{owner}{PARAMETER}"] = [
                "|".join(map(quote_chain, dict.fromkeys(chains))) or "?" for chains in told
            ]

    def _speaks_of_itself(self, bracket: Bracket) -> bool:
        """Whether the value of a declaration has the name that it binds, which means another thing there."""
        values = [*bracket.find_all("bind.value"), *bracket.find_all("bind.each")]
        if not values or self.scope is self.file:
            return False
        text = self.source[values[0].start_byte : values[-1].end_byte]
        return bool([name for name in bracket.find_all("bind.name") if self.text(name).encode() in text])

    def bind_names(self, bracket: Bracket, target: Scope, scope: Scope) -> None:
        """Binds the names of a declaration in `target`; its types and values are read in `scope`."""
        names, type_, each = bracket.find_all("bind.name"), bracket.find("bind.type"), bracket.find("bind.each")
        typed = self.speller.instance_chain(type_) if type_ is not None else ""
        for place, name in enumerate(names):
            if typed:
                chain = typed
            elif each is not None:
                chain = join(self.speller.chain(each), "[]") or "?" if place == len(names) - 1 else "?"
            else:
                chain = self._value_chain(names, bracket.find_all("bind.value"), place)
            self.bind_chain(target, self.text(name), chain, scope)

    def bind_chain(self, target: Scope, name: str, chain: str, scope: Scope) -> None:
        """Binds a name to a chain that is written in `scope`."""
        if chain == "?":
            target.bind(name, "?")
            return
        # In `store store` the second one is a type, and not the variable.
        is_itself = chain.partition(" ")[0].lstrip(MARKS) == name
        target.bind(name, Value(chain, scope.parent if is_itself and scope.parent is not None else scope))

    def _value_chain(self, names: list[Node], values: list[Node], place: int) -> str:
        """The chain of the value that the name at a place gets."""
        if len(values) == len(names):
            return self.speller.chain(values[place])
        if len(values) != 1:
            return "?"
        chain = self.speller.chain(values[0])
        if chain.endswith(" ()"):
            return join(chain, f"[{place}]") or "?"
        return chain if place == 0 else "?"
