"""The tools that look at atoms and their neighbours."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

import msgspec

from omny.base.plain import with_signature
from omny.mcp import reply
from omny.mcp.replies import AtomDetail, AtomLine, Daemon, Edge, LeftOut, Place, Related, Reply, Source, Status
from omny.mcp.toolbox import (
    MAX_NAME,
    Atom,
    Limit,
    Prefix,
    Question,
    Text,
    Tool,
    atom_fields,
    atom_text,
    count_noun,
    edge_fields,
    edge_kind,
    lines_text,
    mention_fields,
    value_or_none,
)
from omny.model.edges import How
from omny.query.basis import describe_how
from omny.query.documents import Document
from omny.query.notes import NoteEntry, brief

MAX_NOTES = 5  # of an atom, the newest
MAX_IDS = 50  # in one list of an atom

_LISTS = ("decorators", "inherits", "decorated_by", "calls", "callbacks", "unresolved")

OUTSIDE = "(outside of the index)"  # what a name of something that is no atom ends with

AtomTypes = Annotated[
    list[
        Literal[
            "function",
            "arrow",
            "method",
            "class",
            "interface",
            "enum",
            "type",
            "constant",
            "variable",
            "macro",
            "route",
            "module",
        ]
    ],
    msgspec.Meta(max_length=12, description="only atoms of these types"),
]
EdgeTypes = Annotated[
    list[Literal["call", "callback", "decorator", "inherit", "implicit", "dispatch", "all"]],
    msgspec.Meta(
        max_length=7,
        description="of edges; callback: passed by name, decorator: applied, inherit: a base, implicit: by an operator "
        "or property, dispatch: by a call of a method that it overrides. Only calls, if empty",
    ),
]
Depth = Annotated[int, msgspec.Meta(ge=1, le=20, description="how many calls away")]
Possible = Annotated[bool, msgspec.Meta(description="also atoms known by name only, marked possible: may be wrong")]


class SearchAtoms(Tool, frozen=True, kw_only=True):
    """Find functions, classes, values and other atoms by words of their names, documentation, signatures, bodies and
    paths. Use it first, when you know the topic or a part of the name. Any word counts, all count more, exact names
    come first; 'user' finds getUserById and get_user_by_id."""

    name: ClassVar[str] = "search_atoms"
    title: ClassVar[str] = "Search atoms"
    result: ClassVar[type[msgspec.Struct]] = AtomLine

    text: Annotated[
        Text, msgspec.Meta(description="words, such as 'parse config'; \"a phrase\", path:x, type:x, lang:x, -word")
    ]
    types: AtomTypes = []  # noqa: RUF012
    path: Prefix = ""
    tests: Annotated[bool | msgspec.UnsetType, msgspec.Meta(description="true: only tests; false: none")] = (
        msgspec.UNSET
    )
    limit: Limit = 20

    def question(self, most: int) -> Question:
        return "search", {**self._filters(), "limit": most}

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'atom')} for {self.text!r}"

    def why_empty(self, document: Document) -> Question:
        return "explain search", self._filters()

    def notes(self, document: Document) -> list[str]:
        near, found = document.get("near", ()), document["results"]
        said = ["no atom has this name: similar ones come first"] if found and found[0]["id"] in near else []
        said += ["bodies are not searched: search_bodies = false in .omny.toml"] if "bodies" in document else []
        unchecked = document.get("unchecked", 0)
        return said + ([f"{count_noun(unchecked, 'more atom')} not checked for the phrase"] if unchecked else [])

    def _filters(self) -> dict[str, Any]:
        return {"text": self.text, "types": self.types, "path": self.path, "tests": value_or_none(self.tests)}


class GetAtom(Tool, frozen=True, kw_only=True):
    """Read one function, method, class or module: its source text, compared with the index, with signature, line
    numbers, calls, bases and unresolved names. Use it instead of reading a whole file, once you know the id or name. A
    long source continues with `next`."""

    name: ClassVar[str] = "get_atom"
    title: ClassVar[str] = "Read an atom"
    result: ClassVar[type[msgspec.Struct]] = AtomDetail

    atom: Atom
    source: Annotated[bool, msgspec.Meta(description="with its text")] = True

    def question(self, most: int) -> Question:
        return "show", {"atom": self.atom, "source": self.source}

    def results(self, document: Document) -> tuple[list[Any], int]:
        return [_detail(found) for found in document["results"]], 1

    def notes(self, document: Document) -> list[str]:
        also = document["also"]
        said = [f"also defined there under that name: {', '.join(also)}"] if also else []
        data = document["results"][0]["data"]
        cut_lists = {name: len(data.get(name, ())) for name in _LISTS if len(data.get(name, ())) > MAX_IDS}
        said += [f"{name}: the first {MAX_IDS} of {number:,}" for name, number in cut_lists.items()]
        written = document["results"][0].get("notes", [])
        said += [brief(each) for each in msgspec.convert(written, list[NoteEntry])[-MAX_NOTES:]]
        if served := document["results"][0].get("served_at"):
            said.append(f"served at {', '.join(served)}, where other files mount its router")
        redacted = document["results"][0].get("source", {}).get("redacted")
        if redacted:
            said.append(f"{count_noun(redacted, 'secret')} taken out of the text (REDACTED): the file differs there")
        return said

    def answer(self, document: Document, notes: list[str]) -> reply.Sent:
        """The atom, followed by as many lines of its text as fit."""
        (detail,), _ = self.results(document)
        whole = self.make_reply(document, [detail], 1, notes)
        text = document["results"][0].get("source")
        if text is None:
            return reply.send(whole, self.page)
        return reply.with_source(whole, Source(line=text["line"], text=text["text"]), self.at, self.page)

    def head(self, answer: Reply) -> str:
        return ""

    def line(self, result: AtomDetail) -> str:
        lines = [atom_text(result)]
        for name in _LISTS:
            found = getattr(result, name)
            if found:
                more = " …" if len(found) == MAX_IDS else ""
                lines.append(f"  {name.replace('_', ' ')}: {', '.join(found)}{more}")
        return "\n".join(lines)


class FileOutline(Tool, frozen=True, kw_only=True):
    """List all functions, methods and classes of one file in source order, with signatures and lines, without their
    text. Use it to see what is in a file before reading it."""

    name: ClassVar[str] = "file_outline"
    title: ClassVar[str] = "Outline of a file"
    result: ClassVar[type[msgspec.Struct]] = AtomLine

    file: Annotated[
        str, msgspec.Meta(min_length=1, max_length=MAX_NAME, description="path from the root of the project on")
    ]
    limit: Limit = 200

    def question(self, most: int) -> Question:
        return "outline", {"file": self.file}

    def results(self, document: Document) -> tuple[list[Any], int]:
        found, total = super().results(document)
        return found[: self.most], total

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'atom')} in {self.file}"

    def why_empty(self, document: Document) -> Question:
        return "explain file", {"file": self.file}


class _Edges(Tool, frozen=True, kw_only=True):
    up: ClassVar[bool]
    result: ClassVar[type[msgspec.Struct]] = Related

    atom: Atom
    depth: Depth = 1
    possible: Possible = False
    types: EdgeTypes = []  # noqa: RUF012
    limit: Limit = 50

    def question(self, most: int) -> Question:
        arguments = {"atom": self.atom, "depth": self.depth, "possible": self.possible, "types": self.types}
        return ("callers" if self.up else "callees"), {**arguments, "limit": most}

    def results(self, document: Document) -> tuple[list[Any], int]:
        about = document["atom"]
        return [_make_related(found, about, up=self.up) for found in document["results"]], document["total"]

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'caller' if self.up else 'callee')} of {answer.about}"

    def line(self, result: Related) -> str:
        place = "" if self.up or not result.line else f"  {result.type} {result.line}-{result.end_line}"
        return f"{with_signature(result.id, result.signature)}{place}  {'; '.join(map(_edge_text, result.edges))}"

    def why_empty(self, document: Document) -> Question:
        return "explain edges", {"atom": self.atom, "up": self.up}


class Callers(_Edges, frozen=True, kw_only=True):
    """List the callers of an atom, with the lines of the calls and how each is known. Use it before changing a
    signature or behaviour, and instead of grep for a name. Only calls known by scopes, imports or types are listed:
    none invented. It also answers for names from outside the project ('requests.get'). depth > 1 for callers of
    callers; impact lists all dependants."""

    name: ClassVar[str] = "callers"
    title: ClassVar[str] = "Who calls an atom"
    up: ClassVar[bool] = True


class Callees(_Edges, frozen=True, kw_only=True):
    """List what an atom calls, with lines and how each call is known. Use it to find the dependencies of a function,
    and the next code to read. Calls of names outside the project are in get_atom's `unresolved`."""

    name: ClassVar[str] = "callees"
    title: ClassVar[str] = "What an atom calls"
    up: ClassVar[bool] = False


class References(Tool, frozen=True, kw_only=True):
    """List every place that refers to an atom: calls, imports, types, reads, writes, bases. Use it before renaming or
    removing something, where callers are not enough. Each place is resolved, as a call is: none invented."""

    name: ClassVar[str] = "references"
    title: ClassVar[str] = "All uses of an atom"
    result: ClassVar[type[msgspec.Struct]] = Place

    atom: Atom
    uses: Annotated[
        list[Literal["call", "callback", "decorator", "inherit", "import", "export", "type", "write", "read", "doc"]],
        msgspec.Meta(max_length=10, description="only these"),
    ] = []  # noqa: RUF012
    path: Prefix = ""
    possible: Annotated[bool, msgspec.Meta(description="also where only the name matches, comments too")] = False
    limit: Limit = 100

    def question(self, most: int) -> Question:
        asked = {"atom": self.atom, "uses": self.uses, "path": self.path, "possible": self.possible}
        return "references", {**asked, "limit": most}

    def results(self, document: Document) -> tuple[list[Any], int]:
        return [msgspec.convert(each, Place) for each in document["results"]], document["total"]

    def notes(self, document: Document) -> list[str]:
        said = [f"{number:,} {use}" for use, number in document["uses"].items()]
        told = [", ".join(said)] if said else []
        if document["possible"] and not self.possible:
            told.append(f"{count_noun(document['possible'], 'place')} where only the name matches (possible=true)")
        if document["unread"]:
            told.append(f"changed since they were indexed, so not searched: {', '.join(document['unread'][:MAX_IDS])}")
        return told

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'place')} that refer to {answer.about}"

    def line(self, result: Place) -> str:
        how = describe_how(result.how, result.basis)
        return f"{result.path}:{result.line}  {result.use}, {how}  {result.text}"


class IndexStatus(Tool, frozen=True, kw_only=True):
    """Show the content of the index, its freshness, and the files that were left out, with reasons. Use it when an
    answer surprises you, or says that something may be missing. It waits for a first index if there is none yet."""

    name: ClassVar[str] = "index_status"
    title: ClassVar[str] = "State of the index"
    result: ClassVar[type[msgspec.Struct]] = LeftOut
    form: ClassVar[type[Reply]] = Status

    limit: Limit = 50

    def question(self, most: int) -> Question:
        return "status", {}

    def results(self, document: Document) -> tuple[list[Any], int]:
        return [LeftOut(**found) for found in document["results"]][: self.most], document["total"]

    def more(self, document: Document) -> dict[str, Any]:
        return {
            "root": document["root"],
            "indexed_at": document["indexed_at"],
            "indexed_head": document["freshness"]["indexed_head"],
            "files": document["languages"],
            "atoms": document["atoms"],
            "edges": document["edges"],
            "lines": document["lines"],
            "not_read": document["census"]["unread"]
            | {name: found["files"] for name, found in document["census"]["lacking"].items()}
            | document["census"]["scripts"],
            "daemon": _daemon(document.get("daemon")),
            "last_backup": (document["backup"] or {}).get("at", ""),
        }

    def head(self, answer: Reply) -> str:
        assert isinstance(answer, Status)
        parts = [
            f"{kind}: {sum(counts.values()):,} ({', '.join(f'{number:,} {name}' for name, number in counts.items())})"
            for kind, counts in (("files", answer.files), ("atoms", answer.atoms), ("edges", answer.edges))
        ]
        daemon = answer.daemon
        state = (
            f"daemon {daemon.pid} since {daemon.started}, {daemon.pending:,} files pending" if daemon else "no daemon"
        )
        head = answer.indexed_head or "none"
        lines = [answer.root, *parts, f"indexed {answer.indexed_at}, git HEAD then {head}", state]
        problem = f"; {daemon.backup_problem}" if daemon and daemon.backup_problem else ""
        lines.append(f"last backup {answer.last_backup or 'none yet'}{problem}")
        lines.append(f"{count_noun(answer.total, 'file')} left out, or read in part")
        if answer.not_read:
            kinds = ", ".join(f"{number:,} {kind}" for kind, number in answer.not_read.items())
            lines.append(f"not read, since Omny does not know the language: {kinds}")
        return "\n".join(lines)

    def line(self, result: LeftOut) -> str:
        return f"{result.status}: {result.path}: {result.reason}"


def _detail(found: Document) -> AtomDetail:
    data = found["data"]
    return AtomDetail(
        **atom_fields(found),
        version=found["version"],
        updated_at=found["updated_at"],
        complexity=data.get("complexity", 0),
        **{name: data.get(name, [])[:MAX_IDS] for name in _LISTS},
    )


def _make_related(found: Document, about: str, *, up: bool) -> Related:
    far = "target" if up else "source"
    edges = [
        Edge(
            **edge_fields(edge["how"] or How.EXACT, edge.get("basis", ""), [site["line"] for site in edge["sites"]]),
            type=edge["type"],
            depth=edge["depth"],
            held=edge.get("held", 0),
            other="" if about in (edge[far], f"{edge[far]} {OUTSIDE}") else edge[far],
        )
        for edge in found["edges"]
    ]
    return Related(**mention_fields(found), edges=edges)


def _edge_text(edge: Edge) -> str:
    depth = f" depth {edge.depth}" if edge.depth > 1 else ""
    other = f" via {edge.other}" if edge.other else ""
    held = f" of generation {edge.held}" if edge.held else ""
    return f"{describe_how(edge.how, edge.basis)}{held}{edge_kind(edge.type)}{lines_text(edge)}{depth}{other}"


def _daemon(said: Document | None) -> Daemon | msgspec.UnsetType:
    if said is None:
        return msgspec.UNSET
    return Daemon(
        pid=said["pid"],
        started=said["started"],
        pending=said["pending_total"],
        looking=said["looking"],
        problems=said["problems"],
        backup_problem=said.get("backup_problem", ""),
    )


READING: tuple[type[Tool], ...] = (SearchAtoms, GetAtom, FileOutline, Callers, Callees, References, IndexStatus)
"""These tools."""
