"""`ClusterPool`: files to facts on the workers of a Dask cluster (https://distributed.dask.org).

This process reads the files and sends their bytes, so that workers need no shared disk. A batch is named by its
contents and by the code that reads them, so the cluster does no batch twice at a time. Each worker checks that its code
is that of this process, since other code makes other facts.

A cluster runs what its scheduler is sent, and trusts all who reach it. So the address is one that the user names in
the command, over TLS or on this machine, unless he says that he trusts the network.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from omny import install_command
from omny.base.errors import OmnyError, UsageError
from omny.base.paths import Root
from omny.base.skip_reason import Reason, SkipReason
from omny.executors.pool import batches
from omny.executors.worker import Analysed, Outcome, Read, Task, analyse_content, read, time_limit
from omny.languages import current_extractor, discover, require_language

CONNECT_SECONDS = 10.0
MAX_FLYING = 64
"""Batches that are sent and not yet answered: about 32 MB of source."""

_OP = "use cluster"
_ALONE = threading.Lock()
"""One batch at a time in a worker: the time limit is one of its process."""


class ClusterPool:
    """Analyses files on a cluster."""

    def __init__(self, root: Root, address: str, *, max_bytes: int, seconds: float) -> None:
        """`seconds` is the time that a batch may take. Raises UsageError without the package."""
        try:
            import distributed  # noqa: F401 - it is used where a cluster is asked
        except ImportError as error:
            hint = install_command("cluster")
            raise UsageError(_OP, "the package distributed is not installed", hint=hint) from error
        self._root = root
        self._address = address
        self._max_bytes = max_bytes
        self._seconds = seconds

    def run(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """The outcome of each task, in no particular order. Raises OmnyError where the cluster is lost, or its code is
        not this one."""
        if not tasks:
            return
        from distributed import Client, as_completed

        with _one_line(self._address):
            client: Any = Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False)
        with client:
            waiting = iter(batches(tasks))
            done: Any = as_completed([], loop=client.loop, raise_errors=False)
            flying: dict[str, list[Read]] = {}
            suspects: list[Read] = []  # of batches whose workers died; a batch beside another one may die with it
            while True:
                while len(flying) < MAX_FLYING and (batch := next(waiting, None)) is not None:
                    found = [read(self._root, task, self._max_bytes) for task in batch]
                    yield from (each for each in found if isinstance(each, Outcome))
                    self._send(client, [each for each in found if isinstance(each, Read)], flying, done)
                is_alone = not flying
                if is_alone and not suspects:
                    return
                if is_alone:
                    self._send(client, [suspects.pop()], flying, done, again=True)
                future = next(done)
                sent = flying.pop(future.key)
                if not _has_died(future):
                    with _one_line(self._address):
                        analysed: list[Analysed] = future.result()
                    yield from (each.outcome(said) for each, said in zip(sent, analysed, strict=True))
                elif is_alone:
                    reason = Reason(SkipReason.TOO_SLOW, limit=self._seconds)
                    yield Outcome(sent[0].task.path, sent[0].task.language, reason=reason, problem=True)
                else:
                    suspects += sent

    def _send(
        self, client: Any, files: list[Read], flying: dict[str, list[Read]], done: Any, *, again: bool = False
    ) -> None:
        if not files:
            return
        work = [(each.task, each.content) for each in files]
        code = {each.task.language: current_extractor(each.task.language) for each in files}
        key = _key(work, code) + ("-again" if again else "")  # of a key that has failed the cluster repeats the failure
        flying[key] = files
        done.add(client.submit(analyse_sent, work, code, self._seconds, key=key, pure=True))


def _has_died(future: Any) -> bool:
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


def cluster_pool(address: str, *, insecure: bool) -> Callable[[Root, int, float], ClusterPool]:
    """What makes the pool of a root at that scheduler. Raises as `ClusterPool`."""
    check_address(address, insecure=insecure)

    def make(root: Root, max_bytes: int, seconds: float) -> ClusterPool:
        return ClusterPool(root, address, max_bytes=max_bytes, seconds=seconds)

    return make


def check_address(address: str, *, insecure: bool) -> None:
    """Raises UsageError for an address of no scheduler, and for one that others can listen to."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in ("tcp", "tls") or not host or port is None:
        raise UsageError(_OP, f"{address[:80]!r} is no scheduler", hint="it is tls://HOST:PORT or tcp://HOST:PORT")
    if parts.scheme == "tcp" and not insecure and not _is_here(host):
        hint = "name it as tls://..., or add --insecure: source then crosses the network unencrypted"
        raise UsageError(_OP, "that is another machine, without TLS", path=address, hint=hint)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key(work: Sequence[tuple[Task, bytes]], code: dict[str, str]) -> str:
    digest = blake2b(repr(sorted(code.items())).encode(), digest_size=20)
    for task, content in work:
        digest.update(repr((task.path, task.language, task.bodies, len(content))).encode())
        digest.update(content)
    return f"omny-{digest.hexdigest()}"


@contextmanager
def _one_line(address: str) -> Iterator[None]:
    """A block in which each error of the package becomes one line."""
    try:
        yield
    except OmnyError:
        raise
    except ModuleNotFoundError as error:
        hint = "install the same version of Omny on each worker"
        raise OmnyError(_OP, "the workers have no Omny", path=address, hint=hint) from error
    except Exception as error:
        raise OmnyError(_OP, str(error).strip() or type(error).__name__, path=address) from error


# ── on a worker ──


def analyse_sent(work: list[tuple[Task, bytes]], code: dict[str, str], seconds: float) -> list[Analysed]:
    """What files say, in their order; on a worker, which ends itself where that takes longer than `seconds`. Raises
    OmnyError where the code of this worker is not that of the sender."""
    discover()
    for language, wanted in sorted(code.items()):
        if current_extractor(language) != wanted:
            hint = "install the same version of Omny, in the same form, on each worker"
            raise OmnyError(_OP, f"a worker has another version of what reads {language}", hint=hint)
    for language in code:
        require_language(language).prepare()  # that it is slow to load is no fault of a file
    with _ALONE, time_limit(seconds):
        return [analyse_content(task, content) for task, content in work]
