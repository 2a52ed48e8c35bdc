// What the body model sees of a page. extract/features.py says what each number of a row means;
// all are whole.
#include "features.h"

static const i16 *logarithms;
static const u8 *tags; // by number of an element

EXPORT(set_features) u32 set_features(const void *end, const i16 *steps, const u8 *tag_codes) {
    logarithms = steps;
    tags = tag_codes;
    return (u32)end;
}

// --- Facts of each block, and sums over them ----------------------------------------------------

static void count_characters(Facts *facts, const u32 *codes, u32 size) {
    for (u32 i = 0; i < size; i++) {
        u32 seen = traits(codes[i]);
        facts->kinds[seen & CLASS]++;
        facts->letters += (seen & ALPHANUMERIC) != 0;
    }
    facts->first = traits(codes[0]) & CLASS;
    facts->last = traits(codes[size - 1]) & CLASS;
}

static void count_words(Facts *facts, const Block *block, int hidden) {
    const u32 *kinds = facts->kinds;
    // As the field counts tokens: a Han character or a run of other letters.
    facts->han = kinds[HAN] + kinds[KANA];
    facts->words = facts->han + (facts->han * 2 > block->size ? 0 : kinds[BLANK] + 1);
    double linked = facts->words * block->linked / block->size;
    facts->free = facts->words - __builtin_floor(linked);
    facts->prose = kinds[STOP] + kinds[COMMA] && !hidden ? facts->free : 0;
}

// Mark the first of equal texts with 1, later ones with 2.
static void mark_copies(const Seen *page) {
    u32 mask = 1;
    while (mask < 2 * page->count + 2) mask *= 2;
    struct { u32 hash, number; } *slots = take(mask--, sizeof *slots);
    for (u32 i = 0; i < page->count; i++) {
        const u32 *text = page->codes + page->blocks[i].text;
        u32 size = page->blocks[i].size, hash = text_hash(text, size, 0), tries = 0;
        u32 slot = (hash ^ hash >> 15) & mask;
        for (; slots[slot].number && tries < MOST_TRIES; slot = (slot + 1) & mask, tries++) {
            u32 other = slots[slot].number - 1;
            const Block *block = page->blocks + other;
            if (slots[slot].hash != hash || block->size != size ||
                !same_text(text, page->codes + block->text, size))
                continue;
            page->facts[other].again = 1;
            page->facts[i].again = 2;
            break;
        }
        if (slots[slot].number) continue;
        slots[slot].hash = hash;
        slots[slot].number = i + 1;
    }
}

Seen see(const PageInput *input) {
    const Block *blocks = input->blocks;
    u32 most = 0;
    Seen seen = {.codes = input->codes, .blocks = blocks, .contexts = input->contexts,
                 .count = input->count, .title = input->title}, *page = &seen;
    start_arena(input->end);
    page->facts = take(page->count, sizeof(Facts));
    for (u32 i = 0; i < page->count; i++) {
        if (blocks[i].element > most) most = blocks[i].element;
        if (blocks[i].parent > most) most = blocks[i].parent;
    }
    page->of_parent = take(most + 1, sizeof(Sum));
    page->of_element = take(most + 1, sizeof(Sum));
    for (u32 i = 0; i < page->count; i++) {
        Facts *facts = page->facts + i;
        count_characters(facts, page->codes + blocks[i].text, blocks[i].size);
        count_words(facts, blocks + i, page->contexts[blocks[i].context].hidden != 0);
        Sum *parent = page->of_parent + blocks[i].parent;
        Sum *own = page->of_element + blocks[i].element;
        parent->sum += facts->prose;
        own->sum += facts->prose;
        parent->count++;
        own->count++;
        page->total += facts->prose;
        page->words += facts->words;
    }
    for (u32 i = 0; i < page->count; i++) {
        double parent = page->of_parent[blocks[i].parent].sum;
        double own = page->of_element[blocks[i].element].sum;
        if (parent > page->most_parent) page->most_parent = parent;
        if (own > page->most_element) page->most_element = own;
    }
    if (page->total < 1) page->total = 1;
    mark_copies(page);
    return seen;
}

// --- Rows ---------------------------------------------------------------------------------------

static void set_bits(i16 *row, u64 bits) {
    for (; bits; bits &= bits - 1) row[__builtin_ctzll(bits)] = QUANTUM;
}

void fill_row(const Seen *page, u32 i, double before, i16 *row) {
    const Block *block = page->blocks + i;
    const Facts *facts = page->facts + i;
    const u32 *kinds = facts->kinds;
    const Context *context = page->contexts + block->context;
    Sum parent = page->of_parent[block->parent], own = page->of_element[block->element];
    double size = block->size, linked = block->linked, count = page->count;
    double letters = facts->han + kinds[LOWER] + kinds[UPPER], words = facts->words;
    int titled = page->title < page->count;
    i32 distance = (i32)(i - page->title) < FARTHEST ? (i32)(i - page->title) : FARTHEST;

    double logs[LOGS] = {
        words, size, facts->free, linked, kinds[STOP], kinds[COMMA], kinds[COLON], kinds[QUOTE],
        kinds[BRACKET], kinds[DIGIT], block->depth, i, count - 1 - i, parent.sum, parent.count,
        own.sum, own.count, page->total, count, titled ? __builtin_abs(distance) : 0,
    };
    double ratios[RATIOS][2] = {
        {linked, size}, {kinds[UPPER], letters}, {kinds[DIGIT], size}, {facts->han, size},
        {letters, size}, {kinds[STOP] * 8, words}, {kinds[COMMA] * 8, words},
        {kinds[BAR] * 8, size}, {kinds[MARK] * 8, size}, {kinds[SYMBOL] * 8, size},
        {letters, (kinds[BLANK] + 1) * 16}, {i, count}, {before, page->total},
        {parent.sum, page->total}, {own.sum, page->total}, {page->total, page->words},
    };
    const Block *last = i ? block - 1 : 0, *next = i + 1 < page->count ? block + 1 : 0;
    u8 flags[FLAGS] = {
        words == 1, words <= 3, linked >= size, linked == 0, context->hidden != 0,
        facts->again == 1, facts->again == 2,
        last && last->element == block->element, next && next->element == block->element,
        last && last->parent == block->parent, next && next->parent == block->parent,
        parent.sum == page->most_parent, own.sum == page->most_element,
        titled && distance == 0, titled && distance > 0, titled && distance < 0, !titled,
    };
    for (u32 j = 0; j < LOGS; j++)
        row[j] = logarithms[logs[j] < LOG_STEPS - 1 ? (u32)logs[j] : LOG_STEPS - 1];
    for (u32 j = 0; j < RATIOS; j++) {
        double part = ratios[j][0] * QUANTUM / (ratios[j][1] > 1 ? ratios[j][1] : 1);
        row[LOGS + j] = part < QUANTUM ? (i16)part : QUANTUM;
    }
    for (u32 j = 0; j < FLAGS; j++) row[LOGS + RATIOS + j] = flags[j] ? QUANTUM : 0;
    row[TAG_AT + (block->number < known_elements ? tags[block->number] : TAGS - 1)] = QUANTUM;
    row[FIRST_AT + facts->first] = row[LAST_AT + facts->last] = QUANTUM;
}

void fill_context(const Context *context, i16 *row) {
    row[REGION_AT + context->region] = QUANTUM;
    set_bits(row + NAMED_AT, context->regions);
    set_bits(row + OWN_AT, context->own);
    set_bits(row + ALL_AT, context->all);
}

// The rows of the features of a page: FEATURES numbers a block.
EXPORT(features) void features(void) {
    Seen page = see((const PageInput *)exchange.asked);
    double before = 0;
    u32 count = page.count;
    i16 *rows = take(count, FEATURES * sizeof(i16));
    for (u32 i = 0; i < count; i++) {
        fill_row(&page, i, before, rows + i * FEATURES);
        fill_context(page.contexts + page.blocks[i].context, rows + i * FEATURES);
        before += page.facts[i].prose;
    }
    give(0, rows, count, FEATURES * sizeof(i16));
}
