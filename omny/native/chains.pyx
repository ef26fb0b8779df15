"""The compiled forms of what is asked most of `omny.model.chains`: there it says what all of this is for."""

from cpython.unicode cimport PyUnicode_Contains, PyUnicode_Replace, PyUnicode_Substring

from urllib.parse import unquote

from omny.model.chains import MAX_ARGUMENT_CHARS, MAX_VALUE_CHARS

cdef enum:
    REMEMBERED = 16384  # segments that are read once; then all are forgotten

cdef dict known = {}
cdef dict known_arguments = {}


cpdef str encode(str chain):
    cdef Py_UCS4 character
    cdef bint percent = False, space = False, parameter = False, several = False
    for character in chain:
        if character > u"|":
            continue
        if character == u" ":
            space = True
        elif character == u"%":
            percent = True
        elif character == u";":
            parameter = True
        elif character == u"|":
            several = True
    if percent:
        chain = PyUnicode_Replace(chain, "%", "%25", -1)
    if space:
        chain = PyUnicode_Replace(chain, " ", "%20", -1)
    if parameter:
        chain = PyUnicode_Replace(chain, ";", "%3B", -1)
    if several:
        chain = PyUnicode_Replace(chain, "|", "%7C", -1)
    return chain


cdef str decode(str text):
    """The chain that `encode` made a text of."""
    if not PyUnicode_Contains(text, "%"):
        return text
    cdef Py_ssize_t at, count = len(text)
    cdef str rest
    for at in range(count):
        if text[at] == u"%":
            rest = PyUnicode_Substring(text, at + 1, at + 3)
            if rest != "20" and rest != "25" and rest != "3B" and rest != "7C":
                return unquote(text)
    text = PyUnicode_Replace(text, "%20", " ", -1)
    text = PyUnicode_Replace(text, "%3B", ";", -1)
    text = PyUnicode_Replace(text, "%7C", "|", -1)
    return PyUnicode_Replace(text, "%25", "%", -1)


cpdef str spell_values(list chains):
    cdef str text = ";(" + ";".join([encode(<str?>each) for each in chains])
    return text if len(text) <= MAX_VALUE_CHARS else ""


cpdef tuple read_values(str segment):
    cdef tuple found = <tuple>known.get(segment)
    cdef Py_ssize_t at, equals
    cdef Py_UCS4 character
    cdef list listed
    cdef str chain
    if found is not None:
        return found
    listed = []
    for each in segment[2:].split(";"):
        chain = decode(<str>each)
        equals = chain.find("=")
        if equals > 0 and equals < len(chain) - 1 and not chain[0].isdecimal():
            for at in range(equals):
                character = chain[at]
                if character != u"_" and not character.isalnum():
                    break
            else:
                listed.append((chain[:equals], chain[equals + 1 :]))
                continue
        listed.append(("", chain))
    if len(known) >= REMEMBERED:
        known.clear()
    found = known[segment] = tuple(listed)
    return found


cdef str drop(str chain, str begun):
    """A chain without the segments that begin so."""
    cdef Py_ssize_t at = chain.find(begun), start = 0, end, size = len(chain)
    cdef list kept
    if at < 0:
        return chain
    kept = []
    while at >= 0:
        kept.append(chain[start:at])
        end = chain.find(" ", at + 1)
        start = end if end >= 0 else size
        at = chain.find(begun, start)
    kept.append(chain[start:])
    return "".join(kept)


def drop_values(str chain not None):
    return drop(chain, " ;(")


def drop_arguments(str chain not None):
    return drop(chain, " ;")


cdef str quote(str chain):
    cdef Py_UCS4 character
    for character in chain:
        if character == u"%" or character == u" " or character == u"|" or character == u",":
            break
    else:
        return chain
    chain = PyUnicode_Replace(chain, "%", "%25", -1)
    chain = PyUnicode_Replace(chain, " ", "%20", -1)
    chain = PyUnicode_Replace(chain, "|", "%7C", -1)
    return PyUnicode_Replace(chain, ",", "%2C", -1)


def write_several(list chains not None):
    if len(chains) == 1:
        return chains[0]
    return "|" + "|".join([quote(<str?>each) for each in chains])


cpdef str spell_arguments(list chains):
    cdef str chain, text
    cdef Py_UCS4 character
    cdef list spelled = []
    for each in chains:
        chain = <str?>each
        if chain.endswith(" ()"):
            chain = PyUnicode_Substring(chain, 0, len(chain) - 3)
        elif chain != "?":
            chain = "~" + chain
        spelled.append(";" + encode(chain))
    text = "".join(spelled)
    if len(text) <= MAX_ARGUMENT_CHARS:
        for character in text:
            if character != u";" and character != u"?":
                return text
    return ""


cpdef tuple read_arguments(str segment):
    cdef tuple found = <tuple>known_arguments.get(segment)
    cdef list listed
    cdef str chain
    if found is not None:
        return found
    listed = []
    for each in segment[1:].split(";"):
        chain = decode(<str>each)
        if chain.startswith("~"):
            chain = chain[1:]
        elif chain != "?":
            chain = chain + " ()"
        listed.append(chain)
    if len(known_arguments) >= REMEMBERED:
        known_arguments.clear()
    found = known_arguments[segment] = tuple(listed)
    return found


def write_type(members):
    cdef list parts = []
    for name, chains in members:
        parts.append(<str?>name + "=" + ",".join([quote(<str?>each) for each in chains]))
    return "{" + "|".join(parts)
