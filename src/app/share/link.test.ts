import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moments, smallMoment } from '../../scenario/testing/moments';
import { codeOf, LINK_CHARS, linkOf, readLink } from './link';
import { pack } from './pack';

const PAGE = 'https://faultline.example/play/#/raft';

/** The part of the link that holds the moment. */
async function codeFor(moment = smallMoment): Promise<string> {
  const link = new URL(await linkOf(moment, PAGE));
  const code = codeOf(link.hash, moment.lab);
  if (code === null) throw new Error('The link holds no moment.');
  return code;
}

async function problemOf(code: string): Promise<string> {
  const read = await readLink(smallMoment.lab, code);
  if (read.ok) throw new Error('It was taken.');
  return read.problem;
}

describe('a link to a moment', () => {
  it('stands in the fragment of the page that is open, under its lab and with its version', async () => {
    expect(await linkOf(smallMoment, PAGE)).toMatch(
      /^https:\/\/faultline\.example\/play\/#\/load-balancing\/m\/1\.[A-Za-z0-9_-]+$/,
    );
  });

  it('comes back as the moment it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (moment) => {
        expect(await readLink(moment.lab, await codeFor(moment))).toEqual({ ok: true, value: moment });
      }),
    );
  });

  it('stays far below what programs cut, with the few inputs of a usual run', async () => {
    const [trunk] = smallMoment.log.branches;
    const inputs = Array.from({ length: 30 }, (_, i) => ({
      ...trunk.inputs[0],
      id: `i${String(i + 1)}`,
      atUs: 1_000_001 + i * 731_337,
      target: `s${String(1 + (i % 4))}`,
      action: i % 2 === 0 ? 'crash' : 'restart',
    }));
    const log = { branches: [{ ...trunk, inputs }], current: 'b0' };
    expect((await linkOf({ ...smallMoment, log }, PAGE)).length).toBeLessThan(LINK_CHARS / 2);
  });

  it('is looked for only in addresses of its lab', () => {
    expect(codeOf('#/raft/m/1.abc', 'raft')).toBe('1.abc');
    expect(codeOf('#/raft/m/', 'raft')).toBe('');
    for (const other of ['#/raft', '#/raft/', '#/rafts/m/1.abc', ''])
      expect(codeOf(other, 'raft')).toBeNull();
  });
});

describe('a hostile or broken link', () => {
  it.each([
    ['', 'The link was not opened: it does not say which version it is of.'],
    ['abc', 'The link was not opened: it does not say which version it is of.'],
    ['1.', 'The link was not opened: it cannot be unpacked, so it is cut off or damaged.'],
    ['-1.abcd', 'The link was not opened: it does not say which version it is of.'],
  ])('%# is refused in one sentence', async (code, problem) => {
    expect(await problemOf(code)).toBe(problem);
  });

  it.each([
    ['{"s":', 1, 'what it holds is not JSON, so it is damaged.'],
    ['[]', 1, 'The moment must be an object.'],
    ['{}', 1, 'of the moment'],
    ['{}', 7, 'The moment is of version 7, and this page knows versions up to 1.'],
    ['{"__proto__":{"polluted":1}}', 1, 'The moment has a field called __proto__, which is not allowed.'],
  ])('that holds %s of version %i says so', async (content, version, says) => {
    expect(await problemOf(`${String(version)}.${await pack(content)}`)).toContain(says);
  });

  it('cut anywhere says what is wrong, or was not needed there', async () => {
    const code = await codeFor();
    for (let length = 0; length < code.length; length++) {
      const read = await readLink(smallMoment.lab, code.slice(0, length));
      if (!read.ok) expect(read.problem).toMatch(/^The link was not opened: .+\.$/s);
      expect(read.ok).toBe(false);
    }
  });

  it('with bits flipped is refused in a sentence, or is a moment that makes sense', async () => {
    const code = await codeFor();
    const bytes = Buffer.from(code.slice(2), 'base64url');
    const flips = fc.array(fc.nat(bytes.length * 8 - 1), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(flips, async (places) => {
        const flipped = Buffer.from(bytes);
        for (const bit of places) flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const read = await readLink(smallMoment.lab, `1.${flipped.toString('base64url')}`);
        if (!read.ok) expect(read.problem).toMatch(/^The link was not opened: .+\.$/s);
        else expect(await readLink(smallMoment.lab, await codeFor(read.value))).toEqual(read);
      }),
      { numRuns: 400 },
    );
  });
});
