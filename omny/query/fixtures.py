"""`Fixtures`: which tests get a pytest fixture, worked out by pytest's rules of names.

A test asks for a fixture by the name of a parameter, or by `usefixtures`; it gets the nearest one of that name: of its
class, of its file, of the `conftest.py` beside it, of the one above. No call says so, so no edge does. See
https://docs.pytest.org/en/stable/reference/fixtures.html. What a plugin or an import brings in is only possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from posixpath import dirname

from omny.model.atom_data import AtomDetail, read_detail
from omny.model.atoms import AtomType, StoredAtom
from omny.model.edges import How
from omny.query.documents import MAX_RESULTS
from omny.storage.port.repository import AtomRepository

CONFTEST = "conftest.py"

_FIXTURE = re.compile(r"(?:\w+\.)*fixture(?:\(|$)")
_NAME = re.compile(r"""\bname\s*=\s*(["'])(\w+)\1""")
_AUTOUSE = re.compile(r"\bautouse\s*=\s*True\b")


def is_fixture(detail: AtomDetail) -> bool:
    """Whether the atom is a fixture of pytest."""
    return any(_FIXTURE.match(decorator) for decorator in detail.decorators)


class Fixtures:
    """The users of fixtures, as far as names tell."""

    def __init__(self, repository: AtomRepository) -> None:
        self._repository = repository
        self._named = cache(self._found)

    def users(self, stored: StoredAtom, detail: AtomDetail) -> Iterator[tuple[str, How]]:
        """The ids of what gets the fixture, by id, with how that is known."""
        name = _name_of(stored, detail)
        users = {each.atom.id: each for each in self._asking(name) if each.atom.id != stored.atom.id}
        if any(_AUTOUSE.search(decorator) for decorator in detail.decorators):
            users |= {each.atom.id: each for each in self._around(stored, detail)}
        for id_ in sorted(users):
            nearest = self._nearest(users[id_], name)
            if nearest == stored.atom.id:
                yield id_, How.INFERRED
            elif nearest is None and len(self._named(name)) == 1:
                yield id_, How.POSSIBLE

    def _asking(self, name: str) -> Iterator[StoredAtom]:
        """Whatever names the fixture as a parameter or in `usefixtures`, be it this one or another of that name."""
        for stored in self._repository.search(name, limit=MAX_RESULTS).atoms:
            detail = read_detail(stored.atom.data)
            if any(each.get("name") == name for each in detail.parameters) and _is_given(stored, detail):
                yield stored
        rows = self._repository.unresolved_callers("usefixtures")
        for marked in self._repository.get_many(sorted({row.source_id for row in rows})).values():
            if any(re.search(rf"\W{name}\W", text) for text in read_detail(marked.atom.data).decorators):
                yield from self._tests_in(marked.atom.file_path, f"{marked.atom.id}.", marked)

    def _around(self, stored: StoredAtom, detail: AtomDetail) -> Iterator[StoredAtom]:
        """The tests that get the fixture without asking."""
        path = stored.atom.file_path
        if detail.class_id:
            yield from self._tests_in(path, f"{detail.class_id}.")
        elif _is_conftest(path):
            folder = f"{dirname(path)}/".lstrip("/")
            for other in sorted(self._repository.paths()):
                if other.startswith(folder) and other.endswith(".py"):
                    yield from self._tests_in(other)
        else:
            yield from self._tests_in(path)

    def _tests_in(self, path: str, prefix: str = "", itself: StoredAtom | None = None) -> Iterator[StoredAtom]:
        for stored in self._repository.in_file(path):
            is_meant = stored.atom.id.startswith(prefix) or stored == itself
            if (
                is_meant
                and stored.atom.function_name.startswith("test")
                and _is_given(stored, read_detail(stored.atom.data))
            ):
                yield stored

    def _nearest(self, user: StoredAtom, name: str) -> str | None:
        """The id of the fixture of that name which the user gets; None where no rule tells."""
        best: tuple[int, str] | None = None
        user_class = read_detail(user.atom.data).class_id
        for stored, detail in self._named(name):
            path = stored.atom.file_path
            if stored.atom.id == user.atom.id:
                continue
            if path == user.atom.file_path and detail.class_id in ("", user_class):
                closeness = 100_000 + bool(detail.class_id)
            elif _is_conftest(path) and f"{user.atom.file_path}".startswith(f"{dirname(path)}/".lstrip("/")):
                closeness = len(path)
            else:
                continue
            best = max(best or (0, ""), (closeness, stored.atom.id))
        return best[1] if best else None

    def _found(self, name: str) -> list[tuple[StoredAtom, AtomDetail]]:
        """The fixtures of that name."""
        atoms = {stored.atom.id: stored for stored in self._repository.by_name(name)}
        rows = self._repository.unresolved_callers("fixture")  # those that have another name than their function
        atoms |= self._repository.get_many(sorted({row.source_id for row in rows}))
        found = [(stored, read_detail(stored.atom.data)) for _, stored in sorted(atoms.items())]
        return [(stored, detail) for stored, detail in found if is_fixture(detail) and _name_of(stored, detail) == name]


def _name_of(stored: StoredAtom, detail: AtomDetail) -> str:
    for decorator in detail.decorators:
        if _FIXTURE.match(decorator) and (named := _NAME.search(decorator)):
            return named[2]
    return stored.atom.function_name


def _is_given(stored: StoredAtom, detail: AtomDetail) -> bool:
    """Whether pytest gives fixtures to it: a test, or a fixture."""
    atom = stored.atom
    return atom.type in (AtomType.FUNCTION, AtomType.METHOD) and (
        is_fixture(detail) or (detail.is_test and atom.function_name.startswith("test"))
    )


def _is_conftest(path: str) -> bool:
    return path.rpartition("/")[2] == CONFTEST
