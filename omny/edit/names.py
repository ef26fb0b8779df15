"""The references of an atom: each place with its name is evaluated as resolution evaluates it. So a place is a
reference if and only if the index would say so.

The language of a file says what a place is by its syntax. The evaluator says what that means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from omny.edit.moved import Now
from omny.edit.plan import View
from omny.edit.source import SourceFile, find_naming, find_references
from omny.languages.facets.refactor import ItemOf, MemberOf, NameIn, Reference, Unrelated
from omny.model.places import Place, WhyLeft
from omny.resolve.values import Defined, External, Instance, Module, Values

EXACT, INFERRED = "exact", "inferred"


class Meanings:
    """The meanings of one name at all its places. `targets` are the definitions whose references are wanted."""

    def __init__(self, view: View, name: str, targets: Collection[Defined]) -> None:
        self._view = view
        self._name = name
        self._targets = frozenset(targets)
        self._holders = {Defined(it.path, it.qualname.rpartition(".")[0]) for it in targets}
        self._now = Now(view)

    def files(self) -> list[str]:
        """The indexed files that have the name, those of the definitions first."""
        own = sorted({target.path for target in self._targets})
        others = [path for path in self._view.sources() if path not in own]
        return [*own, *(path for path in others if self._starts(path, self._view.read(path), only_first=True))]

    def places(self, path: str) -> Iterator[Place]:
        """All places of a file with the name, in order."""
        references = find_references(path)
        if references is None:
            yield from (Place(path, at, "", WhyLeft.UNSUPPORTED) for at in self._starts(path, self._view.text(path)))
            return
        source = self._view.source(path)
        rules, vantage = self._view.rules(path), self._view.rules(path).vantage(path)
        starts = self._starts(path, source.content)
        scopes = dict(source.walk.scopes_at(starts))
        own = {source.drafts[target.qualname].defined_at for target in self._targets if target.path == path}

        def locate(spec: str) -> str | None:
            return rules.locate(spec, vantage, self._now)

        for start in starts:
            if start in own:
                yield Place(path, start, EXACT)
            else:
                reference = references.reference(source, start, self._name, scopes[start], locate)
                yield self._place(source, start, reference)

    def _starts(self, path: str, content: bytes, *, only_first: bool = False) -> list[int]:
        """The offsets of the name in a content."""
        pattern = find_naming(path).occurrences(self._name)
        if only_first:
            return [match.start()] if (match := pattern.search(content)) else []
        return [match.start() for match in pattern.finditer(content)]

    # ── what is written there ──

    def _place(self, source: SourceFile, start: int, reference: Reference) -> Place:
        path, prefix = source.path, ""
        if isinstance(reference, Unrelated):
            return Place(path, start, "", reference.why)
        if isinstance(reference, NameIn):
            values, inferred = self._view.values(source, reference.scope, reference.name)
            how, why = self._judge(values, inferred)
            why, prefix = None if how else reference.otherwise or why, reference.prefix
        elif isinstance(reference, MemberOf):
            how, why = self._member(source, reference)
        else:
            how, why = self._item(path, reference)
        return Place(path, start, how, why, prefix)

    def _item(self, path: str, reference: ItemOf) -> tuple[str, WhyLeft | None]:
        how, why = self._judge(self._view.evaluate_chains(path, [reference.chain]), False)
        if how and reference.unsure:
            return "", reference.unsure
        return how, None if how else reference.otherwise or why

    def _member(self, source: SourceFile, reference: MemberOf) -> tuple[str, WhyLeft | None]:
        """`owner.name`."""
        chain = source.walk.chain(reference.owner)
        if chain[0] == "?":
            return "", WhyLeft.UNKNOWN_OWNER
        owners, inferred = self._view.values(source, reference.scope, chain)
        evaluator = self._view.evaluator(source.path)
        found: Values = {}
        for value, also in owners.items():
            if isinstance(value, Module):
                for item, third in (evaluator.export(value.path, self._name) or {}).items():
                    found[item] = inferred or also or third
            elif isinstance(value, Defined | Instance):
                member = evaluator.member(value, self._name)
                if member is not None:
                    for item, third in member[1].items():
                        unsure = inferred or also or third or isinstance(value, Instance)
                        found[item] = unsure or member[0] not in self._holders
            elif isinstance(value, External):
                found[value] = False
        return self._judge(found, False)

    # ── what that means ──

    def _judge(self, values: Values, inferred: bool) -> tuple[str, WhyLeft | None]:
        if not self._targets.isdisjoint(values):
            only = values.keys() <= self._targets
            sure = only and (len(values) > 1 or not (inferred or any(values.values())))
            return (EXACT if sure else INFERRED), None
        return "", WhyLeft.OTHER if values else WhyLeft.UNKNOWN
