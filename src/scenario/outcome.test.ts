import { describe, expect, it } from 'vitest';
import { foundSentence, notFoundSentence, outcomesOf, untilUsOf, type Outcome } from './outcome';

const stale: Outcome = {
  id: 'stale-read',
  title: 'A stale read',
  help: 'A read returns less than was acknowledged.',
  when: { metric: 'staleReads', above: 0 },
};
const promise = { id: 'no-stale-read', title: 'No stale read', explain: 'Reads return what was written.' };

describe('outcomes of a lab', () => {
  it('are those it declares, and a broken promise for each of its invariants', () => {
    expect(outcomesOf([stale], [promise])).toEqual([
      stale,
      {
        id: 'invariant:no-stale-read',
        title: '“No stale read” breaks',
        help: 'Reads return what was written.',
        when: { invariant: 'no-stale-read' },
      },
    ]);
  });

  it('give a run 20 s to show them, or what they say themselves', () => {
    expect([untilUsOf(stale), untilUsOf({ ...stale, untilSec: 8 })]).toEqual([20_000_000, 8_000_000]);
  });
});

describe('what was found', () => {
  it('is told in one line', () => {
    const hit = { seed: 482, atUs: 7_312_000, inputs: [1, 2, 3] };
    expect(foundSentence(stale, hit, 1204)).toBe(
      'Seed 482, 3 faults: a stale read at 7.3 s. Found after 1,204 runs.',
    );
    const [, broken] = outcomesOf([stale], [promise]);
    expect(foundSentence(broken, { seed: 1, atUs: 950_000, inputs: [] }, 1)).toBe(
      'Seed 1, no faults: “No stale read” breaks at 0.9 s. Found after 1 run.',
    );
    expect(foundSentence(stale, { ...hit, inputs: [1] }, 2)).toContain('1 fault:');
  });

  it('or that nothing was, with how many were tried', () => {
    expect(notFoundSentence(stale, 2000)).toBe('A stale read: not found in 2,000 runs.');
  });
});
