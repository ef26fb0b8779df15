"""Bytes to facts: the walk, scopes, encodings, secrets taken out.

It is pure: it does no I/O, and no bad source makes it raise. It does not know which language a file is in.
"""

from omny.native import install_finder

install_finder()
