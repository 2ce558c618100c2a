import { describe, expect, it } from 'vitest';
import type { Face } from '../kernel/contract';
import { at, during, MS, nodeIn, plannedKind, SEC, tinyRun, type Moment } from '../kernel/testing/tiny';
import { parseInput } from '../scenario/words';
import { inspectNode, machinesOf, showFace } from './faces';
import { chain, logOf, openSession } from './testing/sessions';

const metrics = {
  done: { type: 'counter', unit: '', help: '', better: 'more' },
  all: { type: 'counter', unit: '', help: '', better: 'more' },
  level: { type: 'gauge', unit: '', help: '', better: 'neither' },
  tookMs: { type: 'histogram', unit: 'ms', help: '', better: 'less' },
} as const;

const reading = (stat: 'rate' | 'mean' | 'p99' | 'last' | 'ratio', metric: string, more = {}) => ({
  metric,
  stat,
  ...more,
});

/** A node that counts ten a second, and shows one reading as its headline. */
function shown(
  headline: Face['headline']['value'],
  untilMs: number,
  inputs: Parameters<typeof tinyRun>[1] = [],
) {
  const plan = Array.from({ length: 100 }, (_, i): Moment => [
    i * 100 + 1,
    (ctx) => {
      ctx.count('all', 2);
      ctx.count('done');
      ctx.gauge('level', i);
      ctx.observe('tookMs', i);
    },
  ]);
  const face: Face = {
    headline: { value: headline, unit: 'u', help: 'h' },
    meters: [{ label: 'm', text: 'text', ratio: reading('ratio', 'done', { over: 'all' }) }],
  };
  const { sim } = tinyRun(
    { nodes: { a: plannedKind(plan, { metrics, face: () => face }), b: plannedKind([]) } },
    inputs,
    untilMs,
  );
  return showFace(sim, nodeIn(sim, 'a'), untilMs * MS);
}

describe('a face', () => {
  it('has readings filled in from the last two and a half seconds', () => {
    expect(shown('plain', 5_000).headline).toEqual({ value: 'plain', unit: 'u', help: 'h' });
    expect(shown(reading('rate', 'done'), 5_000).headline.value).toBeCloseTo(10, 9);
    expect(shown(reading('rate', 'done'), 1_000).headline.value).toBeCloseTo(10, 9);
    expect(shown(reading('last', 'level'), 5_000).headline.value).toBe(49);
    expect(shown(reading('mean', 'level'), 5_000).headline.value).toBeCloseTo(36.99, 2);
    expect(shown(reading('mean', 'tookMs'), 5_000).headline.value).toBe(34.5);
    expect(shown(reading('p99', 'tookMs'), 5_000).headline.value).toBe(49);
    expect(shown(reading('ratio', 'done', { over: 'all', times: 100 }), 5_000).headline.value).toBe(50);
    expect(shown(0, 5_000).meters).toEqual([
      { label: 'm', text: 'text', unit: '', ratio: 0.5, tone: 'calm' },
    ]);
  });

  it('has nothing to read at the start', () => {
    const values = (['rate', 'mean', 'p99', 'ratio'] as const).map(
      (stat) =>
        shown(
          reading(stat, stat === 'p99' ? 'tookMs' : stat === 'mean' ? 'level' : 'done', { over: 'all' }),
          0,
        ).headline.value,
    );
    expect(values).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('shows how the node is, over whatever its kind shows', () => {
    expect(shown(0, 50)).toMatchObject({
      id: 'a',
      life: 'up',
      died: '',
      paused: false,
      slow: 1,
      isolated: false,
      sinceUs: 0,
    });
    const inputs = [
      during(10, 90, 'pause', 'a'),
      at(20, 'slow', 'a', 3),
      during(30, 80, 'isolate', 'a'),
      at(95, 'crash', 'a'),
    ];
    expect(shown(0, 50, inputs)).toMatchObject({ life: 'up', paused: true, slow: 3, isolated: true });
    expect(shown(0, 100, inputs)).toMatchObject({
      life: 'down',
      paused: false,
      isolated: false,
      sinceUs: 95 * MS,
      headline: { value: '' },
      meters: [],
    });
    expect(shown(0, 50, [at(20, 'leave', 'a')])).toMatchObject({ life: 'absent' });
    expect(shown(0, 50, [at(20, 'cut', 'a->b')])).toMatchObject({ isolated: false });
  });
});

describe('looking into a node', () => {
  const inputs = ['2s crash back', '4s set front.workers 6'].map((text) => {
    const parsed = parseInput(text, text);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });
  const session = openSession(chain, { log: logOf(...inputs) });
  session.advance(5 * SEC);
  const details = (id: string) => inspectNode(session.sim, nodeIn(session.sim, id), session.playheadUs);

  it('shows parameters with what they were, state, policies and machines', () => {
    const front = details('front');
    expect(front).toMatchObject({
      id: 'front',
      kind: 'service',
      title: 'Service',
      state: { draining: false },
    });
    expect(front.params.find(({ name }) => name === 'workers')).toEqual({
      name: 'workers',
      value: 6,
      original: 4,
    });
    expect(front.policies.map(({ key, id }) => `${key} ${id}`)).toEqual([
      'downstream circuit-breaker',
      'downstream timeout',
    ]);
    expect(front.machines).toMatchObject([
      {
        id: 'downstream/circuit-breaker',
        mode: expect.stringMatching(/open|halfOpen/) as string,
        last: { from: expect.any(String) as string },
      },
    ]);
    expect(machinesOf(session.sim, nodeIn(session.sim, 'back'))).toEqual([]);
  });

  it('counts its requests since the start', () => {
    const counters = Object.fromEntries(details('front').counters.map(({ name, value }) => [name, value]));
    const { openRequests } = nodeIn(session.sim, 'front');
    const ended = Object.entries(counters).filter(([name]) => !['arrived', 'degraded'].includes(name));
    expect(ended.reduce((sum, [, value]) => sum + value, 0) + openRequests).toBe(counters.arrived);
    expect(details('back').counters.every(({ value }) => value > 0)).toBe(true);
  });

  it('offers its actions, with the reason why one cannot be done now', () => {
    const of = (id: string) =>
      Object.fromEntries(details(id).actions.map(({ name, refusal }) => [name, refusal]));
    expect(of('front')).toMatchObject({ drain: null, undrain: 'It is not draining.', forceOpen: null });
    expect(of('back')).toEqual({ drain: 'back is down.', undrain: 'back is down.' });
    expect(details('back').state).toBeNull();
    expect(details('clients').unaffectedBy).toMatchObject({ skew: expect.any(String) as string });
  });
});
