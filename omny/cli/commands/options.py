"""What many commands share: their arguments and options, and the groups of these that stand together.

Annotations of commands are read at run time, so they are no strings: no module of this package has
`from __future__ import annotations`.
"""

from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from omny.base.errors import UsageError
from omny.cli.asked import Asked
from omny.cli.declare import Argument, Group, option
from omny.query.documents import MAX_DEPTH, MAX_RESULTS

if TYPE_CHECKING:
    from omny.service.place import Place

RootArgument = Annotated[
    str | None,
    Argument("[ROOT]", "Root directory of the project. [default: the nearest parent with an index or a .git]"),
]
RootOption = Annotated[
    str | None,
    option(
        "--root",
        metavar="DIR",
        help="Root directory of the project. [default: the nearest parent with an index or a .git]",
    ),
]
Database = Annotated[
    str | None,
    option(
        "--db",
        "--storage",
        metavar="STORE",
        help="File, URL or kind of the store. [default: ROOT/.omny/omny.db; env: OMNY_DATABASE_URL]",
    ),
]
Force = Annotated[bool, option("--force", help="Allow the home directory or / as the root.")]
AsJson = Annotated[bool, option("--json", help="Print one JSON document.")]
AtomArgument = Annotated[
    str, Argument("ATOM", "Id, qualified name, name, dotted import path, or FILE:LINE.", is_atom=True)
]
When = Annotated[str, Argument("WHEN", "A time (2026-01-31, 2h, 3d), a generation, a token or a git commit.")]
Everywhere = Annotated[
    bool, option("--everywhere", help="In all projects of your workspace; on PostgreSQL, in all of the server.")
]
PathPrefix = Annotated[str, option("--path", metavar="PREFIX", help="Only files whose path begins with PREFIX.")]
Limit = Annotated[int, option("--limit", metavar="N", least=1, most=MAX_RESULTS, help="Print at most N results.")]

AtLeast = Annotated[
    str | None, option("--at-least", metavar="TOKEN", help="Answer from the state of TOKEN or a later one.")
]

AtOption = Annotated[
    str | None,
    option("--at", metavar="WHEN", help="Answer from an earlier state: a time, a generation, a token or a git commit."),
]


def make_place(root: str | None, db: str | None, *, force: bool = False) -> "Place":
    """The root and the database that a command line names; `force` where any directory may be a root."""
    from omny.service.place import Place

    return Place.of(root, db, force=force)


class StoreOptions(Group, frozen=True):
    """Which index a command works with, named by options."""

    root: RootOption = None
    db: Database = None

    def place(self) -> "Place":
        """The root and the database."""
        return make_place(self.root, self.db)


class Where(Group, frozen=True):
    """Which index a command works with; its root is the argument of the command, or an option."""

    directory: RootArgument = None
    root: RootOption = None
    db: Database = None

    def place(self, *, force: bool = False) -> "Place":
        """The root and the database; `force` where any directory may be a root."""
        return make_place(self.directory or self.root, self.db, force=force)


class Only(Group, frozen=True):
    """Which atoms a question is about; the fields are arguments of every question that is a `Narrowed`."""

    types: Annotated[
        list[str], option("--type", metavar="TYPE", help="function, method, class, module or another type; repeatable.")
    ] = []  # noqa: RUF012
    path: PathPrefix = ""
    tests: Annotated[bool | None, option("--tests/--no-tests", help="Only tests, or no tests.")] = None

    @property
    def arguments(self) -> dict[str, Any]:
        """These, as arguments of a question."""
        return msgspec.structs.asdict(self)


class Around(Group, frozen=True):
    """The part of the call graph around an atom; the fields are arguments of the questions about it."""

    depth: Annotated[int, option("--depth", metavar="N", least=1, most=MAX_DEPTH, help="Follow at most N calls.")] = 1
    possible: Annotated[bool, option("--possible", help="Also list possible calls: only the name matches.")] = False
    types: Annotated[
        list[str],
        option("--type", metavar="TYPE", help="call (default), callback, decorator, inherit, dispatch, all; several."),
    ] = []  # noqa: RUF012
    limit: Limit = 100

    @property
    def arguments(self) -> dict[str, Any]:
        """These, as arguments of a question."""
        return msgspec.structs.asdict(self)


class Ask(Group, frozen=True):
    """The index of a question, its state, and how the answer is printed."""

    as_json: AsJson = False
    at: AtOption = None
    at_least: AtLeast = None
    no_index: Annotated[bool, option("--no-index", help="Do not make a missing index.")] = False
    root: RootOption = None
    db: Database = None

    @property
    def place(self) -> "Place":
        """The root and the database that are asked about."""
        return make_place(self.root, self.db)

    def below(self, directory: str | None) -> "Ask":
        """The same of the project in that directory, where one is named."""
        return msgspec.structs.replace(self, root=directory or self.root)

    def __call__(self, question: str, arguments: dict[str, Any], *, form: str = "", finds: bool = False) -> Asked:
        """The question; `form` is the form of its answer if it differs from the name, `finds` says whether any result
        is a finding."""
        from omny.service.asking import makes_index, names_from_root

        place = self.place
        arguments = names_from_root(place, question, arguments)
        makes = not self.no_index and self.at is None and makes_index(question)
        asked = Asked(place, question, arguments, self.as_json, self.at_least, form or question, finds, makes)
        return asked if self.at is None else asked.at(self.at)

    def everywhere(self, question: str, arguments: dict[str, Any], *, shared: dict[str, Any]) -> Asked | int:
        """The question, put to all projects: those of the server with the arguments `shared` where the store is on one,
        else those of the workspace. Raises UsageError for a state of the past: each project has its own."""
        if self.place.store.kind == "postgres":
            return self(f"{question} everywhere", shared)
        if self.at is not None or self.at_least is not None:
            hint = "leave --at and --at-least out"
            raise UsageError("ask everywhere", "a state is one of a single project", hint=hint)
        return ask_workspace(question, arguments, self.as_json)


def ask_workspace(question: str, arguments: dict[str, Any], as_json: bool) -> int:
    """Puts the question to all projects of the workspace and prints the answers; the exit status."""
    from omny.cli import workspace

    return workspace.ask(question, arguments, as_json=as_json)


def ask_now(
    store: StoreOptions, question: str, arguments: dict[str, Any], as_json: bool, at_least: str | None
) -> Asked:
    """A question that is about now alone: about the files on disk, or git's commits."""
    from omny.service.asking import names_from_root

    place = store.place()
    arguments = names_from_root(place, question, arguments)
    return Asked(place, question, arguments, as_json, at_least, question, makes_index=True)
