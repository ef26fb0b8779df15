from a import ghost, real_a
from a import *


def real_b():
    ghost()  #> !
    real_a()  #> a.py::real_a
