"""What a method that gives its receiver gives: an object of the class that it is called on, not of the one that has it."""

from base import Base, Foreign


class Child(Base):  #> inherit base.py::Base
    def step(self):
        return None

    def behind(self):
        return super().fluent()  #> base.py::Base.fluent inferred

    def only(self):
        self.fluent().only()  #> base.py::Base.fluent inferred; ::Child.only inferred


def inherited():
    with Child() as child:  #> ::Child
        child.step()  #> ::Child.step inferred
    Child().fluent().step()  #> ::Child; base.py::Base.fluent inferred; ::Child.step inferred
    Child().typed().step()  #> ::Child; base.py::Base.typed inferred; ::Child.step inferred
    Child().clone().step()  #> ::Child; base.py::Base.clone inferred; ::Child.step inferred
    Child().behind().only()  #> ::Child; ::Child.behind inferred; ::Child.only inferred
    Child().me.step()  #> ::Child; ::Child.step inferred
    Child.make().step()  #> base.py::Base.make; ::Child.step inferred
    Child.named().step()  #> base.py::Base.named; ::Child.step inferred
    Child().fluent().me.typed().only()  #> ::Child; base.py::Base.fluent inferred; base.py::Base.typed inferred; ::Child.only inferred


def of_the_base_itself():
    Base().fluent().step()  #> base.py::Base; base.py::Base.fluent inferred; base.py::Base.step inferred
    Base().fluent().only()  #> base.py::Base; base.py::Base.fluent inferred
    Base.make().only()  #> base.py::Base.make


def not_the_receiver():
    Child().plain().step()  #> ::Child; base.py::Base.plain inferred; base.py::Base.step inferred
    Child().declared().step()  #> ::Child; base.py::Base.declared inferred; base.py::Base.step inferred
    Child().spelled().step()  #> ::Child; base.py::Base.spelled inferred; base.py::Base.step inferred
    Child().rebound().step()  #> ::Child; base.py::Base.rebound inferred; ::Child.step any; base.py::Foreign.step any


def one_of_two(flag):
    either = Child() if flag else Foreign()  #> ::Child; base.py::Foreign
    either.fluent().step()  #> base.py::Base.fluent inferred; base.py::Foreign.fluent inferred; ::Child.step inferred; base.py::Base.step inferred


def by_another_name():
    held = Child().fluent  #> ::Child
    held().step()  #> base.py::Base.fluent inferred; ::Child.step inferred


class Dunder:
    def again(self):
        return self.__class__()  #> ::Dunder.__init__ inferred

    def __init__(self):
        self.__class__.create()  #> ::Dunder.create inferred
        self.__class__.__name__.lower()  #> unresolved self.__class__.__name__.lower
        super().__class__.create()  #> !

    @classmethod  #> !
    def create(cls):
        cls.__class__.create()  #> !
        return cls()  #> ::Dunder.__init__


class Told:
    __class__ = Base

    def use(self):
        self.__class__.create()  #> !
        self.__class__().step()  #> ?base.py::Base any; ?base.py::Base.step any


def outside(dunder: Dunder, unknown):
    dunder.__class__.create()  #> ::Dunder.create inferred
    unknown.__class__.create()  #> unresolved unknown.__class__.create


class Waiting:
    async def __aenter__(self):
        return self

    def __enter__(self):
        return Foreign()  #> base.py::Foreign

    def step(self):
        return None


async def entered():
    async with Waiting() as first, Waiting() as second:  #> ::Waiting
        first.step()  #> ::Waiting.step inferred
        second.step()  #> ::Waiting.step inferred
    with Waiting() as third:  #> ::Waiting
        third.step()  #> base.py::Foreign.step inferred
    async with Child() as fourth:  #> ::Child
        fourth.step()  #> !
