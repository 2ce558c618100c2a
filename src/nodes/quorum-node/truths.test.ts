/** GT K-1, K-2 and K-3f to K-3h on real nodes. */
import { describe, expect, it } from 'vitest';
import type { Context } from '../../kernel/contract';
import type { CallEnd } from '../../kernel/message';
import { at, MS, nodeIn, tinyKind, tinyLink } from '../../kernel/testing/tiny';
import type { ModelLink } from '../../kernel/model';
import type { Plain } from '../../kernel/plain';
import type { Version } from '../../patterns/quorum/index';
import type { ClientAnswer } from './index';
import { nodeIds, runStore, type StoreParts } from './testing/store';

const TRIALS = 100_000;
const PATIENT = { timeout: 240_000 };

const BARE = { readRepair: 'off', handoff: 'off', suspectForMs: 0, replicaTimeoutMs: 600_000 };

interface Seen {
  trials: number;
  /** How many versions ago what a read found was written: 0 for the last; −1 when it found nothing. */
  ages: number[];
}

/** Writes and reads in turn, each after the end of the one before. */
function alternating(writer: string, reader: string, ownKeys: boolean) {
  const ask = (ctx: Context, state: Seen, type: 'read' | 'write'): void => {
    const trial = state.trials;
    const key = ownKeys ? trial : 0;
    ctx.call(type === 'write' ? writer : reader, type, type === 'write' ? { key, value: trial } : { key });
  };
  return tinyKind({
    boot: (ctx) => {
      const state: Seen = { trials: 1, ages: [] };
      ask(ctx, state, 'write');
      return state;
    },
    onOutcome: (ctx: Context, state: Seen, { type, answer }: CallEnd) => {
      if (type === 'write') {
        ask(ctx, state, 'read');
        return;
      }
      const { versions } = answer as unknown as ClientAnswer;
      state.ages.push(versions.length === 0 ? -1 : state.trials - versions[0].value);
      if (++state.trials <= TRIALS) ask(ctx, state, 'write');
    },
  });
}

function agesOf(parts: StoreParts): number[] {
  const { sim } = runStore(parts, [], 10_000_000);
  const { ages } = nodeIn(sim, 'caller').state as Seen;
  expect(ages).toHaveLength(TRIALS);
  return ages;
}

function shareOf(ages: readonly number[], isIt: (age: number) => boolean): number {
  return ages.filter(isIt).length / ages.length;
}

/** From the means of 20 batches. */
function standardError(ages: readonly number[], isIt: (age: number) => boolean): number {
  const size = ages.length / 20;
  const means = Array.from({ length: 20 }, (_, i) => shareOf(ages.slice(i * size, (i + 1) * size), isIt));
  const mean = means.reduce((sum, one) => sum + one, 0) / 20;
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 19;
  return Math.sqrt(variance / 20);
}

describe('GT K-1: replicas chosen by chance, and nothing repaired', PATIENT, () => {
  const staleness = (n: number, r: number, w: number): number[] =>
    agesOf({
      nodes: n,
      outside: ['x'],
      caller: alternating('x', 'x', false),
      link: { latencyMs: 1 },
      node: {
        ...BARE,
        replicas: n,
        readLevel: 'count',
        readCount: r,
        writeLevel: 'count',
        writeCount: w,
        sendTo: 'needed',
      },
    });

  it.each([
    [3, 1, 1, [0.333333, 0.555556, 0.703704, 0.868313, 0.982658]],
    [3, 1, 2, [0.666667, 0.888889, 0.962963, 0.995885, 0.999983]],
    [3, 2, 1, [0.666667, 0.888889, 0.962963, 0.995885, 0.999983]],
    [5, 2, 2, [0.7, 0.91, 0.973, 0.99757, 0.999994]],
    [5, 1, 1, [0.2, 0.36, 0.488, 0.67232, 0.892626]],
  ])('N = %i, R = %i, W = %i: one of the last k versions', (n, r, w, expected) => {
    const ages = staleness(n, r, w);
    for (const [i, k] of [1, 2, 3, 5, 10].entries()) {
      // STAT(1e5, 1 %): or four standard errors.
      const isIt = (age: number): boolean => age >= 0 && age < k;
      const error = Math.abs(shareOf(ages, isIt) - expected[i]);
      expect(error).toBeLessThan(Math.max(0.01 * expected[i], 4 * standardError(ages, isIt)));
    }
  });

  it('R + W > N: never anything but the last', () => {
    expect(shareOf(staleness(3, 2, 2), (age) => age === 0)).toBe(1);
  });
});

describe('GT K-2: exponential delays', PATIENT, () => {
  /** A coordinator for writes and one for reads, so that links have the delay of one kind of message each. */
  function links(writeMs: number, otherMs: number): (ids: readonly string[]) => ModelLink[] {
    const delay = (mean: number) => ({
      latencyUs: { name: 'exponential' as const, mean: mean * MS, cv: 1 },
      ordered: false,
    });
    return () => [
      ...nodeIds(3).flatMap((id) => [
        tinyLink('w', id, delay(writeMs)),
        tinyLink(id, 'w', delay(otherMs)),
        tinyLink('r', id, delay(otherMs)),
        tinyLink(id, 'r', delay(otherMs)),
      ]),
      ...['w', 'r'].flatMap((id) => [tinyLink('caller', id), tinyLink(id, 'caller')]),
    ];
  }

  it.each([
    [1, 1, 1, 1, 0.7523],
    [20, 10, 2, 1, 0.9085],
  ])('W leg %d ms, others %d ms, R = %i, W = %i', (writeMs, otherMs, r, w, expected) => {
    const ages = agesOf({
      outside: ['w', 'r'],
      caller: alternating('w', 'r', true),
      links: links(writeMs, otherMs),
      node: { ...BARE, readLevel: 'count', readCount: r, writeLevel: 'count', writeCount: w },
    });
    // STAT(1e5): half a percentage point.
    expect(Math.abs(shareOf(ages, (age) => age === 0) - expected)).toBeLessThan(0.005);
  });
});

describe('GT K-3f: writes need W of N, each up with a chance of p (table 14.1)', () => {
  /** Whether a write is done with these nodes up, for every set of nodes. */
  function doneBySet(w: number, n: number): boolean[] {
    return Array.from({ length: 2 ** n }, (_, set) => {
      const down = nodeIds(n).filter((_id, i) => (set & (1 << i)) === 0);
      const node = { ...BARE, replicas: n, writeLevel: 'count', writeCount: w, replicaTimeoutMs: 50 };
      const asks = [{ atMs: 10, to: 'x', type: 'write' as const, value: 1 }];
      const run = runStore(
        { nodes: n, outside: ['x'], node, asks },
        down.map((id) => at(1, 'crash', id)),
        100,
      );
      return run.told[0].status === 'completed';
    });
  }

  it.each([
    [1, 2, [0.99, 0.9975, 0.9999]],
    [2, 2, [0.81, 0.9025, 0.9801]],
    [2, 3, [0.972, 0.99275, 0.999702]],
    [3, 3, [0.729, 0.857375, 0.970299]],
    [3, 5, [0.99144, 0.998841875, 0.999990149]],
  ])('%i of %i', (w, n, expected) => {
    const done = doneBySet(w, n);
    for (const [i, p] of [0.9, 0.95, 0.99].entries()) {
      let sum = 0;
      for (const [set, ok] of done.entries()) {
        const ups = nodeIds(n).filter((_id, bit) => (set & (1 << bit)) !== 0).length;
        if (ok) sum += p ** ups * (1 - p) ** (n - ups);
      }
      expect(sum).toBeCloseTo(expected[i], 8);
    }
  });
});

describe('GT K-3g, K-3h: a replica that writes one thing after the other', PATIENT, () => {
  interface Counts {
    writes: number;
    /** By way of reading: 1 for each read that missed the write, 0 for one that did not. */
    reads: Record<string, number[]>;
  }
  const WRITES = 200_000;
  const THINK_MS = [20, 50, 100];

  /** Writes 80 times a second through s1, whose disk takes no time, and reads each a while after its acknowledgement. */
  const caller = tinyKind({
    boot: (ctx) => {
      ctx.setTimer('write', 0);
      return { writes: 0, reads: {} } satisfies Counts;
    },
    onTimer: (ctx: Context, state: Counts, { name, data }) => {
      if (name === 'write') {
        ctx.call('s1', 'write', { key: state.writes % 20_000, value: ++state.writes });
        if (state.writes < WRITES)
          ctx.setTimer('write', ctx.sample('gap', { name: 'exponential', mean: 12_500, cv: 1 }));
        return;
      }
      const { way, to, key, atLeast } = data as unknown as Read;
      ctx.call(to, 'read', { key, ...(atLeast.length > 0 && { atLeast }) } as unknown as Plain, {
        data: { way, value: (data as unknown as Read).value },
      });
    },
    onOutcome: (ctx: Context, state: Counts, { type, answer, data }: CallEnd) => {
      const { versions } = answer as unknown as ClientAnswer;
      if (type === 'read') {
        const { way, value } = data as { way: string; value: number };
        (state.reads[way] ??= []).push(versions.at(0)?.value === value ? 0 : 1);
        return;
      }
      const [{ value }] = versions;
      // Readers apart from one another, so that they tell more.
      if (value % 7 !== 0) return;
      const key = (value - 1) % 20_000;
      const later = (way: string, to: string, thinkMs: number, atLeast: readonly Version[] = []): void => {
        ctx.setTimer('read', thinkMs * MS, { way, to, key, value, atLeast } as unknown as Plain);
      };
      for (const thinkMs of THINK_MS) later(`after ${String(thinkMs)}`, 's2', thinkMs);
      later('pinned', 's1', 0);
      later('token', 's2', 0, versions);
    },
  });
  interface Read {
    way: string;
    to: string;
    key: number;
    value: number;
    atLeast: readonly Version[];
  }

  const run = runStore(
    {
      nodes: 2,
      caller,
      link: { latencyMs: 0 },
      node: { ...BARE, replicas: 2, readLevel: 'one', writeLevel: 'one' },
      each: { s1: { sendTo: 'all' }, s2: { sendTo: 'needed', writeTimeMs: 10, writeShape: 'exponential' } },
    },
    [],
    (WRITES / 80) * 1_000 + 20_000,
  );
  const { reads } = nodeIn(run.sim, 'caller').state as Counts;
  const isMissed = (one: number): boolean => one === 1;
  const missed = (way: string): number => shareOf(reads[way], isMissed);

  it.each(THINK_MS)(
    'K-3g: a read %i ms after the acknowledgement is stale with a chance of exp(−20 t)',
    (thinkMs) => {
      const way = `after ${String(thinkMs)}`;
      const expected = Math.exp(-0.02 * thinkMs);
      // STAT, 3 %: or four standard errors.
      const bound = Math.max(0.03 * expected, 4 * standardError(reads[way], isMissed));
      expect(Math.abs(missed(way) - expected)).toBeLessThan(bound);
      expect(bound).toBeLessThan(0.2 * expected);
    },
  );

  it('K-3h: who asks the same node, or brings a token, reads its writes', () => {
    expect(reads.pinned.length).toBeGreaterThan(25_000);
    expect([missed('pinned'), missed('token')]).toEqual([0, 0]);
  });
});
