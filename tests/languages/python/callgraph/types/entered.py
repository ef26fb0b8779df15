"""What `with` binds: what entering gives, and of a generator that is a context manager what it yields."""

from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import AsyncIterator, Iterator

from repo import Repo, Row


@contextmanager  #> !
def opened() -> Iterator[Repo]:
    yield Repo()  #> repo.py::Repo


@asynccontextmanager  #> !
async def later() -> AsyncIterator[Row]:
    yield Row()  #> repo.py::Row


def given() -> AbstractContextManager[Repo]:
    return opened()  #> ::opened


def without(repos: list[Repo]):
    repos.save()  #> !
    opened().save()  #> ::opened
    given().save()  #> ::given


async def use():
    with opened() as repo:  #> ::opened
        repo.save()  #> repo.py::Repo.save inferred
    async with later() as row:  #> ::later
        row.show()  #> repo.py::Row.show inferred
        row.save()  #> !
    held = opened()  #> ::opened
    with held as repo, later() as row:  #> ::later
        repo.save()  #> repo.py::Repo.save inferred
    with opened() as repo, opened():  #> ::opened
        repo.show()  #> !
    with given() as repo:  #> ::given
        repo.save()  #> repo.py::Repo.save inferred
