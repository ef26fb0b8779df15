"""The questions of resolution: about other files, and about the language of a file.

A lookup is the only way from one file to another. It records each key that is asked, misses included: these keys are
the dependencies of the asking file.
"""

from __future__ import annotations

from typing import Protocol

from omny.model.surfaces import Surface
from omny.resolve.semantics import Semantics
from omny.resolve.values import Defined, Values


class SymbolLookup(Protocol):
    """Questions about files of the tree, by path relative to the root."""

    def module(self, path: str) -> bool:
        """Whether `path` is an indexed file."""
        ...

    def values(self, path: str, key: str) -> list[str] | None:
        """The entry of the surface of `path` under `key` (see `omny.model.surfaces`); None: no such key or file."""
        ...

    def publishers(self, name: str) -> tuple[str, ...] | None:
        """The paths that publish `name` ('py:json', 'npm:@scope/package'), sorted; None beyond TOO_MANY."""
        ...


class NameEvaluator(Protocol):
    """The questions that rules which follow names themselves ask of the evaluator of a file. Each is recorded."""

    def ask(self, path: str, key: str) -> list[str] | None:
        """The entry of a surface."""
        ...

    def locate(self, spec: str, importer: str) -> str | None:
        """The file of a module."""
        ...

    def evaluate(self, path: str, chain: str) -> Values:
        """The values of a chain."""
        ...

    def order(self, defined: Defined) -> list[Defined]:
        """A class and its bases."""
        ...

    def publishers(self, name: str) -> tuple[str, ...] | None:
        """The paths that publish a name; None beyond TOO_MANY."""
        ...

    def reach(self, path: str) -> frozenset[str]:
        """The files that a file takes in, see `UnitRules.find_reach`."""
        ...


class ImportRules(Protocol):
    """The rules by which one language finds modules, and by which a module shows names to its importers."""

    def names(self, path: str, surface: Surface) -> list[str]:
        """The names by which the file can be found from anywhere, sorted."""
        ...

    def vantage(self, importer: str) -> str:
        """The part of an importer's path that `locate` depends on, and takes in place of the path. Files of one folder
        share it, so that they share answers."""
        ...

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The path of the module that `spec` names in the file `importer`, or None: outside the tree.

        A path that ends in "/" is a directory that is a module without a file of its own.
        """
        ...

    def reexports(self, path: str, name: str, lookup: SymbolLookup) -> bool:
        """Whether re-exporting the whole module `path` shows `name`."""
        ...

    def submodule(self, path: str, name: str, lookup: SymbolLookup) -> str | None:
        """The module that `name` is as an attribute of the module `path`, or None."""
        ...

    def namespace(self, path: str, spec: str, evaluator: NameEvaluator) -> str | None:
        """The directory that `spec`, which names no file, is in the file `path` because that file imports a module
        below it; or None."""
        ...

    def find_arguments(self, path: str, head: str, evaluator: NameEvaluator) -> list[tuple[str, str]]:
        """The arguments that a runner passes for a parameter of the file `path`: chains, each with the file that it is
        read in. The walk of the language has marked the parameter by a head `&...`, here without the `&`."""
        ...


class UnitRules(ImportRules, Protocol):
    """The rules of a language with units: modules whose names stand in several files. See `Semantics.has_units`.

    A unit is written as a path `/SPACE::PREFIX`; no file of a tree has one that begins with "/".
    """

    def space(self, path: str, mark: str) -> str:
        """The program or package that a file belongs to: the text before the keys by which its files are found.

        `mark` is the entry of the file's surface under `unit`, or "".
        """
        ...

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Those of several files with one name that the file `importer` can mean; "" stands for any importer."""
        ...

    def choose_for(self, key: str, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """As `choose`, where it also depends on the key by which the files are found."""
        ...

    def find_program(self, space: str) -> str:
        """The space of the keys by which the files of a unit are found, by the space that `locate` has given the unit.
        They differ where a unit is a part of a space: `choose_for` gets the unit as the importer."""
        ...

    def find_reach(self, path: str, evaluator: NameEvaluator) -> frozenset[str]:
        """The file itself and all files that it takes in, through others too."""
        ...

    def choose_published(
        self, key: str, paths: tuple[str, ...] | None, importer: str, evaluator: NameEvaluator
    ) -> tuple[str, ...]:
        """As `choose_for`, where there may be none, or None: too many."""
        ...

    def choose_defining(self, path: str, paths: tuple[str, ...], evaluator: NameEvaluator) -> tuple[str, ...]:
        """Those of several files with a definition that the file `path` can mean which declares it."""
        ...

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """The module specifier that a name stands for which neither the file nor its unit binds, or `specifier::name`
        of a name there; or None."""
        ...


class LanguageRules(Protocol):
    """The part of a language that resolution needs."""

    @property
    def rules(self) -> ImportRules:
        """The rules of its modules."""
        ...

    @property
    def semantics(self) -> Semantics:
        """The meaning of its steps."""
        ...


def count_shared_folders(path: str, other: str) -> int:
    """How many folders above two files are the same, from the root on."""
    count = 0
    for one, two in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if one != two:
            break
        count += 1
    return count
