"""Functions that are passed by name, to whatever may call them."""

import threading
from functools import partial

import jobs
from jobs import work


def key(x):
    return x


def apply(function, *rest, **named):
    return function(*rest)  #> jobs.py::work inferred; ::Button inferred; ::View.fixed inferred; ::View.save inferred; ::key inferred


class Button:
    def on(self, name, handler):
        handler()  #> !


class View:
    def __init__(self):
        self.button = Button()  #> ::Button
        self.button.on("click", self.save)  #> ::Button.on inferred; callback ::View.save any
        self.button.on("drop", jobs.work)  #> ::Button.on inferred; callback jobs.py::work

    def save(self):
        apply(self.save)  #> ::apply; callback ::View.save any
        apply(self.missing)  #> ::apply
        apply(View.fixed)  #> ::apply; callback ::View.fixed

    @staticmethod  #> !
    def fixed():
        return 1


def use(xs, parameter):
    map(key, xs)  #> callback ::key
    sorted(xs, key=key)  #> callback ::key
    threading.Thread(target=work).start()  #> callback jobs.py::work
    partial(key, 1)  #> callback ::key
    apply(partial(work, 1), key=jobs.work)  #> ::apply; callback jobs.py::work
    apply(parameter, xs)  #> ::apply
    apply(key(work))  #> ::apply; ::key; callback jobs.py::work
    apply(lambda: key(1))  #> ::apply; ::key
    apply("key", 1, None)  #> ::apply
    number = 3
    apply(number)  #> ::apply
    alias = key
    apply(alias)  #> ::apply; callback ::key inferred
    instance = Button()  #> ::Button
    apply(instance)  #> ::apply
    result = key(1)  #> ::key
    apply(result)  #> ::apply
    apply(Button)  #> ::apply; ?callback ::Button
    apply(*xs, **xs)  #> ::apply


map(key, [])  #> <module> -> callback ::key
