"""How C# finds types: a namespace is what the files state, wherever these stand.

Source: "Namespaces" and "Namespace and type names" of the C# language specification.
"""

from __future__ import annotations

from posixpath import dirname

from omny.languages.csharp.testing import is_below_tests
from omny.languages.units import UnitImports, keep_nearest
from omny.resolve.lookup import NameEvaluator
from omny.resolve.values import External

SPACE = "csharp"
USINGS = "usings"  # the key of what a project file, or a file with `global using`, brings to all files of a project
SPACES = "spaces"  # the key of the namespaces that a file states
MAX_FOLDERS = 64  # above a file that are searched for project files


def published_folder(folder: str) -> str:
    """The name by which the project files of a folder are found."""
    return f"csharp:folder:{folder}"


class CSharpImports(UnitImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all files."""
        return SPACE

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """All: a type can have its parts in several folders. Only tests see folders of tests."""
        if importer and not is_below_tests(importer):
            return tuple(path for path in paths if not is_below_tests(path))
        return paths

    def choose_for(self, key: str, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Extension methods count in their namespace, and where it is imported."""
        paths = self.choose(paths, importer, evaluator)
        if key[:3] != "::+" or not paths or not importer:
            return paths
        imported = [*(evaluator.ask(importer, "*") or ()), *self._find_usings(importer, evaluator)]
        seen = {"", *imported}
        for space in evaluator.ask(importer, SPACES) or ():
            while space:
                seen.add(space)
                space = space.rpartition(".")[0]
        return tuple(path for path in paths if self._is_seen(path, seen, imported, evaluator))

    def _is_seen(self, path: str, seen: set[str], imported: list[str], evaluator: NameEvaluator) -> bool:
        spaces = evaluator.ask(path, SPACES) or [""]
        if any(space in seen for space in spaces):
            return True
        types = [each.rpartition(".") for each in imported]  # by `using static`
        return any(outer in spaces and evaluator.ask(path, name) is not None for outer, _, name in types)

    def find_unbound(self, path: str, head: str, evaluator: NameEvaluator) -> str | None:
        """A name that the whole project imports, or the first part of a full name."""
        for spec in self._find_usings(path, evaluator):
            if any(type(value) is not External for value in evaluator.evaluate(path, f"^{spec}::{head}")):
                return f"{spec}::{head}"
        return head if "/" not in head and evaluator.publishers(f"{SPACE}@{head}") != () else None

    def _find_usings(self, path: str, evaluator: NameEvaluator) -> list[str]:
        """What all files of the project of a file import."""
        files = list(keep_nearest(evaluator.publishers(f"{SPACE}::{USINGS}") or (), path))
        folder = dirname(path)
        for _ in range(MAX_FOLDERS):
            files += evaluator.publishers(published_folder(folder)) or ()
            if not folder:
                break
            folder = dirname(folder)
        keys = (f"::{USINGS}", USINGS)
        return [spec for file in files for key in keys for spec in evaluator.ask(file, key) or ()]


RULES = CSharpImports()
