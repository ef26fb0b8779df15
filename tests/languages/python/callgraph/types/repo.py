class Repo:
    def save(self):
        return 1

    def first(self) -> "Row":
        return Row()  #> ::Row

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


class Row:
    def show(self):
        return 1

    def next(self):
        return Row()  #> ::Row


class Builder:
    def a(self):
        return self

    def b(self) -> "Builder":
        return self

    def done(self):
        return Repo()  #> ::Repo


def make() -> Repo:
    return Repo()  #> ::Repo


def make_plainly():
    return Repo()  #> ::Repo


def make_either(flag):
    if flag:
        return Repo()  #> ::Repo
    return Row()  #> ::Row


def make_nothing(x):
    return x


async def make_later() -> Repo:
    return Repo()  #> ::Repo
