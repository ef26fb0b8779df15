"""Writes `docs/answers.schema.json`: the JSON Schema of the documents that answer questions, and other commands."""

from __future__ import annotations

import json
from pathlib import Path

from omny.query.schemas import schemas
from omny.service.answers import ANSWERS

PLACE = Path(__file__).parents[1] / "docs" / "answers.schema.json"


def text() -> str:
    """The content of the file: shapes without the descriptions of records, which are reworded more often."""
    found = schemas(ANSWERS)
    for record in found["$defs"].values():
        record.pop("description", None)
    return json.dumps(found, indent=1) + "\n"


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
