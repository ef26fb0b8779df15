from typing import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from plugins.stars import *
from shop.repo import Child, Client, Repo

pytest_plugins = ["plugins.clients"]


@pytest.fixture  #> !
def repo():
    return Repo()  #> shop/repo.py::Repo


@pytest.fixture(scope="session")  #> !
def session_repo() -> Repo:
    return make()  #> ::make


@pytest.fixture  #> !
def yielded(repo):
    repo.save()  #> shop/repo.py::Repo.save inferred
    child = repo.child()  #> shop/repo.py::Repo.child inferred
    yield child
    child.close()  #> shop/repo.py::Child.close inferred


@pytest.fixture  #> !
def annotated() -> Iterator[Child]:
    yield make()  #> ::make


@pytest_asyncio.fixture  #> !
async def waiting() -> Child:
    return make()  #> ::make


@pytest_asyncio.fixture  #> !
async def streaming() -> AsyncIterator[Child]:
    yield make()  #> ::make


@pytest.fixture(name="renamed")  #> !
def _renamed():
    return Child()  #> shop/repo.py::Child


@pytest.fixture  #> !
def make_child():
    def make_one():
        return Child()  #> ::make_child.make_one -> shop/repo.py::Child

    return make_one


@pytest.fixture  #> !
def child_class():
    return Child


@pytest.fixture(autouse=True)  #> !
def around(repo):
    repo.save()  #> shop/repo.py::Repo.save inferred


@pytest.fixture(params=[Client, Repo])  #> !
def either(request):
    return request.param()  #> unresolved request.param


def make():
    return unknown()  #> !
