"""What a language is to the rest of Omny, and the kind that tree-sitter parses."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from importlib import import_module
from posixpath import basename
from typing import TYPE_CHECKING, Any, Protocol

from omny.base.errors import LanguageError
from omny.languages.facets.testing import NO_TESTS, Testing
from omny.model.surfaces import CONFIG_LANGUAGE

if TYPE_CHECKING:
    from tree_sitter import Node

    from omny.extract.syntax import Syntax
    from omny.extract.walk import Walk
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.languages.facets.projects import Projects
    from omny.languages.facets.refactor import Refactor
    from omny.model.facts import FileFacts
    from omny.model.surfaces import Surface
    from omny.resolve.lookup import ImportRules
    from omny.resolve.semantics import Semantics

PLAIN_CAPTURES = ("comment", "block", "branch")
"""Captures that need no method: only their places count."""

_CAPTURE = re.compile(r"@([\w.-]+)")
_NO_CAPTURES = re.compile(r'"(?:[^"\\]|\\.)*"|;[^\n]*')

_NOT_OF_FACTS = frozenset(("__pycache__", "refactor", "refactor.py", "guards.toml"))
"""What edits and questions alone ask of a language: no fact comes from it."""


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """8 hex digits for all code that makes facts and edges. A new version of that code reads each file again.

    The native core counts, whether it is used here or not. Machines with and without it have the same facts, and so
    the same fingerprint. A corrected native core discards the facts that the incorrect one made.
    """
    from hashlib import blake2b
    from importlib import resources

    digest = blake2b(digest_size=4)
    top = resources.files("omny")
    for folder in ("executors", "extract", "languages", "model", "native", "resolve"):
        left = [top.joinpath(folder)]
        while left:
            for entry in sorted(left.pop().iterdir(), key=lambda entry: entry.name):
                if entry.name in _NOT_OF_FACTS:
                    continue
                if entry.is_dir():
                    left.append(entry)
                elif entry.name.endswith((".py", ".scm", ".toml", ".pyx", ".pxd", ".c", ".h")):
                    digest.update(entry.read_bytes())
    digest.update(top.joinpath("base", "shebang.py").read_bytes())  # tells the language of a script
    return digest.hexdigest()


class Language(Protocol):
    """A language: which files are its own, what they say, and how their imports are found."""

    name: str

    in_process: bool
    """Whether a process may analyse small files itself. It cannot end a parse of its own, and dies of a crash in it."""

    @property
    def rules(self) -> ImportRules:
        """How it finds modules, and what a module shows."""
        ...

    @property
    def semantics(self) -> Semantics:
        """What calling, iterating, entering, attribute access and exporting mean."""
        ...

    @property
    def testing(self) -> Testing:
        """Its tests, and how they are run."""
        ...

    @property
    def liveness(self) -> Liveness:
        """Why its code may run without a call."""
        ...

    @property
    def naming(self) -> Naming:
        """How it writes names."""
        ...

    @property
    def refactor(self) -> Refactor:
        """What an edit asks."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the facts of the same bytes could."""
        ...

    def accepts(self, path: str) -> bool:
        """Whether a file of that path is written in this language."""
        ...

    def prepare(self) -> None:
        """Imports and makes what analysing needs: once, for all processes that are forked from this one."""
        ...

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """Facts and surface of a file's text, in UTF-8. Raises nothing for bad source.

        `path` tells dialects apart by its ending; nothing else of it counts.
        """
        ...

    def names(self, path: str, surface: Surface) -> list[str]:
        """The names by which the file can be found from anywhere, sorted."""
        ...

    def declared_encoding(self, source: bytes) -> str:
        """The encoding that a file names for itself, or nothing. Asked of every file, so it has to be quick."""
        ...


class Parts:
    """The parts of a language, each the constant of a module of its package: `TESTING` of `testing.py`.

    To import a language is cheap: questions do so. A part is imported at its first use. A package without that module
    says nothing of the part.
    """

    name: str
    in_process = True
    _packages: tuple[str, ...]

    @cached_property
    def rules(self) -> ImportRules:
        """See `Language`."""
        rules: ImportRules = self._require_part("imports", "RULES")
        return rules

    @cached_property
    def testing(self) -> Testing:
        """See `Language`."""
        testing: Testing = self._find_part("testing") or NO_TESTS
        return testing

    @cached_property
    def liveness(self) -> Liveness:
        """See `Language`."""
        from omny.languages.facets.liveness import NO_LIVENESS

        liveness: Liveness = self._find_part("liveness") or NO_LIVENESS
        return liveness

    @cached_property
    def semantics(self) -> Semantics:
        """See `Language`."""
        from omny.resolve.semantics import Semantics

        semantics: Semantics = self._find_part("semantics") or Semantics()
        return semantics

    @cached_property
    def naming(self) -> Naming:
        """See `Language`."""
        from omny.languages.facets.naming import NAMING

        naming: Naming = self._find_part("naming") or NAMING
        return naming

    @cached_property
    def refactor(self) -> Refactor:
        """See `Language`."""
        from omny.languages.facets.refactor import REFACTOR

        refactor: Refactor = self._find_part("refactor") or REFACTOR
        return refactor

    def _require_part(self, module: str, constant: str) -> Any:
        found = self._find_part(module, constant)
        if found is None:
            raise LanguageError("load language", f"{self._packages[0]} has no {module}.py", path=self.name)
        return found

    def _find_part(self, module: str, constant: str = "") -> Any:
        """A constant of a module, by default of its own name, of the first package that has the module; or None."""
        for package in self._packages:
            name = f"{package}.{module}"
            try:
                found = import_module(name)
            except ModuleNotFoundError as error:
                if error.name not in (name, package):
                    raise
            else:
                return getattr(found, constant or module.upper())
        return None


class ConfigurationLanguage(Parts):
    """The configuration files of a language, as files that leave a surface and no atoms.

    Its package has `PROJECTS` in `projects.py`, and the rules of the language.
    """

    def __init__(self, package: str, name: str = "") -> None:
        """`name` tells the files of several languages apart in the index."""
        self.name = f"{CONFIG_LANGUAGE}{name and ':'}{name}"
        self._packages = (package,)

    def _find_part(self, module: str, constant: str = "") -> Any:
        """Files without atoms have these two parts alone."""
        return super()._find_part(module, constant) if module in ("imports", "projects") else None

    @cached_property
    def projects(self) -> Projects:
        """What the files say."""
        projects: Projects = self._require_part("projects", "PROJECTS")
        return projects

    @cached_property
    def fingerprint(self) -> str:
        """Omny's own code."""
        return f"{self.name}-{code_fingerprint()}"

    def accepts(self, path: str) -> bool:
        """See `Language`."""
        return self.projects.accepts(path)

    def prepare(self) -> None:
        """See `Language`."""
        _ = self.projects, self.rules

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """No definitions; see `Projects.surface`."""
        from omny.extract.redaction import redact
        from omny.model.facts import FileFacts

        lines = source.count(b"\n") + (not source.endswith(b"\n") and bool(source))
        return redact(source, FileFacts([], [], b"", lines, 0.0), self.projects.surface(path, source))

    def names(self, path: str, surface: Surface) -> list[str]:
        """See `Language`."""
        return self.projects.names(path, surface)

    def declared_encoding(self, source: bytes) -> str:
        """A mark at the beginning alone says in what such a file is written."""
        return ""


class GrammarLanguage(Parts):
    """A language with a tree-sitter grammar from a wheel, whose walk and rules are in modules of its package."""

    takes_whole_matches = False
    """See `whole` of `omny.extract.syntax.Syntax`."""

    def __init__(
        self,
        name: str,
        suffixes: tuple[str, ...],
        *,
        grammar: str,
        package: str,
        shares: str = "",
        walk: str = "WALK",
        captures: tuple[str, ...] = ("captures.scm",),
        in_process: bool = False,
    ) -> None:
        """`grammar` is the module of the wheel, and the function that gives the grammar if that is not `language`:
        `tree_sitter_php.language_php`. `shares` is another package, for modules and captures that `package` does not
        have. `walk` is the constant of `walk.py`. `captures` are the files of the query.
        `in_process` is for a grammar that is known to end on any text.
        """
        self.name = name
        self.suffixes = suffixes
        self._grammar = grammar
        self.package = package
        self.packages = self._packages = (package, shares) if shares else (package,)
        self._walk = walk
        self.captures = captures
        self.in_process = in_process
        self.why_plain = ""  # in one line, if its files are parsed without the native core though others are not

    @cached_property
    def walk(self) -> type[Walk]:
        """The class that walks over a tree."""
        import omny.extract  # noqa: F401 (it lets compiled modules be found, which a walk is)

        walk: type[Walk] = self._require_part("walk", self._walk)
        return walk

    @cached_property
    def fingerprint(self) -> str:
        """The version of the grammar, and our own code."""
        return f"{self.name}-{self.find_grammar()[1]}-{code_fingerprint()}"

    def find_grammar(self) -> tuple[str, str]:
        """The package that the grammar comes from, and its version."""
        from importlib.metadata import version

        wheel = self._grammar.partition(".")[0].replace("_", "-")
        return wheel, version(wheel)

    def capsule(self) -> object:
        """The grammar, as tree-sitter takes it."""
        module, _, function = self._grammar.partition(".")
        grammar: object = getattr(import_module(module), function or "language")()
        return grammar

    def accepts(self, path: str) -> bool:
        """By the file's ending."""
        return path.endswith(self.suffixes) and not basename(path).startswith(".#")

    def prepare(self) -> None:
        """See `Language`."""
        _ = self.walk, self.rules, self.syntax

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """See `Language`."""
        from omny.extract.walk import parse_and_walk

        return parse_and_walk(source, self.syntax, self.walk)

    def start_walk(self, source: bytes) -> tuple[Walk, list[Node]]:
        """The walk over a file's bytes before it is finished, for who needs the places of names; and what is faulty."""
        from omny.extract.walk import start_walk

        return start_walk(source, self.syntax, self.walk)

    def names(self, path: str, surface: Surface) -> list[str]:
        """See `Language`."""
        return self.rules.names(path, surface)

    def declared_encoding(self, source: bytes) -> str:
        """None: a mark at the beginning alone says in what a file is written."""
        return ""

    @cached_property
    def plain_syntax(self) -> Syntax:
        """Its syntax by the tree-sitter package."""
        from omny.extract.syntax import Syntax

        return self._make_syntax(Syntax)

    @cached_property
    def syntax(self) -> Syntax:
        """Its syntax in the fastest form available. Raises LanguageError if no form matches its query for its walk."""
        from omny import native
        from omny.extract.syntax import Syntax

        try:
            return self._make_syntax(native.compiled("syntax")(Syntax))
        except NotImplementedError as error:
            self.why_plain = f"the native core does not match its query: {' '.join(str(error).split())}"
        if base := _native_base(self.walk):
            reason = f"{self.why_plain}; and {self.walk.__name__} builds on {base}, which takes nodes of that core only"
            raise LanguageError("load language", reason, path=self.name)
        return self.plain_syntax

    def verify(self) -> None:
        """Checks that grammar, query and walk fit together. Raises LanguageError or an error of tree-sitter if not."""
        _ = self.syntax
        for capture in _CAPTURE.findall(_NO_CAPTURES.sub("", self.query_text())):
            if capture not in (*PLAIN_CAPTURES, *self.walk.USES) and not self.walk.takes(capture):
                reason = f"its query captures @{capture}, and {self.walk.__name__} has no on_{capture}"
                raise LanguageError("load language", reason, path=self.name)

    def _make_syntax(self, kind: type[Syntax]) -> Syntax:
        from omny.extract.walk import KINDS

        uses = {name: KINDS[kind] for name, kind in self.walk.USES.items()}
        return kind(self.capsule(), self.query_text(), self.walk.FIRST, uses, self.takes_whole_matches)

    def query_text(self) -> str:
        """The query that selects nodes."""
        from importlib import resources

        folders = [resources.files(package) for package in self._packages]
        texts = []
        for name in self.captures:
            file = next(file for folder in folders if (file := folder.joinpath(name)).is_file())
            texts.append(file.read_text(encoding="utf-8"))
        return "\n".join(texts)


def _native_base(walk: type[Walk]) -> str:
    """The compiled walk of a language that a walk is a subclass of, or nothing. `Walk` itself takes nodes of any
    kind."""
    from omny.extract.walk import Walk
    from omny.native import COMPILED

    bases = walk.__mro__[: walk.__mro__.index(Walk)]
    return next((base.__name__ for base in bases if base.__module__ in COMPILED), "")
