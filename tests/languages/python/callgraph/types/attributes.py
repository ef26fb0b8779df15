"""What attributes are known to hold."""

from dataclasses import dataclass
from typing import ClassVar, Final

from repo import Repo, Row, make


class Service:
    shared = Repo()  #> ::Service -> repo.py::Repo
    declared: Row

    def __init__(self, given: Repo, unknown, built=None):
        self.made = Repo()  #> repo.py::Repo
        self.given = given
        self.unknown = unknown
        self.annotated: Repo = unknown
        self.returned = make()  #> repo.py::make
        self.either = built or Repo()  #> repo.py::Repo

    def use(self):
        self.made.save()  #> repo.py::Repo.save inferred
        self.given.save()  #> repo.py::Repo.save inferred
        self.unknown.save()  #> !
        self.annotated.save()  #> repo.py::Repo.save inferred
        self.returned.save()  #> repo.py::Repo.save inferred
        self.either.save()  #> repo.py::Repo.save inferred
        self.shared.save()  #> repo.py::Repo.save inferred
        self.declared.show()  #> repo.py::Row.show inferred
        self.late.save()  #> repo.py::Repo.save inferred
        self.never.save()  #> !
        Service.shared.save()  #> repo.py::Repo.save inferred
        self.made.first().show()  #> repo.py::Repo.first inferred; repo.py::Row.show inferred

    def later(self):
        self.late = Repo()  #> repo.py::Repo

    def aliased(self):
        repo = self.made
        repo.save()  #> repo.py::Repo.save inferred


class Heir(Service):  #> inherit ::Service
    def use(self):
        self.made.save()  #> repo.py::Repo.save inferred
        self.shared.save()  #> repo.py::Repo.save inferred


@dataclass  #> !
class Order:
    repo: Repo
    row: "Row | None" = None

    def use(self):
        self.repo.save()  #> repo.py::Repo.save inferred
        self.row.show()  #> repo.py::Row.show inferred


def from_outside(order: Order, service: Service):
    order.repo.save()  #> repo.py::Repo.save inferred
    service.made.save()  #> repo.py::Repo.save inferred
    service.given.first().next().show()  #> repo.py::Repo.first inferred; repo.py::Row.next inferred; repo.py::Row.show inferred


class Constant:
    kept: ClassVar = Repo()  #> ::Constant -> repo.py::Repo

    def __init__(self, unknown):
        self.made: Final = Repo()  #> repo.py::Repo
        self.told: Final[Row] = unknown
        self.nothing: Final = unknown

    def use(self):
        self.made.save()  #> repo.py::Repo.save inferred
        self.told.show()  #> repo.py::Row.show inferred
        self.kept.save()  #> repo.py::Repo.save inferred
        self.nothing.save()  #> !
