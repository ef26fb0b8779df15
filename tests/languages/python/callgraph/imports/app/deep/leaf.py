from ..util import helper
from .. import util
from ... import beyond
from . import sibling


def leaf():
    helper()  #> app/util.py::helper
    util._private()  #> app/util.py::_private
    sibling.sib()  #> app/deep/sibling.py::sib
    beyond()  #> !
