"""Writes the table of defined languages into `docs/languages.md`."""

from __future__ import annotations

from pathlib import Path

from omny.languages.defined.table import TABLE, Row

PLACE = Path(__file__).parents[1] / "docs" / "languages.md"
BEGIN, END = "<!-- defined languages -->\n", "<!-- end of defined languages -->\n"


def table() -> str:
    """The table: a line for each row."""
    lines = ["| language | files | grammar |", "|---|---|---|"]
    lines += [
        f"| {row.title} | {', '.join(f'`{each}`' for each in row.files.split())} | {_sources(row)} |"
        for row in sorted(TABLE, key=lambda row: row.title.lower())
    ]
    return "\n".join(lines) + "\n"


def with_table(document: str) -> str:
    """The document with the table of now."""
    before, _, rest = document.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


def _sources(row: Row) -> str:
    """The packages in the order in which they are looked for."""
    wheel = row.wheel.split(" ")[:2]
    found = [" ".join(wheel)] if row.wheel else []
    found += ["pack"] if row.pack else []
    found += ["bundle"] if row.bundle else []
    return ", ".join(found)


if __name__ == "__main__":
    PLACE.write_text(with_table(PLACE.read_text(encoding="utf-8")), encoding="utf-8")
