"""The cases of `tests/languages/cases`; see `tests/languages/test_cases.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CASES: list[dict[str, Any]] = [
    case
    for file in sorted((Path(__file__).parents[1] / "languages" / "cases").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]
