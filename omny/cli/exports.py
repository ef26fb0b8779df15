"""The command export: the index in the formats of other tools."""

from __future__ import annotations

from omny.cli.output import put
from omny.cli.text import count, plain
from omny.query.documents import locate_damage
from omny.service.place import Place


def scip(place: Place, file: str | None) -> int:
    """Writes the index as SCIP; the exit status."""
    from omny.base.config import load_settings
    from omny.export.scip import scip as export

    with place.reading() as repository, locate_damage(place.path):
        parts = list(export(repository, place.root, load_settings(place.root).max_file_bytes))
    return _put(b"".join(parts), file, count(len(parts) - 1, "file"))


def ctags(place: Place, file: str | None) -> int:
    """Writes the index as a tags file; the exit status."""
    from omny.export.ctags import ctags as export

    with place.reading() as repository, locate_damage(place.path):
        lines = list(export(repository))
    return _put("".join(lines), file, count(sum(not line.startswith("!_TAG_") for line in lines), "tag"))


def _put(content: str | bytes, file: str | None, told: str) -> int:
    put(content, file)
    if file is not None:
        print(plain(f"{file}: {told}"))
    return 0
