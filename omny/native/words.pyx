"""The compiled forms of `omny.extract.wording`, of `omny.extract.said` and of `omny.storage.sql.term_maker`: there it
says what all of this is for.

Names and their words are numbered for the whole process, so that a name is split once; numbers of a file and marks of a
part are kept beside them. A name is found by its bytes, in a table with open addresses.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from omny.model.texts import COMMON, MAX_NUMBER, MAX_WORD_CHARACTERS, MAX_WORDS
from omny.native.text cimport string_end

cdef enum:
    REMEMBERED = 131072  # names; then all are forgotten
    OTHER = 0
    INSIDE = 1  # of a name
    LETTER = 2
    QUOTE = 3
    MARKS = 2  # of a literal
    WORD_BYTES = 40

cdef unsigned char[256] KINDS  # of bytes
cdef uint32_t LARGEST = MAX_NUMBER
cdef uint32_t MOST = MAX_WORDS


cdef void classify() noexcept:
    cdef int byte
    for byte in range(256):
        KINDS[byte] = OTHER
        if 97 <= (byte | 32) <= 122 or byte >= 128:
            KINDS[byte] = LETTER
        elif 48 <= byte <= 57 or byte == 95:
            KINDS[byte] = INSIDE
    for byte in b"\"'`":
        KINDS[byte] = QUOTE


classify()


cdef struct Name:
    uint64_t hash
    uint32_t at  # of its bytes
    uint32_t length
    uint32_t first  # of its words
    uint32_t count
    uint32_t part  # in which it was met last


cdef struct Word:
    uint32_t file  # in which it was met last
    uint32_t number  # there
    uint32_t part


cdef void *grown(void *memory, size_t *room, size_t needed, size_t each) except NULL:
    """The memory with room for so many, each of that size."""
    if needed <= room[0] and memory != NULL:
        return memory
    cdef size_t more = max(needed, room[0] * 2, <size_t>1024)
    cdef void *moved = PyMem_Realloc(memory, more * each)
    if moved == NULL:
        raise MemoryError
    room[0] = more
    return moved


cdef class Words:
    cdef Name *names
    cdef Word *words
    cdef uint32_t *slots
    cdef uint32_t *ids  # the words of names
    cdef unsigned char *kept  # the bytes of names
    cdef uint16_t *packed
    cdef size_t name_room, word_room, id_room, kept_room, packed_room
    cdef uint32_t slot_mask, name_count, word_count, id_count, kept_count
    cdef size_t packed_count
    cdef uint32_t file, part, taken, written, in_file
    cdef list texts, order
    cdef dict known
    cdef object split  # into words, for names with other letters than those of ASCII
    cdef Py_ssize_t longest, shortest, data_size  # literal, word, data
    cdef double least_mean
    cdef bint busy

    def __cinit__(self):
        from omny.extract import wording  # here, since that module imports this one

        assert MAX_WORD_CHARACTERS == WORD_BYTES
        self.split, self.longest, self.shortest = wording.split_name, wording.MAX_LITERAL_BYTES, wording.MIN_CHARACTERS
        self.data_size, self.least_mean = wording.MIN_DATA_BYTES, wording.LEAST_MEAN
        self.texts = []
        self.known = dict.fromkeys(COMMON, -1)
        self.slots = NULL
        self.widen(4096)

    def __dealloc__(self):
        PyMem_Free(self.names)
        PyMem_Free(self.words)
        PyMem_Free(self.slots)
        PyMem_Free(self.ids)
        PyMem_Free(self.kept)
        PyMem_Free(self.packed)

    cdef int widen(self, uint32_t count) except -1:
        """Has so many slots, a power of two."""
        cdef uint32_t number, slot
        cdef void *moved = PyMem_Realloc(self.slots, count * sizeof(uint32_t))
        if moved == NULL:
            raise MemoryError
        self.slots = <uint32_t *>moved
        self.slot_mask = count - 1
        memset(self.slots, 0, count * sizeof(uint32_t))
        for number in range(self.name_count):
            slot = <uint32_t>self.names[number].hash & self.slot_mask
            while self.slots[slot]:
                slot = (slot + 1) & self.slot_mask
            self.slots[slot] = number + 1
        return 0

    cdef bytes pack(self, list parts):
        self.file += 1
        self.in_file = 0
        self.order = []
        self.packed_count = 0
        cdef bytes code, text
        cdef size_t head
        for code, text in parts:
            self.part += 1
            self.taken = self.written = 0
            head = self.packed_count
            self.packed = <uint16_t *>grown(self.packed, &self.packed_room, head + 1, sizeof(uint16_t))
            self.packed_count = head + 1
            self.scan(<const unsigned char *>PyBytes_AS_STRING(code), PyBytes_GET_SIZE(code), True)
            self.scan(<const unsigned char *>PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text), False)
            self.packed[head] = self.written
        if not self.packed_count:
            return b""
        cdef bytes words = " ".join(self.order).encode()
        cdef Py_ssize_t size = PyBytes_GET_SIZE(words), rest = self.packed_count * sizeof(uint16_t)
        cdef bytes answer = PyBytes_FromStringAndSize(NULL, 4 + size + rest)
        cdef unsigned char *into = <unsigned char *>PyBytes_AS_STRING(answer)
        into[0], into[1], into[2], into[3] = size & 255, size >> 8 & 255, size >> 16 & 255, size >> 24 & 255
        memcpy(into + 4, PyBytes_AS_STRING(words), size)
        memcpy(into + 4 + size, self.packed, rest)
        return answer

    cdef int scan(self, const unsigned char *text, Py_ssize_t size, bint is_code) except -1:
        """Takes the names of a text. In code, those of long literals are left out."""
        cdef Py_ssize_t at = 0, start, end
        cdef unsigned char kind
        cdef uint64_t hash_
        while at < size:
            kind = KINDS[text[at]]
            if kind == LETTER:
                start = at
                hash_ = 14695981039346656037
                while at < size and (KINDS[text[at]] == LETTER or KINDS[text[at]] == INSIDE):
                    hash_ = (hash_ ^ text[at]) * <uint64_t>1099511628211
                    at += 1
                self.note(text + start, at - start, hash_ ^ hash_ >> 32)
                continue
            if is_code and kind == QUOTE:
                end = string_end(text, at, size)
                if end > at:
                    if end - at <= self.longest + MARKS:
                        self.scan(text + at, end - at, False)
                    at = end
                    continue
            at += 1
        return 0

    cdef int note(self, const unsigned char *text, Py_ssize_t length, uint64_t hash_) except -1:
        cdef uint32_t slot = <uint32_t>hash_ & self.slot_mask
        cdef Name *name
        while self.slots[slot]:
            name = &self.names[self.slots[slot] - 1]
            if name.hash == hash_ and name.length == length and not memcmp(self.kept + name.at, text, length):
                if name.part != self.part:
                    name.part = self.part
                    self.take(name)
                return 0
            slot = (slot + 1) & self.slot_mask
        name = self.learn(text, length, hash_)
        self.slots[slot] = self.name_count
        if self.name_count * 2 > self.slot_mask:
            self.widen((self.slot_mask + 1) * 2)
        return self.take(name)

    cdef Name *learn(self, const unsigned char *text, Py_ssize_t length, uint64_t hash_) except NULL:
        cdef Name *name
        cdef uint32_t first = self.id_count
        cdef Py_ssize_t at
        for at in range(length):
            if text[at] >= 128:
                for word in self.split(PyBytes_FromStringAndSize(<const char *>text, length)):
                    self.add(word)
                break
        else:
            if length < self.data_size or length >= self.count_stretches(text, length) * self.least_mean:
                self.split_name(text, length)
        self.names = <Name *>grown(self.names, &self.name_room, self.name_count + 1, sizeof(Name))
        self.kept = <unsigned char *>grown(self.kept, &self.kept_room, self.kept_count + length, 1)
        name = &self.names[self.name_count]
        name.hash, name.at, name.length, name.part = hash_, self.kept_count, length, self.part
        name.first, name.count = first, self.id_count - first
        memcpy(self.kept + self.kept_count, text, length)
        self.kept_count += length
        self.name_count += 1
        return name

    cdef Py_ssize_t count_stretches(self, const unsigned char *text, Py_ssize_t length) noexcept:
        """The pieces of a name of ASCII, and its numbers."""
        cdef Py_ssize_t at = 0, count = 0
        while at < length:
            if text[at] == 95:
                at += 1
                continue
            count += 1
            if text[at] < 65:
                while at < length and text[at] < 65:
                    at += 1
            else:
                at = piece_end(text, at, length)
        return count

    cdef int split_name(self, const unsigned char *text, Py_ssize_t length) except -1:
        """Adds the words of a name of ASCII, some perhaps twice."""
        cdef Py_ssize_t at = 0, start, end, next_
        while at < length:
            if KINDS[text[at]] != LETTER:
                at += 1
                continue
            start = at
            end = start
            while end < length and KINDS[text[end]] == LETTER:
                end += 1
            while at < end:
                next_ = piece_end(text, at, end)
                self.add_small(text + at, next_ - at)
                if next_ == end and at > start:
                    self.add_small(text + start, end - start)
                at = next_
        return 0

    cdef int add_small(self, const unsigned char *text, Py_ssize_t length) except -1:
        """Adds a word of ASCII, in small letters."""
        cdef char[WORD_BYTES] small
        cdef Py_ssize_t at
        if self.shortest <= length <= WORD_BYTES:
            for at in range(length):
                small[at] = text[at] | 32
            self.add(PyUnicode_DecodeASCII(small, length, NULL))
        return 0

    cdef int add(self, str word) except -1:
        """Adds a word to the name that is learnt, unless it is a common one."""
        cdef Word *noted
        number = self.known.get(word)
        if number is None:
            self.words = <Word *>grown(self.words, &self.word_room, self.word_count + 1, sizeof(Word))
            number = self.known[word] = self.word_count
            noted = &self.words[self.word_count]
            noted.file = noted.number = noted.part = 0
            self.texts.append(word)
            self.word_count += 1
        if number >= 0:
            self.ids = <uint32_t *>grown(self.ids, &self.id_room, self.id_count + 1, sizeof(uint32_t))
            self.ids[self.id_count] = number
            self.id_count += 1
        return 0

    cdef int take(self, Name *name) except -1:
        cdef uint32_t place, id_
        cdef Word *word
        for place in range(name.first, name.first + name.count):
            id_ = self.ids[place]
            word = &self.words[id_]
            if word.part == self.part:
                continue
            if self.taken >= MOST:
                return 0
            word.part = self.part
            self.taken += 1
            if word.file != self.file:
                word.file = self.file
                word.number = self.in_file
                self.in_file += 1
                if word.number <= LARGEST:
                    self.order.append(self.texts[id_])
            if word.number <= LARGEST:
                self.packed = <uint16_t *>grown(self.packed, &self.packed_room, self.packed_count + 1, sizeof(uint16_t))
                self.packed[self.packed_count] = word.number
                self.packed_count += 1
                self.written += 1
        return 0


cdef inline bint is_capital(unsigned char byte) noexcept nogil:
    return 65 <= byte <= 90


cdef Py_ssize_t piece_end(const unsigned char *text, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    """Behind the piece of a name that begins there: capitals, of which the last is left where a small letter follows, or
    small letters with or without a capital before them."""
    cdef Py_ssize_t end = at
    while end < size and is_capital(text[end]):
        end += 1
    if end - at > 1:
        return end - 1 if end < size and 97 <= text[end] <= 122 else end
    while end < size and 97 <= text[end] <= 122:
        end += 1
    return end


cdef Words kept = None


def pack_words(list parts not None):
    global kept
    cdef Words words = kept
    if words is None or words.busy or words.name_count >= REMEMBERED:
        words = Words()
        if kept is None or not kept.busy:
            kept = words
    words.busy = True  # another thread may come while a name is split
    try:
        return words.pack(parts)
    finally:
        words.busy = False


def without_long_literals(bytes code not None):
    cdef const unsigned char *text = <const unsigned char *>PyBytes_AS_STRING(code)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(code), at = 0, end, taken = 0, most = LONGEST_LITERAL + MARKS
    cdef list kept_parts = []
    if size <= LONGEST_LITERAL:
        return code
    while at < size:
        if KINDS[text[at]] == QUOTE:
            end = string_end(text, at, size)
            if end > at:
                if end - at > most:
                    kept_parts.append(code[taken:at])
                    taken = end
                at = end
                continue
        at += 1
    if not kept_parts:
        return code
    kept_parts.append(code[taken:])
    return b" ".join(kept_parts)


cdef enum:
    KNOWN = 200000  # words of which each text has the same object
    LONGEST_LITERAL = 200

cdef dict shared = {}


cdef inline str share(str word):
    """The one object of a word."""
    cdef PyObject *known = <PyObject *>PyDict_GetItem(shared, word)
    if known != NULL:
        return <str>known
    if len(shared) >= KNOWN:
        shared.clear()
    shared[word] = word
    return word


def unpack_texts(bytes packed not None):
    from omny.model.texts import AtomText

    cdef Py_ssize_t size = PyBytes_GET_SIZE(packed), end, at, last, count, place
    if not size:
        return []
    end = 4 + int.from_bytes(packed[:4], "little")
    cdef list words = [share(word) for word in packed[4:end].decode().split(" ")], texts = []
    if end > size or (size - end) & 1:
        raise ValueError("texts are cut off")
    cdef const char *numbers = PyBytes_AS_STRING(packed) + end
    cdef uint16_t number
    cdef tuple doc = (), part
    cdef bint is_doc = True
    at, last = 0, (size - end) // 2
    while at < last:
        memcpy(&number, numbers + 2 * at, 2)
        count = number
        at += 1
        if at + count > last:
            raise IndexError("texts are cut off")
        part = PyTuple_New(count)
        for place in range(count):
            memcpy(&number, numbers + 2 * (at + place), 2)
            word = words[number]
            Py_INCREF(word)
            PyTuple_SET_ITEM(part, place, word)
        at += count
        if is_doc:
            doc = part
        else:
            texts.append(AtomText(doc, part))
        is_doc = not is_doc
    if not is_doc:
        raise IndexError("texts are cut off")
    return texts


def split_words(str text not None):
    cdef Py_ssize_t size = len(text), at = 0, start, end, next_
    cdef const unsigned char *letters
    cdef dict words = {}
    if not text.isascii():
        from omny.model.texts import split_words as split

        return split(text)
    cdef bytes encoded = text.encode()
    letters = <const unsigned char *>PyBytes_AS_STRING(encoded)
    while at < size:
        if KINDS[letters[at]] != LETTER:
            at += 1
            continue
        start = at
        end = start
        while end < size and KINDS[letters[end]] == LETTER:
            end += 1
        while at < end:
            next_ = piece_end(letters, at, end)
            add_word(words, letters + at, next_ - at)
            if next_ == end and at > start:
                add_word(words, letters + start, end - start)
            at = next_
    return tuple(words)


cdef int add_word(dict words, const unsigned char *text, Py_ssize_t length) except -1:
    """Adds a word of ASCII, in small letters."""
    cdef char[WORD_BYTES] small
    cdef Py_ssize_t at
    if length <= WORD_BYTES:
        for at in range(length):
            small[at] = text[at] | 32
        words[share(PyUnicode_DecodeASCII(small, length, NULL))] = None
    return 0


cdef enum:
    SETS = 16  # of parts of a text
    STEMS = 200000  # words whose stems are remembered


cdef class Stem:
    cdef str text
    cdef uint64_t document  # in which it was met last
    cdef int parts  # of it
    cdef list terms  # by the set of parts


cdef class TermMaker:
    cdef dict known  # the stem of a word, or all of them in a tuple
    cdef dict made
    cdef object stems
    cdef uint64_t document
    cdef str mark, digits
    cdef int body, around, doc, name

    def __init__(self, stems):
        from omny.storage.port import ranking  # here, since extraction needs none of it

        self.stems, self.known, self.made = stems, {}, {}
        self.mark, self.digits = ranking.MARK, ranking.DIGITS
        self.body, self.around, self.doc, self.name = ranking.BODY, ranking.AROUND, ranking.DOC, ranking.NAME

    def terms(self, document):
        cdef list found = [], terms = []
        cdef Stem stem
        if len(self.known) >= STEMS:
            self.known.clear()
            self.made.clear()
        self.document += 1
        self.note(found, document.body, self.body)
        self.note(found, document.around, self.around)
        self.note(found, document.doc, self.doc)
        self.note(found, document.name, self.name)
        for stem in found:
            term = stem.terms[stem.parts]
            if term is None:
                term = stem.terms[stem.parts] = f"{stem.text}{self.mark}{self.digits[stem.parts]}"
            terms.append(term)
        return terms

    cdef int note(self, list found, tuple words, int part) except -1:
        cdef void *known
        cdef Stem stem
        for word in words:
            known = PyDict_GetItem(self.known, word)
            each = self.learn(word) if known == NULL else <object>known
            if type(each) is Stem:
                self.meet(found, <Stem>each, part)
            else:
                for stem in <tuple>each:
                    self.meet(found, stem, part)
        return 0

    cdef int meet(self, list found, Stem stem, int part) except -1:
        if stem.document != self.document:
            stem.document = self.document
            stem.parts = part
            found.append(stem)
        else:
            stem.parts |= part
        return 0

    cdef object learn(self, word):
        cdef list stems = []
        cdef Stem stem
        for text in self.stems(word):
            stem = self.made.get(text)
            if stem is None:
                stem = self.made[text] = Stem.__new__(Stem)
                stem.text, stem.terms = text, [None] * SETS
            stems.append(stem)
        each = stems[0] if len(stems) == 1 else tuple(stems)
        self.known[word] = each
        return each
