/**
 * Hashes of the kernel: Murmur3 for names, and the 64-bit running hash of the trace.
 * All arithmetic is on 32-bit integers, so the bits agree in every engine.
 */

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** UTF-8 bytes of a text; unpaired surrogates become U+FFFD, as everywhere on the web. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    let code = char.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return bytes;
}

/** The finaliser of MurmurHash3 x86_32: spreads every bit of a 32-bit integer over all others. */
export function mix32(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function scramble(k: number): number {
  return Math.imul(rotateLeft(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
}

/**
 * MurmurHash3 x86_32 of the UTF-8 bytes of a text.
 * @param seed unsigned 32-bit integer
 * @returns unsigned 32-bit integer
 * @see Austin Appleby, MurmurHash3 (public domain)
 */
export function murmur3(text: string, seed = 0): number {
  const bytes = utf8(text);
  let h = seed | 0;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const k = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    h = Math.imul(rotateLeft(h ^ scramble(k), 13), 5) + 0xe6546b64;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= whole; i--) tail = (tail << 8) | bytes[i];
  if (whole < bytes.length) h ^= scramble(tail);
  return mix32(h ^ bytes.length);
}

/** State of the trace hash: two independent 32-bit lanes. */
export type TraceHash = Int32Array;

/** A fresh trace hash. */
export function createTraceHash(): TraceHash {
  return Int32Array.of(0x243f6a88, 0x85a308d3);
}

/** Mixes one 32-bit word into both lanes. The multipliers stand here as literals, which the engine folds in. */
export function hashWord(hash: TraceHash, word: number): void {
  const high = hash[0] ^ word;
  const low = hash[1] + word;
  hash[0] = Math.imul((high << 13) | (high >>> 19), 0x9e3779b1);
  hash[1] = Math.imul(((low << 17) | (low >>> 15)) ^ 0x7f4a7c15, 0x85ebca77);
}

/** Mixes two words, one after the other: the busiest pair, so the lanes stay in registers in between. */
function hashTwoWords(hash: TraceHash, first: number, second: number): void {
  let high = hash[0] ^ first;
  let low = (hash[1] + first) | 0;
  high = Math.imul((high << 13) | (high >>> 19), 0x9e3779b1) ^ second;
  low = (Math.imul(((low << 17) | (low >>> 15)) ^ 0x7f4a7c15, 0x85ebca77) + second) | 0;
  hash[0] = Math.imul((high << 13) | (high >>> 19), 0x9e3779b1);
  hash[1] = Math.imul(((low << 17) | (low >>> 15)) ^ 0x7f4a7c15, 0x85ebca77);
}

/** Mixes a number of any size: its integer part in two words (times, counters) or, where it has a fraction, its bits. */
export function hashNumber(hash: TraceHash, value: number): void {
  if ((value | 0) === value && value >= 0) hashTwoWords(hash, value, 0);
  else if (value === Math.floor(value) && value >= 0 && value < 9007199254740992) {
    hashTwoWords(hash, value | 0, (value / 4294967296) | 0);
  } else {
    bits.f64[0] = value;
    const isNumber = value === value;
    hashTwoWords(hash, isNumber ? bits.i32[0] : 0, (isNumber ? bits.i32[1] : 0x7ff80000) ^ 0x5bd1e995);
  }
}

const view = new Float64Array(1);
const bits = { f64: view, i32: new Int32Array(view.buffer) };

/** The hash as 16 hexadecimal digits. */
export function traceHashHex(hash: TraceHash): string {
  return [hash[0], hash[1]].map((lane) => mix32(lane).toString(16).padStart(8, '0')).join('');
}
