"""The commands as a Typer application, for saying what is wrong with a command line. `omny/cli/help.py` prints help."""

from __future__ import annotations

import difflib
import inspect
import re
from typing import Annotated, Any

import typer

import omny.cli.app  # noqa: F401 - to declare all commands
from omny.base.errors import UsageError
from omny.cli.declare import (
    COMMANDS,
    GROUPS,
    Argument,
    Command,
    Option,
    Parameter,
    bind_arguments,
    parameters,
    takes_verbatim,
)

_LIKE = 0.6
"""How alike what is offered must be to what was typed: two letters swapped are, another word is not."""


def explain(arguments: list[str]) -> int:
    """Says what is wrong with a command line: raises UsageError, with the nearest that would be in order. One that only
    the light reader could not take is obeyed; its exit status."""
    try:
        done = application()(arguments, prog_name="omny", standalone_mode=False)
    except Exception as error:
        said = getattr(error, "format_message", None)
        if said is None:
            raise
        raise UsageError("read command line", _wrong(error, said()), hint=_see(arguments)) from None
    return done if isinstance(done, int) else 0


def _wrong(error: Any, said: str) -> str:
    """What is wrong, in one sentence without an end, with what may have been meant."""
    near: list[str] = []
    context = getattr(error, "ctx", None)
    names: dict[str, Any] = getattr(getattr(context, "command", None), "commands", {})
    wrong = re.match(r"No such command '(.*?)'", said)
    if wrong:
        said, near = wrong[0], difflib.get_close_matches(wrong[1], names, n=2, cutoff=_LIKE)
    elif hasattr(error, "option_name"):
        name = error.option_name
        known = context.command.get_params(context) if context is not None else []
        options = [each for parameter in known for each in (*parameter.opts, *parameter.secondary_opts)]
        said, near = f"No such option {name}", difflib.get_close_matches(name, options, n=2, cutoff=_LIKE)
    said = said.rstrip(".")
    return f"{said[:1].lower()}{said[1:]}{f'; did you mean {_or(near)}?' if near else ''}"


def _or(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _see(arguments: list[str]) -> str:
    """Whose help tells more."""
    for words in (2, 1):
        name = " ".join(arguments[:words])
        if name in COMMANDS or name in GROUPS:
            return f"see 'omny {name} --help'"
    return "see 'omny help all'"


def application() -> typer.Typer:
    """The application with all declared commands."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_omny)
    groups: dict[str, typer.Typer] = {}
    for name, function in COMMANDS.items():
        group, _, own = name.rpartition(" ")
        if group and group not in groups:
            groups[group] = typer.Typer(rich_markup_mode=None, help=GROUPS[group], no_args_is_help=True)
            app.add_typer(groups[group], name=group)
        context = {"allow_interspersed_args": not takes_verbatim(function)}
        (groups[group] if group else app).command(own, context_settings=context)(_for_typer(function))
    return app


def _omny(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """An always-true index of a codebase's atoms and of who calls whom."""
    if version:
        from omny import __version__

        print(f"omny {__version__}")
        raise typer.Exit


def _for_typer(function: Command) -> Command:
    """A function that calls it, and whose parameters are declared in Typer's words."""

    def call(**values: Any) -> Any:
        return function(**bind_arguments(function, values))

    call.__name__, call.__doc__ = function.__name__, function.__doc__
    signature = inspect.Signature([_for_signature(each) for each in parameters(function)])
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def _for_signature(parameter: Parameter) -> inspect.Parameter:
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=parameter.default if parameter.optional else inspect.Parameter.empty,
        annotation=Annotated[parameter.kind, _typer_parameter(parameter.place)],
    )


def _typer_parameter(place: Argument | Option) -> Any:
    if isinstance(place, Argument):
        return typer.Argument(metavar=place.metavar.strip("[]").removesuffix("..."), help=place.help)
    return typer.Option(*place.names, metavar=place.metavar or None, help=place.help, min=place.least, max=place.most)
