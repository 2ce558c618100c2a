/** Long runs: hours of simulated time within a bounded memory, and every moment of them within reach. */
import { expect, it, vi } from 'vitest';
import { US_PER_S } from '../kernel/time';
import type { Session } from './session';
import { chain, momentOf, openSession, quiet } from './testing/sessions';

vi.setConfig({ testTimeout: 120_000 });

const HOUR_US = 3_600 * US_PER_S;

const bytesOf = (session: Session): number => session.kept.reduce((sum, { bytes }) => sum + bytes, 0);

it('three hours stay within the memory for checkpoints, and any moment can be gone to', () => {
  const budgetBytes = 8_000_000;
  const session = openSession(quiet, { budgetBytes, stepMs: 12 });
  for (let us = HOUR_US / 20; us <= 3 * HOUR_US; us += HOUR_US / 20) {
    session.advance(us);
    expect(bytesOf(session)).toBeLessThanOrEqual(budgetBytes);
  }
  expect(session.sim.world.events).toBeGreaterThan(50_000);
  const { events } = session.sim.world;
  const end = momentOf(session);
  // Thinned, they are still spread over the whole run.
  const gaps = session.kept.slice(1).map((one, i) => one.events - session.kept[i].events);
  expect(Math.max(...gaps)).toBeLessThan(events / 8);
  const early = openSession(quiet);
  early.advance(HOUR_US / 10);
  session.seek(HOUR_US / 10);
  expect(momentOf(session)).toStrictEqual(momentOf(early));
  session.seekEvent(events);
  session.seek(3 * HOUR_US);
  expect(momentOf(session)).toStrictEqual(end);
});

it('many branches share the memory', () => {
  const budgetBytes = 6_000_000;
  const session = openSession(chain, { budgetBytes, stepMs: 30 });
  const kept = new Map<string, number>();
  for (let i = 0; i < 5; i++) {
    session.advance(session.playheadUs + 40 * US_PER_S);
    kept.set(session.log.current, bytesOf(session));
    session.seek((i + 1) * 5 * US_PER_S);
    session.act({ action: 'slow', target: 'back', args: [1.1] });
  }
  expect(Math.max(...kept.values())).toBeLessThanOrEqual(budgetBytes * 0.75);
  let others = 0;
  for (const { id } of session.log.branches.slice(0, -2)) {
    session.switchBranch(id);
    others += session.kept.length;
    const fresh = openSession(chain, { log: { ...session.log } });
    fresh.advance(session.playheadUs);
    expect(momentOf(session)).toStrictEqual(momentOf(fresh));
  }
  expect(others).toBeGreaterThan(0);
});
