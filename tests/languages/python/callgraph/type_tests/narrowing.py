"""A test of a type says what a name is in the code that it guards, and what it is not behind code that leaves."""


class A:
    def go(self):
        return 1


class B:
    def go(self):
        return 2


def instance(value: A | B):
    if isinstance(value, A):  #> !
        return value.go()  #> ::A.go inferred
    return value.go()  #> ::B.go inferred


def optional(value: A | None):
    if value is None:
        return value.go()  #> ::A.go inferred
    return value.go()  #> ::A.go inferred


def kind(value: A | B):
    if type(value) is A:  #> !
        value.go()  #> ::A.go inferred; ::B.go inferred


def made(flag):
    value = A() if flag else B()  #> ::A; ::B
    if not isinstance(value, A):  #> !
        return None
    return value.go()  #> ::A.go inferred


def matched(value: A | B):
    match value:
        case A():
            return value.go()  #> ::A.go inferred


def other(value: A):
    assert isinstance(value, B)  #> !
    value.go()  #> ::B.go inferred
