"""Which questions there are. Each is a struct with its arguments, in one module with the algorithm that answers it. The
module is imported when the question is asked: a command that asks one question does not load the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, get_type_hints

from omny.query.question import Question

if TYPE_CHECKING:
    from omny.query.answer import Answer


class Registry(Mapping[str, type[Question]]):
    """Questions by name. To look a question up imports its module."""

    def __init__(self, *places: Mapping[str, str] | Registry) -> None:
        """`places` are dotted names by the question's name: "module:Struct", the module below `omny.query`."""
        self._places: dict[str, str] = {}
        for each in places:
            self._places |= each._places if isinstance(each, Registry) else each

    def __getitem__(self, name: str) -> type[Question]:
        module, _, struct = self._places[name].partition(":")
        found: type[Question] = getattr(import_module(f"omny.query.{module}"), struct)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


ANALYSES = Registry(
    {
        "impact": "impact:Impact",
        "path": "paths:Path",
        "cycles": "cycles:Cycles",
        "dead": "dead:Dead",
        "tests": "covering:Tests",
        "affected": "covering:Affected",
        "hubs": "hubs:Hubs",
        "clusters": "clusters:Clusters",
        "duplicates": "duplicates:Duplicates",
        "external": "external:External",
        "stats": "stats:Stats",
        "boundaries": "boundaries:Boundaries",
        "query": "filtering:Query",
    }
)
"""The questions that look at more than an atom and its neighbours."""

PRESENT = Registry(
    {
        "search": "search:Search",
        "show": "show:Show",
        "outline": "outline:Outline",
        "callers": "neighbours:Callers",
        "callees": "neighbours:Callees",
        "references": "references:References",
        "status": "status:Status",
    },
    ANALYSES,
)
"""The questions about one state of the index, the present one or one of the past."""

PAST = Registry({"history": "history:History", "at": "history:At", "diff": "history:Diff"})
"""The questions about more than one state."""

EVERYWHERE = Registry(
    {"search everywhere": "cross_project:SearchEverywhere", "callers everywhere": "cross_project:CallersEverywhere"}
)
"""The questions about all projects of a store."""

QUESTIONS = Registry(
    PRESENT,
    PAST,
    {"graph": "subgraph:Graph", "grep": "grep:Grep", "languages": "languages:Languages"},
    {"owners": "owners:Owners", "hot": "hot:Hot", "explore": "explore:Explore", "notes": "notes:Notes"},
    EVERYWHERE,
)
"""All questions that are commands, too."""

ALL = Registry(
    QUESTIONS,
    {
        "explain search": "explain:ExplainSearch",
        "explain edges": "explain:ExplainEdges",
        "explain file": "explain:ExplainFile",
        "events": "feed:Events",
    },
)
"""All questions."""


def answer_type(question: str) -> type[Answer]:
    """The struct that answers a question: what its `answer` is declared to return."""
    found: type[Answer] = get_type_hints(ALL[question].answer)["return"]
    return found
