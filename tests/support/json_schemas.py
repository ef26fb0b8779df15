"""Documents and JSON Schemas."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]


def assert_conforms(document: object, schema: dict[str, Any]) -> None:
    """The document is as the schema says. Whether the schema is one takes most of a second: it is asked for once, in
    `tests/query/test_answer_schemas.py`. Raises jsonschema.ValidationError."""
    jsonschema.Draft202012Validator(schema).validate(document)
