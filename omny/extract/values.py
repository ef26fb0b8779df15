"""Values: what a file declares at its top that is not called, such as constants, variables and names of types.

A walk notes them as it binds their names. They bind nothing themselves and are no owners of code: what an initialiser
calls, its module calls. So an edge never begins or ends at a value, and facts without values are the same facts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, cast

from omny.extract.draft import Draft
from omny.extract.text import one_line

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.generic_walk import GenericWalk
    from omny.extract.scopes import Scope
    from omny.extract.walk import Walk
    from omny.model.atoms import AtomType

MAX_SIGNATURE = 160
"""Characters of a declaration that are shown."""

MAX_LITERAL = 60
"""Characters of a string in it; of a longer one none are shown."""

_LITERAL = re.compile(r"""(["'`])((?:\\.|(?!\1)[^\\])*+)(\1|\\?\Z)""", re.DOTALL)
_END = re.compile(r"[\s;,]+\Z")


def is_at_top(scope: Scope) -> bool:
    """Whether a scope is that of the module, or of a namespace in it: no block, and no function without a name."""
    around = scope.parent
    if around is None:
        return True
    return scope.owner == 0 and scope.hoists and scope.qualname != around.qualname


def note_value(
    walk: Walk,
    scope: Scope,
    type_: AtomType,
    name_node: Node,
    outer: Node,
    *,
    whole: Node | None = None,
    kind: str = "",
    told: str = "",
    exported: bool | None = None,
) -> None:
    """Notes a value by the node of its name. `outer` is its declaration, `whole` the pattern that the name stands in,
    and `told` its type, if that stands before the name. `exported` is None where the walk says whether other files can
    reach it. Of several declarations of a name the first counts."""
    name = walk.text(name_node)
    qualname = f"{scope.qualname}.{name}" if scope.qualname else name
    if not name or qualname in walk.values:
        return
    draft = Draft(-1, name, qualname, type_, scope.owner, scope)
    draft.branches = -(whole or name_node).end_byte  # which is how it is known as a value
    draft.start, draft.end = outer.start_byte, outer.end_byte
    draft.defined_at, draft.name_end = name_node.start_byte, name_node.end_byte
    draft.signature = told
    if kind:
        draft.detail["kind"] = kind
    if exported is not None:
        draft.detail["is_exported"] = exported
    walk.values[qualname] = draft


def is_value(draft: Draft) -> bool:
    """Whether a draft is one of a value."""
    return draft.branches < 0


def where_it_begins(draft: Draft) -> int:
    """The byte where the name of a value ends, or the pattern that it stands in."""
    return -draft.branches


def list_values(walk: Walk) -> list[Draft]:
    """The values of a file, in source order: those whose name is that of no other definition, and of no import."""
    shapes = getattr(walk, "shapes", None)
    if shapes is not None and shapes.values and not walk.values:
        from omny.extract.value_rules import note_declared  # here, since it notes by this module

        note_declared(cast("GenericWalk", walk), shapes.values)
    if not walk.values:
        return []
    taken = {draft.qualname.partition("~")[0] for draft in walk.drafts}
    return [
        draft for name, draft in walk.values.items() if name not in taken and not _is_imported(draft.scope, draft.name)
    ]


def _is_imported(scope: Scope, name: str) -> bool:
    bindings = scope.names.get(name, ())
    return any(isinstance(each, str) and each[0] == "^" for each in bindings)


def describe_values(walk: Walk, values: list[Draft]) -> list[Draft]:
    """The values, each with its documentation and signature, and the text that its body hash is over."""
    nested = sorted([(draft.start, draft.end, draft.name) for draft in walk.drafts[1:]]) if values else []
    for draft in values:
        if doc := walk.find_value_doc(draft):
            draft.detail["doc"] = doc
        is_exported = draft.detail.pop("is_exported", None)
        if walk.is_value_exported(draft) if is_exported is None else is_exported:
            draft.detail["is_exported"] = True
        draft.pieces = [draft.signature.encode(), *_cut(walk, draft, nested)]
        draft.signature = f"{draft.signature} {_write_signature(walk, draft)}".strip()
    return values


def _write_signature(walk: Walk, draft: Draft) -> str:
    """What follows the name on the first line of a declaration."""
    begin = where_it_begins(draft)
    line_end = walk.source.find(b"\n", begin)
    end = draft.end if line_end < 0 else min(draft.end, line_end)
    text = _END.sub("", one_line(b" ".join(_without_comments(walk, begin, end))))
    if text:
        text = _LITERAL.sub(_shorten, text[:MAX_SIGNATURE])
    is_cut = end < draft.end and walk.source[end : draft.end].strip(b" \t\r\n;") != b""
    return f"{text}…" if is_cut and not text.endswith("…") else text


def _shorten(match: re.Match[str]) -> str:
    quote, text, closing = match[1], match[2], match[3]
    if closing == quote and len(text) <= MAX_LITERAL:
        return match[0]
    return f"{quote}…{quote if closing == quote else ''}"


def _without_comments(walk: Walk, at: int, end: int) -> list[bytes]:
    pieces = []
    comments = walk.comments
    index = bisect_left(comments, (at, at))
    while index < len(comments) and comments[index][0] < end:
        start, resume = comments[index]
        pieces.append(walk.source[at:start])
        at = max(at, resume)
        index += 1
    pieces.append(walk.source[at:end])
    return pieces


def _cut(walk: Walk, draft: Draft, nested: list[tuple[int, int, str]]) -> list[bytes]:
    """The text of a value after its name, without comments, and without definitions inside but for their names."""
    at, end = where_it_begins(draft), draft.end
    pieces: list[bytes] = []
    index = bisect_left(nested, (at, 0, ""))
    while index < len(nested) and nested[index][0] < end:
        start, resume, name = nested[index]
        if start >= at and resume <= end:
            pieces += _without_comments(walk, at, start)
            pieces.append(f"\x02{name}\x02".encode())
            at = resume
        index += 1
    return pieces + _without_comments(walk, at, end)
