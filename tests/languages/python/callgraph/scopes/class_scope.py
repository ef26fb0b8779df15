"""Names of a class body are seen by the body, not by the methods."""


def save():
    return 1


class Store:
    def save(self):
        return 2

    def run(self):
        return save()  #> ::save

    def helper():
        return "a value for the body"

    value = helper()  #> ::Store -> ::Store.helper

    class Inner:
        def run(self):
            return save()  #> ::save

        def outer_name(self):
            return Store()  #> ::Store

    def inner(self):
        return Inner()  #> !

    def through_class(self):
        return Store.Inner()  #> ::Store.Inner


class Other:
    def run(self):
        return helper()  #> !
