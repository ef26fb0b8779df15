"""How a Python file would name a module: dotted from a folder, or relative to itself. Pure text, no look-up."""

from __future__ import annotations

import posixpath
import re

PYTHON_ENDINGS = (".py", ".pyi", ".pyw")

SOURCE_FOLDERS = ("src", "lib", "python")
"""Names of folders that imports may be read from, beside the root."""

IMPORT_CALLS = frozenset(
    ("import_module", "__import__", "find_spec", "find_loader", "run_module", "resolve_name", "importorskip", "reload")
)
"""Functions that take the name of a module as text."""

PATCHES = re.compile(r"(?:\w+\.)*(?:patch(?:\.dict|\.multiple)?|setattr|delattr)")
"""Functions that take the name of something in a module as text, by which they put something else there."""

TEXT_CALLS = frozenset(("getLogger", "get_logger", "print", "debug", "info", "warning", "error", "exception"))
"""Functions for which the name of a module is a label."""

ATTRIBUTE_CALLS = frozenset(("getattr", "hasattr", "setattr", "delattr", "object", "attrgetter"))
"""Functions that take the name of an attribute as text; `object` is that of `mock.patch.object`."""


def module_name(path: str, root: str) -> str:
    """The dotted name of a Python file as seen from the folder `root`."""
    stem = path.rpartition(".")[0].removesuffix("/__init__")
    inner = stem[len(root) + 1 :] if root else stem
    return "" if inner == "__init__" else inner.replace("/", ".")


def relative_name(importer: str, target: str) -> str:
    """How a Python file names another relative to itself; "" where it is above the root."""
    folder = posixpath.dirname(importer)
    stem = target.rpartition(".")[0].removesuffix("/__init__")
    steps = posixpath.relpath(stem or ".", folder or ".").split("/")
    ups = steps.count("..")
    return "." * (ups + 1) + ".".join(step for step in steps if step not in ("..", "."))


def package_of(path: str) -> tuple[str, str]:
    """The folder of the package that a module is an attribute of, and its name there."""
    stem = path.rpartition(".")[0].removesuffix("/__init__")
    return posixpath.dirname(stem), posixpath.basename(stem)
