"""The same names in another package are none of its business."""

from .util import common
from a import util


def use():
    common()  #> b/util.py::common
    util.common()  #> a/util.py::common
    util.only_b()  #> !
    only_b()  #> !
