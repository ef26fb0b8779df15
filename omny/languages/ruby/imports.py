"""How Ruby finds files, and which files see the names of others.

Constants are names of the whole program: gems and applications load the files below `lib` or `app` as they are needed.
A method that is defined outside of any class is seen by the files that run with its file alone.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from omny.languages.loading import LOADED, LoadingImports, rank
from omny.languages.ruby.semantics import OBJECT, VIEW
from omny.languages.ruby.testing import RubyTesting
from omny.languages.ruby.views import choose_helpers, shows_methods
from omny.model.surfaces import Surface
from omny.resolve.lookup import NameEvaluator, SymbolLookup

PROGRAM = "ruby@Gemfile"
"""The name by which the folders of programs are found."""

_ENDING = ".rb"
_OF_OBJECT = f"::{OBJECT}."
_OF_VIEW = f"::{VIEW}."
_TESTING = RubyTesting()
_MAX_FOLDERS = 16  # above a file that are searched for `lib`
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def file_key(stem: str) -> str:
    """The name by which files of that name are found."""
    return f"ruby:{stem}"


def loaded_key(stem: str) -> str:
    """The name by which files are found that load a file of that name."""
    return f"ruby<{stem}"


def spell_path(name: str) -> str:
    """The path below `lib` of the file that a constant of that full name is usually in."""
    return "/".join([_WORD.sub("_", part).lower() for part in name.split(".")])


def find_stem(path: str) -> str:
    """The name of a file without folders and ending."""
    return path.rpartition("/")[2].removesuffix(_ENDING)


class RubyImports(LoadingImports):
    """See `omny.resolve.lookup.UnitRules`."""

    def space(self, path: str, mark: str) -> str:
        """One for all."""
        return "ruby="

    def names(self, path: str, surface: Surface) -> list[str]:
        """The file's constants and their members, its own name, and the names of the files that it loads."""
        loaded = {loaded_key(find_stem(spec)) for spec in surface.get(LOADED, ())}
        names = {*super().names(path, surface), file_key(find_stem(path)), *loaded}
        of_view = self.space(path, "") + _OF_VIEW
        return sorted(each for each in names if not each.startswith(of_view) or shows_methods(path))

    def loaders_key(self, path: str) -> str:
        """See `LoadingImports`."""
        return loaded_key(find_stem(path))

    def choose(self, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Code that is no test does not see tests. Of several programs in the tree the own one is meant."""
        if not _TESTING.is_test(importer):
            paths = tuple(path for path in paths if not _TESTING.is_test(path))
        return self._keep_program(paths, importer, evaluator) if importer and len(paths) > 1 else paths

    @staticmethod
    def _keep_program(paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """Those of the innermost program around a file that has some of them. A program is a folder with a Gemfile."""
        folders = ["", *(f"{dirname(path)}/" for path in evaluator.publishers(PROGRAM) or () if "/" in path)]
        homes = {path: max((each for each in folders if path.startswith(each)), key=len) for path in paths}
        around = sorted((each for each in folders if importer.startswith(each)), key=len, reverse=True)
        for folder in around:
            if kept := tuple(path for path in paths if homes[path] == folder):
                return kept
        return paths

    def choose_published(
        self, key: str, paths: tuple[str, ...] | None, importer: str, evaluator: NameEvaluator
    ) -> tuple[str, ...]:
        """Of a module with parts in too many files the part in the file that has its name, as gems have it."""
        if paths is not None:
            return super().choose_published(key, paths, importer, evaluator)
        name = key.removeprefix("::")
        folder = dirname(importer)
        for _ in range(_MAX_FOLDERS if name.rpartition(".")[2][:1].isupper() else 0):
            path = join(folder, "lib", f"{spell_path(name)}{_ENDING}")
            if evaluator.ask(path, key):
                return (path,)
            if not folder:
                break
            folder = dirname(folder)
        return ()

    def choose_for(self, key: str, paths: tuple[str, ...], importer: str, evaluator: NameEvaluator) -> tuple[str, ...]:
        """A method of no class is seen where its file is loaded, one of a helper in the views of its application."""
        if key.startswith(_OF_VIEW):
            return choose_helpers(key.removeprefix(_OF_VIEW), paths, importer, evaluator)
        if not key.startswith(_OF_OBJECT):
            return self.choose(paths, importer, evaluator)
        together = self.find_together(importer, evaluator)
        return tuple(path for path in paths if path in together)

    def vantage(self, importer: str) -> str:
        """The folder."""
        return join(dirname(importer), "*")

    def locate(self, spec: str, importer: str, lookup: SymbolLookup) -> str | None:
        """The file of `require_relative`, by a path with a dot, or else the nearest with that path at its end."""
        path = spec if spec.endswith(_ENDING) else f"{spec}{_ENDING}"
        if spec.startswith("."):
            path = normpath(join(dirname(importer), path))
            return path if lookup.module(path) else None
        paths = lookup.publishers(file_key(find_stem(path)))
        found = [each for each in paths or () if each == path or each.endswith(f"/{path}")]
        ranks = sorted((rank(each, importer), each) for each in found)
        if len(ranks) > 1 and ranks[0][0] == ranks[1][0]:
            return None
        return ranks[0][1] if ranks else None


RULES = RubyImports()
