"""Overloads: what runs is the last, undecorated one."""

from typing import overload


@overload  #> !
def parse(text: str) -> str: ...


@overload  #> !
def parse(text: bytes) -> bytes: ...


def parse(text):
    return clean(text)  #> ::parse~3 -> ::clean


def clean(text):
    return text


def use():
    return parse("x")  #> ::parse~3 any; ?::parse any; ?::parse~2 any
