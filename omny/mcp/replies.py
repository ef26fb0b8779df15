"""The shapes of answers, which are the output schemas of the tools. What stands for "nothing to say" is left out.

They are smaller than the documents of `omny/query/documents.py`: every byte is read by a model. An atom's file is what
its id begins with, before `::`.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec


class _Shape(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of an answer."""


def _field(description: str) -> msgspec.Meta:
    return msgspec.Meta(description=description)


class Freshness(_Shape, frozen=True, kw_only=True):
    """How far the answer can be trusted."""

    token: Annotated[str, _field("the state of the index; changes_since takes it")]
    stale: Annotated[bool, _field("files are known to have changed since")] = False
    changed: Annotated[list[str], _field("those files, of the ones asked about")] = []
    pending: Annotated[list[str], _field("files that wait to be indexed, the first of them")] = []
    pending_total: int = 0
    degraded: Annotated[list[str], _field("files asked about that do not parse whole")] = []
    held: Annotated[list[str], _field("files asked about that are broken: their atoms are of a former content")] = []
    problems: Annotated[list[str], _field("why more may have changed than the answer shows")] = []
    root: Annotated[str, _field("whose index answers, where the server was started in another root")] = ""
    polled: Annotated[dict[str, str], _field("directories whose changes raise no event: they are looked at, why")] = {}
    polled_seconds: Annotated[float, _field("since that; newer changes there may be missing")] = 0.0


class Reply(_Shape, frozen=True, kw_only=True):
    """What every answer has."""

    results: list[Any]
    total: Annotated[int, _field("how many results there are")]
    truncated: Annotated[bool, _field("whether there are more than these")] = False
    next: Annotated[str, _field("give it as cursor for the rest")] = ""
    about: Annotated[str, _field("id of the atom asked for")] = ""
    ambiguous: Annotated[list[str], _field("ids that the name means: ask again with one of them")] = []
    notes: Annotated[list[str], _field("what to know about the answer, such as why it is empty")] = []
    freshness: Freshness


class AtomLine(_Shape, frozen=True, kw_only=True):
    """An atom, in a list."""

    id: str
    type: str = ""
    line: int = 0
    end_line: int = 0
    signature: str = ""
    doc: Annotated[str, _field("first line of its documentation")] = ""
    held: Annotated[int, _field("the generation it is of, where its file is broken and no longer says it")] = 0


class Source(_Shape, frozen=True, kw_only=True):
    """Text of an atom."""

    line: Annotated[int, _field("of its first line in the file")]
    text: str
    left: Annotated[int, _field("further lines, see next")] = 0


class AtomDetail(AtomLine, frozen=True, kw_only=True):
    """An atom, with what is known of it."""

    version: int = 0
    updated_at: str = ""
    decorators: list[str] = []
    complexity: int = 0
    inherits: list[str] = []
    calls: Annotated[list[str], _field("ids of atoms; callees has the lines")] = []
    callbacks: Annotated[list[str], _field("ids of atoms passed by name")] = []
    decorated_by: list[str] = []
    unresolved: Annotated[list[str], _field("names called outside of the index, or not known")] = []
    source: Source | msgspec.UnsetType = msgspec.UNSET


class Edge(_Shape, frozen=True, kw_only=True):
    """How one atom leads to another."""

    how: Annotated[
        str,
        _field(
            "exact: scopes and imports tell; inferred: types tell; possible: only the name; held: of a former content"
        ),
    ]
    basis: Annotated[str, _field("of inferred: type, or candidates:N where it is one of N")] = ""
    type: Annotated[str, _field("call, callback, decorator, inherit, implicit, dispatch")]
    depth: Annotated[int, _field("calls away")] = 1
    held: Annotated[int, _field("the generation it is of, where it is held")] = 0
    other: Annotated[str, _field("the other end, where that is not the atom asked for")] = ""
    lines: Annotated[list[int], _field("in the file of the calling atom")] = []
    more_lines: int = 0


class Related(AtomLine, frozen=True, kw_only=True):
    """An atom at the other end of edges."""

    edges: list[Edge]


class Place(_Shape, frozen=True, kw_only=True):
    """A place that refers to an atom."""

    path: str
    line: int
    use: Annotated[str, _field("call, callback, decorator, inherit, import, export, type, write, read, doc")]
    how: Annotated[str, _field("exact, inferred, held; possible: only the name matches")]
    basis: Annotated[str, _field("of inferred: type, or candidates:N")] = ""
    atom: Annotated[str, _field("id of the atom around it")] = ""
    text: Annotated[str, _field("its line")] = ""


class Dependent(AtomLine, frozen=True, kw_only=True):
    """An atom that depends on another."""

    depth: Annotated[int, _field("edges away")]
    how: Annotated[str, _field("how its edge is known: exact, inferred, possible, held")] = ""
    basis: Annotated[str, _field("of inferred: type, or candidates:N")] = ""
    via: Annotated[str, _field("id of the next atom on the way")] = ""
    lines: Annotated[list[int], _field("where it uses that, in its file")] = []
    more_lines: int = 0
    risk: Annotated[int, _field("orders those at the same distance: dependants, branches, exported, untested")] = 0
    exported: bool = False
    untested: Annotated[bool, _field("no test reaches it")] = False


class TestOf(_Shape, frozen=True, kw_only=True):
    """A test that reaches an atom."""

    id: str
    line: int = 0
    depth: int = 0


class Hit(_Shape, frozen=True, kw_only=True):
    """A line of a file that matches."""

    path: str
    line: int
    text: str
    atom: Annotated[str, _field("id of the atom around it")] = ""


class Step(_Shape, frozen=True, kw_only=True):
    """An edge of a path."""

    source: str
    target: str
    how: str
    basis: str = ""
    types: Annotated[list[str], _field("of the edge: call, callback, decorator, inherit, implicit, dispatch")] = []
    lines: list[int] = []
    more_lines: int = 0


class Way(_Shape, frozen=True, kw_only=True):
    """A path from one atom to another."""

    steps: list[Step]


class Change(_Shape, frozen=True, kw_only=True):
    """What differs from an earlier state."""

    kind: Annotated[str, _field("added, removed, changed: an atom; edge added, edge removed")]
    id: Annotated[str, _field("of the atom")] = ""
    fields: Annotated[list[str], _field("of a changed atom")] = []
    moved_from: Annotated[str, _field("id that an added atom had before")] = ""
    source: Annotated[str, _field("of an edge")] = ""
    target: str = ""
    type: str = ""


class Event(_Shape, frozen=True, kw_only=True):
    """What happened to an atom in one commit."""

    generation: int
    timestamp: str
    source: Annotated[str, _field("what wrote it: file-watcher, atomic-edit, mcp, reindex, migration")]
    operation: Annotated[str, _field("create, update, delete, move")]
    id: str
    version: int = 0
    moved_from: str = ""
    actor: Annotated[str, _field("who made the change, where that is known")] = ""
    reason: Annotated[str, _field("why, where somebody said so")] = ""
    changes: Annotated[dict[str, list[str]], _field("field: before and after, as JSON, long ones cut")] = {}


class LeftOut(_Shape, frozen=True, kw_only=True):
    """A file that is not indexed whole."""

    path: str
    status: Annotated[str, _field("skipped: could not be; excluded: should not be; degraded: parts do not parse")]
    reason: str
    code: Annotated[str, _field("the reason as a word")]


class Daemon(_Shape, frozen=True, kw_only=True):
    """What keeps the index up to date."""

    pid: int
    started: str
    pending: int = 0
    looking: Annotated[str, _field("why it looks at the whole tree")] = ""
    problems: list[str] = []
    backup_problem: Annotated[str, _field("why there is no newer backup")] = ""


class Status(Reply, frozen=True, kw_only=True):
    """What the index holds; its results are the files that were left out."""

    root: str = ""
    indexed_at: str = ""
    indexed_head: str = ""
    files: dict[str, int] = {}
    atoms: dict[str, int] = {}
    edges: dict[str, int] = {}
    lines: int = 0
    not_read: Annotated[dict[str, int], _field("files in languages that are not read, by ending or interpreter")] = {}
    daemon: Daemon | msgspec.UnsetType = msgspec.UNSET
    last_backup: Annotated[str, _field("when the daemon made the last backup")] = ""


class Impacted(Reply, frozen=True, kw_only=True):
    """What depends on an atom; its results are what has to be looked at."""

    tests: Annotated[list[TestOf], _field("that reach the atom, the nearest")] = []
    tests_total: int = 0
    direct: Annotated[int, _field("dependants one edge away")] = 0
    files: Annotated[int, _field("with dependants")] = 0
    untested: Annotated[int, _field("dependants that no test reaches")] = 0
    possible: Annotated[int, _field("calls of something of that name whose receiver is unknown")] = 0
    overrides: Annotated[list[str], _field("ids of methods that it overrides")] = []
    more_overrides: int = 0
    complete: Annotated[bool, _field("whether all was looked at")] = True


class Edited(_Shape, frozen=True, kw_only=True):
    """What became of an edit."""

    operation: str
    status: Annotated[str, _field("applied, planned (dry_run), unchanged, refused (nothing was written)")]
    reason: str = ""
    refusal: Annotated[str, _field("the reason as a word, such as stale, callers, syntax")] = ""
    hint: str = ""
    transaction: Annotated[int, _field("what undo takes")] = 0
    files: list[str] = []
    diff: str = ""
    impact: Annotated[dict[str, Any], _field("created, modified, deleted, moved; broken edges, mismatched calls")] = {}
    warnings: list[str] = []
    left: Annotated[list[str], _field("places with the old name that a rename leaves as they are")] = []
    current: Annotated[
        dict[str, Any] | msgspec.UnsetType, _field("the atom as it is now: id, version, line, hash, text")
    ] = msgspec.UNSET


def schema(result: type[msgspec.Struct] | None, reply: type[Reply] = Reply) -> dict[str, Any]:
    """The JSON Schema of an answer with results of that kind, without references: not every client follows them."""
    found = inline_schema(reply)
    if result is not None:
        found["properties"]["results"] = {"type": "array", "items": inline_schema(result)}
    return found


def inline_schema(kind: type[Any], *, keep_defaults: bool = False) -> dict[str, Any]:
    """The JSON Schema of a type, with what it refers to in its place."""
    (top,), components = msgspec.json.schema_components([kind], ref_template="{name}")
    found: dict[str, Any] = _resolve(top, components, keep_defaults)
    return found


def _resolve(node: Any, components: dict[str, Any], keep_defaults: bool) -> Any:
    if isinstance(node, list):
        return [_resolve(each, components, keep_defaults) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _resolve({**components[node["$ref"]], **beside}, components, keep_defaults)
    if "properties" in node:  # an object: what it is called, its names are no keywords
        properties = {name: _resolve(value, components, keep_defaults) for name, value in node["properties"].items()}
        node = {key: value for key, value in node.items() if key not in ("title", "properties")}
        return {**_resolve(node, components, keep_defaults), "properties": properties}
    dropped = () if keep_defaults else ("default",)
    return {key: _resolve(value, components, keep_defaults) for key, value in node.items() if key not in dropped}
