"""`Reason`: why the index lacks a file or a part of it, as a code with its data. The text is composed when it is shown.

A reason is stored with the row of the file: the code in `files.code`, the data in `files.detail`. So a code keeps its
meaning for ever, and a text can be reworded at any time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

import msgspec

MIB = 1024 * 1024


class Worded(StrEnum):
    """Codes, each with its text for people."""

    phrase: str

    def __new__(cls, code: str, phrase: str = "") -> Self:
        """A code as its value."""
        member = str.__new__(cls, code)
        member._value_, member.phrase = code, phrase
        return member


class SkipReason(Worded):
    """The codes. In the texts `r` is the reason; each comment names the fields that the text shows."""

    NONE = "", ""  # the file is indexed completely

    # the path
    SYMLINK = "symlink", "symlink not followed"
    NOT_REGULAR = "not_regular", "not a regular file"  # a FIFO, a socket, a device
    PATH_TOO_LONG = "path_too_long", "its path has more than {r.limit:,.0f} bytes"  # limit: bytes
    NESTED_INDEX = "nested_index", "an index of its own: files below this folder are in both"
    OUTSIDE = "outside", "not a path below the root"

    # rules
    SECRET_NAME = "secret_name", "its name says that it holds secrets: {r.text}"  # text: the pattern
    IGNORED = "ignored", "{r.text}"  # text: the rule with its file
    NESTED_REPOSITORY = "nested_repository", "nested repository"
    WORKTREE = "worktree", "worktree"
    SUBMODULE = "submodule", "submodule"
    VIRTUAL_ENVIRONMENT = "virtual_environment", "virtual environment"
    CACHE = "cache", "cache"
    # Text: the name of the folder
    BUILD_OUTPUT = "build_output", "build output by its name; `!{r.text}/` in .omnyignore keeps it"
    # Limit: a number of patterns
    TOO_MANY_WILDCARDS = "too_many_wildcards", "more than {r.limit:.0f} patterns with wildcards"

    # the content
    TOO_LARGE = "too_large", "larger than {r.limit_mib:.4g} MiB: {r.size_mib:.1f} MiB"  # size and limit: bytes
    BINARY = "binary", "binary"
    BROKEN_UTF_16 = "broken_utf_16", "UTF-16 or UTF-32 that ends inside a character, or has a wrong one"
    UNKNOWN_ENCODING = "unknown_encoding", "its encoding {r.text!r} is not known"  # text: its name
    GENERATED = "generated", "generated"
    MINIFIED = "minified", "minified"

    # reading and analysing
    VANISHED = "vanished", "vanished"
    PERMISSION_DENIED = "permission_denied", "permission denied"
    UNSTABLE = "unstable", "changes while it is read"
    UNLISTED = "unlisted", "its directory cannot be listed"
    READ_FAILED = "read_failed", "{r.text}"  # text: the error of the operating system
    SYNTAX_ERROR = "syntax_error", "does not parse at line {r.limit:.0f}"  # limit: the first line that does not parse
    ANALYSIS_FAILED = "analysis_failed", "analysis failed ({r.text})"  # text: the exception
    TOO_SLOW = "too_slow", "took too long to parse ({r.limit:g} s)"  # limit: seconds
    WORKER_DIED = "worker_died", "the worker process that parsed it died"

    # An upgrade could not read the stored text; the next pass looks at the file again
    FORGOTTEN = "forgotten", "the next pass looks at it again"


PHRASES = {code: code.phrase for code in SkipReason}
"""The texts for people, `r` being the reason. No code compares them."""


class Scope(Worded):
    """To which fact a reason belongs."""

    FILE = "", "{}"  # to the file as it is
    NOW = "now", "cannot be read now ({})"  # to the moment: the file was indexed before, and is still there
    RULES = "rules", "rules not read: {}"  # to a file of ignore rules


SCOPES = {code: code.phrase for code in Scope}
"""The texts around a phrase."""

HELD_OVER = "{}; what it held at generation {} is shown as held"
"""The text around a reason, where a former content of the file is held over since a generation."""


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reason with its data. As a text it is for people; as a condition it is whether there is a reason."""

    code: SkipReason = SkipReason.NONE
    scope: Scope = Scope.FILE
    text: str = ""  # words that are not ours: a name, a pattern, an error of the operating system
    size: int = 0  # bytes
    limit: float = 0

    def __bool__(self) -> bool:
        return self.code is not SkipReason.NONE

    def __str__(self) -> str:
        return SCOPES[self.scope].format(PHRASES[self.code].format(r=self))

    @property
    def size_mib(self) -> float:
        """The size in MiB."""
        return self.size / MIB

    @property
    def limit_mib(self) -> float:
        """The limit in MiB."""
        return self.limit / MIB


NO_REASON = Reason()
