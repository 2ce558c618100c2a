/** Promises about sagas, in worlds that were tampered with: each names what is wrong. */
import { describe, expect, it } from 'vitest';
import type { AnyInvariant } from '../kernel/invariant';
import { nodeOf, type World } from '../kernel/world';
import { lab } from '../labs/saga/lab';
import { runFor } from '../labs/testing/runs';
import type { OrchestratorState } from '../nodes/saga-orchestrator/state';
import type { ParticipantState } from '../nodes/saga-participant/state';
import { invariant as moneyAndStock } from './money-and-stock';
import { invariant as noDirtyRead } from './no-dirty-read';
import { invariant as noSagaForgotten } from './no-saga-forgotten';
import { invariant as sagasEndWhole } from './sagas-end-whole';
import { invariant as undoneInReverse } from './undone-in-reverse';

const PARTS = ['orders', 'payments', 'inventory', 'shipping'];

function worldAfter(seconds: number): World {
  return runFor(lab, seconds).sim.world;
}

const partOf = (world: World, id: string) => nodeOf(world, id)?.state as ParticipantState;
const orchestratorOf = (world: World) => nodeOf(world, 'orchestrator')?.state as OrchestratorState;

/** What an invariant says of a world that it sees for the first time. */
function verdict(invariant: AnyInvariant, world: World): { held: boolean; says: string } {
  const memo = invariant.init();
  return { held: invariant.check(memo, world, -1), says: invariant.says(memo) };
}

describe('a world as it is', () => {
  it.each([moneyAndStock, noDirtyRead, noSagaForgotten, sagasEndWhole, undoneInReverse])(
    'keeps $id',
    (invariant) => {
      expect(verdict(invariant, worldAfter(8))).toMatchObject({ held: true });
    },
  );
});

describe('a world that was tampered with', () => {
  it('has less money than at the start', () => {
    const world = worldAfter(5);
    partOf(world, 'payments').durable.books.taken -= 7;
    expect(verdict(moneyAndStock, world)).toEqual({
      held: false,
      says: 'payments has 7 less than at the start.',
    });
  });

  it('has an order that no orchestrator knows', () => {
    const world = worldAfter(7.7);
    expect(orchestratorOf(world).sagas.size).toBeGreaterThan(0);
    orchestratorOf(world).sagas.clear();
    expect(verdict(noSagaForgotten, world).says).toMatch(/^Order \d+ is open, and nobody goes on with it\.$/);
  });

  it('has an order that no event leads on', () => {
    const world = worldAfter(7.7);
    expect([...partOf(world, 'orders').durable.books.held].length).toBeGreaterThan(0);
    for (const id of PARTS) partOf(world, id).durable.outbox.clear();
    expect(verdict(noSagaForgotten, world).held).toBe(false);
  });

  it('has an order that stays open although nothing is wrong', () => {
    const world = worldAfter(7.7);
    const memo = noSagaForgotten.init();
    expect(noSagaForgotten.check(memo, world, -1)).toBe(true);
    world.nowUs += 3_600_000_000;
    expect(noSagaForgotten.check(memo, world, -1)).toBe(false);
    expect(noSagaForgotten.says(memo)).toMatch(/^Order \d+ is open long after the last fault has ended\.$/);
  });

  it('has a saga that is done, and whose parcel nobody knows', () => {
    const world = worldAfter(5);
    const [{ id }] = orchestratorOf(world).ended.items;
    partOf(world, 'shipping').durable.books.holdings.delete(id);
    expect(verdict(sagasEndWhole, world).says).toBe(
      `Order ${String(id)} counts as done, and not at shipping.`,
    );
  });

  it('has a list that does not name what is left', () => {
    const knobs = { 'shipping.refusalRatio': 0.5, 'payments.stuckRatio': 1, 'orchestrator.patience': 1 };
    const { world } = runFor(lab, 8, { knobs }).sim;
    const listed = [...orchestratorOf(world).sagas.values()].find(({ mode }) => mode === 'needsPerson');
    if (!listed) throw new Error('Nobody needs a person.');
    expect(verdict(sagasEndWhole, world).held).toBe(true);
    listed.steps[0] = 'undone';
    expect(verdict(sagasEndWhole, world).says).toBe(
      `Order ${String(listed.id)} needs a person, and the list does not name open.`,
    );
  });
});
