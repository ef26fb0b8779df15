"""Uses the package from outside."""

import app
import app.deep.sibling
from app import halt, run, shown
from app import deep as d
from app.util import *
import app.core as core, app.util as util


def use():
    run()  #> app/core.py::run
    halt()  #> app/core.py::stop
    shown()  #> app/stars.py::shown
    app.run()  #> app/core.py::run
    app.halt()  #> app/core.py::stop
    app._shown_too()  #> app/stars.py::_shown_too
    app.kept()  #> !
    app.stop()  #> !
    app.deep.sibling.sib()  #> app/deep/sibling.py::sib
    d.sibling.sib()  #> app/deep/sibling.py::sib
    helper()  #> app/util.py::helper
    _private()  #> !
    core.run()  #> app/core.py::run
    util.helper()  #> app/util.py::helper
    core.h()  #> app/util.py::helper


def star_is_not_seen_inside():
    kept()  #> !
