"""The command doctor: what is installed, stored, watched and limited here, what of that is wrong, and the cure.

Each check is made by itself and says what it found, so that what fails hides nothing else. What only a daemon knows,
the daemon is asked.
"""

from __future__ import annotations

import difflib
import os
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from importlib import metadata

import msgspec

from omny import DISTRIBUTION, __version__, install_command, languages, native
from omny.base import plugins
from omny.base.config import SETTINGS_NAME, Settings, load_settings
from omny.base.errors import OmnyError
from omny.base.paths import MIB
from omny.base.user_settings import VARIABLES as USER_VARIABLES
from omny.cli import wire
from omny.cli.status import describe_nesting, describe_work, read_status
from omny.cli.text import BOLD, DIM, GREEN, RED, columns, count, paint, plain
from omny.daemon.process.registry import VARIABLE as RUNTIME_VARIABLE
from omny.model.vectors import VectorWord
from omny.query.copies import find_copies
from omny.query.daemon import DaemonReport
from omny.query.freshness import Freshness, describe_polled
from omny.service.answers import Check, DoctorAnswer
from omny.service.choice import POSTGRES_VARIABLE, SWITCH_VARIABLE, URL_VARIABLE
from omny.service.place import Place, meaning_at
from omny.service.session import Session
from omny.watch.git.head import git_head
from omny.watch.ignore.rules import IgnoreRules
from omny.watch.sources.limits import watch_limits

MIN_FREE_BYTES = 64 * MIB
"""Less free than this, and a commit of a large change may not fit beside its log."""

NEARLY = 0.9  # of a limit that is used up: the next checkout may need the rest

PARTS = ("apsw", "networkx", "msgspec", "tree-sitter", "watchdog", "typer", "rich", "mcp")
"""What Omny is built on: distributions, whose versions may explain what somebody sees."""

OPTIONAL = {"psycopg": "a store on PostgreSQL"}
"""Distributions that something needs which not everybody has."""

VARIABLES = (
    *(URL_VARIABLE, POSTGRES_VARIABLE, SWITCH_VARIABLE, RUNTIME_VARIABLE, "OMNY_NATIVE", plugins.SWITCH_VARIABLE),
    *USER_VARIABLES,
)
"""Variables of the environment that Omny reads."""

OF_TESTS = frozenset(
    f"OMNY_{name}"
    for name in "CHECKS FUZZ HYPOTHESIS_PROFILE LONG SEED SHRINK SIMULATION_SEEDS TEST_POSTGRES_URL".split()  # noqa: SIM905
)
"""Variables that only the project's own tests read."""


class _Seen(msgspec.Struct):
    """What one check has found and another one needs."""

    freshness: Freshness | None = None
    directories: int = 0  # that hold what is indexed
    daemon: DaemonReport | None = None


def doctor(place: Place, *, as_json: bool) -> int:
    """Prints what was looked at; 1 where anything is wrong."""
    seen = _Seen()
    checks: list[Check] = []
    for name, look in _LOOKS.items():
        try:
            for check in look(place, seen):
                checks.append(check)  # what was found before a failure stays
        except (OmnyError, OSError) as error:
            checks.append(_failure(name, error))
    wrong = [each for each in checks if each.problem]
    if as_json:
        wire.print_document(DoctorAnswer(results=checks, problems=len(wrong), freshness=seen.freshness).document())
    else:
        print(columns([(each.check, each.found) for each in checks if each.found], (DIM,)))
        print()
        for each in wrong:
            print(f"{paint(plain(each.check), RED)}: {plain(each.problem)}")
            if each.cure:
                print(f"    cure: {plain(each.cure)}")
        print(paint(count(len(wrong), "problem"), BOLD) if wrong else paint("nothing is wrong", GREEN))
    return 1 if wrong else 0


def _failure(name: str, error: OmnyError | OSError) -> Check:
    if isinstance(error, OmnyError):
        where = f"{error.path}: " if error.path else ""
        return Check(name, "", f"{where}{error.reason}", error.hint)
    return Check(name, "", str(error))


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _root(place: Place, _: _Seen) -> Iterator[Check]:
    root = place.root
    where = "" if root.elsewhere is None else f", which cannot be written; its state is in {root.state_dir}"
    yield Check("root", f"{root.path}{where}")
    if os.path.lexists(root.state_dir):
        root.make_state_dir()  # raises where it is not what it must be
    there = next(path for path in (root.state_dir, *root.state_dir.parents) if path.is_dir())
    if not os.access(there, os.W_OK | os.X_OK):
        yield Check("root", "", f"{there} cannot be written", "set XDG_DATA_HOME to a directory that you can write")
    free = shutil.disk_usage(there).free
    problem = "" if free >= MIN_FREE_BYTES else f"the disk of {there} is nearly full"
    yield Check("free", f"{free / 1e9:,.1f} GB", problem, "free some disk space" if problem else "")


def _settings(place: Place, _: _Seen) -> Iterator[Check]:
    settings = load_settings(place.root)
    default = Settings()
    changed = [
        f"{key} {value}"
        for key in settings.__struct_fields__
        if (value := getattr(settings, key)) != getattr(default, key)
    ]
    yield Check("settings", f"{SETTINGS_NAME}: {', '.join(changed)}" if changed else "all as they are by default")


def _ignore_rules(place: Place, _: _Seen) -> Iterator[Check]:
    rules = IgnoreRules(place.root, exclude=load_settings(place.root).exclude)
    own = ["built-in names that are never source"]
    yield Check("ignored by", ", ".join([*rules.sources(), *own]))
    for path, problem in sorted(rules.problems.items()):
        yield Check("ignored by", "", f"{path}: {problem}", "correct the file or remove it")


# ── the store ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _store(place: Place, seen: _Seen) -> Iterator[Check]:
    store = place.store
    yield Check("store", store.name)
    yield Check("because", place.choice.why)
    yield from (Check(name, value) for name, value in store.about().items())
    status = read_status(Session(place).ask("status", {}))  # by the daemon, where one keeps this store
    seen.freshness = status.freshness
    atoms, edges = sum(status.atoms.values()), sum(status.edges.values())
    said = f"generation {seen.freshness.generation} of {status.indexed_at}"
    yield Check("index", f"{said}, {count(atoms, 'atom')}, {count(edges, 'edge')}")
    yield from (Check("root", line) for line in describe_nesting(status))
    left_out = sum(each.status == "skipped" for each in status.results)
    problem = f"{count(left_out, 'path')} could not be indexed" if left_out else ""
    cure = "'omny status --skipped' lists them, each with the reason" if left_out else ""
    yield Check("files", f"{sum((status.languages or {}).values()):,}", problem, cure)
    if store.kind != "memory":  # which only its daemon can read
        with place.reading() as repository:
            yield Check("schema", str(repository.meta().schema_version))
            ledger = repository.ledger()
            seen.directories = len({path.rpartition("/")[0] for path in ledger})
            if copies := find_copies(ledger.values()):
                yield Check("copies", "", copies.told, copies.cure)


def _git(place: Place, seen: _Seen) -> Iterator[Check]:
    head = git_head(place.root.path)
    indexed = seen.freshness.indexed_head if seen.freshness is not None else head
    moved = head != indexed
    found = f"{head or 'none'}{', as indexed' if head and not moved else ''}"
    problem = f"the index is of {indexed or 'no commit'}" if moved else ""
    yield Check("git HEAD", found, problem, "'omny index', or 'omny start'" if moved else "")


# ── the daemon ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _daemon(place: Place, seen: _Seen) -> Iterator[Check]:
    state = Session(place).state()
    running, said = state.holder, state.says
    if running is None:
        yield Check("daemon", "none; 'omny start' starts one; without a daemon 'omny index' updates the index")
        return
    if said is None:
        other = "it does not accept connections, or serves another store"
        yield Check("daemon", str(running), other, "'omny stop', then 'omny start' with this store")
        return
    seen.daemon = said
    work = describe_work(said)
    yield Check("daemon", f"{running}; {said.pending_total:,} pending{work and f'; {work}'}")
    yield from (Check("daemon", "", *_problem_and_cure(problem)) for problem in said.problems)
    if said.backup_problem:
        yield Check("backup", "", *_problem_and_cure(said.backup_problem))


def _watches(place: Place, seen: _Seen) -> Iterator[Check]:
    limits = watch_limits()
    said = seen.daemon
    if said is not None:
        polled = f"{said.polled:,} of them polled" if said.polled else "none polled"
        yield Check("watching", f"{said.watched:,} directories watched, {polled}")
        if said.polled_below:
            yield Check("polled", describe_polled(said.polled_below, said.polled_seconds))
    if limits.watches is None:
        return
    used = limits.watches_used or 0
    needed = used + (seen.directories if said is None else said.unwatched)
    problem = "" if needed <= NEARLY * limits.watches else f"the limit of {limits.watches:,} watches is nearly reached"
    cure = f"sysctl fs.inotify.max_user_watches={2 ** max(needed, 8192).bit_length()}, as root" if problem else ""
    yield Check("watches", f"{used:,} of {limits.watches:,} are in use", problem, cure)
    if limits.instances is not None:
        used = limits.instances_used or 0
        problem = "" if used < limits.instances else "the limit of inotify instances is reached"
        cure = f"sysctl fs.inotify.max_user_instances={2 * limits.instances}, as root" if problem else ""
        yield Check("instances", f"{used:,} of {limits.instances:,} are in use", problem, cure)


def _problem_and_cure(problem: str) -> tuple[str, str]:
    """A problem, followed by its cure."""
    what, _, cure = problem.partition("; ")
    return what, cure


# ── what is installed ────────────────────────────────────────────────────────────────────────────────────────────────


def _versions(place: Place, _: _Seen) -> Iterator[Check]:
    yield Check("Omny", f"{__version__}, Python {platform.python_version()}, {platform.system()} {platform.release()}")
    yield from _check_installed("packages", PARTS)
    yield from _check_installed("grammars", _grammars())
    yield from _languages()
    yield Check("extraction", native.describe())
    missing = [name for name in OPTIONAL if not _version(name)]
    have = [f"{name} {_version(name)}" for name in OPTIONAL if name not in missing]
    lacking = [f"{name} is not installed: needed for {OPTIONAL[name]}" for name in missing]
    problem = lacking[0] if lacking and place.store.kind == "postgres" else ""
    yield Check("optional", ", ".join([*have, *lacking]), problem, install_command("postgres") if problem else "")


def _vectors(place: Place, _: _Seen) -> Iterator[Check]:
    """Whether a search can go by meaning, too. That it cannot is no fault."""
    with meaning_at(place) as find:
        if (meaning := find()) is None:
            yield Check("vectors", "switched off")
            return
        with place.reading() as repository:
            said = meaning.report(repository.meta())
    found = f"{said.word}, kept {said.store}, by {said.model or said.embedder}"
    if said.word == VectorWord.MISSING:
        found = f"{said.problem or 'not installed'}: {install_command('semantic')} adds search by meaning"
    problem = said.problem if said.word == VectorWord.AWAY else ""
    yield Check("vectors", found, problem, "see docs/semantic.md" if problem else "")


def _languages() -> Iterator[Check]:
    yield Check("languages", ", ".join(language.name for language in languages.own_languages()))
    languages.use(plugins.find_plugins())  # as an index would take them
    for plugin, added, error in languages.examine():
        names = ", ".join(language.name for language in added)
        problem = f"{plugin}: {error.reason}" if error is not None else ""
        yield Check(
            "languages", f"{names}: {plugin}" if names else "", problem, error.hint if error is not None else ""
        )
        for language in added:
            if why := getattr(language, "why_plain", ""):
                yield Check("languages", f"{language.name} is parsed in Python, which takes longer: {why}")


def _check_installed(what: str, names: tuple[str, ...]) -> Iterator[Check]:
    versions = {name: _version(name) for name in names}
    yield Check(what, ", ".join(f"{name} {version}" for name, version in versions.items() if version))
    for name, version in versions.items():
        if not version:
            yield Check(what, "", f"{name} is not installed", f"pip install {name}")


def _grammars() -> tuple[str, ...]:
    """The grammars that Omny itself asks for."""
    try:
        asked = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # a checkout that nobody has installed
        return ()
    names = {re.split(r"[^A-Za-z0-9_.-]", line)[0] for line in asked if "extra ==" not in line}
    return tuple(sorted(name for name in names if name.startswith("tree-sitter-")))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _variables(place: Place, _: _Seen) -> Iterator[Check]:
    for name in sorted(os.environ):
        if name.startswith("OMNY_") and name not in OF_TESTS.union(VARIABLES):
            near = difflib.get_close_matches(name, VARIABLES, n=1, cutoff=0)[0]
            problem = f"{name} is not a variable of Omny"
            yield Check("environment", "", problem, f"unset it; the nearest one is {near}")


_LOOKS: dict[str, Callable[[Place, _Seen], Iterator[Check]]] = {
    "root": _root,
    "settings": _settings,
    "ignored by": _ignore_rules,
    "store": _store,
    "vectors": _vectors,
    "git HEAD": _git,
    "daemon": _daemon,
    "watches": _watches,
    "packages": _versions,
    "environment": _variables,
}
