"""Which atom a call belongs to: the code that runs when it happens."""


def make(value=None):
    return value


def deco(argument):
    return argument


def defaults(x=make(), *, y=make()):  #> <module> -> ::make
    return x, y


def annotated(x: make() = 1) -> make():  #> ?<module> -> ::make; ?::annotated -> ::make
    return x


@deco(make())  #> <module> -> ::make; <module> -> ::deco; ::decorated -> decorator ::deco
def decorated():
    return make()  #> ::decorated -> ::make


class Body:
    made = make()  #> ::Body -> ::make

    def method(self, x=make()):  #> ::Body -> ::make
        return make()  #> ::Body.method -> ::make


def formatted():
    return f"{make()} and {make(make)!r:>{make(10)}}"  #> ::make; callback ::make


def conditional():
    return make() if make() else make()  #> ::make


def in_subscript(xs):
    xs[make()] = make()  #> ::make
    del xs[make()]  #> ::make
    assert make(), make()  #> ::make
    raise make()  #> ::make


def starred():
    return [*make()], {**make()}, make(*make(), **make())  #> ::make


def matched():
    match make():  #> ::make
        case 1 if make():  #> ::make
            return make()  #> ::make


def yielded():
    yield make()  #> ::make
    yield from make()  #> ::make


async def awaited():
    await make()  #> ::make
    async with make() as a:  #> ::make
        pass
    async for b in make():  #> ::make
        pass
    return [await make(c) async for c in make()]  #> ::make


if make():  #> <module> -> ::make
    make()  #> <module> -> ::make
else:
    for _ in make():  #> <module> -> ::make
        make()  #> <module> -> ::make

if __name__ == "__main__":
    formatted()  #> <module> -> ::formatted
