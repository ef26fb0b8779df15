"""What has a system start the daemon of a root at login: a systemd user unit, a launchd property list.

Text only: nothing is installed. The sources of the quoting are systemd.service(5), "Command lines", and
systemd.unit(5), "Specifiers"; the one of the keys is launchd.plist(5).
"""

from __future__ import annotations

import plistlib
import re

from omny.base.errors import UsageError
from omny.base.paths import Root, text_path

_UNIT = """\
[Unit]
Description=Omny ({root})

[Service]
Type=exec
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
UMask=0077

[Install]
WantedBy=default.target
"""

_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # neither format can hold all of these


def command(root: Root, executable: str, database: str | None = None) -> list[str]:
    """The words of the command that is the daemon, by the Python at `executable`, which takes no module from the
    current folder (-P)."""
    options = [] if database is None else ["--db", database]
    return [executable, "-P", "-m", "omny", "watch", str(root.path), *options]


def name(root: Root) -> str:
    """A name for the daemon of that root among those of others."""
    return f"omny-{root.label}"


def unit(root: Root, executable: str, database: str | None = None) -> str:
    """The text of a systemd user unit. Raises UsageError where a path cannot stand in one."""
    program, *arguments = _words(root, executable, database)
    if set(program) & set("\\'\""):
        raise UsageError(
            "write service", "systemd starts no program with a quote or backslash in its path", path=program
        )
    # A variable is replaced in arguments, not in the program.
    line = " ".join([_quote(program), *(_quote(argument).replace("$", "$$") for argument in arguments)])
    return _UNIT.format(root=str(root.path).replace("%", "%%"), command=line)


def plist(root: Root, executable: str, database: str | None = None) -> str:
    """The text of a launchd property list. Raises UsageError where a path cannot stand in one."""
    return plistlib.dumps(
        {
            "Label": name(root),
            "ProgramArguments": _words(root, executable, database),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ProcessType": "Background",
            "Umask": 0o077,
        },
        sort_keys=False,
    ).decode()


def _words(root: Root, executable: str, database: str | None) -> list[str]:
    words = command(root, executable, database)
    for word in words:
        if _UNSPEAKABLE.search(word):
            raise UsageError("write service", "has a control character, or is not UTF-8", path=text_path(word))
    return words


def _quote(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"'
