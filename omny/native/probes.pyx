"""What is searched for in the bytes of every file: the compiled forms of `omny.extract.redaction.may_hold_token`, of
`omny.extract.marks.Marks` and of `omny.languages.javascript.split.is_split`.

The forms of tokens are those of `omny.extract.token_forms`, looked up by their first two bytes.
"""
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint16_t
from libc.string cimport memchr, memcmp

from omny.extract.token_forms import CLASSES, FORMS, OTHERS, PROBED

cdef struct Probe:
    const char *fixed
    Py_ssize_t length
    uint16_t before  # a bit of `classes`; 0 where a word begins with the fixed part
    Py_ssize_t least_before
    uint16_t middle
    Py_ssize_t middle_chars
    const char *fixed2
    Py_ssize_t length2
    uint16_t rest
    Py_ssize_t probed
    uint16_t next  # of the probes with the same two first bytes; 0 is none

cdef uint16_t[256] classes  # by byte, the bits of the sets that it is in
cdef uint16_t[65536] first  # by two bytes, a number in `probes`
cdef Probe *probes
cdef uint16_t ALNUM = 1
kept = []  # the texts that `probes` points to


def _bit(str name):
    return 1 << list(CLASSES).index(name) if name else 0


def _prepare():
    """Fills the tables."""
    import re

    global probes, ALNUM
    cdef int byte, number = 0
    cdef Probe *probe
    for name, characters in CLASSES.items():
        inside = re.compile(f"[{characters}]")
        for byte in range(128):
            if inside.match(chr(byte)):
                classes[byte] |= _bit(name)
    ALNUM = _bit("alnum")
    forms = [form for form in (*FORMS, *OTHERS) if len(form.fixed) > 1]
    assert len(forms) == len(FORMS) + len(OTHERS), "a fixed part of one character is found everywhere"
    probes = <Probe *>PyMem_Malloc((len(forms) + 1) * sizeof(Probe))
    if probes == NULL:
        raise MemoryError
    for number, form in enumerate(forms, 1):
        fixed, fixed2 = form.fixed.encode(), form.fixed2.encode()
        kept.extend((fixed, fixed2))
        probe = &probes[number]
        probe.fixed, probe.length = PyBytes_AS_STRING(fixed), len(fixed)
        probe.before, probe.least_before = _bit(form.before), form.least_before
        probe.middle, probe.middle_chars = _bit(form.middle), form.middle_chars
        probe.fixed2, probe.length2 = PyBytes_AS_STRING(fixed2), len(fixed2)
        probe.rest, probe.probed = _bit(form.rest), min(form.least, PROBED)
        byte = fixed[0] << 8 | fixed[1]
        probe.next = first[byte]
        first[byte] = number


_prepare()


def may_hold_token(bytes content not None):
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(content)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(content), at
    cdef uint16_t number
    for at in range(size - 1):
        number = first[text[at] << 8 | text[at + 1]]
        while number:
            if not probes[number].before and at and classes[text[at - 1]] & ALNUM:
                number = probes[number].next  # in the midst of a word, as most places are
                continue
            if is_token(text, at, size, &probes[number]):
                return True
            number = probes[number].next
        if text[at] == b":" and size - at > 3 and text[at + 1] == b"/" and text[at + 2] == b"/":
            if is_login(text, at + 3, size):
                return True
    return False


cdef bint is_token(const unsigned char *text, Py_ssize_t at, Py_ssize_t size, const Probe *probe) noexcept nogil:
    cdef Py_ssize_t end = at + probe.length
    if end > size or memcmp(text + at, probe.fixed, probe.length) != 0:
        return False
    if probe.before:
        if at < probe.least_before or not are(text, at - probe.least_before, at, probe.before):
            return False
    elif at and classes[text[at - 1]] & ALNUM:
        return False
    if probe.middle:
        if end + probe.middle_chars + probe.length2 > size or not are(text, end, end + probe.middle_chars, probe.middle):
            return False
        end += probe.middle_chars
        if memcmp(text + end, probe.fixed2, probe.length2) != 0:
            return False
        end += probe.length2
    return end + probe.probed <= size and are(text, end, end + probe.probed, probe.rest)


cdef bint are(const unsigned char *text, Py_ssize_t at, Py_ssize_t end, uint16_t which) noexcept nogil:
    """Whether all these bytes are in a set."""
    while at < end:
        if not classes[text[at]] & which:
            return False
        at += 1
    return True


cdef bint is_white(unsigned char byte) noexcept nogil:
    return 9 <= byte <= 13 or byte == 32


cdef bint is_login(const unsigned char *text, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    """Whether a name, a colon, a password and an @ stand there."""
    cdef Py_ssize_t first_byte = at
    while at < size and at - first_byte <= 100 and text[at] != b":":
        if is_white(text[at]) or memchr(b"/@\"'`<>", text[at], 7) != NULL:
            return False
        at += 1
    if at >= size or at - first_byte > 100 or text[at] != b":":
        return False
    at += 1
    first_byte = at
    while at < size and at - first_byte <= 200 and text[at] != b"@":
        if is_white(text[at]) or memchr(b"/\"'`<>{}$", text[at], 9) != NULL:
            return False
        at += 1
    return at < size and 1 <= at - first_byte <= 200 and text[at] == b"@"


def is_split(bytes source not None):
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(source)
    cdef const unsigned char *end = text + PyBytes_GET_SIZE(source)
    cdef const unsigned char *at = text + 1
    while end - at > 5:
        at = <const unsigned char *>memchr(at, b"x", end - at - 5)  # the rarest letter of `export`
        if at == NULL:
            return False
        if memcmp(at - 1, b"export", 6) == 0:
            if at[5] == b"\n" or at[5] == b"\r":
                return True
            if at[5] == b" " and end - at > 6 and (at[6] == b"/" or at[6] == b"\n"):
                return True
        at += 1
    return False


cdef struct Mark:
    const unsigned char *text
    Py_ssize_t length
    uint16_t number
    uint16_t next  # of the marks whose first two bytes have the same slot; 0 is none


cdef enum:
    SLOTS = 4096


cdef inline int slot(const unsigned char *text) noexcept nogil:
    """The slot of the two bytes that begin there."""
    return (text[0] << 5 ^ text[1]) & (SLOTS - 1)


cdef class Marks:
    cdef readonly tuple texts
    cdef Mark *marks  # by number, from 1 on
    cdef uint16_t[SLOTS] first

    def __cinit__(self, texts):
        cdef uint16_t number
        cdef Mark *mark
        cdef int at
        self.texts = tuple(texts)
        if any([len(text) < 2 for text in self.texts]):
            raise ValueError("a text of one byte is found everywhere")
        self.marks = <Mark *>PyMem_Malloc((len(self.texts) + 1) * sizeof(Mark))
        if self.marks == NULL:
            raise MemoryError
        for at in range(SLOTS):
            self.first[at] = 0
        for number in range(len(self.texts), 0, -1):  # so that the first ones are met first
            mark = &self.marks[number]
            mark.text = <const unsigned char *>PyBytes_AS_STRING(self.texts[number - 1])
            mark.length = PyBytes_GET_SIZE(self.texts[number - 1])
            at = slot(mark.text)
            mark.next = self.first[at]
            self.first[at] = number

    def __dealloc__(self):
        PyMem_Free(self.marks)

    cdef Py_ssize_t following(self, const unsigned char *text, Py_ssize_t at, Py_ssize_t size, uint16_t *number) noexcept:
        """The next place where a mark begins, and its number, behind the last ones that were found; -1 for none."""
        cdef uint16_t found = self.marks[number[0]].next if number[0] else 0
        if number[0] and not found:
            at += 1
        while at < size - 1:
            if not found:
                found = self.first[slot(text + at)]
            while found:
                if self.marks[found].length <= size - at and not memcmp(
                    text + at, self.marks[found].text, self.marks[found].length
                ):
                    number[0] = found
                    return at
                found = self.marks[found].next
            at += 1
        return -1

    def are_in(self, bytes source not None):
        cdef uint16_t number = 0
        return self.following(
            <const unsigned char *>PyBytes_AS_STRING(source), 0, PyBytes_GET_SIZE(source), &number
        ) >= 0

    def find_held(self, bytes source not None):
        cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(source)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(source), at = 0
        cdef uint16_t number = 0
        cdef set found = set()
        while len(found) < len(self.texts):
            at = self.following(text, at, size, &number)
            if at < 0:
                break
            found.add(self.texts[number - 1])
        return found

    def places(self, bytes source not None):
        cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(source)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(source), at = 0
        cdef uint16_t number = 0
        cdef list found = []
        while True:
            at = self.following(text, at, size, &number)
            if at < 0:
                return found
            found.append((at, number - 1))
