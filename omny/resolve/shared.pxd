cimport cython

from omny.resolve.recording cimport RecordingLookup

cdef class Memory:
    cdef readonly str path
    cdef RecordingLookup _lookup
    cdef dict _shared
    cdef dict _own
    cdef dict _passing
    cdef long _cuts
    cdef int _depth
    cdef int _reached
    cdef object compute(self, str kind, str path, str text)
    @cython.locals(
        lookup=RecordingLookup, key=tuple, known=tuple, passing=dict, before=set, keys=object,
        depth=int, height=int, reached=int, cuts=long, own=long, is_own=bint,
    )
    cdef object answer(self, str kind, str path, str text, object default)
