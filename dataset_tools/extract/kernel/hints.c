// What a line may hold: the bits of the words of grammar/hints.py that stand in it.
#include "kernel.h"

// grammar/hints.py
enum { DATED = 1, SPEAKS = 1 << 7, PLACED = 1 << 8, INSIDE = 1 << 9, OPENS = 1 << 10 };
enum { SKIPPED = 4, LEAD = 8, PAIRS = 4096, THIRDS = 1 << 15, WIDE = 0x2e80, ASCII = 128 };
// Bits of `kinds`: what a character begins (a word of one character, another, a label), what it is
// (a digit, a letter of a script with spaces, white space), and whether a label can follow.
enum { ALONE = 1, WORD = 2, LABEL = 4, NUMBER = 8, NARROW = 16, BEHIND = 32, BLANK = 64 };

// A word, without the white space in it. Those with the same first characters are a chain.
typedef struct { u32 at, size, bits, next; } Word;
static const u32 *all_words;
static Word *chains;
static u16 *words, *labels, *parts, *openings; // by pair (triple): the first of a chain, plus one
static u32 *thirds;         // bits: whether a part may begin with characters, by `third_of` them
static u8 *kinds;           // by character of the basic plane
static u32 seconds[ASCII];  // by first character: the last five bits of the second ones
static u8 *alone;           // by character: the bits of a word of one character

static u32 folded(u32 code) {
    if (code == 0x131 || code == 0x17f) return code == 0x131 ? 'i' : 's'; // as patterns read them
    u32 letter = lower_letter(code);
    return letter ? letter : code;
}

static u32 pair(u32 first, u32 second) {
    u32 hash = hash_step(hash_step(0, first), second);
    return (hash ^ hash >> 15) & (PAIRS - 1);
}

// Many words open with the same two characters: those of three and more are kept by three.
static u32 triple(u32 first, u32 second, u32 third) {
    u32 hash = hash_step(hash_step(hash_step(1, first), second), third);
    return (hash ^ hash >> 15) & (PAIRS - 1);
}

// The last five bits of three characters.
static u32 third_of(u32 before, u32 code) { return (before << 5 | (code & 31)) & (THIRDS - 1); }

// Each word ends with a line end and is in lower case. Returns the end of what is kept.
EXPORT(set_hints) u32 set_hints(const void *end, const u32 *codes, const u32 *bits, u32 size) {
    start_arena(end);
    all_words = codes;
    chains = take(size + 1, sizeof *chains);
    words = take(PAIRS, sizeof *words);
    labels = take(PAIRS, sizeof *labels);
    parts = take(PAIRS, sizeof *parts);
    openings = take(PAIRS, sizeof *openings);
    thirds = take(THIRDS / 32, sizeof *thirds);
    kinds = take(BASIC_PLANE, 1);
    alone = take(BASIC_PLANE, sizeof *alone);
    for (u32 at = 0, number = 0; at < size; number++) {
        u32 length = find(codes, at, size, '\n') - at, placed = bits[number] & PLACED;
        u32 opens = bits[number] & OPENS;
        u32 part = bits[number] & INSIDE && codes[at] < ASCII;
        if (length == 1) {
            alone[codes[at]] |= (u8)bits[number];
            kinds[codes[at]] |= ALONE;
        } else {
            u16 *heads = part ? parts : opens ? openings : placed ? labels : words;
            u32 by_three = opens && length > 2;
            u16 *first = heads + (by_three ? triple(codes[at], codes[at + 1], codes[at + 2])
                                           : pair(codes[at], codes[at + 1]));
            chains[number + 1] = (Word){at, length, bits[number] & 0xff, *first};
            *first = (u16)(number + 1);
            if (part) {
                u32 third = third_of(third_of(codes[at], codes[at + 1]), codes[at + 2]);
                thirds[third / 32] |= 1u << third % 32;
            } else if (!opens) {
                kinds[codes[at]] |= placed ? LABEL : WORD;
                if (codes[at] < ASCII) seconds[codes[at]] |= 1u << (codes[at + 1] & 31);
            }
        }
        at += length + 1;
    }
    for (u32 code = 0; code < BASIC_PLANE; code++) {
        kinds[code] |= kinds[folded(code)] & (WORD | LABEL);
        if (code < ASCII) seconds[code] |= seconds[lower(code)];
        if (is_space(code)) kinds[code] |= BLANK;
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

// The bits of the words of one chain that stand at a place. Behind a label, or a word that opens a
// line, stands a space, a mark or nothing; behind an opening in a script without spaces anything.
static u32 chain_bits(const u16 *first, u32 number, const u32 *codes, u32 at, u32 size) {
    u32 found = 0;
    for (; number; number = chains[number].next) {
        Word word = chains[number];
        u32 same = 0, place = at;
        const u32 *letters = all_words + word.at;
        while (same < word.size && place < size && folded(codes[place]) == letters[same])
            same++, place = past_gap(codes, place + 1, size);
        if (same < word.size) continue;
        int closed = first == labels || (first == openings && codes[place - 1] < WIDE);
        if (closed && place < size && traits(codes[place]) & ALPHANUMERIC &&
            !is_space(codes[place - 1]))
            continue;
        found |= word.bits;
    }
    return found;
}

// The bits of the words, or of the labels, that begin at a place.
static u32 words_at(const u16 *first, const u32 *codes, u32 at, u32 size) {
    u32 second = past_gap(codes, at + 1, size);
    if (second == size) return 0;
    u32 number = first[pair(folded(codes[at]), folded(codes[second]))];
    return chain_bits(first, number, codes, at, size);
}

// The bits of the words at a place that may stand inside others, letter by letter.
static u32 parts_at(const u32 *codes, u32 at, u32 size) {
    u32 number = parts[pair(folded(codes[at]), folded(codes[at + 1]))], found = 0;
    for (; number; number = chains[number].next) {
        Word word = chains[number];
        u32 same = 0;
        while (same < word.size && at + same < size &&
               folded(codes[at + same]) == all_words[word.at + same])
            same++;
        if (same == word.size) found |= word.bits;
    }
    return found;
}

// Whether a word may begin with two characters: quick, without a branch, and right where not.
static u32 may_begin(u32 first, u32 second) {
    u32 other = (first | second) >= ASCII || second == ' ';
    return (seconds[first & (ASCII - 1)] >> (second & 31) & 1) | other;
}

// Whether a number at `i` may belong to a date: 19.., 20.., 21.. or a digit behind "1." or "1/".
static int may_date(const u32 *codes, u32 i, u32 next) {
    if (codes[i] == '1' ? next == '9' : codes[i] == '2' && (next == '0' || next == '1')) return 1;
    return i > 1 && (codes[i - 1] == '.' || codes[i - 1] == '/') && codes[i - 2] < BASIC_PLANE &&
           kinds[codes[i - 2]] & NUMBER;
}

// The bits of a word that a line opens with, behind marks and numbers.
static u32 opening_of(const u32 *codes, u32 size) {
    u32 i = 0;
    while (i < size && i < LEAD && !lower_letter(codes[i])) i++;
    u32 second = past_gap(codes, i + 1, size), third = past_gap(codes, second + 1, size);
    if (second >= size) return 0;
    u32 one = folded(codes[i]), two = folded(codes[second]);
    u32 found = chain_bits(openings, openings[pair(one, two)], codes, i, size);
    if (third >= size) return found;
    u32 number = openings[triple(one, two, folded(codes[third]))];
    return found | chain_bits(openings, number, codes, i, size);
}

u32 hints_of(const u32 *codes, u32 size) {
    u32 found = opening_of(codes, size);
    u32 narrow = 0, placed = LABEL; // letters stood before; a label can stand here
    u32 third = 0;
    for (u32 i = 0; i < size; i++) {
        u32 code = codes[i], next = i + 1 < size ? codes[i + 1] : 0;
        u32 kind = code < BASIC_PLANE ? kinds[code] : 0;
        // Words begin at each fifth character or so: no branch can be foretold here but the last.
        u32 begins = (kind & (WORD | placed)) * ((narrow & kind) == 0) * may_begin(code, next);
        if (begins) {
            if (begins & WORD) found |= words_at(words, codes, i, size);
            if (begins & LABEL) found |= words_at(labels, codes, i, size);
        }
        if (kind & ALONE) found |= alone[code];
        third = third_of(third, code);
        if (thirds[third / 32] >> third % 32 & 1 && i > 1 && !(found & SPEAKS))
            found |= parts_at(codes, i - 2, size);
        if (kind & NUMBER && !(found & DATED) && may_date(codes, i, next)) found |= DATED;
        narrow = kind & NARROW;
        placed = kind & BLANK ? placed : kind & BEHIND ? LABEL : 0;
    }
    return found;
}
