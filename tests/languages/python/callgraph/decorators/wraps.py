def deco(function):
    def wrapper(*args):
        return function(*args)  #> !

    return wrapper


def factory(n):
    def inner(function):
        return function

    return inner


class Registry:
    def register(self, function):
        return function

    def route(self, path, methods=()):
        return self.register


registry = Registry()  #> <module> -> ::Registry
