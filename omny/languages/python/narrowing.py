"""What a test of a type says of a name in the code that it guards: `isinstance`, `except E as e`, `case A()`.

The guarded code is a block in which the name has those of its values that pass the test. All names that such a block
binds are those of the scope around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.generic_walk import GenericWalk
from omny.extract.rebound import ELSEWHERE, Again, find_place
from omny.extract.scopes import Binding, Scope, Value
from omny.languages.python.guards import Guarded, find_guarded, list_classes
from omny.languages.python.reassigned import FUNCTIONS, Reassigned
from omny.languages.python.stdlib import STANDARD_LIBRARY
from omny.model.atoms import AtomType, is_class_like
from omny.model.facts import FileFacts
from omny.model.surfaces import Surface

_start = itemgetter(0)
_BODIES = frozenset(("block", "module"))
_PATH = re.compile(r"[^\W\d]\w*(?: [^\W\d]\w*){0,3}")
_PACKAGE = re.compile(r"\^(\w+)")
_BUILT_IN = {
    **dict.fromkeys(("str", "bytes", "int", "float", "bool", "complex"), ""),
    "list": "*[",
    "tuple": "*[",
    "set": "*",
    "frozenset": "*",
    "dict": "%",
}
"""Types of the language, with the marks of what can be one. No class of a tree is."""


class Due(NamedTuple):
    """A block that is to be opened, in which a name has other values."""

    start: int
    end: int
    name: str
    classes: tuple[str, ...]
    passes: bool  # whether the value passes the test there


class Narrowing(Reassigned):
    """The part of the walk that knows tests of types."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._due: list[Due] = []
        self._narrowed: list[tuple[Scope, Scope, Due]] = []  # blocks whose values are chosen in the end

    def enter(self, position: int) -> None:
        """See `ScopedWalk`."""
        while self._due and self._due[0].start <= position:
            due = self._due.pop(0)
            GenericWalk.enter(self, due.start)
            self._narrow(due, self.open_block(due.end))
        GenericWalk.enter(self, position)

    def _narrow(self, due: Due, block: Scope) -> None:
        around = block.parent
        if around is not None:
            self.tree.narrow(block, due.name)
            self._narrowed.append((block, around, due))

    def open_narrow(self, bracket: Bracket) -> None:
        """`isinstance(name, classes)`, by its first word."""
        call = bracket.node.parent
        arguments = call.child_by_field_name("arguments") if call is not None else None
        given = arguments.named_children if arguments is not None else []
        path = self.text(given[0]).replace(".", " ") if given else ""
        if call is not None and len(given) == 2 and _PATH.fullmatch(path) is not None:
            self._guard(path, given[1], find_guarded(call))

    def open_case(self, bracket: Bracket) -> None:
        """`case A():` and `case A() | B() as name:`."""
        clause = bracket.node
        around = clause.parent.parent if clause.parent is not None else None
        patterns = [each for each in clause.named_children if each.type == "case_pattern"]
        if len(patterns) != 1 or around is None:
            return
        pattern = patterns[0].named_children[0] if patterns[0].named_children else patterns[0]
        alias = None
        if pattern.type == "as_pattern":
            parts = pattern.named_children
            pattern, alias = parts[0], parts[-1]
            if pattern.type == "case_pattern" and pattern.named_children:
                pattern = pattern.named_children[0]
        guarded = [Guarded(patterns[0].end_byte, clause.end_byte, True)]
        subjects = around.children_by_field_name("subject")
        for subject in subjects if len(subjects) == 1 else ():
            if subject.type == "identifier":
                self._guard(self.text(subject), pattern, guarded)
        if alias is not None and alias.type == "identifier":
            self._guard(self.text(alias), pattern, guarded)

    def bind_caught(self, name: Node, tested: Node, clause: Node) -> None:
        """`except E as name`, for the block of the clause."""
        self.scope.bind(self.text(name), "?")
        self._guard(self.text(name), tested, [Guarded(name.end_byte, clause.end_byte, True)])

    def end_narrowing(self, name: str, at: Node) -> Scope:
        """The scope in which an assignment binds a name. From there on a block says nothing of the name."""
        scope = self.scope
        while scope.is_guard and scope.parent is not None:
            if name in scope.names:
                self._due.append(Due(at.end_byte, scope.end, name, (), False))
                self._due.sort(key=_start)
                break
            scope = scope.parent
        return self.scope.block()

    def rebind(self, name: str, values: list[Binding], at: Node) -> None:
        """Binds what an assignment gives a name."""
        scope = self.end_narrowing(name, at)
        known = scope.names.get(name)
        if scope.redirects and name in scope.redirects:
            self.again.append(Again(scope.redirects[name], name, at.start_byte, at.end_byte, [], values, ELSEWHERE))
        elif known and not scope.opaque and (known[0] != "?" or (values and values[0] != "?")):
            place = find_place(at, _BODIES, FUNCTIONS)
            self.again.append(Again(scope, name, at.start_byte, at.end_byte, [*known], values, place))
        scope.bind_all(name, values)

    def _guard(self, name: str, tested: Node, guarded: Iterable[Guarded]) -> None:
        """Gives a name the values that pass or fail a test, in each piece of guarded code."""
        scope = self.scope
        owner = self.drafts[scope.owner]
        classes = list_classes(self.source, tested)
        if owner.type == AtomType.MODULE or is_class_like(owner.type) or not classes:
            return
        if [chain for chain in classes if not self._may_be_class(chain)]:
            return
        is_attribute = " " in name
        if is_attribute and [chain for chain in classes if _BUILT_IN.get(chain)]:
            return
        for each in guarded:
            if is_attribute and not each.passes:
                continue  # what else it can be is not known here
            due = Due(each.start, each.end, name, classes, each.passes)
            if due.start > self._position:
                self._due.append(due)
                self._due.sort(key=_start)
                continue
            block = Scope(scope, due.end, scope.owner, scope.qualname, hoists=False)
            block.given_to = scope.given_to
            self.tree.scopes.append(block)
            self._opened.insert(bisect_right(self._opened, due.start, key=_start), (due.start, block))
            self._narrow(due, block)

    def _may_be_class(self, chain: str) -> bool:
        """Whether a name that a value is tested by can be a class of the tree, or a type whose objects are none of it.
        What is a variable of a function, or what any class can be, says nothing."""
        head = chain.partition(" ")[0]
        found = self.scope.find(head)
        if found is None:
            return chain in _BUILT_IN or "*" in self.surface
        known = found.names[head]
        if len(known) == 1 and isinstance(known[0], str) and known[0][0] == "^":
            package = _PACKAGE.match(known[0])
            return package is None or package[1] not in STANDARD_LIBRARY
        if found is self.tree.module:
            return True
        return bool(known) and not [each for each in known if not isinstance(each, str) or each[0] not in "@^"]

    def finish(self, errors: Iterable[Node]) -> tuple[FileFacts, Surface]:
        """See `Walk`."""
        for block, around, due in self._narrowed:
            holder = around.find(due.name)
            known = holder.names[due.name] if holder is not None else []
            values = self._choose(known, due, around) if due.classes else [Value(due.name, block.block())]
            block.names[due.name] = [*values, *block.names[due.name]]
        return super().finish(errors)

    def _choose(self, known: list[Binding], due: Due, around: Scope) -> list[Binding]:
        """The values that a name has in a block."""
        instances = {f"{chain} ()" for chain in due.classes}
        same = [each for each in known if isinstance(each, Value) and each.chain in instances]
        if not due.passes:
            return [each for each in known if each not in same]
        if same and len(due.classes) == 1:
            return [*same]
        found: list[Binding] = []
        for chain in due.classes:
            if chain in _BUILT_IN and around.find(chain) is None:
                marks = _BUILT_IN[chain]
                found += [each for each in known if isinstance(each, Value) and each.chain[0] in marks]
            else:
                found.append(Value(f"{chain} ()", around))
        return found
