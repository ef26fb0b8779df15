"""The text of an answer of `explore`. The budget is a bound of this text, so every face prints it as it is.

A token is four bytes of UTF-8. Text of the tree is data: control characters are escaped, and each line of source begins
with its number, so that none can pass for a line of the answer. Source is shown without its common indentation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from omny.base.plain import plain, plain_lines, with_signature
from omny.model.atoms import AtomType, is_class_like
from omny.model.edges import EdgeType, How
from omny.query.basis import describe_how
from omny.query.explored import ExploreAnswer, ExploredAtom, InnerCall, KnownFile, Link
from omny.query.notes import brief

TOKEN_BYTES = 4

MAX_BRIEF = 100
"""Characters of a doc or a signature in the list of atoms."""

MAX_NOTES = 3
"""Notes of an atom that are shown, the newest; `omny note` shows all."""

DESCRIBED = 8
"""Atoms of the list that say what they are; the others are named only."""

SAME = "same"
"""The guard of a call that has that of the call before it."""

GAP = "   …"
"""The line between two excerpts of one atom."""

_INDENT = re.compile(r"[ \t]*")


def count_tokens(text: str) -> int:
    """The number of tokens of a text."""
    return -(-len(text.encode()) // TOKEN_BYTES)


def render(answer: ExploreAnswer) -> str:
    """The answer as text."""
    blocks = [
        render_notes(answer.notes, answer.near),
        render_list(answer.results),
        *(render_details(number, atom) for number, atom in enumerate(answer.results, 1) if has_details(atom)),
        render_files(answer.files),
        render_end(answer),
    ]
    return "\n".join(filter(None, blocks))


def has_details(atom: ExploredAtom) -> bool:
    """Whether an atom has more than its line in the list."""
    neighbours = atom.callers_total or atom.callees_total or atom.tests_total
    return bool(atom.source or atom.unread or neighbours or atom.notes)


def render_notes(notes: Sequence[str], near: Sequence[str]) -> str:
    """The lines before the atoms."""
    lines = [f"note: {each}" for each in notes]
    lines += [f"similar names: {', '.join(near)}"] if near else []
    return "\n".join(map(plain, lines))


def render_list(atoms: Sequence[ExploredAtom]) -> str:
    """The atoms with their rank, by file; the file of the best atom first. The first ones have a row each, the others
    only their names, those of one file in one line."""
    rows: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    for number, atom in enumerate(atoms, 1):
        name = f"{number} :{atom.line} {_short(atom.id, atom.file_path)}"
        if number <= DESCRIBED or atom.role:
            rows.setdefault(atom.file_path, []).append(f" {name}{_describe(atom)}{_describe_role(atom)}")
        else:
            names.setdefault(atom.file_path, []).append(f"{name}{_describe_role(atom)}")
    lines = []
    for path in dict.fromkeys((*rows, *names)):
        lines += [path, *rows.get(path, ())]
        if path in names:
            lines.append(f" {', '.join(names[path])}")
    return "\n".join(map(plain, lines))


def _describe(atom: ExploredAtom) -> str:
    """The first line of the documentation, else the signature; shortened."""
    said = atom.doc or atom.signature
    brief = said if len(said) <= MAX_BRIEF else f"{said[:MAX_BRIEF]}…"
    return f": {brief}" if atom.doc else with_signature("", brief)


def render_details(number: int, atom: ExploredAtom) -> str:
    """The section of an atom."""
    lines = ["", f"{number} {atom.id} {atom.type}, lines {atom.line}-{atom.end_line}{_describe_role(atom)}"]
    if atom.actor or atom.reason:
        by = f" by {atom.actor}" if atom.actor else ""
        why = f": {atom.reason[:MAX_BRIEF]}" if atom.reason else ""
        lines.append(f"last changed{by}{why}")
    lines += [brief(note) for note in atom.notes[-MAX_NOTES:]]
    if atom.unread:
        lines.append(f"  source: {atom.unread}")
    lines = [plain(line) for line in lines] + _source(atom)
    if atom.callers:
        lines.append(_head("called by", len(atom.callers), atom.callers_total))
        lines += [plain(f"  {_caller(each, atom.file_path)}") for each in atom.callers]
    if atom.callees:
        lines.append(_head("calls", len(atom.callees), atom.callees_total))
        for link in _without_repetition(atom.callees):
            lines.append(plain(f"  {_callee(link, atom.file_path)}"))
            lines += [plain(f"{'  ' * (step.depth + 1)}{_step(step, atom.file_path)}") for step in link.then]
    for each in atom.unknown:
        named = ", ".join(_short(id_, atom.file_path) for id_ in each.candidates)
        lines.append(plain(f"unknown receiver: {each.name} may be {named}"))
    if atom.tests:
        total = f"{atom.tests_total:,}{'' if atom.tests_complete else ' or more'}"
        lines.append(plain(f"tests ({total}): {', '.join(atom.tests)}"))
    return "\n".join(lines)


def render_files(files: Sequence[KnownFile]) -> str:
    """Who knows the files of the best atoms, and what changes with them."""
    if not files:
        return ""
    lines = ["", "who knows these files:"]
    for file in files:
        known = [f"owned by {' '.join(file.owners)}"] if file.owners else []
        first = f" of {file.commits} commits, last {file.authors[0].last}" if file.authors else ""
        known += [f"{each.name} {each.commits}{'' if at else first}" for at, each in enumerate(file.authors)]
        together = ", ".join(f"{each.path} {each.commits}" for each in file.together)
        known += [f"changes with {together}"] if together else []
        known += [f"complexity {file.complexity}"] if file.commits else []
        lines.append(f"  {file.path}: {'; '.join(known)}")
    return "\n".join(map(plain, lines))


def render_end(answer: ExploreAnswer) -> str:
    """The lines after the atoms."""
    lines = []
    if answer.next:
        lines.append(f"next: {'; '.join(f'{each.question} {each.about}' for each in answer.next)}")
    if answer.cut:
        lines.append(f"cut at {answer.budget:,} tokens: {', '.join(answer.cut)}")
    return "\n".join(map(plain, ["", *lines] if lines and answer.results else lines))


def _short(id_: str, path: str) -> str:
    return id_.removeprefix(f"{path}::")


def _describe_role(atom: ExploredAtom) -> str:
    held = f" (held, of generation {atom.held:,})" if atom.held else ""
    return f"{f' [{atom.role}]' if atom.role else ''}{held}"


def _head(title: str, shown: int, total: int) -> str:
    return f"{title}:" if shown == total else f"{title} ({shown:,} of {total:,}):"


def _source(atom: ExploredAtom) -> list[str]:
    lines: list[str] = []
    texts = [line for each in atom.source for line in each.text.split("\n")]
    indent = min((len(_match_indent(line)) for line in texts if line.strip()), default=0)
    shown = 0
    for each in atom.source:
        if shown and each.line != shown and not is_class_like(AtomType(atom.type)):
            lines.append(GAP)
        for shown, line in enumerate(plain_lines(each.text).split("\n"), each.line):
            mark = ">" if shown in atom.marked else " "
            lines.append(f"{shown:>5}{mark}{line[indent:].rstrip()}".rstrip())
        shown += 1
    return lines


def _match_indent(line: str) -> str:
    found = _INDENT.match(line)
    return found.group() if found else ""


def _words(link: Link) -> str:
    """How an edge is known, and its type; nothing for an exact call."""
    how = describe_how(link.how, link.basis)
    words = [*([how] if how != How.EXACT else []), *([link.type] if link.type != EdgeType.CALL else [])]
    words += [f"{link.places} places"] if link.places > 1 else []
    return f" ({', '.join(words)})" if words else ""


def _caller(link: Link, path: str) -> str:
    file, _, name = link.atom.partition("::")
    place = f"{'' if file == path else file}:{link.line}" if link.line else "" if file == path else file
    return f"{place} {name}{_words(link)}{_guard(link)}".lstrip()


def _callee(link: Link, path: str) -> str:
    place = f":{link.line} " if link.line else ""
    more = ""
    if link.implementations:
        named = ", ".join(_short(each, path) for each in link.implementations)
        more = f" -> {link.implementations_total:,} by dispatch: {named}"
    return f"{place}{_short(link.atom, path)}{_words(link)}{_guard(link)}{more}"


def _step(step: InnerCall, path: str) -> str:
    return f":{step.line} {_short(step.atom, path)}"


def _without_repetition(links: Sequence[Link]) -> list[Link]:
    """The links, with a word for a guard that is that of the one before."""
    found = []
    before = ""
    for link in links:
        found.append(msgspec.structs.replace(link, guard=SAME) if link.guard and link.guard == before else link)
        before = link.guard
    return found


def _guard(link: Link) -> str:
    return f" [{link.guard}]" if link.guard else ""
