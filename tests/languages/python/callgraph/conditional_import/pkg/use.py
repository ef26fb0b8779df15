from typing import TYPE_CHECKING

try:
    from .fast import work
except ImportError:
    from .slow import work

try:
    import fast_json_not_here as json
except ImportError:
    from . import slow as json

if TYPE_CHECKING:
    from .typed import Typed


def use():
    work()  #> pkg/fast.py::work inferred; pkg/slow.py::work inferred
    json.only_slow()  #> pkg/slow.py::only_slow any


def typed(x: "Typed"):
    x.go()  #> pkg/typed.py::Typed.go inferred
