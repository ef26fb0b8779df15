"""The methods that Python calls without a call in the source: of operators, `with`, loops and subscripts."""

from __future__ import annotations

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_scopes import MARKS
from omny.extract.scopes import Scope, Value
from omny.extract.segments import drop_values
from omny.extract.shapes import Speller
from omny.languages.python.narrowing import Narrowing
from omny.model.edges import EdgeType
from omny.model.surfaces import FunctionFlag

_BINARY = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "<<": "lshift", ">>": "rshift", "&": "and", "|": "or", "^": "xor",
}  # fmt: skip
_COMPARING = {"==": "eq", "!=": "ne", "<": "lt", ">": "gt", "<=": "le", ">=": "ge"}
_UNARY = {"-": "neg", "+": "pos", "~": "invert"}
_NAMES = frozenset(("identifier", "attribute", "call", "subscript"))

MAX_STEPS = 1
"""Names after the first that are followed. Of further ones hardly any is known, and many reads have them."""

_IMPLICIT, _PROPERTY = EdgeType.IMPLICIT, FunctionFlag.PROPERTY  # members of an enumeration are looked up by a method

CALLED = " ()"
"""What ends the chain of such a method, and no chain of a read."""


class ImplicitCalls(Narrowing):
    """The part of the walk that knows what is called without a call."""

    USES = {**Narrowing.USES, "read": EdgeType.IMPLICIT}  # noqa: RUF012 (see `Walk`)

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._own: dict[str, tuple[set[str], set[str]]] | None = None

    def open_implicit(self, bracket: Bracket) -> None:
        """An operator, a `with`, a loop ...: see `list_implicit`."""
        for chain in list_implicit(self.speller, self.source, bracket.node):
            self.refer(chain, _IMPLICIT, bracket.node)

    def _find_implicit(self, value: str) -> str:
        """See `Walk`. A read calls a property at most, and none where the file assigns the attribute. An object of an
        unknown class has no such method."""
        is_read = not value.endswith(CALLED)
        whole = value if is_read else value.removesuffix(CALLED)
        owner, _, name = whole.rpartition(" ")
        head = whole.partition(" ")[0]
        names = self.tree.module.names
        if head[0] in MARKS or (head[0] not in "@^" and head not in names):
            return ""  # of the language itself
        if not owner:
            return whole if is_read else ""  # an object that is raised was made elsewhere
        given, owner = owner, drop_values(owner)
        if is_read and "(" not in owner and "[" not in owner and self._is_plain_head(head):
            return ""
        if " " not in owner and self._is_plain_head(head):
            return ""
        if owner.count(" ") - owner.count(CALLED) > MAX_STEPS:
            return ""
        if not owner.endswith(CALLED) or " " in owner.removesuffix(CALLED):
            return f"{given} ={name}" if is_read else whole
        own = head[1:] if head[0] == "@" else head
        if self._own is None:
            self._own = self._find_own()
        known = self._own.get(own)
        if known is not None and (name in known[1] or (name not in known[0] and "" not in known[0])):
            return ""
        return f"{given} ={name}" if is_read else whole

    def _is_plain_head(self, head: str) -> bool:
        """Whether the head of a chain is a definition, an import, or a name of the module for such a thing."""
        if head[0] in "@^":
            return True
        return not [each for each in self.tree.module.names.get(head, ()) if isinstance(each, Value)]

    def _find_own(self) -> dict[str, tuple[set[str], set[str]]]:
        """By class of the file the names that are called without a call, with "" for those of bases, and others."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for qualname, scope in self._members:
            implicit, plain = set[str](), set[str]()
            found[qualname] = implicit, plain
            if self.drafts[scope.owner].bases:
                implicit.add("")
            for name, values in scope.names.items():
                (implicit if f"@{qualname}.{name}" in values else plain).add(name)
        owners: dict[tuple[Scope, str], list[tuple[set[str], set[str]]]] = {}
        for scope, owner, attribute, _ in self._attributes:
            holders = owners.get((scope, owner))
            if holders is None:
                names = [value[1:].removesuffix(CALLED) for value in self.tree.expand(scope, owner)[0]]
                holders = owners[scope, owner] = [found[name] for name in names if name in found]
            for known in holders:
                if attribute not in known[0]:
                    known[1].add(attribute)
        for draft in self.drafts:
            qualname, _, name = draft.qualname.rpartition(".")
            if qualname in found and _PROPERTY not in draft.flags and name[:2] != "__":
                found[qualname][0].discard(name)
                found[qualname][1].add(name)
        return found


def list_implicit(speller: Speller, source: bytes, node: Node) -> list[str]:
    """The chains of the calls that a node makes by what it is."""
    kind = node.type
    if kind == "binary_operator" or kind == "augmented_assignment":
        left, operator = node.child_by_field_name("left"), node.child_by_field_name("operator")
        sign = _text(source, operator)
        name = _BINARY.get(sign.removesuffix("="), "")
        chains = _call(speller, left, f"__{name}__") if name else []
        return [*_call(speller, left, f"__i{name}__"), *chains] if sign[-1:] == "=" and name else chains
    if kind == "comparison_operator":
        return _compare(speller, source, node.children)
    if kind == "unary_operator":
        name = _UNARY.get(_text(source, node.child_by_field_name("operator")), "")
        return _call(speller, node.child_by_field_name("argument"), f"__{name}__") if name else []
    if kind == "subscript":
        return _call(speller, node.child_by_field_name("value"), _name_access(node))
    if kind == "raise_statement":
        raised = node.named_children[0] if node.named_children else None
        chain = speller.chain(raised) if raised is not None and raised.type in ("identifier", "attribute") else "?"
        return [chain] if chain[0] != "?" else []
    if kind == "with_item":
        return _enter(speller, source, node)
    waits = source.startswith(b"async", node.start_byte)
    first, second = ("__aiter__", "__anext__") if waits else ("__iter__", "__next__")
    found = _call(speller, node.child_by_field_name("right"), first)
    return [*found, *[f"{chain} {second}{CALLED}" for chain in found]]


def _text(source: bytes, node: Node | None) -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace") if node is not None else ""


def _call(speller: Speller, node: Node | None, name: str) -> list[str]:
    """The chain of a call of a method of an expression, in a list; nothing of one that tells nothing."""
    if node is None or node.type not in _NAMES:
        return []
    chain = speller.chain(node)
    return [f"{chain} {name}{CALLED}"] if chain[0] not in MARKS and chain[0] != "?" else []


def _compare(speller: Speller, source: bytes, parts: list[Node]) -> list[str]:
    if len(parts) == 3 and (name := _COMPARING.get(_text(source, parts[1]))):
        return _call(speller, parts[0], f"__{name}__")
    contains = len(parts) >= 3 and _text(source, parts[-2]) in ("in", "not in")
    return _call(speller, parts[-1], "__contains__") if contains else []


def _name_access(node: Node) -> str:
    """The method that a subscript calls: its place tells whether the item is read, set or deleted."""
    parent = node.parent
    if parent is not None and parent.type == "delete_statement":
        return "__delitem__"
    if parent is not None and parent.type in ("assignment", "augmented_assignment"):
        target = parent.child_by_field_name("left")
        if target is not None and target.start_byte == node.start_byte and target.end_byte == node.end_byte:
            return "__setitem__"
    return "__getitem__"


def _enter(speller: Speller, source: bytes, item: Node) -> list[str]:
    value = item.child_by_field_name("value")
    if value is not None and value.type == "as_pattern":
        value = value.named_children[0] if value.named_children else None
    clause = item.parent
    statement = clause.parent if clause is not None else None
    waits = statement is not None and source.startswith(b"async", statement.start_byte)
    names = ("__aenter__", "__aexit__") if waits else ("__enter__", "__exit__")
    return [chain for name in names for chain in _call(speller, value, name)]
