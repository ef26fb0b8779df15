"""What local names are known to hold."""

import repo
from repo import Builder, Repo, Row, make, make_either, make_later, make_nothing, make_plainly
from typing import Optional, Union


def constructed():
    r = Repo()  #> repo.py::Repo
    r.save()  #> repo.py::Repo.save inferred
    r.missing()  #> !
    q = repo.Repo()  #> repo.py::Repo
    q.save()  #> repo.py::Repo.save inferred
    s = r
    s.save()  #> repo.py::Repo.save inferred


def returned():
    make().save()  #> repo.py::make; repo.py::Repo.save inferred
    r = make_plainly()  #> repo.py::make_plainly
    r.save()  #> repo.py::Repo.save inferred
    r.first().show()  #> repo.py::Repo.first inferred; repo.py::Row.show inferred
    make_nothing(r).save()  #> repo.py::make_nothing


def returned_either(flag):
    x = make_either(flag)  #> repo.py::make_either
    x.save()  #> repo.py::Repo.save inferred
    x.show()  #> repo.py::Row.show inferred


def chained():
    Builder().a().b().done().save()  #> repo.py::Builder; repo.py::Builder.a inferred; repo.py::Builder.b inferred; repo.py::Builder.done inferred; repo.py::Repo.save inferred
    Row().next().next().show()  #> repo.py::Row; repo.py::Row.next inferred; repo.py::Row.show inferred


def several(flag):
    x = Repo() if flag else Row()  #> repo.py::Repo; repo.py::Row
    x.save()  #> repo.py::Repo.save inferred
    x.show()  #> repo.py::Row.show inferred


def branches(flag):
    if flag:
        x = Repo()  #> repo.py::Repo
    else:
        x = Other()  #> ::Other
    x.save()  #> repo.py::Repo.save inferred; ::Other.save inferred


def fallback(given: Repo = None):
    r = given or make()  #> repo.py::make
    r.save()  #> repo.py::Repo.save inferred


def walrus():
    if r := Repo():  #> repo.py::Repo
        r.save()  #> repo.py::Repo.save inferred


def with_as():
    with Repo() as r:  #> repo.py::Repo; ?repo.py::Repo.__enter__ inferred; ?repo.py::Repo.__exit__ inferred
        r.save()  #> repo.py::Repo.save inferred


def annotated_local(x):
    r: Repo = x
    r.save()  #> repo.py::Repo.save inferred
    s: "Repo"
    s.save()  #> repo.py::Repo.save inferred


def closure():
    r = Repo()  #> repo.py::Repo

    def inner():
        r.save()  #> repo.py::Repo.save inferred

    return lambda: r.save()  #> repo.py::Repo.save inferred


async def later():
    (await make_later()).save()  #> repo.py::make_later; repo.py::Repo.save inferred
    r = await make_later()  #> repo.py::make_later
    r.save()  #> repo.py::Repo.save inferred


def rebound_to_unknown(x):
    r = Repo()  #> repo.py::Repo
    for r in x:
        r.walk()  #> !


class Other:
    def save(self):
        return 1
