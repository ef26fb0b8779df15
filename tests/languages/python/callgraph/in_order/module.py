"""Code of a module runs in order: a name of two definitions is the first one until the second has run."""


def step():
    return 1


step()  #> ::step
total = [step() for _ in range(3)]  #> ::step; !
later = lambda: step()  #> ::step~2 inferred


def between(value=step()):  #> <module> -> ::step
    return step()  #> ::between -> ::step~2 inferred


if total:
    step()  #> ::step


class Holder:
    def method(self):
        return step()  #> ::Holder.method -> ::step~2 inferred


step()  #> ::step


def trace(function):
    return function


@trace  #> decorator ::trace
def step(value=step()):  #> <module> -> ::step
    return step()  #> ::step~2 -> ::step~2 inferred


step()  #> ::step~2 inferred


def use():
    return step()  #> ::use -> ::step~2 inferred
