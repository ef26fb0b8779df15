"""The compiled forms of what goes through every byte: `CodeLines` and `is_camel` of `omny.extract.text`, `token_hash` of
`omny.extract.digest`, the searches of `omny.extract.redaction`, and `is_used` of `omny.extract.passed`. There it says
what all of this is for."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint32_t
from libc.string cimport memchr, memcmp, memcpy, memmove

from hashlib import blake2b


cdef inline bint is_white(unsigned char byte) noexcept nogil:
    return byte == 32 or 9 <= byte <= 13


cdef class CodeLines:

    def __cinit__(self, bytes source, comments):
        cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(source)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(source), row, at, first, last, start, end
        self.size = size
        self.rows = source.count(b"\n") + 1
        self.starts = <uint32_t *>PyMem_Malloc((self.rows + 1) * sizeof(uint32_t))
        self.empty = <uint32_t *>PyMem_Malloc((self.rows + 1) * sizeof(uint32_t))
        if self.starts == NULL or self.empty == NULL:
            raise MemoryError
        at = 0
        for row in range(self.rows):
            self.starts[row] = at
            found = memchr(text + at, 10, size - at) if at < size else NULL
            at = (<const unsigned char *>found - text if found != NULL else size) + 1
            self.empty[row] = blank(text, self.starts[row], at - 1)
        self.starts[self.rows] = size + 1
        self.count = self.rows - (self.starts[self.rows - 1] == size)
        for start, end in comments:
            if not 0 <= start <= end <= size:
                raise ValueError("a comment outside of the source")
            first, last = self.find(start), self.find(end)
            if not blank(text, self.starts[first], start):
                first += 1
            if not blank(text, end, min(<Py_ssize_t>self.starts[last + 1], size)):
                last -= 1
            for row in range(first, last + 1):
                self.empty[row] = 1
        first = 0
        for row in range(self.rows):
            last = self.empty[row]
            self.empty[row] = first
            first += last
        self.empty[self.rows] = first

    def __dealloc__(self):
        PyMem_Free(self.starts)
        PyMem_Free(self.empty)

    cdef Py_ssize_t find(self, Py_ssize_t offset) noexcept:
        cdef Py_ssize_t low = 0, high = self.rows + 1, middle
        while low < high:
            middle = (low + high) // 2
            if offset < self.starts[middle]:
                high = middle
            else:
                low = middle + 1
        return low - 1

    def row(self, Py_ssize_t offset):
        return self.find(offset)

    def pack(self, list found):
        answer = PyBytes_FromStringAndSize(NULL, 16 * len(found))
        cdef uint32_t *into = <uint32_t *>PyBytes_AS_STRING(answer)
        cdef Py_ssize_t row = 0
        cdef uint32_t offset
        for offset, owner, chain in found:
            if offset > self.size:
                raise ValueError("a reference outside of the source")
            if offset >= self.starts[row + 1]:
                row = self.find(offset)
            into[0], into[1], into[2], into[3] = owner, chain, row + 1, offset - self.starts[row]
            into += 4
        return answer

    cpdef Py_ssize_t code(self, Py_ssize_t first, Py_ssize_t last):
        cdef Py_ssize_t before = self.empty[self.within(first - 1)], empty = self.empty[self.within(last)]
        return last - first + 1 - (empty - before)

    cdef Py_ssize_t within(self, Py_ssize_t row) noexcept:
        return min(max(row, 0), self.rows)


cdef bint blank(const unsigned char *text, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    while start < end and is_white(text[start]):
        start += 1
    return start >= end


cdef enum:
    OTHER
    WORD
    WHITE
    QUOTE

cdef unsigned char[256] CLASSES  # of bytes, for token_hash
cdef unsigned char[256] IN_NAMES  # bytes by which a word for what is secret is found


cdef void classify() noexcept:
    cdef int byte
    for byte in range(256):
        CLASSES[byte] = WORD if is_word(byte) or byte >= 128 else WHITE if is_white(byte) else OTHER
        IN_NAMES[byte] = False
    for byte in b"\"'`":
        CLASSES[byte] = QUOTE
    for byte in b"whckWHCK":
        IN_NAMES[byte] = True


classify()


cpdef str token_hash(bytes text):
    cdef const unsigned char *source = <const unsigned char *>PyBytes_AS_STRING(text)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(text), at, end
    cdef bint apart = False, quoted = False
    cdef unsigned char kind
    # Every byte once without white space, once as a part of words, once as a part of strings, and what parts them.
    cdef unsigned char *memory = <unsigned char *>PyMem_Malloc(4 * size + 4)
    if memory == NULL:
        raise MemoryError
    cdef unsigned char *into = memory
    cdef unsigned char *words = memory + size + 1
    cdef unsigned char *word = words
    for at in range(size):
        kind = CLASSES[source[at]]
        if kind == WORD:
            if apart and word > words:
                word[0] = 32
                word += 1
            apart = False
            word[0] = source[at]
            word += 1
        else:
            apart = True
            if kind == WHITE:
                continue
            quoted = quoted or kind == QUOTE
        into[0] = source[at]
        into += 1
    into[0] = 10
    memmove(into + 1, words, word - words)
    into += 1 + (word - words)
    into[0] = 10
    into += 1
    cdef unsigned char *strings = into
    at = 0 if quoted else size
    while at < size:
        end = string_end(source, at, size)
        if end <= at:
            at += 1
            continue
        if into > strings:
            into[0] = 0
            into += 1
        memcpy(into, source + at, end - at)
        into += end - at
        at = end
    try:
        return blake2b(<bytes>memory[: into - memory], digest_size=8).hexdigest()
    finally:
        PyMem_Free(memory)


cdef Py_ssize_t string_end(const unsigned char *source, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    """Behind the string literal that begins there; 0 where none does."""
    cdef unsigned char quote = source[at]
    cdef Py_ssize_t start
    if quote != 34 and quote != 39 and quote != 96:
        return 0
    if quote != 96 and at + 2 < size and source[at + 1] == quote and source[at + 2] == quote:
        start = at + 3
        while start < size:
            if source[start] == 92:
                start += 2
            elif source[start] == quote and start + 2 < size and source[start + 1] == quote and source[start + 2] == quote:
                return start + 3
            else:
                start += 1
    at += 1
    while at < size:
        if source[at] == quote:
            return at + 1
        if source[at] == 92:
            at += 1
            if at == size:
                return 0
        elif source[at] == 10 and quote != 96:
            return 0
        at += 1
    return 0


def is_camel(str text):
    cdef Py_UCS4 character
    cdef int capitals = 0
    cdef bint small = False  # or a digit
    for character in text:
        if u"A" <= character <= u"Z":
            if small:
                return True
            capitals += 1
            continue
        if capitals >= 2 and u"a" <= character <= u"z":
            return True
        capitals = 0
        small = u"a" <= character <= u"z" or u"0" <= character <= u"9"
    return False



def camel_words(*texts):
    cdef dict pieces = {}
    cdef str text
    cdef Py_ssize_t at, start, size
    for text in texts:
        if not is_camel(text):
            continue
        size, at = len(text), 0
        while at < size:
            if not text[at].isalnum():
                at += 1
                continue
            start = at
            while at < size and text[at].isalnum():
                at += 1
            identifier = text[start:at]
            if is_camel(identifier):
                add_pieces(identifier, pieces)
    return " ".join(pieces)


cdef bint is_small(Py_UCS4 character) noexcept:
    return u"a" <= character <= u"z"


cdef int add_pieces(str identifier, dict pieces) except -1:
    """Adds runs of capitals, words, and runs of digits."""
    cdef Py_ssize_t at = 0, start, size = len(identifier)
    while at < size:
        start = at
        if u"A" <= identifier[at] <= u"Z":
            while at < size and u"A" <= identifier[at] <= u"Z":
                at += 1
            if at < size and is_small(identifier[at]):
                at -= 1
                if at == start:  # the capital of a word
                    at += 1
                    while at < size and is_small(identifier[at]):
                        at += 1
        elif is_small(identifier[at]):
            while at < size and is_small(identifier[at]):
                at += 1
        elif u"0" <= identifier[at] <= u"9":
            while at < size and u"0" <= identifier[at] <= u"9":
                at += 1
        else:
            at += 1
            continue
        pieces[identifier[start:at]] = None
    return 0


ctypedef bint (*Check)(const unsigned char *text, Py_ssize_t at, Py_ssize_t size) noexcept nogil


cdef bint holds(bytes source, const unsigned char *sought, Check check):
    """Whether a byte that is sought is a place for which the check holds."""
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(source)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(source), at
    for at in range(size):
        if sought[text[at]] and check(text, at, size):
            return True
    return False


def may_name_secret(bytes content not None):
    return holds(content, IN_NAMES, names_secret)


cdef bint names_secret(const unsigned char *text, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    """Whether a word for what is secret is there, of which this byte is the one to look for."""
    cdef unsigned char byte = text[at] | 32
    if byte == b"w":
        return reaches(text, at, 1, size, "passw", 5) or reaches(text, at, 2, size, "pwd", 3)
    if byte == b"h":
        return reaches(text, at, 5, size, "passphrase", 10)
    if byte == b"c":
        return reaches(text, at, 4, size, "secret", 6) or reaches(text, at, 10, size, "credential", 10)
    if reaches(text, at, 3, size, "token", 5):
        return True
    return reaches(text, at, 3, size, "key", 3) and is_secret_key(text, at)


cdef enum:
    TYPE_BYTES = 324  # of 81 characters, see `_NAMED` of `omny.extract.redaction`
    LEAST = 6  # bytes of a literal


def may_name_literal(bytes content not None):
    return holds(content, IN_NAMES, names_literal)


cdef bint names_literal(const unsigned char *text, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    """Whether a literal is given to the word for what is secret of which this byte is the one to look for."""
    cdef Py_ssize_t end = name_end(text, at, size), last
    if not end:
        return False
    if end < size and text[end] | 32 == b"s":
        end += 1
    if end < size and (text[end] == b'"' or text[end] == b"'"):
        end += 1
    if end < size and text[end] >= 128:
        return True
    if end < size and is_space(text[end]):
        end += 1
    if end >= size or (text[end] != b":" and text[end] != b"="):
        return False
    if begins_literal(text, end + 1, size):
        return True
    if text[end] == b"=":
        return False
    last = min(size, end + 2 + TYPE_BYTES)
    end += 1
    while end < last and memchr(b"=\"'`,(){}", text[end], 9) == NULL:
        end += 1
    return end < last and text[end] == b"=" and begins_literal(text, end + 1, size)


cdef Py_ssize_t name_end(const unsigned char *text, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    """Behind the whole word for what is secret; 0 where there is none."""
    cdef unsigned char byte = text[at] | 32
    if byte == b"w":
        if reaches(text, at, 1, size, "passw", 5):
            return at + 2 if reaches(text, at, 2, size, "d", 1) else at + 4 if reaches(text, at, 4, size, "ord", 3) else 0
        return at + 2 if reaches(text, at, 2, size, "pwd", 3) else 0
    if byte == b"h":
        return at + 5 if reaches(text, at, 5, size, "passphrase", 10) else 0
    if byte == b"c":
        if reaches(text, at, 4, size, "secret", 6):
            return at + 4
        return at + 10 if reaches(text, at, 10, size, "credential", 10) else 0
    if reaches(text, at, 3, size, "token", 5):
        return at + 3
    if not reaches(text, at, 3, size, "key", 3) or not (is_secret_key(text, at) or is_key_of_secret(text, at)):
        return 0
    if reaches(text, at, 7, size, "base", 4):
        return at + 7
    return at + 8 if reaches(text, at, 8, size, "_base", 5) else at + 3


cdef bint is_key_of_secret(const unsigned char *text, Py_ssize_t end) noexcept nogil:
    return ends(text, end - 1 if end and text[end - 1] == b"_" else end, "secret", 6)


cdef bint is_space(unsigned char byte) noexcept nogil:
    """White space of a text of Python."""
    return is_white(byte) or 28 <= byte <= 31


cdef bint begins_literal(const unsigned char *text, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    cdef unsigned char quote, place
    if at < size and text[at] >= 128:
        return True
    if at < size and is_space(text[at]):
        at += 1
    if at < size and memchr(b"rbuRBU", text[at], 6) != NULL:
        at += 1
    if at + LEAST >= size:
        return False
    quote = text[at]
    if quote != b'"' and quote != b"'" and quote != b"`":
        return False
    for place in range(1, LEAST + 1):
        if text[at + place] == quote or text[at + place] == b"\\":
            return False
    return True


cdef bint reaches(
    const unsigned char *text, Py_ssize_t at, int further, Py_ssize_t size, const char *word, int length
) noexcept nogil:
    """Whether a word ends so many bytes further, in small letters or capitals."""
    return at + further <= size and ends(text, at + further, word, length)


cdef bint ends(const unsigned char *text, Py_ssize_t end, const char *word, int length) noexcept nogil:
    cdef int place
    cdef unsigned char byte
    if end < length:
        return False
    for place in range(length):
        byte = text[end - length + place]
        if (byte | 32 if 65 <= byte <= 90 else byte) != <unsigned char>word[place]:
            return False
    return True


cdef bint is_secret_key(const unsigned char *text, Py_ssize_t end) noexcept nogil:
    """Whether the `key` that begins there is of a kind that is secret."""
    if end and text[end - 1] == b"_":
        end -= 1
    return (
        ends(text, end, "api", 3)
        or ends(text, end, "app", 3)
        or ends(text, end, "access", 6)
        or ends(text, end, "account", 7)
        or ends(text, end, "consumer", 8)
        or ends(text, end, "license", 7)
        or ends(text, end, "master", 6)
        or ends(text, end, "service", 7)
        or ends(text, end, "session", 7)
        or ends(text, end, "shared", 6)
        or ends(text, end, "private", 7)
        or ends(text, end, "auth", 4)
        or ends(text, end, "signing", 7)
        or ends(text, end, "encryption", 10)
    )


cdef enum:
    LONGEST_WORD = 4
    TARGET_BYTES = 80


cdef bint joins(unsigned char byte) noexcept nogil:
    """Whether it is in names, or joins them."""
    return byte == b"." or is_word(byte)


def is_used(bytes source not None, bytes name not None, Py_ssize_t start, Py_ssize_t end, tuple words not None):
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(source)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(source), length = PyBytes_GET_SIZE(name), at, after, left, first
    end = min(end, size - 1)
    at = source.find(name, start, end)
    while at >= 0:
        after = at + length
        if not joins(text[at - 1 if at else size - 1]):
            if not joins(text[after]):
                if text[after] == b"(" or text[after] == b"?" or source.endswith(words, at - LONGEST_WORD, at):
                    return True
                if (text[after] != b"," and text[after] != b")") or text[at - 1 if at else size - 1] == b" ":
                    first = max(start, at - TARGET_BYTES)
                    left = at
                    while left > first and is_white(text[left - 1]):
                        left -= 1
                    if left > first and text[left - 1] == b"=":
                        while left > first and text[left - 1] != b"\n":
                            left -= 1
                            if text[left] == b".":
                                return True
            elif text[after] == b".":
                while after < end and joins(text[after]):
                    after += 1
                if text[after] == b"(":
                    return True
        at = source.find(name, after, end)
    return False
