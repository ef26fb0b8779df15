"""The command `omny`: what a person or a script types.

It parses, asks `omny/service/`, and shows what is answered. It does not know SQL, and what a command does not need is
not imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from omny.base.collector import without_collector

if TYPE_CHECKING:
    from omny.base.errors import UnknownNameError

BROKEN_PIPE_STATUS = 0
"""The reader of the output has closed it: no error."""

NO_PLUGINS = "--no-plugins"
"""The one option that every command has: no language but Omny's own is found or loaded."""

MAX_LISTED = 50
"""Ids printed of a name that means several: a screen."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process with the status of INTERFACE: 0 done, 1 findings or partial, 2 an
    error, 3 an ambiguous name, 130 interrupted."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments, ends=True))


def run(arguments: Sequence[str], *, ends: bool = False) -> int:
    """Runs the command line; the exit status. An error is one line on standard error.

    With `ends`, the process ends here after a printed answer: everything is closed by then, and the end of the
    interpreter would take a tenth of the time of the answer.
    """
    if list(arguments) == ["--version"]:  # without the commands, the errors, and the libraries that these load
        return _print_version()
    _load_msgspec()
    from omny.base.errors import AmbiguousError, OmnyError, UnknownNameError

    if sys.stdout is None:  # closed by the caller
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115

    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")  # a terminal that cannot show a character is no error
    if NO_PLUGINS in arguments:
        os.environ["OMNY_PLUGINS"] = "0"  # also for the processes that this one starts
        arguments = [argument for argument in arguments if argument != NO_PLUGINS]
    try:
        # What is imported stays, and an answer holds hardly a cycle: to look for cycles takes a twentieth of the time.
        with without_collector():
            from omny.cli import declare
            from omny.cli.asked import Asked

            _declare_commands(arguments)
        result = declare.parse_call([_index_form(argument) for argument in arguments or ["--help"]])()
        if isinstance(result, Asked):
            with without_collector():
                status = result.tell()
            sys.stdout.flush()
            if ends:
                sys.stderr.flush()
                os._exit(status)
            return status
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except BrokenPipeError:
        # What is left in the buffer would fail again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return BROKEN_PIPE_STATUS
    except AmbiguousError as error:
        _complain(str(error))
        _list(error.ids)
        return error.exit_status
    except UnknownNameError as error:
        _complain(f"{error}{_instead(arguments, error)}")
        return error.exit_status
    except OmnyError as error:
        _complain(str(error))
        return error.exit_status
    except KeyboardInterrupt:
        _complain("interrupted")
        return 130
    except OSError as error:
        _complain(f"{error.strerror or error}{f' {error.filename!r}' if error.filename else ''}")
        return 2
    except Exception as error:
        return _report_unexpected(error)


def _print_version() -> int:
    """Prints the version; the exit status. A reader that is gone is no error."""
    from omny import __version__

    try:
        print(f"omny {__version__}", flush=sys.stdout is not None)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left in the buffer would fail again at the end
    return 0


def _declare_commands(arguments: Sequence[str]) -> None:
    """Declares the commands, by importing them: of the most asked questions, where it is one of these, no others."""
    from omny.cli.commands import asking
    from omny.cli.declare import COMMANDS

    del asking
    if not arguments or arguments[0] not in COMMANDS:
        from omny.cli import app

        del app


def _load_msgspec() -> None:
    """Loads msgspec without `typing_extensions`, which it asks for and does not need: Python has the same. That library
    and `inspect`, which it loads, would take a tenth of the time of an answer."""
    name = "typing_extensions"
    if name in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails
    try:
        import msgspec
    finally:
        del sys.modules[name]
    del msgspec


def _report_unexpected(error: Exception) -> int:
    """Prints the meaning of a foreign exception; the exit status."""
    message = getattr(error, "format_message", None)
    if message is not None:  # the command line itself is off, in the words of the command-line library
        _complain(f"{message().rstrip('.')}; see 'omny help all'")
        return 2
    if type(error).__name__ == "Abort":
        _complain("interrupted")
        return 130
    import traceback  # here, since a command that works prints none

    from omny.base.errors import InternalError

    traceback.print_exception(error)
    _complain(str(InternalError.of(error, log="above")))
    return 2


def _index_form(argument: str) -> str:
    """The argument, or where it is not UTF-8 the form in which such a name is indexed."""
    from omny.base.paths import text_name

    try:
        argument.encode()
    except UnicodeEncodeError:
        return text_name(argument)
    return argument


def _list(ids: Sequence[str]) -> None:
    """Prints what a name can mean, as much of it as one reads."""
    from omny.cli.text import plain

    for id_ in ids[:MAX_LISTED]:
        print(plain(id_), file=sys.stderr)
    if len(ids) > MAX_LISTED:
        print(f"and {len(ids) - MAX_LISTED:,} more; name a file with it: FILE::NAME", file=sys.stderr)


def _instead(arguments: Sequence[str], error: UnknownNameError) -> str:
    """The same command with the nearest name instead of the unknown one; "" if there is none."""
    at = next((at for at, argument in enumerate(arguments) if at and argument == error.name), None)
    if at is None or not error.ids:
        return ""
    import shlex  # here, since a name that is known asks for no other

    return f"; try 'omny {shlex.join([*arguments[:at], error.ids[0], *arguments[at + 1 :]])}'"


def _complain(text: str) -> None:
    from omny.cli.text import plain

    print(f"omny: {plain(text)}", file=sys.stderr)
