// The lines of a text dump, as blocks.
#include "kernel.h"

enum { BLOCKS, TEXT }; // slots

typedef struct {
    const void *end;
    const u32 *text;
    u32 length, number; // of the element of all lines
} Lines;

static int ends_line(u32 code) { return code == '\n' || code == '\r' || code == '\f'; }

// Write some text, blanks and tabs in a row as one space; return where it ends.
static u32 *put_line(u32 *out, const u32 *text, u32 at, u32 end) {
    for (; at < end; at++) {
        int blank = text[at] == ' ' || text[at] == '\t';
        if (blank && (text[at - 1] == ' ' || text[at - 1] == '\t')) continue; // none is the first
        *out++ = blank ? ' ' : text[at];
    }
    return out;
}

// Lines end at LF, CR or FF; white space at both ends is left out, and what is blank. The answer:
// how many characters the longest has on the page.
EXPORT(read_lines) void read_lines(void) {
    const Lines *input = (const Lines *)exchange.asked;
    const u32 *text = input->text;
    u32 length = input->length, longest = 0;
    Array blocks = {.size = sizeof(Block)};
    start_arena(input->end);
    u32 *out = room(length + 1, sizeof *out), written = 0;
    for (u32 at = 0, stop; at < length; at = stop + 1) {
        at = past_space(text, at, length);
        stop = at;
        while (stop < length && !ends_line(text[stop])) stop++;
        u32 end = stop;
        while (end > at && is_space(text[end - 1])) end--;
        if (end == at) continue;
        Block *block = add(&blocks);
        block->text = written;
        block->start = at;
        block->end = end;
        block->number = input->number;
        written = (u32)(put_line(out + written, text, at, end) - out);
        block->size = written - block->text;
        block->hints = hints_of(out + block->text, block->size);
        out[written++] = '\n';
        if (end - at > longest) longest = end - at;
    }
    give_array(BLOCKS, &blocks);
    give(TEXT, out, written, sizeof *out);
    exchange.answer = longest;
}
