import json
from json import dumps
from . import json as own
from .json import loads
from pkg.json import dumps as own_dumps


def use():
    json.loads("1")  #> unresolved json.loads
    dumps(1)  #> !
    own.loads("1")  #> pkg/json.py::loads
    loads("1")  #> pkg/json.py::loads
    own_dumps(1)  #> pkg/json.py::dumps
