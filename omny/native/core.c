// See core.h. The core's sources are included as they are, in one unit and in the order of its own lib.c.

#include "core.h"

// A state of the parser with few symbols lists them, and the core searches the list for each token. The lists are large
// together and far apart in memory, so what was found is kept in a table that a processor's cache can hold.
#define ts_language_lookup ts_language_search
#include "language.h"
#undef ts_language_lookup

enum { FOUND_BITS = 13 };  // 64 kB; more is slower, since it is out of the cache

typedef struct {
  TSStateId state;
  TSSymbol symbol;
  uint16_t value;
  bool used;
} Found;

static Found found[1 << FOUND_BITS];
static const TSLanguage *found_in;

static inline uint16_t ts_language_lookup(const TSLanguage *self, TSStateId state, TSSymbol symbol) {
  if (state < self->large_state_count) return ts_language_search(self, state, symbol);
  // Any spreading multipliers do: these are of the golden ratio, and of MurmurHash3.
  Found *at = &found[(state * 0x9E3779B1u ^ symbol * 0x85EBCA6Bu) >> (32 - FOUND_BITS)];
  if (!at->used || at->state != state || at->symbol != symbol) {
    *at = (Found){state, symbol, ts_language_search(self, state, symbol), true};
  }
  return at->value;
}

#include "stack.h"

static StackSliceArray pop_count(Stack *self, StackVersion version, uint32_t count);

#include "alloc.c"
#include "get_changed_ranges.c"
#include "language.c"
#include "lexer.c"
#include "node.c"
#define ts_stack_pop_count pop_count
#include "parser.c"
#undef ts_stack_pop_count
#include "query.c"
#include "stack.c"
#include "subtree.c"
#include "tree_cursor.c"
#include "tree.c"
#include "wasm_store.c"

// The core's own follows all paths down the stack at once, for any question. Nearly always there is one, and each
// reduction asks for so many nodes of it. What it leaves is the same.
static StackSliceArray pop_count(Stack *self, StackVersion version, uint32_t count) {
  StackNode *top = array_get(&self->heads, version)->node, *node = top;
  uint32_t counted = 0, size = 0;
  while (counted < count) {
    if (node->link_count != 1) return ts_stack_pop_count(self, version, count);
    Subtree subtree = node->links[0].subtree;
    size += subtree.ptr != NULL;
    counted += !subtree.ptr || !ts_subtree_extra(subtree);
    node = node->links[0].node;
  }
  array_clear(&self->slices);
  array_clear(&self->iterators);
  SubtreeArray subtrees = array_new();
  array_reserve(&subtrees, (uint32_t)(ts_subtree_alloc_size(size) / sizeof(Subtree)));
  subtrees.size = size;
  for (StackNode *each = top; each != node; each = each->links[0].node) {
    Subtree subtree = each->links[0].subtree;
    if (!subtree.ptr) continue;
    ts_subtree_retain(subtree);
    subtrees.contents[--size] = subtree;
  }
  ts_stack__add_slice(self, version, node, &subtrees);
  return self->slices;
}

// The core's own advances over any character of any input. Most are of ASCII, in a line, and in the same chunk of it.
static void advance(TSLexer *data, bool skip) {
  Lexer *self = (Lexer *)data;
  uint32_t next = self->current_position.bytes + 1 - self->chunk_start;
  if (self->chunk && self->lookahead_size == 1 && data->lookahead != '\n' && next < self->chunk_size) {
    uint8_t byte = ((const uint8_t *)self->chunk)[next];
    if (byte < 0x80) {
      self->current_position.bytes++;
      self->current_position.extent.column++;
      ts_lexer__increment_column_data(self);
      if (skip) self->token_start_position = self->current_position;
      data->lookahead = byte;
      return;
    }
  }
  ts_lexer__advance(data, skip);
}

bool core_set_language(TSParser *parser, const TSLanguage *language) {
  if (found_in != language) memset(found, 0, sizeof found);
  found_in = language;
  parser->lexer.data.advance = advance;  // for UTF-8 without ranges or a logger, as flat.c parses
  return ts_parser_set_language(parser, language);
}
