import { describe, expect, it } from 'vitest';
import type { Input } from '../kernel/input';
import { defineInvariant } from '../kernel/invariant';
import { Simulation } from '../kernel/simulation';
import { at, during, MS, plannedKind, tinyModel, type Moment, type TinyParts } from '../kernel/testing/tiny';
import type { Outcome, OutcomeCondition } from '../scenario/outcome';
import { detectorOf, firstUs, outcomeProblem } from './outcome';
import { healedAtUs } from './schedule';

const METRICS = {
  losses: { type: 'counter', unit: '', help: '', better: 'less' },
  level: { type: 'gauge', unit: '', help: '', better: 'more' },
  timeMs: { type: 'histogram', unit: 'ms', help: '', better: 'less' },
} as const;

const outcome = (when: OutcomeCondition): Outcome => ({ id: 'it', title: 'It', help: '', when });

/** A node that does a plan. */
const node = (...plan: Moment[]) => plannedKind(plan, { metrics: METRICS });

const leads = (ms: number, mode = 'leader'): Moment => [
  ms,
  (ctx) => {
    ctx.changeMode({ event: 'e', from: '', to: mode, guard: '', refused: [] });
  },
];
const loses = (ms: number, count = 1): Moment => [
  ms,
  (ctx) => {
    ctx.count('losses', count);
  },
];
const stands = (ms: number, level: number): Moment => [
  ms,
  (ctx) => {
    ctx.gauge('level', level);
  },
];

/** When the outcome first comes, in milliseconds, or −1. */
function first(
  when: OutcomeCondition,
  parts: TinyParts,
  inputs: readonly Input[] = [],
  untilMs = 2000,
): number {
  const model = tinyModel(parts);
  expect(
    outcomeProblem(
      outcome(when),
      model,
      model.invariants.map(({ id }) => id),
    ),
  ).toBeNull();
  const sim = new Simulation(model, { without: ['windows'] });
  sim.setInputs(inputs);
  const us = firstUs(sim, detectorOf(model, outcome(when), healedAtUs(inputs)), untilMs * MS);
  return us < 0 ? -1 : us / MS;
}

describe('a promise', () => {
  const quiet = defineInvariant<{ words: number }>({
    id: 'quiet',
    title: 'Quiet',
    explain: 'Nobody says anything.',
    on: ['log'],
    init: () => ({ words: 0 }),
    observe: (memo) => memo.words++,
    check: ({ words }) => words < 2,
    says: () => '',
  });
  const speaks = (ms: number): Moment => [
    ms,
    (ctx) => {
      ctx.log('word');
    },
  ];

  it('breaks at the event that breaks it', () => {
    const parts = { nodes: { a: node(speaks(10), speaks(35), speaks(50)) }, invariants: [quiet] };
    expect(first({ invariant: 'quiet' }, parts)).toBe(35);
    expect(first({ invariant: 'quiet' }, parts, [], 30)).toBe(-1);
  });
});

describe('a mode', () => {
  const two: OutcomeCondition = { mode: 'leader', of: 'g', atLeast: 2 };
  const group = (...plans: Moment[][]) => ({
    nodes: Object.fromEntries(
      plans.map((plan, index) => [`n${String(index)}`, { kind: node(...plan), group: 'g' }]),
    ),
  });

  it('is found when so many are in it at the same instant', () => {
    expect(first(two, group([leads(10)], [leads(40)], []))).toBe(40);
    expect(first(two, group([leads(10), leads(30, 'follower')], [leads(40)]))).toBe(-1);
    expect(first({ ...two, atLeast: 1 }, group([leads(10)], [leads(40)]))).toBe(10);
  });

  it('does not count for who is down', () => {
    expect(first(two, group([leads(10)], [leads(40)]), [at(20, 'crash', 'n0')])).toBe(-1);
  });
});

describe('a counter', () => {
  it('is found where it passes its threshold', () => {
    const parts = { nodes: { a: node(loses(10), loses(20), loses(900, 3)) } };
    expect(first({ metric: 'a.losses', above: 0 }, parts)).toBe(10);
    expect(first({ metric: 'a.losses', above: 2 }, parts)).toBe(900);
    expect(first({ metric: 'a.losses', above: 5 }, parts)).toBe(-1);
  });

  it('as a rate is judged every 100 ms over what came before', () => {
    const steady = [120, 260, 310, 380, 420, 1900].map((ms) => loses(ms));
    const rate: OutcomeCondition = { metric: 'a.losses', above: 9, overSec: 0.4 };
    // From 0 to 400 ms four came: 10 a second.
    expect(first(rate, { nodes: { a: node(...steady) } })).toBe(400);
    expect(first({ ...rate, above: 12 }, { nodes: { a: node(...steady) } })).toBe(500);
    expect(first({ ...rate, above: 13 }, { nodes: { a: node(...steady) } })).toBe(-1);
  });

  it('that falls must have been higher before, and falls even when nothing happens any more', () => {
    const rate: OutcomeCondition = { metric: 'a.losses', below: 5, overSec: 0.2 };
    const parts = { nodes: { a: node(loses(410), loses(480)) } };
    // At 500 ms it is 10 a second, up to 600 ms too; at 700 ms it is nothing.
    expect(first(rate, parts)).toBe(700);
    expect(first(rate, parts, [], 650)).toBe(-1);
    expect(first(rate, { nodes: { a: node() } })).toBe(-1);
  });

  it('once healed counts only in stretches after the last fault', () => {
    const parts = { nodes: { a: node(...[150, 250, 350, 450, 550].map((ms) => loses(ms))), b: node() } };
    const rate: OutcomeCondition = { metric: 'a.losses', above: 0, overSec: 0.2, onceHealed: true };
    expect(first(rate, parts)).toBe(200);
    expect(first(rate, parts, [during(100, 300, 'crash', 'b')])).toBe(500);
    expect(first(rate, parts, [during(100, 600, 'crash', 'b')])).toBe(-1);
    expect(first(rate, parts, [at(100, 'crash', 'b')])).toBe(-1);
  });
});

describe('a gauge', () => {
  it('is found above, and below once it has been there', () => {
    const parts = { nodes: { a: node(stands(10, 3), stands(50, 1), stands(70, 5)) } };
    expect(first({ metric: 'a.level', above: 4 }, parts)).toBe(70);
    expect(first({ metric: 'a.level', below: 2 }, parts)).toBe(50);
    expect(first({ metric: 'a.level', below: 1 }, parts)).toBe(-1);
  });

  it('says nothing while its node is down', () => {
    const parts = { nodes: { a: node(stands(10, 3)) } };
    expect(first({ metric: 'a.level', below: 2 }, parts, [at(40, 'crash', 'a')])).toBe(-1);
  });
});

describe('an outcome that makes no sense', () => {
  const model = tinyModel({ nodes: { a: node(), b: node() } });
  it.each<[OutcomeCondition, RegExp]>([
    [{ invariant: 'nothing' }, /^The outcome it watches no promise of the lab: nothing\.$/],
    [{ mode: 'leader', of: 'nobody', atLeast: 1 }, /is about nobody/],
    [{ mode: 'leader', of: 'a', atLeast: 2 }, /whole number from 1 to 1/],
    [{ metric: 'a.nothing', above: 1 }, /metric that does not exist: a\.nothing/],
    [{ metric: 'a.timeMs', above: 1 }, /is a histogram/],
    [{ metric: 'a.losses' }, /one of above and below/],
    [{ metric: 'a.losses', above: 1, below: 2 }, /one of above and below/],
    [{ metric: 'a.losses', above: NaN }, /finite/],
    [{ metric: 'a.losses', below: 1 }, /only grows/],
    [{ metric: 'a.losses', above: 1, onceHealed: true }, /needs overSec/],
    [{ metric: 'a.losses', above: 1, overSec: 0.25 }, /tenths of a second/],
    [{ metric: 'a.level', above: 1, overSec: 1 }, /is a gauge/],
  ])('%j is refused in one sentence', (when, sentence) => {
    expect(outcomeProblem(outcome(when), model, ['quiet'])).toMatch(sentence);
  });
});
