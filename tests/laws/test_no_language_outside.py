"""Only a language's own folder knows the language: no string outside `omny/languages/` names one, or what is of one.

The strings of each module are searched, but for docstrings and other texts that stand by themselves, which are for
people. Looked for are the names of languages, the endings of their files, names with two underscores on each side,
keywords, frameworks with their files, and members that one language gives a meaning.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from omny.languages import own_languages
from omny.languages.base import GrammarLanguage
from tests.support.places import TOP

GRAMMARS = [language for language in own_languages() if isinstance(language, GrammarLanguage)]

NAMES = {language.name for language in GRAMMARS if len(language.name) > 1}  # one letter says nothing
ENDINGS = {suffix.removeprefix(".") for language in GRAMMARS for suffix in language.suffixes}

KEYWORDS = frozenset(
    """
    async await const constructor def elif extends function* getattr implements instanceof lambda nonlocal
    prototype readonly require super typeof var
    """.split()  # noqa: SIM905
)
"""Words of languages that are no words of English."""

MEMBERS = frozenset(("cls", "self", "super()"))
"""Strings that one language gives a meaning, where they are all of a string."""

FRAMEWORKS = frozenset(
    """
    alembic angular asgi celery conftest cypress django express fastapi flask gunicorn jest jsconfig mocha nextjs npm
    nuxt package.json pnpm pyproject pytest setup.cfg sveltekit svelte tsconfig unittest usefixtures uvicorn vite vitest
    vue webpack wsgi
    """.split()  # noqa: SIM905
)
"""Frameworks, runners and tools of one language, and their files."""

LOOKED_FOR = re.compile(
    r"(?P<dunder>__[a-z]+(?:_[a-z]+)*__)"
    rf"|\\?\.(?P<ending>{'|'.join(sorted(ENDINGS, key=len, reverse=True))})(?![\w.])"
    rf"|(?<!\w)(?P<framework>{'|'.join(map(re.escape, sorted(FRAMEWORKS)))})(?!\w)"
    rf"|(?<![\w-])(?P<keyword>{'|'.join(map(re.escape, sorted(KEYWORDS)))})(?![\w-])",
    re.IGNORECASE,
)

ALLOWED: dict[str, str] = {
    # a module, or a room with a "/" behind it: why
    "omny/export/scip.py": "the names of languages and the symbols that SCIP prescribes",
    "omny/migrate/records.py": "the words of legacy stores",
    "omny/base/plugins.py": "Omny's own packages are in Python, whatever they index",
    "omny/native/__init__.py": "Omny's own sources",
    "omny/cli/declare.py": "Omny's own signatures, as Python tells them",
    "omny/daemon/doze.py": "Omny's own module",
    "omny/mcp/serve.py": "the server that Omny runs in",
    "omny/cli/commands/": "examples in the help",
    "omny/cli/completion.py": "the shells that it writes scripts for",
    "omny/mcp/toolbox.py": "examples in a description",
    "omny/resolve/evaluate.py": "a segment of chains, in all languages",
    "omny/extract/passed.py": "a segment of chains, in all languages",
    "omny/model/atom_data.py": "kinds of atoms in all languages",
    "omny/query/stats.py": "a key of the answer",
    "omny/watch/ignore/": "what tools leave in any tree, most of them of languages that are not indexed",
    "omny/watch/judge.py": "what generators and minifiers write, of languages that are not indexed, too",
    "omny/model/standing.py": "folders that hold no code of the project, in any tree",
}
"""What may name a language. A row that nothing needs fails a test."""


def strings_of(source: str) -> Iterator[tuple[int, str]]:
    """The strings of a module that stand in an expression, with their lines."""
    tree = ast.parse(source)
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in alone:
            if isinstance(node.value, str):
                yield node.lineno, node.value
            elif isinstance(node.value, bytes):
                yield node.lineno, node.value.decode("latin-1")


def words_of(text: str) -> Iterator[str]:
    """What in a string is of one language only."""
    if text == "__main__":
        return  # of a module of ours that is run
    if text in MEMBERS or text.lower() in NAMES:
        yield text
    for found in LOOKED_FOR.finditer(text):
        yield found[0]


@cache
def found() -> dict[str, list[str]]:
    """By module what it names."""
    words: dict[str, list[str]] = {}
    for file in sorted((TOP / "omny").rglob("*.py")):
        path = file.relative_to(TOP).as_posix()
        if not path.startswith("omny/languages/"):
            for line, text in strings_of(file.read_text(encoding="utf-8")):
                for word in words_of(text):
                    words.setdefault(path, []).append(f"{path}:{line} names {word}")
    return words


def is_covered(path: str, row: str) -> bool:
    return path.startswith(row) if row.endswith("/") else path == row


def test_no_language_is_named_outside_of_its_folder() -> None:
    offenders = [
        each for path, said in found().items() if not any(is_covered(path, row) for row in ALLOWED) for each in said
    ]
    assert offenders == []


@pytest.mark.parametrize("row", list(ALLOWED))
def test_each_exception_is_needed(row: str) -> None:
    assert any(is_covered(path, row) for path in found()), f"{row}: take it off the list"


@pytest.mark.parametrize(
    "source",
    [
        'x = "__init__"',
        'x = path.endswith(".py")',
        'x = r"tests?\\.py"',
        'x = b".tsx"',
        'x = f"{stem}.mjs"',
        'x = language == "python"',
        'x = "uvicorn.run"',
        'x = {"self": 1}',
        'x = r"^(?:async\\b)?"',
        'def f(x="package.json"): ...',
    ],
)
def test_it_is_found_in_any_string(source: str) -> None:
    assert [word for _, text in strings_of(source) for word in words_of(text)]


@pytest.mark.parametrize(
    "source", ['"""Of Python: `x.py`."""', 'x = 1\n"""As `__init__`."""', 'x = "a file of python3.11"', 'x = "call it"']
)
def test_what_is_for_people_is_not(source: str) -> None:
    assert not [word for _, text in strings_of(source) for word in words_of(text)]


if __name__ == "__main__":
    for _said in found().values():
        print("\n".join(_said))
