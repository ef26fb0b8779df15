"""`Reason`: why the index lacks a file or a part of it, as a code with its data. The text is composed when it is shown.

A reason is stored with the row of the file: the code in `files.code`, the data in `files.detail`. So a code keeps its
meaning for ever, and a text can be reworded at any time.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

MIB = 1024 * 1024


class SkipReason(StrEnum):
    """The codes. Each comment names the fields of `Reason` that the text shows."""

    NONE = ""  # the file is indexed completely

    # the path
    SYMLINK = "symlink"
    NOT_REGULAR = "not_regular"  # a FIFO, a socket, a device
    PATH_TOO_LONG = "path_too_long"  # limit: bytes
    NESTED_INDEX = "nested_index"  # a folder below the root has an index of its own
    OUTSIDE = "outside"  # the path leads out of the root

    # rules
    SECRET_NAME = "secret_name"  # text: the pattern
    IGNORED = "ignored"  # text: the rule with its file
    NESTED_REPOSITORY = "nested_repository"
    WORKTREE = "worktree"
    SUBMODULE = "submodule"
    VIRTUAL_ENVIRONMENT = "virtual_environment"
    CACHE = "cache"
    BUILD_OUTPUT = "build_output"  # text: the name of the folder
    TOO_MANY_WILDCARDS = "too_many_wildcards"  # limit: a number of patterns

    # the content
    TOO_LARGE = "too_large"  # size and limit: bytes
    BINARY = "binary"
    BROKEN_UTF_16 = "broken_utf_16"
    UNKNOWN_ENCODING = "unknown_encoding"  # text: its name
    GENERATED = "generated"
    MINIFIED = "minified"

    # reading and analysing
    VANISHED = "vanished"
    PERMISSION_DENIED = "permission_denied"
    UNSTABLE = "unstable"  # it changes while it is read
    UNLISTED = "unlisted"  # its folder cannot be listed
    READ_FAILED = "read_failed"  # text: the error of the operating system
    SYNTAX_ERROR = "syntax_error"  # limit: the first line that does not parse
    ANALYSIS_FAILED = "analysis_failed"  # text: the exception
    TOO_SLOW = "too_slow"  # limit: seconds
    WORKER_DIED = "worker_died"

    FORGOTTEN = "forgotten"  # an upgrade could not read the stored text; the next pass looks at the file again


PHRASES = {
    SkipReason.NONE: "",
    SkipReason.SYMLINK: "symlink not followed",
    SkipReason.NOT_REGULAR: "not a regular file",
    SkipReason.PATH_TOO_LONG: "its path has more than {r.limit:,.0f} bytes",
    SkipReason.NESTED_INDEX: "an index of its own: files below this folder are in both",
    SkipReason.OUTSIDE: "not a path below the root",
    SkipReason.SECRET_NAME: "its name says that it holds secrets: {r.text}",
    SkipReason.IGNORED: "{r.text}",
    SkipReason.NESTED_REPOSITORY: "nested repository",
    SkipReason.WORKTREE: "worktree",
    SkipReason.SUBMODULE: "submodule",
    SkipReason.VIRTUAL_ENVIRONMENT: "virtual environment",
    SkipReason.CACHE: "cache",
    SkipReason.BUILD_OUTPUT: "build output by its name; `!{r.text}/` in .omnyignore keeps it",
    SkipReason.TOO_MANY_WILDCARDS: "more than {r.limit:.0f} patterns with wildcards",
    SkipReason.TOO_LARGE: "larger than {r.limit_mib:.4g} MiB: {r.size_mib:.1f} MiB",
    SkipReason.BINARY: "binary",
    SkipReason.BROKEN_UTF_16: "UTF-16 or UTF-32 that ends inside a character, or has a wrong one",
    SkipReason.UNKNOWN_ENCODING: "its encoding {r.text!r} is not known",
    SkipReason.GENERATED: "generated",
    SkipReason.MINIFIED: "minified",
    SkipReason.VANISHED: "vanished",
    SkipReason.PERMISSION_DENIED: "permission denied",
    SkipReason.UNSTABLE: "changes while it is read",
    SkipReason.UNLISTED: "its directory cannot be listed",
    SkipReason.READ_FAILED: "{r.text}",
    SkipReason.SYNTAX_ERROR: "does not parse at line {r.limit:.0f}",
    SkipReason.ANALYSIS_FAILED: "analysis failed ({r.text})",
    SkipReason.TOO_SLOW: "took too long to parse ({r.limit:g} s)",
    SkipReason.WORKER_DIED: "the worker process that parsed it died",
    SkipReason.FORGOTTEN: "the next pass looks at it again",
}
"""The texts for people, `r` being the reason. No code compares them."""


class Scope(StrEnum):
    """To which fact a reason belongs."""

    FILE = ""  # to the file as it is
    NOW = "now"  # to the moment: the file was indexed before, and is still there
    RULES = "rules"  # to a file of ignore rules


SCOPES = {
    Scope.FILE: "{}",
    Scope.NOW: "cannot be read now ({})",
    Scope.RULES: "rules not read: {}",
}
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
