"""A package that uses the modules below it, by names that it imports from itself."""

from pkg import below
from pkg import named as other
from . import beside
from . import nowhere

try:
    from . import fast
except ImportError:
    fast = None
from . import shadow
from .shadow import shadow


def use():
    below.f()  #> pkg/below/__init__.py::f
    beside.f()  #> pkg/beside.py::f
    other.f()  #> pkg/named.py::f
    fast.f()  #> pkg/fast.py::f any
    nowhere.f()  #> !
    shadow.f()  #> ?pkg/shadow.py::f any
    shadow()  #> pkg/shadow.py::shadow any
