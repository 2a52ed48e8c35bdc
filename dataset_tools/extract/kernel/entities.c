// Character references, as `html.unescape` of Python reads them: HTML living standard, 13.2.5.72
// to 13.2.5.80, but for references without ";", which are read inside words too.
#include "kernel.h"

enum { MOST_NAME = 32, LEGACY_NAME = 6, SLOTS = 8192 }; // 2,231 names

typedef struct { u32 name, length, first, second; } Entity; // second: 0 for none
static const u8 *names;
static const Entity *entities;
static u16 slots[SLOTS]; // index of an entity, plus one

static u32 slot_of(u32 hash) { return (hash ^ hash >> 15) & (SLOTS - 1); }

// Entities by name, without the "&", with the ";" where it belongs to the name.
EXPORT(set_entities) u32 set_entities(
    const void *end, const u8 *all_names, const Entity *all, u32 count
) {
    names = all_names;
    entities = all;
    for (u32 i = 0; i < count; i++) {
        u32 hash = 0;
        for (u32 j = 0; j < all[i].length; j++) hash = hash_step(hash, names[all[i].name + j]);
        u32 slot = slot_of(hash);
        while (slots[slot]) slot = (slot + 1) & (SLOTS - 1);
        slots[slot] = (u16)(i + 1);
    }
    return (u32)end;
}

static const Entity *named(const u32 *text, u32 at, u32 length) {
    u32 hash = 0;
    for (u32 j = 0; j < length; j++) hash = hash_step(hash, text[at + j]);
    for (u32 slot = slot_of(hash); slots[slot]; slot = (slot + 1) & (SLOTS - 1)) {
        const Entity *found = entities + slots[slot] - 1;
        u32 same = 0;
        if (found->length != length) continue;
        while (same < length && names[found->name + same] == text[at + same]) same++;
        if (same == length) return found;
    }
    return 0;
}

// HTML living standard, 13.2.5.80: the numbers 0x80 to 0x9F stand for windows-1252.
static const u16 WINDOWS[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
};

static u32 numbered(u32 number, u32 *out) {
    if (number - 0x80 < 32) number = WINDOWS[number - 0x80];
    else if (!number || number - 0xd800 < 0x800 || number > 0x10ffff) number = 0xfffd;
    else if (number < 9 || number == 0xb || number - 0xe < 18 || number == 0x7f ||
             number - 0xfdd0 < 32 || (number & 0xfffe) == 0xfffe)
        return 0; // no characters
    *out = number;
    return 1;
}

static u32 digit(u32 code, u32 base) {
    u32 value = code - '0' < 10 ? code - '0' : base == 16 ? lower(code) - 'a' + 10 : base;
    return lower(code) - 'a' < 6 || code - '0' < 10 ? value : base;
}

u32 resolve(const u32 *text, u32 at, u32 end, u32 *out, u32 *count) {
    u32 start = at + 1;
    if (start < end && text[start] == '#') {
        u32 base = start + 1 < end && lower(text[start + 1]) == 'x' ? 16 : 10;
        u32 first = start + (base == 16 ? 2 : 1), place = first;
        u64 number = 0;
        for (; place < end && digit(text[place], base) < base; place++)
            if (number < 0x110000) number = number * base + digit(text[place], base);
        if (place == first) return at;
        *count = numbered((u32)number, out);
        return place + (place < end && text[place] == ';');
    }
    u32 stop = start;
    while (stop < end && stop - start < MOST_NAME) {
        u32 code = text[stop];
        if (code == '\t' || code == '\n' || code == '\f' || code == ' ' || code == '<' ||
            code == '&' || code == '#' || code == ';')
            break;
        stop++;
    }
    if (stop == start) return at;
    u32 length = stop - start + (stop < end && text[stop] == ';');
    const Entity *found = named(text, start, length);
    if (!found) {
        length = length - 1 < LEGACY_NAME ? length - 1 : LEGACY_NAME;
        while (length > 1 && !(found = named(text, start, length))) length--;
    }
    if (!found) return at;
    out[0] = found->first;
    out[1] = found->second;
    *count = 1 + (found->second != 0);
    return start + length;
}
