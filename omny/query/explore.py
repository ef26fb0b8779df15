"""The question that an agent begins with: words, names, files or changes in, the atoms that matter out, in one answer
under a budget of tokens.

The answer is deterministic: atoms are ordered by weight, then by id, and sections are added in a fixed order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from omny.base.errors import UsageError
from omny.model.atom_data import held_generation, read_data, read_detail
from omny.model.atoms import AtomType, StoredAtom, is_class_like
from omny.query.documents import DEFAULT_BUDGET, MAX_ASK, MAX_BUDGET, MIN_BUDGET
from omny.query.explore_asked import read_question
from omny.query.explore_authorship import Authorship
from omny.query.explore_budget import Fitting
from omny.query.explore_files import Files
from omny.query.explore_links import find_callees, find_callers, find_tests, find_unknown
from omny.query.explore_people import find_known_files, wants_people
from omny.query.explore_ranking import rank
from omny.query.explore_seeds import Seed
from omny.query.explore_source import cut_source, find_marks, outline_source, stems
from omny.query.explore_steps import MAX_STEPS, Flow, add_steps
from omny.query.explored import ExploreAnswer, ExploredAtom, Link, Next
from omny.query.notes import NoteEntry, find_entries
from omny.query.question import Question, View

SHORT = 60
"""Lines of a source that is shown whole."""

SITE_WEIGHT = 3
"""The weight of a line that calls another atom of the answer. Any other call weighs 1, as each word asked."""

MARK_WEIGHT = 20
"""The weight of a line that a trace or a diff names."""

_SOURCE_SHARES = (0.34, 0.16, 0.1, 0.08)
"""The part of the budget that the source of each of the best atoms may take at first."""

_LINK_SHARES = (0.14, 0.08, 0.06, 0.05)

FILES_SHARE = 0.12
"""The part for those who know the files."""

STEPS_SHARE = 0.24
"""The part for the steps of a route, or of an atom that the question names."""

_FORMS = (40, 25, 16, 10, 6)
"""Lines of a source that is cut, the longest form first."""


MIN_LEFT = 60
"""Tokens below which no further section is tried."""


class Explore(Question, frozen=True, kw_only=True):
    """The atoms that matter to words, names, files or changes, with source, neighbours and tests."""

    ask: Annotated[str, msgspec.Meta(max_length=MAX_ASK)] = ""  # words, names, files; or a stack trace, or a diff
    atoms: tuple[str, ...] = ()  # names of atoms
    files: tuple[str, ...] = ()
    since: str = ""  # a state, or a range of commits: what has changed
    budget: Annotated[int, msgspec.Meta(ge=MIN_BUDGET, le=MAX_BUDGET)] = DEFAULT_BUDGET  # tokens of the text

    def answer(self, view: View) -> ExploreAnswer:
        """The answer. Raises UsageError for a question without any content."""
        if not (self.ask.strip() or self.atoms or self.files or self.since):
            raise UsageError("explore", "nothing is asked", hint="give words, names, files, a stack trace or a state")
        seeds = read_question(view, self.ask, self.atoms, self.files, self.since)
        files = Files(view)
        ranked = rank(view.repository, files, seeds)
        sections = _Sections(view, files, ranked, stems(seeds.words))
        authorship = Authorship(view.repository)
        notes = find_entries(view.repository, [seed.stored.atom.id for seed in ranked])
        described = [_describe(seed, authorship, notes) for seed in ranked]
        fitting = Fitting(described, self.budget, seeds.notes, seeds.near)
        fitting.add_rows((8, 6, 4, 3, 2, 1))
        if wants_people(self.ask, seeds):
            fitting.add_files(find_known_files(view, [each.file_path for each in described[:10]]), FILES_SHARE)
        _fill(fitting, sections)
        listed = fitting.atoms[: fitting.listed]
        answer = ExploreAnswer(
            results=[],
            total=0,
            asked=seeds.asked,
            files=[],
            notes=[],
            near=[],
            next=_find_next(listed, self.since),
            cut=[],
            budget=self.budget,
            tokens=0,
            freshness=view.freshness(sorted({each.file_path for each in listed})),
        )
        done = fitting.finish(answer)
        return msgspec.structs.replace(done, total=len(ranked))


def _describe(seed: Seed, authorship: Authorship, notes: dict[str, list[NoteEntry]]) -> ExploredAtom:
    atom = seed.stored.atom
    actor, reason = authorship.find(seed.stored)
    detail = read_detail(atom.data)
    return ExploredAtom(
        id=atom.id,
        type=str(atom.type),
        file_path=atom.file_path,
        line=atom.line,
        end_line=atom.end_line,
        signature=atom.signature,
        doc=detail.doc.strip().partition("\n")[0],
        held=held_generation(atom.data),
        found_by=seed.found_by,
        role=seed.role,
        actor=actor,
        reason=reason,
        notes=notes.get(atom.id, []),
        marked=sorted(seed.marked),
    )


def _fill(fitting: Fitting, sections: _Sections) -> None:
    """Adds sections to a short list in their order: the best atoms with their neighbours, a longer list, then more."""
    for number, (source, links) in enumerate(zip(_SOURCE_SHARES[:3], _LINK_SHARES[:3], strict=True)):
        _add_atom(fitting, sections, number, source, links)
        if number == 0:
            _add_steps(fitting, sections, STEPS_SHARE if sections.has_flow else 0.04)
    fitting.add_rows((40, 30, 24, 16, 12, 10))
    for number in range(3, fitting.listed):
        if fitting.left < MIN_LEFT:
            break
        _add_atom(fitting, sections, number, _SOURCE_SHARES[-1], _LINK_SHARES[-1])
    for number in range(min(3, fitting.listed)):  # the rest goes to the best ones
        if fitting.left >= MIN_LEFT:
            _add_atom(fitting, sections, number, 1.0, 1.0)
    if fitting.left >= MIN_LEFT:
        _add_steps(fitting, sections, 1.0)


def _add_steps(fitting: Fitting, sections: _Sections, share: float) -> None:
    if fitting.listed:
        fitting.add(0, "steps", sections.steps(fitting.atoms[0]), share)


def _add_atom(fitting: Fitting, sections: _Sections, number: int, source: float, links: float) -> None:
    if number >= fitting.listed:
        return
    for section, forms, share in (
        ("source", sections.sources, source),
        ("callees", sections.callees, links),
        ("callers", sections.callers, links),
        ("tests", sections.tests, links),
        ("unknown calls", sections.unknown, links),
    ):
        fitting.add(number, section, forms(number, fitting.atoms[number]), share)


class _Sections:
    """The forms of the sections of each atom, the longest first. What a section needs is looked up once."""

    def __init__(self, view: View, files: Files, ranked: list[Seed], beginnings: list[str]) -> None:
        self._view = view
        self._ranked = ranked
        self._chosen = {seed.stored.atom.id for seed in ranked}
        self._beginnings = beginnings
        self._files = files
        self.has_flow = bool(ranked) and (ranked[0].stored.atom.type == AtomType.ROUTE or "name" in ranked[0].found_by)
        """Whether the best atom is where something begins."""

    def sources(self, number: int, atom: ExploredAtom) -> Iterator[ExploredAtom]:
        stored = self._ranked[number].stored
        text = self._files.read(stored)
        if isinstance(text, str):
            yield msgspec.structs.replace(atom, unread=text)
            return
        lines = text.text.count("\n") + 1
        if lines <= SHORT:
            found = cut_source(text.text, text.line, {}, lines)
            yield msgspec.structs.replace(atom, source=found, whole=True)
        already = sum(each.text.count("\n") + 1 for each in atom.source)
        for most in _FORMS:
            if most < lines and most > already:
                if is_class_like(stored.atom.type):
                    found = outline_source(text.text, text.line, self._members(stored), most)
                else:
                    marks = find_marks(text.text, text.line, self._beginnings, self._sites(stored, atom.marked))
                    found = cut_source(text.text, text.line, marks, most)
                yield msgspec.structs.replace(atom, source=found)

    def callers(self, number: int, atom: ExploredAtom) -> Iterator[ExploredAtom]:
        shown, total = find_callers(self._view.repository, self._files, self._ranked[number].stored, self._chosen)
        for most in _counts(len(shown), len(atom.callers)):
            yield msgspec.structs.replace(atom, callers=shown[:most], callers_total=total)

    def callees(self, number: int, atom: ExploredAtom) -> Iterator[ExploredAtom]:
        stored = self._ranked[number].stored
        shown, total = find_callees(self._view.repository, self._files, stored, self._chosen)
        for most in _counts(len(shown), len(atom.callees)):
            yield msgspec.structs.replace(atom, callees=shown[:most], callees_total=total)

    def steps(self, atom: ExploredAtom) -> Iterator[ExploredAtom]:
        """The callees, each with what it calls, and so on."""
        flow = Flow(self._view.repository, [link.atom for link in atom.callees])
        for most in (MAX_STEPS, 40, 25, 16, 10, 6, 3):
            with_steps = add_steps(flow, atom.callees, most)
            if _count_steps(with_steps) > _count_steps(atom.callees):
                yield msgspec.structs.replace(atom, callees=with_steps)

    def unknown(self, number: int, atom: ExploredAtom) -> Iterator[ExploredAtom]:
        """Calls that nothing resolves and that may lead into the tree."""
        found = find_unknown(self._view.repository, self._ranked[number].stored)
        for most in range(len(found), len(atom.unknown), -1):
            yield msgspec.structs.replace(atom, unknown=found[:most])

    def tests(self, number: int, atom: ExploredAtom) -> Iterator[ExploredAtom]:
        found = find_tests(self._view.repository, self._ranked[number].stored)
        for most in _counts(len(found.ids), len(atom.tests)):
            yield msgspec.structs.replace(
                atom, tests=found.ids[:most], tests_total=found.total, tests_complete=found.is_complete
            )

    def _sites(self, stored: StoredAtom, marked: Iterable[int]) -> dict[int, int]:
        """The lines that matter: those that the question names, then calls of atoms of the answer, then other calls."""
        found: dict[int, int] = {}
        for site in read_data(stored.atom.data).call_sites:
            weight = SITE_WEIGHT if site.target in self._chosen else 1
            line = stored.atom.line + site.offset
            found[line] = max(weight, found.get(line, 0))
        return found | dict.fromkeys(marked, MARK_WEIGHT)

    def _members(self, stored: StoredAtom) -> list[int]:
        """The lines of the members of a class, those of the answer first."""
        found = self._view.repository.in_file(stored.atom.file_path)
        inside = [each.atom for each in found if read_detail(each.atom.data).parent == stored.atom.id]
        return [atom.line for atom in sorted(inside, key=lambda atom: (atom.id not in self._chosen, atom.line))]


def _count_steps(links: list[Link]) -> int:
    return sum(len(link.then) for link in links)


def _counts(shown: int, already: int) -> list[int]:
    """How many of a section's lines its forms have."""
    return [most for most in dict.fromkeys((shown, min(shown, 8), min(shown, 4), min(shown, 2))) if most > already]


def _find_next(atoms: list[ExploredAtom], since: str) -> list[Next]:
    if not atoms:
        return []
    further = next((each.id for each in atoms[1:] if not each.source), "")
    first = Next("affected", since) if since else Next("impact", atoms[0].id)
    return [first, *([Next("explore", further)] if further else [])]
