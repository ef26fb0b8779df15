"""What the walk of a TypeScript file notes of overloads: see `omny.resolve.signatures`.

A signature is no atom beside its implementation. In the surface it is a function of its own, `name!0`, by which what a
call gives depends on the arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.scopes import Scope
from omny.extract.shapes import read_key
from omny.extract.text import split_outside
from omny.languages.javascript.annotations import read_annotation
from omny.model.chains import PARAMETER, quote_chain
from omny.model.surfaces import FunctionFlag

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.draft import Draft
    from omny.languages.typescript.walk import TypeScriptWalk

_BRACKETS = ("(<[{", ")>]}")
_PLAIN = frozenset(("string", "number", "boolean", "bigint", "symbol", "null", "undefined", "Function", "RegExp"))
_WORDS = {
    **dict.fromkeys(("any", "unknown", "object"), "any"),
    "void": "undefined",
    "true": "boolean:true",
    "false": "boolean:false",
}
_ANY = "'any ()"
_MAX_SIGNATURES = 20
_MAX_PARTS = 12  # of a union


class _Signature:
    """A signature: its parameters, and what a call gives."""

    def __init__(self, qualname: str, scope: Scope, parameters: list[tuple[str, list[str]]], returns: str) -> None:
        self.qualname = qualname
        self.scope = scope
        self.parameters = parameters
        self.returns = returns


class Overloads:
    """The overloads of one file, by the qualified names of what they are signatures of."""

    def __init__(self) -> None:
        self._sets: dict[str, list[_Signature]] = {}

    def add(self, walk: TypeScriptWalk, draft: Draft, node: Node, around: Scope) -> None:
        """Notes a signature of a function that stands in a scope."""
        known = self._sets.setdefault(draft.qualname, [])
        parameters, returns = node.child_by_field_name("parameters"), node.child_by_field_name("return_type")
        if parameters is None or len(known) == _MAX_SIGNATURES:
            return
        scope = Scope(around, node.end_byte, around.owner, around.qualname)
        walk.tree.scopes.append(scope)
        qualname = f"{draft.qualname}!{len(known)}"
        before, walk.scope = walk.scope, scope
        walk.class_types(node, scope, qualname)
        walk.scope = before
        told = walk.text(returns).removeprefix(":").strip() if returns is not None else ""
        known.append(_Signature(qualname, scope, _list_parameters(walk, parameters), told))

    def publish(self, walk: TypeScriptWalk) -> None:
        """Adds to the surface the signatures of functions that have several which return different types."""
        drafts = {draft.qualname: draft for draft in walk.drafts} if self._sets else {}
        for qualname, signatures in self._sets.items():
            is_open = [each for each in signatures if walk.has_type_parameters(each.qualname)]
            draft = drafts.get(qualname)
            if (
                draft is None
                or len(signatures) < 2
                or (len({each.returns for each in signatures}) == 1 and not is_open)
            ):
                continue
            draft.flags = "".join(sorted({*draft.flags, FunctionFlag.OVERLOADED.value}))
            walk.surface[f"{qualname}|"] = [each.qualname for each in signatures]
            for each in signatures:
                self._publish_one(walk, each)

    def _publish_one(self, walk: TypeScriptWalk, signature: _Signature) -> None:
        def expand(chain: str) -> list[str]:
            return walk.tree.expand(signature.scope, chain)[0] or ["?"]

        returned = [each for chain in read_annotation(signature.returns) for each in expand(chain)]
        walk.surface[f"@{signature.qualname}"] = ["function", "", *returned]
        entries = walk.surface[f"{signature.qualname}("] = []
        for place, (head, types) in enumerate(signature.parameters):
            told = [each for chain in types for each in expand(chain)]
            entries.append("|".join([head, *map(quote_chain, told)]))
            if [each for each in told if PARAMETER in each]:
                walk.surface[f"{signature.qualname}({place})"] = told


def _list_parameters(walk: TypeScriptWalk, parameters: Node) -> list[tuple[str, list[str]]]:
    """The parameters of a signature: kind and name, and the chains of what it takes."""
    found: list[tuple[str, list[str]]] = []
    for child in parameters.named_children:
        pattern, default, annotation = walk.parameter_parts(child)
        if child.type == "comment" or pattern is None or walk.text(pattern) == "this":
            continue
        text = walk.text(annotation).removeprefix(":").strip() if annotation is not None else ""
        if pattern.type == "rest_pattern":
            kind, text = "*", text.removesuffix("[]")
        else:
            kind = "?" if child.type == "optional_parameter" or default is not None else ""
        types = ([*read_taken(text), *(["'undefined ()"] if kind == "?" else [])]) if text else [_ANY]
        found.append((f"{kind} {len(found)}", types))
    return found


def read_taken(annotation: str) -> list[str]:
    """The chains of what a parameter with that type takes, with types of the language itself; "?" for unknown."""
    text = annotation.strip()
    if "=>" in text and len(split_outside(text.replace("=>", "\0"), "\0", _BRACKETS)) > 1:
        result = split_outside(text.replace("=>", "\0"), "\0", _BRACKETS)[-1]
        return ["'Function:async ()" if result.startswith("Promise<") else "'Function: ()"]
    parts = split_outside(text, "|", _BRACKETS)
    if len(parts) > 1:
        return [chain for part in parts[:_MAX_PARTS] for chain in read_taken(part)]
    if text in _PLAIN:
        return [f"'{text} ()"]
    if text in _WORDS:
        return [f"'{_WORDS[text]} ()"]
    if text[:1] in "\"'`":
        return [f"'string:{read_key(text)} ()"]
    if text.startswith("(") and text.endswith(")"):
        return read_taken(text[1:-1])
    return [*read_annotation(text)] or ["?"]
