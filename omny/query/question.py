"""What a question is: arguments of its own, and a document that answers it from a view of the index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from omny.base.clock import SYSTEM_CLOCK, Clock
from omny.base.errors import UsageError
from omny.base.paths import Root, text_path
from omny.model.atoms import TYPES_WITH_MEMBERS, AtomType
from omny.query.dispatching import DispatchingRepository
from omny.query.documents import MAX_DEPTH, MAX_RESULTS
from omny.query.freshness import Freshness
from omny.storage.port.records import EVERYTHING, SearchScope

if TYPE_CHECKING:
    from omny.derived.meaning import Meaning
    from omny.model.atoms import StoredAtom
    from omny.query.answer import Answer
    from omny.query.index_snapshot import IndexSnapshot
    from omny.query.lookup import ResolvedName
    from omny.storage.port.records import GenerationRow
    from omny.storage.port.repository import AtomRepository

Depth = Annotated[int, msgspec.Meta(ge=1, le=MAX_DEPTH)]
"""How many edges away."""

Limit = Annotated[int, msgspec.Meta(ge=1, le=MAX_RESULTS)]
"""Most results of a document."""


Keep = Callable[[object, "Callable[[], IndexSnapshot]"], "IndexSnapshot"]
"""Finds the kept snapshot of a state, or makes one."""


class View(msgspec.Struct, frozen=True):
    """What a question is answered from: one generation of an index, and the files it is of."""

    repository: AtomRepository  # inside one `reading()` block
    root: Root
    database: str  # its file
    freshness: Callable[[Iterable[str]], Freshness]  # of an answer that speaks of these paths
    clock: Clock = SYSTEM_CLOCK  # what "two hours ago" is reckoned from
    is_past: bool = False  # whether the files on disk are of another state
    find_meaning: Callable[[], Meaning | None] = lambda: None  # the search by vectors; None if off, and for the past
    keep: Keep | None = None  # of a daemon, which may be asked again; None: for one answer

    def __post_init__(self) -> None:
        """Has the walks through the index follow edges that are derived and not stored."""
        msgspec.structs.force_setattr(self, "repository", DispatchingRepository(self.repository))

    def snapshot(self) -> IndexSnapshot:
        """All atoms and edges: those that a daemon has kept, where they are of this state."""
        found = self.atoms_snapshot()
        found.load_edges(self.repository)
        return found

    def atoms_snapshot(self) -> IndexSnapshot:
        """The same, without a promise that the edges are loaded."""
        from omny.query.index_snapshot import IndexSnapshot  # here, since most questions are of a neighbourhood

        if self.keep is None or self.is_past:
            return IndexSnapshot(self.repository)
        meta = self.repository.meta()
        return self.keep((meta.uuid, meta.generation), lambda: IndexSnapshot(self.repository))

    @property
    def top(self) -> str:
        """The absolute path that paths of the index are relative to."""
        return text_path(str(self.root.path))

    def state_at(self, when: str) -> GenerationRow:
        """The state that `when` means, a branch or a tag of the tree's git repository included; see `state_at`."""
        from omny.history.states import state_at  # here, since most questions are of now

        return state_at(self.repository, when, self.clock.now(), self.find_commit)

    def find_commit(self, name: str) -> str:
        """The git commit that a branch, a tag or another name stands for, in hex; "" without one."""
        from omny.watch.git.head import git_commit

        return git_commit(self.root.path, name)

    def range_ends(self, text: str) -> tuple[str, str] | None:
        """The git commits that a range such as `main...` begins and ends with; "" as its end are the files. None where
        the text is no range. Raises UsageError where a commit is unknown."""
        from omny.watch.git.ranges import find_ends, parse_range

        parsed = parse_range(text)
        if parsed is None:
            return None
        before, after = find_ends(self.root.path, parsed)
        if not before or (parsed.after and not after):
            hint = "a range is A..B or A...B, with commits, branches or tags of the tree's git repository"
            raise UsageError("", f"git has no such commits: {text[:80]!r}", hint=hint)
        return before, after

    def resolve_atom(self, typed: str) -> ResolvedName:
        """The atom that a text names, see `omny/query/lookup.py`."""
        from omny.query.lookup import resolve_atom  # here, since not every question names an atom

        return resolve_atom(self.repository, typed, self.top)

    def resolve_called(self, typed: str) -> ResolvedName:
        """As `resolve_atom`, for the edges of an atom: calls of a function with overloads reach the one with the code,
        which answers for each of them."""
        from omny.query.lookup import answer_for_overload

        return answer_for_overload(self.repository, self.resolve_atom(typed))

    def resolve_atom_or_module(self, typed: str) -> ResolvedName:
        """The atom that a text names, or the module of the file that it names."""
        from omny.query.lookup import resolve_atom_or_module

        return resolve_atom_or_module(self.repository, typed, self.top)

    def file_at(self, typed: str, here: str) -> str:
        """The path of the file that a text names, "" where it names none or several; see `find_file`."""
        from omny.query.lookup import file_paths
        from omny.query.naming import parse_name

        text = parse_name(typed, self.top)
        if text.lines or text.inside:
            return ""
        paths = file_paths(self.repository, text, self.top, here)
        return paths[0] if len(paths) == 1 else ""


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question with its arguments."""

    def answer(self, view: View) -> Answer:
        """The answer. Raises an OmnyError without an answer."""
        raise NotImplementedError


def parse_question(known: Mapping[str, type[Question]], question: str, arguments: dict[str, Any]) -> Question:
    """The question of that name among the known ones. Raises UsageError for an unknown name or wrong arguments."""
    if question not in known:
        raise UsageError("answer", f"unknown question {question!r}", hint=f"there are {', '.join(known)}")
    try:
        for each in arguments.values():
            if isinstance(each, str):
                each.encode()  # as a store does, which takes no other text
    except UnicodeEncodeError:
        raise UsageError("answer", f"{question}: the text has half of a surrogate pair in it") from None
    try:
        return msgspec.convert(arguments, known[question])
    except msgspec.ValidationError as error:
        raise UsageError("answer", f"{question}: {error}") from None


class Narrowed(Question, frozen=True, kw_only=True):
    """A question about some of the atoms."""

    types: list[str] = []  # of atoms; none means all
    path: str = ""  # only files whose path begins so
    tests: bool | None = None  # only tests, or only what is none

    def __post_init__(self) -> None:
        """Raises UsageError for an unknown type of atom."""
        check_types(self.types, list(AtomType))

    @property
    def is_narrowed(self) -> bool:
        """Whether there are atoms that it is not about."""
        return bool(self.types or self.path) or self.tests is not None

    @property
    def wanted_types(self) -> list[str]:
        """The types of atoms that it is about: `class` stands for each type with members. Empty for all types."""
        return find_types(self.types)

    @property
    def scope(self) -> SearchScope:
        """These atoms, as a search takes them."""
        return SearchScope(tuple(self.wanted_types), self.path, self.tests)

    def wants(self, type_: str, file_path: str, is_test: bool) -> bool:
        """Whether it is about an atom of that type, in that file."""
        return (
            (not self.types or type_ in self.types or (type_ in TYPES_WITH_MEMBERS and AtomType.CLASS in self.types))
            and file_path.startswith(self.path)
            and (self.tests is None or self.tests == is_test)
        )


def keep_within(view: View, found: list[StoredAtom], scope: SearchScope) -> list[StoredAtom]:
    """Those of the atoms that a search looks at."""
    if not found or scope == EVERYTHING:
        return found
    ids = view.repository.ids_within([stored.atom.id for stored in found], scope)
    return [stored for stored in found if stored.atom.id in ids]


def find_types(types: Collection[str]) -> list[str]:
    """The types of atoms that are meant: `class` stands for each type with members."""
    more = sorted(TYPES_WITH_MEMBERS.difference(types)) if AtomType.CLASS in types else []
    return [*types, *map(str, more)]


def check_types(types: Collection[str], known: list[Any]) -> None:
    """Raises UsageError where a type is not known."""
    for name in types:
        if name not in known:
            raise UsageError("read options", f"unknown type {name!r}", hint=f"types are {', '.join(known)}")
