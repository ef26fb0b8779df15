"""The texts that schemas before the codes of `omny/base/skip_reason.py` stored for a reason, read back as reasons."""

from __future__ import annotations

import ast
import re

from omny.base.skip_reason import MIB, Reason, Scope, SkipReason
from omny.storage.sql.rows import reason_detail

_HELD = re.compile(r"; what it held at generation \d+ is shown as held$")  # the generation has columns of its own

_SCOPES = (
    (re.compile(r"cannot be read now \((.*)\)", re.DOTALL), Scope.NOW),
    (re.compile(r"rules not read: (.*)", re.DOTALL), Scope.RULES),
)

_PLAIN = {
    "symlink not followed": SkipReason.SYMLINK,
    "not a regular file": SkipReason.NOT_REGULAR,
    "an index of its own: files below this folder are in both": SkipReason.NESTED_INDEX,
    "not a path below the root": SkipReason.OUTSIDE,
    "nested repository": SkipReason.NESTED_REPOSITORY,
    "worktree": SkipReason.WORKTREE,
    "submodule": SkipReason.SUBMODULE,
    "virtual environment": SkipReason.VIRTUAL_ENVIRONMENT,
    "cache": SkipReason.CACHE,
    "binary": SkipReason.BINARY,
    "generated": SkipReason.GENERATED,
    "minified": SkipReason.MINIFIED,
    "permission denied": SkipReason.PERMISSION_DENIED,
    "changes while it is read": SkipReason.UNSTABLE,
    "its directory cannot be listed": SkipReason.UNLISTED,
    "the worker process that parsed it died": SkipReason.WORKER_DIED,
}

_WITH_TEXT = (
    (re.compile(r"its name says that it holds secrets: (.+)"), SkipReason.SECRET_NAME),
    (re.compile(r"(built-in: .+)"), SkipReason.IGNORED),
    (re.compile(r"build output by its name; `!(.+)/` in \.omnyignore keeps it"), SkipReason.BUILD_OUTPUT),
    (re.compile(r"analysis failed \((.*)\)", re.DOTALL), SkipReason.ANALYSIS_FAILED),
)

_WITH_LIMIT = (
    (re.compile(r"its path has more than ([\d,]+) bytes"), SkipReason.PATH_TOO_LONG),
    (re.compile(r"more than (\d+) patterns with wildcards"), SkipReason.TOO_MANY_WILDCARDS),
    (re.compile(r"does not parse at line (\d+)"), SkipReason.SYNTAX_ERROR),
    (re.compile(r"took too long to parse \(([\d.e+]+) s\)"), SkipReason.TOO_SLOW),
)

_UTF_16 = re.compile(r"UTF-16 or UTF-32 that ends \w+ a character, or has a wrong one")
_ENCODING = re.compile(r"its encoding ('.*'|\".*\") is not known")
_SIZES = re.compile(r"larger than ([\d.e+]+) MiB: ([\d.]+) MiB")


def code_reason(text: str) -> tuple[str, str]:
    """The columns `code` and `detail` for a stored text. Where the text is not known, the code is FORGOTTEN."""
    reason = parse_reason(text)
    return (SkipReason.FORGOTTEN, "") if reason is None else (reason.code, reason_detail(reason))


def parse_reason(text: str) -> Reason | None:
    """The reason that was stored as this text; None where the text is not known."""
    if not text:
        return Reason()
    text = _HELD.sub("", text)
    for pattern, scope in _SCOPES:
        if match := pattern.fullmatch(text):
            found = _plain_reason(match[1])
            return None if found is None else Reason(found.code, scope, found.text, found.size, found.limit)
    return _plain_reason(text)


def _plain_reason(text: str) -> Reason | None:
    if code := _PLAIN.get(text):
        return Reason(code)
    for pattern, with_text in _WITH_TEXT:
        if match := pattern.fullmatch(text):
            return Reason(with_text, text=match[1])
    for pattern, with_limit in _WITH_LIMIT:
        if match := pattern.fullmatch(text):
            return Reason(with_limit, limit=float(match[1].replace(",", "")))
    if _UTF_16.fullmatch(text):
        return Reason(SkipReason.BROKEN_UTF_16)
    if match := _ENCODING.fullmatch(text):
        return Reason(SkipReason.UNKNOWN_ENCODING, text=str(ast.literal_eval(match[1])))
    if match := _SIZES.fullmatch(text):
        limit, size = float(match[1]) * MIB, float(match[2]) * MIB
        return Reason(SkipReason.TOO_LARGE, size=round(size), limit=limit)
    return None
