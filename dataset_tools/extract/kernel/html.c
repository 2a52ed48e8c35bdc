// A page of HTML to its blocks: one pass over the tags that open and close them.
#include "kernel.h"

enum { REACH = 64 }; // open elements searched for the partner of an end tag: bounds time a tag
enum { ITEM_TOKENS = 200, MOST_ITEMS = 5000 }; // tags searched for the end of an item
enum { NONE = 0xffffffff, UNREAD = 0xffffffff };
enum { BLOCKS, TEXT, RUNS, CONTEXTS, TAGS, LINKS, REGIONS }; // slots

typedef struct { u32 start, end; } Run;
typedef struct { u32 start, end, inner, number, text_start, text_end, region, block; } Tag;
typedef struct { u32 start, end, stop; } Link;
typedef struct { u32 start, region; } Region;

typedef struct {
    const void *end;
    const u32 *text; // behind it stand some zeros
    u32 length, most_depth, most_tags;
} Input;
typedef struct { // one pass over a page
    const u32 *text;
    u32 length, most_depth, body;
    const Token *tokens;
    u32 count;
    u8 *in_link;         // by text; text i stands before tag i
    Array blocks, runs, contexts, regions;
    u32 *out, written;   // the text of the blocks
    u32 *doors;          // the tags that open or close blocks
    u32 *open, size;     // doors of the open elements, outermost first; NONE at the bottom
    u32 depth;
    Region *open_regions; // `start` is an index in `open`
    u32 region_count;
    u32 *context_of;     // by door; UNREAD
    u32 *context_slots, context_mask;
} Page;

static u32 text_start(const Page *page, u32 i) { return i ? page->tokens[i - 1].end : 0; }
static u32 text_end(const Page *page, u32 i) {
    return i < page->count ? page->tokens[i].start : page->length;
}

// --- Links --------------------------------------------------------------------------------------

static int has_href(const Page *page, const Token *token) {
    for (u32 at = token->start; at < token->end; at++)
        if (lower(page->text[at]) == 'h' && spells(page->text, at, token->end, "href")) return 1;
    return 0;
}

// Find the links and images, and the texts inside links. A link that is not closed before the
// next one holds only the text behind it.
static void read_links(Page *page) {
    Array links = {.size = sizeof(Link)};
    page->in_link = take(page->count + 1, 1);
    for (u32 i = 0; i < page->count; i++) {
        const Token *token = page->tokens + i;
        if (token->act == IMAGE)
            *(Link *)add(&links) = (Link){token->start, token->end, token->end};
        if (token->act != LINK || !has_href(page, token)) continue;
        u32 next = i + 1;
        while (next < page->count && page->tokens[next].act != LINK &&
               page->tokens[next].act != LINK_END)
            next++;
        if (next == page->count || page->tokens[next].act == LINK) next = i + 1;
        for (u32 j = i + 1; j <= next; j++) page->in_link[j] = 1;
        *(Link *)add(&links) = (Link){token->start, token->end, text_end(page, next)};
    }
    give_array(LINKS, &links);
}

// --- Elements -----------------------------------------------------------------------------------

static const Token *door(const Page *page, u32 number) {
    return page->tokens + page->doors[number];
}
static u32 open_code(const Page *page, u32 index) {
    return index ? door(page, page->open[index])->code : NONE;
}

static void leave_regions(Page *page, u32 place) {
    while (page->region_count > 1 && page->open_regions[page->region_count - 1].start >= page->size)
        page->region_count--;
    u32 region = page->open_regions[page->region_count - 1].region;
    *(Region *)add(&page->regions) = (Region){place, region};
}

static u32 innermost_region(const Page *page) { // 0 for none
    return page->open_regions[page->region_count - 1].start;
}

// Close the open elements from `index` on, at a tag.
static void close(Page *page, u32 index, u32 place) {
    page->size = index;
    if (innermost_region(page) >= index) leave_regions(page, place);
}

static void imply_ends(Page *page, u32 ends, u32 place) {
    u32 index = page->size - 1, least = index > REACH ? index - REACH : 0;
    for (; index > least; index--) {
        const Element *other = element(open_code(page, index) >> 1);
        if (other->is_list) return;
        if (other->is & ends) {
            close(page, index, place);
            return;
        }
    }
}

static void pass_door(Page *page, u32 number, u32 paragraph) {
    const Token *token = door(page, number);
    u32 top = open_code(page, page->size - 1);
    if (token->code & 1) {
        u32 index = page->size - 1, least = index > REACH ? index - REACH : 0;
        while (index > least && open_code(page, index) != token->code - 1) index--;
        if (index > least) close(page, index, token->start);
        return;
    }
    const Element *known = element(token->code >> 1);
    if (top == paragraph) page->size--;
    if (known->ends) {
        imply_ends(page, known->ends, token->start);
    } else if (known->region && page->size <= page->most_depth) {
        page->open_regions[page->region_count++] = (Region){page->size, known->region};
        *(Region *)add(&page->regions) = (Region){token->start, known->region};
    }
    if (page->size <= page->most_depth) page->open[page->size++] = number;
    if (page->size - 1 > page->depth) page->depth = page->size - 1;
}

// --- Contexts -----------------------------------------------------------------------------------

// Return the context inside an element; the same for equal start tags in one context.
static u32 within(Page *page, u32 around, const Token *token) {
    u32 length = token->end - token->start;
    u32 hash = text_hash(page->text + token->start, length, around);
    u32 slot = (hash ^ hash >> 15) & page->context_mask;
    const Context *contexts = page->contexts.items;
    for (u32 tries = 0; page->context_slots[slot] && tries < MOST_TRIES; tries++) {
        const Context *other = contexts + page->context_slots[slot];
        if (other->around == around && other->end - other->start == length &&
            same_text(page->text + other->start, page->text + token->start, length))
            return page->context_slots[slot];
        slot = (slot + 1) & page->context_mask;
    }
    Context made = contexts[around];
    made.around = around;
    made.start = token->start;
    made.end = token->end;
    const Element *known = element(token->code >> 1);
    if (known->region) {
        made.region = known->region;
        made.regions |= 1u << (known->region - 1);
    } else if (known->telling) {
        made.verbatim = 1;
    }
    if (!made.hidden) made.hidden = (u32)is_hidden(page->text, token->start, token->end);
    u64 groups;
    made.named = read_groups(page->text, token->start, token->end, &groups);
    if (made.named) made.own = groups;
    made.all |= groups;
    page->context_slots[slot] = page->contexts.count;
    *(Context *)add(&page->contexts) = made;
    return page->contexts.count - 1;
}

// Return the context of the innermost open element.
static u32 context(Page *page) {
    u32 index = page->size - 1;
    while (index && page->context_of[page->open[index]] == UNREAD) index--;
    u32 found = index ? page->context_of[page->open[index]] : 0;
    for (index++; index < page->size; index++) {
        const Token *token = door(page, page->open[index]);
        int says = token->end > token->named + 1; // more than its name and a bracket
        if (says || element(token->code >> 1)->telling) found = within(page, found, token);
        page->context_of[page->open[index]] = found;
    }
    return found;
}

// --- Blocks -------------------------------------------------------------------------------------

static int is_blank(const u32 *text, Run run) {
    return past_space(text, run.start, run.end) == run.end;
}

// Write one character of a block: white space of HTML becomes one space.
static void put(Page *page, Block *block, u32 code, u32 start, u32 end) {
    u32 first = page->written == block->text;
    int space = is_space(code);
    if (first && space) return;
    if (code == '\t' || code == '\n' || code == '\r' || code == '\f') code = ' ';
    if (code == ' ' && page->out[page->written - 1] == ' ') return;
    page->out[page->written++] = code;
    if (first) block->start = start;
    if (space) return;
    block->size = page->written - block->text; // white space at the end is no part of it
    block->end = end;
}

// Write the characters from `at` on that are neither white space nor a reference.
static u32 copy_word(Page *page, Block *block, u32 at, u32 end) {
    const u32 *text = page->text;
    u32 start = at, first = page->written == block->text;
    while (at < end && text[at] != '&' && !is_space(text[at]))
        page->out[page->written++] = text[at++];
    if (at == start) return at;
    if (first) block->start = start;
    block->size = page->written - block->text;
    block->end = at;
    return at;
}

// Add the block of some runs of text, unless it is blank.
static void add_block(Page *page, const Run *runs, u32 count, u32 linked, u32 context) {
    const u32 *text = page->text;
    while (count && is_blank(text, runs[count - 1])) count--;
    if (!count) return;
    Block block = {.text = page->written, .linked = linked, .context = context};
    for (u32 i = 0; i < count; i++) {
        for (u32 at = runs[i].start; at < runs[i].end;) {
            u32 resolved[2], size, stop = copy_word(page, &block, at, runs[i].end);
            if (stop > at) {
                at = stop;
                continue;
            }
            if (text[at] == '&') stop = resolve(text, at, runs[i].end, resolved, &size);
            if (stop == at) {
                put(page, &block, text[at], at, at + 1);
                at++;
                continue;
            }
            for (u32 j = 0; j < size; j++) put(page, &block, resolved[j], at, stop);
            at = stop;
        }
    }
    page->written = block.text + block.size;
    if (!block.size) return;
    page->out[page->written++] = '\n';
    block.hints = hints_of(page->out + block.text, block.size);
    if (block.linked > block.size) block.linked = block.size;
    u32 innermost = page->open[page->size - 1];
    u32 around = page->size > 1 ? page->open[page->size - 2] : NONE;
    block.number = page->body;
    if (innermost != NONE) {
        block.number = door(page, innermost)->code >> 1;
        block.name = door(page, innermost)->start + 1;
    }
    block.depth = page->size - 1;
    block.element = innermost + 1;
    block.parent = around + 1;
    if (count > 1) { // of one run, start and end say all
        block.run = page->runs.count;
        block.runs = count;
        for (u32 i = 0; i < count; i++) *(Run *)add(&page->runs) = runs[i];
    }
    *(Block *)add(&page->blocks) = block;
}

// Cut the runs inside <pre> into lines; blank lines are left out.
static void add_lines(Page *page, const Run *runs, u32 count, u32 context) {
    const u32 *text = page->text;
    Array line = {.size = sizeof(Run)};
    for (u32 i = 0; i < count; i++) {
        for (u32 at = runs[i].start; at < runs[i].end;) {
            u32 stop = find(text, at, runs[i].end, '\n');
            Run part = {at, stop};
            if (stop > at && (line.count || !is_blank(text, part))) *(Run *)add(&line) = part;
            if (stop < runs[i].end && line.count) {
                add_block(page, line.items, line.count, 0, context);
                line.count = 0;
            }
            at = stop + 1;
        }
    }
    if (line.count) add_block(page, line.items, line.count, 0, context);
}

// Add the blocks of the texts `first` to `last`, which stand between two tags that end one.
static void end_block(Page *page, u32 first, u32 last, Array *runs) {
    u32 linked = 0, lines = 0;
    u32 inside = context(page), verbatim = ((Context *)page->contexts.items)[inside].verbatim;
    runs->count = 0;
    for (u32 i = first; i <= last; i++) {
        Run run = {text_start(page, i), text_end(page, i)};
        if (run.start == run.end) continue;
        *(Run *)add(runs) = run;
        if (verbatim) lines |= find(page->text, run.start, run.end, '\n') < run.end;
        if (!page->in_link[i]) continue;
        run.start = past_space(page->text, run.start, run.end);
        while (run.end > run.start && is_space(page->text[run.end - 1])) run.end--;
        linked += run.end - run.start;
    }
    if (lines) add_lines(page, runs->items, runs->count, inside);
    else add_block(page, runs->items, runs->count, linked, inside);
}

static void read_blocks(Page *page) {
    u32 first = NONE, last = 0, doors = 0, paragraph = 2 * element_number((u32[]){'p'}, 0, 1);
    Array runs = {.size = sizeof(Run)};
    for (u32 i = 0; i <= page->count; i++) {
        Run run = {text_start(page, i), text_end(page, i)};
        if (run.start < run.end && !is_blank(page->text, run)) {
            if (first == NONE) first = i;
            last = i;
        }
        u8 act = i < page->count ? page->tokens[i].act : BREAK;
        if (act < BREAK) continue;
        if (first != NONE) end_block(page, first, last, &runs);
        first = NONE;
        if (act == BREAK) continue;
        page->doors[doors] = i;
        page->context_of[doors] = UNREAD;
        pass_door(page, doors++, paragraph);
    }
}

// --- Tags of interest ---------------------------------------------------------------------------

// Find the text of an element, if it ends soon.
static void read_item(const Page *page, u32 number, Tag *tag) {
    u32 code = page->tokens[number].code, level = 1;
    u32 last = number + ITEM_TOKENS < page->count ? number + ITEM_TOKENS : page->count;
    for (u32 i = number + 1; i < last; i++) {
        level += page->tokens[i].code == code;
        level -= page->tokens[i].code == code + 1;
        if (level) continue;
        tag->text_start = tag->end;
        tag->text_end = page->tokens[i].start;
        return;
    }
}

static void read_tags(const Page *page, u32 time) {
    const Region *regions = page->regions.items;
    const Block *blocks = page->blocks.items;
    Array tags = {.size = sizeof(Tag)};
    u32 region = 0, block = 0, items = 0;
    for (u32 i = 0; i < page->count; i++) {
        const Token *token = page->tokens + i;
        int item = token->item && items < MOST_ITEMS;
        if (token->act != NOTE && !item) continue;
        items += item;
        Tag tag = {token->start, token->end, token->inner, token->code >> 1, 0, 0, 0, 0};
        if (item || token->code == time) read_item(page, i, &tag);
        while (region < page->regions.count && regions[region].start <= token->start) region++;
        while (block < page->blocks.count && blocks[block].end <= token->start) block++;
        tag.region = region ? regions[region - 1].region : 0;
        tag.block = block;
        *(Tag *)add(&tags) = tag;
    }
    give_array(TAGS, &tags);
}

// Read a page. The answer is the number of its tags, and its depth in the high half; of a page of
// more than `most_tags` nothing else is read.
EXPORT(read_html) void read_html(void) {
    const Input *input = (const Input *)exchange.asked;
    const u32 *text = input->text;
    u32 length = input->length, most_depth = input->most_depth, most_tags = input->most_tags;
    Page page = {.text = text, .length = length, .most_depth = most_depth};
    start_arena(input->end);
    page.body = element_number((u32[]){'b', 'o', 'd', 'y'}, 0, 4);
    Array tokens = cut(text, length, most_tags);
    page.tokens = tokens.items;
    page.count = tokens.count;
    exchange.answer = page.count;
    if (page.count > most_tags) return;
    page.blocks.size = sizeof(Block);
    page.runs.size = sizeof(Run);
    page.contexts.size = sizeof(Context);
    add(&page.contexts); // of no element
    page.regions.size = sizeof(Region);
    page.out = room(length + 2, sizeof(u32));
    page.doors = room(page.count + 1, sizeof(u32));
    page.context_of = room(page.count + 1, sizeof(u32));
    u32 deepest = most_depth < page.count ? most_depth : page.count;
    page.open = room(deepest + 2, sizeof(u32));
    page.open_regions = take(deepest + 2, sizeof(Region));
    for (page.context_mask = 1; page.context_mask < 2 * page.count + 2; page.context_mask *= 2) {}
    page.context_slots = take(page.context_mask--, sizeof(u32));
    page.open[page.size++] = NONE;
    page.region_count = 1;
    read_links(&page);
    read_blocks(&page);
    read_tags(&page, 2 * element_number((u32[]){'t', 'i', 'm', 'e'}, 0, 4));
    give_array(BLOCKS, &page.blocks);
    give(TEXT, page.out, page.written, sizeof(u32));
    give_array(RUNS, &page.runs);
    give_array(CONTEXTS, &page.contexts);
    give_array(REGIONS, &page.regions);
    exchange.answer |= (u64)page.depth << 32;
}
