"""Trees of tree-sitter as flat arrays, and nodes that are places in them.

A node answers as one of the tree-sitter package does, as far as Omny asks: names and meanings are those of its `Node`.
"""

from cython cimport no_gc_clear
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdlib cimport free, qsort
from libc.stdint cimport UINT32_MAX, uint16_t, uint32_t

import re
from collections import namedtuple

from omny.native.patterns import parse_query, shapes_of
from omny.native.binding cimport Uses

cdef extern from "tree_sitter/api.h":
    ctypedef struct TSLanguage
    ctypedef struct TSParser
    void ts_set_allocator(
        void *(*)(size_t) noexcept,
        void *(*)(size_t, size_t) noexcept,
        void *(*)(void *, size_t) noexcept,
        void (*)(void *) noexcept,
    )
    TSParser *ts_parser_new()
    void ts_parser_delete(TSParser *)
    bint ts_parser_set_language(TSParser *, const TSLanguage *)
    uint32_t ts_language_symbol_count(const TSLanguage *)
    const char *ts_language_symbol_name(const TSLanguage *, uint16_t)
    uint32_t ts_language_field_count(const TSLanguage *)
    const char *ts_language_field_name_for_id(const TSLanguage *, uint16_t)
    int ts_language_symbol_type(const TSLanguage *, uint16_t)
    uint16_t ts_language_symbol_for_name(const TSLanguage *, const char *, uint32_t, bint)

cdef extern from "flat.h":
    bint flat_parse(TSParser *, const char *, uint32_t, FlatNodes *) nogil

# Python's own allocator is the quicker one for what is small, as nearly all of a tree is.
ts_set_allocator(PyMem_Malloc, PyMem_Calloc, PyMem_Realloc, PyMem_Free)

Point = namedtuple("Point", "row column")

cdef enum:
    ERROR = 65535
    RANGE = -1  # instead of a kind of use: captures of which only the place counts
    EVENT = -2


@no_gc_clear  # its memory goes back to its syntax when it ends
cdef class Tree:
    """A parsed source."""

    def __dealloc__(self):
        if self.flat.room > self.syntax.spare.room:
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


cdef list children_of(Node node, bint named):
    cdef FlatNode *nodes = node.tree.nodes
    cdef uint32_t at = node.index + 1, end = nodes[node.index].after
    cdef list children = []
    while at < end:
        if not named or nodes[at].flags & FLAT_NAMED:
            children.append(node.tree.node(at))
        at = nodes[at].after
    return children


cdef class Node:
    """A node of a tree."""

    @property
    def type(self):
        cdef uint16_t symbol = self.tree.nodes[self.index].symbol
        return "ERROR" if symbol == ERROR else <str>self.tree.kinds[symbol]

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
        cdef uint32_t start = self.tree.nodes[self.index].start
        source = self.tree.source
        return Point(source.count(b"\n", 0, start), start - source.rfind(b"\n", 0, start) - 1)

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
            if nodes[at].flags & FLAT_NAMED:
                return self.tree.node(at)
            at = nodes[at].after
        return None

    @property
    def children(self):
        return children_of(self, False)

    @property
    def named_children(self):
        return children_of(self, True)

    @property
    def named_child_count(self):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        cdef int count = 0
        while at < end:
            count += nodes[at].flags & FLAT_NAMED != 0
            at = nodes[at].after
        return count

    def named_child(self, int wanted):
        cdef FlatNode *nodes = self.tree.nodes
        cdef uint32_t at = self.index + 1, end = nodes[self.index].after
        while at < end:
            if nodes[at].flags & FLAT_NAMED:
                if not wanted:
                    return self.tree.node(at)
                wanted -= 1
            at = nodes[at].after
        return None

    def child_by_field_name(self, str name):
        number = self.tree.fields.get(name)
        if number is None:
            return None
        cdef uint32_t found = child_with_field(self.tree.nodes, self.index, number)
        return self.tree.node(found) if found else None

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


cdef class Syntax:
    """A grammar, a query over its nodes, and what its captures are for. See `omny.extract.syntax.Syntax`."""

    def __init__(self, capsule, str query, first, uses):
        """Raises NotImplementedError for a query that the matcher does not know."""
        cdef const TSLanguage *language = <const TSLanguage *>PyCapsule_GetPointer(capsule, "tree_sitter.Language")
        self.parser = ts_parser_new()
        if not ts_parser_set_language(<TSParser *>self.parser, language):
            raise NotImplementedError("a grammar of another version")
        self.symbols = ts_language_symbol_count(language)
        self.kinds = [ts_language_symbol_name(language, number).decode() for number in range(self.symbols)]
        self.fields = {
            ts_language_field_name_for_id(language, number).decode(): number
            for number in range(1, ts_language_field_count(language) + 1)
        }
        patterns = parse_query(query)
        self.names = sorted({name for each in patterns for shape in shapes_of(each.shape) for name in shape.captures})
        self.orders = <int *>PyMem_Malloc(len(self.names) * sizeof(int))
        self.roles = <int *>PyMem_Malloc(len(self.names) * sizeof(int))
        for number, name in enumerate(self.names):
            self.orders[number] = name not in first
            self.roles[number] = RANGE if name in ("comment", "block", "branch") else uses.get(name, EVENT)
        self.plan_count = len(patterns)
        self.plans = <Plan *>PyMem_Malloc(self.plan_count * sizeof(Plan))
        self.conditions = []
        for number, pattern in enumerate(patterns):
            self._plan(language, &self.plans[number], pattern)
            self.conditions.append([(self.names.index(name), re.compile(text)) for name, text in pattern.conditions])
        self.plans_of = <int **>PyMem_Malloc(self.symbols * sizeof(int *))
        for symbol in range(self.symbols):
            self._index(symbol)

    def __dealloc__(self):
        if self.parser:
            ts_parser_delete(<TSParser *>self.parser)
        free(self.spare.nodes)
        PyMem_Free(self.found)

    cdef _plan(self, const void *language, Plan *plan, pattern):
        shapes = list(shapes_of(pattern.shape))
        cdef Step *step
        plan.count = len(shapes)
        plan.steps = <Step *>PyMem_Malloc(plan.count * sizeof(Step))
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
        cdef unsigned char *taken = <unsigned char *>PyMem_Malloc(self.symbols)
        for symbol in range(self.symbols):
            taken[symbol] = 0
        for name, named in kinds:
            text = name.encode()
            symbol = ts_language_symbol_for_name(<const TSLanguage *>language, text, len(text), named)
            if not symbol or ts_language_symbol_type(<const TSLanguage *>language, symbol) > 1:
                raise NotImplementedError(name)
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
            row = <int *>PyMem_Malloc((len(taking) + 1) * sizeof(int))
            for place, number in enumerate(taking):
                row[place] = number
            row[len(taking)] = -1
        self.plans_of[symbol] = row

    def parse(self, bytes source):
        """The tree of a source. Raises MemoryError."""
        cdef Tree tree = Tree.__new__(Tree)
        tree.source, tree.syntax = source, self
        tree.kinds, tree.fields = self.kinds, self.fields
        tree.flat = self.spare
        self.spare.nodes, self.spare.room = NULL, 0
        if not flat_parse(<TSParser *>self.parser, source, <uint32_t>len(source), &tree.flat):
            raise MemoryError("no tree")
        tree.nodes, tree.count = tree.flat.nodes, tree.flat.count
        return tree

    def faults(self, Tree tree):
        """The error and missing nodes."""
        cdef uint32_t index
        cdef list faults = []
        if tree.flat.has_error:
            for index in range(tree.count):
                if tree.nodes[index].symbol == ERROR or tree.nodes[index].flags & FLAT_MISSING:
                    faults.append(tree.node(index))
        return faults

    def captured(self, Tree tree, bytes source):
        """What the query captures in a tree."""
        cdef uint32_t index
        cdef int *plan
        cdef int place
        cdef uint16_t symbol
        cdef uint32_t[16] nodes
        cdef Found *found
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
                (step.kinds != NULL and nodes[at].symbol != ERROR and step.kinds[nodes[at].symbol])
                or (step.kinds == NULL and nodes[at].flags & FLAT_NAMED)
            ) and (not step.field or nodes[at].field == step.field):
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
        if self.found_count + plan.count > self.found_room:
            self.found_room = 2 * (self.found_count + plan.count) + 1024
            self.found = <Found *>PyMem_Realloc(self.found, self.found_room * sizeof(Found))
        for step in range(plan.count):
            if plan.steps[step].capture >= 0:
                found = &self.found[self.found_count]
                node = &tree.nodes[matched[step]]
                found.start, found.end, found.index = node.start, node.end, matched[step]
                found.capture = plan.steps[step].capture
                found.order = self.orders[found.capture]
                self.found_count += 1
        return 0
