"""The plan of a rename: the definition, all references that are known to mean it, and the proof, on the tree as it
would be, that every edge is the same up to the name."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from itertools import chain

from omny.base.errors import UsageError
from omny.base.hints import Command, Hint
from omny.edit.atoms import find_fault
from omny.edit.confine import check_target
from omny.edit.doubts import find_objections, find_taken, has_bases_outside
from omny.edit.family import Family, find_holder, find_same
from omny.edit.overlay import Overlay, overlay
from omny.edit.plan import (
    Plan,
    View,
    definition,
    find_draft,
    leave_unchanged,
    left_place,
    locate_left,
    make_result,
    meets_expectation,
    name_some,
    refuse,
    refuse_outdated,
    refuse_stale,
)
from omny.edit.request import Broken, Impact, Left, Refusal, Rename
from omny.edit.source import SourceFile
from omny.edit.tree import FileEdit, read_beneath
from omny.extract.draft import Draft
from omny.model.atom_data import CONSTRUCTOR, read_detail
from omny.model.atoms import Atom, AtomType, is_class_like
from omny.model.places import Place, Splice, WhyLeft, splice
from omny.query.document_names import DocumentNames
from omny.query.lookup import find_only_atom
from omny.references.meanings import EXACT, Meanings
from omny.references.sites import find_call_sites
from omny.resolve.values import Defined

MAX_LEFT = 200  # places that are listed; more are not read


class RenamePlan:
    """The plan of one request."""

    def __init__(self, view: View, request: Rename) -> None:
        self._view = view
        self._request = request
        self._old = ""

    def plan(self) -> Plan:
        """The plan. Raises UsageError where the request makes no sense."""
        view, request = self._view, self._request
        atom = find_only_atom(view.repository, request.atom, view.top).atom
        self._old = atom.function_name
        source = view.editable(atom.file_path)
        if view.stale:
            return refuse_stale(request)
        self._check(source, atom)
        current = view.current(atom.id)
        if not meets_expectation(view, current, request.expect):
            return refuse_outdated(request, current, request.expect)
        if atom.function_name == request.name:
            return leave_unchanged(request, current)
        family = self._family(atom, source)
        meanings = Meanings(view, atom.function_name, family, request.name)
        places = {path: list(meanings.places(path)) for path in meanings.files()}
        if view.stale:
            return refuse_stale(request)
        taken = {path: [p for p in found if self._is_renamed(p)] for path, found in places.items()}
        file = self._file_afterwards(source, find_draft(source, atom.id))
        edits: list[FileEdit] = []
        for path, found in taken.items():
            raw = view.source(path).raw
            if found and path == source.path and file != path:
                check_target(view.root, file, view.settings)
                if read_beneath(view.root, file, view.steps) is not None:
                    raise UsageError("rename", "there is such a file already", path=file)
                edits += [FileEdit(path, raw, None), FileEdit(file, None, self._rename_in(path, found), path)]
            elif found:
                edits.append(FileEdit(path, raw, self._rename_in(path, found)))
        left = [self._left_place(place) for found in places.values() for place in found if not self._is_renamed(place)]
        left += self._find_documents(family)
        if fault := find_taken(view, request.name, atom, family) or self._find_hidden(meanings):
            return refuse(
                request,
                Refusal.INDEX,
                fault,
                hint="choose another name",
                current=current,
                edits=edits,
                left=left[:MAX_LEFT],
            )
        return self._prove(atom, tuple(edits), left, family)

    def _find_hidden(self, meanings: Meanings) -> str:
        if not meanings.hidden:
            return ""
        place = left_place(self._view, meanings.hidden[0], WhyLeft.OTHER)
        return f"{self._request.name} means something else at {place.path}:{place.line}"

    def _is_renamed(self, place: Place) -> bool:
        return place.how == EXACT or bool(place.how and self._request.inferred)

    def _check(self, source: SourceFile, atom: Atom) -> None:
        """Raises UsageError where the name is none, or the atom cannot be renamed."""
        name, naming = self._request.name, source.language.naming
        if source.refactor.references is None:
            hint = "replace, body, insert and delete work; rename it by hand: the index follows"
            raise UsageError(
                "rename", f"Omny does not know the references of {source.language.name}", path=atom.id, hint=hint
            )
        if not naming.is_name(name):
            raise UsageError("rename", f"{name!r} is no name", path=atom.id)
        if not name.isascii() and not source.takes_text:
            raise UsageError("rename", "the file is not UTF-8, so it takes ASCII only", path=source.path)
        draft = find_draft(source, atom.id)
        written = source.content[source.name_start(draft) : draft.name_end].decode("utf-8", "replace")
        if atom.type == AtomType.MODULE:
            raise UsageError(
                "rename",
                "a module has the name of its file",
                path=atom.id,
                hint=Hint.of("use {}", Command("edit move")),
            )
        if (
            read_detail(atom.data).kind == CONSTRUCTOR
            and f".{written}.{written}" in f".{draft.qualname.partition('~')[0]}"
        ):
            raise UsageError("rename", "it has the name of its class", path=atom.id, hint="rename the class instead")
        if written != atom.function_name or naming.is_fixed(written):
            raise UsageError("rename", "it has no name of its own that could be another", path=atom.id)

    def _file_afterwards(self, source: SourceFile, draft: Draft) -> str:
        """The path of the file of the definition, which may be named after it."""
        references = source.refactor.references
        folder, name = posixpath.split(source.path)
        stem, dot, ending = name.partition(".")
        is_named = references is not None and references.names_file and is_class_like(draft.type)
        if not is_named or stem != draft.name or "." in draft.qualname:
            return source.path
        return posixpath.join(folder, f"{self._request.name}{dot}{ending}")

    def _rename_in(self, path: str, places: list[Place]) -> bytes:
        old, new = self._old.encode(), self._request.name.encode()
        splices = [Splice((place.start, place.start + len(old)), place.prefix.encode() + new) for place in places]
        source = self._view.source(path)
        return source.encode(splice(source.content, splices))

    def _find_documents(self, family: set[Defined]) -> list[Left]:
        """The places in documents that name what is renamed: what they say is for a person to decide."""
        view = self._view
        found: list[Left] = []
        ids = {f"{each.path}::{each.qualname}" for each in family}
        names = DocumentNames(view.repository, view.root, view.settings, ids)
        for each in names.find(self._old):
            if each.is_meant:
                lines = names.lines[each.path]
                found.append(locate_left(lines, Place(each.path, each.start, ""), WhyLeft.DOCUMENT))
        return found

    def _left_place(self, place: Place) -> Left:
        why = WhyLeft.INFERRED if place.how else place.why
        return left_place(self._view, place, why or WhyLeft.UNKNOWN)

    # ── the proof ──

    def _prove(self, atom: Atom, edits: tuple[FileEdit, ...], left: list[Left], renamed: set[Defined]) -> Plan:
        view, request = self._view, self._request
        current, shown = view.current(atom.id), left[:MAX_LEFT]
        view.parse({edit.path: edit.after for edit in edits if edit.after is not None})
        for edit in edits:
            if edit.after is None:
                continue
            view.editable(edit.like or edit.path)
            if fault := find_fault(view.source(edit.like or edit.path), view.new_source(edit.path, edit.after)):
                return refuse(request, Refusal.SYNTAX, f"{edit.path}: {fault}", current=current, edits=edits)
        outcome = overlay(view.repository, view.ledger, {edit.path: edit.after for edit in edits}, view.parse)
        names = self._names(edits)
        broken, wrong = same_edges(outcome, lambda id_: names.get(id_, id_))
        if wrong:
            reason = f"the index would not be the same: {wrong[0]}"
            hint = "the name is taken, or something else means it there; choose another"
            return refuse(request, Refusal.INDEX, reason, hint=hint, current=current, edits=edits)
        impact = Impact(
            created=outcome.created,
            modified=outcome.modified,
            deleted=outcome.deleted,
            moved={old: new for old, new in sorted(names.items()) if old != new},
            broken=broken,
            conflicts=self._conflicts(atom),
        )
        warnings = _warnings(broken, impact.conflicts, left)
        objections = chain(
            self._objections(atom, broken, warnings, left), find_objections(view, request.name, atom, renamed, left)
        )
        objection = None if request.force else next(objections, None)
        if objection is not None:
            refusal, reason, hint = objection
            return refuse(request, refusal, reason, hint=hint, current=current, impact=impact, edits=edits, left=shown)
        result = make_result(request, impact, shown, warnings)
        becomes = names.get(atom.id, atom.id)
        return Plan(result=result, edits=edits, summary=f"rename {atom.id} to {request.name}", becomes=becomes)

    def _objections(
        self, atom: Atom, broken: list[Broken], warnings: list[str], left: list[Left]
    ) -> Iterator[tuple[Refusal, str, str]]:
        """The reasons not to rename unless forced: each with its sentence and its hint, the gravest first."""
        if broken:
            yield Refusal.INFERRED, warnings[0], "--inferred renames them, too; --force leaves them as they are"
        named = [f"{each.path}:{each.line}" for each in left if each.code == WhyLeft.NAMED_EXACTLY]
        if named:
            verb = "names" if len(named) == 1 else "name"
            reason = f"{name_some(named)} {verb} it in a string, and would keep the old name"
            yield Refusal.NAMED, reason, "adapt them by hand first, or use --force"
        family = [] if self._request.inferred else [each.id for each in Family(self._view, atom).overrides()]
        if family:
            more = f" and {len(family) - 1} more" if len(family) > 1 else ""
            reason = f"a call of it can reach {family[0]}{more}, which would keep the name"
            yield Refusal.FAMILY, reason, "--inferred renames them together; --force leaves them as they are"

    def _names(self, edits: tuple[FileEdit, ...]) -> dict[str, str]:
        """The ids of all definitions of the files, before and after: no rename changes their order."""
        names = {}
        for edit in edits:
            if edit.after is None:
                continue
            path = edit.like or edit.path
            before, after = self._view.source(path), SourceFile(edit.path, edit.after)
            for old, new in zip(before.definitions, after.definitions, strict=False):
                names[f"{path}::{old.qualname}"] = f"{edit.path}::{new.qualname}"
        return names

    def _family(self, atom: Atom, source: SourceFile) -> set[Defined]:
        """The definitions that need one name: those of the same qualified name (getter and setter of a property,
        overloads, alternatives) and, with `inferred`, the methods that override it or that it overrides."""
        references = source.refactor.references
        atoms = [atom, *(Family(self._view, atom).overrides() if self._request.inferred else ())]
        found = {definition(each.id) for each in atoms}
        if references is not None and references.is_cautious:
            found = found.union(*(find_same(self._view, each) for each in atoms))
        ids = {f"{each.path}::{each.qualname}" for each in found}
        for stored in self._view.repository.by_name(self._old) if is_class_like(atom.type) else ():
            is_made = read_detail(stored.atom.data).kind == CONSTRUCTOR
            if is_made and find_holder(self._view, stored.atom) in ids:
                found.add(definition(stored.atom.id))
        return {other for each in found for other in self._find_alike(each)}

    def _find_alike(self, defined: Defined) -> Iterator[Defined]:
        """The definitions of one file that have one qualified name, and the constructors of a type."""
        path, qualname = defined.path, defined.qualname
        first, holder = qualname.partition("~")[0], qualname.rpartition(".")[0]
        drafts = self._view.source(path).drafts
        for name, draft in drafts.items():
            around = name.rpartition(".")[0]
            is_alike = around == holder and name.startswith(first)
            if qualname in drafts and is_class_like(drafts[qualname].type):
                is_alike = is_alike or (around == qualname and draft.detail.get("kind") == CONSTRUCTOR)
            if draft.name == self._old and is_alike:
                yield Defined(path, name)

    def _conflicts(self, atom: Atom) -> list[str]:
        """Definitions with the new name, and code that needs the old one, each in a sentence."""
        view, request = self._view, self._request
        conflicts = []
        qualname = atom.id.partition("::")[2]
        new = _id_with_name(qualname, request.name)
        surface = view.surface(atom.file_path) or {}
        if new in surface or f"@{new}" in surface or f"={request.name}" in surface:
            conflicts.append(f"{new} is bound in {atom.file_path} already")
        if not request.inferred:
            others = [other.id for other in Family(view, atom).overrides()]
            conflicts += [f"{other} has the same name in a related class, and keeps it" for other in others]
        if (holder := read_detail(atom.data).class_id) and has_bases_outside(view, holder):
            conflicts.append(f"{holder} has a base outside of the index, which may know {self._old} by name")
        return conflicts


def same_edges(outcome: Overlay, new_id: Callable[[str], str]) -> tuple[list[Broken], list[str]]:
    """Compares all atoms and edges up to their names: the inferred edges that are lost, and every other difference in a
    sentence."""
    wrong: list[str] = []
    broken: list[Broken] = []
    wanted = {new_id(id_) for id_ in outcome.before}
    missing, surplus = sorted(wanted - outcome.after.keys()), sorted(outcome.after.keys() - wanted)
    wrong += [f"{id_} would be missing" for id_ in missing] + [f"{id_} would be new" for id_ in surplus]
    for id_, stored in sorted(outcome.before.items()):
        after = outcome.after.get(new_id(id_))
        if after is None:
            continue
        was = {(new_id(s.target), s.type): s for s in find_call_sites(stored.atom)}
        now = {(s.target, s.type): s for s in find_call_sites(after)}
        for key in sorted(was.keys() - now.keys()):
            site = was[key]
            if site.how != EXACT and site.target != key[0]:
                broken.append(Broken(after.id, site.target, site.type, after.file_path, site.line))
            else:
                wrong.append(f"{id_} would no longer reach {key[0]} ({stored.atom.file_path}:{site.line})")
        for key in sorted(now.keys() - was.keys()):
            wrong.append(f"{id_} would reach {key[0]} ({after.file_path}:{now[key].line})")
    return broken, wrong


def _id_with_name(id_: str, name: str) -> str:
    """The id, or qualified name, with another last name."""
    path, mark, qualname = id_.rpartition("::")
    holder, dot, _ = qualname.rpartition(".")
    return f"{path}{mark}{holder}{dot}{name}"


def _warnings(broken: list[Broken], conflicts: list[str], left: list[Left]) -> list[str]:
    warnings = []
    if broken:
        first = broken[0]
        warnings.append(
            f"{len(broken)} references that are known through types only keep the old name, such as "
            f"{first.path}:{first.line}"
        )
    unknown = sum(each.code == WhyLeft.UNKNOWN_OWNER for each in left)
    if unknown:
        warnings.append(f"{unknown} places with the old name may mean it; they are listed")
    return [*warnings, *conflicts]
