"""The commands for AI agents: mcp, install and uninstall."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from omny.base.errors import UsageError
from omny.base.paths import text_path
from omny.base.roots import chosen_root
from omny.cli.text import BOLD, DIM, YELLOW, count, paint, plain, plain_lines
from omny.service.place import Place
from omny.service.session import Session

if TYPE_CHECKING:
    from omny.base.paths import Root
    from omny.cli.commands.agents import Install, Mcp, Uninstall
    from omny.install.plan import Plan
    from omny.mcp.server import EditFiles
    from omny.service.live import LiveSession

DEFAULT_HOST = "127.0.0.1"


def mcp(place: Place, asked: Mcp) -> int:
    """Serves agents: the one at the other end of the pipes, or those that have the token."""
    from omny.daemon.start import start_daemon
    from omny.service.starter import Starter

    if asked.http is None and (asked.token_file is not None or asked.expose):
        raise UsageError("read options", "--token-file and --expose need --http")
    host, port = _address(asked.http) if asked.http is not None else ("", 0)

    def make_place(root: str) -> Place:
        return place if root == str(place.root.path) else Place.of(root, None, tell=place.tell)

    # Before anything else makes a thread.
    starter = Starter(lambda root: void(start_daemon(make_place(root), on_demand=True)))

    from omny.mcp import serve
    from omny.mcp.server import Offer, server
    from omny.service.live import LiveSession
    from omny.service.projects import Projects
    from omny.service.usage import UsageCounter

    def open_index(at: Place, displayed_root: str) -> LiveSession:
        session = Session(at)
        return LiveSession(
            at.root,
            at.path,
            start=partial(starter, str(at.root.path)),
            read=session.read,
            has_index=session.has_index,
            displayed_root=displayed_root,
        )

    def open_other(root: Root) -> LiveSession:
        return open_index(make_place(str(root.path)), text_path(str(root.path)))

    own = open_index(place, place.displayed_root)
    projects = Projects(own, open_other if asked.http is None else None)
    offer = Offer(all_tools=asked.tools == "all", structured=asked.structured)
    usage = UsageCounter()
    made = server(projects, _editor(Session(place), own) if asked.allow_edit else None, offer, usage.count)
    if asked.http is None:
        serve.on_pipes(made)
    else:
        from omny.mcp.token import read_token

        file, token = read_token(place.root, asked.token_file)
        with serve.open_listener(host, port, exposed=asked.expose) as listener:
            shown = f"[{host}]" if ":" in host else host
            print(
                plain(f"listening on http://{shown}:{listener.getsockname()[1]}{serve.PATH}; the token is in {file}"),
                file=sys.stderr,
                flush=True,
            )
            serve.on_http(made, listener, host, token)
    usage.close()
    # Nobody is left to answer, and a thread that waits for the daemon would keep the process.
    os._exit(0)


def usage(place: Place, *, as_json: bool) -> int:
    """Prints what agents were served."""
    from omny.cli import wire
    from omny.cli.rows import print_rows
    from omny.service.usage import read_usage

    found = read_usage(place.root)
    if as_json:
        wire.print_document(found.document())
        return 0
    rows = [
        (row.agent, row.tool, f"{row.replies:,}", f"{row.tokens:,}", f"{row.file_tokens:,}", row.last[:10])
        for row in found.results
    ]
    head = ("agent", "tool", "replies", "tokens", "of the files", "last")
    print_rows(rows, (BOLD, "", "", "", "", DIM), head)
    told = f"{found.replies:,} {'reply' if found.replies == 1 else 'replies'} of {count(found.tokens, 'token')}"
    print(paint(f"{told}; the files that they name have {found.file_tokens:,}", DIM))
    return 0


def void(_: object) -> None:
    """Nothing, for any arguments."""


def _editor(session: Session, index: LiveSession) -> EditFiles:
    from omny.mcp.asking import FRESHNESS
    from omny.mcp.editing import EditAtom
    from omny.mcp.reply import Sent, short_freshness
    from omny.service.live import Answered

    def run_edit(tool: EditAtom, actor: str) -> Sent:
        result = session.edit(tool.request(actor))
        # The watcher hears of what was just written, too; the answer need not say that these files wait.
        after = index.ask(*FRESHNESS, wait_seconds=tool.wait_seconds)
        assert isinstance(after, Answered)
        return tool.send_result(result, short_freshness(after.document))

    return run_edit


def _address(text: str) -> tuple[str, int]:
    """Host and port: `127.0.0.1:8000`, `[::1]:8000`, `:8000`, `8000`; port 0 is any that is free."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or DEFAULT_HOST
    if not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        raise UsageError("read options", f"--http {text!r} names no port", hint="name one like 127.0.0.1:8000")
    return host, int(port)


# ── install ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def install(asked: Install) -> int:
    """Shows what has to change in the files of agents, and changes it; 1 where something was left undone."""
    from omny.install.clients import CLIENTS
    from omny.install.plan import choose_clients, plan, plan_files, plan_guides, plan_hooks

    if asked.project and asked.user:
        raise UsageError("read options", "it is --project or --user")
    here = chosen_root(asked.root, force=asked.user)
    agents = asked.agent or _pick_agents([name for name, client in CLIENTS.items() if client.is_here(str(here.path))])
    clients = choose_clients(agents, CLIENTS)
    command, *arguments = _find_command(asked.starts, user=asked.user)
    options = ["--allow-edit"] if asked.allow_edit else []
    plans: list[Plan] = []
    for client in clients:
        if not asked.user and not client.project:
            if "all" not in agents:
                raise UsageError("install", f"{client.title} knows no projects", hint="use --user")
            print(plain(f"{client.name}: left out, {client.title} knows no projects; --user is for it"))
            continue
        entry = None if asked.remove else client.entry(command, [*arguments, "mcp"], options, root=str(here.path))
        plans.append(plan(client, here, entry, user=asked.user))
    told = [each.client for each in plans if not each.refusal]
    if asked.remove or not asked.no_guide:
        plans += plan_guides(told, here, user=asked.user, remove=asked.remove)
        plans += plan_files(told, here, user=asked.user, remove=asked.remove)
    if asked.remove or not asked.no_hook:
        hook = None if asked.remove else shlex.join([command, *arguments, "hook"])
        plans += plan_hooks(told, here, hook, user=asked.user)
    return _carry_out(plans, remove=asked.remove, show=asked.show, yes=asked.yes)


def uninstall(asked: Uninstall) -> int:
    """Shows what Omny has in the files of agents, and takes it out; 1 where something was left undone."""
    from omny.install.clients import CLIENTS
    from omny.install.plan import choose_clients, plan, plan_files, plan_guides, plan_hooks

    scopes = [user for user, is_asked in ((False, asked.project), (True, asked.user)) if is_asked] or [False, True]
    here = chosen_root(asked.root, force=True)
    clients = choose_clients(asked.agent or ["all"], CLIENTS)
    plans: list[Plan] = []
    for user in scopes:
        plans += [plan(client, here, None, user=user) for client in clients if user or client.project]
        plans += plan_guides(clients, here, user=user, remove=True)
        plans += plan_files(clients, here, user=user, remove=True)
        plans += plan_hooks(clients, here, None, user=user)
    plans = [each for each in plans if each.changes or each.refusal]
    if not plans:
        print("no agent has omny in its files")
    return _carry_out(plans, remove=True, show=asked.show, yes=asked.yes)


def _carry_out(plans: list[Plan], *, remove: bool, show: bool, yes: bool) -> int:
    for each in plans:
        _show(each, remove=remove)
    changing = [each for each in plans if each.changes]
    if changing and not show:
        if not (yes or _ask_to_write(len(changing))):
            print("nothing was written")
            return 1
        for each in changing:
            backup = each.carry_out()
            done = "deleted" if each.after is None else "written"
            print(plain(f"{each.place.path}: {done}{f', before: {backup}' if backup else ''}"))
    return 1 if any(each.refusal for each in plans) else 0


def _find_command(named: str | None, *, user: bool) -> list[str]:
    """The words that start omny from a configuration: by its name alone where a project is shared and the name means
    this very program; else by its whole path, since agents are started with other search paths than shells."""
    if named is not None:
        words = shlex.split(named)
        if not words:
            raise UsageError("read options", "--command is empty")
        return words
    program = os.path.join(os.path.dirname(sys.executable), "omny")
    found = shutil.which("omny")
    if found and (not user or not os.path.exists(program)):
        return ["omny" if not user else os.path.abspath(found)]
    if os.path.exists(program):
        return [program]
    return [sys.executable, "-m", "omny"]


def _show(plan: Plan, *, remove: bool) -> None:
    print(paint(plain(f"{plan.client.name}: {plan.place.path}"), BOLD))
    if plan.refusal:
        print(paint(plain(f"the file is left unchanged: {plan.refusal}"), YELLOW))
        print(plain("remove omny by hand" if remove else "add this by hand:"))
        if not remove:
            print(plain_lines(plan.added))
    elif plan.changes:
        print(plain_lines(plan.difference()))
    else:
        print("no change is needed")


def _pick_agents(found: list[str]) -> list[str]:
    """The requested agents among the installed ones."""
    if not found or not sys.stdin.isatty():
        return []
    print(plain(f"agents on this machine: {', '.join(found)}"))
    print("which, by their names? [all of these] ", end="", flush=True)
    return sys.stdin.readline().replace(",", " ").split() or found


def _ask_to_write(files: int) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("install", "no terminal to ask on", hint="use --yes, or --print to see only")
    print(f"write {count(files, 'file')}? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
