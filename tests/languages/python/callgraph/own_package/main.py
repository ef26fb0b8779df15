import pkg
from pkg import below, beside, nowhere, other

pkg.below.f()  #> pkg/below/__init__.py::f
pkg.beside.f()  #> pkg/beside.py::f
pkg.other.f()  #> pkg/named.py::f
below.f()  #> pkg/below/__init__.py::f
beside.f()  #> pkg/beside.py::f
other.f()  #> pkg/named.py::f
nowhere.f()  #> !
