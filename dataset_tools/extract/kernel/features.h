// The features of the blocks of a page, for the body model.
#pragma once
#include "kernel.h"

enum { // classes of characters: extract/characters.py
    OTHER, BLANK, LOWER, UPPER, DIGIT, HAN, KANA, COMMA, STOP, MARK, COLON, QUOTE, BRACKET, BAR,
    SYMBOL, CLASSES
};
enum { LOGS = 20, RATIOS = 16, FLAGS = 17, TAGS = 37, REGIONS = 8, GROUPS = 58 };
enum { QUANTUM = 64, WIDTH = 32, LOG_STEPS = 8192, FARTHEST = 4095 };
enum {
    TAG_AT = LOGS + RATIOS + FLAGS,
    REGION_AT = TAG_AT + TAGS,
    FIRST_AT = REGION_AT + REGIONS + 1,
    LAST_AT = FIRST_AT + CLASSES,
    NAMED_AT = LAST_AT + CLASSES,
    OWN_AT = NAMED_AT + REGIONS,
    ALL_AT = OWN_AT + GROUPS,
    FEATURES = ALL_AT + GROUPS
};
typedef struct { // of a block
    u32 kinds[CLASSES];
    u32 first, last, letters, again;
    double han, words, free, prose;
} Facts;
typedef struct { double sum, count; } Sum;
typedef struct {
    const void *end;
    const u32 *codes;
    const Block *blocks;
    const Context *contexts;
    u32 count, title; // the block that is the headline; `count` for none
    const struct Model *model;
} PageInput;
typedef struct { // a page
    const u32 *codes;
    const Block *blocks;
    const Context *contexts;
    u32 count, title;
    Facts *facts;
    Sum *of_parent, *of_element;
    double total, words, most_parent, most_element;
} Seen;

Seen see(const PageInput *input);
// Write the numbers of a block, into zeros; `before` is the prose of the blocks before it.
void fill_row(const Seen *page, u32 i, double before, i16 *row);
void fill_context(const Context *context, i16 *row); // what blocks of one context share
