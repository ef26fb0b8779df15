"""A local name hides the function of the module."""

from elsewhere import anything, things


def foo():
    return None


def by_parameter(foo):
    return foo()  #> !


def by_default_parameter(foo=None):
    return foo()  #> !


def by_star(*foo):
    return foo()  #> !


def by_keyword_only(*, foo):
    return foo()  #> !


def by_local():
    foo = anything()  #> !
    return foo()  #> !


def before_it_is_bound():
    foo()  #> !
    foo = 1
    return foo


def by_for():
    for foo in things:
        foo()  #> !


def by_with():
    with things as foo:
        foo()  #> !


def by_except():
    try:
        pass
    except ValueError as foo:
        foo()  #> !


def by_import():
    from elsewhere import foo

    foo()  #> !


def by_tuple():
    foo, bar = things
    foo()  #> !
    bar()  #> !


def by_walrus():
    if foo := anything():  #> !
        foo()  #> !


def by_match(value):
    match value:
        case {"key": foo}:
            foo()  #> !


def by_capture(value):
    match value:
        case [foo, *_]:
            foo()  #> !


def by_class():
    class foo:
        pass

    foo()  #> ::by_class.foo


def not_by_keyword_argument():
    anything(foo=1)  #> !
    foo()  #> ::foo


def not_by_attribute():
    things.foo = 1
    foo()  #> ::foo


def not_by_neighbour():
    foo()  #> ::foo
