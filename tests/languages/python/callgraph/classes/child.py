"""Receivers that are classes and instances: self, cls, super, and the way up."""

import base
from base import Middle, Root


class Child(Middle):  #> inherit base.py::Middle
    def __init__(self):
        super().__init__("child")  #> base.py::Root.__init__ any

    def own(self):
        self.ping()  #> base.py::Root.ping any
        self.hook()  #> ::Child.hook any
        self.missing()  #> !
        return self.own()  #> ::Child.own any

    def hook(self):
        super().hook()  #> base.py::Middle.hook any
        super(Child, self).hook()  #> base.py::Middle.hook any
        Middle.hook(self)  #> base.py::Middle.hook
        Root.hook(self)  #> base.py::Root.hook
        base.Root.hook(self)  #> base.py::Root.hook
        super().missing()  #> !

    @classmethod  #> !
    def build(cls):
        cls.helper()  #> ::Child.helper any
        cls().own()  #> ::Child.__init__ any; ::Child.own any
        return cls()  #> ::Child.__init__ any

    @classmethod  #> !
    def rebuild(cls):
        return super().build_base()  #> !

    @staticmethod  #> !
    def helper():
        return Child.helper()  #> ::Child.helper

    @staticmethod  #> !
    def not_self(self):
        return self.own()  #> !


class Dotted(base.Middle):  #> inherit base.py::Middle
    def use(self):
        self.hook()  #> base.py::Middle.hook any
        self.ping()  #> base.py::Root.ping any


class Unknown(base.Nowhere):  #> !
    def use(self):
        self.ping()  #> !
        super().ping()  #> !


class Nested:
    class Inner:
        def go(self):
            return 1

    def use(self):
        self.Inner().go()  #> ::Nested.Inner any; ::Nested.Inner.go inferred
        Nested.Inner().go()  #> ::Nested.Inner; ::Nested.Inner.go inferred


def oddly_named(this):
    return this.ping()  #> !


class OtherReceiver:
    def method(this):
        return this.other()  #> ::OtherReceiver.other any

    def other(this):
        def inner():
            return this.method()  #> ::OtherReceiver.method any

        return inner()  #> ::OtherReceiver.other.inner

    def rebinds(self):
        self = Root("x")  #> base.py::Root.__init__
        return self
