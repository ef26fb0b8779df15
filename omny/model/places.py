"""Places where a name is written, and why a rename or a move leaves one as it is."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

Span = tuple[int, int]
"""Where something begins and ends, in bytes."""


class WhyLeft(StrEnum):
    """Why a place stays as it is. The value is the word for programs; `describe` gives the sentence."""

    UNKNOWN = "unknown"
    UNKNOWN_OWNER = "unknown-owner"
    OTHER = "other"
    OTHER_MEMBER = "other-member"
    OTHER_EXPORT = "other-export"
    OTHER_KEY = "other-key"
    PARAMETER = "parameter"
    ARGUMENT = "argument"
    ALIAS = "alias"
    MODULE_NAME = "module-name"
    PART_OF_NAME = "part-of-name"
    COMMENT = "comment"
    STRING = "string"
    NAMED_EXACTLY = "named-exactly"  # a string that is nothing but the name of the atom, or of the module
    INFERRED = "inferred"
    STILL_NAMED = "still-named"
    TO_IMPLEMENT = "to-implement"
    CALLED_THROUGH = "called-through"
    CONFIGURATION = "configuration"
    NO_SPECIFIER = "no-specifier"
    CIRCLE = "circle"
    PACKAGE_ATTRIBUTE = "package-attribute"
    LISTED = "listed"
    UNSUPPORTED = "unsupported"


_SENTENCES = {
    WhyLeft.UNKNOWN: "it is not known what it means",
    WhyLeft.UNKNOWN_OWNER: "it is not known on what it is called",
    WhyLeft.OTHER: "something else of that name",
    WhyLeft.OTHER_MEMBER: "a member of something else",
    WhyLeft.OTHER_EXPORT: "an export of something else",
    WhyLeft.OTHER_KEY: "a key of something else",
    WhyLeft.PARAMETER: "a parameter",
    WhyLeft.ARGUMENT: "the name of an argument",
    WhyLeft.ALIAS: "an alias",
    WhyLeft.MODULE_NAME: "the name of a module",
    WhyLeft.PART_OF_NAME: "part of another name",
    WhyLeft.COMMENT: "in a comment",
    WhyLeft.STRING: "in a string",
    WhyLeft.NAMED_EXACTLY: "a string names it",
    WhyLeft.INFERRED: "known through a type only; --inferred renames it",
    WhyLeft.STILL_NAMED: "still names it",
    WhyLeft.TO_IMPLEMENT: "{} has to be implemented",
    WhyLeft.CALLED_THROUGH: "may call it through {}",
    WhyLeft.CONFIGURATION: "in a configuration file",
    WhyLeft.NO_SPECIFIER: "no way is known to name the module from here",
    WhyLeft.CIRCLE: "it would import the module, which imports its package",
    WhyLeft.PACKAGE_ATTRIBUTE: "the package has the module no more by that name",
    WhyLeft.LISTED: "the package lists the module among its exported names",
    WhyLeft.UNSUPPORTED: "references in its language are not known",
}


def describe(why: WhyLeft, subject: str = "") -> str:
    """The sentence for people; `subject` is the id that it speaks of, where it speaks of one."""
    return _SENTENCES[why].format(subject)


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
