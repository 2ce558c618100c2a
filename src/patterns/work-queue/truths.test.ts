/** GT MQ-1: how often messages are tried, and how many die, when every delivery fails with the same probability. */
import { describe, expect, it } from 'vitest';
import { createStreams, nextUniform, streamOffset } from '../../kernel/random';
import {
  accept,
  acknowledge,
  createWorkQueue,
  nextDueUs,
  passTime,
  refuse,
  take,
  type QueueRules,
} from './index';

const MESSAGES = 1_000_000;

/** Sends messages one after the other, each until it is done or dead. */
function failing(p: number, maxAttempts: number): { dead: number; deliveries: number; squares: number } {
  const streams = createStreams();
  const offset = streamOffset(streams, 7, 'failures');
  const rules: QueueRules = {
    atMostOnce: false,
    visibilityUs: 30_000_000,
    maxAttempts,
    backoffUs: 1_000_000,
    ordered: false,
    handsOutAhead: false,
    everyone: null,
  };
  const queue = createWorkQueue();
  let [nowUs, dead, deliveries, squares] = [0, 0, 0, 0];
  for (let i = 0; i < MESSAGES; i++) {
    const { id } = accept(queue, 0, null, nowUs);
    let attempts = 0;
    for (;;) {
      const delivery = take(queue, rules, 'c1', nowUs);
      if (delivery === null) break;
      attempts = delivery.attempt;
      if (nextUniform(streams.words, offset) >= p) {
        acknowledge(queue, rules, id, 'c1');
        break;
      }
      if (refuse(queue, rules, id, attempts, nowUs) === 'dies') break;
      passTime(queue, rules, (nowUs = nextDueUs(queue)));
    }
    deliveries += attempts;
    squares += attempts * attempts;
    dead += queue.dead.splice(0).length;
  }
  return { dead, deliveries, squares };
}

describe('GT MQ-1: at least once, dead after m deliveries', { timeout: 60_000 }, () => {
  it.each([
    [0.1, 3, 0.001, 1.11],
    [0.5, 3, 0.125, 1.75],
    [0.5, 5, 0.03125, 1.9375],
    [0.2, 5, 0.00032, 1.2496],
  ])('failing with p = %f, m = %i: share of dead %f, mean deliveries %f', (p, m, share, mean) => {
    const { dead, deliveries, squares } = failing(p, m);
    const deadError = Math.sqrt((share * (1 - share)) / MESSAGES);
    expect(Math.abs(dead / MESSAGES - share)).toBeLessThanOrEqual(4 * deadError);
    const measured = deliveries / MESSAGES;
    const meanError = Math.sqrt((squares / MESSAGES - measured * measured) / MESSAGES);
    expect(Math.abs(measured - mean)).toBeLessThanOrEqual(4 * meanError);
  });
});
