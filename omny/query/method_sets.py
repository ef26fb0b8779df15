"""Types that implement an interface by their methods alone, in a language that asks for no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from omny.languages import find_liveness
from omny.model.atom_data import read_detail
from omny.model.atoms import AtomType, StoredAtom

if TYPE_CHECKING:
    from omny.query.hierarchy import Hierarchy
    from omny.storage.port.repository import AtomRepository

_Methods = dict[str, set[int]]  # by class: the numbers of parameters that its methods of one name have


class MethodSets:
    """The interfaces and types of one generation. `above` and `below` are loaded for what is asked."""

    def __init__(
        self,
        repository: AtomRepository,
        above: Hierarchy,
        below: Hierarchy,
        find_class: Callable[[StoredAtom], str],
    ) -> None:
        self._repository = repository
        self._above = above
        self._below = below
        self._find_class = find_class
        self._named: dict[str, _Methods] = {}
        self._interfaces: dict[str, dict[str, int] | None] = {}

    def find_interfaces(self, class_id: str, name: str) -> list[str]:
        """The interfaces with a method of that name that a type has the methods of, or one that embeds it."""
        if not has_method_sets(class_id):
            return []
        self._below.load([class_id])
        types = [class_id, *self._below.closure(class_id)]
        having = list(self._find_methods(name))
        self._below.load(having)
        every = {each for one in having for each in (one, *self._below.closure(one))}
        interfaces = sorted(each for each in every if self._list_demanded(each))
        return [each for each in interfaces if any(self._satisfies(type_, each) for type_ in types)]

    def find_types(self, interface: str, name: str) -> list[str]:
        """The types that have the methods of an interface, and what they embed; `name` is a method of the interface."""
        if not has_method_sets(interface) or not self._list_demanded(interface):
            return []
        having = list(self._find_methods(name))
        self._below.load(having)
        types = {each for type_ in having for each in (type_, *self._below.closure(type_))}
        kept = sorted(each for each in types if self._satisfies(each, interface))
        return list(dict.fromkeys(each for type_ in kept for each in (type_, *self._above.closure(type_))))

    def _satisfies(self, class_id: str, interface: str) -> bool:
        if class_id == interface or self._list_demanded(class_id):
            return False
        self._above.load([class_id])
        own = (class_id, *self._above.closure(class_id))
        demanded = self._list_demanded(interface) or {}
        return all(
            any(count in self._find_methods(name).get(each, ()) for each in own) for name, count in demanded.items()
        )

    def _list_demanded(self, class_id: str) -> dict[str, int] | None:
        """The methods of an interface, those of what it embeds too, with their numbers of parameters. None for a type
        that is no interface, or one without methods, which everything has."""
        if class_id not in self._interfaces:
            stored = self._repository.get(class_id)
            found: dict[str, int] | None = None
            if stored is not None and stored.atom.type == AtomType.INTERFACE:
                self._above.load([class_id])
                every = [class_id, *self._above.closure(class_id)]
                found = dict(pair for each in every for pair in self._list_methods(each)) or None
            self._interfaces[class_id] = found
        return self._interfaces[class_id]

    def _list_methods(self, class_id: str) -> Iterable[tuple[str, int]]:
        for stored in self._repository.in_file(class_id.partition("::")[0]):
            if self._find_class(stored) == class_id:
                yield stored.atom.function_name, len(read_detail(stored.atom.data).parameters)

    def _find_methods(self, name: str) -> _Methods:
        """The types with a method of that name."""
        found = self._named.get(name)
        if found is None:
            found = self._named[name] = {}
            for stored in self._repository.by_name(name):
                class_id = self._find_class(stored)
                if class_id and has_method_sets(class_id):
                    found.setdefault(class_id, set()).add(len(read_detail(stored.atom.data).parameters))
        return found


def has_method_sets(id_: str) -> bool:
    """Whether the language of an atom's file has interfaces that a type need not name."""
    return find_liveness(id_.partition("::")[0]).has_method_sets
