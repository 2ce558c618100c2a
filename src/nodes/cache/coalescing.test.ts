/**
 * GT C-4a: how many different keys a flush of the cache node holds when writes of a key are coalesced. The long
 * intervals are left at 20 flushes, for whose mean four standard errors are below the 1 % allowed.
 */
import { describe, expect, it } from 'vitest';
import { zipfTable } from '../../kernel/distributions';
import type { Message } from '../../kernel/message';
import { SEC, tinyKind, tinyRun } from '../../kernel/testing/tiny';
import { nodeKinds, policyKinds } from '../index';

const KEYS = 10_000;
const WRITES_PER_SEC = 1000;
const gap = { name: 'exponential', mean: SEC / WRITES_PER_SEC, cv: 1 } as const;

/** Writes to the cache at random, 1000 times a second. */
function writerOf(alpha: number) {
  return tinyKind({
    boot: (ctx) => {
      ctx.setTimer('write', ctx.sample('gaps', gap));
      return {};
    },
    onTimer: (ctx, _state, timer) => {
      ctx.repeatTimer(timer, ctx.sample('gaps', gap));
      const key = ctx.zipf('keys', zipfTable(KEYS, alpha));
      ctx.call('cache', 'writeBehind', { key, value: 1 });
    },
  });
}

/** The number of writes in each flush of a cache that flushes every so often. */
function flushSizes(alpha: number, intervalSec: number, flushes: number): number[] {
  const sizes: number[] = [];
  const database = tinyKind({
    onMessage: (ctx, _state, message: Message) => {
      sizes.push((message.body as unknown as { batch: readonly unknown[] }).batch.length);
      ctx.reply(message, 'completed');
    },
  });
  const cache = {
    kind: nodeKinds.get('cache') ?? tinyKind(),
    params: {
      database: 'db',
      lookupTimeMs: 0,
      capacity: KEYS,
      flushBatch: KEYS,
      flushIntervalMs: intervalSec * 1000,
    },
  };
  const nodes = { writer: writerOf(alpha), cache, db: database };
  tinyRun({ nodes, policies: [...policyKinds.values()] }, [], intervalSec * 1000 * flushes);
  return sizes;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Four standard errors, from the means of 20 batches. */
function fourErrors(sizes: readonly number[]): number {
  const length = sizes.length / 20;
  const means = Array.from({ length: 20 }, (_, i) => meanOf(sizes.slice(i * length, (i + 1) * length)));
  const mean = meanOf(means);
  return 4 * Math.sqrt(means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 19 / 20);
}

describe('[CS13] GT C-4a: distinct keys of a flush', { timeout: 60_000 }, () => {
  it.each([
    [0.8, 0.1, 90.86, 100],
    [0.8, 1, 722.1, 100],
    [0.8, 5, 2597, 20],
    [0.8, 10, 4150, 20],
    [1, 0.1, 74.2, 100],
    [1, 1, 511.5, 100],
    [1, 5, 1748, 20],
    [1, 10, 2813, 20],
    [0, 0.1, 99.5, 100],
    [0, 1, 951.6, 100],
    [0, 5, 3935, 20],
    [0, 10, 6321, 20],
  ])('Zipf %d, every %d s: %d', (alpha, intervalSec, expected, flushes) => {
    const sizes = flushSizes(alpha, intervalSec, flushes);
    expect(sizes.length).toBe(flushes);
    expect(Math.abs(meanOf(sizes) - expected)).toBeLessThanOrEqual(
      Math.max(0.01 * expected, fourErrors(sizes)),
    );
  });
});
