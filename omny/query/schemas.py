"""The JSON Schema of every answer, derived from the structs: `docs/answers.schema.json`, and what a face publishes.

A field is required where the document always has it. Nothing here is imported by a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import UNSET

from omny.query.answer import Results
from omny.query.history import PastAnswer
from omny.query.registry import ALL, PRESENT, answer_type

DIALECT = "https://json-schema.org/draft/2020-12/schema"

NO_COMMANDS: Mapping[str, type[Results]] = MappingProxyType({})


def schemas(commands: Mapping[str, type[Results]] = NO_COMMANDS) -> dict[str, Any]:
    """One JSON Schema for all answers: under `$defs` each record, and under `questions` a reference for each question.
    With `commands`, which ask no question, there is a reference for each under `commands`.

    The answer of `at` is that of another question, with the state `at` which it is of.
    """
    kinds: dict[str, type[Results]] = {question: answer_type(question) for question in ALL}
    answers = sorted({*kinds.values(), *commands.values()} - {PastAnswer}, key=lambda kind: kind.__name__)
    state = get_type_hints(PastAnswer)["at"]
    references, components = msgspec.json.schema_components([*answers, state], ref_template="#/$defs/{name}")
    places = dict(zip([*answers, state], references, strict=True))
    for kind in _structs([*answers, state]):
        _complete(components[_name(kind, components)], kind)
    questions = {question: places[kind] for question, kind in kinds.items() if kind is not PastAnswer}
    past = [questions[question] for question in PRESENT]
    questions["at"] = {
        "anyOf": [each for at, each in enumerate(past) if each not in past[:at]],
        "properties": {"at": places[state]},
        "required": ["at"],
    }
    every = {"questions": questions}
    if commands:
        every["commands"] = {name: places[kind] for name, kind in commands.items()}
    return {"$schema": DIALECT, "title": "Answers of Omny", **every, "$defs": components}


def answer_schema(question: str) -> dict[str, Any]:
    """The JSON Schema of the answer of one question, whole by itself."""
    every = schemas()
    return {"$schema": DIALECT, **every["questions"][question], "$defs": every["$defs"]}


def _complete(component: dict[str, Any], kind: type[msgspec.Struct]) -> None:
    """Says which fields a document always has. Defaults are of no use to a reader of documents."""
    always = not kind.__struct_config__.omit_defaults
    fields = msgspec.structs.fields(kind)
    required = [each.encode_name for each in fields if each.required or (always and each.default is not UNSET)]
    component["required"] = required
    for each in component.get("properties", {}).values():
        each.pop("default", None)


def _name(kind: type[msgspec.Struct], components: dict[str, Any]) -> str:
    """The key of a struct: its name, with its module where two structs have one name."""
    return kind.__name__ if kind.__name__ in components else f"{kind.__module__}.{kind.__qualname__}".replace(".", "_")


def _structs(kinds: list[type[Any]]) -> Iterator[type[msgspec.Struct]]:
    """The structs, and those that their fields are of."""
    todo, seen = list(kinds), set(kinds)
    while todo:
        kind = todo.pop()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            yield kind
            found = [each.type for each in msgspec.structs.fields(kind)]
        else:
            found = list(get_args(kind))
        todo += [each for each in found if each not in seen]
        seen.update(found)
