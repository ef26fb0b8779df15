"""What resolution may know of other files, and nothing else.

A lookup is the only way from one file to another. Whoever resolves a file gets a lookup that records each key
asked, misses included: those keys are the file's dependencies.
"""

from __future__ import annotations

from typing import Protocol

from omny.resolve.semantics import Semantics
from omny.resolve.values import Defined, Values


class SymbolLookup(Protocol):
    """Questions about files of the tree, by path relative to the root."""

    def module(self, path: str) -> bool:
        """Whether `path` is an indexed file."""
        ...

    def values(self, path: str, key: str) -> list[str] | None:
        """What the surface of `path` says under `key` (see `omny.model`), or None: no such key or file."""
        ...

    def named(self, name: str) -> tuple[str, ...] | None:
        """The paths that publish `name` ('py:json', 'npm:@scope/package'), sorted; None beyond TOO_MANY."""
        ...


class NameEvaluator(Protocol):
    """The questions that rules which follow names themselves ask of the evaluator of a file. Each is recorded."""

    def ask(self, path: str, key: str) -> list[str] | None:
        """What the surface of a file says."""
        ...

    def locate(self, spec: str, importer: str) -> str | None:
        """The file of a module."""
        ...

    def evaluate(self, path: str, chain: str) -> Values:
        """What a chain stands for."""
        ...

    def order(self, defined: Defined) -> list[Defined]:
        """A class and its bases."""
        ...


class ImportRules(Protocol):
    """How one language finds a module and what a module shows to its importers."""

    def vantage(self, importer: str) -> str:
        """What counts of an importer's path in `locate`, which takes it as well: files of one folder share it."""
        ...

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The path of the module that `spec` names in the file `importer`, or None: outside the tree.

        A path that ends in "/" is a directory that is a module without a file of its own.
        """
        ...

    def starred(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """Whether re-exporting the whole module `path` shows `name`."""
        ...

    def submodule(self, path: str, name: str, lookup: SymbolLookup) -> str | None:
        """The module that `name` is as an attribute of the module `path`, or None."""
        ...

    def namespace(self, path: str, spec: str, evaluator: NameEvaluator) -> str | None:
        """The directory that `spec`, which names no file, is in the file `path` because that file imports a module
        below it; or None."""
        ...

    def given(self, path: str, head: str, evaluator: NameEvaluator) -> list[tuple[str, str]]:
        """What a parameter of the file `path` is given by what runs that file, where the language's walk notes so by a
        head `&...`, here without its mark: chains, each with the file that it is read in."""
        ...


class LanguageRules(Protocol):
    """The part of a language that resolution needs."""

    @property
    def rules(self) -> ImportRules:
        """How its modules are found."""
        ...

    @property
    def semantics(self) -> Semantics:
        """What its steps mean."""
        ...
