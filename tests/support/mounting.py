"""Mounts for tests: by root only, skipped with the reason where there is no way."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

MNT_FORCE = 1
MNT_DETACH = 2
MS_BIND = 4096


def mount(source: str | Path, point: Path, kind: str, options: str = "", flags: int = 0) -> None:
    """mount(2), or a skipped test."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root of Linux can mount a file system")
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (os.fsencode(source), os.fsencode(point), kind.encode() or None, flags, options.encode() or None)
    if libc.mount(*arguments) != 0:
        pytest.skip(f"no {kind or 'bind'} mount here: {os.strerror(ctypes.get_errno())}")


def unmount(point: Path, flags: int = 0) -> bool:
    """umount2(2); whether that was done."""
    return bool(ctypes.CDLL(None, use_errno=True).umount2(os.fsencode(point), flags) == 0)


@contextlib.contextmanager
def mounted(source: str | Path, point: Path, kind: str, options: str = "", flags: int = 0) -> Iterator[Path]:
    """A mount that is gone afterwards, if it is not before."""
    point.mkdir(exist_ok=True)
    mount(source, point, kind, options, flags)
    try:
        yield point
    finally:
        unmount(point, MNT_DETACH)


@contextlib.contextmanager
def loop_mounted(image: Path, point: Path) -> Iterator[Path]:
    """A file system of its own, on a loop device."""
    image.write_bytes(b"")
    os.truncate(image, 8 << 20)
    point.mkdir(exist_ok=True)
    for command in (["mkfs.ext4", "-q", "-F", str(image)], ["mount", "-o", "loop", str(image), str(point)]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            pytest.skip(f"no loop mount here: {error}")
        if done.returncode:
            pytest.skip(f"no loop mount here: {done.stderr.strip()}")
    try:
        yield point
    finally:
        unmount(point, MNT_DETACH)
