"""Files of builds by Maven and Gradle: which module a folder is, and on which modules of the tree it depends.

Source: the POM reference of Apache Maven; see `omny.languages.gradle` for the other one. Nothing is run, and nothing
outside of the tree is read: properties but those of the module itself stay as they stand.
"""

from __future__ import annotations

import re
from posixpath import basename

from omny.languages.gradle import DEPENDS, MAX_ENTRIES, SOURCES, read_script
from omny.languages.modules import MAVEN, MODULE, name_modules
from omny.model.surfaces import Surface

MAX_CHARS = 1_000_000  # of a file that are read
MAX_LEVELS = 32  # of elements in elements

_SCRIPTS = ("build.gradle", "settings.gradle")  # those for Kotlin are read by its own walk
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_PART = re.compile(r"<(/?)([\w.:-]+)([^<>]*)>|([^<>]+)")
_PROPERTY = re.compile(r"\$\{(?:project|pom)\.(parent\.)?(groupId|artifactId|basedir)\}/?")


class JavaProjects:
    """See `omny.languages.facets.projects.Projects`."""

    def accepts(self, path: str) -> bool:
        """`pom.xml`, and the scripts of Gradle in Groovy."""
        return basename(path) in (MAVEN, *_SCRIPTS)

    def surface(self, path: str, source: bytes) -> Surface:
        """`{"module": [group:artifact], "depends": [...], "sources": [folder, ...]}`, or what a script says."""
        return _read_pom(source) if source.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else read_script(source)

    def names(self, path: str, surface: Surface) -> list[str]:
        """Its folders, and its module."""
        return name_modules(path, surface)


def _read_pom(source: bytes) -> Surface:
    texts = _read_elements(source[:MAX_CHARS].decode("utf-8", "replace"))
    groups, artifacts = texts.get("project/groupId"), texts.get("project/artifactId")
    parents, above = texts.get("project/parent/groupId"), texts.get("project/parent/artifactId")
    parent_group, parent = (parents or [""])[0], (above or [""])[0]
    own = {"groupId": (groups or [parent_group])[0], "artifactId": (artifacts or [""])[0], "basedir": ""}
    outer = {"groupId": parent_group, "artifactId": parent, "basedir": ""}

    def fill(text: str) -> str:
        return _PROPERTY.sub(lambda found: (outer if found[1] else own)[found[2]], text)

    needed = zip(
        texts.get("project/dependencies/dependency/groupId", ()),
        texts.get("project/dependencies/dependency/artifactId", ()),
        strict=False,
    )
    found: Surface = {}
    if own["artifactId"]:
        found[MODULE] = [f"{fill(own['groupId'])}:{fill(own['artifactId'])}"]
    if depends := {f"{fill(group)}:{fill(artifact)}" for group, artifact in needed}:
        found[DEPENDS] = sorted(depends)
    places = ("sourceDirectory", "testSourceDirectory")
    if sources := {fill(each) for place in places for each in texts.get(f"project/build/{place}", ())}:
        found[SOURCES] = sorted(sources)
    return found


def _read_elements(text: str) -> dict[str, list[str]]:
    """The texts of elements by the names of those around them, with one text for each: a dependency without a group has
    an empty one."""
    found: dict[str, list[str]] = {}
    around: list[str] = []
    count = 0
    for part in _PART.finditer(_COMMENT.sub(" ", text)):
        ends, name, rest, content = part.groups()
        if name is None:
            place = "/".join(around)
            if content.strip() and len(found.setdefault(place, [])) < MAX_ENTRIES:
                if place.startswith("project/dependencies/dependency/"):
                    found[place] += [""] * (count - 1 - len(found[place]))
                found[place].append(content.strip())
        elif ends:
            if name in around:
                while around.pop() != name:
                    pass
        elif rest[-1:] != "/" and len(around) < MAX_LEVELS:
            around.append(name)
            count += around == ["project", "dependencies", "dependency"]
    return found


PROJECTS = JavaProjects()
