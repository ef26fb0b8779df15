"""The languages that this process knows: Omny's own, those of plug-ins, and those that are only defined.

A path belongs to the first language that accepts it. Omny's own come first, so that no plug-in takes files from them;
a plug-in says more of a language than its definitions, and takes it over.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from omny.base import grammars, plugins
from omny.base.errors import LanguageError
from omny.base.plugins import Plugin
from omny.languages.base import GrammarLanguage, Language
from omny.languages.defined import language as defined
from omny.languages.facets.testing import NO_TESTS, Testing
from omny.languages.table import INTERPRETERS, SCRIPT, TABLE
from omny.model.surfaces import CONFIG_LANGUAGE, is_configuration

if TYPE_CHECKING:
    from omny.extract.encoding import Text
    from omny.languages.facets.liveness import Liveness
    from omny.languages.facets.naming import Naming
    from omny.model.surfaces import Surface

_FOLDERS = {row.name: row.folder for row in TABLE}
_CANDIDATES: dict[str, list[str]] = {}
for _row in TABLE:
    for _ending in _row.endings:
        _CANDIDATES.setdefault(_ending, []).append(_row.name)

_REQUIRED = sorted(name for name in {*vars(Language), *Language.__annotations__} if not name.startswith("_"))
"""What an object of a plug-in must have to be a language."""


@cache
def own_languages() -> tuple[Language, ...]:
    """All languages of Omny's own: to be asked only where one is needed that no path tells."""
    return tuple(_own_language(row.name) for row in TABLE)


@cache
def _own_language(name: str) -> Language:
    languages: tuple[Language, ...] = import_module(f"{__package__}.{_FOLDERS[name]}").LANGUAGES
    return next(language for language in languages if language.name == name)


def discover() -> tuple[Plugin, ...]:
    """Looks which plug-ins are installed, and loads them: to be called before anything is indexed.

    Raises LanguageError where one cannot be used.
    """
    _state.installation = plugins.installation()
    grammars.forget()
    use(plugins.find_plugins())
    for _, _, error in examine():
        if error is not None:
            raise error
    return known_plugins()


def have_changed() -> bool:
    """Whether other plug-ins or grammars are installed now than this process goes by. Scans only where a package came
    or went."""
    installation = plugins.installation()
    if installation == _state.installation:
        return False
    _state.installation = installation
    before = grammars.list_installed()
    grammars.forget()
    return grammars.list_installed() != before or plugins.find_plugins() != known_plugins()


def use(found: tuple[Plugin, ...]) -> None:
    """Takes these plug-ins for the installed ones, as a worker process does from the process that started it."""
    _state.plugins = found
    for cached in (_examine, _plugin_languages, detect_language, current_extractor):
        cached.cache_clear()


def known_plugins() -> tuple[Plugin, ...]:
    """The plug-ins that this process goes by: those that it discovered, or else those on record."""
    if _state.plugins is None:
        _state.plugins = plugins.recorded_plugins()
    return _state.plugins


@lru_cache(maxsize=65536)
def detect_language(path: str) -> Language | None:
    """The language of a file by its path, or None: not one that is indexed. Without an ending it may be a script."""
    base = path.rpartition("/")[2]
    for name in (*_CANDIDATES.get(base[max(base.rfind("."), 0) :], ()), *_CANDIDATES.get(base, ())):
        if (language := _own_language(name)).accepts(path):
            return language
    added = _plugin_languages()
    for language, _ in added.values():
        if language.accepts(path):
            return language
    found = defined.find_defined(path)
    if found is not None and found.name not in added:
        return found
    return None if "." in base else _own_language(SCRIPT)


def find_lacking(path: str) -> tuple[str, str] | None:
    """The language of a file that is not read only because its grammar is not installed: its title, and what to do;
    None for any other file."""
    row = defined.find_row(path)
    if row is None or accepts(path) or row.name in _plugin_languages():
        return None
    return (row.title, defined.find_cure(row)) if defined.make_language(row).source is None else None


def known_languages() -> tuple[Language, ...]:
    """Omny's own languages, and those of the plug-ins that this process goes by; none that is only defined."""
    return (*own_languages(), *added_languages())


def added_languages() -> tuple[Language, ...]:
    """The languages of the plug-ins that this process goes by."""
    return tuple(language for language, _ in _plugin_languages().values())


def find_language(name: str) -> Language | None:
    """The language of that name, as stored in the ledger; None where the package that added it is gone."""
    if name in _FOLDERS:
        return _own_language(name)
    added = _plugin_languages().get(name)
    return added[0] if added else defined.find_named(name)


def require_language(name: str) -> Language:
    """The language of that name. Raises LanguageError where the package that added it is gone."""
    language = find_language(name)
    if language is None:
        hint = "install the package that adds it, or run 'omny index'"
        raise LanguageError("load language", "no installed package adds it", path=name, hint=hint)
    return language


_WITHOUT_BODIES = "-without-bodies"  # ends the name of an extractor


@cache
def current_extractor(name: str, *, bodies: bool = True) -> str:
    """What stands for all code that facts of that language come from; "" for a language that is not installed.
    `bodies`: whether the facts have the words of bodies.

    It changes whenever the facts of the same bytes could: files that were extracted by another one are parsed again.
    """
    language = find_language(name)
    if language is None:
        return ""
    added = _plugin_languages().get(name)
    found = language.fingerprint if added is None else f"{language.fingerprint}+{plugins.digest(added[1])}"
    return found if bodies else f"{found}{_WITHOUT_BODIES}"


def has_bodies(extractor: str) -> bool:
    """Whether facts of an extractor have the words of bodies."""
    return not extractor.endswith(_WITHOUT_BODIES)


def accepts(path: str) -> bool:
    """Whether a file of that path is one to be indexed, with any content."""
    language = detect_language(path)
    return language is not None and language.name != SCRIPT


def runs(program: str) -> bool:
    """Whether a script that is run by a program of that name is in a language that is read."""
    return program in INTERPRETERS


def find_rules(path: str, surface: Surface) -> Language | None:
    """The language by whose rules the names of a file are found: the surface of a script says it."""
    language = detect_language(path)
    if language is None or language.name != SCRIPT:
        return language
    from omny.languages.script import find_guest

    return find_guest(surface) or language


def find_testing(path: str) -> Testing:
    """What is a test in the language of a file; nothing, where that says nothing of it."""
    language = detect_language(path)
    return language.testing if language is not None else NO_TESTS


def find_liveness(path: str) -> Liveness:
    """Why code of a file may run without a call; the harmless answers for a file in no language."""
    language = detect_language(path)
    if language is not None:
        return language.liveness
    from omny.languages.facets.liveness import NO_LIVENESS

    return NO_LIVENESS


def find_naming(path: str) -> Naming:
    """How the language of a file writes names; the plain way for a file in no language."""
    language = detect_language(path)
    if language is not None:
        return language.naming
    from omny.languages.facets.naming import NAMING

    return NAMING


def decode_text(path: str, content: bytes) -> Text:
    """The text of a file of the tree, in UTF-8; a file of no language is read by its mark alone."""
    from omny.extract.encoding import decode

    language = detect_language(path)
    return decode(content, language.declared_encoding(content) if language is not None else "")


class _State:
    """The plug-ins of this process, None before anybody asked; and the folders of packages as they were then."""

    plugins: tuple[Plugin, ...] | None = None
    installation: list[tuple[str, int]] | None = None


_state = _State()


def examine() -> tuple[tuple[Plugin, tuple[Language, ...], LanguageError | None], ...]:
    """Each plug-in with the languages that it adds, or with the error that says why it cannot be used."""
    return _examine(prepare=True)


@cache
def _examine(*, prepare: bool) -> tuple[tuple[Plugin, tuple[Language, ...], LanguageError | None], ...]:
    """As `examine`; a question does not `prepare` the languages to analyse files."""
    examined: list[tuple[Plugin, tuple[Language, ...], LanguageError | None]] = []
    taken: dict[str, object] = dict.fromkeys(_FOLDERS, "Omny itself")
    for plugin in known_plugins():
        try:
            languages = _languages(plugin, taken)
            for language in languages if prepare else ():
                _prepare(plugin, language)
        except LanguageError as error:
            examined.append((plugin, (), error))
            continue
        taken |= dict.fromkeys((language.name for language in languages), plugin)
        examined.append((plugin, languages, None))
    return tuple(examined)


def _prepare(plugin: Plugin, language: Language) -> None:
    """Raises LanguageError where the language cannot be made ready: here, and not for each of its files."""
    try:
        language.prepare()
        if isinstance(language, GrammarLanguage):
            language.verify()
    except LanguageError as error:
        raise plugins.unusable(plugin, error.reason) from error
    except Exception as error:  # a package of others can raise anything
        raise plugins.unusable(plugin, f"{type(error).__name__}: {error}") from error


def _languages(plugin: Plugin, taken: Mapping[str, object]) -> tuple[Language, ...]:
    """The languages of a plug-in. Raises LanguageError where one is none, or has the name of another."""
    loaded = plugins.load(plugin)
    languages = loaded if isinstance(loaded, tuple) else (loaded,)
    for language in languages:
        lacking = [name for name in _REQUIRED if not hasattr(language, name)]
        if lacking:
            raise plugins.unusable(plugin, f"{plugin.value} is no language: it has no {lacking[0]!r}")
        if language.name in taken:
            raise plugins.unusable(plugin, f"it adds {language.name!r}, which {taken[language.name]} has already")
        if language.name.startswith(CONFIG_LANGUAGE) and not is_configuration(language.name):
            raise plugins.unusable(plugin, f"{language.name!r} begins with a name that is kept for Omny")
    return languages


@cache
def _plugin_languages() -> dict[str, tuple[Language, Plugin]]:
    """The languages of plug-ins by name. A plug-in that cannot be used is left out: only `discover` refuses for it."""
    return {
        language.name: (language, plugin) for plugin, languages, _ in _examine(prepare=False) for language in languages
    }
