import { describe, expect, it } from 'vitest';
import { at } from '../../kernel/testing/tiny';
import { runPlan, type Ask } from '../testing/plan';

const settings = {
  $shared: true,
  algorithm: 'fixedWindow',
  limit: 2,
  periodUs: 1_000_000,
  burst: 1,
  floorsRefill: false,
};
const nodes = (params = {}) => ({
  store: { kind: 'counter-store', params: { serviceTimeMs: 10, serviceShape: 'constant', ...params } },
});

function ask(atMs: number, type: string, key = 1, more = {}): Ask {
  return { atMs, type, key, body: { settings, request: 'x', ...more } };
}

describe('counter store', () => {
  it('decides at the end of its work, one after the other', () => {
    const { told } = runPlan(nodes(), [ask(0, 'take'), ask(0, 'take'), ask(0, 'take'), ask(0, 'take', 2)]);
    const decided = told.map(({ atMs, answer }) => [
      atMs,
      (answer?.decision as { allowed: boolean }).allowed,
    ]);
    expect(decided).toEqual([
      [10, true],
      [20, true],
      [30, false],
      [40, true],
    ]);
  });

  it('hands a limiter out and takes it back', () => {
    const state = { algorithm: 'fixedWindow', window: 0, count: 2 };
    const asks = [ask(0, 'load'), ask(20, 'save', 1, { limiter: { state, atUs: 20_000 } }), ask(40, 'load')];
    const { told, count } = runPlan(nodes(), [...asks, ask(60, 'take')]);
    expect(told[0].answer).toEqual({ limiter: null });
    expect(told[2].answer).toEqual({ limiter: { state, atUs: 20_000 } });
    expect(told[3].answer).toMatchObject({ decision: { allowed: false } });
    expect(count('store.denied')).toBe(1);
  });

  it('refuses one too many, and answers what it does not understand with an error', () => {
    const { told } = runPlan(nodes({ queueCapacity: 0 }), [ask(0, 'take'), ask(0, 'take'), ask(50, 'dance')]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'completed', 'failed']);
  });

  it('serves faster with more workers, and slower when slow', () => {
    const asks = [0, 0, 0].map((atMs) => ask(atMs, 'take'));
    const more = runPlan(nodes(), asks, { inputs: [at(5, 'set', 'store.workers', 3)] });
    expect(more.told.map(({ atMs }) => atMs)).toEqual([10, 15, 15]);
    const slow = runPlan(nodes(), asks.slice(0, 1), { inputs: [at(5, 'slow', 'store', 3)] });
    expect(slow.told.map(({ atMs }) => atMs)).toEqual([20]);
  });
});
