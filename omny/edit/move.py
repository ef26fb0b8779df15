"""The plan of a file's move: its new path, what names it, and the proof that every import and edge is the same."""

from __future__ import annotations

from omny.base.errors import UsageError
from omny.edit.adapt import Adapter
from omny.edit.atoms import find_fault
from omny.edit.confine import check_target
from omny.edit.overlay import overlay
from omny.edit.plan import Plan, View, make_result, name_some, refuse, refuse_stale
from omny.edit.rename import same_edges
from omny.edit.request import Impact, Left, Move, Refusal
from omny.edit.source import SourceFile
from omny.edit.tree import FileEdit, missing_directories, read_beneath
from omny.extract.digest import content_hash
from omny.languages import detect_language
from omny.model.places import WhyLeft


class MovePlan:
    """The plan of one request."""

    def __init__(self, view: View, request: Move) -> None:
        self._view = view
        self._request = request
        self._old, self._new = request.path.removeprefix("./"), request.target.removeprefix("./")

    def plan(self) -> Plan:
        """The plan. Raises UsageError where the request makes no sense."""
        view, request, old, new = self._view, self._request, self._old, self._new
        source = view.editable(old)
        imports = source.refactor.imports
        if imports is None:
            hint = "move it by hand: the index follows"
            raise UsageError("move", f"Omny does not adapt the imports of {source.language.name}", path=old, hint=hint)
        check_target(view.root, new, view.settings)
        if view.stale:
            return refuse_stale(request)
        if request.expect and request.expect != content_hash(source.raw):
            reason = f"stale: {old} has the hash {content_hash(source.raw)}, not {request.expect}"
            return refuse(request, Refusal.STALE, reason)
        if detect_language(new) is not source.language:
            raise UsageError("move", "another language", path=new)
        if read_beneath(view.root, new, view.steps) is not None:
            raise UsageError("move", "there is such a file already", path=new)
        adapter = Adapter(view, imports, old, new)
        edits = [FileEdit(old, source.raw, None), FileEdit(new, None, adapter.adapt_file(old), old)]
        naming = adapter.files()
        for path in naming:
            content = adapter.adapt_file(path)
            if content != view.source(path).raw:
                view.editable(path)
                edits.append(FileEdit(path, view.source(path).raw, content))
        texts = adapter.places_in_texts([old, *naming])
        adapter.left += [each for each in texts if each.code == WhyLeft.NAMED_EXACTLY]
        mentions = [each for each in texts if each.code != WhyLeft.NAMED_EXACTLY]
        if view.stale:
            return refuse_stale(request)
        return self._prove(tuple(edits), adapter, mentions)

    # ── the proof ──

    def _prove(self, edits: tuple[FileEdit, ...], adapter: Adapter, mentions: list[Left]) -> Plan:
        view, request, old, new = self._view, self._request, self._old, self._new
        contents: dict[str, SourceFile] = {}
        view.parse({edit.path: edit.after for edit in edits if edit.after is not None})
        for edit in edits:
            before = edit.like or edit.path
            if edit.after is None:
                continue
            after = view.new_source(edit.path, edit.after)
            if fault := find_fault(view.source(before), after):
                return refuse(request, Refusal.SYNTAX, f"{edit.path}: {fault}", edits=edits)
            self._note_lost_imports(before, after, adapter)
            contents[before] = after
        if circle := adapter.circle(contents):
            adapter.leave(view.source(circle), 0, WhyLeft.CIRCLE)
        if adapter.left and not request.force:
            hint = "adapt them by hand first, or use --force"
            reason = f"{_places(adapter.left)} would no longer find the module"
            return refuse(request, Refusal.IMPORTS, reason, hint=hint, edits=edits, left=[*adapter.left, *mentions])
        outcome = overlay(view.repository, view.ledger, {edit.path: edit.after for edit in edits}, view.parse)

        def new_id(id_: str) -> str:
            return f"{new}::{id_[len(old) + 2 :]}" if id_.startswith(f"{old}::") else id_

        broken, wrong = same_edges(outcome, new_id)
        wrong += [f"{each.source} would no longer reach {each.target} ({each.path}:{each.line})" for each in broken]
        if wrong and not (request.force and adapter.left):
            return refuse(
                request, Refusal.INDEX, f"the index would not be the same: {wrong[0]}", edits=edits, left=mentions
            )
        moved = {id_: new_id(id_) for id_ in sorted(outcome.before) if new_id(id_) != id_}
        impact = Impact(created=outcome.created, modified=outcome.modified, deleted=outcome.deleted, moved=moved)
        warnings = [f"{_places(adapter.left)} no longer find the module"] if adapter.left else []
        warnings += [f"{_places(mentions)} name the old place in a text and stay as they are"] if mentions else []
        result = make_result(request, impact, [*adapter.left, *mentions], warnings)
        made = tuple(missing_directories(view.root, new, view.steps))
        return Plan(result=result, edits=edits, made=made, summary=f"move {old} to {new}")

    def _note_lost_imports(self, path: str, after: SourceFile, adapter: Adapter) -> None:
        """Notes the modules that a file would no longer import. Edges do not show them: an edge is a call."""
        source = self._view.source(path)
        lost = adapter.modules(path, source, after=False)
        for target in lost.keys() - adapter.modules(path, after, after=True).keys():
            adapter.leave(source, lost[target].start)


def _places(left: list[Left]) -> str:
    """Some of the places, by path and line."""
    return name_some([f"{path}:{line}" for path, line in sorted({(each.path, each.line) for each in left})])
