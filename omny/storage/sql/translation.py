"""`Translation`: a block in which an error of a driver becomes one of Omny's."""

from __future__ import annotations

from omny.base.errors import OmnyError, UsageError


class Translation:
    """The blocks of all drivers. Not a generator, since each read has one."""

    __slots__ = ("op", "path")

    def __init__(self, op: str, path: str) -> None:
        self.op = op
        self.path = path

    def describe(self, error: BaseException) -> OmnyError | None:
        """Omny's error for an error of the driver; None for any other error."""
        raise NotImplementedError

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        if isinstance(error, UnicodeEncodeError):
            raise UsageError(self.op, "the text holds what is no character", hint="leave that out") from error
        told = self.describe(error)
        if told is not None:
            raise told from error
