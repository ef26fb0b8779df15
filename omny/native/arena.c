// See arena.h. Not for several threads: whoever parses holds Python's lock.

#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
  GRAIN = 16,
  CLASSES = 64,     // sizes up to CLASSES * GRAIN are used again
  CHUNK = 1 << 20,  // bytes
  MAX_SPARE = 16,  // chunks that are kept for the next tree
};

typedef union Chunk {
  struct {
    union Chunk *before;
    size_t size;
  };
  max_align_t aligned;
} Chunk;

typedef union Block {
  struct {
    size_t size;  // without this header
    union Block *next;  // of the free blocks of its size
  };
  max_align_t aligned;
} Block;

jmp_buf arena_exhausted;

static Chunk *chunks, *spare;
static unsigned spares;
static char *at, *end;
static Block *freed[CLASSES + 1];

static void *grown(size_t size) {
  size_t wanted = sizeof(Chunk) + size;
  Chunk *chunk;
  if (wanted <= CHUNK && spare) {
    chunk = spare;
    spare = chunk->before;
    spares--;
  } else {
    if (wanted < CHUNK) wanted = CHUNK;
    chunk = malloc(wanted);
    if (!chunk) longjmp(arena_exhausted, 1);
    chunk->size = wanted;
  }
  chunk->before = chunks;
  chunks = chunk;
  at = (char *)(chunk + 1) + size;
  end = (char *)chunk + chunk->size;
  return chunk + 1;
}

#define HEADER offsetof(Block, next)

void *arena_malloc(size_t size) {
  if (size > SIZE_MAX / 2) longjmp(arena_exhausted, 1);
  size_t rounded = (size + HEADER + GRAIN - 1) / GRAIN * GRAIN;
  size_t class = rounded / GRAIN;
  Block *block;
  if (class <= CLASSES && freed[class]) {
    block = freed[class];
    freed[class] = block->next;
  } else if ((size_t)(end - at) >= rounded) {
    block = (Block *)at;
    at += rounded;
  } else {
    block = grown(rounded);
  }
  block->size = rounded - HEADER;  // what begins behind it is aligned as pointers are, and no more is needed
  return (char *)block + HEADER;
}

void *arena_calloc(size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) longjmp(arena_exhausted, 1);
  return memset(arena_malloc(count * size), 0, count * size);
}

void arena_free(void *pointer) {
  if (!pointer) return;
  Block *block = (Block *)((char *)pointer - HEADER);
  size_t class = (block->size + HEADER) / GRAIN;
  if (class > CLASSES) return;
  block->next = freed[class];
  freed[class] = block;
}

void *arena_realloc(void *pointer, size_t size) {
  if (!pointer) return arena_malloc(size);
  Block *block = (Block *)((char *)pointer - HEADER);
  if (size <= block->size) return pointer;
  void *moved = arena_malloc(size);
  memcpy(moved, pointer, block->size);
  arena_free(pointer);
  return moved;
}

void arena_end(void) {
  while (chunks) {
    Chunk *chunk = chunks;
    chunks = chunk->before;
    if (chunk->size == CHUNK && spares < MAX_SPARE) {
      chunk->before = spare;
      spare = chunk;
      spares++;
    } else {
      free(chunk);
    }
  }
  memset(freed, 0, sizeof freed);
  at = end = NULL;
}
