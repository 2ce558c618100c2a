/** What the lab must show, at the exact figures. Experiments and their claims are judged in `labs.test.ts`. */
import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import { US_PER_S } from '../../kernel/time';
import { experimentRun } from '../../run/experiment';
import type { Message } from '../../kernel/message';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import type { Experiment, RunView } from '../../scenario/types';
import { problemsOf, runFor } from '../testing/runs';
import { entriesOf, traced } from '../testing/traces';
import { claims } from './claims';
import { lab } from './lab';
import story from './story.md?raw';

/** Runs take their time when the machine is busy. */
const BUSY = { timeout: 60_000 };
const FLOOD = ['4s set bot.ratePerSec 60'];
const SEEDS = [7, 8, 9];

/** An invariant of a run: when it broke, in seconds, or −1; and what it says. */
function verdict({ sim }: Session, id: string): { brokenAtSec: number; says: string } {
  const { brokenAtUs, says } = standings(sim)[lab.invariants.indexOf(id)];
  return { brokenAtSec: brokenAtUs < 0 ? -1 : brokenAtUs / US_PER_S, says };
}

/** Answers the bot gets a second once its burst is spent. */
function botRate(run: RunView): number {
  return run.rate('bot.requests.completed', 10, run.untilSec);
}

function experiment(id: string): Experiment {
  const found = lab.experiments.find((one) => one.id === id);
  if (!found) throw new Error(`There is no experiment called ${id}.`);
  return found;
}

describe('the lab at rest', BUSY, () => {
  it('can be watched: some requests a second at 1:1', () => {
    const rate = viewOf(runFor(lab, 20)).rate('requests.arrived', 0, 20);
    expect(lab.scenario.pace).toBe(1);
    expect(rate).toBeGreaterThan(20);
    expect(rate).toBeLessThan(60);
  });

  it.each(SEEDS)('refuses nobody, with seed %i', (seed) => {
    const run = viewOf(runFor(lab, 30, { seed }));
    expect(run.count('errorsPerSec')).toBe(0);
    for (const id of lab.invariants) expect(run.held(id)).toBe(true);
  });
});

describe('gateways that count alone', BUSY, () => {
  it.each([1, 2, 3, 4])('%i of them let in as many times the limit', (gateways) => {
    const knobs = { 'gateways.scope': 'alone', 'gateways.present': gateways, 'api.workers': 10 };
    const alone = viewOf(runFor(lab, 20, { knobs, inputs: FLOOD }));
    expect(Math.abs(botRate(alone) - 5 * gateways)).toBeLessThanOrEqual(0.2);
    expect(alone.held('limit-holds')).toBe(gateways === 1);
    const shared = viewOf(
      runFor(lab, 20, { knobs: { ...knobs, 'gateways.scope': 'shared' }, inputs: FLOOD }),
    );
    expect(Math.abs(botRate(shared) - 5)).toBeLessThanOrEqual(0.2);
    expect(shared.held('limit-holds')).toBe(true);
  });
});

describe('the race', BUSY, () => {
  const algorithms = ['tokenBucket', 'fixedWindow', 'slidingLog', 'slidingCounter', 'gcra'];

  it.each(algorithms)('a store that decides in one step never lets in too many: %s', (algorithm) => {
    for (const seed of SEEDS) {
      const knobs = { 'gateways.limiterAlgorithm': algorithm };
      const session = runFor(lab, 12, { knobs, inputs: FLOOD, seed });
      expect(verdict(session, 'limit-holds').brokenAtSec).toBe(-1);
      expect(verdict(session, 'no-needless-refusal').brokenAtSec).toBe(-1);
      expect(problemsOf(session)).toEqual([]);
    }
  });

  it.each(algorithms)('reading and writing lets in too many: %s', (algorithm) => {
    for (const seed of SEEDS) {
      const knobs = { 'gateways.limiterAlgorithm': algorithm, 'gateways.readsThenWrites': true };
      const session = runFor(lab, 12, { knobs, inputs: FLOOD, seed });
      expect(verdict(session, 'limit-holds').brokenAtSec).toBeGreaterThan(4);
      expect(verdict(session, 'no-needless-refusal').brokenAtSec).toBe(-1);
    }
  });
});

describe('the same demand under all algorithms', BUSY, () => {
  it('GT L-2: GCRA lets in the bot’s requests that a token bucket lets in', () => {
    const answered = (algorithm: string): unknown[] =>
      entriesOf(traced(lab, 12, { 'gateways.limiterAlgorithm': algorithm }, FLOOD), 'deliver').flatMap(
        ({ subject, atUs }) => {
          const { to, role, status, request } = subject as Message;
          return to === 'bot' && role === 'reply' ? [[request, status, atUs]] : [];
        },
      );
    const bucket = answered('tokenBucket');
    expect(bucket.length).toBeGreaterThan(400);
    expect(answered('gcra')).toEqual(bucket);
  });

  it('nobody is told to wait in vain: headers name the time of the next token', () => {
    const replies = entriesOf(traced(lab, 8, {}, FLOOD), 'deliver').flatMap(({ subject }) => {
      const { to, role, status, body } = subject as Message;
      return to === 'bot' && role === 'reply' ? [{ status, ...(body as { headers: object }) }] : [];
    });
    const refused = replies.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(100);
    for (const { headers } of refused) {
      expect(headers).toEqual({
        'RateLimit-Limit': 20,
        'RateLimit-Remaining': 0,
        'RateLimit-Reset': 4,
        'Retry-After': 1,
      });
    }
    for (const { headers } of replies) expect(headers).toMatchObject({ 'RateLimit-Limit': 20 });
  });
});

describe('clocks', BUSY, () => {
  it('a fast clock gives the bot more than its limit', () => {
    const session = runFor(lab, 30, { inputs: ['0s drift store 1.2', ...FLOOD] });
    expect(botRate(viewOf(session))).toBeCloseTo(6, 0);
    expect(verdict(session, 'limit-holds').brokenAtSec).toBeGreaterThan(4);
  });

  it('a clock that is set back keeps it out until the old time has come again', () => {
    const session = runFor(lab, 20, { inputs: [...FLOOD, '10s skew store -4000ms'] });
    expect(viewOf(session).count('bot.requests.completed', 10.6, 13.9)).toBe(0);
    expect(viewOf(session).rate('bot.requests.completed', 15, 20)).toBeCloseTo(5, 0);
    expect(verdict(session, 'no-needless-refusal').brokenAtSec).toBeGreaterThan(10);
  });
});

describe('claims', BUSY, () => {
  it.each(lab.experiments)('$id does not hold for the runs exchanged', (one) => {
    const [run, other] = [false, true].map((beside) => viewOf(experimentRun(lab, one, beside)));
    expect(claims[one.id](other, run).held).toBe(false);
  });
});

describe('figures of the story', BUSY, () => {
  const brokenSec = (id: string, invariant: string): string =>
    `${verdict(experimentRun(lab, experiment(id)), invariant).brokenAtSec.toFixed(1)} s`;

  it('say when promises break, with the seed of the lab', () => {
    expect(lab.scenario.seed).toBe(7);
    expect(story).toContain(`*The limit holds* after ${brokenSec('each-alone', 'limit-holds')} with seed 7`);
    expect(story).toContain(`after ${brokenSec('read-then-write', 'limit-holds')}: gateways that read`);
    expect(story).toContain(
      `*Who keeps to the limit is let in* after ${brokenSec('floored-refill', 'no-needless-refusal')}`,
    );
    expect(story).toContain(
      `*No stretch holds more than the limit* breaks at ${brokenSec('boundary', 'no-crowded-window')}`,
    );
  });

  it('say what the API serves, who shares it, and what a round trip costs', () => {
    const params = (id: string) => lab.scenario.nodes.find((node) => node.id === id)?.params ?? {};
    const { workers, serviceTimeMs } = params('api');
    expect(story).toContain(`serves ${String((Number(workers) * 1000) / Number(serviceTimeMs))} requests`);
    expect(params('clients').clients).toBe(20);
    expect(story).toContain('Twenty-one clients');
    const link = lab.scenario.links.find(({ between }) => between.includes('store'));
    expect(story).toContain(`round trip of ${String(2 * (link?.latencyMs ?? 0))} ms`);
  });
});
