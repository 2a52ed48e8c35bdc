// The body model: extract/classify.py says what it is. All numbers are whole, and inner values are
// at most MOST, so that no sum leaves 32 bits.
#include "features.h"
#include <wasm_simd128.h>

enum { HEAD_CHARS = 80, TAIL_CHARS = 40, WIDE = 0x3040 }; // extract/lexicon.py
enum { MOST = 32767, SCALE_BITS = 10, SCALE = 1 << SCALE_BITS, QUANTUM_BITS = 6 };
enum { KNOWN_BITS = 1 << 16 };
enum { LAYERS = 4, PAGES = 2, SIDES = 3, LANES = 4, NETS = 2 };
// Vectors of all outputs; pairs of inputs that are looked at together; such parts of the features.
enum { VECTORS = WIDTH / LANES, MOST_PAIRS = 64, PARTS = (FEATURES + 127) / 128 };

// Weights side by side: for each pair of inputs and each LANES outputs, two an output.
typedef struct {
    u32 pairs, groups;
    v128_t *weights;
} Dense;
typedef struct {
    i16 first[WIDTH], near[LAYERS][WIDTH], page[PAGES][WIDTH], last[WIDTH], last_bias;
    i16 distances[LAYERS], places[PAGES]; // of page layers: behind which of the others
} Biases;
typedef struct {
    const i16 *words; // known words x NETS x WIDTH: a word is looked up once for all networks
    const Biases *biases;
    Dense first, near[LAYERS], page[PAGES];
} Net;
typedef struct Model {
    Net nets[NETS];
    u64 *hashes;        // of known words
    u32 *numbers, mask; // of the words with these hashes, plus one
    u64 *known;         // a bit for each of KNOWN_BITS parts of all hashes: most words are unknown
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
    u32 slot = slot_of(hash), part = slot & (KNOWN_BITS - 1);
    if (!(model->known[part / 64] >> part % 64 & 1)) return;
    slot &= model->mask;
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
EXPORT(known_words) void known_words(void) {
    const WordsInput *input = (const WordsInput *)exchange.asked;
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
    u32 count = 0;
    for (u32 i = 0; i < size; i++) count += vocabulary[i] == '\n';
    for (u32 n = 0; n < NETS; n++) {
        Net *net = model->nets + n;
        net->words = words + n * WIDTH;
        net->biases = biases + n;
        net->first = make_dense(first + n * FEATURES * WIDTH, FEATURES, 1);
        for (u32 i = 0; i < LAYERS; i++, near += SIDES * WIDTH * WIDTH)
            net->near[i] = make_dense(near, WIDTH, SIDES);
        for (u32 i = 0; i < PAGES; i++, page += 2 * WIDTH * WIDTH)
            net->page[i] = make_dense(page, 2 * WIDTH, 1);
    }
    for (model->mask = 1; model->mask < 4 * count; model->mask *= 2) {}
    model->hashes = take(model->mask, sizeof(u64));
    model->numbers = take(model->mask--, sizeof(u32));
    model->known = take(KNOWN_BITS / 64, sizeof(u64));
    for (u32 i = 0, number = 0; i < size; number++) {
        u64 hash = NO_WORD;
        for (i++; i < size && vocabulary[i] != '\n'; i++) hash = word_hash(hash, vocabulary[i]);
        u32 slot = slot_of(hash), part = slot & (KNOWN_BITS - 1);
        model->known[part / 64] |= 1ull << part % 64;
        slot &= model->mask;
        while (model->numbers[slot]) slot = (slot + 1) & model->mask;
        model->hashes[slot] = hash;
        model->numbers[slot] = number + 1;
    }
    return (u32)(model->known + KNOWN_BITS / 64);
}

// Floors of four ratios with one whole number: half a unit more is no other floor, and more than
// what doubles round off.
static v128_t floor_ratios(v128_t parts, double inverse) {
    v128_t floors[2];
    for (u32 half = 0; half < 2; half++) {
        v128_t some = half ? wasm_i32x4_shuffle(parts, parts, 2, 3, 2, 3) : parts;
        some = wasm_f64x2_add(wasm_f64x2_convert_low_i32x4(some), wasm_f64x2_const_splat(0.5));
        some = wasm_f64x2_floor(wasm_f64x2_mul(some, wasm_f64x2_splat(inverse)));
        floors[half] = wasm_i32x4_trunc_sat_f64x2_zero(some);
    }
    return wasm_i32x4_shuffle(floors[0], floors[1], 0, 1, 4, 5);
}

// The first layer of one block: what it is, and the mean of its known words.
static void first_layer(
    const Net *net, const i16 *row, const u64 *pairs, const Array *words, i16 *inner
) {
    v128_t sums[VECTORS] = {0};
    for (u32 i = 0; i < words->count; i++) {
        const i16 *weights = net->words + ((u32 *)words->items)[i] * NETS * WIDTH;
        for (u32 j = 0; j < VECTORS; j++)
            sums[j] = wasm_i32x4_add(sums[j], wasm_i32x4_load16x4(weights + LANES * j));
    }
    for (u32 j = 0; j < VECTORS && words->count; j++)
        sums[j] = floor_ratios(wasm_i32x4_shl(sums[j], QUANTUM_BITS), 1.0 / words->count);
    for (u32 i = 0; i < PARTS; i++) {
        const v128_t *weights = net->first.weights + i * MOST_PAIRS * VECTORS;
        hear(weights, VECTORS, row + 2 * i * MOST_PAIRS, pairs[i], sums);
    }
    for (u32 j = 0; j < VECTORS; j++) {
        v128_t bias = wasm_i32x4_load16x4(net->biases->first + LANES * j);
        sums[j] = wasm_i32x4_add(sums[j], wasm_i32x4_shl(bias, QUANTUM_BITS));
        sums[j] = wasm_i32x4_shr(wasm_i32x4_max(sums[j], wasm_i32x4_const_splat(0)), QUANTUM_BITS);
    }
    for (u32 j = 0; j < VECTORS; j += 2) // no value is above MOST
        wasm_v128_store(inner + LANES * j, wasm_i16x8_narrow_i32x4(sums[j], sums[j + 1]));
}

// Let each block hear what the layer says of those at a distance before and after it, and of it.
static void near_layer(
    const Net *net, u32 number, u32 count, const i16 (*inner)[WIDTH], i16 (*heard)[WIDTH],
    u32 *pairs
) {
    u32 distance = (u32)net->biases->distances[number];
    const v128_t *weights = net->near[number].weights;
    const i16 *bias = net->biases->near[number];
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
                value = wasm_i32x4_shr(value, SCALE_BITS);
                both[half] = wasm_i32x4_add(value, half ? wasm_i32x4_extend_high_i16x8(own)
                                                        : wasm_i32x4_extend_low_i16x8(own));
            }
            wasm_v128_store(heard[i] + LANES * j, wasm_i16x8_narrow_i32x4(both[0], both[1]));
        }
    }
}

// Let all blocks hear what the layer says of their page: of their mean, and of the largest values.
static void page_layer(const Net *net, u32 number, u32 count, i16 (*inner)[WIDTH]) {
    v128_t outputs[VECTORS] = {0};
    i32 said[WIDTH], sums[WIDTH] = {0}; // of at most 2^16 blocks at a time
    u64 all[WIDTH] = {0};
    i16 seen[2 * WIDTH] = {0}, *most = seen + WIDTH;
    for (u32 i = 0; i < count; i++) {
        for (u32 j = 0; j < WIDTH; j++) {
            sums[j] += inner[i][j];
            most[j] = inner[i][j] > most[j] ? inner[i][j] : most[j];
        }
        if ((i & 0xffff) != 0xffff && i + 1 < count) continue;
        for (u32 j = 0; j < WIDTH; j++) all[j] += (u32)sums[j], sums[j] = 0;
    }
    for (u32 j = 0; j < WIDTH; j++) seen[j] = (i16)(all[j] / count);
    hear(net->page[number].weights, VECTORS, seen, pairs_of(seen, WIDTH), outputs);
    for (u32 i = 0; i < VECTORS; i++) wasm_v128_store(said + LANES * i, outputs[i]);
    for (u32 j = 0; j < WIDTH; j++) {
        i32 value = (said[j] + net->biases->page[number][j] * SCALE) / SCALE;
        said[j] = value > 0 ? value : 0;
    }
    for (u32 i = 0; i < count; i++)
        for (u32 j = 0; j < WIDTH; j++) {
            i32 value = inner[i][j] + said[j];
            inner[i][j] = (i16)(value < MOST ? value : MOST);
        }
}

// Add how sure a network is of each block: log odds times SCALE * SCALE. `inner` is what its first
// layer says, `heard` and `pairs` have room for as many blocks.
static void add_odds(
    const Net *net, u32 count, i16 (*inner)[WIDTH], i16 (*heard)[WIDTH], u32 *pairs, double *odds
) {
    for (u32 i = 0; i < LAYERS; i++) {
        near_layer(net, i, count, inner, heard, pairs);
        i16 (*spare)[WIDTH] = inner;
        inner = heard;
        heard = spare;
        for (u32 j = 0; j < PAGES; j++)
            if (net->biases->places[j] == (i16)i) page_layer(net, j, count, inner);
    }
    for (u32 i = 0; i < count; i++) {
        v128_t sums = wasm_i32x4_const_splat(0);
        for (u32 j = 0; j < WIDTH; j += 2 * LANES) {
            v128_t some = wasm_v128_load(inner[i] + j), weights = wasm_v128_load(net->biases->last + j);
            sums = wasm_i32x4_add(sums, wasm_i32x4_dot_i16x8(some, weights));
        }
        i32 all[LANES], sum = net->biases->last_bias * SCALE;
        wasm_v128_store(all, sums);
        for (u32 j = 0; j < LANES; j++) sum += all[j];
        odds[i] += sum;
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

EXPORT(least_kept) void least_kept(void) {
    const Scored *input = (const Scored *)exchange.asked;
    exchange.answer = least_score(input->scores, input->letters, input->count);
}

// How sure a model is of each block, and how many letters and digits each has. The answer is the
// score from which on they are kept.
EXPORT(score_blocks) void score_blocks(void) {
    const PageInput *input = (const PageInput *)exchange.asked;
    Seen page = see(input);
    const Model *model = input->model;
    const Block *blocks = page.blocks;
    Array words = {.size = sizeof(u32)};
    double before = 0;
    u32 count = page.count;
    u32 *scores = take(count, sizeof(u32)), *letters = take(count, sizeof(u32));
    double *odds = take(count, sizeof(double));
    i16 *row = take(2 * PARTS * MOST_PAIRS, sizeof(i16)); // zeros stand behind the features
    u64 pairs_of_row[PARTS];
    i16 (*inner[NETS])[WIDTH], (*heard)[WIDTH] = room(count, sizeof *heard);
    for (u32 n = 0; n < NETS; n++) inner[n] = room(count, sizeof *inner[n]);
    u32 *pairs = room(count, sizeof *pairs);
    for (u32 i = 0; i < count; i++) {
        __builtin_memset(row, 0, FEATURES * sizeof(i16));
        fill_row(&page, i, before, row);
        fill_context(page.contexts + blocks[i].context, row);
        read_block_words(model, page.codes + blocks[i].text, blocks[i].size, &words);
        for (u32 j = 0; j < PARTS; j++)
            pairs_of_row[j] = pairs_of(row + 2 * j * MOST_PAIRS, MOST_PAIRS);
        for (u32 n = 0; n < NETS; n++)
            first_layer(model->nets + n, row, pairs_of_row, &words, inner[n][i]);
        before += page.facts[i].prose;
        letters[i] = page.facts[i].letters;
    }
    for (u32 n = 0; n < NETS; n++) add_odds(model->nets + n, count, inner[n], heard, pairs, odds);
    for (u32 i = 0; i < count; i++) scores[i] = score_of(odds[i] / NETS / SCALE / SCALE);
    give(0, scores, count, sizeof(u32));
    give(1, letters, count, sizeof(u32));
    exchange.answer = least_score(scores, letters, count);
}
