import pytest

from shop.repo import Client


@pytest.fixture  #> !
def plugged():
    return Client()  #> shop/repo.py::Client


@pytest.fixture  #> !
def starred():
    return Client()  #> shop/repo.py::Client


@pytest.fixture(name="other_name")  #> !
def imported():
    return Client()  #> shop/repo.py::Client
