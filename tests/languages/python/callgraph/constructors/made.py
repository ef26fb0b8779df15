"""What a construction calls: its own __init__; else the class, and what it inherits."""

from dataclasses import dataclass


class Own:
    def __init__(self):
        self.ready = True


class Without:
    pass


class Inherits(Own):  #> inherit ::Own
    pass


class Further(Inherits):  #> inherit ::Inherits
    pass


class Stranger(Exception):  #> !
    pass


class Callable:
    def __call__(self, x):
        return x


@dataclass  #> !
class Data:
    x: int = 0

    def norm(self):
        return self.x


def use():
    Own()  #> ::Own.__init__
    Without()  #> ::Without
    Inherits()  #> ::Inherits; ::Own.__init__ any
    Further()  #> ::Further; ::Own.__init__ any
    raise Stranger("x")  #> ::Stranger


def call_instances():
    c = Callable()  #> ::Callable
    c(1)  #> ::Callable.__call__ inferred
    Callable()(1)  #> ::Callable; ::Callable.__call__ inferred
    w = Without()  #> ::Without
    w()  #> !


def data():
    d = Data(1)  #> ::Data
    return d.norm()  #> ::Data.norm inferred
