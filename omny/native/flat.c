// See flat.h. What is visible, aliased and named by a field follows tree-sitter's node.c and tree_cursor.c, whose
// version is pinned; tests compare the outcome with the nodes of the tree-sitter package.

#include "flat.h"

#include <stdlib.h>
#include "arena.h"
#include "core.h"
#include "language.h"
#include "subtree.h"
#include "tree.h"

typedef struct {
  const Subtree *children;
  const TSSymbol *aliases;
  const TSFieldMapEntry *fields, *fields_end;
  uint32_t count, next, structural;
  uint32_t position;  // where the last child ended, in bytes
  uint32_t owner;     // index of the nearest visible node
  uint16_t field;     // of a hidden node: the one that its visible children have through it
  bool hidden;
  bool begun;         // whether a hidden node with a field has given a visible child
  uint16_t passed[2];  // fields that the node around looks for in this hidden one
} Level;

static void open_level(Level *level, const TSLanguage *language, Subtree subtree, uint32_t start, uint32_t owner,
                       uint16_t field, bool hidden) {
  uint16_t production = ts_subtree_production_id(subtree);
  level->children = ts_subtree_children(subtree);
  level->count = ts_subtree_child_count(subtree);
  level->aliases = ts_language_alias_sequence(language, production);
  ts_language_field_map(language, production, &level->fields, &level->fields_end);
  level->next = level->structural = 0;
  level->position = start;
  level->owner = owner;
  level->field = field;
  level->hidden = hidden;
  level->begun = false;
  level->passed[0] = level->passed[1] = 0;
}

// Whether tree-sitter looks for a field, which an entry of a level says to be inherited, below the child of that entry: the
// hidden node that is the level has to be where the node around it looks for the field.
static bool is_followed(const Level *level, TSFieldId field) {
  return !level->hidden || field == level->passed[0] || field == level->passed[1];
}

static bool flatten(const TSTree *tree, FlatNodes *into) {
  const TSLanguage *language = tree->language;
  Subtree root = tree->root;
  uint32_t room = ts_subtree_visible_descendant_count(root) + 1, used = 1;
  uint32_t deepest = 64, depth = 1;
  Level *levels = malloc(deepest * sizeof(Level));
  if (!levels) return false;
  if (into->room < room) {
    free(into->nodes);
    into->room = 0;
    into->nodes = malloc(room * sizeof(FlatNode));
    if (!into->nodes) goto failed;
    into->room = room;
  }
  FlatNode *nodes = into->nodes;

  uint32_t start = ts_subtree_padding(root).bytes;
  nodes[0] = (FlatNode){
    .start = start,
    .end = start + ts_subtree_size(root).bytes,
    .symbol = ts_language_public_symbol(language, ts_subtree_symbol(root)),
    .flags = FLAT_NAMED | (ts_subtree_missing(root) ? FLAT_MISSING : 0),
  };
  open_level(&levels[0], language, root, start, 0, 0, false);
  while (depth) {
    Level *level = &levels[depth - 1];
    if (level->next == level->count) {
      if (!level->hidden) nodes[level->owner].after = used;
      depth--;
      continue;
    }
    Subtree child = level->children[level->next];
    bool extra = ts_subtree_extra(child);
    TSSymbol alias = 0;
    uint16_t own = 0, through[2] = {0, 0};
    int seen = 0;
    if (!extra) {
      if (level->aliases) alias = level->aliases[level->structural];
      for (const TSFieldMapEntry *entry = level->fields; entry < level->fields_end; entry++) {
        if (entry->child_index != level->structural) continue;
        if (entry->inherited) {
          if (seen < 2 && is_followed(level, entry->field_id)) through[seen++] = entry->field_id;
        } else if (!own) {
          own = entry->field_id;
        }
      }
      level->structural++;
    }
    if (level->next++) level->position += ts_subtree_padding(child).bytes;
    start = level->position;
    level->position += ts_subtree_size(child).bytes;
    bool visible = alias || ts_subtree_visible(child);
    uint16_t field = own ? own : extra ? 0 : level->field;
    uint32_t owner = level->owner;
    if (visible) {
      if (used == room) goto failed;  // the tree's own count is wrong: better none than a part
      bool named = alias ? ts_language_symbol_metadata(language, alias).named : ts_subtree_named(child);
      uint16_t first = field;
      if (extra && level->hidden && level->field && !level->begun) first = level->field;
      level->begun = true;
      nodes[used] = (FlatNode){
        .start = start,
        .end = level->position,
        .parent = owner,
        .after = used + 1,
        .symbol = ts_language_public_symbol(language, alias ? alias : ts_subtree_symbol(child)),
        .field = field,
        .first_field = first,
        .through = {through[0], through[1]},
        .flags = (named ? FLAT_NAMED : 0) | (ts_subtree_missing(child) ? FLAT_MISSING : 0),
      };
      owner = used++;
    }
    if (!ts_subtree_child_count(child)) continue;
    if (depth == deepest) {
      Level *more = realloc(levels, 2 * deepest * sizeof(Level));
      if (!more) goto failed;
      levels = more;
      deepest *= 2;
    }
    level = &levels[depth++];
    open_level(level, language, child, start, owner, visible ? 0 : field, !visible);
    level->passed[0] = through[0];
    level->passed[1] = through[1];
  }
  free(levels);
  into->count = used;
  return true;

failed:
  free(levels);
  return false;
}

bool flat_parse(const TSLanguage *language, const char *source, uint32_t length, FlatNodes *into) {
  volatile bool done = false;
  if (!setjmp(arena_exhausted)) {
    TSParser *parser = ts_parser_new();
    if (core_set_language(parser, language)) {
      TSTree *tree = ts_parser_parse_string(parser, NULL, source, length);
      if (tree) {
        into->has_error = ts_subtree_error_cost(tree->root) > 0;
        done = flatten(tree, into);
      }
    }
    ts_parser_delete(parser);  // the grammar's scanner has memory of its own
  }
  arena_end();
  return done;
}
