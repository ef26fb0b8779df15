"""Declarations of one name that are one thing: a class and an interface, two interfaces, a function and a namespace.

An interface is a part of the class of its name, or of the first interface of it: a name means only that. The part gives
its members and its bases away, those that the class writes itself come first. Code of the part has the class as `this`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.extract.draft import Draft
from omny.extract.scopes import Binding, Scope
from omny.model.atoms import AtomType, is_class_like
from omny.model.chains import PARAMETER

if TYPE_CHECKING:
    from omny.languages.javascript.classes import Members
    from omny.languages.typescript.walk import TypeScriptWalk


def merge_interfaces(walk: TypeScriptWalk, interfaces: list[Draft]) -> dict[str, Draft]:
    """Makes interfaces parts of what has their names. Returns that by the qualified names of the parts."""
    wholes: dict[str, Draft] = {}
    drafts: dict[str, Draft] = {}
    members: dict[str, Members] = {}
    for part in interfaces:
        names = part.scope.block().names.get(part.name, [])
        if names == [f"@{part.qualname}"]:
            continue  # as nearly all are
        if not drafts:
            drafts = {f"@{draft.qualname}": draft for draft in walk.drafts[1:] if is_class_like(draft.type)}
            members = {each.key: each for each in walk.all_members if each.draft is not None}
        named = [drafts[each] for each in names if isinstance(each, str) and each in drafts]
        named = [draft for draft in named if draft.type != AtomType.CLASS or _is_declared(walk.source, draft)]
        classes = [draft for draft in named if draft.type == AtomType.CLASS]
        whole = (classes or named or [part])[0]
        if whole is not part and whole.qualname in members and part.qualname in members:
            wholes[part.qualname] = whole
            names[:] = [each for each in names if each != f"@{part.qualname}"]
            _give_members(members[part.qualname], members[whole.qualname], whole)
            _move_body(part, whole, [draft for draft in walk.drafts if draft.parent == part.index])
            whole.bases += part.bases
    return wholes


def _is_declared(source: bytes, class_: Draft) -> bool:
    """Whether a class is declared by its name; an expression with it as its value only makes objects of the type."""
    return source[class_.start : class_.defined_at].rstrip().endswith(b"class")


def _give_members(part: Members, whole: Members, owner: Draft) -> None:
    """Adds the members of a part. What a class has itself it has alone; methods of two interfaces are overloads."""
    for name, bindings in part.names.names.items():
        if owner.type != AtomType.CLASS or name not in whole.names.names:
            whole.names.bind(name, *bindings)


def _move_body(part: Draft, whole: Draft, methods: list[Draft]) -> None:
    """Has code in a part, and in its methods, read `this` and type parameters as those of the whole."""
    before, after = f"{PARAMETER}{part.qualname}:", f"{PARAMETER}{whole.qualname}:"
    for bindings in part.body.names.values():
        for at, binding in enumerate(bindings):
            if isinstance(binding, str) and binding.startswith(before):
                bindings[at] = after + binding.removeprefix(before)
    for draft in (part, *methods):
        receivers = draft.body.names.get("this", [])
        receivers[:] = [f"@{whole.qualname} ()" if each == f"@{part.qualname} ()" else each for each in receivers]


def merge_namespace(walk: TypeScriptWalk, space: Members, scope: Scope) -> None:
    """Gives the names of a namespace to the class or function that has its name."""
    around, key = scope.parent, f"@{space.key}"
    name = scope.qualname.rpartition(".")[2]
    names: list[Binding] = around.block().names.get(name, []) if around is not None else []
    others = [each for each in names if each != key]
    if around is None or len(others) != 1 or not isinstance(others[0], str) or others[0][0] != "@":
        return
    for members in walk.all_members:
        if members.draft is not None and f"@{members.key}" == others[0] and members.draft.type == AtomType.CLASS:
            for each, bindings in space.names.names.items():
                if each not in members.statics.names:
                    members.statics.bind(each, *bindings)
            names[:] = others
            return
    if others[0] in [f"@{draft.qualname}" for draft in walk.bodies.values()]:
        walk.attributes += [(around, name, each, bindings) for each, bindings in space.names.names.items()]
        names[:] = others
