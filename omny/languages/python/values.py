"""What calls of the standard library give, and what comprehensions hold, as chains. Tables and what reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.scopes import join
from omny.languages.python.annotations import read_annotation
from omny.languages.python.computed import spell_attribute
from omny.languages.python.frameworks import ROWS

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.shapes import Speller

_ITEMS, _ITEM, _SAME, _SECOND, _MAPPED, _CAST, _CLASS, _REFERENCE, _ATTRIBUTE = range(9)

KNOWN = {
    "list": _ITEMS,
    "tuple": _ITEMS,
    "set": _ITEMS,
    "frozenset": _ITEMS,
    "sorted": _ITEMS,
    "reversed": _ITEMS,
    "iter": _ITEMS,
    "aiter": _ITEMS,
    "collections.deque": _ITEMS,
    "itertools.islice": _ITEMS,
    "itertools.cycle": _ITEMS,
    "next": _ITEM,
    "anext": _ITEM,
    "min": _ITEM,
    "max": _ITEM,
    "random.choice": _ITEM,
    "dict": _SAME,
    "collections.OrderedDict": _SAME,
    "copy.copy": _SAME,
    "copy.deepcopy": _SAME,
    "functools.partial": _SAME,
    "functools.cache": _SAME,
    "functools.lru_cache": _SAME,
    "weakref.proxy": _SAME,
    "staticmethod": _SAME,
    "classmethod": _SAME,
    "filter": _SECOND,
    "map": _MAPPED,
    "typing.cast": _CAST,
    "type": _CLASS,
    "weakref.ref": _REFERENCE,
    "getattr": _ATTRIBUTE,
    "sqlalchemy.select": _MAPPED,
    "sqlalchemy.future.select": _MAPPED,
    "sqlmodel.select": _MAPPED,
}
"""What a call of a function of the standard library gives, by its full name."""

LAST_NAMES = frozenset(name.rpartition(".")[2].encode() for name in KNOWN)
"""The last names of these functions, by which hardly a call is looked at further."""

_ONE_ARGUMENT = frozenset(
    ("min", "max", "dict", "type", "sqlalchemy.select", "sqlalchemy.future.select", "sqlmodel.select")
)
"""Functions that mean another thing by more arguments."""

OF_STATEMENT = frozenset((b"scalars", b"scalar", b"execute", b"exec", b"stream_scalars", b"query", b"get"))
"""The methods of a session of SQLAlchemy that give what their first argument says: a statement, or a class."""

COMPREHENSIONS = frozenset(
    ("list_comprehension", "set_comprehension", "generator_expression", "dictionary_comprehension")
)


def spell_call(speller: Speller, name: str, arguments: Node, text: str) -> str | None:
    """The chain of what a call of the function of that full name gives; None where that is not known. `text` is that of
    the first argument."""
    kind = KNOWN[name]
    if arguments.type in COMPREHENSIONS:
        given = [arguments]
    else:
        given = [each for each in arguments.named_children if each.type not in ("keyword_argument", "comment")]
    place = 1 if kind in (_SECOND, _CAST) else 0
    if len(given) <= place or (name in _ONE_ARGUMENT and len(given) > 1) or given[0].type == "list_splat":
        return None
    if kind == _CAST:
        told = read_annotation(text)
        return told[0] if len(told) == 1 else None
    chain = speller.chain(given[place])
    if chain[0] == "?":
        return None
    if kind == _ATTRIBUTE:
        return spell_attribute(speller, chain, given)
    if kind in (_ITEMS, _SECOND):
        return speller.extend(chain, "[:]")
    if kind == _ITEM:
        return speller.extend(chain, "[*]")
    if kind == _SAME:
        return chain
    if chain[0] in "*%[(":
        return None
    return f"*{chain} ()" if kind == _MAPPED else f"{chain} __class__" if kind == _CLASS else f"({chain}"


def spell_rows(speller: Speller, call: Node, name: str) -> str | None:
    """The chain of what a session gives for a statement, or a class; None where its argument is neither."""
    arguments = call.child_by_field_name("arguments")
    given = [each for each in arguments.named_children if each.type != "comment"] if arguments is not None else []
    if not given or given[0].type not in ("identifier", "attribute", "call"):
        return None
    chain = speller.chain(given[0])
    if name not in ("query", "get"):
        return speller.extend(speller.extend(chain, name), "()") if chain[0] != "?" else None
    last = chain.rpartition(" ")[2]
    if not last[:1].isupper() or (name == "get") != (len(given) > 1):
        return None
    return f"{chain} {ROWS} [*]" if name == "get" else f"{chain} {ROWS}"


def spell_comprehension(speller: Speller, node: Node) -> str:
    """The chain of what a comprehension holds; "?" where that is not known."""
    body = node.child_by_field_name("body")
    mark = "*"
    if body is not None and body.type == "pair":
        body, mark = body.child_by_field_name("value"), "%"
    clauses = [each for each in node.named_children if each.type == "for_in_clause"]
    chain = speller.chain(body) if body is not None else "?"
    if chain[0] in "?*%[(" or not clauses:
        return "?"
    head, _, rest = chain.partition(" ")
    left, right = clauses[0].child_by_field_name("left"), clauses[0].child_by_field_name("right")
    if left is None or right is None:
        return "?"
    if len(clauses) == 1 and left.type == "identifier" and speller.text(left) == head:
        items = speller.chain(right)
        item = speller.extend(items, "[*]")
        whole = join(item, rest) if item[0] not in "?*%[(" else None
        return "?" if whole is None else mark + whole
    for clause in clauses:
        names = clause.child_by_field_name("left")
        if names is not None and head in _list_names(speller.text(names)):
            return "?"
    return mark + chain


def _list_names(text: str) -> list[str]:
    return text.replace("(", " ").replace(")", " ").replace("*", " ").replace(",", " ").split()


def list_targets(pattern: Node) -> list[tuple[str, Node]]:
    """The targets of an assignment to several names, each with the segments that give its value: `a, (b, *c)`."""
    found: list[tuple[str, Node]] = []
    rest = [("", pattern)]
    while rest:
        path, node = rest.pop()
        has_star = False
        for place, child in enumerate(node.named_children):
            is_star = child.type == "list_splat_pattern"
            segment = "[:]" if is_star else "[*]" if has_star else f"[*{place}]"
            has_star = has_star or is_star
            target = child.named_children[0] if is_star and child.named_children else child
            whole = f"{path} {segment}".lstrip()
            if target.type in ("tuple_pattern", "list_pattern", "pattern_list"):
                rest.append((whole, target))
            elif child.type != "comment":
                found.append((whole, target))
    return found
