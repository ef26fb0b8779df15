// Memory that is given back all at once.
//
// A tree and the parser that makes it live until the tree is flat, which takes milliseconds, and are then of no use: to
// free them piece by piece costs a tenth of the parse. What is freed meanwhile is kept by size and used again.

#ifndef OMNY_ARENA_H
#define OMNY_ARENA_H

#include <setjmp.h>
#include <stddef.h>

// Where it goes on when there is no more memory, set by whoever uses the arena: the core never looks whether it got any.
extern jmp_buf arena_exhausted;

// Gives all of it back.
void arena_end(void);

void *arena_malloc(size_t size);
void *arena_calloc(size_t count, size_t size);
void *arena_realloc(void *pointer, size_t size);
void arena_free(void *pointer);

#endif
