"""A definition while its file is being walked, and the text that is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.scopes import Binding, Scope
from omny.model.atoms import AtomType
from omny.model.facts import Json

if TYPE_CHECKING:
    from omny.extract.syntax import Span

_BLOCK_END, _COMMENT, _DEFINITION = range(3)  # what a cut is, in the order in which they count at one place
_NESTED = b"\x02"


class Draft:
    """A definition while its file is being walked."""

    __slots__ = (
        "bases",
        "body",
        "branches",
        "defined_at",
        "detail",
        "end",
        "flags",
        "index",
        "name",
        "name_end",
        "parent",
        "pieces",
        "qualname",
        "returns",
        "scope",
        "signature",
        "start",
        "type",
    )

    def __init__(self, index: int, name: str, qualname: str, type_: AtomType, parent: int, scope: Scope) -> None:
        self.index = index
        self.name = name
        self.qualname = qualname
        self.type = type_
        self.parent = parent
        self.scope = self.body = scope  # the scope that it is defined in, and its own
        self.signature = ""
        self.detail: Json = {}
        self.flags = ""
        self.returns: list[Binding] = []
        self.bases: list[str] = []  # chains, to be read in `scope`; their type arguments in `body`
        self.branches = 0
        self.pieces: list[bytes] = []  # of the text that its body hash is over
        self.start = self.defined_at = self.name_end = self.end = 0  # bytes; `start` takes in decorators

    @property
    def own_text(self) -> bytes:
        """The text that its body hash is over without the names of nested definitions."""
        return b"".join([piece for piece in self.pieces if piece[:1] != _NESTED])


def cut_bodies(source: bytes, drafts: list[Draft], comments: list[Span], blocks: list[Span]) -> None:
    """Gives each draft the pieces of text that its body hash covers.

    Comments (byte ranges) are left out, and nested definitions except their names. The ends of blocks are marked, since
    in Python nothing else shows them. The first draft is the module.
    """
    # Where, what, which definition or where it begins, where it ends.
    cuts = [(start, _COMMENT, 0, end) for start, end in comments]
    cuts += [(end, _BLOCK_END, start, end) for start, end in blocks]
    cuts += [(draft.start, _DEFINITION, draft.index, max(draft.name_end, draft.start)) for draft in drafts[1:]]
    cuts.sort()
    top, at = drafts[0], 0
    stack = [top]
    closed_start, closed_end = 0, -1  # where the definition that ended last begins and ends
    for position, what, number, resume in cuts:
        while position >= top.end and len(stack) > 1:
            top.pieces.append(source[at : top.end])
            closed_start, closed_end = top.start, top.end
            at = max(at, stack.pop().end)
            top = stack[-1]
        if position < at or (what == _BLOCK_END and number >= closed_start and position <= closed_end):
            continue
        top.pieces.append(source[at:position])
        at = resume
        if what == _BLOCK_END:
            top.pieces.append(b"\x01")
        elif what == _COMMENT:
            top.pieces.append(b" ")
        else:
            nested = drafts[number]
            top.pieces.append(_NESTED + nested.name.encode() + _NESTED)
            top = nested
            stack.append(nested)
    while stack:
        top = stack.pop()
        top.pieces.append(source[at : top.end])
        at = max(at, top.end)
