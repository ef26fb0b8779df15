"""The tools that look further than an atom's neighbours: what a change can reach, and how one atom leads to another."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from omny.base.plain import with_signature
from omny.mcp.replies import Dependent, Impacted, Reply, Step, TestOf, Way
from omny.mcp.toolbox import (
    MAX_NAME,
    Atom,
    Limit,
    Prefix,
    Question,
    Tool,
    count_noun,
    edge_fields,
    lines_text,
    mention_fields,
    more_text,
    value_or_none,
)
from omny.model.edges import How
from omny.query.basis import describe_how
from omny.query.documents import Document

MAX_TESTS = 20
"""Tests named in one answer, the nearest: as many as one runs by hand."""

_CERTAINTY = {How.EXACT: 0, How.INFERRED: 1, How.POSSIBLE: 2, How.HELD: 3}


class Impact(Tool, frozen=True, kw_only=True):
    """List what a change of an atom can affect: all its direct and indirect dependants, nearest and riskiest first, and
    separately the tests that reach it. Use it before an edit to find the code to read, and after it to find the tests
    to run. Calls, callbacks, decorators and inheritance count; dynamic calls are not known."""

    name: ClassVar[str] = "impact"
    title: ClassVar[str] = "What a change can reach"
    result: ClassVar[type[msgspec.Struct]] = Dependent
    form: ClassVar[type[Reply]] = Impacted

    atom: Atom
    depth: Annotated[int, msgspec.Meta(ge=1, le=100, description="how many edges away")] = 100
    path: Prefix = ""
    limit: Limit = 50

    def question(self, most: int) -> Question:
        return "impact", {"atom": self.atom, "depth": self.depth, "path": self.path, "limit": most}

    def results(self, document: Document) -> tuple[list[Any], int]:
        return [_dependent(found) for found in document["results"]], document["total"]

    def more(self, document: Document) -> dict[str, Any]:
        summary = document["summary"]
        return {
            "tests": [
                TestOf(id=found["id"], line=found.get("line", 0), depth=found["depth"])
                for found in document["tests"][:MAX_TESTS]
            ],
            "tests_total": document["tests_total"],
            "direct": summary["by_depth"].get("1", 0),
            "files": summary["files"],
            "untested": summary["untested"],
            "possible": summary["possible"],
            "overrides": summary["overrides"][:MAX_TESTS],
            "more_overrides": max(0, len(summary["overrides"]) - MAX_TESTS),
            "complete": summary["complete"],
        }

    def head(self, answer: Reply) -> str:
        assert isinstance(answer, Impacted)
        said = f"{count_noun(answer.total, 'dependant')} of {answer.about}, {answer.direct:,} direct"
        untested = f"; no test reaches {answer.untested:,} of them" if answer.total else ""
        lines = [f"{said}, in {count_noun(answer.files, 'file')}{untested}"]
        if answer.tests_total:
            named = ", ".join(test.id for test in answer.tests)
            more = " …" if answer.tests_total > len(answer.tests) else ""
            lines.append(f"{count_noun(answer.tests_total, 'test')}, nearest first: {named}{more}")
        if answer.overrides:
            named = f"{', '.join(answer.overrides)}{more_text(answer.more_overrides)}"
            lines.append(f"it overrides, so callers of these may mean it: {named}")
        if answer.possible:
            calls = f"{count_noun(answer.possible, 'call')} of something of that name whose receiver is unknown"
            lines.append(f"{calls} (callers with possible=true)")
        if not answer.complete:
            lines.append("there is more than was looked at")
        return "\n".join(lines)

    def line(self, result: Dependent) -> str:
        lines = lines_text(result)
        marks = f"{', exported' if result.exported else ''}{', no test' if result.untested else ''}"
        told = with_signature(result.id, result.signature)
        return f"{told}  depth {result.depth}, {describe_how(result.how, result.basis)}{lines} via {result.via}{marks}"

    def why_empty(self, document: Document) -> Question | None:
        return None if document["tests_total"] else ("explain edges", {"atom": self.atom, "up": True})


class FindPath(Tool, frozen=True, kw_only=True):
    """Find how one atom leads to another: the shortest chain of calls, callbacks, decorators and bases, with the line
    of each. Use it to learn whether, and how, an entry point reaches a function."""

    name: ClassVar[str] = "find_path"
    title: ClassVar[str] = "How one atom leads to another"
    result: ClassVar[type[msgspec.Struct]] = Way

    source: Atom
    target: Atom
    all: Annotated[bool, msgspec.Meta(description="all simple paths, the shortest first")] = False
    path: Annotated[
        str, msgspec.Meta(max_length=MAX_NAME, description="only over atoms in files whose path begins with this text")
    ] = ""
    tests: Annotated[bool | msgspec.UnsetType, msgspec.Meta(description="true: only over tests; false: over none")] = (
        msgspec.UNSET
    )
    limit: Limit = 5

    def question(self, most: int) -> Question:
        between = {"path": self.path, "tests": value_or_none(self.tests)}
        return "path", {"source": self.source, "target": self.target, "all": self.all, "limit": most, **between}

    def results(self, document: Document) -> tuple[list[Any], int]:
        return [_way(found) for found in document["results"]], document["total"]

    def notes(self, document: Document) -> list[str]:
        if document["results"]:
            return []
        source, target = document["source"], document["target"]
        over = " over such atoms" if "unfiltered" in document else ""
        said = [f"nothing that scopes, imports or types tell leads from {source} to {target}{over}"]
        for key, where in (("unfiltered", "over others"), ("reverse", "the other way")):
            if document.get(key):
                said.append(f"{where} there is one: {' '.join(_way_text(_way(document[key][0])).split())}")
        if not document["complete"]:
            said.append("the search was cut: there may still be one")
        return said

    def head(self, answer: Reply) -> str:
        return f"{count_noun(answer.total, 'path')} from {self.source} to {self.target}"

    def line(self, result: Way) -> str:
        return _way_text(result)


def _dependent(found: Document) -> Dependent:
    edges = found["edges"]
    known = [(edge["how"] or How.EXACT, edge["basis"]) for edge in edges]
    how, basis = max(known, key=lambda each: _CERTAINTY[How(each[0])], default=("", ""))
    lines = sorted({site["line"] for edge in edges for site in edge["sites"]})
    return Dependent(
        **mention_fields(found),
        depth=found["depth"],
        **edge_fields(how, basis, lines),
        via=edges[0]["target"] if edges else "",
        risk=found["risk"],
        exported=found["is_exported"],
        untested=not found["is_tested"],
    )


def _way(found: Document) -> Way:
    return Way(
        steps=[
            Step(
                source=edge["source"],
                target=edge["target"],
                types=edge["types"],
                **edge_fields(edge["how"], edge["basis"], [site["line"] for site in edge["sites"]]),
            )
            for edge in found["edges"]
        ]
    )


def _way_text(way: Way) -> str:
    if not way.steps:
        return "they are the same"
    text = way.steps[0].source
    for step in way.steps:
        kind = "" if step.types == ["call"] else f" {'/'.join(step.types)}"
        text += f"\n  -> {step.target}  {describe_how(step.how, step.basis)}{kind}{lines_text(step)}"
    return text


ANALYSES: tuple[type[Tool], ...] = (Impact, FindPath)
"""These tools."""
