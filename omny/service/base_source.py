"""Where a base comes from: a file, the newest fitting one of a directory, or an address that the user names.

Nothing but the command names one. An address is asked by HTTP, of that host alone, for a bounded time and size.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

import msgspec

from omny.base.errors import OmnyError, StorageError, UsageError
from omny.base.paths import describe_failure
from omny.integrity.base_file import MAX_FILE_BYTES, Manifest, Source, read_manifest
from omny.integrity.bases import find_misfit, require_fit

WAIT_SECONDS = 10.0  # for a server, each time
TOTAL_SECONDS = 600.0  # for all of a base: some 50 MB at 100 kB a second
MAX_LISTED = 1_000  # files of a directory that are looked at, the newest first

_OP = "index from base"
_SCHEMES = ("http", "https")


class Base(msgspec.Struct, frozen=True):
    """A base that can be read on from its manifest."""

    name: str  # as it is told: an address without what logs in
    manifest: Manifest
    source: Source


@contextmanager
def open_base(named: str, key: bytes | None, head: str) -> Iterator[Base]:
    """A block with the base that FILE, URL or DIR names, judged by its manifest to fit. Of a directory it is the newest
    of the commit `head`, else the newest. Raises UsageError, SchemaError, DamagedError, StorageError."""
    if named.partition("://")[0].lower() in _SCHEMES:
        with _open_address(named) as source:
            yield _judge(source, _without_login(named), key)
        return
    if "://" in named:
        raise UsageError(
            _OP, "a base is a file, a directory, or an address of http or https", path=_without_login(named)
        )
    path = os.path.abspath(os.path.expanduser(named))
    if os.path.isdir(path):
        path = _newest(path, key, head)
    try:
        if not os.path.isfile(path):
            raise UsageError(_OP, "there is no such file", path=path, hint="name a file of 'omny publish'")
        with open(path, "rb") as file:
            yield _judge(file, path, key)
    except (OSError, ValueError) as error:
        reason = describe_failure(error) if isinstance(error, OSError) else str(error)
        raise StorageError(_OP, reason, path=path, hint="nothing was changed") from error


def _judge(source: Source, name: str, key: bytes | None) -> Base:
    manifest = read_manifest(source, name, key)
    require_fit(manifest, name)
    return Base(name, manifest, source)


# ── a directory ──


def _newest(directory: str, key: bytes | None, head: str) -> str:
    """The file of the newest base that fits. Raises UsageError if none fits."""
    found: list[tuple[bool, str, str]] = []
    for path in _list_files(directory):
        try:
            with open(path, "rb") as file:
                manifest = read_manifest(file, path, key)
        except (OmnyError, OSError):
            continue
        if not find_misfit(manifest):
            found.append((bool(head) and manifest.head == head, manifest.time, path))
    if not found:
        hint = "see that it was made by this version of Omny" + (" and signed with this key" if key else "")
        raise UsageError(_OP, "there is no base in it that fits", path=directory, hint=hint)
    return max(found)[2]


def _list_files(directory: str) -> list[str]:
    try:
        with os.scandir(directory) as entries:
            files = [
                (entry.stat().st_mtime_ns, entry.path) for entry in entries if entry.is_file(follow_symlinks=False)
            ]
    except OSError as error:
        raise StorageError(
            _OP, describe_failure(error), path=directory, hint="name a directory that can be read"
        ) from error
    return [path for _, path in sorted(files, reverse=True)[:MAX_LISTED]]


# ── an address ──


class _SameHost(HTTPRedirectHandler):
    """Follows a server to another place of the same host, and never from https to http."""

    max_redirections = 3

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        is_same = after.hostname == before.hostname and after.scheme in _SCHEMES
        if not is_same or (before.scheme, after.scheme) == ("https", "http"):
            reason = "the server sends to another host or scheme"
            fp.close()
            raise UsageError(_OP, reason, path=_without_login(req.full_url), hint=f"name {_without_login(newurl)}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Bounded:
    """A body of HTTP that ends with an error where it is too long or takes too long."""

    def __init__(self, response: HTTPResponse, name: str) -> None:
        self._response = response
        self._name = name
        self._left = MAX_FILE_BYTES
        self._end = time.monotonic() + TOTAL_SECONDS

    def read(self, size: int, /) -> bytes:
        """At most as many bytes, as soon as some are there."""
        try:
            data = self._response.read1(size)
        except (OSError, HTTPException) as error:
            raise _unreachable(self._name, error) from error
        self._left -= len(data)
        if self._left < 0 or time.monotonic() > self._end:
            reason = f"it is not there within {TOTAL_SECONDS:g} s and {MAX_FILE_BYTES / 1e9:.0f} GB"
            raise StorageError(_OP, reason, path=self._name, hint="nothing was changed")
        return data


@contextmanager
def _open_address(address: str) -> Iterator[_Bounded]:
    name = _without_login(address)
    opener = OpenerDirector()  # no files, no FTP: what urlopen would bring along
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        _SameHost(),
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    try:
        response = opener.open(Request(address, headers={"User-Agent": "omny"}), timeout=WAIT_SECONDS)
    except HTTPError as error:
        error.close()
        raise StorageError(_OP, f"the server says {error.code}", path=name, hint="nothing was changed") from None
    except (OSError, HTTPException, ValueError) as error:
        raise _unreachable(name, error) from error
    with response:
        yield _Bounded(response, name)


def _unreachable(name: str, error: Exception) -> StorageError:
    reason = str(getattr(error, "reason", "") or error)[:200]
    return StorageError(_OP, f"the server gives no base: {reason}", path=name, hint="nothing was changed")


def _without_login(address: str) -> str:
    """An address for errors and for the history: without a name, a password and a query."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address"
    return f"{parts.scheme}://{host}{port}{parts.path}"
