"""The walk over what a language's query captured, and the facts it leaves.

A language subclasses `Walk`, gives a query, and a method per capture name: the walk sorts captures by position and
calls `on_<capture>(node)` for each, with `self.scope` the innermost scope there. The captures of `USES`, by far the
most, need no method: when all names are bound, each becomes a reference by `chain(node)`. No Python runs for a syntax
node that was not captured.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from omny.extract.binding import Binder
from omny.extract.digest import token_hash
from omny.extract.draft import Draft, cut_bodies
from omny.extract.redaction import redact
from omny.extract.routes import own_inline
from omny.extract.scopes import MEMBER, Binding, Scope, ScopeTree
from omny.extract.syntax import Captured, Event, Span, Syntax, Tree, count_fault_bytes
from omny.extract.text import CodeLines, camel_words, signature
from omny.extract.values import describe_values, list_values
from omny.extract.wording import collect_texts
from omny.model.atoms import MODULE_NAME, AtomType, is_class_like, shorten_name
from omny.model.chains import Chain
from omny.model.edges import EDGE_TYPES, EdgeType
from omny.model.facts import Definition, FileFacts
from omny.model.surfaces import Surface

if TYPE_CHECKING:
    from typing import ClassVar  # noqa: F401 (type comments are not seen)

    from tree_sitter import Node

_encode = msgspec.json.Encoder().encode

KINDS = {kind: index for index, kind in enumerate(EDGE_TYPES)}

NO_USES: dict[str, EdgeType] = {}

MODULE = AtomType.MODULE  # a member of an enumeration is looked up by a method

FUNCTIONS = frozenset((AtomType.FUNCTION, AtomType.ARROW, AtomType.METHOD))


class Handlers(dict[str, "Callable[[Node], None]"]):
    """The methods of a walk by the capture that they are for."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def __missing__(self, name: str) -> Callable[[Node], None]:
        handler: Callable[[Node], None] = getattr(self._walk, f"on_{name}")
        self[name] = handler
        return handler


class Walk:
    """One file's walk. Subclasses say what captures mean; `facts` and `surface` are the result."""

    # The types are in comments: Cython warns of annotations here.
    FIRST = frozenset()  # type: ClassVar[frozenset[str]]
    """Captures that open a scope: they come first where several start at the same byte, the outer before the inner."""

    USES = NO_USES  # type: ClassVar[dict[str, EdgeType]]
    """Captures that are references as they stand, and what kind."""

    def __init__(self, source: bytes, root: Node) -> None:
        self.source = source
        self.root = root
        end = len(source) + 1
        self.tree = ScopeTree(end)
        self.scope = self.tree.module
        module = Draft(0, MODULE_NAME, MODULE_NAME, AtomType.MODULE, -1, self.scope)
        module.end = end
        self.drafts: list[Draft] = [module]
        self.values: dict[str, Draft] = {}  # see `omny.extract.values`
        self.routes: list[Draft] = []  # their indexes follow those of the drafts, and their pieces are complete
        self.inline: list[tuple[int, int, int, int]] = []  # handlers without a name, see `routes.own_inline`
        self.surface: Surface = {}
        self._repeats: dict[str, int] = {}
        self._position = 0
        self._opened: list[tuple[int, Scope]] = []  # scopes by where they start
        self._references: list[tuple[Scope, int, str, int, int]] = []
        self.comments: list[Span] = []
        self.blocks: list[Span] = []

    def run(self, captured: Captured) -> None:
        """Walks what was captured in source order."""
        self.comments, self.blocks, self._uses = captured.comments, captured.blocks, captured.uses
        self.visit(list(captured.events), Handlers(self))
        if "*" not in self.surface:
            self._leave_out_data()
        for _, scope in self.scopes_at(captured.branches):
            draft = self.drafts[scope.owner]
            draft.branches += 1

    def visit(self, events: list[Event], handlers: Handlers) -> None:
        """Calls what each event is for, with the scope where it is."""
        scope = self.scope
        for position, name, node in events:
            while position >= scope.end and scope.parent is not None:
                scope = scope.parent
            self.scope = scope
            self._position = position
            handlers[name](node)
            scope = self.scope

    def _leave_out_data(self) -> None:
        """Forgets the names that are passed and cannot stand for a function anywhere in the file. Hardly one can:
        asking so once for all saves looking each up."""
        names = self._uses.passed_names()
        useful = {
            name
            for scope in self.tree.scopes
            for name in names.intersection(scope.names)
            for binding in scope.names[name]
            if (chain := binding if isinstance(binding, str) else binding.chain)[-1] not in ")]" and chain != "?"
        }
        self._uses.leave_out(names - useful)

    def scopes_at(self, positions: Iterable[int]) -> Iterator[tuple[int, Scope]]:
        """Each of the ascending positions with the innermost scope there."""
        scope = self.tree.module
        opened = iter([*self._opened, (len(self.source) + 2, scope)])
        start, following = next(opened)
        for position in positions:
            while start <= position:
                scope = following
                start, following = next(opened)
            while position >= scope.end and scope.parent is not None:
                scope = scope.parent
            yield position, scope

    @classmethod
    def takes(cls, capture: str) -> bool:
        """Whether the walk has a method for a capture."""
        return hasattr(cls, f"on_{capture}")

    @classmethod
    def plainer(cls, source: bytes) -> bytes:
        """The same source with what the grammar cannot read written as something that it can, each byte at its place.
        It is parsed in the stead of the source where the grammar fails, and makes more of that. Names and texts are
        read from the source."""
        return source

    @staticmethod
    def misleads(source: bytes) -> bool:
        """Whether the plainer form of a source is to be parsed first: the grammar may take the source for something
        else and find no fault, or fails for certain. Asked of every file, so it has to be quick."""
        return False

    # What a subclass calls.
    def define(self, name: str, type_: AtomType, node: Node, name_node: Node | None, outer: Node) -> Draft:
        """A new definition in the current scope. `outer` is where its text starts: decorators, `export`."""
        name = name or "?"  # where the parser put in a name that is missing
        scope = self.scope
        qualified = shorten_name(f"{scope.qualname}.{name}" if scope.qualname else name)
        count = self._repeats[qualified] = self._repeats.get(qualified, 0) + 1
        if count > 1:
            qualified = f"{qualified}~{count}"
        draft = Draft(len(self.drafts), name, qualified, type_, scope.owner, scope)
        draft.start, draft.end = outer.start_byte, outer.end_byte
        if name_node is not None:
            draft.defined_at, draft.name_end = name_node.start_byte, name_node.end_byte
        else:
            draft.defined_at = draft.name_end = node.start_byte
        self.drafts.append(draft)
        return draft

    def open_definition(self, draft: Draft, end: int, *, opaque: bool = False) -> Scope:
        """Opens the scope of a definition's body."""
        draft.body = Scope(self.scope, end, draft.index, draft.qualname, opaque=opaque)
        return self._open(draft.body)

    def open_block(self, end: int, *, hoists: bool = False) -> Scope:
        """Opens a scope that belongs to the definition around it."""
        around = self.scope
        scope = Scope(around, end, around.owner, around.qualname, hoists=hoists)
        scope.given_to = around.given_to
        return self._open(scope)

    def _open(self, scope: Scope) -> Scope:
        self.scope = scope
        self._opened.append((self._position, scope))
        self.tree.scopes.append(scope)
        return scope

    def refer(self, chain: str, kind: EdgeType, at: Node, owner: int | None = None) -> None:
        """Notes a use of `chain` at the position of `at`."""
        owner = self.scope.owner if owner is None else owner
        self._references.append((self.scope, owner, chain, KINDS[kind], at.start_byte))

    def chain(self, node: Node) -> str:
        """The chain of an expression, or "?"."""
        raise NotImplementedError

    def name_length(self, text: bytes, node: Node) -> int:
        """The bytes of the name at the end of a used expression: an edge stands where `c` of `a.b.c` does."""
        last = text[-1:]
        return len(text[text.rfind(b".") + 1 :].lstrip()) if last.isalnum() or last == b"_" else len(text)

    def localize_chain(self, scope: Scope, chain: str) -> str:
        """What a chain that begins with a module is where `scope` may bind names of its own."""
        return chain

    def node_signature(self, node: Node) -> str:
        """The source text of a node on one line, without comments."""
        at, end = node.byte_range
        index = bisect_left(self.comments, (at, at))
        if index == len(self.comments) or self.comments[index][0] >= end:
            return signature(self.source[at:end])
        pieces = []
        while index < len(self.comments) and self.comments[index][0] < end:
            start, resume = self.comments[index]
            pieces.append(self.source[at:start])
            at = max(at, resume)
            index += 1
        pieces.append(self.source[at:end])
        return signature(b" ".join(pieces))

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    # What the walk leaves.

    def is_exported(self, draft: Draft) -> bool:
        """Whether other files can reach the definition by name."""
        raise NotImplementedError

    def is_value_exported(self, draft: Draft) -> bool:
        """The same of a value; see `omny.extract.values`."""
        return self.is_exported(draft)

    def find_value_doc(self, draft: Draft) -> str:
        """The first line of what documents a value."""
        return ""

    def finish(self, errors: Iterable[Node]) -> tuple[FileFacts, Surface]:
        """The facts and the surface of the file; `errors` are the tree's error and missing nodes."""
        self.note_routes()
        lines = CodeLines(self.source, self.comments)
        cut_bodies(self.source, self.drafts, self.comments, self.blocks)
        bound = self._bind(lines)
        self._fill_surface()
        defined = [*self.drafts, *self.routes, *describe_values(self, list_values(self))]
        atoms = [self._definition(draft, lines) for draft in defined]
        texts = collect_texts(self.source, defined, self.comments)
        facts = FileFacts(atoms, *bound, lines.count, *self._errors(errors, lines), texts)
        surface = dict(sorted(self.surface.items()))
        self.release()
        return facts, surface

    def note_routes(self) -> None:
        """Notes what the file answers as a server. All names are bound, and no use is."""

    def release(self) -> None:
        """Breaks the reference cycles of a walk that is over, for workers look for none: the file's memory is free."""
        self.tree.clear()
        self.values.clear()

    def _errors(self, errors: Iterable[Node], lines: CodeLines) -> tuple[float, int]:
        covered, first, last_end = 0, 0, 0
        for node in sorted(errors, key=lambda node: (node.start_byte, -node.end_byte)):
            if not first:
                first = lines.row(node.start_byte) + 1
            start = max(node.start_byte, last_end)
            last_end = max(last_end, node.end_byte)
            covered += max(last_end - start, 1 if node.is_missing else 0)
        return (round(covered / max(1, len(self.source)), 6) if first else 0.0), first

    def _bind(self, lines: CodeLines) -> tuple[list[Chain], bytes]:
        """The chains that the file uses, and its references."""
        binder = Binder(
            self.tree, self.chain, self.name_length, self.localize_chain, self._may_be_function, self._find_implicit
        )
        for reference in self._references:
            binder.note(*reference)
        self._uses.bind(binder, self._opened)
        if self.inline:
            own_inline(binder.found, self.inline)
        return binder.finish(lines)

    def _may_be_function(self, value: str) -> bool:
        """Whether a value can be a function within this file: not an instance, not the name of a builtin."""
        if value.endswith(")") or (value[0] in "*%[" and MEMBER not in value):
            return False
        if value[0] in "@^" or " " in value:
            return True
        return value in self.tree.module.names or "*" in self.surface

    def _find_implicit(self, value: str) -> str:
        """The chain of what a use calls without a call; "" where that is nothing."""
        return value

    def _fill_surface(self) -> None:
        surface = self.surface
        for name, bindings in self.tree.module.names.items():
            self._publish(name, self.tree.module, bindings)
        for draft in self.drafts[1:]:
            if is_class_like(draft.type):
                chains = [self.tree.expand_arguments(draft.body, chain) for chain in draft.bases]
                bases = [base for chain in chains for base in (self.tree.expand(draft.scope, chain)[0] or ["?"])]
                surface[f"@{draft.qualname}"] = ["class", *bases]
            else:
                returned: dict[str, None] = {}
                for binding in draft.returns:
                    returned.update(dict.fromkeys(self._values(binding)))
                surface[f"@{draft.qualname}"] = ["function", draft.flags, *returned]

    def publish_members(self, qualname: str, scope: Scope) -> None:
        """Adds the names of a class body to the surface."""
        for name, bindings in scope.names.items():
            self._publish(f"{qualname}.{name}", scope, bindings)

    def _publish(self, key: str, scope: Scope, bindings: list[Binding]) -> None:
        values: dict[str, None] = {}
        module = self.tree.module
        for binding in bindings:
            if isinstance(binding, str):
                values[binding] = None
            elif binding.scope is module and scope is module:
                values[f"~{binding.chain}"] = None
            else:
                for value in self._values(binding):
                    values[f"~{value}"] = None
        if len(values) == 1 and f"@{key}" in values:
            return
        known = self.surface.setdefault(key, [])
        for value in values or ("?",):
            if value not in known:
                known.append(value)

    def _values(self, binding: Binding) -> list[str]:
        if isinstance(binding, str):
            return [binding]
        return self.tree.expand(binding.scope, binding.chain)[0]

    def _definition(self, draft: Draft, lines: CodeLines) -> Definition:
        type_, detail = draft.type, {"qualified_name": draft.qualname, **draft.detail}
        if type_ is MODULE:
            first = line = 1
            last, words = max(1, lines.count), ""
        else:
            first, line = lines.row(draft.start) + 1, lines.row(draft.defined_at) + 1
            last = lines.row(draft.end - 1) + 1
            if first != line:
                detail["source_line"] = first
            if draft.branches >= 0:  # else it is known
                detail["is_exported"] = self.is_exported(draft)
            words = camel_words(draft.name, draft.signature) if draft.branches >= 0 else camel_words(draft.name)
        if not is_class_like(type_) and draft.branches >= 0:
            detail["complexity"] = 1 + draft.branches
        if draft.branches >= 0 or last > first:
            detail["lines_of_code"] = lines.code(first, last)
        detail["body_hash"] = token_hash(b"".join(draft.pieces))
        if type_ is MODULE:
            detail["own_hash"] = token_hash(draft.own_text)
        return Definition(
            draft.qualname,
            shorten_name(draft.name),
            type_,
            draft.parent,
            line,
            last,
            draft.signature,
            words,
            _encode(detail),
        )


def parse(source: bytes, syntax: Syntax, walk: type[Walk]) -> tuple[Tree, list[Node]]:
    """The tree of a file's bytes, and its error and missing nodes."""
    plainer = walk.plainer(source) if walk.misleads(source) else source
    tree = syntax.parse(plainer)
    faults = syntax.faults(tree)
    if faults and (other := source if plainer != source else walk.plainer(source)) != plainer:
        again = syntax.parse(other)
        left = syntax.faults(again)
        if count_fault_bytes(left) < count_fault_bytes(faults):
            return again, left
    return tree, faults


def start_walk(source: bytes, syntax: Syntax, walk: type[Walk]) -> tuple[Walk, list[Node]]:
    """The walk over a file's bytes, not finished yet, and the error and missing nodes."""
    tree, faults = parse(source, syntax, walk)
    walker = walk(source, tree.root)
    walker.run(syntax.capture(tree, source))
    return walker, faults


def parse_and_walk(source: bytes, syntax: Syntax, walk: type[Walk]) -> tuple[FileFacts, Surface]:
    """The facts and surface of a file's bytes, without its secrets."""
    walker, faults = start_walk(source, syntax, walk)
    return redact(source, *walker.finish(faults))
