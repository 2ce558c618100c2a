/** What an orchestrator holds: its log, and in memory what the log says. */
import type { Context, ModeChange } from '../../kernel/contract';
import type { Message } from '../../kernel/message';
import { appendToLog, createLog, type AppendLog } from '../../kernel/plain';
import {
  createSaga,
  happen,
  hasEnded,
  ORDER_SAGA,
  replay,
  type Saga,
  type SagaEntry,
} from '../../patterns/saga/index';
import type { Order } from '../ordering';
import type { orchestratorParams } from './params';

export type OrchestratorContext = Context<typeof orchestratorParams>;

/** A saga that has come to its end. Never changes. */
export type EndedSaga = Readonly<Saga>;

export interface OrchestratorState {
  /** On the disk; undefined while sagas are kept in memory only. */
  durable: { log: AppendLog<SagaEntry> } | undefined;
  /** Sagas that have not ended, by id. */
  sagas: Map<number, Saga>;
  ended: AppendLog<EndedSaga>;
  /** Requests whose saga is being written down, by the id of the saga. */
  beginning: Map<number, Message[]>;
  /** Attempts at what is under way, by saga and step. */
  underway: Map<string, number>;
  /** The saga whose machine is on show, and what happened to it last. */
  followed: number;
  followedMode: Saga['mode'];
  followedSinceUs: number;
  lastChange: ModeChange | null;
  note: string;
}

/** An orchestrator that knows what its log says. */
export function createState(log: AppendLog<SagaEntry> | null): OrchestratorState {
  const sagas = log === null ? new Map<number, Saga>() : replay(log, ORDER_SAGA);
  const ended = createLog<EndedSaga>();
  const over = [...sagas.values()].filter(hasEnded).sort((a, b) => a.endedAtUs - b.endedAtUs);
  for (const saga of over) {
    sagas.delete(saga.id);
    appendToLog(ended, saga);
  }
  return {
    durable: log === null ? undefined : { log },
    sagas,
    ended,
    beginning: new Map(),
    underway: new Map(),
    followed: 0,
    followedMode: 'forward',
    followedSinceUs: 0,
    lastChange: null,
    note: '',
  };
}

/** Lets an entry happen: in the log and in memory. @returns the saga and the step of its machine */
export function applyEntry(
  { durable, sagas, ended }: OrchestratorState,
  entry: SagaEntry,
): { saga: Saga; change: ReturnType<typeof happen> | null } | null {
  const { saga: id, event, step, atUs, data } = entry;
  const known = sagas.get(id);
  if (known === undefined && event !== 'begun') return null;
  if (durable !== undefined) appendToLog(durable.log, entry);
  if (known === undefined || event === 'begun') {
    const saga = createSaga(id, ORDER_SAGA, atUs, data);
    sagas.set(id, saga);
    return { saga, change: null };
  }
  const change = happen(known, ORDER_SAGA, event, step, atUs);
  if (hasEnded(known)) {
    sagas.delete(id);
    appendToLog(ended, known);
  }
  return { saga: known, change };
}

/** What a saga is about. */
export function orderIn({ data }: Saga): Order {
  return data as unknown as Order;
}

export function underwayKey({ id }: { id: number }, step: number): string {
  return `${String(id)} ${String(step)}`;
}

/** Sagas that need a person, the oldest first. */
export function needingPerson({ sagas }: Pick<OrchestratorState, 'sagas'>): Saga[] {
  return [...sagas.values()].filter(({ mode }) => mode === 'needsPerson');
}
