"""Memory that is free in this process goes back to the system.

A first index and the loading of a graph need several times of what stays. Python and the C library keep the rest for
the next time, which for a daemon may never come.
"""

from __future__ import annotations

import ctypes
import gc
import sys


def give_back() -> None:
    """Collects what is unreachable and returns free pages, where the C library can (glibc). Takes some tenths of a
    second on a large heap."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
