// What a line may hold: the bits of the words of grammar/hints.py that stand in it.
#include "kernel.h"

enum { DATED = 1, PLACED = 1 << 8, SKIPPED = 4, PAIRS = 4096, WIDE = 0x2e80 };
enum { ALONE = 1, FIRST = 2, NUMBER = 4, NARROW = 8, BEHIND = 16 }; // bits of `kinds`

// A word, without the white space in it. Those with the same first two characters are a chain.
typedef struct { u32 at, size, bits, next; } Word;
static const u32 *all_words;
static Word *chains;
static u16 *first_of;  // by pair of characters: the first of a chain, plus one
static u8 *kinds;      // by character of the basic plane: what it is, or begins
static u32 *alone;     // by character: the bits of a word of one character

static u32 folded(u32 code) {
    if (code == 0x131 || code == 0x17f) return code == 0x131 ? 'i' : 's'; // as patterns read them
    u32 letter = lower_letter(code);
    return letter ? letter : code;
}

static u32 pair(u32 first, u32 second) {
    u32 hash = hash_step(hash_step(0, first), second);
    return (hash ^ hash >> 15) & (PAIRS - 1);
}

// Each word ends with a line end and is in lower case. Returns the end of what is kept.
EXPORT(set_hints) u32 set_hints(const void *end, const u32 *words, const u32 *bits, u32 size) {
    start_arena(end);
    all_words = words;
    chains = take(size + 1, sizeof *chains);
    first_of = take(PAIRS, sizeof *first_of);
    kinds = take(BASIC_PLANE, 1);
    alone = take(BASIC_PLANE, sizeof *alone);
    for (u32 at = 0, number = 0; at < size; number++) {
        u32 length = find(words, at, size, '\n') - at;
        if (length == 1) {
            alone[words[at]] |= bits[number];
            kinds[words[at]] |= ALONE;
        } else {
            u16 *first = first_of + pair(words[at], words[at + 1]);
            chains[number + 1] = (Word){at, length, bits[number], *first};
            *first = (u16)(number + 1);
            kinds[words[at]] |= FIRST;
        }
        at += length + 1;
    }
    for (u32 code = 0; code < BASIC_PLANE; code++) {
        kinds[code] |= kinds[folded(code)] & FIRST;
        if (lower_letter(code)) kinds[code] |= code < WIDE ? NARROW : 0;
        else if (traits(code) & ALPHANUMERIC) kinds[code] |= NUMBER;
    }
    for (const char *mark = "(;.[|/,-0123456789"; *mark; mark++) kinds[(u8)*mark] |= BEHIND;
    kinds[0xb7] |= BEHIND; // middle dot, bullet, dashes
    kinds[0x2022] |= BEHIND;
    kinds[0x2013] |= BEHIND;
    kinds[0x2014] |= BEHIND;
    return (u32)(alone + BASIC_PLANE);
}

static u32 past_gap(const u32 *codes, u32 at, u32 size) {
    for (u32 i = 0; i < SKIPPED && at < size && is_space(codes[at]); i++) at++;
    return at;
}

// The bits of the words that begin at a place; `placed`: a label can stand there.
static u32 words_at(const u32 *codes, u32 at, u32 size, int placed) {
    u32 second = past_gap(codes, at + 1, size), found = 0;
    if (second == size) return 0;
    u32 number = first_of[pair(folded(codes[at]), folded(codes[second]))];
    for (; number; number = chains[number].next) {
        Word word = chains[number];
        u32 same = 0, place = at;
        if ((word.bits & PLACED && !placed) || (word.bits & found) == word.bits) continue;
        while (same < word.size && place < size && folded(codes[place]) == all_words[word.at + same])
            same++, place = past_gap(codes, place + 1, size);
        if (same < word.size) continue;
        // Behind a label stands a space, a mark or nothing.
        if (word.bits & PLACED && place < size && traits(codes[place]) & ALPHANUMERIC &&
            !is_space(codes[place - 1]))
            continue;
        found |= word.bits;
    }
    return found;
}

u32 hints_of(const u32 *codes, u32 size) {
    u32 found = 0, last = 0; // the bits; what kind of character stood before white space
    int narrow = 0, placed = 1;
    for (u32 i = 0; i < size; i++) {
        u32 code = codes[i];
        if (code >= BASIC_PLANE) {
            narrow = placed = 0;
            last = code;
            continue;
        }
        u32 kind = kinds[code];
        if (kind & ALONE) found |= alone[code];
        if (kind & FIRST && !(narrow && kind & NARROW))
            found |= words_at(codes, i, size, placed);
        if (kind & NUMBER && !(found & DATED)) {
            u32 next = i + 1 < size ? codes[i + 1] : 0;
            if (code == '1' ? next == '9' : code == '2' && (next == '0' || next == '1'))
                found |= DATED;
            if ((last == '.' || last == '/') && i > 1 && codes[i - 1] == last &&
                codes[i - 2] < BASIC_PLANE && kinds[codes[i - 2]] & NUMBER)
                found |= DATED;
        }
        narrow = (kind & NARROW) != 0;
        if (is_space(code)) continue;
        placed = (kind & BEHIND) != 0;
        last = code;
    }
    return found & ~(u32)PLACED;
}

// The lines of a dump, each with a line end behind it, as blocks: where each stands, its hints.
typedef struct {
    const void *end;
    const u32 *codes;
    u32 size, number; // of the element of all lines
} Lines;

EXPORT(read_lines) void read_lines(const Lines *input) {
    Array blocks = {.size = sizeof(Block)};
    start_arena(input->end);
    for (u32 at = 0; at < input->size;) {
        u32 stop = find(input->codes, at, input->size, '\n');
        Block *block = add(&blocks);
        block->text = at;
        block->size = stop - at;
        block->number = input->number;
        block->hints = hints_of(input->codes + at, stop - at);
        at = stop + 1;
    }
    give_array(0, &blocks);
}
