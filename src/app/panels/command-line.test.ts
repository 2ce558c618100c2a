import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line';

const summary = {
  lab: 'load-balancing',
  seed: 7,
  untilUs: 1_500_000,
  warmUpUs: 0,
  knobs: { 'lb.strategy': 'powerOfTwo', 'lb.probes': false },
  inputs: ['1s crash s2', '1s partition s1 | s2,s3'],
  events: 10,
  traceHash: '0',
  metrics: {},
  nodes: {},
  invariants: [],
};

describe('the command of a run', () => {
  it('names lab, seed, time, knobs and inputs, quoted where the shell needs it', () => {
    expect(commandLine(summary)).toBe(
      "npm run -s sim -- run load-balancing --seed 7 --until 1500000us --set lb.strategy=powerOfTwo --set lb.probes=false --input '1s crash s2' --input '1s partition s1 | s2,s3'",
    );
  });

  it('keeps quotes of its words', () => {
    expect(commandLine({ ...summary, knobs: {}, inputs: ["it's"] })).toContain("--input 'it'\\''s'");
  });
});
