import pytest

from shop.repo import Client


@pytest.fixture  #> !
def starry():
    return Client()  #> shop/repo.py::Client
