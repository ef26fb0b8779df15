from typing import Self, TypeVar

T = TypeVar("T")  #> !


class Base:
    def __enter__(self) -> Self:
        return self

    def fluent(self):
        return self

    def typed(self: T) -> T:
        self.step()  #> ::Base.step inferred
        return self

    def clone(self):
        return self.__class__()  #> ::Base inferred

    def plain(self):
        return Base()  #> ::Base

    def declared(self) -> "Base":
        return self

    def spelled(self: "Base") -> "Base":
        return self

    @property  #> !
    def me(self):
        return self

    @classmethod  #> !
    def make(cls):
        return cls()  #> ::Base

    @classmethod  #> !
    def named(cls: type[T]) -> T:
        return cls()  #> ::Base

    def step(self):
        return None

    def rebound(self):
        self = Foreign()  #> ::Foreign
        return self


class Foreign:
    def fluent(self):
        return Base()  #> ::Base

    def step(self):
        return None
