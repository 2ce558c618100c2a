/** An orchestrator with its four participants, as the lab has them. */
import { describe, expect, it } from 'vitest';
import { counted } from '../../kernel/testing/conservation';
import { findImpurities } from '../../kernel/plain';
import { nodeOf } from '../../kernel/world';
import { lab } from '../../labs/saga/lab';
import { problemsOf, runFor, type RunParts } from '../../labs/testing/runs';
import type { Session } from '../../run/session';
import type { ParticipantState } from '../saga-participant/state';
import { nodeKinds } from '../index';
import type { OrchestratorState } from './state';

/** A few orders of one kind, and then time for them to end. */
function runOf(parts: RunParts, choreographed = false, seconds = 40): Session {
  const knobs: Readonly<Record<string, number>> = choreographed
    ? { 'web.ratePerSec': 0, 'app.writeRatio': 1, 'app.ratePerSec': 5 }
    : { 'app.ratePerSec': 0 };
  const quiet = ['web', 'app'].map((id) => `4s spike ${id} 0x 600s`);
  return runFor(lab, seconds, {
    ...parts,
    knobs: { ...knobs, ...parts.knobs },
    inputs: [...(parts.inputs ?? []), ...quiet],
  });
}

const stateOf = (session: Session) => nodeOf(session.sim.world, 'orchestrator')?.state as OrchestratorState;
const diskOf = (session: Session, id: string) =>
  (nodeOf(session.sim.world, id)?.state as ParticipantState).durable;
const endsOf = (session: Session) => {
  const { ended } = stateOf(session);
  return ended.items.slice(0, ended.length).map(({ mode }) => mode);
};
const count = (session: Session, metric: string) => counted(session.sim, metric);

function pictureOf(session: Session, id: string): unknown {
  const node = nodeOf(session.sim.world, id);
  const kind = nodeKinds.get(id === 'orchestrator' ? 'saga-orchestrator' : 'saga-participant');
  return node?.state && kind?.picture?.(node.state, node.params);
}

describe('the orchestrator', () => {
  it('does seven steps and writes an entry for each, and one for the beginning', () => {
    const session = runOf({});
    const ends = endsOf(session);
    expect(ends.length).toBeGreaterThan(5);
    expect(new Set(ends)).toEqual(new Set(['done']));
    expect(stateOf(session).durable?.log.length).toBe(8 * ends.length);
    expect(problemsOf(session)).toEqual([]);
  });

  it('asks four times for what can be undone, with growing waits, and then goes back', () => {
    const session = runOf({ inputs: ['0s..30s crash inventory'] });
    const ends = endsOf(session);
    expect(new Set(ends)).toEqual(new Set(['compensated']));
    // Three more asks to reserve and some to undo what may have been reserved.
    expect(count(session, 'orchestrator.retries')).toBeGreaterThan(3 * ends.length);
    expect(diskOf(session, 'payments').books.held.size).toBe(0);
  });

  it('takes a full queue for a failure, not for a refusal', () => {
    const knobs = { 'shipping.queueCapacity': 0, 'shipping.workers': 1, 'shipping.serviceTimeMs': 200 };
    const session = runOf({ knobs, seed: 3 });
    expect(count(session, 'orchestrator.retries')).toBeGreaterThan(0);
    expect(new Set(endsOf(session))).toEqual(new Set(['done']));
  });

  it('begins one saga for a request and its copy', () => {
    const session = runOf({ inputs: ['0s..10s duplicate web->orchestrator 100%'] });
    expect(count(session, 'orchestrator.sagasBegun')).toBe(count(session, 'web.requests.arrived'));
  });

  it('puts on the list what stays unanswered past the pivot, and goes on when a person says so', () => {
    const knobs = { 'orchestrator.patience': 2, 'participants.serviceTimeMs': 1 };
    const inputs = ['2s..20s cut orchestrator<->inventory'];
    const listed = runOf({ knobs, inputs, seed: 2 }, false, 20);
    const { sagas } = stateOf(listed);
    const stuck = [...sagas.values()].filter(({ mode }) => mode === 'needsPerson');
    expect(stuck.length).toBeGreaterThan(0);
    const after = runOf({ knobs, inputs: [...inputs, '25s do orchestrator retry'], seed: 2 });
    expect(stateOf(after).sagas.size).toBe(0);
    expect(diskOf(after, 'orders').books.held.size).toBe(0);
  });

  it('shows what its log says while it is down', () => {
    const before = runFor(lab, 5);
    const down = runFor(lab, 5, { inputs: ['4.9999s crash orchestrator'] });
    const ids = (session: Session) =>
      (pictureOf(session, 'orchestrator') as { sagas: { id: number }[] }).sagas.map(({ id }) => id);
    expect(ids(down).sort()).toEqual(ids(before).sort());
    expect(findImpurities(pictureOf(down, 'orchestrator'))).toEqual([]);
  });
});

describe('choreographed', () => {
  it('orders go from participant to participant, and are told of by each', () => {
    const session = runOf({ knobs: { 'shipping.refusalRatio': 0.4 } }, true);
    const [begun, done, back] = ['Begun', 'Done', 'Compensated'].map((end) =>
      count(session, `orders.sagas${end}`),
    );
    expect(back).toBeGreaterThan(0);
    expect(begun).toBe(done + back);
    expect(pictureOf(session, 'shipping')).toMatchObject({ role: 'shipping', outbox: [], parked: [] });
    expect(diskOf(session, 'payments').books.held.size).toBe(0);
  });

  it('an event is sent until it is answered for, over crashes of both sides', () => {
    const inputs = ['1s..3s crash payments', '2s..4s crash orders', '3.5s..6s crash inventory'];
    const session = runOf({ inputs }, true);
    expect(count(session, 'orders.sagasDone')).toBe(diskOf(session, 'orders').books.holdings.size);
    expect(count(session, 'orders.retries') + count(session, 'payments.retries')).toBeGreaterThan(0);
    expect(problemsOf(session)).toEqual([]);
  });

  it('one that fails as often as allowed is parked, and sent again by a person', () => {
    const knobs = { 'participants.patience': 2 };
    const inputs = ['1s..20s crash payments'];
    const parked = runOf({ knobs, inputs }, true, 18);
    expect(diskOf(parked, 'orders').parked.length).toBeGreaterThan(0);
    const after = runOf(
      { knobs, inputs: [...inputs, '25s do orders retry', '25s do inventory retry'] },
      true,
    );
    expect(diskOf(after, 'orders').parked).toEqual([]);
    expect(diskOf(after, 'orders').books.held.size).toBe(0);
  });
});
