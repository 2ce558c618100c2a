import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../kernel/time';
import { lab as cachePatterns } from '../labs/cache-patterns/lab';
import type { Outcome, OutcomeCondition } from '../scenario/outcome';
import { formatInput } from '../scenario/words';
import { createLog } from './log';
import { Searcher, type SearchPlan } from './search';
import { shardOf } from './seeds';
import { shrink, shrunk } from './shrink';
import { chain, openSession } from './testing/sessions';

// Hundreds of runs take their time when the machine is busy.

const outcome = (when: OutcomeCondition): Outcome => ({ id: 'it', title: 'It', help: '', when });

/** Calls of `back` are lost, which only its crash does. */
const plan: SearchPlan = {
  scenario: chain,
  knobs: {},
  outcome: outcome({ metric: 'back.requests.lost', above: 0 }),
  untilUs: 5 * US_PER_S,
  maxFaults: 4,
  healed: false,
};
const ALL = shardOf(25, 400, 1, 1);

describe('a search', () => {
  it('finds what is there to be found: the lowest seed, and the same each time', () => {
    const found = new Searcher(plan).search(ALL);
    expect(found.hit).not.toBeNull();
    expect(found.tried).toBe((found.hit?.seed ?? 0) - 24);
    expect(found.hit?.inputs.map(({ action, target }) => `${action} ${target}`)).toContain('crash back');
    expect(new Searcher(plan).search(ALL)).toEqual(found);
  });

  it('does not find what cannot happen, and says how many it tried', () => {
    const none = { ...plan, maxFaults: 0 };
    expect(new Searcher(none).search(shardOf(1, 20, 1, 1))).toEqual({ tried: 20, hit: null });
  });

  it('stops between two runs when there is no time left', () => {
    let looks = 0;
    const none = { ...plan, maxFaults: 0 };
    expect(new Searcher(none).search(ALL, () => ++looks < 3)).toEqual({ tried: 3, hit: null });
  });

  it('keeps the knobs', () => {
    const lossless = { ...plan, knobs: { 'clients.ratePerSec': 0 } };
    expect(new Searcher(lossless).search(shardOf(1, 60, 1, 1)).hit).toBeNull();
  });

  it('refuses a plan that makes no sense, in a sentence', () => {
    const wrong = { ...plan, outcome: outcome({ metric: 'nothing', above: 0 }) };
    expect(() => new Searcher(wrong)).toThrow(/metric that does not exist: nothing/);
    expect(() => new Searcher({ ...plan, knobs: { 'back.workers': -1 } })).toThrow(/back\.workers/);
  });

  it('lets every fault end when what is looked for has to outlast them', () => {
    const when = { metric: 'errorsPerSec', above: 1, overSec: 1, onceHealed: true };
    expect(new Searcher({ ...plan, outcome: outcome(when) }).plan.healed).toBe(true);
  });
});

describe('what was found', () => {
  const searcher = new Searcher({
    ...plan,
    scenario: cachePatterns.scenario,
    knobs: { 'app.updatesInsteadOfDeleting': true },
    outcome: outcome({ invariant: 'no-stale-read' }),
    untilUs: 20 * US_PER_S,
  });
  const { hit } = searcher.search(ALL);
  if (!hit) throw new Error('Nothing was found.');
  const small = shrunk(searcher, hit);

  it('happens in the run of the page too, at the very microsecond', () => {
    for (const { seed, atUs, inputs } of [hit, small]) {
      const session = openSession(cachePatterns.scenario, {
        knobs: searcher.plan.knobs,
        seed,
        invariants: cachePatterns.invariants,
        log: createLog(inputs),
      });
      session.advance(atUs);
      const index = session.model.invariants.findIndex(({ id }) => id === 'no-stale-read');
      expect(session.sim.world.invariants[index].brokenAtUs).toBe(atUs);
    }
  });

  it('is shrunk: none of the faults that are left can go', () => {
    expect(small.inputs.length).toBeLessThan(hit.inputs.length);
    for (const gone of small.inputs) {
      const rest = small.inputs.filter((input) => input !== gone);
      expect(searcher.firstUs(small.seed, rest)).toBe(-1);
    }
  });
});

describe('shrinking', () => {
  const searcher = new Searcher(plan);
  const inputs = [
    { id: 'a', atUs: 300_000, untilUs: 900_000, action: 'slow', target: 'front', args: [20], muted: false },
    { id: 'b', atUs: 1_400_000, untilUs: null, action: 'crash', target: 'back', args: [], muted: false },
    {
      id: 'c',
      atUs: 1_500_000,
      untilUs: 4_000_000,
      action: 'pause',
      target: 'front',
      args: [],
      muted: false,
    },
    {
      id: 'd',
      atUs: 2_000_000,
      untilUs: null,
      action: 'cut',
      target: 'front<->back',
      args: [],
      muted: false,
    },
  ];
  const found = { seed: 9, atUs: searcher.firstUs(9, inputs), inputs };

  it('keeps the outcome and leaves one short crash of the four faults', () => {
    const small = shrunk(searcher, found);
    expect(small.seed).toBe(9);
    expect(small.atUs).toBe(searcher.firstUs(9, small.inputs));
    expect(small.atUs).toBeGreaterThan(0);
    expect(small.inputs).toHaveLength(1);
    expect(small.inputs.map(formatInput)).toEqual([expect.stringMatching(/^1s\.\.1\.\d+s crash back$/)]);
    expect(shrunk(searcher, found)).toEqual(small);
  });

  it('shows the outcome at every step, never with more faults, and ends', () => {
    let before = inputs.length;
    let steps = 0;
    for (const hit of shrink(searcher, found)) {
      steps++;
      expect(hit.inputs.length).toBeLessThanOrEqual(before);
      before = hit.inputs.length;
      expect(searcher.firstUs(hit.seed, hit.inputs)).toBe(hit.atUs);
    }
    expect(steps).toBeLessThan(401);
  });

  // The link keeps order: whatever is late holds up all that follows.
  it.each([
    ['latency', 'clients<->front', [1_000_000], 8, '500ms..525ms latency front->clients +1s'],
    ['latency', 'clients<->front', [1_000_000], 4, '500ms..525ms latency front->clients +200ms'],
    ['loss', 'clients<->front', [0.6], 8, '825ms..975ms loss clients<->front 0.6'],
    ['partition', 'clients | front,back', [], 8, '500ms..800ms cut clients<->front'],
  ])('leaves of %s %s no more than is needed for the outcome', (action, target, args, above, left) => {
    const timedOut = outcome({ metric: 'requests.timedOut', above });
    const knobs = { 'clients.ratePerSec': 20, 'clients.timeoutMs': 150 };
    const late = new Searcher({ ...plan, knobs, outcome: timedOut });
    const wild = [{ id: 'a', atUs: 500_000, untilUs: null, action, target, args, muted: false }];
    const small = shrunk(late, { seed: 2, atUs: late.firstUs(2, wild), inputs: wild });
    expect(small.inputs.map(formatInput)).toEqual([left]);
  });
});
