"""What the calls of a file pass to functions of that file whose parameters have no type.

`def run(f): f()` calls `helper` where the file has `run(helper)`. Calls and function are in one file, so this is a fact
of the file. Every call of a function counts for it, wherever the call stands.

The value of an argument is found as if no parameter had such values. So neither the order of the calls nor a cycle of
them changes an answer. A parameter that is passed on as it is brings what it was passed, in as many steps as there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from omny.extract.scopes import Scope, Value, join
from omny.extract.segments import drop_values
from omny.model.atoms import is_class_like
from omny.model.edges import EDGE_TYPES, EdgeType
from omny.model.surfaces import FunctionFlag
from omny.native import compiled

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.extract.generic_walk import GenericWalk

MAX_PASSED = 8
"""Values that the calls pass to a parameter. One with more says nothing about what is called."""

_DECORATOR = EDGE_TYPES.index(EdgeType.DECORATOR)
_MAX_ALIASES = 4  # names of the module between a call and its function
_MAX_BASES = 8  # classes between a class and the one whose function it inherits
_MAX_AROUND = 5  # levels of syntax between an argument and the assignment of what the call gives
_IN_NAMES = frozenset(b"._$0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")  # and what joins names
_IN_ARGUMENTS = frozenset(b",)")
_BRACKET, _DOT = b"(."
_CALLING = frozenset(b"(?")
_LONGEST_WORD = 4
_TARGET_BYTES = 80  # of what a parameter is assigned to
_VARIADIC = "*."  # first characters of parameters that take any number of arguments

Slot = tuple[int, str]
"""A parameter: the index of its function, and its name."""


class Passing(NamedTuple):
    """How a language passes arguments."""

    constructor: str
    spreads: frozenset[str]
    """Kinds of arguments that stand for any number of them."""

    has_receiver: bool
    """Whether the first parameter of a method is what it is called on."""

    words: tuple[bytes, ...]
    """What stands before the items of a loop."""

    makes_fields: bool = False
    """Whether a constructor can make fields of its parameters without a statement."""

    receiver: str = ""
    """The name of what a function is called on, also as a parameter that takes no argument."""


NOTHING_PASSED: Passing | None = None


def bind_passed(walk: GenericWalk, passing: Passing) -> None:
    """Binds parameters without a type to what is passed. All other names have to be bound before."""
    called = walk._uses.called_names()
    decorating = [each for each in walk._references if each[3] == _DECORATOR]
    called.update([chain.rpartition(" ")[2].encode() for _, _, chain, _, _ in decorating])
    taking = [draft for draft in walk.drafts if draft.name.encode() in called or draft.name == passing.constructor]
    passed = _Passed(walk, passing)
    wanted = {slot for draft in taking if "parameters" in draft.detail for slot in passed.list_used(draft)}
    classes = {draft.name.encode() for draft in taking if is_class_like(draft.type)} if wanted else set()
    while wanted:
        names = {walk.drafts[index].name.encode() for index, _ in wanted}
        if passing.constructor.encode() in names:
            names |= classes
        passed.wanted = wanted
        uses = sorted(walk._uses.list_calls(names), key=_by_extent)
        scopes = walk.scopes_at([start for start, _ in uses])
        for (_, node), (_, scope) in zip(uses, scopes, strict=True):
            passed.read_call(node, scope)
        for scope, owner, chain, _, _ in decorating:
            if chain.rpartition(" ")[2].encode() in names:
                passed.read_decorator(chain, scope, walk.drafts[owner])
        wanted = passed.take_more()
    passed.bind()


def _by_extent(call: tuple[int, Node]) -> tuple[int, int]:
    return call[0], call[1].end_byte


@compiled("text")
def is_used(source: bytes, name: bytes, start: int, end: int, words: tuple[bytes, ...]) -> bool:
    """Whether code calls a name or something of it, goes through its items, or assigns it to an attribute."""
    end = min(end, len(source) - 1)  # something follows
    at = source.find(name, start, end)
    while at >= 0:
        after = at + len(name)
        if source[at - 1] not in _IN_NAMES:
            if source[after] not in _IN_NAMES:
                if source[after] in _CALLING or source.endswith(words, at - _LONGEST_WORD, at):
                    return True
                is_last = source[after] not in _IN_ARGUMENTS or source[at - 1] in b" "
                left = source[max(start, at - _TARGET_BYTES) : at].rstrip() if is_last else b""
                if left[-1:] == b"=" and b"." in left[left.rfind(b"\n") + 1 :]:
                    return True
            elif source[after] == _DOT:
                while after < end and source[after] in _IN_NAMES:
                    after += 1
                if source[after] == _BRACKET:
                    return True
        at = source.find(name, after, end)
    return False


class _Passed:
    """What the calls of one file pass."""

    def __init__(self, walk: GenericWalk, passing: Passing) -> None:
        self._walk = walk
        self._passing = passing
        self.wanted: set[Slot] = set()
        """The parameters whose values are looked for."""
        self._looked: set[Slot] = set()
        self._by_name: dict[str, Draft] = {}
        self._reached: dict[str, tuple[Draft, int] | None] = {}
        self._places: dict[int, list[str]] = {}
        self._open: dict[int, set[str]] = {}
        self._values: dict[Slot, dict[str, None]] = {}
        self._made: dict[int, set[str]] = {}  # by the constructor, the classes whose objects it makes
        self._passed_on: dict[Slot, dict[Slot, None]] = {}  # by the parameter that is passed on

    def list_used(self, draft: Draft) -> list[Slot]:
        """The parameters of a function for which it makes a difference what is passed."""
        source, words = self._walk.source, self._passing.words
        is_maker = self._passing.makes_fields and draft.name == self._passing.constructor
        return [
            (draft.index, name)
            for name in self._list_open(draft)
            if is_maker or is_used(source, name.encode(), draft.name_end, draft.end, words)
        ]

    def take_more(self) -> set[Slot]:
        """The parameters that are passed on and whose values have not been looked for."""
        self._looked |= self.wanted
        return self._passed_on.keys() - self._looked

    def read_call(self, node: Node, scope: Scope) -> None:
        """Notes the arguments of a call, by the node of what is called."""
        call = node.parent
        arguments = call.child_by_field_name("arguments") if call is not None else None
        if arguments is None:
            return
        self._walk.scope = scope
        found = self._find_taker(scope, self._walk.chain(node))
        if found is None:
            return
        draft, place = found
        names = self._list_places(draft)
        for argument in arguments.named_children:
            name, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
            if name is not None and value is not None:
                self._note(draft, self._walk.text(name), value, scope)
            elif argument.type in self._passing.spreads:
                place = len(names)
            elif argument.type not in self._walk.shapes.trivia:
                if place < len(names):
                    self._note(draft, names[place], argument, scope)
                place += 1

    def read_decorator(self, chain: str, scope: Scope, decorated: Draft) -> None:
        """Notes the function that a decorator without arguments is given."""
        found = self._find_taker(scope, chain)
        if found is not None and chain.replace(" ", ".") in decorated.detail.get("decorators", ()):
            draft, place = found
            names = self._list_places(draft)
            if place < len(names) and (draft.index, names[place]) in self.wanted:
                self._values.setdefault((draft.index, names[place]), {})[f"@{decorated.qualname}"] = None

    def _is_renewed(self, name: str, argument: Node) -> bool:
        """Whether a name that is an argument stands for the result of that very call from then on."""
        around = argument.parent
        for _ in range(_MAX_AROUND):
            left = around.child_by_field_name("left") if around is not None else None
            if around is None or left is not None:
                return left is not None and self._walk.text(left) == name
            around = around.parent
        return False

    def _note(self, draft: Draft, name: str, argument: Node, scope: Scope) -> None:
        slot = draft.index, name
        if slot not in self.wanted:
            return
        values = self._values.setdefault(slot, {})
        for chain in self._walk.speller.values(argument):
            if " " not in chain and self._is_renewed(chain, argument):
                continue  # in `f = wrap(f)` it is what the name was before
            holder = scope.find(chain)
            owner = self._walk.drafts[holder.owner] if holder is not None else draft
            if holder is owner.body and chain in self._list_open(owner):
                if slot != (owner.index, chain):
                    self._passed_on.setdefault((owner.index, chain), {})[slot] = None
            else:
                found = self._walk.tree.expand(scope, drop_values(chain))[0]
                if chain == self._passing.receiver:  # an object of no class may be filled, as a list is
                    found = [value for value in found if value.endswith(" ()")]
                values.update(dict.fromkeys([drop_values(value) for value in found]))

    def _list_places(self, draft: Draft) -> list[str]:
        """The parameters of a function that take the argument at their place."""
        names = self._places.get(draft.index)
        if names is None:
            names = self._places[draft.index] = []
            for parameter in draft.detail.get("parameters", ()):
                if parameter["name"][0] in _VARIADIC:
                    break
                if parameter["name"] != self._passing.receiver:
                    names.append(parameter["name"])
        return names

    def _list_open(self, draft: Draft) -> set[str]:
        """The parameters that have no type, and to which nothing is assigned but a default: in their declaration, or
        where the argument is missing, as in `f = f || g`."""
        names = self._open.get(draft.index)
        if names is None:
            names = self._open[draft.index] = set()
            for parameter in draft.detail.get("parameters", ()):
                name = parameter["name"]
                values = draft.body.names.get(name)
                if values is None or "annotation" in parameter:
                    continue
                chains = [each.chain.removesuffix(" ()") if isinstance(each, Value) else "" for each in values]
                default = parameter.get("default", "").partition("(")[0].replace(".", " ")
                if not chains or name in chains or (len(chains) == 1 and chains[0] == default):
                    names.add(name)
        return names

    def _find_taker(self, scope: Scope, chain: str) -> tuple[Draft, int] | None:
        """The one function that a call of a chain reaches, and the place of the parameter that gets its first
        argument; None where several are possible, or one of another file."""
        value = self._follow(scope, chain, _MAX_ALIASES)
        if value not in self._reached:
            if not self._by_name:
                self._by_name = {draft.qualname: draft for draft in self._walk.drafts}
            self._reached[value] = self._reach(value)
        return self._reached[value]

    def _follow(self, scope: Scope, chain: str, aliases: int) -> str:
        """The one thing that a chain is, if names of the module are followed; "" for several."""
        values = self._walk.tree.expand(scope, chain)[0]
        if len(values) != 1 or not aliases:
            return ""
        head, _, rest = values[0].partition(" ")
        bindings = self._walk.tree.module.names.get(head)
        if bindings is None:
            return values[0]
        if len(bindings) != 1:
            return ""
        binding = bindings[0]
        whole = binding if isinstance(binding, str) else self._follow(binding.scope, binding.chain, aliases - 1)
        return (join(whole, rest) or "") if whole else ""

    def _reach(self, value: str) -> tuple[Draft, int] | None:
        head, *segments = value.split(" ")
        if head[:1] != "@":
            return None
        holder = self._by_name.get(head[1:])
        constructor = self._passing.constructor
        if not segments:
            if holder is None or not is_class_like(holder.type):
                return (holder, 0) if holder is not None else None
            segments = ["()", constructor]
        is_object = segments[0] == "()"
        is_above = segments[-2:-1] == ["super"]
        if len(segments) != 1 + is_object + is_above or (holder is not None and not is_class_like(holder.type)):
            return None
        draft = self._find_member(head[1:].removesuffix("{}"), segments[-1], is_above=is_above)
        if draft is None or is_class_like(draft.type):
            return None
        if segments[-1] == constructor:
            self._made.setdefault(draft.index, set()).add(head)
        if not self._passing.has_receiver or FunctionFlag.STATIC in draft.flags:
            return draft, 0
        return draft, int(is_object or FunctionFlag.CLASS in draft.flags)

    def _find_member(self, owner: str, name: str, *, is_above: bool) -> Draft | None:
        """The function that a class or object of this file has, or inherits from one of this file."""
        for _ in range(_MAX_BASES):
            qualname = f"{owner}.{name}"
            if not is_above and qualname in self._by_name:
                return self._by_name[qualname] if f"{qualname}~2" not in self._by_name else None
            holder = self._by_name.get(owner)
            if holder is None or len(holder.bases) != 1:
                return None
            base = self._follow(holder.scope, holder.bases[0], _MAX_ALIASES)
            if base[:1] != "@" or " " in base:
                return None
            owner, is_above = base[1:], False
        return None

    def _is_shared(self, draft: Draft) -> bool:
        """Whether a constructor makes objects of several classes: what one gets says nothing of the others."""
        made = self._made.get(draft.index, set())
        plain = {*made, f"@{draft.qualname.rpartition('.')[0]}"}
        return len(made) > 1 or bool(
            made
            and [
                each
                for each in self._walk.drafts
                if each.bases
                and f"@{each.qualname}" not in plain
                and self._find_member(each.qualname, draft.name, is_above=False) is draft
            ]
        )

    def bind(self) -> None:
        """Gives the parameters their values."""
        if not self._values:
            return
        drafts = self._walk.drafts
        based = {chain.partition(" ")[0] for draft in drafts for chain in draft.bases}
        reached: dict[Slot, dict[str, None]] = {}
        for slot, values in self._values.items():
            ways, seen = [slot] if values else [], {slot}
            while ways:
                way = ways.pop()
                reached.setdefault(way, {}).update(values)
                more = [each for each in self._passed_on.get(way, ()) if each not in seen]
                seen.update(more)
                ways += more
        told: dict[Slot, dict[str, None]] = {}
        for slot, values in reached.items():
            if len(values) <= MAX_PASSED and slot[1] not in based and not self._is_shared(drafts[slot[0]]):
                told[slot] = values
        if not told:
            return
        # What a function returns for one caller says nothing to another.
        for draft in drafts:
            if draft.returns:
                draft.returns = [chain for binding in draft.returns for chain in self._walk._values(binding)]
        module = self._walk.tree.module
        for (index, name), values in told.items():
            drafts[index].body.bind(name, *[Value(chain, module) for chain in values])
        self._walk.tree.forget()
