import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createTraceHash,
  hashNumber,
  hashWord,
  mix32,
  murmur3,
  traceHashHex,
  utf8,
  type TraceHash,
} from './hash';

describe('murmur3', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0, 0xc0363e43],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ])('GT KAV-4: %j with seed %d', (text, seed, expected) => {
    expect(murmur3(text, seed)).toBe(expected);
  });

  it('takes seed 0 when none is given, and a seed as 32 bits', () => {
    expect(murmur3('test')).toBe(murmur3('test', 0));
    expect(murmur3('', -1)).toBe(0x81f16f39);
  });

  it('depends on every byte of texts of every length modulo 4', () => {
    for (const text of ['a', 'ab', 'abc', 'abcd', 'abcde']) {
      for (let i = 0; i < text.length; i++) {
        const changed = `${text.slice(0, i)}z${text.slice(i + 1)}`;
        expect(murmur3(changed)).not.toBe(murmur3(text));
      }
    }
  });
});

describe('utf8', () => {
  it('agrees with the platform’s encoder, lone surrogates included', () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8(text)).toEqual([...encoder.encode(text)]);
      }),
    );
    for (const text of ['µs', 'naïve', '漢字', '🦊', '\ud83d', 'x\udc00y']) {
      expect(utf8(text)).toEqual([...encoder.encode(text)]);
    }
  });
});

describe('mix32', () => {
  it('is the finaliser of MurmurHash3, so it gives 0 for 0 only, and never the same twice', () => {
    expect(mix32(0)).toBe(0);
    expect(mix32(1)).toBe(0x514e28b7);
    const seen = new Set<number>();
    for (let i = 0; i < 100_000; i++) seen.add(mix32(i));
    expect(seen.size).toBe(100_000);
  });

  it('flips half of the bits, about, when one bit of the input flips', () => {
    let flipped = 0;
    for (let i = 0; i < 1000; i++) {
      for (let bit = 0; bit < 32; bit++) {
        for (let left = mix32(i) ^ mix32(i ^ (1 << bit)); left !== 0; left &= left - 1) flipped++;
      }
    }
    expect(flipped / 32_000).toBeGreaterThan(15.9);
    expect(flipped / 32_000).toBeLessThan(16.1);
  });
});

describe('trace hash', () => {
  function hexOf(mix: (hash: TraceHash) => void): string {
    const hash = createTraceHash();
    mix(hash);
    return traceHashHex(hash);
  }
  const ofWords = (...words: number[]): string =>
    hexOf((hash) => {
      for (const word of words) hashWord(hash, word);
    });
  const ofNumber = (value: number): string =>
    hexOf((hash) => {
      hashNumber(hash, value);
    });

  it('gives known hashes, which links and golden tests hang on', () => {
    expect(ofWords()).toBe('1388a0fbede1521e');
    expect(ofWords(1, 2, 3)).toBe('e144a05522a2d0d4');
    expect([ofNumber(1_500_000), ofNumber(0.1), ofNumber(-7)]).toEqual([
      'ac582814a70de8af',
      '459533283e1c9f51',
      'a2cc7b03a38c5329',
    ]);
  });

  it('depends on the order and the number of words', () => {
    expect(ofWords(1, 2)).not.toBe(ofWords(2, 1));
    expect(ofWords(0)).not.toBe(ofWords());
    expect(ofWords(0, 0)).not.toBe(ofWords(0));
    expect(ofWords(5)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('takes a word as 32 bits', () => {
    expect(ofWords(-1)).toBe(ofWords(0xffffffff));
    expect(ofWords(1)).not.toBe(ofWords(1 << 31));
  });

  it('tells numbers apart: large, broken, negative and endless ones', () => {
    const numbers = [0, 1, 2, 0.5, 1.5, -1, -0.5, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1, 2 ** 53, 1e300];
    const hashes = [...numbers, Infinity, -Infinity, NaN, Number.MIN_VALUE].map(ofNumber);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('gives all that is not a number one hash, and both zeros another', () => {
    const payload = new Float64Array(Uint32Array.of(123, 0xfff80001).buffer)[0];
    expect(ofNumber(payload)).toBe(ofNumber(NaN));
    expect(ofNumber(-0)).toBe(ofNumber(0));
  });

  it('has two lanes that do not collide together over many short traces', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 300; i++) for (let j = 0; j < 300; j++) seen.add(ofWords(i, j));
    expect(seen.size).toBe(90_000);
  });
});
