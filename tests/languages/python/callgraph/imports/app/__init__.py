"""What the package shows: re-exports, renamed re-exports, a star."""

from .core import run, stop as halt
from .stars import *
from . import deep
