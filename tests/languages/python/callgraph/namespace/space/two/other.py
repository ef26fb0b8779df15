import space.one.part
from space.one import part
from space.one.part import part as function


def use():
    space.one.part.part()  #> space/one/part.py::part
    part.part()  #> space/one/part.py::part
    function()  #> space/one/part.py::part
