"""Trees of tree-sitter as flat arrays, and nodes that are places in them.

A node answers as one of the tree-sitter package does, as far as Omny asks: names and meanings are those of its `Node`.
"""

from cython cimport freelist, no_gc, no_gc_clear
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdlib cimport free
from libc.stdint cimport UINT32_MAX, uint16_t, uint32_t

from collections import namedtuple
from sys import intern

cdef extern from "tree_sitter/api.h":
    ctypedef struct TSLanguage
    void ts_set_allocator(
        void *(*)(size_t) noexcept,
        void *(*)(size_t, size_t) noexcept,
        void *(*)(void *, size_t) noexcept,
        void (*)(void *) noexcept,
    )
    uint32_t ts_language_symbol_count(const TSLanguage *)
    const char *ts_language_symbol_name(const TSLanguage *, uint16_t)
    uint32_t ts_language_field_count(const TSLanguage *)
    const char *ts_language_field_name_for_id(const TSLanguage *, uint16_t)
    int ts_language_symbol_type(const TSLanguage *, uint16_t)
    uint16_t ts_language_symbol_for_name(const TSLanguage *, const char *, uint32_t, bint)

cdef extern from "arena.h":
    void *arena_malloc(size_t) noexcept
    void *arena_calloc(size_t, size_t) noexcept
    void *arena_realloc(void *, size_t) noexcept
    void arena_free(void *) noexcept

cdef extern from "flat.h":
    bint flat_parse(const TSLanguage *, const char *, uint32_t, FlatNodes *) nogil

ts_set_allocator(arena_malloc, arena_calloc, arena_realloc, arena_free)

Point = namedtuple("Point", "row column")

cdef enum:
    MAX_SPARE = 1 << 18  # nodes: 7 MB; few files have more, and no process should keep much for good


cdef class Grammar:
    """What a wheel of a grammar gives: how its sources are parsed, and the names of kinds and fields."""

    def __init__(self, capsule):
        cdef const TSLanguage *language = <const TSLanguage *>PyCapsule_GetPointer(capsule, "tree_sitter.Language")
        self.language, self.capsule = language, capsule
        self.kinds = [
            intern(ts_language_symbol_name(language, number).decode())
            for number in range(ts_language_symbol_count(language))
        ]
        self.fields = {
            ts_language_field_name_for_id(language, number).decode(): number
            for number in range(1, ts_language_field_count(language) + 1)
        }

    def __dealloc__(self):
        free(self.spare.nodes)

    cdef int symbol(self, str name, bint named) except -1:
        """The public symbol of a kind. Raises NotImplementedError where there is none, as for a supertype."""
        cdef const TSLanguage *language = <const TSLanguage *>self.language
        text = name.encode()
        cdef int symbol = ts_language_symbol_for_name(language, text, <uint32_t>len(text), named)
        if not 0 < symbol < len(self.kinds) or ts_language_symbol_type(language, symbol) > 1:
            raise NotImplementedError(name)
        return symbol

    def parse(self, bytes source not None):
        """The tree of a source. Raises MemoryError."""
        cdef Tree tree = Tree.__new__(Tree)
        if len(source) >= UINT32_MAX:
            raise MemoryError("places are numbers of 32 bits")
        tree.source, tree.grammar = source, self
        tree.kinds, tree.fields = self.kinds, self.fields
        tree.flat = self.spare
        self.spare.nodes, self.spare.room = NULL, 0
        if not flat_parse(<const TSLanguage *>self.language, source, <uint32_t>len(source), &tree.flat):
            raise MemoryError("no tree")
        tree.nodes, tree.count = tree.flat.nodes, tree.flat.count
        return tree

    def faults(self, Tree tree not None):
        """The error and missing nodes, but for those that end where the source begins: a query of tree-sitter gives none
        of that kind."""
        cdef uint32_t index
        cdef list faults = []
        if tree.flat.has_error:
            for index in range(tree.count):
                if not tree.nodes[index].end:
                    continue
                if tree.nodes[index].symbol == ERROR or tree.nodes[index].flags & FLAT_MISSING:
                    faults.append(tree.node(index))
        return faults


@no_gc_clear  # its memory goes back to its grammar when it ends
cdef class Tree:
    """A parsed source."""

    def __init__(self):
        raise TypeError("a grammar makes trees")

    def __dealloc__(self):
        if self.grammar is not None and self.grammar.spare.room < self.flat.room <= MAX_SPARE:
            self.flat, self.grammar.spare = self.grammar.spare, self.flat
        free(self.flat.nodes)

    cdef Node node(self, uint32_t index):
        cdef Node node = Node.__new__(Node)
        cdef FlatNode *flat = &self.nodes[index]
        node.tree = self
        node.index = node.id = index
        node.start_byte, node.end_byte = flat.start, flat.end
        node.type = "ERROR" if flat.symbol == ERROR else <str>self.kinds[flat.symbol]
        return node

    @property
    def root(self):
        return self.node(0)


cdef uint32_t child_with_field(FlatNode *nodes, uint32_t index, uint16_t field) noexcept nogil:
    """The index of the child that a field names; 0 for none."""
    cdef uint32_t at = index + 1, end = nodes[index].after, below
    if nodes[index].symbol == ERROR:
        return 0  # what failed to become a node has no fields
    while at < end:
        if nodes[at].first_field == field:
            return at
        if nodes[at].through[0] == field or nodes[at].through[1] == field:
            below = child_with_field(nodes, at, field)
            if below:
                return below
        at = nodes[at].after
    return 0


cdef uint32_t descendant(FlatNode *nodes, uint32_t index, uint32_t start, uint32_t end, bint named) noexcept nogil:
    """The index of the smallest node below one, or itself, that spans a range."""
    cdef uint32_t at = index + 1, found = index
    while at < nodes[index].after:
        if nodes[at].start > start:
            break
        if nodes[at].end < end or (nodes[at].end < start if nodes[at].start == nodes[at].end else nodes[at].end <= start):
            at = nodes[at].after
            continue
        if not named or nodes[at].flags & FLAT_NAMED:
            found = at
        index = at
        at += 1
    return found


cdef point(bytes source, uint32_t at):
    return Point(source.count(b"\n", 0, at), at - source.rfind(b"\n", 0, at) - 1)


@freelist(512)  # a file has thousands, and few at a time
@no_gc  # a node keeps its tree, and a tree no node: no cycle goes through one
cdef class Node:
    """A node of a tree."""

    def __init__(self):
        raise TypeError("a tree makes nodes")

    cdef str kind(self):
        return self.type

    cdef Node child(self, str field):
        number = self.tree.fields.get(field)
        if number is None:
            return None
        cdef uint32_t found = child_with_field(self.tree.nodes, self.index, number)
        return self.tree.node(found) if found else None

    cdef list below(self, bint named):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        cdef list children = []
        while at < end:
            if not named or nodes[at].flags & FLAT_NAMED:
                children.append(self.tree.node(at))
            at = nodes[at].after
        return children

    cdef Node first_named(self):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        while at < end:
            if nodes[at].flags & FLAT_NAMED:
                return self.tree.node(at)
            at = nodes[at].after
        return None

    cdef int named_count(self):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        cdef int count = 0
        while at < end:
            count += (nodes[at].flags & FLAT_NAMED) != 0
            at = nodes[at].after
        return count

    cdef bytes slice_bytes(self, bytes source):
        cdef FlatNode *node = &self.tree.nodes[self.index]
        return source[node.start : node.end]

    cdef str slice_text(self, bytes source):
        cdef FlatNode *node = &self.tree.nodes[self.index]
        return source[node.start : node.end].decode("utf-8", "replace")

    @property
    def byte_range(self):
        return self.start_byte, self.end_byte

    @property
    def start_point(self):
        return point(self.tree.source, self.tree.nodes[self.index].start)

    @property
    def end_point(self):
        return point(self.tree.source, self.tree.nodes[self.index].end)

    @property
    def is_named(self):
        return (self.tree.nodes[self.index].flags & FLAT_NAMED) != 0

    @property
    def is_missing(self):
        return (self.tree.nodes[self.index].flags & FLAT_MISSING) != 0

    @property
    def parent(self):
        return self.tree.node(self.tree.nodes[self.index].parent) if self.index else None

    @property
    def next_named_sibling(self):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = nodes[self.index].after, end = nodes[nodes[self.index].parent].after
        while at < end and self.index:
            if nodes[at].flags & FLAT_NAMED and nodes[at].end > nodes[self.index].end:  # tree-sitter's passes over others
                return self.tree.node(at)
            at = nodes[at].after
        return None

    @property
    def children(self):
        return self.below(False)

    @property
    def named_children(self):
        return self.below(True)

    @property
    def named_child_count(self):
        return self.named_count()

    cpdef Node named_child(self, int wanted):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        while at < end:
            if nodes[at].flags & FLAT_NAMED:
                if not wanted:
                    return self.tree.node(at)
                wanted -= 1
            at = nodes[at].after
        raise IndexError("child index out of range")

    cpdef Node child_by_field_name(self, str name):
        return self.child(name)

    cpdef list children_by_field_name(self, str name):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        cdef uint16_t field = self.tree.fields.get(name, 0)
        cdef list children = []
        while at < end and field:
            if nodes[at].field == field:
                children.append(self.tree.node(at))
            at = nodes[at].after
        return children

    def descendant_for_byte_range(self, uint32_t start, uint32_t end):
        return self.tree.node(descendant(self.tree.nodes, self.index, start, end, False))

    def named_descendant_for_byte_range(self, uint32_t start, uint32_t end):
        return self.tree.node(descendant(self.tree.nodes, self.index, start, end, True))

    def __eq__(self, other):
        return isinstance(other, Node) and (<Node>other).tree is self.tree and (<Node>other).index == self.index

    def __hash__(self):
        return self.index
