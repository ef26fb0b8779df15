"""Places where a name is written, and why a rename or a move leaves one as it is."""

from __future__ import annotations

from typing import NamedTuple

from omny.base.skip_reason import Worded

Span = tuple[int, int]
"""Where something begins and ends, in bytes."""


class WhyLeft(Worded):
    """Why a place stays as it is. The value is the word for programs; `describe` gives the sentence for people."""

    UNKNOWN = "unknown", "it is not known what it means"
    UNKNOWN_OWNER = "unknown-owner", "it is not known on what it is called"
    NOT_FOUND = "not-found", "a name of a module of the tree that is not found in it"
    OTHER = "other", "something else of that name"
    OTHER_MEMBER = "other-member", "a member of something else"
    OTHER_EXPORT = "other-export", "an export of something else"
    OTHER_KEY = "other-key", "a key of something else"
    PARAMETER = "parameter", "a parameter"
    ARGUMENT = "argument", "the name of an argument"
    ALIAS = "alias", "an alias"
    MODULE_NAME = "module-name", "the name of a module"
    PART_OF_NAME = "part-of-name", "part of another name"
    COMMENT = "comment", "in a comment"
    STRING = "string", "in a string"
    DOCUMENT = "document", "a document names it"
    # A string that is nothing but the name of the atom, or of the module
    NAMED_EXACTLY = "named-exactly", "a string names it"
    INFERRED = "inferred", "known through a type only; --inferred renames it"
    STILL_NAMED = "still-named", "still names it"
    TO_IMPLEMENT = "to-implement", "{} has to be implemented"
    CALLED_THROUGH = "called-through", "may call it through {}"
    CONFIGURATION = "configuration", "in a configuration file"
    NO_SPECIFIER = "no-specifier", "no way is known to name the module from here"
    CIRCLE = "circle", "it would import the module, which imports its package"
    PACKAGE_ATTRIBUTE = "package-attribute", "the package has the module no more by that name"
    LISTED = "listed", "the package lists the module among its exported names"
    UNSUPPORTED = "unsupported", "references in its language are not known"


def describe(why: WhyLeft, subject: str = "") -> str:
    """The sentence for people; `subject` is the id that it speaks of, where it speaks of one."""
    return why.phrase.format(subject)


class Place(NamedTuple):
    """A place where a name is written."""

    path: str
    start: int  # byte
    how: str  # exact, inferred; "" where it is not known to mean the atom
    why: WhyLeft | None = None  # it is not
    prefix: str = ""  # what is to stand before another name: the key that `{name}` is as well


class Splice(NamedTuple):
    """New bytes instead of those of a span."""

    span: Span
    text: bytes

    def patch(self, content: bytes) -> bytes:
        """The content with the new bytes."""
        return content[: self.span[0]] + self.text + content[self.span[1] :]


def splice(content: bytes, splices: list[Splice]) -> bytes:
    """The content with all of them; none overlaps another."""
    for each in sorted(splices, reverse=True):
        content = each.patch(content)
    return content
