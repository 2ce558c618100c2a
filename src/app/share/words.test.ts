import { describe, expect, it } from 'vitest';
import { lab } from '../../labs/load-balancing/lab';
import { smallMoment } from '../../scenario/testing/moments';
import { draftLine, momentLine, momentParts } from './words';

describe('a moment in words', () => {
  it('says where it is and what it holds', () => {
    expect(momentLine('Load balancing', smallMoment)).toBe(
      'Load balancing at 4.123 s, seed 7, 1 knob turned, 2 inputs, 2 branches, 1 bookmark',
    );
  });

  it('says nothing of what is not there', () => {
    const [trunk] = smallMoment.log.branches;
    const log = { branches: [{ ...trunk, inputs: [] }], current: 'b0' };
    expect(momentParts({ ...smallMoment, knobs: {}, log })).toEqual(['at 4.123 s', 'seed 7', 'no inputs']);
    expect(momentParts({ ...smallMoment, scenario: lab.scenario })).toContain('a scenario of its own');
  });

  it('says when it was kept, with the day when that was another', () => {
    const noon = new Date(2024, 4, 3, 12, 40).getTime();
    const draft = { moment: smallMoment, savedAtMs: noon };
    expect(draftLine(draft, noon + 60_000)).toMatch(/^Your run of 12:40 is kept: at 4\.123 s, .*\.$/);
    expect(draftLine(draft, noon + 86_400_000)).toMatch(/^Your run of 12:40 on May 3 is kept:/);
  });
});
