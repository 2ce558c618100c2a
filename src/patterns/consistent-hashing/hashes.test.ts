import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashOf, jumpHash, md5 } from './index';

const hex = (words: Int32Array): string =>
  Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('hex');

describe('[CH1] hashes', () => {
  it.each([
    ['', 0],
    ['test', 0xba6bd213],
    ['Hello, world!', 0xc0363e43],
  ])('GT KAV-4: Murmur3 of %j', (text, hash) => {
    expect(hashOf('murmur3', text)).toBe(hash);
  });

  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('GT KAV-5: FNV-1a of %j', (text, hash) => {
    expect(hashOf('fnv1a', text)).toBe(hash);
  });

  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('RFC 1321: MD5 of %j', (text, digest) => {
    expect(hex(md5(text))).toBe(digest);
  });

  it('MD5 is that of the platform, whatever the length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(hex(md5(text))).toBe(createHash('md5').update(text).digest('hex'));
      }),
    );
    for (let length = 50; length < 70; length++) {
      const text = 'x'.repeat(length);
      expect(hex(md5(text))).toBe(createHash('md5').update(text).digest('hex'));
    }
  });

  it('the position by MD5 is its first four bytes, the lowest first', () => {
    expect(hashOf('md5', '')).toBe(0xd98c1dd4);
  });
});

describe('[CH12] GT KAV-7: jump hash', () => {
  it.each([
    [1, 1, 0],
    [42, 57, 43],
    [0xdead10cc, 1, 0],
    [0xdead10cc, 666, 361],
    [256, 1024, 520],
    [0, 10, 0],
    [1, 10, 6],
    [2, 10, 6],
    [3, 10, 8],
    [10, 100, 73],
    [12345, 1000, 938],
  ])('key %i, %i buckets: %i', (key, buckets, bucket) => {
    expect(jumpHash(0, key, buckets)).toBe(bucket);
  });

  it('is that of arithmetic on 64 bits', () => {
    const naive = (key: bigint, buckets: number): number => {
      let [state, bucket, next] = [key, -1, 0];
      while (next < buckets) {
        bucket = next;
        state = BigInt.asUintN(64, state * 2862933555777941757n + 1n);
        next = Math.floor((bucket + 1) * (2 ** 31 / Number((state >> 33n) + 1n)));
      }
      return bucket;
    };
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 5000 }), (high, low, buckets) => {
        expect(jumpHash(high, low, buckets)).toBe(naive((BigInt(high) << 32n) | BigInt(low), buckets));
      }),
    );
  });
});
