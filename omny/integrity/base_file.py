"""The file of a base: a manifest, and the image of a database in compressed pieces, with checksums over all of it.

    omny-base 1\\n
    bytes of the manifest            4, big endian
    manifest                         JSON, see `Manifest`
    SHA-256 of all before            32 bytes
    HMAC-SHA256 of the same          32 bytes, in a signed base only
    pieces                           zlib; each of PIECE_BYTES when unpacked, the last one of the rest

The manifest has size and SHA-256 of each piece, so its own checksum and signature cover the whole file. A base is read
once, from the beginning to the end: a stream of a server as well as a file. Each size is bounded before it is read.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, Protocol

import msgspec

from omny.base.errors import DamagedError, StorageError, UsageError
from omny.base.paths import describe_failure

MAGIC = b"omny-base 1\n"

PIECE_BYTES = 4 * 1024 * 1024
"""Of the image, in a piece: some twenty for a tree like Django, so that two processors have work."""

MAX_IMAGE_BYTES = 32 * 1024**3  # of an image: ten million atoms
MAX_FILE_BYTES = 4 * 1024**3  # of the file of a base
MAX_MANIFEST_BYTES = 2 * 1024 * 1024
MAX_RATIO = 64
"""Largest ratio of an image to its pieces. Those of Omny have 4 to 6; zlib can reach 1,000."""

LEVEL = 6  # of zlib: 9 takes four times as long for 1 % less

_SEAL_BYTES = 32  # of a checksum, and of a signature

MIN_KEY_BYTES, MAX_KEY_BYTES = 16, 4_096

_OP = "index from base"
_OTHER = "nothing was changed; name another base"


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A piece of the image, compressed."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a base says of itself."""

    omny: str  # version
    schema: int
    code: str  # fingerprint of all code that makes facts and edges
    extractors: dict[str, str]  # by language
    head: str  # commit of git; "" without one
    time: str  # ISO 8601, UTC
    files: int
    atoms: int
    edges: int
    signed: bool
    image_bytes: int
    pieces: list[Piece]


class Source(Protocol):
    """Where a base is read from."""

    def read(self, size: int, /) -> bytes: ...


def read_key(path: str, op: str) -> bytes:
    """The key in a file, without white space at its ends. Raises UsageError where it is none."""
    try:
        if not os.path.isfile(path):
            raise UsageError(op, "there is no such file", path=path, hint="name the file of the key")
        with open(path, "rb") as file:
            key = file.read(MAX_KEY_BYTES + 1).strip()
    except (OSError, ValueError) as error:
        reason = describe_failure(error) if isinstance(error, OSError) else str(error)
        raise UsageError(op, reason, path=path, hint="name the file of the key") from error
    if not MIN_KEY_BYTES <= len(key) <= MAX_KEY_BYTES:
        hint = "make one with 'openssl rand -hex 32'"
        raise UsageError(op, f"a key has {MIN_KEY_BYTES} to {MAX_KEY_BYTES:,} bytes", path=path, hint=hint)
    return key


def write_base(image: BinaryIO, spool: BinaryIO, target: BinaryIO, manifest: Manifest, key: bytes | None) -> Manifest:
    """Writes the base of an image; the manifest with its pieces. `spool` is an empty file that holds the pieces until
    all are known. Raises OSError."""
    pieces: list[Piece] = []
    total = 0
    with ThreadPoolExecutor(_workers()) as pool:
        waiting: deque[Future[bytes]] = deque()

        def keep(data: bytes) -> None:
            pieces.append(Piece(len(data), hashlib.sha256(data).hexdigest()))
            spool.write(data)

        while chunk := image.read(PIECE_BYTES):
            total += len(chunk)
            waiting.append(pool.submit(zlib.compress, chunk, LEVEL))
            if len(waiting) > _workers():
                keep(waiting.popleft().result())
        for left in waiting:
            keep(left.result())
    manifest = msgspec.structs.replace(manifest, pieces=pieces, image_bytes=total, signed=key is not None)
    encoded = msgspec.json.encode(manifest)
    head = MAGIC + len(encoded).to_bytes(4, "big") + encoded
    target.write(head + make_checksum(head) + (b"" if key is None else _signature(head, key)))
    spool.seek(0)
    shutil.copyfileobj(spool, target)
    return manifest


def read_manifest(source: Source, path: str, key: bytes | None) -> Manifest:
    """The manifest at the beginning of a base, judged. With a `key` the base must be signed by it. Raises DamagedError,
    UsageError."""
    begin = _read(source, len(MAGIC) + 4)
    if begin[: len(MAGIC)] != MAGIC or len(begin) != len(MAGIC) + 4:
        raise _refusal("it is no base that this version of Omny reads", path)
    size = int.from_bytes(begin[-4:], "big")
    if size > MAX_MANIFEST_BYTES:
        raise _refusal("its manifest is too large", path)
    encoded = _read(source, size)
    checksum = _read(source, _SEAL_BYTES)
    if len(encoded) != size or len(checksum) != _SEAL_BYTES:
        raise _refusal("it is cut off", path)
    head = begin + encoded
    if checksum != make_checksum(head):
        raise _refusal("its manifest was changed", path)
    try:
        manifest = msgspec.json.decode(encoded, type=Manifest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise _refusal("its manifest is malformed", path) from None
    signature = _read(source, _SEAL_BYTES) if manifest.signed else b""
    if key is not None and not manifest.signed:
        raise UsageError(_OP, "it is not signed", path=path, hint="leave --base-key out, or publish it with the key")
    if key is not None and not hmac.compare_digest(signature, _signature(head, key)):
        raise UsageError(_OP, "it is not signed with this key", path=path, hint=_OTHER)
    _judge(manifest, path)
    return manifest


def unpack(source: Source, manifest: Manifest, part: str, path: str) -> None:
    """Writes the image of a base into the file `part`. Raises DamagedError where a piece is not what the manifest says,
    StorageError where it cannot be written."""
    try:
        free = shutil.disk_usage(os.path.dirname(os.path.abspath(part))).free
        if free < manifest.image_bytes:
            reason = f"it needs {manifest.image_bytes / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free"
            raise StorageError(_OP, reason, path=path, hint="make room")
        with open(part, "r+b") as file, ThreadPoolExecutor(_workers()) as pool:
            left = manifest.image_bytes
            waiting: deque[Future[bytes]] = deque()
            for piece in manifest.pieces:
                size = min(left, PIECE_BYTES)
                left -= size
                data = _read(source, piece.bytes)
                if len(data) != piece.bytes:
                    raise _refusal("it is cut off", path)
                waiting.append(pool.submit(_unpack, data, piece, size, path))
                if len(waiting) > _workers():
                    file.write(waiting.popleft().result())
            while waiting:
                file.write(waiting.popleft().result())
        if source.read(1):
            raise _refusal("more follows after its end", path)
    except OSError as error:
        raise StorageError(_OP, describe_failure(error), path=path, hint="nothing was changed") from error


def _judge(manifest: Manifest, path: str) -> None:
    """Raises DamagedError where sizes are none that a base has."""
    packed = sum(piece.bytes for piece in manifest.pieces)
    smallest = min((piece.bytes for piece in manifest.pieces), default=0)
    if not 0 < manifest.image_bytes <= MAX_IMAGE_BYTES or smallest < 1 or packed > MAX_FILE_BYTES:
        raise _refusal("it says a size that no base has", path)
    if len(manifest.pieces) != -(-manifest.image_bytes // PIECE_BYTES):
        raise _refusal("it has another number of pieces than its size gives", path)
    if any(piece.bytes > PIECE_BYTES + PIECE_BYTES // 512 for piece in manifest.pieces):
        raise _refusal("a piece of it is larger than it can be", path)
    if manifest.image_bytes > MAX_RATIO * packed + PIECE_BYTES:
        raise _refusal(f"unpacked it would be more than {MAX_RATIO} times as large", path)


def _unpack(data: bytes, piece: Piece, size: int, path: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != piece.sha256:
        raise _refusal("a piece of it was changed", path)
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(data, size + 1)
    except zlib.error:
        raise _refusal("a piece of it does not unpack", path) from None
    if len(unpacked) != size or unpacking.unused_data or unpacking.unconsumed_tail or not unpacking.eof:
        raise _refusal("a piece of it unpacks to another size", path)
    return unpacked


def make_checksum(head: bytes) -> bytes:
    """Of a manifest with all before it."""
    return hashlib.sha256(head).digest()


def _signature(head: bytes, key: bytes) -> bytes:
    return hmac.digest(key, head, "sha256")


def _read(source: Source, size: int) -> bytes:
    """As many bytes, or fewer at the end: a stream may give some at a time."""
    pieces: list[bytes] = []
    while size > 0 and (data := source.read(size)):
        pieces.append(data)
        size -= len(data)
    return b"".join(pieces)


def _workers() -> int:
    return min(4, os.cpu_count() or 1)


def _refusal(reason: str, path: str) -> DamagedError:
    return DamagedError(_OP, reason, path=path, hint=_OTHER)
