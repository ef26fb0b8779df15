"""The view that an edit is planned on, and the plan: new contents of files, and the result that describes them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import msgspec

from omny.base.config import Settings
from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.base.paths import Root, text_path
from omny.edit.confine import check_editable
from omny.edit.request import Current, EditRequest, EditResult, Impact, Left, Refusal
from omny.edit.source import SourceFile
from omny.edit.steps import STEPS, Steps
from omny.edit.tree import FileEdit
from omny.executors.pool import ExecutorFactory, process_pool
from omny.executors.texts import Text, analyse_texts
from omny.extract.draft import Draft
from omny.languages import decode_text
from omny.languages.facets.source import Lines
from omny.model.facts import Analysis
from omny.model.places import Place, WhyLeft, describe
from omny.pipeline.ledger import Ledger
from omny.query.lookup import find_only_atom
from omny.query.naming import is_route
from omny.references.tree import TreeView
from omny.resolve.values import Defined
from omny.storage.port.repository import AtomRepository

MAX_LINE = 200  # characters of a line in a result

MAX_NAMED = 3  # callers or places in a line that refuses or warns

MAX_DIFF_LINES = 2_000  # of one file; nobody reads more


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """New contents of files, and the result that describes them."""

    result: EditResult
    edits: tuple[FileEdit, ...] = ()
    made: tuple[str, ...] = ()  # directories to be made
    summary: str = ""  # one line for people
    becomes: str = ""  # id of the atom that is edited, as it is afterwards
    undoes: str = ""  # id of the edit that it takes back


class View(TreeView):
    """The tree and its index at the moment of an edit. A plan that was made of stale files is thrown away."""

    def __init__(
        self,
        root: Root,
        repository: AtomRepository,
        ledger: Ledger,
        settings: Settings,
        steps: Steps = STEPS,
        executors: ExecutorFactory = process_pool,
    ) -> None:
        """`executors` makes the executor for what is not parsed in this process."""
        TreeView.__init__(self, root, repository, ledger, settings.max_file_bytes)
        self.settings = settings
        self.steps = steps
        self._executors = executors
        self._parsed: dict[tuple[str, bytes], Analysis | None] = {}

    def source(self, path: str) -> SourceFile:
        """An indexed file as an edit sees it, walked."""
        found = self._sources.get(path)
        if not isinstance(found, SourceFile):
            found = self._sources[path] = SourceFile(path, self.read(path))
        return found

    def parse(self, contents: Mapping[str, bytes]) -> dict[str, Analysis]:
        """What new contents say, by their paths. Each is parsed where that can be ended, before `SourceFile` does
        so here. Raises SourceError for one that takes too long."""
        texts = [Text(*item) for item in contents.items() if item not in self._parsed]
        found = analyse_texts(texts, self.settings.parse_seconds, self._executors)
        self._parsed.update(((text.path, text.content), each) for text, each in zip(texts, found, strict=True))
        known = {path: self._parsed[path, content] for path, content in contents.items()}
        return {path: each for path, each in known.items() if each is not None}

    def new_source(self, path: str, content: bytes) -> SourceFile:
        """A file with a new content, walked."""
        self.parse({path: content})
        return SourceFile(path, content)

    def editable(self, path: str) -> SourceFile:
        """A file that may be edited. Raises UsageError where it may not."""
        check_editable(self.root, path, self.settings)
        entry = self.ledger.get(path)
        if entry is not None and entry.is_held:
            raise UsageError("edit", entry.explanation, path=path, hint="correct the file first")
        if entry is None or not entry.is_indexed:
            raise UsageError("edit", "not in the index", path=path, hint=Hint.of("see {}", Command("status --skipped")))
        return self.source(path)

    @property
    def top(self) -> str:
        """The absolute path of the root."""
        return text_path(str(self.root.path))

    def current(self, id_: str) -> Current:
        """An atom with its present text. Raises UsageError where the file does not hold it."""
        stored = find_only_atom(self.repository, id_)
        source = self.source(stored.atom.file_path)
        draft = find_draft(source, stored.atom.id)
        first, _ = source.draft_lines(draft)
        return Current(stored.atom.id, stored.version, first, source.hash_draft(draft), source.draft_text(draft))


def left_place(view: View, place: Place, why: WhyLeft) -> Left:
    """The place, with the reason, as a result lists it."""
    return locate_left(view.lines(place.path), place, why)


def locate_left(source: Lines, place: Place, why: WhyLeft) -> Left:
    """The same in these lines."""
    row = source.row(place.start)
    text = source.line_text(row).decode("utf-8", "replace").strip()[:MAX_LINE]
    return Left(place.path, row + 1, place.start - source.line_start(row), describe(why), text, why)


def find_draft(source: SourceFile, id_: str) -> Draft:
    """The definition of an atom in its file. Raises UsageError where it is not there."""
    draft = source.drafts.get(id_.partition("::")[2])
    if draft is None and is_route(id_.partition("::")[2]):
        raise UsageError(
            "edit", "a route is no definition", path=id_, hint="edit what handles it, or what it stands in"
        )
    if draft is None:
        raise UsageError("edit", "the file does not hold it", path=id_, hint="run 'omny index'")
    return draft


def meets_expectation(view: View, current: Current, expect: str) -> bool:
    """Whether an atom has the expected version, or its text or its file the expected hash."""
    if not expect:
        return True
    entry = view.ledger.get(current.id.partition("::")[0])
    return expect in (str(current.version), current.hash, entry.hash if entry is not None else "")


def refuse(
    request: EditRequest,
    refusal: Refusal,
    reason: str,
    *,
    hint: str = "",
    current: Current | None = None,
    impact: Impact | None = None,
    edits: Sequence[FileEdit] = (),
    left: Sequence[Left] = (),
) -> Plan:
    """A plan that changes nothing."""
    result = EditResult(
        operation=operation_name(request),
        status="refused",
        reason=reason,
        refusal=refusal,
        hint=hint,
        current=current,
        impact=impact or Impact(),
        diff=unified_diff(edits),
        left=list(left),
    )
    return Plan(result=result)


def make_result(request: EditRequest, impact: Impact, left: list[Left], warnings: list[str]) -> EditResult:
    """The result of a request that can be done."""
    return EditResult(operation=operation_name(request), status="planned", impact=impact, left=left, warnings=warnings)


def leave_unchanged(request: EditRequest, current: Current) -> Plan:
    """The plan of a request that leaves all as it is."""
    return Plan(result=EditResult(operation=operation_name(request), status="unchanged", current=current))


def definition(id_: str) -> Defined:
    """What the atom of that id is to the resolution of names."""
    path, _, qualname = id_.partition("::")
    return Defined(path, qualname)


def refuse_stale(request: EditRequest) -> Plan:
    """A plan that changes nothing, since a file has changed. The editor indexes the file and plans again."""
    return refuse(request, Refusal.STALE, "stale")


def refuse_outdated(request: EditRequest, current: Current, expect: str) -> Plan:
    """A plan that changes nothing, since the atom is not the expected one."""
    reason = f"stale: {current.id} is at version {current.version}, hash {current.hash}, not {expect}"
    return refuse(request, Refusal.STALE, reason, hint="look at its text as it is now", current=current)


def name_some(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are, for a line that refuses or warns."""
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more


def operation_name(request: EditRequest) -> str:
    """The name of the operation."""
    return str(type(request).__struct_config__.tag)


def unified_diff(edits: Sequence[FileEdit]) -> str:
    """The edits as a unified diff; bytes that are none of their encoding are shown as U+FFFD."""
    pieces: list[str] = []
    moved = _moved_paths(edits)
    for edit in edits:
        if edit.after is None and any(edit.path == old for old in moved.values()):
            continue
        old = moved.get(edit.path, edit.path)
        before = edit.before if edit.path not in moved else next(e.before for e in edits if e.path == old)
        if edit.path in moved:
            pieces.append(f"rename from {old}\nrename to {edit.path}\n")
        names = (
            f"a/{old}" if before is not None else "/dev/null",
            f"b/{edit.path}" if edit.after is not None else "/dev/null",
        )
        lines = list(difflib.unified_diff(_lines(old, before), _lines(edit.path, edit.after), *names))
        if len(lines) > MAX_DIFF_LINES:
            lines = [*lines[:MAX_DIFF_LINES], f"... {len(lines) - MAX_DIFF_LINES} more lines\n"]
        pieces += [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
    return "".join(pieces)


def _moved_paths(edits: Sequence[FileEdit]) -> dict[str, str]:
    """Old paths of moved files, by their new paths."""
    return {edit.path: edit.like for edit in edits if edit.like}


def _lines(path: str, content: bytes | None) -> list[str]:
    return decode_text(path, content).content.decode("utf-8", "replace").splitlines(keepends=True) if content else []
