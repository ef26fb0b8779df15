cdef class RecordingLookup:
    cdef object state
    cdef dict known
    cdef dict modules
    cdef str path
    cdef set asked
    cdef public long own
    cpdef bint module(self, str path) except -1
    cpdef object values(self, str path, str key)
    cdef tuple said(self, str path, str key)

cdef class Answers:
    cdef dict shared
    cdef dict own
    cdef dict others

cdef class Memory:
    cdef readonly str path
    cdef RecordingLookup lookup
    cdef Answers chains
    cdef Answers orders
    cdef Answers modules
    cdef long turn
    cdef long cuts
    cdef int depth
    cdef int reached
    cdef object answer(self, Answers answers, str path, str what)
    cdef object unknown(self, Answers answers, str path, str what)
    cdef object work_out(self, Answers answers, str path, str what)

cdef class Evaluator(Memory):
    cdef dict surface
    cdef object rules
    cdef dict vantages
    cdef set exporting
    cdef bint exports_apart
    cdef set following
    cdef dict followed(self, value, str segment)
    cpdef dict evaluate(self, str path, str chain)
    cpdef object ask(self, str path, str key)
    cpdef str kind(self, defined)
    cpdef list order(self, defined)
    cpdef tuple member(self, owner, str name)
    cpdef dict called(self, value)
    cpdef dict module_value(self, module)
    cpdef dict exported(self, str path, str name)
    cdef dict evaluated(self, str path, str chain)
    cdef dict received(self, str path, list chain, dict found)
    cdef object itself(self, value, receiver)
    cdef list shape(self, defined)
    cdef list order_of(self, str path, str qualname)
    cdef list ordered(self, str path, str qualname)
    cdef dict submodule(self, str path, str name)
    cdef dict shown(self, str path, str name)
    cdef dict starred(self, str path, str name)
    cdef dict of_whole(self, str path, str name)
    cdef dict each(self, dict values)
    cdef dict read(self, str path, list entries)
    cdef dict head(self, str path, str head)
    cdef dict imported(self, str path, str spec, str name)
    cdef str namespace(self, str path, str spec)
    cpdef str locate(self, str spec, str importer)
    cdef str slot(self, owner)
    cdef dict given(self, str path, str head)
    cdef dict step(self, dict values, str segment)
    cdef dict stepped(self, value, str segment)
    cdef dict item(self, value, str segment)
    cdef dict attribute(self, value, str name)
    cdef dict of_module(self, value, str name)
    cdef dict of_instance(self, value, str name)
    cdef dict of_object(self, dict values)
    cdef dict of_function(self, value, str name)
    cdef dict of_class(self, dict values)
    cdef bint is_property(self, value) except -1
