from plugins.clients import starred
from plugins.clients import imported as aliased

import pytest


def test_nearer(repo, starred):
    repo.get()  #> shop/repo.py::Client.get inferred
    starred.get()  #> shop/repo.py::Client.get inferred


def test_above(yielded):
    yielded.close()  #> shop/repo.py::Child.close inferred


@pytest.fixture  #> !
def local(repo):
    return repo


class TestDeep:
    def test_local(self, local):
        local.get()  #> shop/repo.py::Client.get inferred
