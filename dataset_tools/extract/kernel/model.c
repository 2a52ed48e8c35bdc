// The body model: extract/classify.py says what it is. All numbers are whole, and inner values are
// at most MOST, so that no sum leaves 32 bits.
#include "features.h"
#include <wasm_simd128.h>

enum { HEAD_CHARS = 80, TAIL_CHARS = 40, WIDE = 0x3040 }; // extract/lexicon.py
enum { MOST = 32767, SHIFT = 10, SCALE = 1 << SHIFT, LAYERS = 4, SIDES = 3, LANES = 4 };
enum { VECTORS = WIDTH / LANES, MOST_PAIRS = 64 }; // of all outputs; inputs looked at together

// Weights side by side: for each pair of inputs and each LANES outputs, two an output.
typedef struct {
    u32 pairs, groups;
    v128_t *weights;
} Dense;
typedef struct {
    i16 first[WIDTH], near[LAYERS][WIDTH], page[WIDTH], last[WIDTH], last_bias, distances[LAYERS];
} Biases;
typedef struct Model {
    const i16 *words;   // known words x WIDTH
    const Biases *biases;
    Dense first, near[LAYERS], page;
    u64 *hashes;        // of known words
    u32 *numbers, mask; // of the words with these hashes, plus one
} Model;

typedef struct {
    const void *end;
    const u32 *codes;
    u32 size;
    const Model *model;
} WordsInput;

// --- Words --------------------------------------------------------------------------------------

static u64 word_hash(u64 hash, u32 code) { return (hash ^ code) * 0x100000001b3; } // FNV-1a
static const u64 NO_WORD = 0xcbf29ce484222325;
static u32 slot_of(u64 hash) { return (u32)(hash ^ hash >> 32); }

static void look_up(const Model *model, u64 hash, Array *found) {
    u32 slot = slot_of(hash) & model->mask;
    while (model->numbers[slot] && model->hashes[slot] != hash) slot = (slot + 1) & model->mask;
    if (model->numbers[slot]) *(u32 *)add(found) = model->numbers[slot] - 1;
}

// Find the known words of some characters: pairs of letters where scripts have no spaces.
static void read_words(const Model *model, const u32 *codes, u32 size, Array *found) {
    for (u32 i = 0; i < size;) {
        u32 letter = lower_letter(codes[i++]), wide = letter >= WIDE;
        u64 hash = word_hash(NO_WORD, letter);
        if (!letter) continue;
        for (u32 next; i < size && (next = lower_letter(codes[i])); i++) {
            if (!wide) {
                hash = word_hash(hash, next);
                continue;
            }
            look_up(model, word_hash(word_hash(NO_WORD, letter), next), found);
            letter = next;
        }
        if (!wide) look_up(model, hash, found);
    }
}

// Of a long block only the beginning and the end are read.
static void read_block_words(const Model *model, const u32 *codes, u32 size, Array *found) {
    found->count = 0;
    if (size <= HEAD_CHARS + TAIL_CHARS) {
        read_words(model, codes, size, found);
    } else {
        read_words(model, codes, HEAD_CHARS, found);
        read_words(model, codes + size - TAIL_CHARS, TAIL_CHARS, found);
    }
}

// The numbers of the known words of one text, in order.
EXPORT(known_words) void known_words(const WordsInput *input) {
    Array found = {.size = sizeof(u32)};
    start_arena(input->end);
    read_block_words(input->model, input->codes, input->size, &found);
    give_array(0, &found);
}


// --- Layers -------------------------------------------------------------------------------------

// Make a layer of weights in `sides` tables of inputs x WIDTH; each side has outputs of its own.
static Dense make_dense(const i16 *weights, u32 inputs, u32 sides) {
    Dense made = {(inputs + 1) / 2, sides * WIDTH / LANES, 0};
    made.weights = take(made.pairs * made.groups, sizeof(v128_t));
    i16 *to = (i16 *)made.weights;
    for (u32 pair = 0; pair < made.pairs; pair++)
        for (u32 side = 0; side < sides; side++)
            for (u32 output = 0; output < WIDTH; output++)
                for (u32 input = 2 * pair; input < 2 * pair + 2; input++, to++)
                    if (input < inputs) *to = weights[(side * inputs + input) * WIDTH + output];
    return made;
}

// Which pairs of inputs are not zero, as bits; most are zero. At most 64, in steps of LANES.
static u64 pairs_of(const i16 *inputs, u32 count) {
    u64 pairs = 0;
    for (u32 i = 0; i < count; i += LANES) {
        v128_t some = wasm_v128_load(inputs + 2 * i);
        pairs |= (u64)wasm_i32x4_bitmask(wasm_i32x4_ne(some, wasm_i32x4_const_splat(0))) << i;
    }
    return pairs;
}

// Add what weights make of some pairs of inputs to the sums of all outputs. `weights` are those of
// the first pair, `step` of them stand between two pairs.
static inline void hear(
    const v128_t *weights, u32 step, const i16 *inputs, u64 pairs, v128_t *sums
) {
    for (; pairs; pairs &= pairs - 1) {
        u32 pair = (u32)__builtin_ctzll(pairs);
        v128_t input = wasm_v128_load32_splat(inputs + 2 * pair);
        for (u32 i = 0; i < VECTORS; i++) {
            v128_t product = wasm_i32x4_dot_i16x8(input, weights[pair * step + i]);
            sums[i] = wasm_i32x4_add(sums[i], product);
        }
    }
}

// Make a model of known words, each behind a line end, and its weights; returns where it ends.
EXPORT(set_model) u32 set_model(
    const void *end, const u32 *vocabulary, const i16 *words, const i16 *first, const i16 *near,
    const i16 *page, const Biases *biases, Model *model, u32 size
) {
    start_arena(end);
    model->words = words;
    model->biases = biases;
    model->first = make_dense(first, FEATURES, 1);
    for (u32 i = 0; i < LAYERS; i++)
        model->near[i] = make_dense(near + i * SIDES * WIDTH * WIDTH, WIDTH, SIDES);
    model->page = make_dense(page, WIDTH, 1);
    u32 count = 0;
    for (u32 i = 0; i < size; i++) count += vocabulary[i] == '\n';
    for (model->mask = 1; model->mask < 4 * count; model->mask *= 2) {}
    model->hashes = take(model->mask, sizeof(u64));
    model->numbers = take(model->mask--, sizeof(u32));
    for (u32 i = 0, number = 0; i < size; number++) {
        u64 hash = NO_WORD;
        for (i++; i < size && vocabulary[i] != '\n'; i++) hash = word_hash(hash, vocabulary[i]);
        u32 slot = slot_of(hash) & model->mask;
        while (model->numbers[slot]) slot = (slot + 1) & model->mask;
        model->hashes[slot] = hash;
        model->numbers[slot] = number + 1;
    }
    return (u32)(model->numbers + model->mask + 1);
}

static i32 floor_ratio(i32 part, i32 whole) { return part / whole - (part % whole < 0); }

// The first layer of one block: what it is, and the mean of its known words.
static void first_layer(const Model *model, const i16 *row, const Array *words, i16 *inner) {
    i32 sums[WIDTH] = {0};
    for (u32 i = 0; i < words->count; i++) {
        const i16 *weights = model->words + ((u32 *)words->items)[i] * WIDTH;
        for (u32 j = 0; j < WIDTH; j++) sums[j] += weights[j];
    }
    for (u32 j = 0; j < WIDTH && words->count; j++)
        sums[j] = floor_ratio(sums[j] * QUANTUM, (i32)words->count);
    v128_t outputs[VECTORS];
    for (u32 i = 0; i < VECTORS; i++) outputs[i] = wasm_v128_load(sums + LANES * i);
    for (u32 at = 0; at < FEATURES; at += 2 * MOST_PAIRS) {
        u32 left = (FEATURES - at + 1) / 2, count = left < MOST_PAIRS ? left : MOST_PAIRS;
        const v128_t *weights = model->first.weights + at / 2 * VECTORS;
        hear(weights, VECTORS, row + at, pairs_of(row + at, count), outputs);
    }
    for (u32 i = 0; i < VECTORS; i++) wasm_v128_store(sums + LANES * i, outputs[i]);
    for (u32 j = 0; j < WIDTH; j++) {
        i32 value = (sums[j] + model->biases->first[j] * QUANTUM) / QUANTUM;
        inner[j] = (i16)(value < 0 ? 0 : value < MOST ? value : MOST);
    }
}

// Let each block hear what the layer says of those at a distance before and after it, and of it.
static void near_layer(
    const Model *model, u32 number, u32 count, const i16 (*inner)[WIDTH], i16 (*heard)[WIDTH],
    u32 *pairs
) {
    u32 distance = (u32)model->biases->distances[number];
    const v128_t *weights = model->near[number].weights;
    const i16 *bias = model->biases->near[number];
    for (u32 i = 0; i < count; i++) pairs[i] = (u32)pairs_of(inner[i], WIDTH / 2);
    for (u32 i = 0; i < count; i++) {
        v128_t sums[VECTORS];
        for (u32 j = 0; j < VECTORS; j++) {
            v128_t some = wasm_i32x4_load16x4(bias + LANES * j);
            sums[j] = wasm_i32x4_mul(some, wasm_i32x4_const_splat(SCALE));
        }
        for (u32 side = 0; side < SIDES; side++) {
            u32 other = i + (side - 1) * distance; // wraps below the first
            if (other >= count) continue;
            const v128_t *of_side = weights + side * VECTORS;
            hear(of_side, SIDES * VECTORS, inner[other], pairs[other], sums);
        }
        for (u32 j = 0; j < VECTORS; j += 2) {
            v128_t own = wasm_v128_load(inner[i] + LANES * j), both[2];
            for (u32 half = 0; half < 2; half++) {
                v128_t value = wasm_i32x4_max(sums[j + half], wasm_i32x4_const_splat(0));
                value = wasm_i32x4_shr(value, SHIFT);
                both[half] = wasm_i32x4_add(value, half ? wasm_i32x4_extend_high_i16x8(own)
                                                        : wasm_i32x4_extend_low_i16x8(own));
            }
            wasm_v128_store(heard[i] + LANES * j, wasm_i16x8_narrow_i32x4(both[0], both[1]));
        }
    }
}

// Write what the layer of the page says to all blocks: of their mean.
static void page_layer(const Model *model, u32 count, i16 (*inner)[WIDTH], i32 *said) {
    v128_t outputs[VECTORS] = {0};
    i16 mean[WIDTH];
    for (u32 j = 0; j < WIDTH; j++) {
        u64 sum = 0;
        for (u32 i = 0; i < count; i++) sum += (u64)inner[i][j];
        mean[j] = (i16)(sum / count);
    }
    hear(model->page.weights, VECTORS, mean, pairs_of(mean, WIDTH / 2), outputs);
    for (u32 i = 0; i < VECTORS; i++) wasm_v128_store(said + LANES * i, outputs[i]);
    for (u32 j = 0; j < WIDTH; j++) {
        said[j] += model->biases->page[j] * SCALE;
        said[j] = said[j] > 0 ? said[j] / SCALE : 0;
    }
}

// --- Scores -------------------------------------------------------------------------------------

enum { SURE = 100 };
static const double *steps; // the log odds from which on a score is 1, 2, ... SURE
static u32 noise, undecided;

EXPORT(set_scores) u32 set_scores(const void *end, const double *all, u32 least, u32 half) {
    steps = all;
    noise = least;
    undecided = half;
    return (u32)end;
}

static u32 score_of(double odds) {
    u32 low = 0, high = SURE;
    while (low < high) {
        u32 middle = (low + high) / 2;
        if (steps[middle] <= odds) low = middle + 1;
        else high = middle;
    }
    return low;
}

// The score from which on blocks are kept: extract/classify.py, least_kept.
static u32 least_score(const u32 *scores, const u32 *letters, u32 count) {
    double sizes[SURE + 1] = {0}, there = 0, right = 0, chosen = 0, best = 0;
    for (u32 i = 0; i < count; i++) sizes[scores[i]] += letters[i] + 1.0;
    for (u32 i = noise; i <= SURE; i++) there += i * sizes[i];
    // Among blocks of one score the best choice takes all or none.
    for (u32 i = SURE; i >= noise; i--) {
        right += i * sizes[i];
        chosen += sizes[i];
        double expected = 2 * right / (SURE * chosen + there > 1 ? SURE * chosen + there : 1);
        if (expected > best) best = expected;
    }
    double least = __builtin_ceil(undecided * best);
    return least < noise ? noise : least < undecided ? (u32)least : undecided;
}

typedef struct {
    const void *end;
    const u32 *scores, *letters;
    u32 count;
} Scored;

EXPORT(least_kept) u32 least_kept(const Scored *input) {
    return least_score(input->scores, input->letters, input->count);
}

// How sure a model is of each block, and how many letters and digits each has. Returns the score
// from which on they are kept.
EXPORT(score_blocks) u32 score_blocks(const PageInput *input) {
    Seen page = see(input);
    const Model *model = input->model;
    const Block *blocks = page.blocks;
    Array words = {.size = sizeof(u32)};
    double before = 0;
    u32 count = page.count;
    u32 *scores = take(count, sizeof(u32)), *letters = take(count, sizeof(u32));
    i16 *row = take(FEATURES + 2 * LANES, sizeof(i16));
    i16 (*inner)[WIDTH] = room(count, sizeof *inner), (*heard)[WIDTH] = room(count, sizeof *heard);
    u32 *pairs = room(count, sizeof *pairs);
    for (u32 i = 0; i < count; i++) {
        __builtin_memset(row, 0, FEATURES * sizeof(i16));
        fill_row(&page, i, before, row);
        fill_context(page.contexts + blocks[i].context, row);
        read_block_words(model, page.codes + blocks[i].text, blocks[i].size, &words);
        first_layer(model, row, &words, inner[i]);
        before += page.facts[i].prose;
        letters[i] = page.facts[i].letters;
    }
    for (u32 i = 0; i < LAYERS; i++) {
        near_layer(model, i, count, inner, heard, pairs);
        i16 (*spare)[WIDTH] = inner;
        inner = heard;
        heard = spare;
    }
    i32 said[WIDTH];
    page_layer(model, count, inner, said);
    for (u32 i = 0; i < count; i++) {
        int64_t score = (int64_t)model->biases->last_bias * SCALE;
        for (u32 j = 0; j < WIDTH; j++)
            score += (int64_t)(inner[i][j] + said[j]) * model->biases->last[j];
        scores[i] = score_of((double)score / SCALE / SCALE);
    }
    give(0, scores, count, sizeof(u32));
    give(1, letters, count, sizeof(u32));
    return least_score(scores, letters, count);
}
