"""The modules of a build by Gradle, read from the text of its scripts: nothing is run.

Source: "Multi-Project Build Basics", "Declaring Dependencies between Subprojects" and "Building Java & JVM projects" of
the Gradle User Manual.
"""

from __future__ import annotations

import re
from functools import lru_cache

from omny.model.surfaces import Surface

DEPENDS, INCLUDES, SOURCES = "depends", "includes", "sources"
"""Keys of a surface: the modules that a module depends on, the modules of a build, each with its folder after a space
where that is stated, and the folders of sources."""

BUILD, SETTINGS = ("build.gradle", "build.gradle.kts"), ("settings.gradle", "settings.gradle.kts")
"""The names of the scripts."""

MAX_CHARS = 1_000_000  # of a script that are read
MAX_ENTRIES = 5_000  # of one kind in a script

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w\"'])//[^\n]*", re.DOTALL)
_TEXT = re.compile(r"[\"']([^\"'\n$]+)[\"']")
_INCLUDE = re.compile(r"\binclude\b[ \t]*\(?((?:\s*[\"'][^\"'\n]*[\"']\s*,?)+)")
_FOLDER = re.compile(r"\bproject\([ \t]*[\"']([^\"'\n]+)[\"'][ \t]*\)\.projectDir[ \t]*=[^\"'\n]*[\"']([^\"'\n]+)[\"']")
_DEPENDS = re.compile(r"\bproject\([ \t]*(?:path[ \t]*[:=][ \t]*)?[\"'](:[^\"'\n]+)[\"']")
_ACCESSOR = re.compile(r"\(?[ \t]*\bprojects\.([\w.]+)")
_SOURCES = re.compile(r"\b(?:srcDirs?|setSrcDirs)\b[^\n\"']*((?:[\"'][^\"'\n]*[\"'][ \t,]*)+)")
_SCRIPT = re.compile(rb"\b(?:include|projects?|srcDirs?|setSrcDirs)\b")


def read_script(source: bytes) -> Surface:
    """What a script of a build says; nothing for any other text."""
    if _SCRIPT.search(source) is None:
        return {}
    text = _COMMENT.sub(" ", source[:MAX_CHARS].decode("utf-8", "replace"))
    folders = dict(_FOLDER.findall(text)[:MAX_ENTRIES])
    included = [name for listed in _INCLUDE.findall(text)[:MAX_ENTRIES] for name in _TEXT.findall(listed)]
    names = {f":{name.strip(':')}" for name in included}
    depends = {f":{name.strip(':')}" for name in _DEPENDS.findall(text)[:MAX_ENTRIES]}
    depends |= {f"projects.{name}" for name in _ACCESSOR.findall(text)[:MAX_ENTRIES]}
    sources = {each for listed in _SOURCES.findall(text)[:MAX_ENTRIES] for each in _TEXT.findall(listed)}
    found: Surface = {}
    if names:
        found[INCLUDES] = sorted(f"{name} {folders[name]}" if name in folders else name for name in names)
    if depends:
        found[DEPENDS] = sorted(depends)
    if sources:
        found[SOURCES] = sorted(sources)
    return found


def find_folder(name: str, includes: list[str]) -> str | None:
    """The folder of a module below that of the settings; None for a module that they do not have. `projects.shopCart`
    is the module `:shop-cart`."""
    is_accessor = name[:1] != ":"
    wanted = _plain_name(name.removeprefix("projects.").replace(".", ":")) if is_accessor else name
    for entry in includes:
        module, _, folder = entry.partition(" ")
        if (_plain_name(module) if is_accessor else module) == wanted:
            return folder or module.strip(":").replace(":", "/")
    return None


@lru_cache(maxsize=4096)  # the modules of a build are compared for each name that several modules have
def _plain_name(name: str) -> str:
    return re.sub(r"[-_.]", "", name).lower().strip(":")
