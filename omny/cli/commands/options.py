"""What many commands share: their arguments and options, the place they mean, and a question to be asked there.

Annotations of commands are read at run time, so they are no strings: no module of this package has
`from __future__ import annotations`.
"""

from typing import TYPE_CHECKING, Annotated, Any

from omny.cli.asked import Asked
from omny.cli.declare import Argument, option
from omny.query.documents import MAX_DEPTH, MAX_RESULTS

if TYPE_CHECKING:
    from omny.cli.place import Place

RootArgument = Annotated[
    str | None,
    Argument("[ROOT]", "Directory of the project; by default the nearest parent that has an index."),
]
RootOption = Annotated[str | None, option("--root", metavar="DIR", help="Directory of the project, as ROOT elsewhere.")]
Database = Annotated[
    str | None,
    option(
        "--db",
        "--storage",
        metavar="STORE",
        help="File, URL or kind of the store, if not ROOT/.omny/omny.db. [env: OMNY_DATABASE_URL]",
    ),
]
Force = Annotated[bool, option("--force", help="Index the home directory or / all the same.")]
AsJson = Annotated[bool, option("--json", help="Print one JSON document.")]
AtomArgument = Annotated[str, Argument("ATOM", "Id, qualified name or name.")]
Depth = Annotated[int, option("--depth", metavar="N", least=1, most=MAX_DEPTH, help="How many calls away.")]
Possible = Annotated[bool, option("--possible", help="Also what only the name speaks for.")]
EdgeTypes = Annotated[
    list[str], option("--type", metavar="TYPE", help="call (default), callback, decorator, inherit, all; repeatable.")
]
When = Annotated[str, Argument("WHEN", "A time (2026-01-31, 2h, 3d), a generation, a token or a git commit.")]
Everywhere = Annotated[bool, option("--everywhere", help="In all projects of a PostgreSQL server.")]
Limit = Annotated[int, option("--limit", metavar="N", least=1, most=MAX_RESULTS, help="Most results to print.")]

AtLeast = Annotated[
    str | None, option("--at-least", metavar="TOKEN", help="Answer from the state of that token or a later one.")
]

AtOption = Annotated[
    str | None, option("--at", metavar="WHEN", help="As it was then: a time, a generation, a token or a git commit.")
]


def place_of(root: str | None, db: str | None, *, force: bool = False) -> "Place":
    """The root and the database that a command line names; `force` where any directory may be a root."""
    from omny.cli.place import Place

    return Place.of(root, db, force=force)


def asked(
    place: "Place",
    question: str,
    arguments: dict[str, Any],
    as_json: bool,
    at_least: str | None,
    *,
    form: str | None = None,
    finds: bool = False,
    at: str | None = None,
) -> Asked:
    """The question to be asked, of the state `at` some time where that is given; `form` is how its answer is told,
    where that is not by its own name, `finds` whether any result is something wrong."""
    found = Asked(place, question, arguments, as_json, at_least, form or question, finds)
    return found if at is None else found.at(at)
