"""What a tool of the front door answers: the parts of it, each a list, in one text of as few tokens as say it.

A line whose path is that of the line above begins with `:`. Nothing is said of an edge that is exact, nor of an index
that is up to date. The rest of a part that does not fit has a cursor, for a call of that part alone. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from omny.base.errors import OmnyError
from omny.base.plain import plain, with_signature
from omny.mcp.fence import fence_lines, neutralize, quote, strip_brackets
from omny.mcp.found import Part
from omny.mcp.more import ExploreIndex
from omny.mcp.replies import (
    AtomDetail,
    AtomLine,
    Dependent,
    Edge,
    Freshness,
    Hit,
    Impacted,
    Place,
    Related,
    Reply,
    TestOf,
)
from omny.mcp.reply import MAX_AMBIGUOUS, Cursor, footer, short_freshness, write_cursor
from omny.mcp.toolbox import Tool, cut, edge_kind, hint_for_tools, more_text
from omny.mcp.tools import Callees, FileOutline, GetAtom
from omny.model.edges import EdgeType, How
from omny.query.basis import describe_how
from omny.query.documents import Document
from omny.query.external import outside_names

MAX_SIGNATURE = 80  # characters in a list; `get` shows all of it
MAX_DOC = 80
MAX_HEAD = 500
MAX_TESTS = 3  # of those that impact names; kind `tests` lists all
MAX_CALLS = 20  # of one list of an atom
MAX_LINES = 5  # of one edge

_MARKS_BYTES = 40
_CURSOR_BYTES = 70  # of a part: its number, the cursor, and words around them
_PLAIN_TYPES = frozenset(("function", "method", "arrow"))  # a signature says that


class Brief(msgspec.Struct, frozen=True):
    """The reply as text, and the ids and paths in it."""

    text: str
    named: tuple[str, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A part of a reply."""

    lines: list[str]
    cursor: str = ""
    named: tuple[str, ...] = ()
    is_unfound: bool = False  # whether it says why there is no answer


def write(parts: Sequence[Part], max_bytes: int) -> Brief:
    """The reply. A part has an equal share of what the parts before it have left."""
    fresh = _freshness([part.document for part in parts])
    left = max_bytes - _MARKS_BYTES - _CURSOR_BYTES * len(parts) - cost([fresh])
    lines: list[str] = []
    cursors: list[str] = []
    named: list[str] = []
    unfound: list[Section] = []
    for number, part in enumerate(parts, 1):
        section = write_section(part, left // (len(parts) - number + 1))
        if section.is_unfound:
            if section in unfound:  # told for another kind
                continue
            unfound.append(section)
        left -= cost(section.lines)
        lines += section.lines
        named += section.named
        if section.cursor:
            alone = f" of part {number}, asked alone" if len(parts) > 1 else ""
            cursors.append(f"more{alone}: cursor={section.cursor!r}")
    return Brief("\n".join([*fence_lines(lines), *cursors, fresh]), tuple(named))


def _freshness(documents: Sequence[Document]) -> str:
    """One line: the generation alone, if nothing is missing."""
    every = [short_freshness(document) for document in documents]
    whole = every[-1]
    for each in every[:-1]:
        whole = msgspec.structs.replace(
            whole,
            stale=whole.stale or each.stale,
            pending_total=max(whole.pending_total, each.pending_total),
            polled={**each.polled, **whole.polled},
            **{name: _join(getattr(whole, name), getattr(each, name)) for name in _LISTS},
        )
    generations = [document["freshness"]["generation"] for document in documents]
    moved = f"; it was {generations[0]} for the first part" if len(set(generations)) > 1 else ""
    if whole == Freshness(token=whole.token, root=whole.root):
        of = f"index of {quote(whole.root)}; " if whole.root else ""
        return f"[{of}up to date; generation {generations[-1]}{moved}]"
    return footer(whole)[:-1] + f"{strip_brackets(moved)}]"


_LISTS = ("changed", "pending", "degraded", "held", "problems")


def _join(one: list[str], other: list[str]) -> list[str]:
    return list(dict.fromkeys([*other, *one]))


def write_section(part: Part, max_bytes: int) -> Section:
    """What answers one part, within that many bytes; but what cannot be cut is whole."""
    if part.unknown is not None or part.ids:
        return Section(_unfound(part), is_unfound=True)
    tool = part.tool
    found, total = tool.results(part.document)
    if isinstance(tool, ExploreIndex):
        return Section(tool.text(part.document) + [f"note: {note}" for note in part.notes], "", list_files(found))
    offset = 0 if isinstance(tool, GetAtom) else tool.at.offset
    whole = tool.make_reply(part.document, found[offset:], total, part.notes)
    head = _head(tool, whole)
    notes = [f"note: {note}" for note in whole.notes]
    left = max_bytes - cost([*head, *notes])
    if isinstance(tool, GetAtom):
        return _atom(part, tool, whole, notes, left)
    outline = isinstance(tool, FileOutline)
    lines, before = [], tool.file if isinstance(tool, FileOutline) else ""
    for result in whole.results:
        path, rest = _short(tool, result)
        line = rest if path and path == before and not outline else f"{path}{rest}"
        line = rest if outline else line
        left -= cost([line])
        if left < 0:
            break
        lines.append(line)
        before = path
    shown = offset + len(lines)
    cursor = write_cursor(Cursor(shown, _generation(part)), tool.call) if shown < total else ""
    return Section([*head, *lines, *notes], cursor, list_files(whole.results))


def _unfound(part: Part) -> list[str]:
    about = str(getattr(part.tool, "atom", getattr(part.tool, "file", "")))
    if part.ids:
        more = len(part.ids) - MAX_AMBIGUOUS
        head = f"{about!r} means {len(part.ids):,} atoms; name one by its id:"
        return [plain(line) for line in (head, *part.ids[:MAX_AMBIGUOUS], *([more_text(more)] if more > 0 else []))]
    assert part.unknown is not None
    return [plain(describe_error(part.unknown))]


def describe_error(error: OmnyError) -> str:
    """What an agent reads of an error in a reply that has other parts."""
    hint = hint_for_tools(error)
    return f"note: {error.reason}{f'; {hint}' if hint else ''}"


def _head(tool: Tool, whole: Reply) -> list[str]:
    if isinstance(tool, GetAtom):
        return []
    if isinstance(whole, Impacted) and len(whole.tests) > MAX_TESTS:
        whole = msgspec.structs.replace(whole, tests=whole.tests[:MAX_TESTS])
    return [cut(each, MAX_HEAD) for each in neutralize(tool).head(whole).split("\n")]


# ── an atom with its source ──


def _atom(part: Part, tool: GetAtom, whole: Reply, notes: list[str], left: int) -> Section:
    detail: AtomDetail = whole.results[0]
    place = f"{detail.type} {detail.line}-{detail.end_line} v{detail.version}"
    head = [f"{with_signature(detail.id, detail.signature)}  {place}"]
    path = detail.id.partition("::")[0]
    for name in ("decorators", "inherits", "decorated_by", "calls", "callbacks"):
        head += _list(name.replace("_", " "), [_in_file(id_, path) for id_ in getattr(detail, name)])
    text = part.document["results"][0].get("source")
    left -= cost(head)
    if text is None:  # the source shows what it calls outside
        head += _list("outside", outside_names(detail.unresolved))
        return Section([*head, *notes], "", list_files(whole.results))
    rows = neutralize({"text": text["text"]})["text"].split("\n")
    lines: list[str] = []
    offset = tool.at.offset
    for number, row in enumerate(rows[offset:], text["line"] + offset):
        line = f"{number}|{row}"
        left -= cost([line])
        if left < 0 and lines:
            break
        lines.append(line if left >= 0 else line[: max(100, left + len(line))] + "… cut")
    shown = offset + len(lines)
    cursor = write_cursor(Cursor(shown, _generation(part)), tool.call) if shown < len(rows) else ""
    if cursor:
        lines.append(f"… {len(rows) - shown:,} more lines")
    return Section([*head, *lines, *notes], cursor, list_files(whole.results))


def _list(name: str, found: Sequence[str]) -> list[str]:
    more = " …" if len(found) > MAX_CALLS else ""
    return [f" {name}: {', '.join(found[:MAX_CALLS])}{more}"] if found else []


def _in_file(id_: str, path: str) -> str:
    return id_.removeprefix(path) if id_.startswith(f"{path}::") else id_


# ── a result in a line: its path, and what follows it ──


def _short(tool: Tool, result: Any) -> tuple[str, str]:
    write_one = _SHORT.get(type(result))
    if write_one is None:
        return "", tool.line(result)
    if isinstance(result, Related) and isinstance(tool, Callees):
        return _callee(result)
    return write_one(result)


def _split(id_: str) -> tuple[str, str]:
    path, mark, name = id_.partition("::")
    return (path, f"{mark}{name}") if mark else ("", id_)


def _atom_line(atom: AtomLine) -> tuple[str, str]:
    path, name = _split(atom.id)
    kind = "" if atom.type in _PLAIN_TYPES else f" {atom.type}"
    place = f"  {atom.line}-{atom.end_line}" if atom.line else ""
    held = " held" if atom.held else ""
    doc = f"  {cut(atom.doc, MAX_DOC)}" if atom.doc else ""
    return path, f"{with_signature(name, cut(atom.signature, MAX_SIGNATURE))}{kind}{place}{held}{doc}"


def _caller(found: Related) -> tuple[str, str]:
    path, name = _split(found.id)
    return path, f"{name}{'; '.join(map(_edge, found.edges))}"


def _callee(found: Related) -> tuple[str, str]:
    path, name = _split(found.id)
    place = f" {found.line}-{found.end_line}" if found.line else ""
    return path, f"{name}{place}, called{'; '.join(map(_edge, found.edges))}"


def _edge(edge: Edge) -> str:
    kind = edge_kind(edge.type) if edge.type != EdgeType.CALL else ""
    depth = f" depth {edge.depth}" if edge.depth > 1 else ""
    other = f" via {edge.other}" if edge.other else ""
    held = f" of generation {edge.held}" if edge.held else ""
    return f"{_lines(edge.lines, edge.more_lines)}{_how(edge.how, edge.basis)}{held}{kind}{depth}{other}"


def _dependent(found: Dependent) -> tuple[str, str]:
    path, name = _split(found.id)
    via = f" depth {found.depth} via {_in_file(found.via, path)}" if found.depth > 1 else ""
    return path, f"{name}{_lines(found.lines, found.more_lines)}{_how(found.how, found.basis)}{via}"


def _place(found: Place) -> tuple[str, str]:
    return found.path, f":{found.line} {found.use}{_how(found.how, found.basis)}  {found.text}"


def _hit(found: Hit) -> tuple[str, str]:
    around = f"  in {_in_file(found.atom, found.path)}" if found.atom else ""
    return found.path, f":{found.line} {found.text}{around}"


def _test(found: TestOf) -> tuple[str, str]:
    path, name = _split(found.id)
    return path, f"{name} {found.line}{f' depth {found.depth}' if found.depth > 1 else ''}"


def _lines(lines: Sequence[int], more: int) -> str:
    shown = ", ".join(map(str, lines[:MAX_LINES]))
    left = len(lines) - MAX_LINES + more
    return f" {shown}{more_text(left) if left > 0 else ''}" if lines else ""


def _how(how: str, basis: str) -> str:
    return "" if how in ("", How.EXACT) else f" {describe_how(how, basis)}"


_SHORT: dict[type, Callable[[Any], tuple[str, str]]] = {
    AtomLine: _atom_line,
    Related: _caller,
    Dependent: _dependent,
    Place: _place,
    Hit: _hit,
    TestOf: _test,
}


def list_files(results: Sequence[Any]) -> tuple[str, ...]:
    """The files that results are in: atoms and places, as records or as the data of an answer."""
    found: dict[str, None] = {}
    for result in results:
        fields = result if isinstance(result, dict) else {"id": _read(result, "id"), "path": _read(result, "path")}
        found[str(fields.get("id") or fields.get("path") or "").partition("::")[0]] = None
    return tuple(name for name in found if name)


def _read(result: Any, name: str) -> str:
    value = getattr(result, name, "")
    return value if isinstance(value, str) else ""


def _generation(part: Part) -> int:
    generation: int = part.document["freshness"]["generation"]
    return generation


def cost(lines: Iterable[str]) -> int:
    """The bytes of lines with their ends."""
    return sum(len(line.encode()) + 1 for line in lines)
