import pytest

from shop.repo import Client, Repo


def test_plain(repo, session_repo):
    repo.save()  #> shop/repo.py::Repo.save inferred
    session_repo.save()  #> shop/repo.py::Repo.save inferred


def test_yielded(yielded, annotated):
    yielded.close()  #> shop/repo.py::Child.close inferred
    annotated.close()  #> shop/repo.py::Child.close inferred


async def test_async(waiting, streaming):
    waiting.close()  #> shop/repo.py::Child.close inferred
    streaming.close()  #> shop/repo.py::Child.close inferred


def test_named(renamed, _renamed):
    renamed.close()  #> shop/repo.py::Child.close inferred
    _renamed.close()  #> unresolved _renamed.close


def test_factories(make_child, child_class):
    make_child().close()  #> conftest.py::make_child.make_one inferred; shop/repo.py::Child.close inferred
    child_class().close()  #> shop/repo.py::Child inferred; shop/repo.py::Child.close inferred


def test_plugins(plugged, starry, other_name):
    plugged.get()  #> shop/repo.py::Client.get inferred
    starry.get()  #> shop/repo.py::Client.get inferred
    other_name.get()  #> shop/repo.py::Client.get inferred


def test_requested(request):
    found = request.getfixturevalue("repo")  #> unresolved request.getfixturevalue
    found.save()  #> shop/repo.py::Repo.save inferred
    request.getfixturevalue("renamed").close()  #> shop/repo.py::Child.close inferred; unresolved request.getfixturevalue
    request.getfixturevalue("no" + "ne").close()  #> unresolved request.getfixturevalue


def test_annotated(repo: Client):
    repo.get()  #> shop/repo.py::Client.get inferred


def test_not_known(nothing, either, default=Repo):
    nothing.save()  #> unresolved nothing.save
    either.save()  #> unresolved either.save


def test_default(repo=None):
    repo.save()  #> !


@pytest.mark.parametrize("repo", [Client()])  #> <module> -> shop/repo.py::Client
def test_parametrized(repo):
    repo.save()  #> unresolved repo.save


@pytest.mark.parametrize(("repo", "number"), [(1, 2)], indirect=["repo"])  #> !
def test_indirect(repo, number):
    repo.save()  #> shop/repo.py::Repo.save inferred


@given(repo=strategy())  #> !
def test_given(repo, yielded):
    repo.save()  #> unresolved repo.save
    yielded.close()  #> shop/repo.py::Child.close inferred


@mock.patch("shop.repo.Repo")  #> !
def test_patched(repo, yielded):
    repo.save()  #> unresolved repo.save
    yielded.close()  #> shop/repo.py::Child.close inferred


def helper(repo):
    repo.save()  #> unresolved repo.save


@pytest.mark.usefixtures("repo")  #> !
class TestCart:
    @pytest.fixture  #> !
    def repo(self, repo):
        return repo.child()  #> shop/repo.py::Repo.child inferred

    def test_nearest(self, repo):
        repo.close()  #> shop/repo.py::Child.close inferred

    @staticmethod  #> !
    def test_static(repo):
        repo.close()  #> shop/repo.py::Child.close inferred

    def helper(self, repo):
        repo.close()  #> unresolved repo.close


class TestBelow(TestCart):  #> inherit ::TestCart
    def test_inherited(self, repo, yielded):
        repo.close()  #> shop/repo.py::Child.close inferred
        yielded.close()  #> shop/repo.py::Child.close inferred
