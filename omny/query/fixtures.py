"""`Fixtures`: which tests get a fixture, worked out by the names in the index.

A test asks for a fixture by the name of a parameter, or by a decorator. The test gets the nearest fixture of that name:
of its class, of its file, of a shared file above. No call says so, so no edge does. A fixture that a plug-in or an
import provides is only possible. The language says which function is a fixture (`omny/languages/facets/testing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from posixpath import dirname
from typing import TYPE_CHECKING

from omny.languages import find_testing, known_languages
from omny.model.atom_data import AtomDetail, read_detail
from omny.model.atoms import AtomType, StoredAtom
from omny.model.edges import How

if TYPE_CHECKING:
    from omny.storage.port.repository import AtomRepository

_FUNCTIONS = (AtomType.FUNCTION, AtomType.METHOD)

_IN_FILE = 100_000
"""Closeness of a fixture in the file of the test: more than the length of the path of any shared file."""


def fixture_name(stored: StoredAtom, detail: AtomDetail) -> str:
    """The name of the fixture that the atom is; "" where it is none."""
    if not detail.decorators:
        return ""
    return find_testing(stored.atom.file_path).fixture_name(stored.atom.function_name, detail.decorators)


class Fixtures:
    """The users of fixtures, by the names in the index."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self._find_named = cache(self._find)

    def users(self, stored: StoredAtom, detail: AtomDetail) -> Iterator[tuple[str, How]]:
        """The ids of the atoms that get the fixture, sorted, each with how that is known."""
        name = fixture_name(stored, detail)
        users = {each.atom.id: each for each in self._requests(name) if each.atom.id != stored.atom.id}
        if find_testing(stored.atom.file_path).is_automatic(detail.decorators):
            users |= {each.atom.id: each for each in self._around(stored, detail)}
        for id_ in sorted(users):
            nearest = self._nearest(users[id_], name)
            if nearest == stored.atom.id:
                yield id_, How.INFERRED
            elif nearest is None and len(self._find_named(name)) == 1:
                yield id_, How.POSSIBLE

    def _requests(self, name: str) -> Iterator[StoredAtom]:
        """The atoms that name a fixture so, as a parameter or in a decorator: this fixture or another of that name."""
        for stored in self._repository.by_words(name):
            detail = read_detail(stored.atom.data)
            if any(each.get("name") == name for each in detail.parameters) and _gets_fixtures(stored, detail):
                yield stored
        for marked in self._find_decorated(language.testing.fixture_requests for language in known_languages()):
            if any(re.search(rf"\W{name}\W", text) for text in read_detail(marked.atom.data).decorators):
                yield from self._find_tests(marked.atom.file_path, f"{marked.atom.id}.", marked)

    def _around(self, stored: StoredAtom, detail: AtomDetail) -> Iterator[StoredAtom]:
        """The tests that get the fixture without asking."""
        path = stored.atom.file_path
        if detail.class_id:
            yield from self._find_tests(path, f"{detail.class_id}.")
        elif find_testing(path).is_shared(path):
            folder = f"{dirname(path)}/".lstrip("/")
            for other in sorted(self._repository.paths()):
                if other.startswith(folder):
                    yield from self._find_tests(other)
        else:
            yield from self._find_tests(path)

    def _find_tests(self, path: str, prefix: str = "", itself: StoredAtom | None = None) -> Iterator[StoredAtom]:
        testing = find_testing(path)
        if not testing.fixture_decorators:
            return
        for stored in self._repository.in_file(path):
            is_inside = stored.atom.id.startswith(prefix) or stored == itself
            if is_inside and stored.atom.type in _FUNCTIONS:
                is_test = read_detail(stored.atom.data).is_test
                if testing.gets_fixtures(stored.atom.function_name, is_test=is_test):
                    yield stored

    def _nearest(self, user: StoredAtom, name: str) -> str | None:
        """The id of the fixture of that name which the user gets; None where no rule tells."""
        best: tuple[int, str] | None = None
        user_class = read_detail(user.atom.data).class_id
        for stored, detail in self._find_named(name):
            path = stored.atom.file_path
            if stored.atom.id == user.atom.id:
                continue
            if path == user.atom.file_path and detail.class_id in ("", user_class):
                closeness = _IN_FILE + bool(detail.class_id)
            elif find_testing(path).is_shared(path) and user.atom.file_path.startswith(f"{dirname(path)}/".lstrip("/")):
                closeness = len(path)
            else:
                continue
            best = max(best or (0, ""), (closeness, stored.atom.id))
        return best[1] if best else None

    def _find(self, name: str) -> list[tuple[StoredAtom, AtomDetail]]:
        """The fixtures of that name, those with another name than their function included."""
        atoms = {stored.atom.id: stored for stored in self._repository.by_name(name)}
        decorated = self._find_decorated(language.testing.fixture_decorators for language in known_languages())
        atoms |= {stored.atom.id: stored for stored in decorated}
        found = [(stored, read_detail(stored.atom.data)) for _, stored in sorted(atoms.items())]
        return [(stored, detail) for stored, detail in found if fixture_name(stored, detail) == name]

    def _find_decorated(self, decorators: Iterable[Iterable[str]]) -> list[StoredAtom]:
        """The atoms with a decorator that is not in the index, of one of these names."""
        names = sorted({name for each in decorators for name in each})
        ids = {row.source_id for name in names for row in self._repository.unresolved_callers(name)}
        return list(self._repository.get_many(sorted(ids)).values())


def _gets_fixtures(stored: StoredAtom, detail: AtomDetail) -> bool:
    """Whether the parameters of the atom get fixtures: those of tests and of fixtures do."""
    atom = stored.atom
    if atom.type not in _FUNCTIONS:
        return False
    testing = find_testing(atom.file_path)
    return fixture_name(stored, detail) != "" or testing.gets_fixtures(atom.function_name, is_test=detail.is_test)
