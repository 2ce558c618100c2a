/** GT P-11: how far sagas come when every step succeeds with the same probability and every undo does. */
import { describe, expect, it } from 'vitest';
import { createStreams, nextUniform, streamOffset } from '../../kernel/random';
import { asksOf, createSaga, happen, hasEnded } from './saga';

const SAGAS = 200_000;

interface Sum {
  total: number;
  squares: number;
}

function add(sum: Sum, value: number): void {
  sum.total += value;
  sum.squares += value * value;
}

function expectMean({ total, squares }: Sum, truth: number): void {
  const mean = total / SAGAS;
  const error = Math.sqrt((squares / SAGAS - mean * mean) / SAGAS);
  expect(Math.abs(mean - truth)).toBeLessThanOrEqual(Math.max(0.01 * truth, 4 * error));
}

/** Runs sagas of n steps that can all be undone. */
function runSagas(n: number, p: number) {
  const plan = Array.from({ length: n }, (_, i) => ({
    id: `s${String(i)}`,
    at: 'somebody',
    nature: 'compensable' as const,
    does: 'reserve' as const,
  }));
  const streams = createStreams();
  const offset = streamOffset(streams, 11, 'steps');
  const [committed, attempts, undos] = [0, 0, 0].map((): Sum => ({ total: 0, squares: 0 }));
  let outOfOrder = 0;
  for (let id = 0; id < SAGAS; id++) {
    const saga = createSaga(id, plan, 0);
    let [asked, undone, lowest] = [0, 0, n];
    while (!hasEnded(saga)) {
      const [{ step, undo }] = asksOf(saga, plan, 'reverse');
      if (undo) {
        if (step >= lowest) outOfOrder++;
        lowest = step;
        undone++;
        happen(saga, plan, 'undone', step, 0);
      } else {
        asked++;
        happen(saga, plan, nextUniform(streams.words, offset) < p ? 'stepDone' : 'stepRefused', step, 0);
      }
    }
    add(committed, saga.mode === 'done' ? 1 : 0);
    add(attempts, asked);
    add(undos, undone);
  }
  return { committed, attempts, undos, outOfOrder };
}

describe('GT P-11: n steps each done with probability p', { timeout: 60_000 }, () => {
  it.each([
    [3, 0.9, 0.729, 2.71, 0.252],
    [5, 0.9, 0.59049, 4.0951, 0.73314],
    [5, 0.99, 0.95099, 4.901, 0.09704],
    [10, 0.95, 0.59874, 8.0253, 1.63663],
  ])('n = %i, p = %f: done %f, forward attempts %f, undone %f, in reverse', (n, p, share, forward, back) => {
    const { committed, attempts, undos, outOfOrder } = runSagas(n, p);
    expectMean(committed, share);
    expectMean(attempts, forward);
    expectMean(undos, back);
    expect(outOfOrder).toBe(0);
  });
});
