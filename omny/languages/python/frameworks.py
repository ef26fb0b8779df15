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


def find_names(text: str) -> set[tuple[str, str]]:
    """All `module:attribute` of a text."""
    return {(found[1], found[2]) for found in _NAMED.finditer(text)}


_LITERAL = re.compile(
    r"""(?<![\w"'])(["'])((?:[A-Za-z_]\w*+\.)*+[A-Za-z_]\w*+)(?::([A-Za-z_]\w*+(?:\.\w++)*+))?\1(?!["'])"""
)
_MAX_PARTS = 8  # of a dotted name; longer ones are domains and paths of data
_NO_USE = ("patch(", "setattr(", "getLogger(", "get_logger(")


def find_literal_names(text: str) -> set[tuple[str, str]]:
    """What may be `module:attribute` or `module.attribute` of all literals that are nothing else: names of what is run
    (`uvicorn.run("shop.asgi:app")`), settings (`"shop.middleware.Logging"`). What is patched is not run by that, and
    two words with a dot are mostly something else."""
    found: set[tuple[str, str]] = set()
    for literal in _LITERAL.finditer(text):
        dotted, attribute = literal[2], literal[3]
        if attribute:
            found.add((dotted, attribute))
        elif "." in dotted and not text.endswith(_NO_USE, 0, literal.start()):
            parts = dotted.split(".")[:_MAX_PARTS]
            found.update((".".join(parts[:at]), ".".join(parts[at:])) for at in range(2, len(parts)))
    return found


def is_module(path: str, module: str) -> bool:
    """Whether a file is the module of that dotted name, imported from any folder."""
    dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return dotted == module or dotted.endswith(f".{module}")
