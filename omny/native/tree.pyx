"""Trees of tree-sitter as flat arrays, and nodes that are places in them.

A node answers as one of the tree-sitter package does, as far as Omny asks: names and meanings are those of its `Node`.
"""

from cython cimport no_gc_clear
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdlib cimport free, qsort
from libc.stdint cimport UINT32_MAX, uint16_t, uint32_t

import re
from sys import intern
from collections import namedtuple

from omny.native.patterns import parse_query, shapes_of
from omny.native.binding cimport Uses

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
    ERROR = 65535
    RANGE = -1  # instead of a kind of use: captures of which only the place counts
    EVENT = -2
    MOST_STEPS = 16
    MOST_SPARE = 1 << 18  # nodes: 7 MB; few files have more, and no process should keep much for good


@no_gc_clear  # its memory goes back to its syntax when it ends
cdef class Tree:
    """A parsed source."""

    def __init__(self):
        raise TypeError("a syntax makes trees")

    def __dealloc__(self):
        if self.syntax is not None and self.syntax.spare.room < self.flat.room <= MOST_SPARE:
            self.flat, self.syntax.spare = self.syntax.spare, self.flat
        free(self.flat.nodes)

    cdef Node node(self, uint32_t index):
        cdef Node node = Node.__new__(Node)
        node.tree = self
        node.index = index
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


cdef class Node:
    """A node of a tree."""

    def __init__(self):
        raise TypeError("a tree makes nodes")

    cdef str kind(self):
        cdef uint16_t symbol = self.tree.nodes[self.index].symbol
        return "ERROR" if symbol == ERROR else <str>self.tree.kinds[symbol]

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

    cdef bytes written(self, bytes source):
        cdef FlatNode *node = &self.tree.nodes[self.index]
        return source[node.start : node.end]

    cdef str spelled(self, bytes source):
        cdef FlatNode *node = &self.tree.nodes[self.index]
        return source[node.start : node.end].decode("utf-8", "replace")

    @property
    def type(self):
        return self.kind()

    @property
    def id(self):
        return self.index

    @property
    def start_byte(self):
        return self.tree.nodes[self.index].start

    @property
    def end_byte(self):
        return self.tree.nodes[self.index].end

    @property
    def byte_range(self):
        cdef FlatNode *node = &self.tree.nodes[self.index]
        return node.start, node.end

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

    def named_child(self, int wanted):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        while at < end:
            if nodes[at].flags & FLAT_NAMED:
                if not wanted:
                    return self.tree.node(at)
                wanted -= 1
            at = nodes[at].after
        raise IndexError("child index out of range")

    def child_by_field_name(self, str name):
        return self.child(name)

    def children_by_field_name(self, str name):
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


class Captured:
    """See `omny.extract.syntax.Captured`."""

    __slots__ = ("blocks", "branches", "comments", "events", "uses")


cdef int by_place(const void *left, const void *right) noexcept nogil:
    cdef Found *a = <Found *>left
    cdef Found *b = <Found *>right
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.order != b.order:
        return a.order - b.order
    if a.end != b.end:
        return -1 if a.end > b.end else 1
    if a.capture != b.capture:
        return a.capture - b.capture
    return -1 if a.index < b.index else 1 if a.index > b.index else 0


cdef void *allocated(size_t count, size_t size) except NULL:
    """Memory for some of a size, all zeros. To be freed with `PyMem_Free`."""
    cdef void *memory = PyMem_Calloc(count, size)
    if memory == NULL:
        raise MemoryError
    return memory


cdef class Syntax:
    """A grammar, a query over its nodes, and what its captures are for. See `omny.extract.syntax.Syntax`."""

    def __init__(self, capsule, str query, first, uses):
        """Raises NotImplementedError for a query that the matcher does not know."""
        cdef const TSLanguage *language = <const TSLanguage *>PyCapsule_GetPointer(capsule, "tree_sitter.Language")
        self.language, self.capsule = language, capsule
        self.symbols = ts_language_symbol_count(language)
        self.kinds = [intern(ts_language_symbol_name(language, number).decode()) for number in range(self.symbols)]
        self.fields = {
            ts_language_field_name_for_id(language, number).decode(): number
            for number in range(1, ts_language_field_count(language) + 1)
        }
        patterns = parse_query(query)
        self.names = sorted({name for each in patterns for shape in shapes_of(each.shape) for name in shape.captures})
        self.orders = <int *>allocated(len(self.names), sizeof(int))
        self.roles = <int *>allocated(len(self.names), sizeof(int))
        for number, name in enumerate(self.names):
            self.orders[number] = name not in first
            self.roles[number] = RANGE if name in ("comment", "block", "branch") else uses.get(name, EVENT)
        self.plans = <Plan *>allocated(len(patterns), sizeof(Plan))
        self.plan_count = len(patterns)
        self.conditions = []
        for number, pattern in enumerate(patterns):
            self._plan(language, &self.plans[number], pattern)
            self.conditions.append([(self.names.index(name), re.compile(text)) for name, text in pattern.conditions])
        self.plans_of = <int **>allocated(self.symbols, sizeof(int *))
        for symbol in range(self.symbols):
            self._index(symbol)

    def __dealloc__(self):
        cdef int number, step
        free(self.spare.nodes)
        PyMem_Free(self.found)
        PyMem_Free(self.orders)
        PyMem_Free(self.roles)
        for number in range(self.symbols if self.plans_of != NULL else 0):
            PyMem_Free(self.plans_of[number])
        PyMem_Free(self.plans_of)
        for number in range(self.plan_count):
            for step in range(self.plans[number].count):
                PyMem_Free(self.plans[number].steps[step].kinds)
            PyMem_Free(self.plans[number].steps)
        PyMem_Free(self.plans)

    cdef _plan(self, const void *language, Plan *plan, pattern):
        shapes = list(shapes_of(pattern.shape))
        cdef Step *step
        if len(shapes) > MOST_STEPS:
            raise NotImplementedError("a pattern of so many nodes")
        plan.steps = <Step *>allocated(len(shapes), sizeof(Step))
        plan.count = len(shapes)
        for number, shape in enumerate(shapes):
            step = &plan.steps[number]
            step.kinds = self._kinds(language, shape.kinds)
            step.field = 0
            if shape.field:
                if shape.field not in self.fields:
                    raise NotImplementedError(shape.field)
                step.field = self.fields[shape.field]
            step.first, step.last = shape.first, shape.last
            step.above = step.before = step.capture = -1
            if len(shape.captures) > 1:
                raise NotImplementedError("two captures of one node")
            if shape.captures:
                step.capture = self.names.index(shape.captures[0])
            for above in range(number):
                if shape in shapes[above].children:
                    step.above = above
                    place = next(at for at, child in enumerate(shapes[above].children) if child is shape)
                    if place:
                        earlier = shapes[above].children[place - 1]
                        step.before = next(at for at, each in enumerate(shapes) if each is earlier)

    cdef unsigned char *_kinds(self, const void *language, kinds) except? NULL:
        if not kinds:
            return NULL
        cdef list symbols = []
        for name, named in kinds:
            text = name.encode()
            symbol = ts_language_symbol_for_name(<const TSLanguage *>language, text, len(text), named)
            if not 0 < symbol < self.symbols or ts_language_symbol_type(<const TSLanguage *>language, symbol) > 1:
                raise NotImplementedError(name)
            symbols.append(symbol)
        cdef unsigned char *taken = <unsigned char *>allocated(self.symbols, 1)
        for symbol in symbols:
            taken[symbol] = 1
        return taken

    cdef _index(self, int symbol):
        taking = [
            number
            for number in range(self.plan_count)
            if self.plans[number].steps[0].kinds == NULL or self.plans[number].steps[0].kinds[symbol]
        ]
        cdef int *row = NULL
        if taking:
            row = <int *>allocated(len(taking) + 1, sizeof(int))
            for place, number in enumerate(taking):
                row[place] = number
            row[len(taking)] = -1
        self.plans_of[symbol] = row

    def parse(self, bytes source not None):
        """The tree of a source. Raises MemoryError."""
        cdef Tree tree = Tree.__new__(Tree)
        if len(source) >= UINT32_MAX:
            raise MemoryError("places are numbers of 32 bits")
        tree.source, tree.syntax = source, self
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

    def captured(self, Tree tree not None, bytes source not None):
        """What the query captures in a tree."""
        cdef uint32_t index
        cdef int *plan
        cdef int place
        cdef uint16_t symbol
        cdef uint32_t[MOST_STEPS] nodes
        cdef Found *found
        if tree.syntax is not self or len(source) != len(tree.source):
            raise ValueError("a tree of something else")
        self.found_count = 0
        for index in range(tree.count):
            symbol = tree.nodes[index].symbol
            if symbol == ERROR:
                continue
            plan = self.plans_of[symbol]
            if plan == NULL:
                continue
            while plan[0] >= 0:
                if self.plans[plan[0]].steps[0].kinds != NULL or tree.nodes[index].flags & FLAT_NAMED:
                    nodes[0] = index
                    self._match(tree, plan[0], 1, nodes)
                plan += 1
        if self.found_count:
            qsort(self.found, self.found_count, sizeof(Found), by_place)
        answer = Captured()
        cdef Uses uses = Uses.__new__(Uses)
        uses.begin(tree, source, self.found_count)
        cdef list comments = [], blocks = [], branches = [], events = []
        cdef list ranges = [comments if name == "comment" else blocks if name == "block" else None for name in self.names]
        for place in range(self.found_count):
            found = &self.found[place]
            if place and by_place(found, found - 1) == 0:
                continue  # another pattern has captured it, too
            if self.roles[found.capture] >= 0:
                uses.add(found, self.roles[found.capture])
            elif self.roles[found.capture] == EVENT:
                events.append((found.start, self.names[found.capture], tree.node(found.index)))
            elif (taken := ranges[found.capture]) is None:
                branches.append(found.start)
            else:
                taken.append((found.start, found.end))
        uses.sort()
        answer.comments, answer.blocks, answer.branches = comments, blocks, branches
        answer.events, answer.uses = events, uses
        return answer

    cdef int _match(self, Tree tree, int number, int next_step, uint32_t *matched) except -1:
        """Goes through all ways to match what is left of a plan."""
        cdef Plan *plan = &self.plans[number]
        cdef FlatNode *nodes = tree.nodes
        if next_step == plan.count:
            return self._keep(tree, number, matched)
        cdef Step *step = &plan.steps[next_step]
        cdef uint32_t above = matched[step.above]
        cdef uint32_t end = nodes[above].after
        cdef uint32_t at = above + 1 if step.before < 0 else nodes[matched[step.before]].after
        cdef uint32_t later
        while at < end:
            if (
                nodes[at].symbol != ERROR
                and (step.kinds[nodes[at].symbol] if step.kinds != NULL else nodes[at].flags & FLAT_NAMED)
                and (not step.field or nodes[at].field == step.field)
            ):
                later = nodes[at].after
                while step.last and later < end and not nodes[later].flags & FLAT_NAMED:
                    later = nodes[later].after
                if not step.last or later >= end:
                    matched[next_step] = at
                    self._match(tree, number, next_step + 1, matched)
            if step.first and nodes[at].flags & FLAT_NAMED:
                break
            at = nodes[at].after
        return 0

    cdef int _keep(self, Tree tree, int number, uint32_t *matched) except -1:
        """Keeps the captures of a match."""
        cdef Plan *plan = &self.plans[number]
        cdef Found *found
        cdef FlatNode *node
        cdef int step
        for capture, expression in <list>self.conditions[number]:
            for step in range(plan.count):
                if plan.steps[step].capture == capture:
                    node = &tree.nodes[matched[step]]
                    if not expression.search(tree.source[node.start : node.end].decode("utf-8", "replace")):
                        return 0
        cdef int room = 2 * (self.found_count + plan.count) + 1024
        if self.found_count + plan.count > self.found_room:
            found = <Found *>PyMem_Realloc(self.found, room * sizeof(Found))
            if found == NULL:
                raise MemoryError
            self.found, self.found_room = found, room
        for step in range(plan.count):
            if plan.steps[step].capture >= 0 and tree.nodes[matched[step]].end:  # see `faults`
                found = &self.found[self.found_count]
                node = &tree.nodes[matched[step]]
                found.start, found.end, found.index = node.start, node.end, matched[step]
                found.capture = plan.steps[step].capture
                found.order = self.orders[found.capture]
                self.found_count += 1
        return 0
