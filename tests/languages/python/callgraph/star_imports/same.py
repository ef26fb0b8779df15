"""Both bring the same function."""

from two import *
from again import *


def use():
    both()  #> two.py::both
