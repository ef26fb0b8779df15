"""A use that stands before the definition that counts in the end never leads to that one exactly."""

from typing import overload


def helper():
    return 1


def twice():
    return 1


twice()  #> <module> -> ::twice


def twice():
    return 2


def later():
    return twice()  #> ::twice~2 inferred; ?::twice inferred


class Model:
    first = helper()  #> ::Model -> ::Model.helper inferred

    def helper(self):
        return 2

    second = other()  #> ::Model -> unresolved other

    def own(self):
        return helper()  #> ::helper

    third = own(None)  #> ::Model -> ::Model.own


class Twice:
    def make():
        return 1

    made = make()  #> ?::Twice -> ::Twice.make inferred; ?::Twice -> ::Twice.make~2 inferred

    def make():
        return 2


def inside():
    def step():
        return 1

    step()  #> ::inside -> ::inside.step

    def step():
        return 2

    return step()  #> ::inside.step~2 inferred


@overload  #> !
def parse(text: str) -> str: ...


@overload  #> !
def parse(text: bytes) -> bytes: ...


def parse(text):
    return text


parse("1")  #> <module> -> ::parse~3
