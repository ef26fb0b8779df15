"""`TreeView`: the files of a tree and their index at one moment, read as resolution reads them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from omny.base.errors import SourceError
from omny.base.paths import Root, read_source
from omny.extract.digest import content_hash
from omny.extract.scopes import Scope
from omny.extract.values import is_value
from omny.languages import decode_text, require_language
from omny.languages.base import GrammarLanguage
from omny.languages.facets.source import Lines, SourceText
from omny.model.surfaces import Surface, is_configuration
from omny.pipeline.ledger import Ledger
from omny.pipeline.tree_state import TreeState
from omny.references.facets import find_references
from omny.resolve.evaluate import Evaluator
from omny.resolve.lookup import ImportRules
from omny.resolve.recording import RecordingLookup
from omny.resolve.values import Defined, Values
from omny.storage.port.repository import AtomRepository


class TreeView:
    """The tree and its index at one moment. `stale` are the files whose content is not the indexed one."""

    def __init__(self, root: Root, repository: AtomRepository, ledger: Ledger, max_file_bytes: int) -> None:
        """`max_file_bytes` as the setting of that name."""
        self.root = root
        self.repository = repository
        self.ledger = ledger
        self.stale: set[str] = set()
        self._max_file_bytes = max_file_bytes
        self._sources: dict[str, SourceText] = {}
        self._evaluators: dict[str, Evaluator] = {}

    @cached_property
    def state(self) -> TreeState:
        """The surfaces of all files."""
        return TreeState(self.repository, self.ledger)

    def surface(self, path: str) -> Surface | None:
        """The surface of a file: the facts that other files can ask for."""
        return self.state.surface(path)

    def show_values(self, targets: Iterable[Defined]) -> None:
        """Has the evaluator take those of the definitions that are values for definitions: to everything else a name
        stands for what its value is."""
        for target in targets:
            if find_references(target.path) is None:
                continue
            name = target.qualname
            draft = self.source(target.path).drafts.get(name)
            if draft is None or not is_value(draft):
                continue
            surface = self.surface(target.path) or {}
            keys = [name, *(key for key in surface if "{}" in key and key.replace("{}", "") == name)]
            shown = {key: [f"@{name}"] for key in keys}
            self.state.replace_surface(target.path, {**surface, **shown, f"@{name}": ["function", ""]})
            self._evaluators.clear()

    def read(self, path: str) -> bytes:
        """The content of an indexed file. Where it differs from the indexed content, the file is added to `stale`."""
        try:
            content = read_source(self.root, path, self._max_file_bytes)[0]
        except SourceError as error:
            if path not in self.ledger:
                raise
            if error.recoverable:
                raise
            content = b""
        entry = self.ledger.get(path)
        if entry is None or entry.hash != content_hash(content):
            self.stale.add(path)
        return content

    def source(self, path: str) -> SourceText:
        """An indexed file, walked."""
        if path not in self._sources:
            language = require_language(self.ledger[path].language)
            content = self.text(path)
            assert isinstance(language, GrammarLanguage)
            self._sources[path] = SourceText(path, content, *language.start_walk(content))
        return self._sources[path]

    def text(self, path: str) -> bytes:
        """The content of an indexed file in UTF-8."""
        return decode_text(path, self.read(path)).content

    def lines(self, path: str) -> Lines:
        """An indexed file by its lines, in any language."""
        return self._sources[path] if path in self._sources else Lines(path, self.text(path))

    def sources(self) -> list[str]:
        """The paths of all files with atoms."""
        return [
            path for path, entry in self.ledger.items() if entry.is_indexed and not is_configuration(entry.language)
        ]

    def rules(self, path: str) -> ImportRules:
        """The import rules of an indexed file."""
        return require_language(self.ledger[path].language).rules

    def evaluator(self, path: str) -> Evaluator:
        """The evaluator of the chains of a file."""
        if path not in self._evaluators:
            surface, lookup = self.surface(path) or {}, RecordingLookup(self.state, path)
            language = require_language(self.ledger[path].language)
            self._evaluators[path] = Evaluator(path, surface, language, lookup, self.state.shared)
        return self._evaluators[path]

    def evaluate_chains(self, path: str, chains: Iterable[str]) -> Values:
        """The values of chains, each with whether it is inferred."""
        found: Values = {}
        evaluator = self.evaluator(path)
        for chain in chains:
            for value, inferred in evaluator.evaluate(path, chain).items():
                found[value] = found.get(value, False) or inferred
        return found

    def values(self, source: SourceText, scope: Scope, chain: str) -> tuple[Values, bool]:
        """The values of a chain that is written in a scope, and whether it is known through an assignment."""
        if chain[0] == "?":
            return {}, False
        if chain[0] == "^":
            chain = source.walk.localize_chain(scope, chain)
        chains, inferred = source.walk.tree.expand(scope, chain)
        return self.evaluate_chains(source.path, chains), inferred


class Now:
    """The tree as it is, as rules of import may ask."""

    def __init__(self, view: TreeView) -> None:
        self._state = view.state

    def module(self, path: str) -> bool:
        return self._state.exists(path)

    def values(self, path: str, key: str) -> list[str] | None:
        return self._state.entry(path, key)[1]

    def publishers(self, name: str) -> tuple[str, ...] | None:
        return self._state.publishers(name)[1]
