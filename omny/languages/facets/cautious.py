"""What a name is in a language whose grammar names few of its parts: the owner is what stands before a dot or its like.

A place that neither the index nor a rule knows refuses a rename, so what is missing here costs a refusal and no edit.
"""

from __future__ import annotations

import re
from typing import cast

from tree_sitter import Node

from omny.extract.generic_scopes import ScopedWalk
from omny.extract.scopes import Scope, join
from omny.languages.facets.refactor import ChainOf, Locate, Reference, Unrelated
from omny.languages.facets.references import MAX_AROUND, TableReferences, find_around
from omny.languages.facets.source import SourceText
from omny.model.atoms import VALUE_TYPES, is_class_like
from omny.model.places import Span, WhyLeft

_OWNED = re.compile(rb"(?:\?\.|!!\.|::|\.)\s*\Z")
_PATH = re.compile(rb"(?<![\w.:>)\]!?'\"`])((?:\w+\s*(?:\.|::)\s*)+)\Z")
_MAX_BEFORE = 500  # bytes before a name that are looked at


class CautiousReferences(TableReferences):
    """See there."""

    is_cautious = True

    owned = _OWNED
    """What stands between an owner and a name."""

    test_prefix = ""
    """The beginning of a name by which a runner finds a test; "" if it does not."""

    takes_first = True
    """Whether the first form of a name that leads into the tree is meant, and none that comes later."""

    imports: tuple[str, ...] = ()
    """Statements that name what they import by its path."""

    packages: tuple[str, ...] = ()
    """Statements that name the module of a file."""

    followed: tuple[tuple[str, bytes, WhyLeft], ...] = ()
    """What a name is by the node that it stands in and the text after it."""

    def special(self, source: SourceText, node: Node, name: str, scope: Scope) -> Reference | None:
        """See `TableReferences`."""
        statement = find_around(node, *self.imports) if self.imports else None
        if statement is not None:
            return self.read_import(source, node, statement)
        if find_around(node, *self.packages) is not None:
            return Unrelated(WhyLeft.MODULE_NAME)
        after = source.content[node.end_byte : node.end_byte + _MAX_BEFORE]
        for kind, pattern, why in self.followed:
            if node.parent is not None and node.parent.type == kind and re.match(pattern, after):
                return Unrelated(why)
        return None

    def read_import(self, source: SourceText, node: Node, statement: Node) -> Reference:
        """A name in a statement that imports: the path up to it, or an alias."""
        return read_path(source, node, statement)

    def reference(self, source: SourceText, start: int, name: str, scope: Scope, locate: Locate) -> Reference:
        """See `References`. A method of a type without a name is that of its bases."""
        draft = source.named.get(start)
        if draft is not None and draft.type in VALUE_TYPES:  # what is asked for begins elsewhere: this is another one
            return Unrelated(WhyLeft.OTHER_MEMBER)
        holder = source.drafts.get(draft.qualname.rpartition(".")[0]) if draft is not None else None
        if draft is None or (holder is not None and is_class_like(holder.type)):
            return super().reference(source, start, name, scope, locate)
        node = source.node_at((start, start + len(name.encode())))
        around = node.parent.parent if node is not None and node.parent is not None else None
        bases = self.find_unnamed_bases(source, around)
        if not bases and not self.claims_base(source, draft):
            return super().reference(source, start, name, scope, locate)
        forms = self.forms(source, node, name) if node is not None else []
        chains = [f"{base} () {form}" for base in bases for form in forms if base]
        return ChainOf("|".join(chains) or "?", draft.scope, is_member=True)

    def in_text(self, source: SourceText, node: Node | None, span: Span) -> Reference:
        """See `TableReferences`. What the parser could not read may be anything."""
        found = super().in_text(source, node, span)
        return Unrelated(WhyLeft.UNKNOWN) if found == Unrelated(WhyLeft.PART_OF_NAME) else found

    def find_unnamed_bases(self, source: SourceText, node: Node | None) -> list[str]:
        """The chains of the bases of the type without a name that a definition in a node belongs to."""
        return []

    def spell(self, source: SourceText, node: Node, scope: Scope) -> ChainOf:
        """See `TableReferences`."""
        name, walk = source.text(node), cast("ScopedWalk", source.walk)
        forms = self.forms(source, node, name)
        mark = self.owned.search(source.content[max(0, node.start_byte - _MAX_BEFORE) : node.start_byte])
        if mark is None:
            if is_local(walk, scope, name):  # what it holds is called, and no function
                forms = forms[:1]
            return ChainOf("|".join(forms), scope, is_one=self.takes_first)
        owner = self.spell_owner(source, node, node.start_byte - len(mark[0]))
        chains = [join(owner, form) or "?" for form in forms]
        return ChainOf("|".join(chains), scope, is_member=True, is_one=self.takes_first)

    def forms(self, source: SourceText, node: Node, name: str) -> list[str]:
        """The names by which chains can know what has the name, the likest first."""
        has_arity = cast("ScopedWalk", source.walk).shapes.has_arity
        return [name, f"{name}/*"] if has_arity else [name]

    def objection(self, old: str, new: str) -> str:
        """See `References`."""
        prefix = self.test_prefix
        if prefix and old.startswith(prefix) and not new.startswith(prefix):
            return f"a runner finds tests by names that begin with {prefix}"
        return "" if old.isidentifier() and new.isidentifier() else "an operator can be a part of another one"

    def spell_owner(self, source: SourceText, node: Node, end: int) -> str:
        """The chain of the expression, type or path that ends at a byte, before the name that the node is."""
        speller, around = cast("ScopedWalk", source.walk).speller, node.parent
        for _ in range(MAX_AROUND):
            if around is None or around.start_byte < node.start_byte:
                break
            around = around.parent
        parts = [each for each in around.named_children if each.end_byte <= end] if around is not None else []
        path = _PATH.search(source.content[max(0, end - _MAX_BEFORE) : node.start_byte])
        if path is not None and len(parts) != 1:
            return speller.path(path[1].decode("utf-8", "replace").replace("::", "."))
        if not parts or source.content[parts[-1].end_byte : end].strip(b" \t\r\n?!"):
            return "?"
        chain = speller.chain(parts[-1])
        if chain == "?":
            chain = speller.type_name(parts[-1]) or "?"
        return speller.path(path[1].decode("utf-8", "replace")) if chain == "?" and path is not None else chain


def is_local(walk: ScopedWalk, scope: Scope, name: str) -> bool:
    """Whether a name is one of a block around."""
    found = scope.find(name)
    return found is not None and found is not walk.tree.module and not walk.type_around(found)


def read_path(source: SourceText, node: Node, statement: Node, *marks: str) -> Reference:
    """A name in a path that begins with a module: what that module has by the name."""
    path = node
    for _ in range(MAX_AROUND):
        around = path.parent
        if around is None or around.byte_range == statement.byte_range or around.start_byte == statement.start_byte:
            break
        path = around
    text = "".join(source.content[path.start_byte : node.end_byte].decode("utf-8", "replace").split())
    outer, _, name = text.rpartition(".")
    if not outer:
        is_alias = node.start_byte > statement.named_children[0].end_byte
        return Unrelated(WhyLeft.ALIAS if is_alias else WhyLeft.MODULE_NAME)
    chains = [f"^{outer}::{mark}{name}" for mark in ("", *marks)]
    return ChainOf("|".join([*chains, *(f"{each}/*" for each in chains)]), source.walk.tree.module)
