"""Why an atom may be in use although no call of it is known: the ways to run code that the index does not hold.

Each reason is a sentence for a person who is about to delete something. A language's own reasons are those of its
facet (`omny/languages/facets/liveness.py`).
"""

from __future__ import annotations

from functools import cached_property

from omny.languages import find_liveness, find_testing
from omny.languages.facets.liveness import Candidate, FileText, Liveness
from omny.model.atoms import AtomType, is_class_like
from omny.model.edges import EdgeType
from omny.query.index_snapshot import IndexSnapshot
from omny.query.text_occurrences import TextOccurrences

_WITHOUT_CODE = ("interface", "abstract", "signature")
"""Kinds of atoms that declare something and do nothing."""


class LivenessReasons:
    """The reasons, for the atoms of one state."""

    def __init__(self, whole: IndexSnapshot) -> None:
        self._whole = whole
        self._families: dict[str, list[str]] = {}  # by class, as are these:
        self._foreign: dict[str, str] = {}

    @property
    def count(self) -> int:
        """The number of the atoms."""
        return len(self._whole.atoms)

    def liveness(self, number: int) -> Liveness:
        """The reasons of the atom's language."""
        return find_liveness(self._whole.atoms[number].file_path)

    def candidate(self, number: int) -> Candidate:
        """The atom as its language sees it."""
        atom, detail = self._whole.atoms[number], self._whole.details[number]
        parent = self._whole.number.get(detail.parent)
        return Candidate(
            atom.file_path,
            atom.function_name,
            detail.qualified_name.partition("~")[0],
            atom.type,
            detail.is_exported,
            detail.is_test,
            detail.class_id,
            "" if parent is None else detail.parent,
            "" if parent is None else self._whole.details[parent].qualified_name,
            AtomType.MODULE if parent is None else self._whole.atoms[parent].type,
        )

    def is_root(self, number: int) -> bool:
        """Whether the atom runs without a call: a module, a route, a main function, or a name that test runners or
        the language itself look for."""
        atom, detail = self._whole.atoms[number], self._whole.details[number]
        return (
            atom.type in (AtomType.MODULE, AtomType.ROUTE)
            or atom.function_name in self.liveness(number).roots
            or (detail.is_test and find_testing(atom.file_path).is_run(atom.function_name))
            or (self.is_protocol(number) and not detail.class_id)
        )

    def is_protocol(self, number: int) -> bool:
        """Whether the language calls the atom by its name, as part of using what it belongs to."""
        name, kind = self._whole.atoms[number].function_name, self._whole.details[number].kind
        return self.liveness(number).is_protocol(name, kind)

    def is_reportable(self, number: int) -> bool:
        """Whether the atom can be dead by itself: it is neither part of a protocol nor a declaration without code."""
        atom, detail = self._whole.atoms[number], self._whole.details[number]
        return (
            not self.is_protocol(number)
            and bool(atom.function_name.strip("_"))
            and atom.type != AtomType.INTERFACE
            and detail.kind not in _WITHOUT_CODE
            and not self.liveness(number).is_declaration(atom.file_path)
        )

    def reason(self, number: int) -> str:
        """The reason in the index why the atom may still be used; "" without one."""
        atom, detail = self._whole.atoms[number], self._whole.details[number]
        name, liveness = atom.function_name, self.liveness(number)
        for decorator in detail.decorators:
            base = decorator.partition("(")[0]
            if not liveness.is_harmless(base):
                return f"decorated with {base}, which may hand it to others"
        if name in liveness.hooks:
            return f"tools look for something called {name}"
        if name.startswith("_") and name.endswith("_"):
            return "a name with underscores around it is called by convention"
        if is_class_like(atom.type) and (foreign := self._foreign_bases(number)):
            return f"its base {foreign[0]} is not in the index, and may register it"
        if is_class_like(atom.type) and self.bases.get(atom.id):
            return "a base class may register its subclasses"
        candidate = self.candidate(number)
        if detail.class_id or liveness.owner(candidate) is not None:
            return self._member_reason(number)
        return liveness.export_reason(candidate)

    def text_reason(self, number: int, text: TextOccurrences) -> str:
        """The reason in the text of the files why the atom may be used, apart from a mention of its name."""
        atom, detail = self._whole.atoms[number], self._whole.details[number]
        family = self._family(detail.class_id) if detail.class_id else ()
        paths = {atom.file_path, *(each.partition("::")[0] for each in family)}
        own = FileText(text.words.get(atom.file_path, frozenset()), *text.first_lines.get(atom.id, ("", "")))
        return self.liveness(number).text_reason(self.candidate(number), own, text.made_up, paths)

    def is_private(self, number: int, text: TextOccurrences) -> bool:
        """Whether only its own file or package can use the atom, and only by its name.

        Classes of tests are not private: some are there to be defined, which is what is tested.
        """
        atom, detail = self._whole.atoms[number], self._whole.details[number]
        if is_class_like(atom.type) and detail.is_test:
            return False
        return self.liveness(number).is_private(self.candidate(number), text.words.get(atom.file_path, frozenset()))

    # ── methods ──

    @cached_property
    def bases(self) -> dict[str, list[str]]:
        """The indexed bases of each class."""
        found: dict[str, list[str]] = {}
        atoms = self._whole.atoms
        for source, target, type_ in self._whole.arrows():
            if type_ == EdgeType.INHERIT:
                found.setdefault(atoms[source].id, []).append(atoms[target].id)
        return found

    @cached_property
    def _subclasses(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for source, bases in self.bases.items():
            for base in bases:
                found.setdefault(base, []).append(source)
        return found

    def overridden_methods(self, number: int) -> list[int]:
        """The indexed methods that a method overrides."""
        detail = self._whole.details[number]
        if not detail.class_id:
            return []
        name = self._whole.atoms[number].function_name
        ids = (f"{base}.{name}" for base in _closure(self.bases, detail.class_id) if base != detail.class_id)
        return [self._whole.number[id_] for id_ in ids if id_ in self._whole.number]

    def _member_reason(self, number: int) -> str:
        detail, name = self._whole.details[number], self._whole.atoms[number].function_name
        if not detail.class_id:
            return "any user of its object may call it"
        if name in self.liveness(number).members:
            return f"built-in code calls {name} of its arguments"
        if foreign := self._find_foreign_base(detail.class_id):
            return f"the base {foreign} of its class is not in the index, and may call it"
        below = _closure(self._subclasses, detail.class_id)
        if any(f"{each}.{name}" in self._whole.number for each in below if each != detail.class_id):
            return "a subclass overrides it"
        return ""

    def _family(self, class_id: str) -> list[str]:
        """The class, its subclasses, and all bases of these."""
        if class_id not in self._families:
            below = _closure(self._subclasses, class_id)
            self._families[class_id] = sorted({base for each in below for base in _closure(self.bases, each)})
        return self._families[class_id]

    def _find_foreign_base(self, class_id: str) -> str:
        """The first base of the family that is not indexed, or ""."""
        if class_id not in self._foreign:
            found = (base for each in self._family(class_id) for base in self._foreign_bases(self._whole.number[each]))
            self._foreign[class_id] = next(found, "")
        return self._foreign[class_id]

    def _foreign_bases(self, number: int) -> list[str]:
        """The bases of a class that are not indexed."""
        detail = self._whole.details[number]
        known = {
            base.rpartition("::")[2].rpartition(".")[2] for base in self.bases.get(self._whole.atoms[number].id, ())
        }
        written = [base.partition("[")[0].partition("(")[0] for base in detail.bases]
        plain = self.liveness(number).plain_bases
        return [base for base in written if base.rpartition(".")[2] not in known and base not in plain]


def _closure(near: dict[str, list[str]], start: str) -> list[str]:
    """All nodes that `start` reaches, `start` first."""
    found = {start: None}
    todo = [start]
    while todo:
        for other in near.get(todo.pop(), ()):
            if other not in found:
                found[other] = None
                todo.append(other)
    return list(found)
