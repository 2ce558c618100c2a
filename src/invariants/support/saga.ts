/** Who takes part in orders, what their books say, and who has an order in hand. For promises about sagas. */
import type { SimNode, World } from '../../kernel/world';
import type { OrchestratorState } from '../../nodes/saga-orchestrator/state';
import type { ParticipantState } from '../../nodes/saga-participant/state';
import { ORDER_SAGA, type Books, type HoldingState, type SagaNews } from '../../patterns/saga/index';

type Disk = ParticipantState['durable'];

/** The disk of a node that is a participant, whether it runs or not; null for any other. */
export function diskOf({ state }: SimNode): Disk | null {
  const { durable } = (state ?? {}) as { durable?: Partial<Disk> };
  return durable?.books !== undefined && durable.outbox !== undefined ? (durable as Disk) : null;
}

/** What the books of a node were changed by last, if it is a participant that runs. */
export function latestEffect(node: SimNode): ParticipantState['latest'] {
  return node.up && diskOf(node) !== null ? (node.state as ParticipantState).latest : null;
}

/** The state of a node that is an orchestrator and runs, else null. */
export function orchestratorOf({ up, state }: SimNode): OrchestratorState | null {
  const found = state as Partial<OrchestratorState> | null;
  return up && found?.sagas && found.underway ? (found as OrchestratorState) : null;
}

/** Whether a node is an orchestrator that is down and has its sagas on its disk. */
function hasLog({ up, state }: SimNode): boolean {
  const { durable } = (state ?? {}) as Partial<OrchestratorState>;
  return !up && durable !== undefined && 'log' in durable;
}

/** Books by the role of whoever keeps them. */
export function booksByRole(world: Readonly<World>): Map<string, Books> {
  const found = new Map<string, Books>();
  for (const node of world.nodes) {
    const disk = diskOf(node);
    if (disk !== null) found.set(String(node.params.role), disk.books);
  }
  return found;
}

/** What is left of each participant's own steps once all of them are done. */
const WHEN_DONE: ReadonlyMap<string, HoldingState> = new Map(
  ORDER_SAGA.map(({ at, does }) => [at, does === 'reserve' ? 'held' : 'taken']),
);

/** Roles whose books do not say what they must of a saga that is done, or compensated. */
export function strayRoles(books: ReadonlyMap<string, Books>, saga: number, done: boolean): string[] {
  return [...WHEN_DONE].flatMap(([role, wanted]) => {
    const state = books.get(role)?.holdings.get(saga)?.state;
    const stands = state === 'held' || state === 'taken';
    return (done ? state === wanted : !stands) ? [] : [role];
  });
}

/** Steps whose effect stands, by the books. */
export function standingSteps(books: ReadonlyMap<string, Books>, saga: number): boolean[] {
  return ORDER_SAGA.map(({ at, does }) => {
    const state = books.get(at)?.holdings.get(saga)?.state;
    return state === 'taken' || (does === 'reserve' && state === 'held');
  });
}

/** Choreographed orders that somebody will go on with, or has on a list. */
export function sagasOnTheirWay(world: Readonly<World>): Set<number> {
  const found = new Set<number>();
  for (const node of world.nodes) {
    const disk = diskOf(node);
    if (disk === null) continue;
    for (const { news } of disk.outbox.values()) found.add(news.saga);
    for (const { news } of disk.parked) found.add(news.saga);
  }
  return found;
}

/**
 * What lists say of choreographed orders that only a person can lead on. One that is listed may have gone on by itself,
 * where only the answer was lost: then it is over, or another event leads it on.
 */
export function listedOrders(world: Readonly<World>): Map<number, SagaNews[]> {
  const lists = new Map<number, SagaNews[]>();
  const disks = world.nodes.flatMap((node) => diskOf(node) ?? []);
  const open = booksByRole(world).get('orders')?.held;
  for (const { parked } of disks) {
    for (const { news } of parked) {
      if (open?.has(news.saga) === true) lists.set(news.saga, [...(lists.get(news.saga) ?? []), news]);
    }
  }
  for (const { outbox } of disks) for (const { news } of outbox.values()) lists.delete(news.saga);
  return lists;
}

/** Whether an orchestrator has an order in hand, or on its disk while it is down. */
export function isOrchestrated(world: Readonly<World>, saga: number): boolean {
  return world.nodes.some((node) => hasLog(node) || orchestratorOf(node)?.sagas.has(saga) === true);
}

/** Whether a person has been told of an order. */
export function isOnList(world: Readonly<World>, saga: number): boolean {
  return world.nodes.some(
    (node) =>
      orchestratorOf(node)?.sagas.get(saga)?.mode === 'needsPerson' ||
      diskOf(node)?.parked.some(({ news }) => news.saga === saga) === true,
  );
}

/** Nodes that may have changed. */
export function nodesOf(world: Readonly<World>, only: number): readonly SimNode[] {
  return only < 0 ? world.nodes : [world.nodes[only]];
}
