"""A script imports the module beside it."""

import helper
from helper import help_me

helper.help_me()  #> <module> -> tools/helper.py::help_me any
help_me()  #> <module> -> tools/helper.py::help_me any
