"""Writes `docs/answers.schema.json`: the JSON Schema of the documents that answer the questions."""

from __future__ import annotations

import json
from pathlib import Path

from omny.query.schemas import schemas

PLACE = Path(__file__).parents[1] / "docs" / "answers.schema.json"


def text() -> str:
    """The file as it is to be."""
    return json.dumps(schemas(), indent=1) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
