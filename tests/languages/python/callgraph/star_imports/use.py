"""Of two star imports that bring a name the last counts."""

from one import *
from two import *


def use():
    both()  #> two.py::both inferred
    first()  #> one.py::first
