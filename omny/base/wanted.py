"""Whether the work of this thread is still wanted: long work asks now and then.

with wanted_until(flag):    # a thread does something for somebody else, who may set the flag
    ...
        check_wanted()      # deep inside, about every millisecond; raises InterruptedRun
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, local

from omny.base.errors import InterruptedRun

_thread = local()


@contextmanager
def wanted_until(unwanted: Event) -> Iterator[None]:
    """A block whose work in this thread is wanted until the event is set."""
    before = getattr(_thread, "unwanted", None)
    _thread.unwanted = unwanted
    try:
        yield
    finally:
        _thread.unwanted = before


def check_wanted() -> None:
    """Raises InterruptedRun if the work of this thread is no longer wanted."""
    unwanted = getattr(_thread, "unwanted", None)
    if unwanted is not None and unwanted.is_set():
        raise InterruptedRun("answer", "the client has gone away")
