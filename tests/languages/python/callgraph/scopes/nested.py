"""Functions in functions, and names that hide others."""


def helper():
    return 1


def outer():
    def helper():
        return 2

    def inner():
        return helper()  #> ::outer.helper

    helper()  #> ::outer.helper
    return inner()  #> ::outer.inner


def deep():
    def one():
        def two():
            return helper()  #> ::helper

        return two()  #> ::deep.one.two

    return one()  #> ::deep.one


def recursive(n):
    return recursive(n - 1)  #> ::recursive


def unseen():
    return inner()  #> !


helper()  #> <module> -> ::helper
