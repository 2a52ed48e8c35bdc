// Cut a page into its tags, as the HTML living standard (13.2.5) has it: a quoted value ends at
// its quote and nowhere else, script and its like hold everything up to their end tag. A quote
// that does not follow "=" is a character like others, as is one that never ends. A tag that is
// not closed ends before the next one.
#include "kernel.h"

typedef struct {
    const u32 *text;
    u32 length;
    u8 gone[128]; // the quotes and brackets of which none is left: searched for once
} Scan;

// Return the next place of a character from `at` on, the end of the text where there is none.
static u32 next(Scan *scan, u32 at, u32 code) {
    if (scan->gone[code]) return scan->length;
    u32 found = find(scan->text, at, scan->length, code);
    if (found == scan->length) scan->gone[code] = 1;
    return found;
}

static int ends_name(u32 code) {
    return code == '/' || code == '<' || code == '>' || is_space(code);
}

static int stands(const u32 *text, u32 at, const char *word) { // lower case
    for (; *word; word++, at++)
        if (text[at] != (u8)*word) return 0;
    return 1;
}

// Whether the attribute before the "=" at `at` is one of microdata or RDFa.
static int is_item(const u32 *text, u32 start, u32 at) {
    if (at - start < 10) return at - start > 5 && stands(text, at - 4, " rel=auth");
    u32 letter = text[at - 1];
    if (letter == 'p') return stands(text, at - 9, " itemprop=");
    if (letter == 'e') return stands(text, at - 9, " itemtype=");
    if (letter == 'y') return stands(text, at - 9, " property=");
    return letter == 'l' && stands(text, at - 4, " rel=auth");
}

// Return where the tag at `start` ends, from behind its name on; says whether it is an item.
static u32 tag_end(Scan *scan, u32 start, u32 at, u8 *item) {
    const u32 *text = scan->text;
    while (at < scan->length) {
        u32 code = text[at];
        if (code - '<' > 2) { // none of < = >
            at++;
            continue;
        }
        if (code != '=') return at + (code == '>');
        *item |= (u8)is_item(text, start, at);
        u32 place = past_space(text, at + 1, scan->length);
        u32 quote = place < scan->length ? text[place] : 0;
        at++;
        if (quote != '"' && quote != '\'') continue;
        u32 end = next(scan, place + 1, quote);
        if (end == scan->length) continue;
        *item |= end - place == 7 && stands(text, place + 1, "author");
        at = end + 1;
    }
    return scan->length;
}

// Return where the end tag of raw text begins, the end of the text where there is none.
static u32 raw_end(const Scan *scan, u32 at, u32 name, u32 size) {
    const u32 *text = scan->text;
    while ((at = find(text, at, scan->length, '<')) < scan->length) {
        u32 behind = at + 2 + size, same = 0;
        if (behind < scan->length && text[at + 1] == '/') {
            while (same < size && lower(text[at + 2 + same]) == lower(text[name + same])) same++;
            if (same == size && text[behind] != '<' && ends_name(text[behind])) return at;
        }
        at++;
    }
    return scan->length;
}

// Return where the comment or declaration at `start` ends; `start` where it is text.
static u32 declaration_end(Scan *scan, u32 start) {
    const u32 *text = scan->text;
    u32 at = start + 4;
    if (!(at <= scan->length && text[start + 1] == '!' && text[start + 2] == '-' &&
          text[start + 3] == '-')) {
        at = next(scan, start, '>');
        return at < scan->length ? at + 1 : start;
    }
    if (at < scan->length && text[at] == '>') return at + 1;
    if (at + 1 < scan->length && text[at] == '-' && text[at + 1] == '>') return at + 2;
    for (at += 2; (at = find(text, at, scan->length, '>')) < scan->length; at++)
        if (text[at - 1] == '-' && text[at - 2] == '-') return at + 1;
    return scan->length;
}

Array cut(const u32 *text, u32 length, u32 most) {
    Scan scan = {text, length, {0}};
    Array tokens = {.size = sizeof(Token)};
    forget_names();
    for (u32 at = 0; tokens.count <= most && (at = find(text, at, length, '<')) < length;) {
        u32 start = at, end, name = start + 1;
        Token token = {start, 0, 0, name, 0, SKIP, 0};
        u32 first = name < length ? text[name] : 0;
        if (first == '!' || first == '?') {
            end = declaration_end(&scan, start);
        } else {
            u32 closing = first == '/';
            name += closing;
            if (name >= length || lower(text[name]) - 'a' >= 26) {
                at++;
                continue;
            }
            u32 stop = name;
            while (stop < length && !ends_name(text[stop])) stop++;
            u32 number = element_number(text, name, stop - name);
            const Element *known = element(number);
            token.code = 2 * number + closing;
            token.act = known->acts[closing];
            end = tag_end(&scan, start, name, &token.item);
            if (closing || token.act == NOTE) token.item = 0;
            token.inner = end;
            token.named = stop;
            if (known->raw && !closing) {
                token.item = 0;
                if (text[end - 1] == '>') end = raw_end(&scan, end, name, stop - name);
            }
        }
        if (end == start) { // a declaration that never ends
            at++;
            continue;
        }
        token.end = end;
        *(Token *)add(&tokens) = token;
        at = end;
    }
    return tokens;
}
