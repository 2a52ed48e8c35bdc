// Names of elements, and what their start tags say: class and id names, whether they are hidden.
#include "kernel.h"

enum { SLOTS = 512, MOST_NAMES = 200, SYMBOLS = 32, OTHER_SYMBOL = 31 };

u32 known_elements;
static const Element *elements;
static const u8 *names;
static u16 slots[SLOTS]; // number of a known name, plus one

// Names of this page.
typedef struct { u32 at, length, layout; } Place; // layout: it has a hyphen
static Array places = {.size = sizeof(Place)};
static u32 *page_slots, page_mask;
static const Element LAYOUT = {{START, END}, 0, 0, 0, 0, 0, 0, 0, 0}; // a name with a hyphen
static const Element OTHER;

static u32 mixed(u32 hash) { return hash ^ hash >> 15; }

EXPORT(set_elements) u32 set_elements(
    const void *end, const u8 *all_names, const Element *all, u32 count
) {
    names = all_names;
    elements = all;
    known_elements = count;
    for (u32 i = 0; i < count; i++) {
        u32 hash = 0;
        for (u32 j = 0; j < all[i].length; j++) hash = hash_step(hash, names[all[i].name + j]);
        u32 slot = mixed(hash) & (SLOTS - 1);
        while (slots[slot]) slot = (slot + 1) & (SLOTS - 1);
        slots[slot] = (u16)(i + 1);
    }
    return (u32)end;
}

void forget_names(void) {
    places.count = places.room = 0;
    page_mask = 255;
    page_slots = take(page_mask + 1, sizeof *page_slots);
}

static Place place_of(u32 number) { return ((Place *)places.items)[number]; }

static u32 hash_of(const u32 *text, Place place) {
    u32 hash = 0;
    for (u32 j = 0; j < place.length; j++) hash = hash_step(hash, lower(text[place.at + j]));
    return mixed(hash);
}

// Make room for twice as many names.
static void double_slots(const u32 *text) {
    page_mask = 2 * page_mask + 1;
    page_slots = take(page_mask + 1, sizeof *page_slots);
    for (u32 i = 0; i < places.count; i++) {
        u32 slot = hash_of(text, place_of(i)) & page_mask;
        while (page_slots[slot]) slot = (slot + 1) & page_mask;
        page_slots[slot] = i + 1;
    }
}

const Element *element(u32 number) {
    if (number < known_elements) return elements + number;
    return place_of(number - known_elements).layout ? &LAYOUT : &OTHER;
}

u32 element_number(const u32 *text, u32 at, u32 length) {
    u32 hash = hash_of(text, (Place){at, length, 0});
    for (u32 slot = hash & (SLOTS - 1); slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
        const Element *found = elements + slots[slot] - 1;
        u32 same = 0;
        if (found->length != length) continue;
        while (same < length && names[found->name + same] == lower(text[at + same])) same++;
        if (same == length) return slots[slot] - 1;
    }
    u32 slot = hash & page_mask;
    for (u32 tries = 0; page_slots[slot]; slot = (slot + 1) & page_mask, tries++) {
        // Names made to meet at one slot are taken for the same.
        if (tries == MOST_TRIES) return known_elements + page_slots[slot] - 1;
        Place place = place_of(page_slots[slot] - 1);
        u32 same = 0;
        if (place.length != length) continue;
        while (same < length && lower(text[place.at + same]) == lower(text[at + same])) same++;
        if (same == length) return known_elements + page_slots[slot] - 1;
    }
    u32 layout = find(text, at, at + length, '-') < at + length;
    *(Place *)add(&places) = (Place){at, length, layout};
    page_slots[slot] = places.count;
    if (2 * places.count > page_mask) double_slots(text);
    return known_elements + places.count - 1;
}

// The words of extract/names.py as a tree of letters, "-" and "_".
static u16 (*tree)[SYMBOLS];
static u64 *tree_groups;
static u16 begun[SYMBOLS * SYMBOLS]; // the node behind two letters, which all words have

static u32 symbol(u32 code) {
    if (code - 'a' < 26) return code - 'a';
    return code == '-' ? 26 : code == '_' ? 27 : OTHER_SYMBOL; // in no word
}

// Each word ends with NUL; `groups` has the bits of each. Returns the end of what it keeps.
EXPORT(set_words) u32 set_words(const void *end, const u8 *words, const u64 *groups, u32 size) {
    start_arena(end);
    tree = take(size + 1, sizeof *tree);
    tree_groups = take(size + 1, sizeof *tree_groups);
    u32 used = 1, node = 0;
    for (u32 i = 0; i < size; i++) {
        if (words[i]) {
            u16 *next = &tree[node][symbol(words[i])];
            if (!*next) *next = (u16)used++;
            node = *next;
        } else {
            tree_groups[node] |= *groups++;
            node = 0;
        }
    }
    for (u32 first = 0; first < SYMBOLS; first++)
        for (u32 second = 0; second < SYMBOLS && tree[0][first]; second++)
            begun[first * SYMBOLS + second] = tree[tree[0][first]][second];
    return (u32)(tree_groups + size + 1);
}

// Add the groups of the words in one value: the leftmost, and of those that begin at a place the
// longest.
static u64 value_groups(const u32 *text, u32 at, u32 end) {
    u64 groups = 0;
    u32 first = at < end ? symbol(lower(text[at])) : OTHER_SYMBOL;
    while (at + 1 < end) {
        u32 second = symbol(lower(text[at + 1])), node = begun[first * SYMBOLS + second];
        u32 stop = at + 1;
        u64 longest = 0;
        for (u32 place = at + 2; node; place++) {
            if (tree_groups[node]) longest = tree_groups[node], stop = place;
            node = place < end ? tree[node][symbol(lower(text[place]))] : 0;
        }
        groups |= longest;
        first = stop == at + 1 || stop >= end ? second : symbol(lower(text[stop]));
        at = stop;
    }
    return groups;
}

// Where the value of the attribute whose name ends at `at` stands; 0 where it has none.
static u32 value_at(const u32 *text, u32 at, u32 end, u32 *value, u32 *value_end) {
    at = past_space(text, at, end);
    if (at >= end || text[at] != '=') return 0;
    at = past_space(text, at + 1, end);
    if (at >= end) return 0;
    if (text[at] == '"' || text[at] == '\'') {
        u32 quote = find(text, at + 1, end, text[at]);
        if (quote < end) {
            *value = at + 1;
            *value_end = quote;
            return quote + 1;
        }
    }
    *value = at;
    while (at < end && !is_space(text[at]) && text[at] != '>') at++;
    *value_end = at;
    return at > *value ? at : 0;
}

// Whether the name of an attribute that ends at `end` is class or id.
static int is_class_or_id(const u32 *text, u32 start, u32 end) {
    u32 size = end > start && lower(text[end - 1]) == 's' ? 5 : 2;
    if (end - start < size || !spells(text, end - size, end, size == 5 ? "class" : "id")) return 0;
    u32 before = end - start > size ? text[end - size - 1] : 0;
    return before != '_' && !(traits(before) & ALPHANUMERIC);
}

u32 read_groups(const u32 *text, u32 start, u32 end, u64 *groups) {
    u32 chars = 0, values = 0;
    *groups = 0;
    for (u32 at = start; chars < MOST_NAMES && (at = find(text, at, end, '=')) < end;) {
        u32 value, value_end, stop, name_end = at;
        while (name_end > start && is_space(text[name_end - 1])) name_end--;
        if (!is_class_or_id(text, start, name_end) ||
            !(stop = value_at(text, at, end, &value, &value_end))) {
            at++;
            continue;
        }
        chars += values++ != 0; // a space
        u32 length = value_end - value, room = MOST_NAMES - chars;
        length = length < room ? length : room;
        *groups |= value_groups(text, value, value + length);
        chars += length;
        start = at = stop;
    }
    return chars;
}

// Whether a value "NAME: WORD" of a style stands at a place.
static int declares(
    const u32 *text, u32 at, u32 end, const char *name, u32 size, const char *word
) {
    if (!spells(text, at, end, name)) return 0;
    at = past_space(text, at + size, end);
    if (at >= end || text[at] != ':') return 0;
    return spells(text, past_space(text, at + 1, end), end, word);
}

// Whether the attribute `hidden` stands at a place.
static int hides(const u32 *text, u32 start, u32 at, u32 end) {
    u32 after = at + 6;
    if ((at > start && !is_space(text[at - 1])) || !spells(text, at, end, "hidden")) return 0;
    return after >= end || is_space(text[after]) || text[after] == '=' || text[after] == '/' ||
           text[after] == '>';
}

int is_hidden(const u32 *text, u32 start, u32 end) {
    for (u32 at = start + 1; at < end; at++) {
        // Letters that are rare in start tags: hidDen, displaY, visibilitY.
        u32 code = text[at] | 32, size = at + 1 - start;
        if (code == 'd' && size > 3 && (text[at - 1] | 32) == 'd' && hides(text, start, at - 3, end))
            return 1;
        if (code != 'y') continue;
        if (size > 6 && declares(text, at - 6, end, "display", 7, "none")) return 1;
        if (size > 9 && declares(text, at - 9, end, "visibility", 10, "hidden")) return 1;
    }
    return 0;
}
