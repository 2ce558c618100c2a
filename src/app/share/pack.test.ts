import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from './pack';

const packed = (bytes: Uint8Array): string => Buffer.from(deflateRawSync(bytes)).toString('base64url');

async function problemOf(text: string): Promise<string> {
  const unpacked = await unpack(text);
  if (unpacked.ok) throw new Error('It was unpacked.');
  return unpacked.problem;
}

describe('a packed text', () => {
  it('holds only what an address can hold, and comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (text) => {
        const code = await pack(text);
        expect(code).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(await unpack(code)).toEqual({ ok: true, value: text });
      }),
    );
  });

  it('is shorter than what repeats itself', async () => {
    expect((await pack('crash s1, '.repeat(100))).length).toBeLessThan(60);
  });

  it('of ten million zeros is not unpacked to its end', async () => {
    const bomb = packed(new Uint8Array(10_000_000));
    expect(bomb.length).toBeLessThan(20_000);
    expect(await problemOf(bomb)).toBe('unpacked it would hold more than 1000000 bytes.');
  });

  it.each([
    ['%%%', 'its character 1, “%”, is none that such a link is made of.'],
    ['ab c', 'its character 3, “ ”, is none that such a link is made of.'],
    ['abcde', 'it is cut off, for its last character is half of something.'],
    ['____', 'it cannot be unpacked, so it is cut off or damaged.'],
    [packed(Uint8Array.of(0xff, 0xfe, 0x80)), 'it cannot be unpacked, so it is cut off or damaged.'],
    ['a'.repeat(200_001), 'it has 200001 characters, and at most 200000 are read.'],
  ])('%# that is none is refused in a sentence', async (text, problem) => {
    expect(await problemOf(text)).toBe(problem);
  });

  it('with anything else in its place never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[A-Za-z0-9_-]{0,80}$/), async (text) => {
        const unpacked = await unpack(text);
        if (!unpacked.ok) expect(unpacked.problem).toMatch(/\.$/);
      }),
    );
  });
});
