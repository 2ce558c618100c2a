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

/** A splitmix64 generator: its 64-bit state, and the last output, each in two words. */
export interface SplitMix64 {
  stateHigh: number;
  stateLow: number;
  high: number;
  low: number;
}

/** A splitmix64 generator whose state is `high · 2³² + low`. */
export function createSplitMix64(high: number, low: number): SplitMix64 {
  return { stateHigh: high >>> 0, stateLow: low >>> 0, high: 0, low: 0 };
}

/** Advances the generator; the 64-bit output is in `high` and `low`. */
export function nextSplitMix64(source: SplitMix64): void {
  const low = source.stateLow + 0x7f4a7c15;
  source.stateHigh = (source.stateHigh + 0x9e3779b9 + (low > 0xffffffff ? 1 : 0)) >>> 0;
  source.stateLow = low >>> 0;
  source.high = source.stateHigh;
  source.low = source.stateLow;
  xorShift(source, 30);
  multiply(source, 0xbf58476d, 0x1ce4e5b9);
  xorShift(source, 27);
  multiply(source, 0x94d049bb, 0x133111eb);
  xorShift(source, 31);
}

/** z ^ (z >>> bits) for bits < 32. */
function xorShift(z: SplitMix64, bits: number): void {
  const shiftedLow = (z.low >>> bits) | (z.high << (32 - bits));
  z.low = (z.low ^ shiftedLow) >>> 0;
  z.high = (z.high ^ (z.high >>> bits)) >>> 0;
}

/** z · (high · 2³² + low) modulo 2⁶⁴, by halves of words: no product of two of them is too large for an integer. */
function multiply(z: SplitMix64, high: number, low: number): void {
  const a0 = z.low & 0xffff;
  const a1 = z.low >>> 16;
  const b0 = low & 0xffff;
  const b1 = low >>> 16;
  const lowest = a0 * b0;
  const cross = a0 * b1;
  const other = a1 * b0;
  const middle = Math.floor(lowest / 65536) + (cross % 65536) + (other % 65536);
  const carried = a1 * b1 + Math.floor(cross / 65536) + Math.floor(other / 65536) + (middle >>> 16);
  z.high = (carried + Math.imul(z.high, low) + Math.imul(z.low, high)) >>> 0;
  z.low = ((middle << 16) | (lowest & 0xffff)) >>> 0;
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
