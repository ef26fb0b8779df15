from app import util
from app.util import helper as h
from . import util as u
from .deep.leaf import leaf
from .deep import leaf as leaf_module
from .missing import nothing
from .util import not_there
import app.deep.leaf
import app.util as aliased


def run():
    util.helper()  #> app/util.py::helper
    h()  #> app/util.py::helper
    u.helper()  #> app/util.py::helper
    aliased.helper()  #> app/util.py::helper


def stop():
    leaf()  #> app/deep/leaf.py::leaf
    leaf_module.leaf()  #> app/deep/leaf.py::leaf
    app.deep.leaf.leaf()  #> app/deep/leaf.py::leaf
    app.util.helper()  #> app/util.py::helper


def request_rescan():
    nothing()  #> !
    not_there()  #> !
    util.not_there()  #> !
    app.deep.leaf.not_there()  #> !
    app.not_there.helper()  #> !


def helper():
    return 1


def local_import():
    from app.deep.leaf import leaf as inner

    inner()  #> app/deep/leaf.py::leaf


def not_seen_here():
    inner()  #> !
