"""Names bound to scopes: what a chain's head means inside its own file.

Knows no grammar. A language's walk opens scopes, binds names and notes references in source order; when the file
is read, `ScopeTree.expand` says what a chain can stand for, with every local name replaced by what was bound to it.
Flow is not followed: a name has all the values that its scope ever binds to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from omny.extract.limits import EXPAND_DEPTH, MAX_CUTS, MAX_VALUES
from omny.extract.segments import (
    drop_values,
    read_arguments,
    read_values,
    spell_arguments,
    spell_values,
    write_several,
    write_type,
)
from omny.model.chains import ARGUMENTS, PARAMETER, VALUES, read_several, read_type, split_parts

MEMBER = " : "
"""What stands in a chain between something that holds values and a member of it."""


_MAX_GIVEN = 4  # values of an argument
_MAX_GUARDED = 3  # attributes of attributes whose tests are followed


class Value:
    """A chain that was assigned to a name, to be read in the scope where that was written."""

    __slots__ = ("chain", "scope")

    def __init__(self, chain: str, scope: Scope) -> None:
        self.chain = chain
        self.scope = scope


Binding = str | Value
"""`@definition`, `^import`, another finished chain, or a `Value` to be expanded."""


class Scope:
    """A region of source with names of its own.

    `owner` is the index of the definition whose code the region is; `qualname` what names defined in it are
    qualified with. Names of an `opaque` scope are seen by its own code only, not by scopes inside it (a Python class
    body). `hoists` is whether it takes the function-wide names of blocks inside it. `given_to` is the definition that
    a function belongs to which is passed to something there: the owner, but for the parameters of a definition.
    `inside` is the type or namespace whose members the code sees by their bare names, inherited ones too, by its
    qualified name; empty in a language without such names. A guard is the code in which a test holds: it has names of
    its own for what was tested, also for attributes (`self x`), and all else that is bound there belongs around it.
    """

    __slots__ = (
        "end",
        "given_to",
        "hoists",
        "inside",
        "is_guard",
        "names",
        "opaque",
        "owner",
        "parent",
        "qualname",
        "redirects",
    )

    def __init__(
        self, parent: Scope | None, end: int, owner: int, qualname: str, *, opaque: bool = False, hoists: bool = True
    ) -> None:
        self.parent = parent
        self.end = end
        self.owner = self.given_to = owner
        self.qualname = qualname
        self.inside: str = parent.inside if parent is not None else ""
        self.opaque = opaque
        self.hoists = hoists
        self.is_guard = False
        self.names: dict[str, list[Binding]] = {}
        self.redirects: dict[str, Scope] = {}

    def bind(self, name: str, *values: Binding) -> None:
        """Adds values to a name; none at all makes it a local name that tells nothing."""
        self.bind_all(name, values)

    def bind_all(self, name: str, values: Iterable[Binding]) -> None:
        """See `bind`."""
        if not name:
            return  # a name that the parser put in where one is missing
        if self.is_guard and self.parent is not None:
            self.parent.bind_all(name, values)
            if name not in self.names:
                return
        target = self.redirects.get(name, self) if self.redirects else self
        known = target.names.get(name)
        if known is None:
            known = target.names[name] = []
        for value in values:
            if value not in known:
                known.append(value)

    def ancestors(self) -> Iterator[Scope]:
        """This scope and those around it, inside out."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def hoisting_scope(self) -> Scope:
        """The nearest scope that takes function-wide names."""
        scope = self
        while not scope.hoists and scope.parent is not None:
            scope = scope.parent
        return scope

    def block(self) -> Scope:
        """The nearest scope that is no guard."""
        scope = self
        while scope.is_guard and scope.parent is not None:
            scope = scope.parent
        return scope

    def has_type_parameter(self, name: str) -> bool:
        """Whether a name is a type parameter here, which scopes inside see in any case."""
        first = self.names[name][:1]
        return bool(first) and isinstance(first[0], str) and first[0][0] == PARAMETER

    def find(self, name: str) -> Scope | None:
        """The scope whose binding of `name` the code of this scope sees."""
        if name in self.names:
            return self
        scope = self.parent
        while scope is not None:
            if name in scope.names and (not scope.opaque or scope.has_type_parameter(name)):
                return scope
            scope = scope.parent
        return None


def join(head: str, rest: str) -> str | None:
    """The chain `head rest`, where `head` may be a container (`*item`, `%value`) whose item `rest` takes first.

    `*chain` is something that holds `chain` and gives it by iteration and by subscript, `%chain` by subscript only.
    `[first|second` are several values of one expression, which `[0]`, `[*0]` and `[.0]` give, or names such as `0/1`;
    `[<key>first|<>second` are those of a map that is written out. `(chain` is a function whose result alone is known.
    In `*item : get/1 ()` a member of such a thing follows: only the language knows whether that gives an item. Returns
    None where that tells nothing.
    """
    if head == "?":
        return None
    if not rest:
        return head
    mark = head[0]
    if mark not in "*%[(" or MEMBER in head:
        return f"{head} {rest}"
    first, _, further = rest.partition(" ")
    if mark == "(" and (first in ("()", "->") or first[:2] == VALUES):
        return join(head if first[0] == PARAMETER else head[1:], further)
    if mark == "(" and first[0] != "/":
        return f"{head}{MEMBER}{rest}" if further[:1] == "/" or "/" in first else None
    if mark == "(":
        return join(head, further)
    if mark == "[":
        place = first[1:-1].lstrip("*.") if first[0] == "[" else first.partition("/")[0]
        parts = [] if head[1] == "<" else head[1:].split("|")
        return join(parts[int(place)], further) if place.isdigit() and int(place) < len(parts) else None
    if first == "[]" or first[:2] == "[." or (first[:2] == "[*" and mark == "*"):
        return join(head[1:], further)
    if first == "[:]" and mark == "*":
        return join(head, further)
    return f"{head}{MEMBER}{rest}" if "/" in rest and mark != "[" else None


class ScopeTree:
    """All scopes of one file, and what a chain means in each."""

    def __init__(self, end: int) -> None:
        self.module = Scope(None, end, 0, "")
        self.scopes = [self.module]
        self.keeps_members = False  # whether what holds values has members that are no functions
        self.applied = ""  # see `omny.resolve.semantics.Semantics`
        self.imports: set[tuple[Scope, str]] = set()  # names in blocks that stand for what these import
        self.narrowed: set[str] = set()  # heads of attributes that guards have
        self._memo: dict[tuple[Scope, str], tuple[list[str], bool]] = {}
        self._cuts = 0  # where a name led back to itself, so far
        self._open: set[tuple[Scope, str]] = set()

    def forget(self) -> None:
        """Forgets what names were found to stand for, since names have been bound after they were asked for."""
        self._memo.clear()

    def clear(self) -> None:
        """Forgets all names, so that no reference cycle keeps the file's scopes alive."""
        for scope in self.scopes:
            scope.names.clear()
            scope.redirects.clear()
        self.imports.clear()

    def expand(self, scope: Scope, chain: str, depth: int = EXPAND_DEPTH) -> tuple[list[str], bool]:
        """What `chain`, written in `scope`, can stand for, and whether that goes through an assignment.

        The chains returned have a definition, an import or a name of the module as their head.
        """
        if ARGUMENTS in chain:
            chain = self.expand_arguments(scope, chain, depth)
        head, _, rest = chain.partition(" ")
        if not head or head[0] in "@^?.&=';":
            return ([chain] if head not in ("", "?") else []), False  # a torn name is empty
        if head[0] in "*%([":
            return self._expand_held(scope, chain, depth)
        if head[0] in "{!":
            return [self._expand_type(scope, head, rest, depth)], False
        if head[0] == "|":
            several = [value for part in read_several(head) for value in self.expand(scope, part, depth)[0]]
            return [whole for value in several if (whole := self.extend(value, rest)) is not None], True
        if self.narrowed and head in self.narrowed and (guarded := self._find_guarded(scope, head, rest)):
            guard, name = guarded
            values, _ = self.values(guard, name, depth)
            return [
                whole for value in values if (whole := self.extend(value, chain[len(name) + 1 :])) is not None
            ], True
        if self.applied and "/" in head:
            head = self.name_used(scope, head)
        found = scope.find(head)
        if self.applied and "/" in head and (holder := self.find_holder(scope, head, found)) is not None:
            values, inferred = self.expand_applied(holder, head, depth)
            return [whole for value in values if (whole := join(value, rest)) is not None], inferred
        if found is None or found is self.module:
            return [f".{scope.inside}::{chain}" if scope.inside else chain], False
        values, inferred = self.values(found, head, depth)
        return [whole for value in values if (whole := self.extend(value, rest)) is not None], inferred

    def _expand_held(self, scope: Scope, chain: str, depth: int) -> tuple[list[str], bool]:
        """As `expand`, of what holds values."""
        held, _, member = chain.partition(MEMBER)
        if held[0] == "[":
            parts = []
            is_known = False
            for key, part in split_parts(held[1:]):
                value = (self.expand(scope, part, depth)[0] or ["?"])[0]
                if "|" in value or MEMBER in value:
                    value = "?"  # what is in it would count as part of the whole
                is_known = is_known or value != "?"
                parts.append(f"<{key}>{value}" if chain[1] == "<" else value)
            found = ["[" + "|".join(parts)] if is_known else []
            inferred = False
        else:
            inner, inferred = self.expand(scope, held[1:], depth)
            found = [held[0] + item for item in inner if MEMBER not in item]
        if not member:
            return found, inferred
        return [whole for value in found if (whole := self.extend(value, member)) is not None], True

    def narrow(self, guard: Scope, path: str, *values: Binding) -> None:
        """Binds what was tested, a name or an attribute of one, in a guard."""
        guard.is_guard = True
        guard.names[path] = list(values)
        if " " in path:
            self.narrowed.add(path.partition(" ")[0])

    def _find_guarded(self, scope: Scope, head: str, rest: str) -> tuple[Scope, str] | None:
        """The nearest guard that has the beginning of a chain, and that beginning, if the head means the same there."""
        segments = rest.split(" ")[:_MAX_GUARDED]
        around: Scope | None = scope
        while around is not None:
            if around.is_guard:
                for count in range(len(segments), 0, -1):
                    path = " ".join([head, *segments[:count]])
                    if path in around.names:
                        return around, path
            if head in around.names:
                return None
            around = around.parent
        return None

    def _expand_type(self, scope: Scope, head: str, rest: str, depth: int) -> str:
        """A type that is written out, with what its names stand for."""
        parts: list[tuple[str, list[str]]] = []
        is_same = True
        for name, chains in read_type(head):
            found: list[str] = []
            for chain in chains:
                found += self.expand(scope, chain, depth)[0]
            if found:
                parts.append((name, found))
            is_same = is_same and bool(found) and found == chains
        whole = head if is_same else head[0] + write_type(parts)[1:]
        return f"{whole} {rest}" if rest else whole

    def expand_arguments(self, scope: Scope, chain: str, depth: int = EXPAND_DEPTH) -> str:
        """The chain with its type arguments expanded. One that can be several types is unknown."""
        if ARGUMENTS not in chain:
            return chain
        parts = chain.split(" ")
        for at, part in enumerate(parts):
            if at and part[:1] == PARAMETER:  # a torn name is empty
                if part[:2] == VALUES:
                    parts[at] = self._expand_values(scope, part, depth)
                    continue
                expanded = []
                is_same = True
                for each in read_arguments(part):
                    found = self.expand(scope, each, depth)[0]
                    value = found[0] if len(found) == 1 else "?"
                    is_same = is_same and value == each
                    expanded.append(value)
                if not is_same:
                    parts[at] = spell_arguments(expanded)
        return " ".join([part for part in parts if part])

    def _expand_values(self, scope: Scope, segment: str, depth: int) -> str:
        """The arguments of a call expanded. One that can be several things has them all."""
        spelled: list[str] = []
        is_same = True
        for name, chain in read_values(segment):
            whole = chain
            if chain[0] not in "'@^&.=?*" or (len(chain) > 1 and (chain[0] in "?*" or ARGUMENTS in chain)):
                several = self.expand(scope, chain, depth)[0]
                whole = write_several(several) if 0 < len(several) <= _MAX_GIVEN else "?"
            is_same = is_same and whole == chain
            spelled.append(f"{name}={whole}" if name else whole)
        return segment if is_same else spell_values(spelled)

    def extend(self, value: str, rest: str) -> str | None:
        """As `join`, with the members that a language has for what holds values."""
        whole = join(value, rest)
        if whole is None and self.keeps_members and value[0] in "*%[" and MEMBER not in value:
            return f"{value}{MEMBER}{rest}"
        return whole

    def name_used(self, scope: Scope, name: str) -> str:
        """The name of a function in a block that a use calls, which says no more than the number of arguments; else
        the name of the use itself."""
        function = f"{name[:-1]}0" if name[-2:] == "/-" else name.partition(":")[0]
        found = scope.find(function)
        return name if found is None or found is self.module or (found.opaque and function != name) else function

    def find_holder(self, scope: Scope, name: str, found: Scope | None) -> Scope | None:
        """The scope that binds a name without its number of arguments, if that is nearer than `found`, which binds it
        with that: what is called is the value of a variable."""
        holder = scope.find(name.partition("/")[0])
        if holder is None or holder is self.module:
            return None
        inner: Scope | None = scope
        while inner is not None and inner is not holder:
            if inner is found:
                return None
            inner = inner.parent
        return holder if holder is not found else None

    def expand_applied(self, holder: Scope, name: str, depth: int) -> tuple[list[str], bool]:
        """What a call of a variable stands for. Reading one without brackets is no call."""
        plain, _, count = name.partition("/")
        values, inferred = self.values(holder, plain, depth)
        if (holder, plain) in self.imports:
            return [f"{value}/{count}" for value in values], inferred
        if not count[:1].isdigit():
            return [], inferred
        applied = []
        for value in values:
            if value[0] in "*%(":
                applied.append(f"({value[1:]}")
            elif value[0] != "[":
                applied.append(f"{value} {self.applied}/{count}")
        return applied, inferred

    def values(self, scope: Scope, name: str, depth: int) -> tuple[list[str], bool]:
        """What `name`, which `scope` itself binds, can stand for, and whether that goes through an assignment."""
        key = (scope, name)
        if (known := self._memo.get(key)) is not None:
            return known
        if key in self._open or not depth:
            self._cuts += 1
            return [], True
        cuts = self._cuts
        self._open.add(key)
        values: dict[str, None] = {}
        inferred = False
        for binding in scope.names[name]:
            if isinstance(binding, str):
                values[binding] = None
            else:
                expanded, _ = self.expand(binding.scope, binding.chain, depth - 1)
                values.update(dict.fromkeys(expanded))
                inferred = True
        self._open.discard(key)
        values.pop("?", None)
        if len(values) > MAX_VALUES:
            values = dict.fromkeys(map(drop_values, values))
        answer = (list(values) if len(values) <= MAX_VALUES else [], inferred or len(values) > 1)
        if cuts == self._cuts or not self._open or self._cuts > MAX_CUTS:
            self._memo[key] = answer  # else it lacks what the name in hand stands for
        return answer
