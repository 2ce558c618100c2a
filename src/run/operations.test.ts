import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../kernel/time';
import { lab as quorum } from '../labs/quorum-store/lab';
import { lab as raft } from '../labs/raft/lab';
import { runFor, sessionOf } from '../labs/testing/runs';
import { experimentRun } from './experiment';
import { showHistory } from './operations';

const ALL = { fromUs: 0, toUs: 1e12, key: null };
const BUSY = { timeout: 60_000 };

function broken() {
  const experiment = quorum.experiments.find(({ id }) => id === 'new-then-old');
  if (!experiment) throw new Error('There is no such experiment.');
  return experimentRun(quorum, experiment, false);
}

describe('operations of all clients', BUSY, () => {
  it('come in the order of their calls, each at an instant of its own in an order that explains them', () => {
    const { shown } = showHistory(runFor(quorum, 6), ALL, null);
    expect(shown.verdict).toBe('linearizable');
    expect(shown.sessions.map(({ id }) => id)).toEqual(['c1/2', 'c1/3', 'c1/4', 'c2/2', 'c2/3', 'c2/4']);
    expect(shown.keys).toEqual([0, 1, 2, 3]);
    const calls = shown.operations.map(({ invokedUs }) => invokedUs);
    expect(calls).toEqual([...calls].sort((a, b) => a - b));
    const ended = shown.operations.filter(({ outcome }) => outcome === 'ok');
    expect(ended.length).toBeGreaterThan(80);
    for (const { effectUs, invokedUs, endedUs } of ended) {
      expect(effectUs).toBeGreaterThanOrEqual(invokedUs);
      expect(effectUs).toBeLessThanOrEqual(endedUs ?? -1);
    }
    for (const key of shown.keys) {
      const placed = shown.operations.filter((one) => one.key === key && one.place !== null);
      const places = placed.map(({ place }) => place ?? 0).sort((a, b) => a - b);
      expect(places).toEqual(places.map((_, i) => i + 1));
    }
  });

  it('are those of a stretch and of a key, when asked so', () => {
    const { shown } = showHistory(runFor(quorum, 6), { fromUs: 2e6, toUs: 3e6, key: 1 }, null);
    expect(shown.operations.length).toBeGreaterThan(2);
    for (const { key, invokedUs, endedUs } of shown.operations) {
      expect(key).toBe(1);
      expect(invokedUs).toBeLessThanOrEqual(3e6);
      expect(endedUs ?? 1e12).toBeGreaterThanOrEqual(2e6);
    }
  });

  it('show the smallest part that no order explains wherever they are looked at, and find it once', () => {
    const session = broken();
    const late = { fromUs: 14e6, toUs: 15e6, key: null };
    const { shown, flaw } = showHistory(session, late, null);
    expect(shown.verdict).toBe('notLinearizable');
    const failing = shown.operations.filter((one) => one.failing);
    expect(failing.length).toBeGreaterThanOrEqual(3);
    expect(failing.length).toBeLessThanOrEqual(5);
    expect(failing.filter(({ misfit }) => misfit)).toHaveLength(1);
    const again = showHistory(session, late, flaw);
    expect(again.flaw).toBe(flaw);
    expect(again.shown).toEqual(shown);
    session.seek(1.5 * US_PER_S);
    expect(showHistory(session, ALL, flaw)).toMatchObject({ flaw: null, shown: { verdict: 'linearizable' } });
  });

  it('of a Raft cluster are there, too', () => {
    const { shown } = showHistory(runFor(raft, 6), ALL, null);
    expect(shown.verdict).toBe('linearizable');
    expect(new Set(shown.operations.map(({ kind }) => kind))).toEqual(new Set(['read', 'write', 'cas']));
  });

  it('that failed or are unknown say so', () => {
    const session = sessionOf(quorum, { inputs: ['3s crash s1', '3s crash s3', '3s crash s5'] });
    session.advance(8 * US_PER_S);
    const outcomes = new Set(showHistory(session, ALL, null).shown.operations.map(({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set(['ok', 'failed', 'unknown', 'open']));
  });
});
