/** A service that calls another before it answers. */
import { describe, expect, it } from 'vitest';
import type { ParamValue } from '../../kernel/params';
import { US_PER_S } from '../../kernel/time';
import { nodeOf } from '../../kernel/world';
import { showFace } from '../../run/faces';
import { createLog } from '../../run/log';
import { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import type { Scenario } from '../../scenario/types';

const scenario: Scenario = {
  version: 1,
  title: 'Front and back',
  seed: 1,
  pace: 1,
  nodes: [
    { id: 'clients', kind: 'traffic-source', at: [0, 0], params: { to: 'front', ratePerSec: 100 } },
    {
      id: 'front',
      kind: 'service',
      at: [1, 0],
      params: { workers: 100, serviceTimeMs: 5, serviceShape: 'constant', downstream: 'back' },
    },
    { id: 'back', kind: 'service', at: [2, 0], params: { workers: 100, serviceTimeMs: 10 } },
  ],
  links: [{ between: ['clients', 'front'] }, { between: ['front', 'back'], latencyMs: 20 }],
};

/** Ten seconds with these knobs. */
function run(knobs: Readonly<Record<string, ParamValue>>): Session {
  const session = new Session(
    { scenario, knobs, seed: 1, invariants: [], log: createLog([]) },
    { clockMs: () => 0 },
  );
  session.advance(10 * US_PER_S);
  return session;
}

describe('calls of a service', () => {
  it('are made for every request, or for the share that needs them', () => {
    const [all, some, none] = [1, 0.6, 0].map((ratio) => {
      const view = viewOf(run({ 'front.downstreamRatio': ratio, 'links.latencyMs': 0 }));
      const served = view.count('front.requests.completed');
      expect(served).toBeGreaterThan(900);
      return view.count('back.requests.completed') / served;
    });
    expect([all, none]).toEqual([1, 0]);
    // Four standard errors of a share of some 1,000 requests.
    expect(Math.abs(some - 0.6)).toBeLessThan(4 * Math.sqrt((0.6 * 0.4) / 1000));
  });

  it('that the breaker refuses end at once, and their time is told apart', () => {
    const view = viewOf(run({ 'front.breaker': true, 'back.failureRatio': 1 }));
    expect(view.count('front.refusedByBreaker')).toBe(view.count('front.requests.rejected'));
    // Its own 5 ms of service, and nothing of the 40 ms on the links.
    expect(view.quantile('front.refusedTimeMs', 0)).toBe(5);
    expect(view.quantile('front.refusedTimeMs', 1)).toBe(5);
    expect(view.quantile('front.downstreamTimeMs', 0)).toBeGreaterThan(39);
  });
});

describe('the face of a service', () => {
  const chipOf = (knobs: Readonly<Record<string, ParamValue>>) => {
    const { sim, playheadUs } = run(knobs);
    const back = nodeOf(sim.world, 'back');
    return back ? showFace(sim, back, playheadUs).chip : null;
  };

  it.each([
    [{}, null],
    [{ 'back.failureRatio': 1 }, 'fails'],
    [{ 'back.failureRatio': 0.3 }, 'fails 30 %'],
    [{ 'back.failureRatio': 0.001 }, 'fails 1 %'],
    [{ 'back.hangRatio': 1, 'back.failureRatio': 0.3 }, 'hangs'],
  ])('shows what it was told to suffer from: %j', (knobs, text) => {
    expect(chipOf(knobs)?.text ?? null).toBe(text);
  });
});
