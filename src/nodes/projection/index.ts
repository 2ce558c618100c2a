/**
 * A projection: asks an event store for what is new, batch by batch, and keeps the balance of every account for
 * readers. Balances and position are saved in one step, so that a crash costs time and nothing else; from the store it
 * can be built again at any time.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Work } from '../../kernel/message';
import type { Plain, Shared } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { createBalances, follow, type Balances, type StoredEvent } from '../../patterns/event-sourcing/index';
import type { AllPart } from '../event-store/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { projectionParams } from './params';

type ProjectionContext = Context<typeof projectionParams>;

/** A moment at which balances and position belong together. */
export interface Saved extends Shared {
  readonly position: number;
  /** Whether all it holds was saved before and is only read again. */
  readonly afterCrash: boolean;
}

export interface ProjectionState {
  /** On the disk: balances, and the position to go on from. */
  durable: { balances: Balances; position: number };
  /** Position of the newest event in the store, as far as is known. */
  head: number;
  /** Counts rebuilds: what was fetched before one is of no use after it. */
  round: number;
  rebuilding: boolean;
  saved: Saved | null;
}

/** What readers are told. */
export interface BalanceAnswer {
  readonly version: number;
  readonly balanceCents: number;
}

type Batch = { readonly round: number; readonly events: readonly StoredEvent[] };

const STORE = 'store';

function boot(ctx: ProjectionContext): ProjectionState {
  return start(ctx, { balances: createBalances(), position: 0 }, false);
}

/** Goes on from the position on its disk, whatever came of the events before it. */
function restart(ctx: ProjectionContext, durable: Plain): ProjectionState {
  const kept = durable as unknown as ProjectionState['durable'];
  kept.balances.position = kept.position;
  return start(ctx, kept, true);
}

function start(
  ctx: ProjectionContext,
  durable: ProjectionState['durable'],
  afterCrash: boolean,
): ProjectionState {
  usePolicies(ctx);
  const saved: Saved = { $shared: true, position: durable.position, afterCrash };
  const state = { durable, head: durable.position, round: 0, rebuilding: false, saved };
  poll(ctx, state);
  return state;
}

function usePolicies(ctx: ProjectionContext): void {
  ctx.usePolicies(STORE, [{ id: 'timeout', params: { timeoutMs: ctx.params.storeTimeoutMs } }]);
}

function poll(ctx: ProjectionContext, { durable, round }: ProjectionState): void {
  const { store, batch: max } = ctx.params;
  const body = { after: durable.position, max };
  ctx.call(store, 'readAll', body, { policies: STORE, control: true, data: round });
}

function pollLater(ctx: ProjectionContext, { round }: ProjectionState): void {
  ctx.setTimer('poll', ctx.params.pollMs * US_PER_MS, round);
}

function onTimer(ctx: ProjectionContext, state: ProjectionState, { data }: { data: Plain }): void {
  if (data === state.round) poll(ctx, state);
}

function onOutcome(ctx: ProjectionContext, state: ProjectionState, end: CallEnd): void {
  if (end.data !== state.round) return;
  if (!isGood(end.status)) {
    pollLater(ctx, state);
    return;
  }
  const { events, head } = end.answer as unknown as AllPart;
  state.head = head;
  showLag(ctx, state);
  if (events.length === 0) {
    pollLater(ctx, state);
    return;
  }
  if (ctx.params.savesPositionFirst) state.durable.position = events[events.length - 1].position;
  const batch: Batch = { round: state.round, events };
  ctx.work('applying', events.length * ctx.params.applyTimeMs * US_PER_MS, batch as unknown as Plain);
}

/** A batch is taken in, and saved together with the position. */
function onWork(ctx: ProjectionContext, state: ProjectionState, work: Work): void {
  const { round, events } = work.data as unknown as Batch;
  if (round !== state.round) return;
  const { durable } = state;
  for (const event of events) {
    follow(durable.balances, event);
    // What was stored before the run has an age, and no lag.
    if (event.atUs >= 0) ctx.observe('lagMs', Math.max(0, ctx.nowUs - event.atUs) / US_PER_MS);
  }
  durable.position = durable.balances.position;
  state.saved = { $shared: true, position: durable.position, afterCrash: false };
  ctx.count('applied', events.length);
  showLag(ctx, state);
  if (durable.position < state.head) {
    poll(ctx, state);
    return;
  }
  if (state.rebuilding) ctx.log(`${ctx.id} is built again: ${String(durable.position)} events`);
  state.rebuilding = false;
  pollLater(ctx, state);
}

function showLag(ctx: ProjectionContext, state: ProjectionState): void {
  ctx.gauge('lag', Math.max(0, state.head - state.durable.balances.position));
}

function onMessage(ctx: ProjectionContext, { durable }: ProjectionState, message: Message): void {
  if (message.type !== 'balance') {
    if (message.role !== 'note') ctx.reply(message, 'failed');
    return;
  }
  const { stream } = message.body as { stream: string };
  const { version = 0, balanceCents = 0 } = durable.balances.accounts.get(stream) ?? {};
  const answer: BalanceAnswer = { version, balanceCents };
  ctx.count('balancesRead');
  ctx.reply(message, 'completed', answer as unknown as Plain);
}

function rebuild(ctx: ProjectionContext, state: ProjectionState): null {
  state.durable = { balances: createBalances(), position: 0 };
  state.round++;
  state.rebuilding = true;
  state.saved = { $shared: true, position: 0, afterCrash: false };
  ctx.count('rebuilds');
  ctx.log(`${ctx.id} forgets all and begins with the first event`);
  showLag(ctx, state);
  poll(ctx, state);
  return null;
}

function face({ durable, head, rebuilding }: ProjectionState): Face {
  const { position } = durable.balances;
  const lag = Math.max(0, head - position);
  return {
    headline: { value: lag, unit: 'behind', help: 'events it has not taken in, as far as it knows' },
    chip: rebuilding
      ? { text: 'rebuilding', tone: 'warn' }
      : { text: `${String(durable.balances.accounts.size)} accounts`, tone: 'muted' },
    meters: [
      { label: 'position', text: String(position), ratio: head > 0 ? position / head : 1 },
      { label: 'applied', text: { metric: 'applied', stat: 'rate' }, unit: '/s' },
      { label: 'reads', text: { metric: 'balancesRead', stat: 'rate' }, unit: '/s' },
    ],
  };
}

/** Balances shown by the inspector. */
const ACCOUNTS_SHOWN = 12;

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'projection',
  title: 'Projection',
  glyph: 'cache',
  params: projectionParams,
  metrics: {
    lag: { type: 'gauge', unit: 'events', help: 'events in the store it has not taken in', better: 'less' },
    applied: { type: 'counter', unit: 'events', help: 'events taken in', better: 'neither' },
    balancesRead: { type: 'counter', unit: 'reads', help: 'balances read', better: 'neither' },
    rebuilds: { type: 'counter', unit: 'rebuilds', help: 'times it was built again', better: 'neither' },
    lagMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'from an event’s storing, by the clock of the store, to its being taken in',
      better: 'less',
    },
  },
  boot,
  restart,
  onMessage,
  onTimer,
  onWork,
  onOutcome,
  onParams: usePolicies,
  actions: {
    rebuild: {
      title: 'Rebuild',
      help: 'Throws all balances away and takes every event in again, from the first.',
      refuse: (state: ProjectionState) => (state.rebuilding ? 'It is being built again already.' : null),
      run: rebuild,
    },
  },
  face,
  inspect: ({ durable: { balances }, head, rebuilding }: ProjectionState) => ({
    position: balances.position,
    newestEvent: head,
    rebuilding,
    accounts: [...balances.accounts]
      .slice(0, ACCOUNTS_SHOWN)
      .map(([account, { version, balanceCents }]) => ({ account, version, balanceCents })),
  }),
  picture: ({ durable: { balances } }: ProjectionState) => ({
    versions: Object.fromEntries([...balances.accounts].map(([stream, { version }]) => [stream, version])),
  }),
  unaffectedBy: { skew: 'goes by positions, not by time' },
  roots: ['poll'],
});
