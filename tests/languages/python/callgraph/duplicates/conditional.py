"""The same name defined more than once."""

import sys

if sys.platform == "win32":

    def stat():
        return windows()  #> ::stat -> ::windows

else:

    def stat():
        return posix()  #> ::stat~2 -> ::posix


def windows():
    return 1


def posix():
    return 2


def either():
    return stat()  #> ::stat inferred; ::stat~2 inferred


def again():
    return windows()  #> ::again -> ::windows


def again():
    return posix()  #> ::again~2 -> ::posix


def last_wins():
    return again()  #> ::again~2 any; ?::again any


try:
    from fast_not_here import quick
except ImportError:

    def quick():
        return 3


def use_quick():
    return quick()  #> ::quick any
