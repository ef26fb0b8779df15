cdef class RecordingLookup:
    cdef object _tree
    cdef dict _known
    cdef dict _modules
    cdef str _path
    cdef set asked
    cdef readonly long own
    cpdef bint module(self, str path) except -1
    cpdef object values(self, str path, str key)
