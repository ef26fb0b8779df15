"""The compiled part of extraction and resolution: which modules it has, whether it was built, and how it is loaded.

There are two kinds of extension modules. A *kernel* is a `.pyx` of this folder: it does the work of a Python module
with another layout of data, and `compiled` replaces that module by it. A module of `COMPILED` is compiled from its own
`.py`; the `.pxd` beside it gives types to its attributes and methods. `CompiledFinder` loads those, all or none.

`hatch_build.py` makes the extensions and writes a record of the sources that they were made from. Extensions that were
made from other sources, or with another core than that of the installed tree-sitter, are never used. This part does not
decide what a file says: the Python form does.
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

COMPILED = (
    "omny.extract.binding",
    "omny.extract.brackets",
    "omny.extract.draft",
    "omny.extract.generic_scopes",
    "omny.extract.generic_walk",
    "omny.extract.reads",
    "omny.extract.scopes",
    "omny.extract.shapes",
    "omny.extract.text",
    "omny.extract.type_shapes",
    "omny.extract.walk",
    "omny.languages.go.walk",
    "omny.languages.java.arguments",
    "omny.languages.java.names",
    "omny.languages.java.walk",
    "omny.languages.javascript.annotations",
    "omny.languages.javascript.bindings",
    "omny.languages.javascript.classes",
    "omny.languages.javascript.comments",
    "omny.languages.javascript.expressions",
    "omny.languages.javascript.functions",
    "omny.languages.javascript.modules",
    "omny.languages.javascript.objects",
    "omny.languages.javascript.skeleton",
    "omny.languages.javascript.walk",
    "omny.languages.javascript.wrappers",
    "omny.languages.python.annotations",
    "omny.languages.python.fixture_walk",
    "omny.languages.python.functions",
    "omny.languages.python.implicit",
    "omny.languages.python.names",
    "omny.languages.python.narrowing",
    "omny.languages.python.reassigned",
    "omny.languages.python.walk",
    "omny.languages.typescript.walk",
    "omny.resolve.recording",
    "omny.resolve.shared",
    "omny.resolve.definitions",
    "omny.resolve.units",
    "omny.resolve.declarations",
    "omny.resolve.exports",
    "omny.resolve.evaluate",
    "omny.resolve.resolver",
)
"""The modules that are compiled from their own source. Each has a `.pxd` beside it."""


def source_paths(module: str) -> tuple[Path, Path]:
    """The source of a module of `COMPILED`, and its types."""
    source = FOLDER.parent.joinpath(*module.split(".")[1:])
    return source.with_suffix(".py"), source.with_suffix(".pxd")


def extension_path(module: str) -> Path:
    """The extension of a module of `COMPILED`. Its name has dots, so no other finder takes it for a module."""
    return FOLDER / f"{module}{EXTENSION_SUFFIXES[0]}"


def digest_of_sources() -> str:
    """16 hex digits that stand for all that the extensions are compiled from, tree-sitter's core apart."""
    digest = blake2b(digest_size=8)
    files = [(file.name, file) for file in sorted(FOLDER.iterdir()) if file.suffix in SOURCES]
    files += [(module, file) for module in COMPILED for file in source_paths(module)]
    for name, file in files:
        content = file.read_bytes()
        digest.update(b"%s\0%d\0" % (name.encode(), len(content)) + content)
    return digest.hexdigest()


def available() -> bool:
    """Whether the native core is used."""
    return not unavailable_reason()


def describe() -> str:
    """How files are analysed here, in one line for a user: "native", or the reason for Python."""
    why = unavailable_reason()
    return f"in Python, which takes longer: the native core is not used because {why}" if why else "native"


@cache
def unavailable_reason() -> str:
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
    if not all(extension_path(module).exists() for module in COMPILED):
        return "a part of it is missing"
    file = str(FOLDER / f"tree{EXTENSION_SUFFIXES[0]}")
    loader = ExtensionFileLoader(f"{__name__}.tree", file)
    try:
        loader.create_module(ModuleSpec(loader.name, loader, origin=file))  # not run: it imports those who ask here
    except ImportError as error:
        return f"it cannot be loaded: {error}"
    return ""


def compiled(module: str) -> Callable[[Form], Form]:
    """A decorator that replaces a class or a function by its form in `omny.native.MODULE`, if the native core is
    used."""

    def choose(form: Form) -> Form:
        if not available():
            return form
        chosen: Form = getattr(import_module(f"{__name__}.{module}"), form.__name__)
        return chosen

    return choose


class CompiledFinder:
    """Finds the extensions of `COMPILED`, if the native core is used; if not, Python finds the sources."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`."""
        if name not in COMPILED or not available():
            return None
        file = str(extension_path(name))
        spec = ModuleSpec(name, ExtensionFileLoader(name, file), origin=file)
        spec.has_location = True
        return spec


def install_finder() -> None:
    """Lets the modules of `COMPILED` be found compiled. The parts that hold them call it before any is imported."""
    if CompiledFinder not in sys.meta_path:
        sys.meta_path.insert(0, CompiledFinder)
