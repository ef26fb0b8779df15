"""The command verify: through the daemon where one runs, which knows what is pending and has the graph; else here."""

from __future__ import annotations

import time

from omny.base.clock import SYSTEM_CLOCK
from omny.base.config import default_jobs, load_settings
from omny.base.errors import DaemonError, DaemonGoneError, DamagedError
from omny.base.lock import DaemonLock, holder
from omny.cli import wire
from omny.cli.text import BOLD, DIM, GREEN, RED, columns, count, painted
from omny.cli.waiting import announced, for_daemon
from omny.integrity import ConsistencyValidator, Cure, Finding
from omny.query.documents import Document, findings_document
from omny.service.client import connect
from omny.service.place import Place

DAEMON_SECONDS = 600.0
"""How long a daemon may take: a deep check of ten million lines."""

DAEMON_GRACE_SECONDS = 5.0  # to say what it still does then

AGAIN_SECONDS = 0.2  # between looks whether a daemon that begins anew is there again


def verify(place: Place, *, deep: bool, repair: bool, as_json: bool) -> int:
    """Prints what is wrong with the index, and what was and is repaired; 1 where anything is left."""
    document = _by_daemon(place, deep, repair) or _here(place, deep, repair)
    left = [found for found in document["results"] if not found["repaired"]]
    if as_json:
        wire.print_document(document)
        return 1 if left else 0
    for results, style, cure in ((left, RED, "repair"), (document["results"], DIM, "")):
        shown = [each for each in results if bool(cure) != each["repaired"]]
        if shown:
            rows = [(each["kind"], each["where"], _told(each)) for each in shown]
            print(columns(rows, (style,)))
    repaired = len(document["results"]) - len(left)
    if repaired:
        print(painted(f"{count(repaired, 'finding')} repaired", BOLD))
    print(painted(count(len(left), "finding"), BOLD) if left else painted("clean", GREEN))
    return 1 if left else 0


def _told(found: Document) -> str:
    since = f"; right until {found['since']}" if found["since"] else ""
    return f"{found['what']}{since}; {'repaired: ' if found['repaired'] else ''}{found['repair']}"


def _by_daemon(place: Place, deep: bool, repair: bool) -> Document | None:
    """What a daemon has found; None where none runs, or none any more: then it is checked here.

    A daemon that has to begin anew, with a new database, says so by the cure of what it has found. What its successor
    finds is what is left. Raises DaemonError where a daemon runs and gives no answer.
    """
    end = time.monotonic() + DAEMON_SECONDS
    with announced(for_daemon(place), seconds=DAEMON_SECONDS):
        try:
            document = _asked(place, deep, repair, end)
        except DaemonGoneError:  # it has found nothing; whoever takes its place is asked
            document = _asked_again(place, deep, repair, end)
        if document is None or not repair or Cure.DATABASE not in {each["repair"] for each in document["results"]}:
            return document
        again = _asked_again(place, deep, False, end)
    if again is None:  # it has ended instead
        return None
    left = {(each["kind"], each["where"]) for each in again["results"]}
    cured = [each for each in document["results"] if (each["kind"], each["where"]) not in left]
    return again | {"results": again["results"] + [each | {"repaired": True} for each in cured]}


def _asked_again(place: Place, deep: bool, repair: bool, end: float) -> Document | None:
    """What a daemon finds that begins anew; None as soon as none runs."""
    while time.monotonic() < end:
        try:
            document = _asked(place, deep, repair, end)
        except DaemonGoneError:
            document = None
        if document is not None or holder(place.root) is None:
            return document
        time.sleep(AGAIN_SECONDS)
    raise DaemonError("verify", f"the daemon was not there for {DAEMON_SECONDS:g} s", hint="see 'omny doctor'")


def _asked(place: Place, deep: bool, repair: bool, end: float) -> Document | None:
    """What the daemon of the place finds; None where none listens, or one that does not answer: then it is read beside
    that one, which does no harm, and its lock keeps repairs off."""
    left = max(1.0, end - time.monotonic())
    try:
        daemon = connect(place.root, place.path)
    except DaemonGoneError:
        raise
    except DaemonError:
        return None
    if daemon is None:
        return None
    with daemon:
        arguments = {"deep": deep, "repair": repair, "timeout": left}
        return daemon.ask("verify", arguments, timeout=left + DAEMON_GRACE_SECONDS)


def _here(place: Place, deep: bool, repair: bool) -> Document:
    if not repair:
        found, left = _checked(place, deep), None
    else:
        with DaemonLock(place.root):  # none shall start meanwhile
            found = left = _checked(place, deep)
            for anew in (False, True):  # what comes again after its repair is cured by a new database
                if left:
                    _repair(place, left, anew=anew)
                    left = _checked(place, deep)
    still = found if left is None else left
    keys = {(each.kind, each.where) for each in still}
    repaired = [each for each in found if (each.kind, each.where) not in keys]
    with place.reading() as repository:
        return findings_document(still, repaired, place.freshness(repository))


def _checked(place: Place, deep: bool) -> list[Finding]:
    from omny.integrity.repair import file_checks

    try:
        with place.reading() as repository:
            files = file_checks(place.root, repository, load_settings(place.root), jobs=default_jobs())
            return ConsistencyValidator(repository, files=files).check(deep=deep)
    except DamagedError as error:
        return [Finding("unreadable", "", error.reason, Cure.DATABASE)]


def _repair(place: Place, found: list[Finding], *, anew: bool) -> None:
    from omny.integrity.repair import rebuild_database, repair
    from omny.pipeline.indexer import Indexer, index

    settings = load_settings(place.root)
    if anew or any(each.cure == Cure.DATABASE for each in found):
        rebuild_database(place.file("rebuild index"), SYSTEM_CLOCK)
        with place.writing() as repository:
            index(place.root, repository, settings=settings, jobs=default_jobs())
        return
    with place.writing() as repository:
        indexer = Indexer(place.root, repository, settings=settings, jobs=default_jobs())
        repair(repository, indexer, found, SYSTEM_CLOCK)
