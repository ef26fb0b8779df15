"""What servers and installers of Python run by a name that stands in configuration. Data and pure functions.

`module:attribute` is how entry points (https://packaging.python.org/specifications/entry-points/), gunicorn, uvicorn
and their kin name what they run; Flask and servers with `--factory` look for a factory by its name.
"""

from __future__ import annotations

import re

FACTORIES = frozenset(("create_app", "make_app"))
"""Functions of a module by which a server has its application made."""

_NAMED = re.compile(r"(?<![\w./:@-])([A-Za-z_]\w*(?:\.\w+)*):([A-Za-z_]\w*(?:\.\w+)*)(?![\w:/])")
_FILES = re.compile(
    r"(?:.*/)?(?:Procfile[\w.]*|Dockerfile[\w.]*|Makefile|justfile|package\.json|[^/]+\."
    r"(?:toml|cfg|ini|ya?ml|json|sh|service|conf|env|txt)|setup\.py|\w*\.conf\.py)"
)


def can_name(path: str) -> bool:
    """Whether a file is one in which such names stand: configuration, scripts, definitions of processes."""
    return _FILES.fullmatch(path) is not None


def named_in(text: str) -> set[tuple[str, str]]:
    """All `module:attribute` of a text."""
    return {(found[1], found[2]) for found in _NAMED.finditer(text)}


def is_module(path: str, module: str) -> bool:
    """Whether a file is the module of that dotted name, in whatever folder it is imported from."""
    dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return dotted == module or dotted.endswith(f".{module}")
