"""Imports in a circle: what is nowhere is found nowhere, and the search ends."""

from b import ghost, real_b
from b import *


def real_a():
    ghost()  #> !
    real_b()  #> b.py::real_b
    phantom()  #> !
