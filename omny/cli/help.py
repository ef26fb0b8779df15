"""The commands as a Typer application: for `--help`, and for saying what is wrong with a command line."""

from __future__ import annotations

from types import FunctionType
from typing import Annotated, Any, cast

import typer

from omny.cli.declare import COMMANDS, GROUPS, Argument, Command, Option, parameters, takes_verbatim


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
    """A copy of the function whose parameters are declared in Typer's words."""
    original = cast(FunctionType, function)
    copy = FunctionType(original.__code__, original.__globals__, original.__name__, original.__defaults__)
    copy.__doc__ = original.__doc__
    annotations: dict[str, Any] = {"return": int}
    for parameter in parameters(function):
        kind = original.__annotations__[parameter.name].__origin__
        annotations[parameter.name] = Annotated[kind, _typer_parameter(parameter.place)]
    copy.__annotations__ = annotations
    return cast(Command, copy)


def _typer_parameter(place: Argument | Option) -> Any:
    if isinstance(place, Argument):
        return typer.Argument(metavar=place.metavar, help=place.help)
    return typer.Option(*place.names, metavar=place.metavar or None, help=place.help, min=place.least, max=place.most)
