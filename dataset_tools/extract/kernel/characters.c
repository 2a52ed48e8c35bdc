// What characters are, by tables that Python fills from its own Unicode data.
#include "kernel.h"
#include <wasm_simd128.h>

const u8 *all_traits;
const u16 *all_lower;

// Both tables have one entry for each code point of the basic plane.
EXPORT(set_characters) u32 set_characters(
    const void *end, const u8 *traits_table, const u16 *lower_table
) {
    all_traits = traits_table;
    all_lower = lower_table;
    return (u32)end;
}

u32 find(const u32 *text, u32 at, u32 end, u32 code) {
    v128_t wanted = wasm_i32x4_splat((i32)code);
    for (; at + 8 <= end; at += 8) {
        v128_t first = wasm_i32x4_eq(wasm_v128_load(text + at), wanted);
        v128_t second = wasm_i32x4_eq(wasm_v128_load(text + at + 4), wanted);
        if (wasm_v128_any_true(wasm_v128_or(first, second))) break;
    }
    while (at < end && text[at] != code) at++;
    return at;
}

int same_text(const u32 *one, const u32 *other, u32 size) {
    for (u32 i = 0; i < size; i++)
        if (one[i] != other[i]) return 0;
    return 1;
}

u32 text_hash(const u32 *text, u32 size, u32 hash) {
    u64 sum = hash, two;
    for (u32 i = 0; i + 2 <= size; i += 2) {
        __builtin_memcpy(&two, text + i, sizeof two);
        sum = (sum ^ two) * 0x100000001b3; // FNV-1a
    }
    if (size & 1) sum = (sum ^ text[size - 1]) * 0x100000001b3;
    return (u32)(sum ^ sum >> 32);
}

int spells(const u32 *text, u32 at, u32 end, const char *word) {
    for (; *word; word++, at++)
        if (at >= end || lower(text[at]) != (u8)*word) return 0;
    return 1;
}

u32 past_space(const u32 *text, u32 at, u32 end) {
    while (at < end && is_space(text[at])) at++;
    return at;
}
