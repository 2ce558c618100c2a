/**
 * A client of a store: sessions that think, ask a node of the store, and go on. What was asked and told is kept as a
 * history, for promises about what clients may see. Nothing is repeated: a write sent twice could take effect twice.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { contextOf, includes, mergeVersions, NO_CLOCK, type Version } from '../../patterns/quorum/index';
import { closeOperation, createClientHistory, inspectHistory, type ClientOperation } from '../client-history';
import {
  beginOperation,
  byHand,
  closeAll,
  isHeldBack,
  openSessions,
  resumeSessions,
  think,
  type Sessions,
} from '../client-sessions';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import type { ClientAnswer, ClientBody } from '../quorum-node/index';
import { storeClientParams } from './params';
import { isStale, newestKnown, noteWritten, type Known } from './staleness';

type StoreContext = Context<typeof storeClientParams>;

/** What a session has seen of a key: all, and of that its own last write. */
interface Seen {
  versions: readonly Version[];
  own: Version | null;
}

export interface StoreClientState extends Sessions {
  /** By place of the session, then by key. */
  seen: Map<number, Map<number, Seen>>;
  /** By place of the session: the node that coordinated its last write, and until when it is asked. */
  pins: Map<number, { node: string; untilUs: number }>;
  /** Nodes that did not answer, and until when they are not asked. */
  avoided: Map<string, number>;
  /** By key: the newest write that was acknowledged to any session. */
  known: Map<number, Known>;
}

/** What comes back with the end of a call. */
interface Pending {
  readonly place: number;
  readonly serial: number;
  readonly atLeast: Known | null;
}

function createClient(): StoreClientState {
  return {
    durable: createClientHistory(),
    sessions: [],
    heldBack: [],
    seen: new Map(),
    pins: new Map(),
    avoided: new Map(),
    known: new Map(),
  };
}

function boot(ctx: StoreContext): StoreClientState {
  return start(ctx, createClient());
}

function restart(ctx: StoreContext, durable: Plain): StoreClientState {
  const state = createClient();
  state.durable = durable as unknown as StoreClientState['durable'];
  closeAll(state, ctx.nowUs);
  return start(ctx, state);
}

function start(ctx: StoreContext, state: StoreClientState): StoreClientState {
  usePolicies(ctx);
  openSessions(ctx, state);
  return state;
}

const ASK = 'ask';

function usePolicies(ctx: StoreContext): void {
  ctx.usePolicies(ASK, [{ id: 'timeout', params: { timeoutMs: ctx.params.timeoutMs } }]);
}

function onTimer(ctx: StoreContext, state: StoreClientState, timer: Timer): void {
  const place = Number(timer.data);
  if (isHeldBack(ctx, state, place)) return;
  begin(ctx, state, place, ctx.uniform('kinds') < ctx.params.writeRatio ? 'write' : 'read');
}

/** A session asks for something, of this key or of one by chance. */
function begin(
  ctx: StoreContext,
  state: StoreClientState,
  place: number,
  kind: 'read' | 'write',
  arg = '',
): void {
  const request = ctx.beginRequest();
  const named = Number(arg);
  const isNamed = arg !== '' && Number.isInteger(named) && named >= 0 && named < ctx.params.keys;
  const key = isNamed ? named : ctx.params.keys > 1 ? ctx.below('keys', ctx.params.keys) : 0;
  const operation: ClientOperation =
    kind === 'read' ? { $shared: true, kind, key } : { $shared: true, kind, key, value: request };
  beginOperation(ctx, state, place, request, operation);
  const { serial } = state.sessions[place];
  const data: Pending = { place, serial, atLeast: newestKnown(state.known, key) };
  ctx.call(nodeFor(ctx, state, place), kind, bodyOf(ctx, state, place, operation) as unknown as Plain, {
    policies: ASK,
    request,
    data: data as unknown as Plain,
  });
}

/** Which node to ask: by chance one that answers, or the one the session is pinned to. */
function nodeFor(ctx: StoreContext, state: StoreClientState, place: number): string {
  const pin = state.pins.get(place);
  if (ctx.params.readsItsWrites === 'pinned' && pin !== undefined && pin.untilUs > ctx.nowUs) return pin.node;
  const all = ctx.members(ctx.params.to);
  for (const [node, untilUs] of state.avoided) if (untilUs <= ctx.nowUs) state.avoided.delete(node);
  const good = all.filter((node) => !state.avoided.has(node));
  const nodes = good.length > 0 ? good : all;
  return nodes[ctx.below('nodes', nodes.length)];
}

function bodyOf(
  { params }: StoreContext,
  { seen }: StoreClientState,
  place: number,
  operation: ClientOperation,
): ClientBody {
  const { key } = operation;
  const versions = seen.get(place)?.get(key)?.versions ?? [];
  if (operation.kind === 'read') {
    return params.readsItsWrites === 'token' ? { key, atLeast: versions.slice() } : { key };
  }
  const context = params.forgetsContext ? NO_CLOCK : contextOf(versions);
  return { key, value: operation.value, context: { ...context } };
}

function onOutcome(ctx: StoreContext, state: StoreClientState, end: CallEnd): void {
  const { place, serial, atLeast } = end.data as unknown as Pending;
  const open = state.durable.open[place];
  if (open === null || state.sessions[place].serial !== serial) return;
  const { operation } = open;
  if (isGood(end.status)) {
    state.avoided.delete(end.to);
    const { versions } = end.answer as unknown as ClientAnswer;
    if (operation.kind === 'read') noteRead(ctx, state, place, operation.key, versions, atLeast);
    else noteWrite(ctx, state, place, end.to, versions, open.invokedUs, operation.key);
    const values = versions.map(({ value }) => value);
    const value = values.length > 1 ? values : (values.at(0) ?? null);
    closeOperation(state.durable, place, { ok: true, value }, ctx.nowUs);
    ctx.count('answered');
  } else {
    noteBad(ctx, state, place, end, operation.kind);
  }
  ctx.endRequest(end.status, open.invokedUs);
  think(ctx, state, place);
}

/** A read that failed has done nothing, nor has what was refused; any other write may be done, now or later. */
function noteBad(
  ctx: StoreContext,
  state: StoreClientState,
  place: number,
  { status, to }: CallEnd,
  kind: ClientOperation['kind'],
): void {
  if (status === 'timedOut' && ctx.params.avoidMs > 0)
    state.avoided.set(to, ctx.nowUs + ctx.params.avoidMs * US_PER_MS);
  const nothing = kind === 'read' || status === 'rejected';
  ctx.count(nothing ? 'failed' : 'unknown');
  closeOperation(state.durable, place, nothing ? 'failed' : 'unknown', ctx.nowUs);
}

function seenBy({ seen }: StoreClientState, place: number, key: number): Seen {
  let keys = seen.get(place);
  if (keys === undefined) seen.set(place, (keys = new Map<number, Seen>()));
  let found = keys.get(key);
  if (found === undefined) keys.set(key, (found = { versions: [], own: null }));
  return found;
}

function noteRead(
  ctx: StoreContext,
  state: StoreClientState,
  place: number,
  key: number,
  versions: readonly Version[],
  atLeast: Known | null,
): void {
  const seen = seenBy(state, place, key);
  const { own } = seen;
  ctx.count('reads');
  if (versions.length > 1) ctx.count('siblingReads');
  if (
    own !== null &&
    !includes('lastWriteWins', versions, [own]) &&
    !includes('vectorClocks', versions, [own])
  )
    ctx.count('ownWritesMissed');
  if (isStale(state.durable.history, versions, atLeast)) ctx.count('staleReads');
  seen.versions = versions.slice();
}

function noteWrite(
  ctx: StoreContext,
  state: StoreClientState,
  place: number,
  node: string,
  versions: readonly Version[],
  begunUs: number,
  key: number,
): void {
  const seen = seenBy(state, place, key);
  seen.versions = mergeVersions('vectorClocks', seen.versions, versions);
  seen.own = versions[0];
  noteWritten(state.known, key, { $shared: true, value: versions[0].value, begunUs });
  state.pins.set(place, { node, untilUs: ctx.nowUs + ctx.params.pinMs * US_PER_MS });
}

function face({ durable, avoided }: StoreClientState): Face {
  const { open, history } = durable;
  return {
    headline: { value: { metric: 'answered', stat: 'rate' }, unit: '/s', help: 'operations answered' },
    chip: {
      text: avoided.size > 0 ? `avoids ${[...avoided.keys()].join(', ')}` : 'asks any node',
      tone: 'muted',
    },
    meters: [
      { label: 'under way', text: String(open.filter((one) => one !== null).length) },
      { label: 'done', text: String(history.length) },
      { label: 'stale', text: { metric: 'staleReads', stat: 'rate' }, unit: '/s' },
    ],
  };
}

function inspect({ durable, sessions, avoided }: StoreClientState): Plain {
  return {
    sessions: sessions.map(({ id, serial }) => ({ id, serial })),
    avoids: [...avoided.keys()],
    ...inspectHistory(durable),
  };
}

function asks(kind: 'read' | 'write') {
  return (ctx: StoreContext, state: StoreClientState, place: number, arg: string): void => {
    begin(ctx, state, place, kind, arg);
  };
}

export const policies = [timeoutPolicy];

const counter = (unit: string, help: string, better: 'more' | 'less' | 'neither') =>
  ({ type: 'counter', unit, help, better }) as const;

export const kind = defineNodeKind({
  kind: 'store-client',
  title: 'Store client',
  glyph: 'clients',
  params: storeClientParams,
  metrics: {
    answered: counter('operations', 'operations with a good answer', 'more'),
    failed: counter('operations', 'operations known to have done nothing', 'less'),
    unknown: counter('operations', 'writes that may be done or not: nobody knows', 'less'),
    reads: counter('reads', 'reads answered', 'more'),
    staleReads: counter(
      'reads',
      'reads that gave something older than the newest write acknowledged to this client before',
      'less',
    ),
    ownWritesMissed: counter('reads', 'reads that did not find the session’s own last write', 'less'),
    siblingReads: counter('reads', 'reads that gave more than one version', 'less'),
  },
  boot,
  restart,
  onMessage: () => undefined,
  onTimer,
  onOutcome,
  onParams: (ctx, state) => {
    usePolicies(ctx);
    resumeSessions(ctx, state);
  },
  actions: {
    write: byHand(asks('write'), 'Write', 'Writes a key, once.'),
    read: byHand(asks('read'), 'Read', 'Reads a key, once.'),
  },
  face,
  inspect,
  unaffectedBy: { skew: 'compares no clocks', slow: 'does no work of its own' },
  roots: ['think'],
});
