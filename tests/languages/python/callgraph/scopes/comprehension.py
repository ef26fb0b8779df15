"""Comprehensions and lambdas have scopes of their own; what they call, the code around them calls."""

from elsewhere import things


def foo(x=None):
    return x


def listed():
    return [foo(x) for x in things]  #> ::foo


def hidden():
    return [foo() for foo in things]  #> !


def not_hidden_behind():
    [foo for foo in things]
    return foo()  #> ::foo


def conditions():
    return {x: foo(x) for x in things if foo(x)}  #> ::foo


def generated():
    return sum(foo(x) for x in things)  #> ::foo


def in_lambda():
    return lambda x: foo(x)  #> ::foo


def lambda_hides():
    return lambda foo: foo()  #> !


def lambda_hides_by_default():
    return lambda x, foo=1: foo()  #> !


def lambda_hides_itself_only():
    return (lambda foo: foo), foo()  #> ::foo


def walrus_goes_out():
    [foo := x for x in things]
    return foo()  #> !


everything = [foo(x) for x in things]  #> <module> -> ::foo
