"""What annotations say."""

from __future__ import annotations

import typing

import repo
from repo import Repo, Row
from typing import Annotated, Iterable, List, Optional, TypeVar, Union


def plain(r: Repo):
    r.save()  #> repo.py::Repo.save inferred


def dotted(r: repo.Repo):
    r.save()  #> repo.py::Repo.save inferred


def quoted(r: "Repo"):
    r.save()  #> repo.py::Repo.save inferred


def optional(r: Optional[Repo], s: Repo | None, t: "Repo | None" = None):
    r.save()  #> repo.py::Repo.save inferred
    s.save()  #> repo.py::Repo.save inferred
    t.save()  #> repo.py::Repo.save inferred


def union(x: Union[Repo, Row], y: Repo | Row):
    x.save()  #> repo.py::Repo.save inferred
    y.show()  #> repo.py::Row.show inferred


def items(xs: list[Repo], ys: List["Row"], zs: Iterable[Repo]):
    for x in xs:
        x.save()  #> repo.py::Repo.save inferred
    for y in ys:
        y.show()  #> repo.py::Row.show inferred
    [z.save() for z in zs]  #> repo.py::Repo.save inferred
    xs[0].save()  #> repo.py::Repo.save inferred
    xs.save()  #> !


def values(table: dict[str, Repo]):
    table["a"].save()  #> repo.py::Repo.save inferred
    for name in table:
        name.save()  #> !


def keyword_only(*, r: Repo):
    r.save()  #> repo.py::Repo.save inferred


def star(*rs: Repo, **named: Repo):
    rs.save()  #> !
    for r in rs:
        r.save()  #> repo.py::Repo.save inferred


def of_a_class(kind: type[Repo]):
    kind().save()  #> repo.py::Repo any; repo.py::Repo.save inferred


def unknown_type(x: Nowhere, y: int, z: Annotated[Repo, "meta"]):
    x.save()  #> !
    y.save()  #> !
    z.save()  #> repo.py::Repo.save inferred


def unannotated(r):
    r.save()  #> !


BoundRow = TypeVar("BoundRow", bound="Row")  #> !
Dotted = typing.TypeVar("Dotted", bound=repo.Row)  #> !
Free = TypeVar("Free")  #> !
Constrained = TypeVar("Constrained", Repo, Row)  #> !


def variable(bound: BoundRow, dotted: Dotted, several: list[BoundRow], free: Free, constrained: Constrained) -> BoundRow:
    bound.show()  #> repo.py::Row.show inferred
    dotted.show()  #> repo.py::Row.show inferred
    several[0].show()  #> repo.py::Row.show inferred
    free.show()  #> !
    constrained.show()  #> !
    bound.save()  #> !
    variable(bound, dotted, several, free, constrained).show()  #> ::variable; repo.py::Row.show inferred
