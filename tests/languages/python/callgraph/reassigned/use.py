"""What has read a name before it is bound anew stands for what the name was."""

import mod


def fn():
    return base()  #> ::base inferred; ::patched inferred


orig = fn


def fn():
    return orig()  #> ::fn~2 -> ::fn inferred


fn()  #> <module> -> ::fn~2 inferred


def base():
    return 1


def wrapper(f):
    def inner():
        return f()  #> ::wrapper.inner -> mod.py::g inferred

    return inner


kept = base


def patched():
    return kept()  #> ::base inferred


base = patched


def plain():
    return 1


first = plain
plain = wrapper(plain)  #> <module> -> ::wrapper; <module> -> callback ::plain any; ?<module> -> callback ::wrapper.inner any


def use():
    first()  #> ::plain inferred
    plain()  #> ::plain inferred; ::wrapper.inner inferred


original = mod.f


def replacement():
    return original()  #> mod.py::f inferred


mod.f = replacement
mod.g = wrapper(mod.g)  #> <module> -> ::wrapper; <module> -> callback mod.py::g


class Store:
    def save(self):
        return 1

    def patch(self):
        saved = self.save

        def save():
            return saved()  #> ::Store.patch.save -> ::Store.save inferred

        self.save = save


class Child(Store):  #> inherit ::Store
    def patch(self):
        saved = self.save

        def save():
            return saved()  #> ::Child.patch.save -> ::Store.save inferred; ?::Child.patch.save -> ::Store.patch.save inferred

        self.save = save


def loop(items):
    step = base
    for _ in items:
        last = step

        def step():
            return last()  #> ::loop.step -> ::loop.step inferred; ::loop.step -> ::base inferred; ::loop.step -> ::patched inferred


def local(fn):
    orig = fn

    def fn():
        return orig()  #> !

    return fn


def shadow():
    fn = 3
    return fn


class Body:
    def one(self):
        return 1

    two = one

    def one(self):
        return self.two()  #> ::Body.one~2 -> ::Body.one inferred
