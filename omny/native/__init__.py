"""What of extraction and resolution is compiled where Omny is installed, if it can be: whether it is there and right.

It gives what the Python beside it gives, and faster. `hatch_build.py` makes the extensions and writes a record of what
they were made from; it is compared here with what is there now. An extension that was made from other sources than
those beside it, or with another core than that of the tree-sitter that is installed, is never used. It does not decide
what a file says: the Python form does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from pathlib import Path
from typing import Any, TypeVar

Form = TypeVar("Form", bound=Callable[..., Any])

FOLDER = Path(__file__).parent
RECORD = FOLDER / f"built{EXTENSION_SUFFIXES[0].removesuffix('.so')}.txt"
"""`SOURCES CORE` in its first line, or what hindered the build. Each Python has its own, as it has its extensions."""

SOURCES = frozenset((".c", ".h", ".pxd", ".pyx"))
HINDERED = "it could not be built: "


def digest_of_sources() -> str:
    """16 hex digits that stand for all that the extensions are compiled from, tree-sitter's core apart."""
    digest = blake2b(digest_size=8)
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in SOURCES:
            digest.update(b"%s\0%d\0" % (file.name.encode(), file.stat().st_size) + file.read_bytes())
    return digest.hexdigest()


def available() -> bool:
    """Whether the native core is used."""
    return not why_not()


def described() -> str:
    """How files are analysed here, in one line for a user: "native", or why it is otherwise."""
    why = why_not()
    return f"in Python, which takes longer: the native core is not used because {why}" if why else "native"


@cache
def why_not() -> str:
    """In one line, why the native core is not used; "" where it is. A process asks once, and stays with the answer."""
    if os.environ.get("OMNY_NATIVE") == "0":
        return "OMNY_NATIVE is 0"
    if sys.byteorder != "little":  # as numbers are stored; nobody has tried the other order
        return "this machine has its bytes in the other order"
    if not RECORD.exists():
        return "it was not built for this Python"
    made = RECORD.read_text(encoding="utf-8").partition("\n")[0]
    if made.startswith(HINDERED):
        return made
    sources, _, core = made.partition(" ")
    if sources != digest_of_sources():
        return "its sources are others now than when it was built"
    from importlib.metadata import version  # no part of a short command

    if core != version("tree-sitter"):
        return f"it was built with the core of tree-sitter {core}, and {version('tree-sitter')} is installed"
    file = str(FOLDER / f"tree{EXTENSION_SUFFIXES[0]}")
    loader = ExtensionFileLoader(f"{__name__}.tree", file)
    try:
        loader.create_module(ModuleSpec(loader.name, loader, origin=file))  # not run: it imports those who ask here
    except ImportError as error:
        return f"it cannot be loaded: {error}"
    return ""


def compiled(module: str) -> Callable[[Form], Form]:
    """A decorator that puts the form that `omny.native.MODULE` has of a class or a function in the place of it, where
    the native core is used."""

    def choose(form: Form) -> Form:
        if not available():
            return form
        chosen: Form = getattr(import_module(f"{__name__}.{module}"), form.__name__)
        return chosen

    return choose
