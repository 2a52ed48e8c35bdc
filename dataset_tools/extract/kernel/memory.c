// The arena, and the arrays that are handed to the caller.
#include "kernel.h"

extern u8 __heap_base;
enum { PAGE = 65536 };

Exchange exchange;
static u8 *top;

EXPORT(heap) u32 heap(void) { return (u32)&__heap_base; }
EXPORT(sources) u32 sources(void) { return SOURCES; } // their digest: bench/build_kernel.py
EXPORT(place) u32 place(void) { return (u32)&exchange; }

void start_arena(const void *end_of_input) { top = (u8 *)end_of_input; }

void *room(u32 count, u32 size) {
    u64 start = ((u64)(u32)top + 15) & ~15ull;
    u64 end = start + (u64)count * size;
    u64 have = (u64)__builtin_wasm_memory_size(0) * PAGE;
    if (end > UINT32_MAX) __builtin_trap();
    // The store bounds the memory: where it gives no more, the page is refused.
    if (end > have && __builtin_wasm_memory_grow(0, (end - have + PAGE - 1) / PAGE) == (size_t)-1)
        __builtin_trap();
    top = (u8 *)(u32)end;
    return (void *)(u32)start;
}

void *take(u32 count, u32 size) {
    return __builtin_memset(room(count, size), 0, count * size);
}

void give(u32 slot, const void *items, u32 count, u32 size) {
    exchange.given[slot].address = (u32)items;
    exchange.given[slot].size = count * size;
}

void give_array(u32 slot, const Array *array) {
    give(slot, array->items, array->count, array->size);
}

void *add(Array *array) {
    if (array->count == array->room) {
        const void *old = array->items;
        array->room = array->room ? 2 * array->room : 256;
        array->items = take(array->room, array->size);
        if (array->count) __builtin_memcpy(array->items, old, array->count * array->size);
    }
    return (u8 *)array->items + array->count++ * array->size;
}
