"""Tasks: functions that a decorator of Celery or its kin makes callable by `delay` and other attributes.

`&@name` in a surface lists the decorators of a function that may make a task of it, as chains; as a head it stands for
the function, if one of them does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omny.languages.python.frameworks import TASK_CALLS, TASKS
from omny.languages.python.places import Given
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import External

if TYPE_CHECKING:
    from omny.languages.python.fixture_walk import FixtureWalk

_TASK_WORD = re.compile(r"(?:^|[._])(?:task|actor|job)$")


def note_tasks(walk: FixtureWalk) -> None:
    """Notes in the surface the decorators that may make tasks of functions."""
    for draft in walk.drafts:
        decorators = draft.detail.get("decorators")
        if not decorators:
            continue
        names = [each.partition("(")[0] for each in decorators]
        if tasks := [name.replace(".", " ") for name in names if _TASK_WORD.search(name)]:
            expanded = [value for chain in tasks for value in walk.tree.expand(draft.scope, chain)[0]]
            walk.surface[f"&@{draft.qualname}"] = expanded
            for name in TASK_CALLS:
                walk.surface[f"{draft.qualname}.{name}="] = [f"&@{draft.qualname}"]


def find_task(evaluator: NameEvaluator, path: str, name: str) -> list[Given]:
    """The function of a file, if it is a task."""
    decorators = evaluator.ask(path, f"&@{name}") or ()
    return [(path, f"@{name}")] if any(_makes_task(evaluator, path, chain) for chain in decorators) else []


def _makes_task(evaluator: NameEvaluator, path: str, decorator: str) -> bool:
    """Whether a decorator is one of a framework of tasks, or a function of the tree that gives one."""
    for calls in ("", " ()", " () ()"):
        for value in evaluator.evaluate(path, decorator + calls):
            if isinstance(value, External) and value.name.removesuffix("()").removesuffix("()") in TASKS:
                return True
    return False
