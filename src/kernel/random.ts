/**
 * Chance, in named streams.
 *
 * Every node and purpose has its own generator, derived from the seed of the run and the stream's name, so that
 * adding a node, or a draw for another purpose, disturbs nobody. The generator is sfc32 (Chris Doty-Humphrey,
 * PractRand), seeded by splitmix64 (Steele, Lea and Flood 2014) over the seed and Murmur3 of the name.
 * State lives in one Int32Array: in object fields it would be five times slower in Chromium.
 */
import { exp, ln } from './maths';
import { murmur3 } from './hash';

/** All streams of a run: four words each, found by name. Plain data, part of every checkpoint. */
export interface RandomStreams {
  words: Int32Array;
  /** Stream name to the index of its first word. */
  offsets: Map<string, number>;
}

/** No streams yet. */
export function createStreams(): RandomStreams {
  return { words: new Int32Array(64), offsets: new Map() };
}

/**
 * The offset of a stream, created on first use.
 * @param seed unsigned 32-bit integer: the seed of the run
 * @param name for example `clients/arrivals`
 */
export function streamOffset(streams: RandomStreams, seed: number, name: string): number {
  const known = streams.offsets.get(name);
  if (known !== undefined) return known;
  const offset = streams.offsets.size * 4;
  if (offset + 4 > streams.words.length) {
    const grown = new Int32Array(streams.words.length * 2);
    grown.set(streams.words);
    streams.words = grown;
  }
  seedSfc32(streams.words, offset, seed, murmur3(name));
  streams.offsets.set(name, offset);
  return offset;
}

function seedSfc32(words: Int32Array, offset: number, seed: number, salt: number): void {
  const source = createSplitMix64(seed, salt);
  for (let i = 0; i < 4; i += 2) {
    nextSplitMix64(source);
    words[offset + i] = source.high;
    words[offset + i + 1] = source.low;
  }
  for (let i = 0; i < 12; i++) nextU32(words, offset);
}

/** A splitmix64 generator: its 64-bit state in four 16-bit limbs, and the last output in two words. */
export interface SplitMix64 {
  state: [number, number, number, number];
  high: number;
  low: number;
}

/** A splitmix64 generator whose state is `high · 2³² + low`. */
export function createSplitMix64(high: number, low: number): SplitMix64 {
  return { state: [low & 0xffff, low >>> 16, high & 0xffff, high >>> 16], high: 0, low: 0 };
}

type Limbs = [number, number, number, number];
const GOLDEN: Limbs = [0x7c15, 0x7f4a, 0x79b9, 0x9e37];
const MIX_A: Limbs = [0xe5b9, 0x1ce4, 0x476d, 0xbf58];
const MIX_B: Limbs = [0x11eb, 0x1331, 0x49bb, 0x94d0];

/** Advances the generator; the 64-bit output is in `high` and `low`. */
export function nextSplitMix64(source: SplitMix64): void {
  source.state = addLimbs(source.state, GOLDEN);
  let z = multiplyLimbs(xorShift(source.state, 30), MIX_A);
  z = multiplyLimbs(xorShift(z, 27), MIX_B);
  z = xorShift(z, 31);
  source.low = (z[0] | (z[1] << 16)) >>> 0;
  source.high = (z[2] | (z[3] << 16)) >>> 0;
}

function addLimbs(a: Limbs, b: Limbs): Limbs {
  const sum: Limbs = [0, 0, 0, 0];
  let carry = 0;
  for (let i = 0; i < 4; i++) {
    const digit = a[i] + b[i] + carry;
    sum[i] = digit & 0xffff;
    carry = digit >>> 16;
  }
  return sum;
}

function multiplyLimbs(a: Limbs, b: Limbs): Limbs {
  const product: Limbs = [0, 0, 0, 0];
  for (let i = 0; i < 4; i++) {
    let carry = 0;
    for (let j = 0; i + j < 4; j++) {
      const digit = product[i + j] + a[i] * b[j] + carry;
      product[i + j] = digit % 0x10000;
      carry = Math.floor(digit / 0x10000);
    }
  }
  return product;
}

/** z ^ (z >>> bits) for 17 ≤ bits ≤ 31. */
function xorShift(z: Limbs, bits: number): Limbs {
  const high = (z[2] | (z[3] << 16)) >>> 0;
  const low = (z[0] | (z[1] << 16)) >>> 0;
  const shiftedLow = ((low >>> bits) | (high << (32 - bits))) >>> 0;
  const shiftedHigh = high >>> bits;
  const newLow = low ^ shiftedLow;
  const newHigh = high ^ shiftedHigh;
  return [newLow & 0xffff, newLow >>> 16, newHigh & 0xffff, newHigh >>> 16];
}

/** The next 32 random bits of the sfc32 generator at `offset`, as an unsigned integer. */
export function nextU32(words: Int32Array, offset: number): number {
  const a = words[offset];
  const b = words[offset + 1];
  const c = words[offset + 2];
  const counter = words[offset + 3];
  const out = (a + b + counter) | 0;
  words[offset] = b ^ (b >>> 9);
  words[offset + 1] = (c + (c << 3)) | 0;
  words[offset + 2] = (((c << 21) | (c >>> 11)) + out) | 0;
  words[offset + 3] = (counter + 1) | 0;
  return out >>> 0;
}

/** Uniform on [0, 1) with 53 random bits. */
export function nextUniform(words: Int32Array, offset: number): number {
  const high = nextU32(words, offset) >>> 5;
  const low = nextU32(words, offset) >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/** Uniform integer on [0, n), 1 ≤ n ≤ 2³¹. */
export function nextBelow(words: Int32Array, offset: number, n: number): number {
  return Math.floor(nextUniform(words, offset) * n);
}

/**
 * Ziggurat tables (Marsaglia and Tsang 2000) for a decreasing density: `x[i]` the right edges, `y[i]` the
 * densities there. `r` starts the tail, `area` is the common area of the 256 layers.
 */
interface Ziggurat {
  x: Float64Array;
  y: Float64Array;
}

function buildZiggurat(
  r: number,
  area: number,
  density: (x: number) => number,
  inverse: (y: number) => number,
): Ziggurat {
  const x = new Float64Array(257);
  const y = new Float64Array(257);
  x[1] = r;
  y[1] = density(r);
  x[0] = area / y[1];
  for (let i = 2; i < 256; i++) {
    y[i] = y[i - 1] + area / x[i - 1];
    x[i] = inverse(y[i]);
  }
  y[256] = 1;
  return { x, y };
}

const PER_TWO_24 = 1 / 16777216;
const EXP_TAIL = 7.69711747013105;
const exponential = buildZiggurat(
  EXP_TAIL,
  0.003949659822581572,
  (x) => exp(-x),
  (y) => -ln(y),
);

/** Exponential with mean 1, by the ziggurat method. */
export function nextExponential(words: Int32Array, offset: number): number {
  const { x, y } = exponential;
  let shift = 0;
  for (;;) {
    const draw = nextU32(words, offset);
    const layer = draw & 255;
    // Eight bits choose the layer, the other twenty-four the place in it.
    const value = (draw >>> 8) * PER_TWO_24 * x[layer];
    if (value < x[layer + 1]) return shift + value;
    if (layer === 0) shift += EXP_TAIL;
    else if (y[layer] + nextUniform(words, offset) * (y[layer + 1] - y[layer]) < exp(-value))
      return shift + value;
  }
}

const NORMAL_TAIL = 3.6541528853610088;
const normal = buildZiggurat(
  NORMAL_TAIL,
  0.00492867323399,
  (x) => exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * ln(y)),
);

/** Standard normal, by the ziggurat method. */
export function nextNormal(words: Int32Array, offset: number): number {
  const { x, y } = normal;
  for (;;) {
    const draw = nextU32(words, offset);
    const layer = draw & 255;
    const sign = draw & 256 ? -1 : 1;
    const u = nextUniform(words, offset);
    const value = u * x[layer];
    if (value < x[layer + 1]) return sign * value;
    if (layer === 0) return sign * normalTail(words, offset);
    if (y[layer] + nextUniform(words, offset) * (y[layer + 1] - y[layer]) < exp(-0.5 * value * value)) {
      return sign * value;
    }
  }
}

/** A normal value beyond the tail's start (Marsaglia 1964). */
function normalTail(words: Int32Array, offset: number): number {
  for (;;) {
    const a = nextExponential(words, offset) / NORMAL_TAIL;
    const b = nextExponential(words, offset);
    if (2 * b > a * a) return NORMAL_TAIL + a;
  }
}
