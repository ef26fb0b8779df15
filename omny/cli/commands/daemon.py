"""The daemon: its life, and waiting for it."""

from typing import Annotated

from omny.cli.commands.options import AsJson, Database, Force, RootArgument, RootOption, place_of
from omny.cli.declare import command, examples, option


@examples(
    ("omny watch", "keep the index up to date until Ctrl-C"),
)
@command("daemon")
def watch(
    root: RootArgument = None,
    force: Force = False,
    log_level: Annotated[
        str | None, option("--log-level", metavar="LEVEL", help="error, warning, info or debug.")
    ] = None,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Run the daemon in the foreground: it keeps the index up to date until it is ended."""
    from omny.cli import daemon

    return daemon.watch(place_of(root or root_option, db, force=force), log_level=log_level)


@examples(
    ("omny start", "keep the index up to date in the background"),
)
@command("daemon", front="fresh")
def start(
    root: RootArgument = None,
    force: Force = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Start the daemon in the background."""
    from omny.cli import daemon

    return daemon.start(place_of(root or root_option, db, force=force))


@examples(
    ("omny ps", "which daemons run, where, and until when"),
)
@command("daemon")
def ps(as_json: AsJson = False) -> int:
    """List your daemons on this machine, whatever project they keep."""
    from omny.cli import daemons

    return daemons.ps(as_json=as_json)


@examples(
    ("omny stop", "end the daemon of the project around here"),
    ("omny stop --all", "end all of yours on this machine"),
)
@command("daemon")
def stop(
    root: RootArgument = None,
    all_: Annotated[bool, option("--all", help="All daemons of yours, whatever project they keep.")] = False,
    timeout: Annotated[int, option("--timeout", metavar="S", least=0, most=86_400, help="Seconds to wait.")] = 10,
    root_option: RootOption = None,
) -> int:
    """End the daemon, and wait until it has ended."""
    from omny.cli import daemon, daemons

    if all_:
        return daemons.stop_all(timeout=timeout)
    return daemon.stop(place_of(root or root_option, None, force=True), timeout=timeout)


@examples(
    ("omny service > omny.service", "a unit for systemd; where to keep it is said"),
)
@command("daemon")
def service(
    root: RootArgument = None,
    launchd: Annotated[bool, option("--launchd", help="A launchd property list, for macOS.")] = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Print a systemd user unit that starts the daemon at login."""
    from omny.cli import daemon

    return daemon.service(place_of(root or root_option, db), launchd=launchd)


@examples(
    ("omny sync", "wait until all that is saved is indexed"),
    ("omny sync --timeout 5", "at most five seconds"),
)
@command("index")
def sync(
    root: RootArgument = None,
    timeout: Annotated[int, option("--timeout", metavar="S", least=1, most=86_400, help="Seconds to wait.")] = 60,
    as_json: AsJson = False,
    root_option: RootOption = None,
    db: Database = None,
) -> int:
    """Return when all that was written until now is indexed; print the token of that state."""
    from omny.cli import daemon

    return daemon.sync(place_of(root or root_option, db), timeout=timeout, as_json=as_json)
