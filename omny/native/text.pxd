from libc.stdint cimport uint32_t

cdef class CodeLines:
    cdef readonly Py_ssize_t count
    cdef Py_ssize_t size  # of the source, in bytes
    cdef Py_ssize_t rows  # with the empty one behind the last line end
    cdef uint32_t *starts  # of each row, and one more behind the source
    cdef uint32_t *empty  # how many rows before each hold no code
    cdef Py_ssize_t find(self, Py_ssize_t offset) noexcept
    cdef Py_ssize_t within(self, Py_ssize_t row) noexcept
    cpdef Py_ssize_t code(self, Py_ssize_t first, Py_ssize_t last)

cpdef str token_hash(bytes text)

cdef Py_ssize_t string_end(const unsigned char *source, Py_ssize_t at, Py_ssize_t size) noexcept nogil

cdef inline bint is_word(unsigned char byte) noexcept nogil:
    """Whether it can be in an identifier of ASCII."""
    return 97 <= byte <= 122 or 65 <= byte <= 90 or 48 <= byte <= 57 or byte == 95 or byte == 36
