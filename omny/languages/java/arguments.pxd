import cython

from omny.extract.scopes cimport Scope
from omny.extract.shapes cimport Speller
from omny.native.tree cimport Node as NativeNode

cdef class ArgumentTypes:
    cdef Speller _speller
    cdef public object names
    @cython.locals(kind=str, text=str, inner=str)
    cpdef str type_word(self, NativeNode node)
    cpdef int count_brackets(self, NativeNode node) except -1
    @cython.locals(dimensions=NativeNode)
    cpdef int _count_dimensions(self, NativeNode node) except -1
    @cython.locals(words=list, child=NativeNode, type_=NativeNode, word=str)
    cpdef list parameter_words(self, NativeNode parameters)
    @cython.locals(child=NativeNode, words=list)
    cpdef list argument_words(self, NativeNode arguments, Scope scope)
    @cython.locals(kind=str, inner=str, word=str, count=int)
    cpdef str word(self, NativeNode node, Scope scope, int levels=*)
    @cython.locals(owner=NativeNode, field=NativeNode, name=str, text=str)
    cpdef str _field_word(self, NativeNode node, Scope scope, int levels)
    cpdef str _number_word(self, str kind, str last)
    @cython.locals(kind=str, operand=NativeNode, alternative=NativeNode, first=str, other=str)
    cpdef str _word_of_parts(self, NativeNode node, Scope scope, int levels)
    @cython.locals(left=NativeNode, right=NativeNode, operator=NativeNode, words=list)
    cpdef str _binary_word(self, NativeNode node, Scope scope, int levels)
    @cython.locals(name=NativeNode, key=str)
    cpdef str _call_word(self, NativeNode node, Scope scope)
    @cython.locals(found=Scope)
    cpdef str _find_own_type(self, Scope scope)

cdef str _promote(list words)
