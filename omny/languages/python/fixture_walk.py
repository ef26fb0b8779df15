"""What the walk of a Python file notes of fixtures of pytest (see `fixtures`), and of what it gives to frameworks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from omny.extract.brackets import Bracket
from omny.extract.draft import Draft
from omny.extract.scopes import MEMBER, Binding, Value
from omny.languages.python.fixtures import fixture_parameters
from omny.languages.python.frameworks import DELEGATE, find_made_members
from omny.languages.python.names import PythonNames
from omny.languages.python.registrations import note_registrations
from omny.languages.python.testing import fixture_name
from omny.model.facts import FileFacts, Json
from omny.model.surfaces import FunctionFlag, Surface

_LITERAL = re.compile(r"""(["'])(\w+)\1""")


class FixtureWalk(PythonNames):
    """The part of the walk that knows of tests and frameworks."""

    def __init__(self, source: bytes, root: Node) -> None:
        super().__init__(source, root)
        self._fixtures: dict[str, Draft] = {}  # by their key in the surface; the last of a name counts
        self._yields: dict[int, list[Value]] = {}  # by the index of a generator, what it yields

    def give_fixtures(self, draft: Draft, parameters: list[Json], bound: list[tuple[str, list[Binding]]]) -> None:
        """Binds the parameters of a test or a fixture that pytest gives, unless they have types or values."""
        decorators = draft.detail.get("decorators", [])
        name = fixture_name(draft.name, decorators)
        is_method = self.scope.opaque
        holder = self.scope.qualname if is_method else ""
        if name:
            self._fixtures[f"&{holder}.{name}" if holder else f"&{name}"] = draft
        elif not draft.name.startswith("test"):
            return
        if all(values for _, values in bound):
            return
        if is_method:
            decorators = decorators + self.drafts[self.scope.owner].detail.get("decorators", [])
        asked = set(
            fixture_parameters(parameters, decorators, is_method=is_method and FunctionFlag.STATIC not in draft.flags)
        )
        for index, (parameter, values) in enumerate(bound):
            if parameter in asked and not values:
                head = f"&{'+' if name else '.'}{parameter}" + (f"@{holder}" if holder else "")
                if parameter == name:  # it takes the place of another, and gets that
                    head = f"&+{name}" if holder else f"&^{name}"
                bound[index] = (parameter, [Value(head, self.scope)])

    def requested_value(self, call: Node) -> str | None:
        """See `PythonNames`."""
        arguments = call.child_by_field_name("arguments")
        children = arguments.named_children if arguments is not None else []
        literal = _LITERAL.fullmatch(self.text(children[0])) if len(children) == 1 else None
        return f"&+{literal[2]}" if literal is not None else None

    def open_yield(self, bracket: Bracket) -> None:
        """The function around is a generator. What it yields says what it gives, where no annotation does."""
        node = bracket.node
        draft = self.drafts[self.scope.owner]
        if FunctionFlag.GENERATOR not in draft.flags:
            draft.flags = "".join(sorted(draft.flags + FunctionFlag.GENERATOR))
        yielded = self._yields.setdefault(draft.index, [])
        inner = node.named_children[0] if node.named_child_count == 1 else None
        if inner is not None:
            is_from = self.text(node).startswith("yield from")
            chains = self.list_items(inner) if is_from else self.speller.values(inner)
            yielded += [Value(chain, self.scope) for chain in chains if MEMBER not in chain]

    def finish(self, errors: Iterable[Node]) -> tuple[FileFacts, Surface]:
        """See `Walk`. All names are bound by now, and no use is."""
        note_registrations(self)
        return super().finish(errors)

    def _fill_surface(self) -> None:
        for index, yielded in self._yields.items():
            draft = self.drafts[index]
            if "returns" not in draft.detail:
                draft.returns = [Value(f"*{value.chain}", value.scope) for value in yielded]
        for key, draft in self._fixtures.items():
            called = f"@{draft.qualname} ()"
            told = [f"{called} [*]"] if FunctionFlag.GENERATOR in draft.flags else [called]
            for value in self._yields.get(draft.index, ()):
                told += self._values(value)
            self.surface[key] = list(dict.fromkeys(told))
        super()._fill_surface()
        for qualname, scope in self._members if self.uses_django else ():
            for name, chain in find_made_members(qualname, self.drafts[scope.owner].signature).items():
                self.surface.setdefault(f"{qualname}.{name}", [f"~{chain}"])
        for qualname, value in self.delegates.items():
            self.surface[f"{qualname}.{DELEGATE}"] = [f"~{chain}" for chain in self._values(value)]
