"""A check of the index by this process, and its repair. `Session.verify` decides whether a daemon does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omny.base.clock import SYSTEM_CLOCK
from omny.base.config import default_jobs, load_settings
from omny.base.errors import DamagedError
from omny.base.lock import DaemonLock
from omny.integrity import ConsistencyValidator, Finding
from omny.model.cures import Cure
from omny.service.answers import VerifyAnswer

if TYPE_CHECKING:
    from omny.service.place import Place


def verify_here(place: Place, deep: bool, repair: bool) -> VerifyAnswer:
    """The findings, those that were repaired among them."""
    if not repair:
        found, left = _check(place, deep), None
    else:
        with DaemonLock(place.root):  # none shall start meanwhile
            found = left = _check(place, deep)
            for anew in (False, True):  # what comes again after its repair is cured by a new database
                if left:
                    _repair(place, left, anew=anew)
                    left = _check(place, deep)
    still = found if left is None else left
    keys = {(each.kind, each.where) for each in still}
    repaired = [each for each in found if (each.kind, each.where) not in keys]
    with place.reading() as repository:
        return VerifyAnswer.of(still, repaired, place.freshness(repository))


def _check(place: Place, deep: bool) -> list[Finding]:
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
