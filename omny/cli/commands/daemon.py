"""The daemon: its life, and waiting for it."""

from typing import Annotated

from omny.cli.commands.options import AsJson, Force, RootArgument, RootOption, Where, make_place
from omny.cli.declare import command, examples, option


@examples(("omny watch", "keep the index up to date until Ctrl-C"))
@command("daemon")
def watch(
    force: Force = False,
    log_level: Annotated[
        str | None, option("--log-level", metavar="LEVEL", help="What the log contains: error, warning, info or debug.")
    ] = None,
    *,
    where: Where,
) -> int:
    """Run the daemon in the foreground, until Ctrl-C."""
    from omny.cli import daemon

    return daemon.watch(where.place(force=force), log_level=log_level)


@examples(("omny start", "keep the index of this project up to date"))
@command("daemon", front="fresh")
def start(force: Force = False, as_json: AsJson = False, *, where: Where) -> int:
    """Start the daemon, which keeps the index up to date."""
    from omny.cli import daemon

    return daemon.start(where.place(force=force), as_json=as_json)


@examples(("omny ps", "pid, memory and root of each daemon"))
@command("daemon")
def ps(as_json: AsJson = False) -> int:
    """List your running daemons of all projects."""
    from omny.cli import daemons

    return daemons.ps(as_json=as_json)


@examples(
    ("omny stop", "stop the daemon of this project"),
    ("omny stop --all", "stop your daemons of all projects"),
)
@command("daemon")
def stop(
    root: RootArgument = None,
    all_: Annotated[bool, option("--all", help="Stop your daemons of all projects.")] = False,
    timeout: Annotated[
        int, option("--timeout", metavar="S", least=0, most=86_400, help="Wait at most S seconds.")
    ] = 10,
    as_json: AsJson = False,
    root_option: RootOption = None,
) -> int:
    """Stop the daemon, and wait for its end."""
    from omny.cli import daemon, daemons

    if all_:
        return daemons.stop_all(timeout=timeout, as_json=as_json)
    return daemon.stop(make_place(root or root_option, None, force=True), timeout=timeout, as_json=as_json)


@examples(("omny service > omny.service", "write a systemd unit; its place is printed"))
@command("daemon")
def service(
    launchd: Annotated[bool, option("--launchd", help="Print a launchd property list, for macOS.")] = False,
    *,
    where: Where,
) -> int:
    """Print a systemd user unit that starts the daemon at login."""
    from omny.cli import daemon

    return daemon.service(where.place(), launchd=launchd)


@examples(
    ("omny sync", "wait until all saved files are indexed"),
    ("omny sync --timeout 5", "wait at most five seconds"),
)
@command("index")
def sync(
    timeout: Annotated[
        int, option("--timeout", metavar="S", least=1, most=86_400, help="Wait at most S seconds.")
    ] = 60,
    as_json: AsJson = False,
    *,
    where: Where,
) -> int:
    """Wait until all files saved so far are indexed, and print the token of that state."""
    from omny.cli import daemon

    return daemon.sync(where.place(), timeout=timeout, as_json=as_json)
