"""A function in a parameter's default or annotation is given to the function whose parameter it is."""

from functools import partial
from typing import Annotated

import deps
from deps import Settings, current_user, inject
from framework import Depends, Security


def by_default(user=Depends(current_user)):  #> callback deps.py::current_user
    return user


async def by_annotation(user: Annotated[int, Depends(current_user)]):  #> callback deps.py::current_user
    return user


def by_both(
    settings: Annotated[Settings, Security(Settings, scopes=["a"])],  #> !
    user: int = inject(function=current_user),  #> callback deps.py::current_user; <module> -> deps.py::inject
):
    return settings.url(), user  #> deps.py::Settings.url inferred


def by_attribute(*, user=Depends(deps.current_user, use_cache=False)) -> int:  #> callback deps.py::current_user
    return user


def called_in_place(user=inject(current_user())):  #> <module> -> deps.py::inject; <module> -> deps.py::current_user
    return user


def nested(make=partial(inject, current_user)):  #> callback deps.py::inject; callback deps.py::current_user
    return make


def plain(user=current_user, *more, flag=(1, 2)):
    return helper(user)  #> ::helper; callback deps.py::current_user inferred


def helper(user):
    return user


def lazily(make=inject(lambda value=1: helper(value))):  #> <module> -> deps.py::inject; <module> -> ::helper
    return make


def after(
    rows=[inject(helper) for _ in ()],  #> <module> -> deps.py::inject; callback ::helper
    user=Depends(current_user),  #> callback deps.py::current_user
):
    return rows


def returned(user=Depends(helper)) -> inject(current_user):  #> callback ::helper; <module> -> deps.py::inject; <module> -> callback deps.py::current_user
    return user


def around():
    def inner(user=inject(current_user)):  #> callback deps.py::current_user; ::around -> deps.py::inject
        return user

    return inner


class Views:
    def local(token):
        return token

    made = local(1)  #> ::Views -> ::Views.local

    def show(self, user=inject(local)):  #> callback ::Views.local; ::Views -> deps.py::inject
        return local(user)  #> unresolved local

    def other(self, user=inject(current_user), count=local(1)):  #> callback deps.py::current_user; ::Views -> deps.py::inject; ::Views -> ::Views.local
        return user


value = lambda user=inject(current_user): user  #> <module> -> deps.py::inject; <module> -> callback deps.py::current_user
