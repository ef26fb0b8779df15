"""The component that an object of options describes: what `this` has in its functions, and what its template sees.

    methods computed data() setup()     names of the component; of the last two what they return
    mixins extends                      further components
    components filters                  what the template alone sees

A class that is exported as the default is a component, too: its members are what the template sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from omny.extract.scopes import Binding, Scope, Value
from omny.model.chains import split_parts

if TYPE_CHECKING:
    from omny.languages.javascript.classes import Members
    from omny.languages.javascript.walk import JavaScriptWalk

NAMED = ("methods", "computed", "filters")
"""Options that are objects of functions."""

_OTHERS = ("watch", "directives", "sockets", "apollo")
_RETURNING = ("setup", "data")


class Component:
    """The options of a component. `root` is the object."""

    def __init__(self, walk: JavaScriptWalk, root: Members) -> None:
        self._walk = walk
        self._root = root
        self._shapes = {members.key: members for members in walk.all_members}
        self.names: dict[str, list[Binding]] = {}
        self.computed = {name for part in self._objects("computed") for name in part.names.names}
        self.filters = {name for part in self._objects("filters") for name in part.names.names}
        self.registered: dict[str, list[Binding]] = {}
        for part in self._objects("components"):
            self.registered.update(part.names.names)

    def settle(self) -> None:
        """Binds `this` in the functions of the options to the component, and gives that its names."""
        walk, root = self._walk, self._root
        whole = walk.shape("component")
        whole.used = True
        inside = [root]
        for option in (*NAMED, *_OTHERS):
            for part in self._objects(option):
                inside += [part, *self._parts(part)]
                if option in NAMED:
                    self.names.update(part.names.names)
                    whole.bases.append(Value(f"@{part.key}", walk.tree.module))
        for option in _RETURNING:
            for part in self._find_returned(option):
                self.names.update(part.names.names)
                whole.bases.append(Value(f"@{part.key}", walk.tree.module))
        for option in ("mixins", "extends"):
            for binding in root.names.names.get(option, ()):
                if isinstance(binding, Value):
                    chain = binding.chain.removeprefix("*")
                    parts = [part for _, part in split_parts(chain[1:])] if chain[0] == "[" else [chain]
                    whole.bases += [Value(f"{part} {name}", binding.scope) for part in parts for name in NAMED]
        own = {members.this for members in inside}
        around = {scope for scope, members in walk.members.items() if members in inside}
        for scope in walk.tree.scopes:
            bound = scope.names.get("this")
            is_open = bound is not None and all(
                isinstance(each, Value) and each.chain[-6:] == "(this)" for each in bound
            )
            is_handed_on = is_open and scope.parent in around  # `save: debounce(function () { ... })`
            if is_handed_on or (bound and len(bound) == 1 and bound[0] in own):
                scope.names["this"] = [f"@{whole.key}"]

    def _objects(self, option: str) -> list[Members]:
        """The object literals that an option is."""
        bound = self._root.names.names.get(option, ())
        return [self._shapes[key] for each in bound if (key := _key(each)) in self._shapes]

    def _parts(self, members: Members) -> list[Members]:
        return [
            self._shapes[key]
            for bound in members.names.names.values()
            for each in bound
            if (key := _key(each)) in self._shapes
        ]

    def _find_returned(self, option: str) -> list[Members]:
        """The object literals that the function of an option returns."""
        found = []
        for bound in self._root.names.names.get(option, ()):
            name = bound[1:] if isinstance(bound, str) else ""
            for draft in self._walk.drafts:
                if name and draft.qualname == name:
                    found += [self._shapes[key] for each in draft.returns if (key := _key(each)) in self._shapes]
        return found


def _key(binding: Binding) -> str:
    chain = binding if isinstance(binding, str) else binding.chain
    return chain[1:] if chain[:1] == "@" else ""


def give(scope: Scope, names: dict[str, list[Binding]], hidden: Iterable[str]) -> None:
    """Binds names in the scope of a template. It does not see the `hidden` ones."""
    for name, bindings in names.items():
        scope.bind(name, *bindings)
    for name in hidden:
        scope.bind(name)


def class_names(walk: JavaScriptWalk) -> dict[str, list[Binding]]:
    """The members of the class that a file exports as its default."""
    names: dict[str, list[Binding]] = {}
    exported = [each for each in walk.exports.names.get("default", ()) if isinstance(each, str)]
    for members in walk.all_members:
        if members.draft is not None and (members.draft.name in exported or f"@{members.key}" in exported):
            names.update(members.names.names)
    return names
