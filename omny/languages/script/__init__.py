"""Scripts: files without an ending whose first line names a program that runs a language which is read.

What a file says, and how its names are found, is that language's. Which one it is only the content tells, so the
surface says it, and all that asks by the path alone gets harmless answers.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from omny.base.shebang import find_interpreter, has_ending
from omny.languages.base import Language, Parts, code_fingerprint
from omny.languages.table import ENDINGS, INTERPRETERS, SCRIPT

if TYPE_CHECKING:
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface

KEY = "#!"
"""The key of a surface that has the language of a script."""


_NAMES = frozenset(each for endings in ENDINGS.values() for each in endings if each[0] != ".")
"""The names of files that other languages have."""


class ScriptLanguage(Parts):
    """The language of a path without an ending. Edits refuse such files."""

    name = SCRIPT

    def __init__(self) -> None:
        self._packages = (__name__,)

    @cached_property
    def fingerprint(self) -> str:
        """Of all languages that a script can be in."""
        from hashlib import blake2b

        guests = sorted(set(INTERPRETERS.values()))
        digest = blake2b("".join(_language(name).fingerprint for name in guests).encode(), digest_size=4)
        return f"{self.name}-{digest.hexdigest()}-{code_fingerprint()}"

    def accepts(self, path: str) -> bool:
        """Without an ending; see `omny.languages.registry.accepts`."""
        return not has_ending(path) and path.rpartition("/")[2] not in _NAMES

    def prepare(self) -> None:
        """Nothing: most trees have scripts in one language."""

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """As the language of its first line; no definitions where that names none."""
        from omny.model.facts import FileFacts

        name = INTERPRETERS.get(find_interpreter(source))
        if name is None:
            return FileFacts([], [], b"", source.count(b"\n"), 0.0), {}
        facts, surface = _language(name).analyse(path, source)
        return facts, dict(sorted({**surface, KEY: [name]}.items()))

    def names(self, path: str, surface: Surface) -> list[str]:
        """Those of its language."""
        guest = find_guest(surface)
        return guest.names(path, surface) if guest is not None else []

    def declared_encoding(self, source: bytes) -> str:
        """That of its language."""
        name = INTERPRETERS.get(find_interpreter(source))
        return _language(name).declared_encoding(source) if name is not None else ""


def find_guest(surface: Surface) -> Language | None:
    """The language of the script that has a surface."""
    names = surface.get(KEY)
    return _language(names[0]) if names else None


def _language(name: str) -> Language:
    from omny.languages.registry import require_language

    return require_language(name)


LANGUAGES = (ScriptLanguage(),)
