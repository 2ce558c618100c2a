import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../kernel/time';
import { parseInput } from '../scenario/words';
import { createLog } from './log';
import { Session } from './session';
import { checkSweep, InOrder, Sweeper } from './sweep';
import { pointCount, runAt, runCount, variedAt, type SweepPlan } from './sweep-plan';
import { chain } from './testing/sessions';
import { summarise } from './view';

function inputOf(words: string) {
  const read = parseInput(words, 'i1');
  if (!read.ok) throw new Error(read.problem);
  return read.value;
}

const WORDS = '1s..2s crash back';

const plan: SweepPlan = {
  lab: 'chain',
  scenario: { ...chain, warmUpSec: 1 },
  invariants: ['open-sends-nothing'],
  knobs: { 'front.workers': 3 },
  axes: [
    { target: 'clients.ratePerSec', values: [30, 90] },
    { target: 'front.breaker', values: [true, false] },
  ],
  seeds: [4, 6],
  inputs: [inputOf(WORDS)],
  inputWords: [WORDS],
  untilUs: 3.25 * US_PER_S,
};

const sweeper = new Sweeper(plan);
const all = Array.from({ length: runCount(plan) }, (_, run) => sweeper.run(run).summary);

describe('a sweep', () => {
  it('has every value of one knob with every value of the other, and with every seed, in a fixed order', () => {
    expect([pointCount(plan), runCount(plan)]).toEqual([4, 12]);
    const order = all.map(({ knobs, seed }) => [knobs['clients.ratePerSec'], knobs['front.breaker'], seed]);
    expect(order).toEqual(
      [30, 90].flatMap((rate) => [true, false].flatMap((on) => [4, 5, 6].map((seed) => [rate, on, seed]))),
    );
    expect(variedAt(plan, 1)).toEqual({ 'clients.ratePerSec': 30, 'front.breaker': false });
    expect(runAt(plan, 11)).toEqual({ point: 3, seed: 6 });
  });

  it('is made of the very runs that sessions give', () => {
    for (const summary of all) {
      const { seed, knobs } = summary;
      const { scenario, invariants, inputs, untilUs } = plan;
      const spec = { scenario, knobs, seed, invariants, log: createLog(inputs) };
      const session = new Session(spec, { clockMs: () => 0, recorded: false });
      session.advance(untilUs);
      expect(summary).toEqual(summarise(session, 'chain', [WORDS]));
    }
    expect(new Set(all.map(({ traceHash }) => traceHash)).size).toBe(all.length);
  });

  it('gives the same runs in any order', () => {
    const other = new Sweeper(plan);
    for (const run of [11, 0, 5, 11, 4, 3, 0]) expect(other.run(run).summary).toEqual(all[run]);
  });

  it('measures the same when hash and promises are left out', () => {
    const bare = new Sweeper(plan, ['hash', 'invariants']);
    for (const run of [0, 7]) expect(bare.run(run).summary.metrics).toEqual(all[run].metrics);
  });

  it('says which inputs could do nothing', () => {
    const heal = new Sweeper({ ...plan, inputs: [inputOf('1s heal')], inputWords: ['1s heal'] });
    expect(heal.run(0).refusals).toEqual(['There is nothing to heal.']);
    expect(sweeper.run(0).refusals).toEqual([]);
  });
});

describe('what makes no sense is said before anything runs', () => {
  const rate = { target: 'clients.ratePerSec', values: [30] };
  const breaker = { target: 'front.breaker', values: [true] };
  it.each([
    [{ axes: [rate, breaker, rate] }, 'A sweep varies at most two knobs, not 3.'],
    [{ axes: [rate, rate] }, 'clients.ratePerSec is varied twice.'],
    [{ knobs: { 'front.breaker': true } }, 'front.breaker is both set and varied.'],
    [{ axes: [{ target: 'front.wings', values: [1] }] }, /front\.wings is no knob/],
    [
      { axes: [{ target: 'front.workers', values: [1, -1] }], knobs: {} },
      /front\.workers must be .* -1 is too low/,
    ],
    [{ axes: [breaker, { target: 'back.present', values: [1, 2] }] }, /back\.present must be a whole number/],
    [
      { seeds: [0, 4294967295] as const },
      /^A sweep has at most 10000 points and 10000000 runs, not 4 and \d+\.$/,
    ],
    [
      {
        axes: [0, 1].map((i) => ({
          target: `n${String(i)}.x`,
          values: Array.from({ length: 200 }, (_, j) => j),
        })),
      },
      /^A sweep has at most 10000 points .*, not 40000 and 120000\.$/,
    ],
  ])('%j', (change, sentence) => {
    expect(() => {
      checkSweep({ ...plan, ...change });
    }).toThrow(sentence);
  });

  it('and nothing is said of what does', () => {
    checkSweep(plan);
  });
});

describe('results that come as they please', () => {
  it('are taken in order, each as soon as all before it are there', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 0, max: 30 })
          .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n })),
        (order) => {
          const taken: number[] = [];
          const book = new InOrder<string>((value, place) => {
            expect(value).toBe(`v${String(place)}`);
            taken.push(place);
          });
          const come = new Set<number>();
          for (const place of order) {
            come.add(place);
            book.note(place, `v${String(place)}`);
            let whole = 0;
            while (come.has(whole)) whole++;
            expect(taken).toHaveLength(whole);
          }
          expect(taken).toEqual([...order].sort((a, b) => a - b));
        },
      ),
    );
  });
});
