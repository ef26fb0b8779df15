"""A decorator is an edge of its own type, from what it decorates."""

import functools
from wraps import deco, factory, registry as reg
import wraps


@deco  #> decorator wraps.py::deco
def plain():
    return target()  #> ::target


@factory(1)  #> decorator wraps.py::factory; <module> -> wraps.py::factory
def made():
    return target()  #> ::target


@wraps.deco  #> decorator wraps.py::deco
@deco  #> decorator wraps.py::deco
def twice():
    return 1


@reg.register  #> decorator wraps.py::Registry.register inferred
def registered():
    return 1


@reg.route("/", methods=["GET"])  #> decorator wraps.py::Registry.route inferred; <module> -> wraps.py::Registry.route inferred
async def routed():
    return target()  #> ::target


@functools.lru_cache(maxsize=None)  #> !
def cached():
    return 1


@deco  #> decorator wraps.py::deco
class Decorated:
    @deco  #> ::Decorated.method -> decorator wraps.py::deco
    def method(self):
        return 1

    @wraps.factory(2)  #> ::Decorated.other -> decorator wraps.py::factory; ::Decorated -> wraps.py::factory
    def other(self):
        return self.method()  #> ::Decorated.method any

    @staticmethod  #> !
    @deco  #> ::Decorated.fixed -> decorator wraps.py::deco
    def fixed():
        return 1

    def local(self):
        @deco  #> ::Decorated.local.inner -> decorator wraps.py::deco
        def inner():
            return 1

        return inner()  #> ::Decorated.local.inner


def target():
    return 1


def use():
    plain()  #> ::plain
    made()  #> ::made
    Decorated()  #> ::Decorated
    Decorated.fixed()  #> ::Decorated.fixed
