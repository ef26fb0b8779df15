"""Why code of Python may run although nothing in the index calls it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from omny.languages.facets.liveness import HOOKS, Candidate, FileText, Liveness, MadeUpNames, Names
from omny.languages.python.frameworks import FACTORIES, can_name, find_literal_names, find_names, is_module
from omny.languages.python.testing import is_test
from omny.languages.table import ENDINGS
from omny.model.atoms import AtomType, is_class_like

_HARMLESS = frozenset(
    (
        "property", "staticmethod", "classmethod", "cached_property", "functools.cached_property", "cache", "lru_cache",
        "functools.cache", "functools.lru_cache", "wraps", "functools.wraps", "contextmanager", "asynccontextmanager",
        "contextlib.contextmanager", "contextlib.asynccontextmanager", "dataclass", "dataclasses.dataclass",
        "total_ordering", "functools.total_ordering", "override", "typing.override", "final", "typing.final",
        "typing.no_type_check", "abc.abstractmethod", "abstractmethod",
    )
)  # fmt: skip
"""Decorators that hand what they decorate to nobody."""

_SCOPE_WORDS = frozenset(("locals", "globals", "vars", "eval", "exec"))
"""Words by which a file reaches its own names without writing them."""

_DYNAMIC = frozenset(
    b"getattr hasattr setattr globals locals vars attrgetter methodcaller __dict__ import_module eval exec".split()
)
"""Words by which a name can be made up at run time."""

_ENDS_OF_NAMES = re.compile(rb"""[%}'"]s?(_\w+)['"]""")
_UNDERSCORE = re.compile(rb"""['"]_(?:['"{%])""")
"""The text before and after a name that is made up."""

_DESCRIBES = (b"[project]", b"[build-system]", b"[tool.poetry]", b"setup(", b"[metadata]")
"""What a file says that describes a package."""


class PythonLiveness(Liveness):
    """See `omny.languages.facets.liveness.Liveness`."""

    __slots__ = ()

    hooks = HOOKS | {"lambda_handler", "load_ipython_extension"}
    plain_bases = frozenset(("object",))
    words = _SCOPE_WORDS
    owns_last_line = True
    manifests = ("pyproject.toml", "setup.py", "setup.cfg")

    def is_protocol(self, name: str, kind: str) -> bool:
        """A special method, or a name that Python looks for in a module."""
        return super().is_protocol(name, kind) or (name.startswith("__") and name.endswith("__"))

    def is_declaration(self, path: str) -> bool:
        """A stub."""
        return path.endswith(".pyi")

    def is_harmless(self, decorator: str) -> bool:
        """Those of the standard library, and the parts of a property."""
        return decorator in _HARMLESS or decorator.endswith((".setter", ".getter", ".deleter"))

    def is_private(self, candidate: Candidate, words: Collection[str]) -> bool:
        """By underscores, or as a local function.

        Methods are so with two underscores alone: a library may call a `_method` of each object that it gets.
        """
        if candidate.class_id:
            return candidate.name.startswith("__")
        if not _SCOPE_WORDS.isdisjoint(words):
            return False
        is_local = candidate.parent_type != AtomType.MODULE and not is_class_like(candidate.parent_type)
        return is_local or candidate.name.startswith("_")

    def text_reason(self, candidate: Candidate, text: FileText, names: MadeUpNames, family: Collection[str]) -> str:
        """Parts of its name are made up somewhere."""
        name = candidate.name
        for at, character in enumerate(name):
            if character == "_" and 0 < at < len(name) - 1:
                if name[: at + 1].strip("_") and name[: at + 1] in names.beginnings:
                    return f"names that begin with {name[: at + 1]} are made up somewhere"
                if name[at:] in names.ends:
                    return f"names that end in {name[at:]} are made up somewhere"
        if name.startswith("_") and not names.private.isdisjoint(family):
            return "names that begin with an underscore are made up in its file, or in that of a related class"
        return ""

    def entry_reason(self, candidate: Candidate, depends_on: Callable[[str], bool]) -> str:
        """A factory of an application."""
        return "servers look for a factory of that name" if candidate.qualified_name in FACTORIES else ""

    def note_names(self, names: MadeUpNames, path: str, content: bytes, words: Collection[bytes]) -> None:
        """Words that end in an underscore; in files that look names up, the ends of names in strings."""
        names.beginnings.update(word.decode("utf-8", "replace") for word in words if word.endswith(b"_"))
        if not _DYNAMIC.isdisjoint(words):
            names.ends.update(end.decode("utf-8", "replace") for end in _ENDS_OF_NAMES.findall(content))
            if _UNDERSCORE.search(content):
                names.private.add(path)

    def is_published(self, contents: list[bytes]) -> bool | None:
        """Where they describe a package."""
        return True if any(word in content for content in contents for word in _DESCRIBES) else None

    def reader(self, path: str) -> Callable[[str], Names] | None:
        """Configuration names entry points; code names what it runs, and a test what it looks at."""
        if can_name(path):
            return find_names
        return find_literal_names if path.endswith(ENDINGS["python"]) and not is_test(path) else None

    def is_module(self, path: str, module: str) -> bool:
        """By its dotted name."""
        return is_module(path, module)


LIVENESS = PythonLiveness()
