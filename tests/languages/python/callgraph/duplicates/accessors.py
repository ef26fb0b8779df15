"""A property and its setter share a name; a read gives what the getter returns."""


class Repo:
    def save(self):
        return self


class Holder:
    def __init__(self):
        self._repo = Repo()  #> ::Repo

    @property  #> !
    def repo(self) -> Repo:
        return check(self._repo)  #> ::Holder.repo -> ::check

    @repo.setter  #> !
    def repo(self, value):
        self._repo = check(value)  #> ::Holder.repo~2 -> ::check

    def use(self):
        return self.repo.save()  #> ::Repo.save inferred; ?::Holder.repo any


def check(value):
    return value
