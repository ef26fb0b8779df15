"""Configuration files that say where modules are: no atoms, only a surface for those who resolve imports."""

from __future__ import annotations

from omny.extract.redaction import redacted
from omny.languages.base import code_fingerprint
from omny.languages.javascript.configs import config_names, config_surface, is_config
from omny.languages.javascript.imports import JavaScriptImports
from omny.model.facts import FileFacts
from omny.model.surfaces import CONFIG_LANGUAGE, Surface
from omny.resolve.lookup import ImportRules


class ConfigLanguage:
    """See `omny.languages.base.Language`."""

    name = CONFIG_LANGUAGE

    @property
    def fingerprint(self) -> str:
        """Our own code."""
        return f"config-{code_fingerprint()}"

    def __init__(self) -> None:
        self.rules: ImportRules = JavaScriptImports()

    def accepts(self, path: str) -> bool:
        """Those that say where modules are, by name."""
        return is_config(path)

    def analyse(self, path: str, source: bytes) -> tuple[FileFacts, Surface]:
        """No definitions at all; the surface says what imports depend on."""
        lines = source.count(b"\n") + (not source.endswith(b"\n") and bool(source))
        return redacted(source, FileFacts([], [], b"", lines, 0.0), config_surface(path, source))

    def names(self, path: str, surface: Surface) -> list[str]:
        """`npm:<name>` of a package."""
        return config_names(path, surface)

    def is_test(self, path: str) -> bool:
        """A configuration holds no tests."""
        return False

    def declared_encoding(self, source: bytes) -> str:
        """Only a mark at the beginning says what JSON is written in."""
        return ""


CONFIG = ConfigLanguage()
