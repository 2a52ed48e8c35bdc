// What the parts of the kernel share. It is C11 without a library, built for WebAssembly.
//
// Texts are arrays of code points, so that a place here is an index of the same Python string.
// Memory is taken from one arena that each call starts afresh: nothing is freed, and nothing is
// kept between two pages. An access out of bounds cannot leave the sandbox.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef int16_t i16;
typedef int32_t i32;
typedef uint64_t u64;

// What Python calls. `end` is where its input ends, and the arena begins. Functions that set a
// table are called once, and return where that ends, for it is kept. All others find one struct
// in `asked` and leave a number in `answer`: a call with parameters takes twice as long.
#define EXPORT(name) __attribute__((export_name(#name)))

enum { MOST_TRIES = 64 }; // slots of a table of this page; half of them are empty, but for malice

// --- memory.c -----------------------------------------------------------------------------------

enum { MOST_ASKED = 12, MOST_GIVEN = 8 };
typedef struct {
    u32 asked[MOST_ASKED];
    u64 answer;
    struct { u32 address, size; } given[MOST_GIVEN];
} Exchange;
extern Exchange exchange;

void *room(u32 count, u32 size);            // memory of the arena; stops where none is left
void *take(u32 count, u32 size);            // the same, zeroed
void start_arena(const void *end_of_input); // what stood behind the input is forgotten
void give(u32 slot, const void *items, u32 count, u32 size); // hand an array to the caller

// An array that grows: `add` returns its next item, zeroed unless the array was emptied.
typedef struct {
    void *items;
    u32 count, room, size;
} Array;
void *add(Array *array);
void give_array(u32 slot, const Array *array);

// --- characters.c -------------------------------------------------------------------------------

enum { CLASS = 15, ALPHANUMERIC = 16, SPACE = 32 }; // bits of a character
enum { BASIC_PLANE = 0x10000, RARE_HAN = 0x20000, PAST_HAN = 0x33480 };
extern const u8 *all_traits; // by code point of the basic plane, as the next
extern const u16 *all_lower;
static inline u32 traits(u32 code) {
    return code < BASIC_PLANE ? all_traits[code] : code >= RARE_HAN ? ALPHANUMERIC : 0;
}
static inline u32 lower_letter(u32 code) { // 0 for what is no letter
    if (code < BASIC_PLANE) return all_lower[code];
    return code >= RARE_HAN && code < PAST_HAN ? code : 0;
}
static inline int is_space(u32 code) { return (traits(code) & SPACE) != 0; }
static inline u32 lower(u32 code) { return code - 'A' < 26 ? code | 32 : code; } // ASCII only
static inline u32 hash_step(u32 hash, u32 code) { return (hash ^ code) * 16777619u; } // FNV-1a
u32 find(const u32 *text, u32 at, u32 end, u32 code); // the first place of a character, or `end`
int spells(const u32 *text, u32 at, u32 end, const char *word); // ASCII, whatever its case
int same_text(const u32 *one, const u32 *other, u32 size);
u32 text_hash(const u32 *text, u32 size, u32 hash); // of a text behind what was hashed before
u32 past_space(const u32 *text, u32 at, u32 end);

// --- entities.c ---------------------------------------------------------------------------------

// Resolve the reference at `at` (an "&"); return where it ends, `at` where there is none.
// Writes up to two code points to `out`, and how many to `count`.
u32 resolve(const u32 *text, u32 at, u32 end, u32 *out, u32 *count);

// --- elements.c ---------------------------------------------------------------------------------

enum { SKIP, LINK, LINK_END, IMAGE, NOTE, BREAK, START, END }; // what a tag does: elements.py

typedef struct {
    u8 acts[2];  // of its start and its end tag
    u8 raw;      // holds everything up to its end tag
    u8 region;   // number of extract.names.REGIONS, from 1
    u8 is, ends; // bits: which end tag may be left out; which of those its start tag implies
    u8 is_list;  // no end tag beyond it is implied
    u8 telling;  // changes the context without an attribute
    u32 name, length; // in the bytes of all names
} Element;

extern u32 known_elements; // names with higher numbers are of this page
const Element *element(u32 number);
u32 element_number(const u32 *text, u32 at, u32 length);
void forget_names(void); // of the page before

// The groups of words (extract/names.py) that stand in the class and id names of a start tag.
// Returns how many characters of names there are.
u32 read_groups(const u32 *text, u32 start, u32 end, u64 *groups);
int is_hidden(const u32 *text, u32 start, u32 end);

// --- hints.c ------------------------------------------------------------------------------------

u32 hints_of(const u32 *codes, u32 size);

// --- html.c -------------------------------------------------------------------------------------

// A block, and what the elements around it say; extract/features.py has the same fields.
typedef struct {
    u32 text, size;      // where it stands in the text of all blocks
    u32 start, end;      // of the page text, white space at both ends left out
    u32 run, runs;       // the pieces of page text it was made of, from the first to the last
    u32 number, name;    // of its element; where that name stands in the page
    u32 linked;          // characters inside links
    u32 depth, element, parent;
    u32 context;         // 0 for none
    u32 hints;           // bits of grammar/hints.py
} Block;
typedef struct {
    u32 around;          // the context outside
    u32 start, end;      // its start tag
    u32 region, regions; // the nearest, and the bits of all
    u32 hidden, verbatim, named;
    u64 own, all;        // groups of the words in names: of the innermost named element, of all
} Context;

// --- tokens.c -----------------------------------------------------------------------------------

typedef struct {
    u32 start, end; // raw text is part of the tag that starts it
    u32 inner;      // where that begins
    u32 named;      // where its name ends
    u32 code;       // twice the number of the name, plus one for an end tag
    u8 act;
    u8 item; // it has attributes of microdata or RDFa, or the value "author"
} Token;

// Return the tags of a page; it stops behind `most`.
Array cut(const u32 *text, u32 length, u32 most);
