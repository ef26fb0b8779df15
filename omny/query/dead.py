"""Atoms that nothing seems to use, with how certain that is.

    certain   private, and no file of the index mentions its name in any way, but itself and what is as certain
    likely    as above, but not private: what the index does not hold may still use it
    possible  nothing in the index is known to use it, but its name is mentioned somewhere, or there is a reason why
              it may be used without that

No edge leads to a constant, a variable or the name of a type: one is dead only where no text mentions its name.

An atom that only dead atoms use is dead; so is a group of atoms that only use each other. Both are found by taking all
for dead and giving life to what is used from outside of that, until nothing changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import chain

from omny.base.config import Settings, load_settings
from omny.base.errors import UsageError
from omny.languages import find_liveness
from omny.model.atoms import AtomType, is_value
from omny.query.answer import Answer, BriefAtom
from omny.query.entries import entries, list_manifests
from omny.query.index_snapshot import IndexSnapshot, SnapshotAtom
from omny.query.liveness import LivenessReasons
from omny.query.question import Limit, Narrowed, View
from omny.query.text_occurrences import MANY, Offers, TextOccurrences, mentions
from omny.query.tree_state import TreeState

CERTAINTIES = ("certain", "likely", "possible")

DEFAULT = ("certain", "likely")


class DeadAtom(BriefAtom, frozen=True, kw_only=True):
    """An atom that nothing seems to use."""

    certainty: str  # certain, likely, possible
    reason: str
    lines_of_code: int


class DeadAnswer(Answer, frozen=True, kw_only=True):
    """The atoms, the most certain first."""

    results: list[DeadAtom]
    counts: dict[str, int]  # atoms by certainty, asked for or not
    unread: int  # files that are not what was indexed, so that nothing is known of their text


class Dead(Narrowed, frozen=True, kw_only=True):
    """Atoms that nothing seems to use, with how certain that is, and why."""

    certainty: tuple[str, ...] = ()  # certain, likely, possible; none means the first two
    limit: Limit = 200

    def answer(self, view: View) -> DeadAnswer:
        """The dead atoms, the most certain first, then by id; what is inside of a dead atom is not told by itself."""
        for name in self.certainty:
            if name not in CERTAINTIES:
                hint = f"there are {', '.join(CERTAINTIES)}"
                raise UsageError("read options", f"unknown certainty {name!r}", hint=hint)
        whole, settings = view.snapshot(), load_settings(view.root)
        indexed = whole.work_out("ledger", lambda: sorted(view.repository.ledger()))
        beside = whole.work_out("manifests", lambda: [*indexed, *list_manifests(indexed)])
        state = TreeState.of(view, settings, beside)
        asked = ("dead", tuple(self.types), self.path, self.tests, state.digest)

        def find() -> tuple[list[DeadAtom], int]:
            return self._find(view, whole, settings, sorted({*indexed, *state.paths}))

        found, unread = whole.work_out(asked, find) if state.is_settled else find()
        told = [each for each in found if each.certainty in (self.certainty or DEFAULT)]
        told.sort(key=lambda each: CERTAINTIES.index(each.certainty))
        results = told[: self.limit]
        return DeadAnswer(
            results=results,
            freshness=view.freshness(each.file_path for each in results),
            total=len(told),
            counts={name: sum(each.certainty == name for each in found) for name in CERTAINTIES},
            unread=unread,
        )

    def _find(
        self, view: View, whole: IndexSnapshot, settings: Settings, paths: list[str]
    ) -> tuple[list[DeadAtom], int]:
        """The dead atoms by id, and the number of files whose text is not what was indexed."""
        dispatched = list(whole.list_dispatched(view.repository))
        uses = LivenessReasons(whole)
        run = entries(uses, view.root, paths)
        unused = _find_unused(whole, dispatched, uses, run)
        # What is run from outside lives, and so does what it uses; it is told where nothing else uses it.
        outside = {number for number in _find_unused(whole, dispatched, uses, {}) if number in run} if run else set()
        offers = Offers(view.root)
        reasons = {number: uses.reason(number) or _offer_reason(whole, offers, number) for number in sorted(unused)}
        text = _text(view, whole, [number for number in reasons if not reasons[number]], paths, settings)
        reasons = {number: reason or uses.text_reason(number, text) for number, reason in reasons.items()}
        plain = {number for number in unused if not reasons[number]}
        enclosing = _enclosing_atoms(whole)
        silent = _find_unmentioned(whole, plain, text, enclosing)
        unused -= {
            number for number in unused - silent if is_value(whole.atoms[number].type, whole.details[number].kind)
        }
        # What only something public mentions is no more certain than that.
        broken = {row.path for row in view.repository.degraded_files()}
        private = {
            number for number in plain if uses.is_private(number, text) and whole.atoms[number].file_path not in broken
        }
        secret = _find_unmentioned(whole, private, text, enclosing)
        found: list[DeadAtom] = []
        reasons |= {number: run[number] for number in outside}
        for number in sorted((unused | outside) & whole.select(self)):
            if whole.details[number].held:
                continue  # its file does not tell now whether it is still there
            if uses.is_reportable(number) and not any(outer in unused for outer in enclosing.get(number, ())):
                certainty, reason = "possible", reasons[number]
                if not reason:
                    certainty, reason = _judge(whole.atoms[number], text, number in silent, number in secret)
                lines = whole.details[number].lines_of_code
                fields = whole.brief_fields(number)
                found.append(DeadAtom(**fields, certainty=certainty, reason=reason, lines_of_code=lines))
        return found, len(text.unread)


def _judge(atom: SnapshotAtom, text: TextOccurrences, is_silent: bool, is_secret: bool) -> tuple[str, str]:
    """How certain it is that an atom is dead for which no reason speaks, and why."""
    if not is_silent:
        return "possible", _mention_reason(atom, text.places.get(_word(atom), []))
    if text.unread:
        return "likely", f"no other mention of its name, but {text.unread[0]} is not what was indexed"
    if is_secret:
        return "certain", "private, and no file mentions its name"
    return "likely", "no other file mentions its name"


def _word(atom: SnapshotAtom) -> str:
    return find_liveness(atom.file_path).word(atom.function_name)


def _offer_reason(whole: IndexSnapshot, offers: Offers, number: int) -> str:
    is_public = whole.details[number].is_exported and offers.package(whole.atoms[number].file_path)
    return "public, and other projects may use this package" if is_public else ""


def _mention_reason(atom: SnapshotAtom, places: list[tuple[str, int]]) -> str:
    if len(places) >= MANY:
        return "nothing is known to use it, but its name is common"
    others = [f"{path}:{line}" for path, line in places if (path, line) != (atom.file_path, atom.line)]
    return f"nothing is known to use it, but its name is mentioned, as in {others[0] if others else 'its own line'}"


# ── what is dead ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _find_unused(
    whole: IndexSnapshot, dispatched: list[tuple[int, int, str]], uses: LivenessReasons, living: Collection[int]
) -> set[int]:
    """The atoms without an edge from a living atom that override no living method. `living` are alive anyway."""
    users: dict[int, list[int]] = {}  # by what an atom lives
    for source, target, _ in chain(whole.arrows(), dispatched):
        if source != target:
            users.setdefault(target, []).append(source)
    dead = {number for number in range(len(whole.atoms)) if number not in living and not uses.is_root(number)}
    for number in sorted(dead):
        users.setdefault(number, []).extend(uses.overridden_methods(number))
        parent = whole.number.get(whole.details[number].parent)
        if parent in dead:
            # Whatever encloses something that lives has been run; and with a class live the methods of its protocol.
            users.setdefault(parent, []).append(number)
            if uses.is_protocol(number):
                users[number].append(parent)
    return _greatest_closed_part(dead, users, {})


def _find_unmentioned(
    whole: IndexSnapshot, unused: set[int], text: TextOccurrences, enclosing: dict[int, list[int]]
) -> set[int]:
    """Those of the atoms whose names stand nowhere but in themselves, and in others of that kind."""
    by_path: dict[str, list[int]] = {}
    for number in sorted(unused):
        by_path.setdefault(whole.atoms[number].file_path, []).append(number)
    users: dict[int, list[int]] = {}
    silent: set[int] = set()
    for number in sorted(unused):
        atom = whole.atoms[number]
        places = text.places.get(_word(atom), [])
        if not 0 < len(places) < MANY:  # without any it was not even found where it is defined: nothing is known
            continue
        for (path, line), count in Counter(places).items():
            if path == atom.file_path and _holds(atom, line, count):
                continue
            holders = [other for other in by_path.get(path, ()) if _holds(whole.atoms[other], line, 0)]
            if not holders:
                break
            users.setdefault(number, []).append(max(holders, key=lambda other: whole.atoms[other].line))
        else:
            silent.add(number)
    return _greatest_closed_part(silent, users, enclosing)


def _holds(atom: SnapshotAtom, line: int, count: int) -> bool:
    """Whether a mention on that line is part of the atom. On its first line stands its own name, once, and on that and
    the last other code may stand, too."""
    if line == atom.line:
        return count == 1
    return atom.line < line < atom.end_line or (line == atom.end_line and find_liveness(atom.file_path).owns_last_line)


def _greatest_closed_part(dead: set[int], users: dict[int, list[int]], enclosing: dict[int, list[int]]) -> set[int]:
    """The largest part of `dead` in which all that uses an atom is in it, too, or is inside of something that is."""
    left = set(dead)
    used: dict[int, list[int]] = {}
    for number, sources in users.items():
        for source in sources:
            for each in (source, *enclosing.get(source, ())):
                used.setdefault(each, []).append(number)
    todo = sorted(left)
    while todo:
        number = todo.pop()
        if number in left and not all(_is_in(source, left, enclosing) for source in users.get(number, ())):
            left.discard(number)
            todo += used.get(number, ())
    return left


def _is_in(number: int, some: set[int], enclosing: dict[int, list[int]]) -> bool:
    return number in some or any(outer in some for outer in enclosing.get(number, ()))


def _enclosing_atoms(whole: IndexSnapshot) -> dict[int, list[int]]:
    """By atom what it stands in, but for modules."""
    found: dict[int, list[int]] = {}
    for number, detail in enumerate(whole.details):
        parent = whole.number.get(detail.parent)
        while parent is not None and whole.atoms[parent].type != AtomType.MODULE:
            found.setdefault(number, []).append(parent)
            parent = whole.number.get(whole.details[parent].parent)
    return found


def _text(
    view: View, whole: IndexSnapshot, numbers: list[int], paths: list[str], settings: Settings
) -> TextOccurrences:
    """Where the files speak of those atoms."""
    atoms = [whole.atoms[number] for number in numbers]
    lines: dict[str, list[tuple[str, int]]] = {}
    for atom in atoms:
        lines.setdefault(atom.file_path, []).append((atom.id, atom.line))
    return mentions(
        view.repository,
        view.root,
        {_word(atom) for atom in atoms},
        lines=lines,
        paths=paths,
        settings=settings,
    )
