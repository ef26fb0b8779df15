// tree-sitter's own core, with a quicker form of the two functions in which its parser spends most time.

#ifndef OMNY_CORE_H
#define OMNY_CORE_H

#include "tree_sitter/api.h"

// Makes a new parser one for a language. False where the core cannot read the language. Only one thread may parse.
bool core_set_language(TSParser *parser, const TSLanguage *language);

#endif
