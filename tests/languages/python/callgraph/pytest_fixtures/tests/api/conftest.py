import pytest

from shop.repo import Client


@pytest.fixture  #> !
def repo(repo):
    repo.save()  #> shop/repo.py::Repo.save inferred
    return Client()  #> shop/repo.py::Client
