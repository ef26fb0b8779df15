"""How a file of Python would name a module: dotted from a folder, or relative to itself. Pure text, no look-up."""

from __future__ import annotations

import posixpath

STUB_OR_SOURCE = (".py", ".pyi")
"""Endings of the file that makes a folder a package."""

PACKAGE = "__init__"


def module_stem(path: str) -> str:
    """The path of a module without the ending; of a package it is the folder."""
    return path.rpartition(".")[0].removesuffix(f"/{PACKAGE}")


def module_name(path: str, root: str) -> str:
    """The dotted name of a file as seen from the folder `root`."""
    stem = module_stem(path)
    inner = stem[len(root) + 1 :] if root else stem
    return "" if inner == PACKAGE else inner.replace("/", ".")


def relative_name(importer: str, target: str) -> str:
    """How a file names another relative to itself."""
    folder = posixpath.dirname(importer)
    steps = posixpath.relpath(module_stem(target) or ".", folder or ".").split("/")
    return "." * (steps.count("..") + 1) + ".".join(step for step in steps if step not in ("..", "."))


def split_module(path: str) -> tuple[str, str]:
    """The folder of the package that a module is an attribute of, and its name there."""
    stem = module_stem(path)
    return posixpath.dirname(stem), posixpath.basename(stem)


def resolve_folder(spec: str, path: str) -> str:
    """The folder that the dots of a relative import mean in a file."""
    folder = posixpath.dirname(path)
    for _ in range(len(spec) - len(spec.lstrip(".")) - 1):
        folder = posixpath.dirname(folder)
    return folder
