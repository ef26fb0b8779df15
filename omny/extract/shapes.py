"""How expressions and types of a grammar read, as tables: the chain of each kind of node by its shape.

A language lists its kinds of nodes in `shapes.toml`. An entry is a shape with the fields of the node that it looks at:

    expressions  name                       a name, or a word such as `this`
                 inner [FIELD]              the expression in that field, or the first one inside
                 last                       the last expression inside
                 member OBJECT NAME         an attribute
                 path OBJECT NAME           the same, where plain names with dots between them are read as one text
                 call FUNCTION              a call
                 method OBJECT NAME         a call of a member in one node; without an object, of a bare name
                 item OBJECT                an element
                 make TYPE, cast TYPE       an object of a type
                 function RESULT            a function whose declared result alone is known
                 either FIELD FIELD         one of two values; see `Speller.values`
                 items                      something that gives the values inside by iteration and by subscript
                 parts                      several values, each at its place
                 entries VALUE KEY          a map that is written out, by the fields of what is in it
                 own                        the values that `ScopedWalk.own_values` says; no chain
                 spread                     values of a list that stand among those of another, which gives no such list
    types        name                       the name of a type
                 member OUTER NAME          the name of a type in a module or in another type
                 path                       the same as one text
                 inner [FIELD]              the type in that field, or the first one inside
                 generic NAME ARGUMENTS     a type with arguments
                 holds [FIELD]              something that gives its items by iteration and by subscript
                 maps [FIELD]               something that gives its items by subscript only
                 array FIELD BRACKETS       something that holds what is in FIELD, as often as BRACKETS has a `[`
                 function RESULT            a function
                 several                    several values, each of a type
                 unnamed                    a type without a name: see `Speller.unnamed`

A kind that is in no table tells nothing. FIELD "" stands for the first named child, and a number for the named child at
that place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from omny.extract.limits import MAX_WRITTEN
from omny.extract.scopes import MEMBER, join
from omny.extract.segments import spell_values, write_several
from omny.extract.tables import Shape, Shapes
from omny.extract.type_shapes import MAX_LEVELS, TypeSpeller
from omny.model.chains import PARAMETER

MAX_PATH_BYTES = 200
"""Of names with dots between them; a longer text is read node by node, which looks at each part once."""

MAX_GIVEN = 6
"""Arguments of a call that its chain has."""

MAX_ITEMS = 8
"""Items of a list that each count as a value of it. Those of a longer one are one value, up to MAX_WRITTEN."""

_SPREAD: Shape = ("spread",)
_KEY = re.compile(r"""(["']?)([A-Za-z_]{1,30}|[0-9]{1,3})\1""")


def _no_values(node: Node) -> list[Node | str]:
    return []


class Speller(TypeSpeller):
    """Spells the expressions and types of one file as chains."""

    def __init__(
        self,
        shapes: Shapes,
        source: bytes,
        special: Callable[[Node, int], str | None],
        own_values: Callable[[Node], list[Node | str]] = _no_values,
    ) -> None:
        """`special` and `own_values`: see `ScopedWalk`."""
        TypeSpeller.__init__(self, shapes, source)
        self._expressions = shapes.expressions
        self._stated = shapes.stated_arguments
        self._literals = shapes.literals
        self._specials = shapes.specials
        self._follows_unknown = shapes.follows_unknown
        self._keeps_members = shapes.keeps_members
        self._special = special
        self._own_values = own_values
        self._known: dict[bytes, str] = {}

    def release(self) -> None:
        """Lets go of the walk. Nothing is spelled afterwards."""
        self._special = _spell_nothing
        self._own_values = _no_values

    # Expressions

    def chain(self, node: Node) -> str:
        """The chain of an expression, "?" for none."""
        text = self._source[node.start_byte : node.end_byte]
        known = self._known.get(text)
        if known is None:
            known = self.expression(node, MAX_LEVELS)
            if known[0] != "^":  # in another scope the same text may be no module
                self._known[text] = known
        return known

    def expression(self, node: Node | None, levels: int) -> str:
        """As `chain`; deeper levels are unknown."""
        if node is None or not levels:
            return "?"
        if self._specials is None or node.type in self._specials:
            special = self._special(node, levels)
            if special is not None:
                return special
        shape = self._expressions.get(node.type)
        if shape is None:
            return "?"
        what = shape[0]
        if what == "name":
            return self._head(self.text(node))
        if what == "inner" or what == "last" or what == "spread":
            return self.expression(self._inner(node, shape), levels - 1)
        if what == "path" and node.end_byte - node.start_byte <= MAX_PATH_BYTES:
            text = self._source[node.start_byte : node.end_byte]
            if is_path(text):
                return text.decode().replace(".", " ")
        if what == "member" or what == "path":
            name = node.child_by_field_name(shape[2])
            return self._member(node.child_by_field_name(shape[1]), name, levels, "")
        if what == "call":
            function = self._child(node, shape[1])
            return self._spell_result(self._with_arity(self.expression(function, levels - 1), node), node, levels)
        if what == "method":
            name = node.child_by_field_name(shape[2])
            suffix = self.arity(node)
            return self._spell_result(
                self._member(node.child_by_field_name(shape[1]), name, levels, suffix), node, levels
            )
        if what == "item":
            return self.extend(self.expression(self._child(node, shape[1]), levels - 1), "[]")
        if what == "function":
            result = self.instance_chain(node.child_by_field_name(shape[1]))
            return f"({result}" if result else "?"
        if what in ("either", "items", "own", "parts", "entries"):
            return "?"
        return self.instance_chain(self._child(node, shape[1])) or "?"  # make and cast

    def _spell_result(self, chain: str, node: Node, levels: int) -> str:
        """The chain of the result of a call, with the type arguments that the call states."""
        stated = node.child_by_field_name(self._stated) if self._stated and chain != "?" else None
        if stated is not None:
            chain = self.give_arguments(chain, self.type_arguments(stated), levels - 1)
        elif self._literals and chain[0] not in "?*%[({":
            values = self._spell_values(chain, node.child_by_field_name("arguments"))
            chain = f"{chain} {values}" if values else chain
        return self.extend(chain, "()")

    def _spell_values(self, called: str, arguments: Node | None) -> str:
        """The segment with the arguments of a call; empty where they tell nothing. For a class, literals alone are left
        out."""
        if arguments is None or not arguments.named_child_count:
            return ""
        is_class = self.is_class_name(called)
        spelled: list[str] = []
        is_known = not is_class
        for each in arguments.named_children:
            child, name = each, ""
            if child.type in self._trivia:
                continue
            if len(spelled) == MAX_GIVEN:
                spelled.append("*")
                break
            value = child.child_by_field_name("value") if child.type == "keyword_argument" else None
            if value is not None:
                name, child = f"{self.text(child.children[0])}=", value
            word = self._literals.get(child.type)
            if word is None or child.type in self._expressions:
                several = self.values(child) if word is not None else ()
                chain = write_several(several) if several else "?" if word is not None else self.chain(child)
                is_known = is_known or chain[0] != "?"
            elif word == "*":
                chain = word
            elif word == "own":
                chain = str(self._own_values(child)[0])
            else:
                chain = f"'{word}{read_key(self.text(child)) if word[-1] == ':' else ''} ()"
            spelled.append("?" if chain[0] == "?" and not name else f"{name}{chain}")
        return spell_values(spelled) if is_known and spelled else ""

    def is_class_name(self, chain: str) -> bool:
        """Whether the name at the end of a chain is written as those of classes are."""
        return chain[max(chain.rfind(" "), chain.rfind(":")) + 1 :][:1].isupper()

    def extend(self, chain: str, segment: str) -> str:
        """The chain of what a segment is of a value that is `chain`."""
        extended = join(chain, segment)
        if extended is not None:
            return extended
        if self._keeps_members and chain[0] in "*%[":
            return f"{chain}{MEMBER}{segment}"
        return f"? {segment}" if self._follows_unknown else "?"

    def values(self, node: Node | None) -> list[str]:
        """The chains of all values that an expression can have; none where it tells nothing."""
        found: list[str] = []
        rest = [node]
        for _ in range(MAX_LEVELS):
            if not rest:
                return found
            part = rest.pop()
            shape = self._expressions.get(part.type) if part is not None else None
            if part is None or shape is None:
                continue
            what = shape[0]
            if what == "either":
                rest += [self._child(part, shape[2]), self._child(part, shape[1])]
            elif what == "inner" or what == "last":
                rest.append(self._inner(part, shape))
            elif what == "items":
                found += self._items(part)
            elif what == "parts" or what == "entries":
                found += self._list_written(part, shape)
            elif what == "own":
                own = self._own_values(part)
                found += [value for value in own if isinstance(value, str)]
                rest += [value for value in reversed(own) if not isinstance(value, str)]
            elif what != "spread" and (chain := self.chain(part))[0] != "?":
                found.append(chain)
        return []

    def _items(self, node: Node) -> list[str]:
        if node.named_child_count > MAX_ITEMS:
            return self._list_written(node, ("parts",))
        items = [item for item in node.named_children if self._expressions.get(item.type, _SPREAD)[0] != "spread"]
        return [f"*{chain}" for item in items if (chain := self.chain(item))[0] not in "?*%"]

    def _list_written(self, node: Node, shape: Shape) -> list[str]:
        """The one value that several values written out are, each at its place or under its key, if any is known."""
        parts: list[str] = []
        is_known = False
        for child in node.named_children if node.named_child_count <= MAX_WRITTEN else ():
            value: Node | None = child
            key = ""
            if child.type in self._trivia:
                continue
            if len(shape) > 1:
                value, name = child.child_by_field_name(shape[1]), child.child_by_field_name(shape[2])
                key = f"<{read_key(self.text(name))}>" if name is not None else "<>"
            if value is None or self._expressions.get(value.type, ("",))[0] == "spread":
                return []
            chain = self.chain(value)
            if chain[0] in "?[" or "|" in chain or MEMBER in chain:
                chain = "?"  # what is in it would count as part of the whole
            is_known = is_known or chain != "?"
            parts.append(key + chain)
        return ["[" + "|".join(parts)] if is_known else []

    def callee(self, node: Node) -> str:
        """The chain of the function that a call node calls."""
        chain = self.chain(node).removesuffix(" ()")
        function, _, last = chain.rpartition(" ")
        return function if function and last[:1] == PARAMETER else chain

    def find_name(self, node: Node) -> Node:
        """The name in a call node that the call is of."""
        shape = self._expressions.get(node.type, ("",))
        for _ in range(MAX_LEVELS):
            child = None
            if shape[0] in ("method", "member", "path"):
                return node.child_by_field_name(shape[2]) or node
            if shape[0] in ("call", "inner", "make"):
                child = self._child(node, shape[1]) if len(shape) > 1 else self._inner(node, shape)
            if child is None:
                break
            node, shape = child, self._expressions.get(child.type, ("",))
        return node

    def arity(self, node: Node) -> str:
        """The number of arguments of a call, as names end with it; "" in a language that does not count them."""
        if not self._shapes.has_arity:
            return ""
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            return "/0"
        return f"/{len([child for child in arguments.named_children if child.type not in self._trivia])}"

    def _with_arity(self, chain: str, node: Node) -> str:
        if not self._shapes.has_arity or chain == "?" or chain.rpartition(" ")[2][0] in "([":
            return chain
        return chain + self.arity(node)

    def _member(self, owner: Node | None, name: Node | None, levels: int, suffix: str) -> str:
        if name is None:
            return "?"
        if owner is None:
            return self._head(self.text(name)) + suffix
        return self.extend(self.expression(owner, levels - 1), self._name(name) + suffix)

    def _name(self, node: Node) -> str:
        """The text of a name, without the type arguments after it."""
        for _ in range(MAX_LEVELS):
            shape = self._expressions.get(node.type)
            if shape is None or shape[0] != "inner":
                break
            inner = self._inner(node, shape)
            if inner is None:
                break
            node = inner
        return self.text(node)


def _spell_nothing(node: Node, levels: int) -> str | None:
    return None


def is_path(text: bytes) -> bool:
    """Whether it is names of ASCII with dots between them. "_" alone is none here."""
    return text.translate(None, b"_.").isalnum() and text[:1] != b"." and not text[:1].isdigit()


def read_key(text: str) -> str:
    """A key of a map that is written out, as chains have it; "" for one that is not known or no plain word."""
    match = _KEY.fullmatch(text)
    return match[2] if match is not None and (match[1] or match[2].isdigit()) else ""
