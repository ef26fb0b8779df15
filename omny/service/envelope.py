"""The messages between a daemon and its clients: JSON-RPC 2.0, one message in a frame of `omny/service/protocol.py`.

    daemon   {"jsonrpc": "2.0", "method": "hello", "params": {"protocol": 3, "version": ..., "database": ...}}
    client   {"jsonrpc": "2.0", "id": 1, "method": "callers", "params": {"arguments": {...}, "at_least": ...}}
    daemon   {"jsonrpc": "2.0", "method": "progress", "params": {"id": 1, "step": ..., "done": ..., "total": ...}}
    daemon   {"jsonrpc": "2.0", "id": 1, "result": {...}}
    daemon   {"jsonrpc": "2.0", "id": 1, "error": {"code": 404, "message": ..., "data": {...}}}

A method is a question of `omny/query/registry.py`, or a request of `omny/service/requests.py`. Progress is sent for a
request whose params want it: that of a pass, or a pulse of an answer that takes longer than a second. A request without
an id gets no response, and is not done. There are no batches.

The first protocol had no envelope. Its clients find the version where they look for it, and ask for a restart of the
daemon; a present client asks for the same if it meets such a daemon.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import msgspec

from omny import __version__
from omny.base import errors
from omny.base.errors import AmbiguousError, DaemonError, OmnyError, SourceError, UnknownNameError
from omny.base.hints import Hint
from omny.base.skip_reason import NO_REASON, Reason
from omny.query.documents import Document

PROTOCOL = 3
"""Grows where a message changes so that the other side would misread it."""

PARSE_ERROR, INVALID_REQUEST = -32700, -32600
"""Codes of JSON-RPC for a message that is no JSON, and for one that is no request."""

CODES: dict[str, int] = {
    "UsageError": -32602,  # JSON-RPC's own: invalid params
    "InternalError": -32603,  # JSON-RPC's own: internal error
    "OmnyError": 1,
    "AlreadyRunningError": 101,
    "AmbiguousError": 102,
    "UnknownNameError": 103,
    "NeverIndexedError": 104,
    "UnsupportedError": 105,
    "HeldBackError": 200,
    "SourceError": 300,
    "LanguageError": 301,
    "StorageError": 400,
    "BehindError": 401,
    "BusyError": 402,
    "DamagedError": 403,
    "NoIndexError": 404,
    "SchemaError": 405,
    "OldSchemaError": 406,
    "UnreachableError": 407,
    "VectorsAwayError": 408,
    "VectorsMissingError": 409,
    "DaemonError": 500,
    "DaemonGoneError": 501,
    "UnresponsiveError": 502,
    "LateError": 503,
    "InterruptedRun": 600,
}
"""The code of each class of `omny/base/errors.py`. A code is never given to another class."""

_KINDS = {code: name for name, code in CODES.items()}
_Message = TypeVar("_Message")


class Greeting(msgspec.Struct, frozen=True):
    """What a daemon says of itself."""

    protocol: int
    version: str  # of Omny
    database: str  # as `database_name` names it


class Hello(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The first message of a daemon; beside `params` the fields of the first protocol."""

    jsonrpc: str = ""
    method: str = ""
    params: Greeting | None = None
    version: str = ""
    database: str = ""

    @classmethod
    def of(cls, database: str) -> Hello:
        """The hello of this version of Omny."""
        version = f"{__version__} with protocol {PROTOCOL}"
        greeting = Greeting(PROTOCOL, __version__, database)
        return cls(jsonrpc="2.0", method="hello", params=greeting, version=version, database=database)

    def greeting(self) -> Greeting:
        """What the daemon says of itself. Raises DaemonError where it is no hello."""
        if self.params is not None:
            return self.params
        if self.version:
            return Greeting(1, self.version, self.database)
        raise DaemonError("read message", "no hello: it names no version")


class Params(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A question is answered of the state that the token `at_least` names, or of a later one."""

    arguments: dict[str, Any] = {}
    at_least: str | None = None
    progress: bool = False  # whether the client wants to be told of it
    pulse: bool = False  # whether it wants to hear each second that its answer is being made


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request; without an id it is a notification, and a daemon knows none."""

    jsonrpc: Literal["2.0"]
    id: int | str | None = None
    method: str
    params: Params = Params()


class Progress(msgspec.Struct, frozen=True):
    """How far a request is."""

    id: int | str
    step: str  # of `omny/base/progress.py:Step`
    done: int
    total: int


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """Progress as a message."""

    jsonrpc: str = "2.0"
    method: str = "progress"
    params: Progress


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fields of an OmnyError."""

    op: str
    reason: str
    path: str = ""
    hint: str = ""
    recoverable: bool = False
    ids: tuple[str, ...] = ()  # of an AmbiguousError or UnknownNameError
    name: str = ""  # of an UnknownNameError
    cause: Reason = NO_REASON  # of a SourceError
    advice: Hint | None = None  # the hint as data


class Failure(msgspec.Struct, frozen=True):
    """An OmnyError as it travels."""

    code: int
    message: str
    data: Fault


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """A result or an error."""

    jsonrpc: str = "2.0"
    id: int | str | None
    result: Document | msgspec.UnsetType = msgspec.UNSET
    error: Failure | msgspec.UnsetType = msgspec.UNSET


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a daemon after its hello: a response, or where it has a `method` a notification."""

    jsonrpc: Literal["2.0"]
    method: str = ""
    params: msgspec.Raw = msgspec.Raw()
    id: int | str | None = None
    result: Document | msgspec.UnsetType = msgspec.UNSET
    error: Failure | msgspec.UnsetType = msgspec.UNSET


Report = Callable[[str, int, int], None]
"""Receives progress: step, done, total."""


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def to_failure(error: OmnyError) -> Failure:
    """The error as it travels."""
    op, reason, path, hint = map(_sendable, (error.op, error.reason, error.path, error.hint))
    ids = tuple(map(_sendable, error.ids)) if isinstance(error, AmbiguousError | UnknownNameError) else ()
    name = _sendable(error.name) if isinstance(error, UnknownNameError) else ""
    code = next(CODES[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in CODES)
    cause = error.cause if isinstance(error, SourceError) else NO_REASON
    cause = msgspec.structs.replace(cause, text=_sendable(cause.text))
    advice = None if error.advice is None else error.advice.map(_sendable)
    return Failure(
        code, _sendable(str(error)), Fault(op, reason, path, hint, error.recoverable, ids, name, cause, advice)
    )


def from_failure(failure: Failure) -> OmnyError:
    """The error as it was, of the same class and with the same fields."""
    fault = failure.data
    name = "DaemonError" if failure.code in (PARSE_ERROR, INVALID_REQUEST) else _KINDS.get(failure.code, "OmnyError")
    kind = getattr(errors, name)
    error: OmnyError = kind.__new__(kind)
    OmnyError.__init__(error, fault.op, fault.reason, path=fault.path, hint=fault.advice or fault.hint)
    if error.recoverable != fault.recoverable:
        error.recoverable = fault.recoverable
    if isinstance(error, AmbiguousError | UnknownNameError):
        error.ids = fault.ids
    if isinstance(error, UnknownNameError):
        error.name = fault.name
    if isinstance(error, SourceError):
        error.cause = fault.cause
    return error


def refusal(id_: int | str | None, error: OmnyError, code: int | None = None) -> Response:
    """The response that has an error in place of a result."""
    failure = to_failure(error)
    return Response(id=id_, error=failure if code is None else msgspec.structs.replace(failure, code=code))


def _sendable(text: str) -> str:
    """JSON has no lone surrogates, which stand for bytes of a path that are not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def decode(kind: type[_Message], payload: bytes) -> _Message:
    """The message that a frame holds. Raises DaemonError where it holds none of that kind."""
    try:
        return msgspec.json.decode(payload, type=kind)
    except (ValueError, RecursionError) as error:  # ValueError: not JSON, not UTF-8, not of that kind
        raise DaemonError("read message", f"no {kind.__name__.lower()}: {error}") from None


def read_request(payload: bytes) -> Request | Response:
    """The request that a frame holds; the response to it where it holds none."""
    try:
        return msgspec.json.decode(payload, type=Request)
    except msgspec.ValidationError as error:
        code, reason = INVALID_REQUEST, str(error)
    except (ValueError, RecursionError) as error:  # ValueError: not JSON, not UTF-8
        code, reason = PARSE_ERROR, str(error)
    return refusal(None, DaemonError("read message", f"no request: {reason}"), code)
