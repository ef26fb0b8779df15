"""What the walk of a Python file notes of type parameters and overloads: see `omny.resolve.generics` and `signatures`.

A type variable is one that the file makes (`T = TypeVar("T")`), or one in brackets (`def f[T: Base]`). It is one of the
class that has it in its bases, else of the function that has it in its types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.extract.scopes import Value
from omny.extract.shapes import read_key
from omny.extract.text import split_outside
from omny.languages.python.annotations import read_annotation
from omny.model.chains import PARAMETER, quote_chain
from omny.model.surfaces import FunctionFlag

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.extract.generic_walk import GenericWalk
    from omny.extract.scopes import Binding, Scope
    from omny.languages.python.reassigned import Reassigned

    Bound = list[tuple[str, list[Binding]]]

SIGNATURE = "signature"
"""The kind of an overload."""

_MADE = re.compile(
    r"^[ \t]*([^\W\d]\w*)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?TypeVar\(([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE
)
_BOUND = re.compile(r"""\bbound\s*=\s*("[^"]*"|'[^']*'|[\w.]+(?:\[[^]]*\])?)""")
_WORD = re.compile(r"[^\W\d]\w*")
_GENERIC = re.compile(r"(?:\w+\.)*(?:Generic|Protocol)\[(.*)\]", re.DOTALL)
_LITERAL = re.compile(r"(?:\w+\.)*Literal\[(.*)\]", re.DOTALL)
_UNION = re.compile(r"(?:\w+\.)*(Union|Optional)\[(.*)\]", re.DOTALL)
_BRACKETS = ("[(", "])")
_ANY, _NONE = "'object ()", "'None ()"
_OPEN = frozenset(("Any", "object"))
_SPLATS = {"list_splat_pattern": "*", "dictionary_splat_pattern": "%"}
_MAX_PARTS = 12  # of a union


def find_type_variables(source: bytes) -> dict[str, list[str]]:
    """The type variables that a file makes, each with the chains of its bounds."""
    if b"TypeVar(" not in source:
        return {}
    found = {}
    for match in _MADE.finditer(source.decode("utf-8", "replace")):
        bound = _BOUND.search(match[2])
        found[match[1]] = _read_bound(bound[1]) if bound is not None else []
    return found


def _read_bound(text: str) -> list[str]:
    return [chain.removesuffix(" ()") for chain in read_annotation(text)]


class Signatures:
    """The type parameters and overloads of one file."""

    def __init__(self, source: bytes) -> None:
        self.variables = find_type_variables(source)
        self.pending: dict[int, dict[str, list[str]]] = {}  # type parameters by the index of the definition
        self._taken: list[tuple[str, list[tuple[str, list[Binding]]]]] = []  # parameters of a function by its name
        self._overloads: dict[str, list[tuple[str, list[Value]]]] = {}

    def open_function(self, walk: GenericWalk, draft: Draft, node: Node, types: str, kind: str, *, skips: bool) -> None:
        """A function: notes its type parameters, and the parameters of an overload. `types` has the text of its types,
        and `skips` is whether the first parameter is the receiver."""
        own = _read_own(walk, node)
        for name in _WORD.findall(types) if self.variables else ():
            if name in self.variables and name not in own and not _is_parameter(walk.scope, name):
                own[name] = self.variables[name]
        if own or walk.scope.opaque:
            self.pending[draft.index] = own
        parameters = node.child_by_field_name("parameters")
        if kind == SIGNATURE and parameters is not None:
            self._overloads[draft.qualname] = _list_parameters(walk, parameters)[skips:]

    def open_type(self, walk: GenericWalk, draft: Draft, node: Node, bases: list[Node]) -> None:
        """A class: notes its type parameters."""
        own = _read_own(walk, node)
        texts = [walk.text(base) for base in bases if base.type == "subscript"] if self.variables else []
        generic = [match[1] for text in texts if (match := _GENERIC.fullmatch(text)) is not None]
        for name in _WORD.findall(" ".join(generic or texts)):
            if name in self.variables and not _is_parameter(walk.scope, name):
                own.setdefault(name, self.variables[name])
        if own:
            self.pending[draft.index] = own

    def bind(self, walk: GenericWalk, draft: Draft, bound: Bound, *, skips: bool) -> Bound:
        """Binds the type parameters of a definition in its scope, which is open now; gives its parameters, whose types
        are read there."""
        own = self.pending.pop(draft.index, None)
        if own is None:
            return bound
        for name, bounds in own.items():
            walk.bind_type_parameter(name, bounds, draft.qualname)
        scope = walk.scope
        bound = [
            (name, [Value(each.chain, scope) if isinstance(each, Value) else each for each in values])
            for name, values in bound
        ]
        plain = [each for each in bound if each[0][-2:] != "()"]
        self._taken.append((draft.qualname, plain[skips:]))
        if draft.qualname in self._overloads:
            for _, types in self._overloads[draft.qualname]:
                for each in types:
                    each.scope = scope
        return bound

    def publish(self, walk: Reassigned) -> None:
        """Adds to the surface what functions with type parameters take, and the signatures of overloads."""
        surface, tree = walk.surface, walk.tree
        for qualname, taken in self._taken:
            is_open = False
            for place, (_, values) in enumerate(taken):
                told = [
                    each
                    for value in values
                    if isinstance(value, Value)
                    for each in tree.expand(value.scope, value.chain)[0]
                ]
                if [each for each in told if PARAMETER in each]:
                    surface[f"{qualname}({place})"] = told
                    is_open = True
            if is_open:
                surface[f"{qualname}(("] = [name for name, _ in taken]
        if self._overloads:
            self._publish_overloads(walk)

    def _publish_overloads(self, walk: Reassigned) -> None:
        drafts = {draft.qualname: draft for draft in walk.drafts}
        sets: dict[str, list[str]] = {}
        for _, _, replaced, by in walk.replaced:
            earlier = sets.pop(replaced[1:], [])
            if replaced[1:] in self._overloads:
                sets[by.qualname] = [*earlier, replaced[1:]]
        for qualname, signatures in sets.items():
            draft = drafts[qualname]
            signatures = [*signatures, qualname] if qualname in self._overloads else signatures
            told = {drafts[each].detail.get("returns", "") for each in signatures}
            is_open = [each for each in signatures if f"{each}{PARAMETER}" in walk.surface]
            if told == {draft.detail.get("returns", "")} and not is_open:
                continue
            draft.flags = "".join(sorted({*draft.flags, FunctionFlag.OVERLOADED.value}))
            walk.surface[f"{qualname}|"] = signatures
            for each in signatures:
                walk.surface[f"{each}("] = [_spell(walk, *entry) for entry in self._overloads[each]]


def _spell(walk: GenericWalk, head: str, types: list[Value]) -> str:
    chains = [chain for each in types for chain in (walk.tree.expand(each.scope, each.chain)[0] or ["?"])]
    return "|".join([head, *map(quote_chain, chains)])


def _is_parameter(scope: Scope, name: str) -> bool:
    """Whether a name is a type parameter of something around."""
    found = scope.find(name)
    return found is not None and found.has_type_parameter(name)


def _read_own(walk: GenericWalk, node: Node) -> dict[str, list[str]]:
    """The type parameters in brackets: `[T: Base, *Ts]`."""
    stated = node.child_by_field_name("type_parameters")
    own: dict[str, list[str]] = {}
    for part in split_outside(walk.text(stated)[1:-1], ",", _BRACKETS) if stated is not None else ():
        name, _, bound = part.partition("=")[0].lstrip("*").partition(":")
        own[name.strip()] = _read_bound(bound.strip()) if bound.strip()[:1] != "(" else []
    return own


def _list_parameters(walk: GenericWalk, parameters: Node) -> list[tuple[str, list[Value]]]:
    """The parameters of an overload: kind and name, and the types that it takes. See `omny.resolve.signatures`."""
    found: list[tuple[str, list[Value]]] = []
    is_named = False
    for child in parameters.named_children:
        if child.type == "keyword_separator":
            is_named = True
        if child.type in ("comment", "keyword_separator", "positional_separator", "ERROR"):
            continue
        node = child.child_by_field_name("name") or (
            child.named_children[0] if child.type == "typed_parameter" else child
        )
        annotation = child.child_by_field_name("type")
        types = read_taken(walk.text(annotation)) if annotation is not None else [_ANY]
        kind = _SPLATS.get(node.type, "")
        if not kind:
            has_default = child.child_by_field_name("value") is not None
            kind = ("-" if has_default else "=") if is_named else "?" if has_default else ""
        is_named = is_named or kind == "*"
        found.append((f"{kind} {walk.text(node).lstrip('*')}", [Value(chain, walk.scope) for chain in types]))
    return found


def read_taken(annotation: str) -> list[str]:
    """The chains of what a parameter with that annotation takes, with types of the language itself; "?" for unknown."""
    text = annotation.strip().strip("\"'").strip()
    parts = split_outside(text, "|", _BRACKETS)
    if (union := _UNION.fullmatch(text)) is not None:
        parts = [*split_outside(union[2], ",", _BRACKETS), *(["None"] if union[1] == "Optional" else [])]
    if len(parts) > 1:
        return [chain for part in parts[:_MAX_PARTS] for chain in read_taken(part)]
    if text == "None":
        return [_NONE]
    if text.rpartition(".")[2] in _OPEN:
        return [_ANY]
    if (literal := _LITERAL.fullmatch(text)) is not None:
        return [_read_literal(part) for part in split_outside(literal[1], ",", _BRACKETS)]
    return [*read_annotation(text)] or ["?"]


def _read_literal(text: str) -> str:
    if text in ("True", "False"):
        return f"'bool:{text} ()"
    if text == "None":
        return _NONE
    return f"'str:{read_key(text)} ()" if text[:1] in "\"'" else "?"
