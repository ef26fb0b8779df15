"""Attributes whose names the code puts together: `getattr(self, f"parse_{kind}")()`, `getattr(self, "do_" + name)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omny.extract.computed_names import MAX_NAME_BYTES, choose_names
from omny.model.chains import write_several

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.shapes import Speller

_TEXT = r"[\"'](\w*)[\"']"
_CONSTANT = re.compile(_TEXT)
_PUT_TOGETHER = (
    re.compile(r"""f["'](\w*)\{[^{}"']*\}(\w*)["']"""),
    re.compile(rf"{_TEXT}\s*\+\s*[\w.]+()"),
    re.compile(r"""["'](\w*)%s(\w*)["']\s*%\s*[\w.]+"""),
    re.compile(rf"()[\w.]+\s*\+\s*{_TEXT}"),
)


def spell_attribute(speller: Speller, owner: str, arguments: list[Node]) -> str | None:
    """The chain of `getattr(owner, name)`: the attribute, or one of the methods of the class around that the name can
    mean. Another class may have others, which the file does not tell."""
    if len(arguments) == 1 or arguments[1].end_byte - arguments[1].start_byte > MAX_NAME_BYTES:
        return None
    text = speller.text(arguments[1])
    constant = _CONSTANT.fullmatch(text)
    if constant is not None:
        return speller.extend(owner, constant[1]) if constant[1].isidentifier() else None
    fixed = next((found for each in _PUT_TOGETHER if (found := each.fullmatch(text))), None)
    if owner not in ("self", "cls") or fixed is None:
        return None
    holder = _find_class(speller, arguments[0])
    if holder is None:
        return None
    qualname, body = holder
    receiver = f"@{qualname} ()" if owner == "self" else f"@{qualname}"
    names = choose_names(_list_methods(speller, body), fixed[1], fixed[2])
    return write_several([f"{receiver} {name}" for name in names]) if names else None


def _find_class(speller: Speller, node: Node) -> tuple[str, Node] | None:
    """The class around an argument of a call, by its qualified name and its body. A chain is known by the text of the
    expression, so no other class may have that text, or the name of this one."""
    call = node.parent.parent if node.parent is not None else None
    bodies: list[Node] = []
    names: list[str] = []
    root: Node | None = call
    while root is not None and root.parent is not None:
        name = root.child_by_field_name("name") if root.type == "class_definition" else None
        if name is not None:
            bodies += root.children_by_field_name("body")
            names.insert(0, speller.text(name))
        elif bodies and root.type == "function_definition":
            return None
        root = root.parent
    if not bodies or call is None or root is None:
        return None
    text = speller.text(root)
    written = speller.text(call)
    is_own = text.count(written) == speller.text(bodies[0]).count(written)
    is_one = is_own and len(re.findall(rf"\bclass {names[-1]}\b", text)) == 1
    return (".".join(names), bodies[0]) if is_one else None


def _list_methods(speller: Speller, body: Node) -> Iterator[str]:
    """The methods of a class, in order."""
    for each in body.named_children:
        function = each.child_by_field_name("definition") if each.type == "decorated_definition" else each
        name = function.child_by_field_name("name") if function is not None else None
        if name is not None and function is not None and function.type == "function_definition":
            yield speller.text(name)
