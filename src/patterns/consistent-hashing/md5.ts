/** MD5 after RFC 1321: broken for security, and still what Ketama places its points with. */
import { utf8 } from '../../kernel/hash';
import { PI, sinTurns } from '../../kernel/maths';

/** The constants of the 64 steps: ⌊2³² · |sin(i + 1)|⌋. */
const SINES = Array.from({ length: 64 }, (_, i) =>
  Math.floor(4294967296 * Math.abs(sinTurns((i + 1) / (2 * PI)))),
);
/** By how many bits each step rotates: four values a round, in turn. */
const ROTATIONS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** The message as little-endian words: its bytes, a one bit, zeros, and its length in bits. */
function wordsOf(text: string): Int32Array {
  const bytes = utf8(text);
  const words = new Int32Array(((bytes.length + 8) >> 6) * 16 + 16);
  bytes.push(0x80);
  for (const [i, byte] of bytes.entries()) words[i >> 2] |= byte << ((i & 3) * 8);
  words[words.length - 2] = (bytes.length - 1) << 3;
  return words;
}

/** Mixes one block of 16 words into the state of four. */
function mixBlock(state: Int32Array, words: Int32Array, from: number): void {
  let [a, b, c, d] = state;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    let mixed: number;
    let word: number;
    if (round === 0) [mixed, word] = [(b & c) | (~b & d), step];
    else if (round === 1) [mixed, word] = [(b & d) | (c & ~d), 5 * step + 1];
    else if (round === 2) [mixed, word] = [b ^ c ^ d, 3 * step + 5];
    else [mixed, word] = [c ^ (b | ~d), 7 * step];
    const sum = (a + mixed + SINES[step] + words[from + (word & 15)]) | 0;
    [a, d, c, b] = [d, c, b, (b + rotateLeft(sum, ROTATIONS[round][step & 3])) | 0];
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

/** MD5 of the UTF-8 bytes of a text below 256 MB, as four little-endian words of 32 bits. */
export function md5(text: string): Int32Array {
  const words = wordsOf(text);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let from = 0; from < words.length; from += 16) mixBlock(state, words, from);
  return state;
}
