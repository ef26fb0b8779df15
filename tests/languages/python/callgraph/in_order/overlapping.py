"""Several names, functions of a function, and definitions in branches."""

import sys


def one():
    return 1


one()  #> ::one


def two():
    return 2


one()  #> ::one
two()  #> ::two


def one():
    return 1


one()  #> ::one~2 inferred
two()  #> ::two
sorted([], key=two)  #> callback ::two


def two():
    return 2


def around():
    def inner():
        return 1

    inner()  #> ::around -> ::around.inner

    def inner():
        return 2

    return inner()  #> ::around -> ::around.inner~2 inferred


if sys.argv:

    def branch():
        return 1

    branch()  #> ::branch inferred
else:

    def branch():
        return 2


branch()  #> ::branch inferred; ::branch~2 inferred


def branch():
    return 3


for _ in sys.argv:
    loop = None

    def turn():
        return 1

    turn()  #> ::turn

    def turn():
        return 2


def made():
    return 1


made = two


made()  #> ::made~2 any; ?::two~2 any


def made():
    return 2
