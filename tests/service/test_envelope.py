"""What daemon and clients say to each other: JSON-RPC 2.0, errors of one class as one code."""

from __future__ import annotations

from typing import Any

import pytest

from omny import __version__
from omny.base import errors
from omny.base.errors import AmbiguousError, OmnyError, SourceError, UsageError
from omny.base.hints import Command, Hint, Option
from omny.base.paths import Root
from omny.mcp.toolbox import hint_for_tools
from omny.query.documents import Document
from omny.service import envelope
from omny.service.client import connect
from tests.support.channel import CALL, asked_directly, connected, echo, frame, received, serving

GARBAGE = [
    b"", b"garbage", b"\xff\xfe", b"[]", b"null", b"1e999", b'"\\ud800"', b'{"id": 7, "method": "q"}',
    b'{"jsonrpc": "1.0", "id": 7, "method": "q"}', b'{"jsonrpc": "2.0", "id": 7}',
    b'{"jsonrpc": "2.0", "id": [], "method": "q"}', b'{"jsonrpc": "2.0", "id": 7, "method": 1}', b"[" + CALL + b"}]",
    CALL + b', "params": []}', CALL + b', "params": {"arguments": []}}', CALL + b', "params": {"at_least": 1}}',
    CALL + b', "params": {"more": 1}}', CALL + b', "more": 1}', CALL + b', "params": {"arguments": ' + b"[" * 500_000,
    CALL + b', "params": {"arguments": {"\xff": 1}}}', CALL + b', "params": {"arguments": {"a": "\\ud800"}}}',
]  # fmt: skip


@pytest.fixture
def root(tree: Any) -> Root:
    return Root.of(tree)


@pytest.mark.parametrize("payload", GARBAGE, ids=lambda payload: repr(payload[:40]))
def test_a_frame_of_garbage_is_refused_and_the_next_one_answered(root: Root, payload: bytes) -> None:
    with serving(root, echo), connected(root) as connection:
        received(connection)
        connection.sendall(frame(payload))
        refused = received(connection)
        assert (refused["jsonrpc"], refused["id"]) == ("2.0", None)
        assert refused["error"]["code"] in (envelope.PARSE_ERROR, envelope.INVALID_REQUEST)
        connection.sendall(frame(CALL + b"}"))
        answered = received(connection)
        assert answered == {"jsonrpc": "2.0", "id": 7, "result": echo("q", {}, None)}


def every_error() -> list[OmnyError]:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OmnyError)]
    made = [kind("op", "reason", path="a/b", hint="do it") for kind in kinds if kind is not AmbiguousError]
    unsettled = SourceError("read", "permission denied", path="x")
    unsettled.recoverable = True
    return [*made, AmbiguousError("find atom", "make", ["a::make", "b::make"]), UsageError("op", "reason"), unsettled]


@pytest.mark.parametrize("error", every_error(), ids=repr)
def test_an_error_arrives_as_it_was(root: Root, error: OmnyError) -> None:
    def fail(*_: object) -> Document:
        raise error

    with serving(root, fail), pytest.raises(OmnyError) as raised:
        asked_directly(root)
    arrived = raised.value
    assert type(arrived) is type(error)
    assert (vars(arrived), str(arrived)) == (vars(error), str(error))
    assert (arrived.recoverable, arrived.exit_status) == (error.recoverable, error.exit_status)


def test_an_error_that_names_what_is_not_utf_8_arrives(root: Root) -> None:
    def fail(*_: object) -> Document:
        raise UsageError("open", "no", path="a\udcff")

    with serving(root, fail), pytest.raises(UsageError, match=r"a\\udcff"):
        asked_directly(root)


def test_an_error_of_no_known_kind_is_an_error_all_the_same() -> None:
    for code in (0, 2, 99, -32601, 10**9):
        assert type(envelope.from_failure(envelope.Failure(code, "", envelope.Fault("op", "reason")))) is OmnyError


def test_every_error_has_a_code_of_its_own() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, OmnyError)}
    assert envelope.CODES.keys() == kinds
    assert len(set(envelope.CODES.values())) == len(kinds)


def test_a_notification_gets_no_response(root: Root) -> None:
    with serving(root, echo), connected(root) as connection:
        received(connection)
        connection.sendall(frame(b'{"jsonrpc": "2.0", "method": "q"}') + frame(CALL + b"}"))
        assert received(connection)["id"] == 7


def test_an_error_is_a_response_with_its_code(root: Root) -> None:
    def fail(*_: object) -> Document:
        raise UsageError("find", "no", path="a", hint="name one")

    with serving(root, fail), connected(root) as connection:
        received(connection)
        connection.sendall(frame(CALL + b"}"))
        error = received(connection)["error"]
    assert (error["code"], error["message"]) == (-32602, "find a: no; name one")
    assert error["data"]["op"] == "find"


def test_progress_comes_before_the_response_for_those_who_want_it(root: Root) -> None:
    def slow(question: str, arguments: dict[str, Any], at_least: str | None, *reports: envelope.Report) -> Document:
        for report in reports:
            report("reading", 1, 2)
            report("reading", 2, 2)
        return {"wanted": len(reports)}

    said: list[tuple[str, int, int]] = []
    with serving(root, slow):
        daemon = connect(root)
        assert daemon is not None
        with daemon:
            assert daemon.ask("index", {}, report=lambda *each: said.append(each)) == {"wanted": 1}
            assert daemon.ask("index", {}) == {"wanted": 0}
    assert said == [("reading", 1, 2), ("reading", 2, 2)]


def test_a_client_of_the_first_protocol_is_told_that_the_daemon_is_newer(root: Root) -> None:
    """It read `version` and `database` from the first frame, and compared the version with its own."""
    with serving(root, echo), connected(root) as connection:
        hello = received(connection)
    assert hello["version"] == f"{__version__} with protocol {envelope.PROTOCOL}"
    assert hello["database"] == hello["params"]["database"]


def test_a_hint_arrives_as_data_and_as_text(root: Root) -> None:
    """An agent reads the names of its tools, whichever process met the error, and of a command where no tool that it
    sees does the same."""
    hint = Hint.of("see {} and {}, or use {} for {}", Command("outline"), Command("status"), Option("force"), "a{b}")

    def fail(*_: object) -> Document:
        raise UsageError("find", "no", hint=hint)

    with serving(root, fail), pytest.raises(UsageError) as raised:
        asked_directly(root)
    assert str(raised.value) == "find: no; see 'omny outline' and 'omny status', or use --force for a{b}"
    assert hint_for_tools(raised.value) == "see get and 'omny status', or use force for a{b}"
    assert hint_for_tools(UsageError("find", "no", hint="run 'omny status'")) == "run 'omny status'"
