// A parsed file as one array of nodes in source order, each in front of its descendants.
//
// tree-sitter's own tree shares subtrees and keeps lengths instead of places: whoever asks for a place, a parent or a
// field has to walk. All of it is asked of every file, so one pass writes it down, and the tree is freed.

#ifndef OMNY_FLAT_H
#define OMNY_FLAT_H

#include <stdint.h>
#include "tree_sitter/api.h"

enum { FLAT_NAMED = 1, FLAT_MISSING = 2 };

typedef struct {
  uint32_t start, end;     // bytes
  uint32_t parent;         // index; its own for the root
  uint32_t after;          // index behind its last descendant: where its next sibling is, if its parent goes so far
  uint16_t symbol;         // the grammar's public symbol; 65535 for ERROR
  uint16_t field;          // by which its parent has it; 0 for none
  uint16_t first_field;    // the field that a look-up finds it by: a comment can stand first in a hidden node that has one
  uint16_t through[2];     // fields that a look-up goes on to seek in it, as tree-sitter's own does below an alias
  uint16_t flags;
} FlatNode;

typedef struct {
  FlatNode *nodes;  // to be freed with `free`
  uint32_t count;
  uint32_t room;    // nodes that the memory holds: it is used again for the next source
  bool has_error;
} FlatNodes;

// Fills `into` with the nodes of a source. False where memory or the parser fails. The core has to take its
// memory from arena.h, and nothing else may use it meanwhile.
bool flat_parse(const TSLanguage *language, const char *source, uint32_t length, FlatNodes *into);

#endif
