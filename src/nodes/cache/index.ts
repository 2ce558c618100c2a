/**
 * A cache node: an in-memory cache that may stand in front of a database and read and write through it. A crash
 * empties it, and loses the writes it had acknowledged and not yet flushed.
 */
import { defineNodeKind, type Context, type Face, type Tone } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Timer, type Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import {
  clear,
  createCache,
  entriesOf,
  fill,
  lease,
  lookup,
  remove,
  resize,
  sizeOf,
  store,
  storeIfNewer,
  type CacheEntry,
  type CacheState,
} from '../../patterns/cache/index';
import {
  addWrite,
  confirmBatch,
  createWriteBuffer,
  dirtyCount,
  requeueBatch,
  takeBatch,
  type WriteBuffer,
} from '../../patterns/caching-strategies/index';
import { cacheParams } from './params';

type CacheContext = Context<typeof cacheParams>;

interface CacheNodeState {
  cache: CacheState<number>;
  buffer: WriteBuffer;
  /** Keys being renewed before they expire. */
  refreshing: Set<number>;
}

/** What the cache is asked. Fields that a type of message does not need are absent. */
export type CacheRequest = {
  key: number;
  value?: number;
  version?: number;
  /** `get`: hand out a lease on a miss. `set`: what the fill needs to be let in. */
  rule?: 'always' | 'ifNewer' | 'lease';
  token?: number;
  refreshAhead?: boolean;
};

const DATABASE = 'database';

function boot(ctx: CacheContext): CacheNodeState {
  const { capacity, policy, ttlMode } = ctx.params;
  usePolicies(ctx);
  ctx.setTimer('flush', ctx.params.flushIntervalMs * US_PER_MS);
  const cache = createCache<number>({ policy, capacity, ttlUs: ttlUs(ctx), ttlMode });
  return { cache, buffer: createWriteBuffer(), refreshing: new Set() };
}

function usePolicies(ctx: CacheContext): void {
  ctx.usePolicies(DATABASE, [{ id: 'timeout', params: { timeoutMs: ctx.params.databaseTimeoutMs } }]);
}

function ttlUs(ctx: CacheContext): number {
  return ctx.params.ttlMs > 0 ? Math.round(ctx.params.ttlMs * US_PER_MS) : Infinity;
}

function onMessage(ctx: CacheContext, _state: CacheNodeState, message: Message): void {
  ctx.work('lookup', ctx.params.lookupTimeMs * US_PER_MS, message as unknown as Plain);
}

function onWork(ctx: CacheContext, state: CacheNodeState, work: Work): void {
  const message = work.data as unknown as Message;
  const request = message.body as CacheRequest;
  switch (message.type) {
    case 'get':
      get(ctx, state, message, request);
      break;
    case 'set':
      set(ctx, state, message, request);
      break;
    case 'delete':
      remove(state.cache, request.key);
      ctx.reply(message, 'completed');
      break;
    case 'readThrough':
      readThrough(ctx, state, message, request);
      break;
    case 'writeBehind':
      writeBehind(ctx, state, message, request);
      break;
    default:
      writeThrough(ctx, state, message, request);
  }
  ctx.gauge('entries', sizeOf(state.cache));
}

/** Looks a key up and counts it. @returns the entry on a hit, else null */
function find(ctx: CacheContext, state: CacheNodeState, key: number): CacheEntry<number> | null {
  const found = lookup(state.cache, key, ctx.nowUs);
  ctx.count('lookups');
  if (found.outcome !== 'hit') return null;
  ctx.count('hits');
  return found.entry;
}

function put(ctx: CacheContext, state: CacheNodeState, key: number, value: number, version: number): void {
  const evicted = store(state.cache, key, value, ctx.nowUs, chanceOf(ctx), version);
  if (evicted !== null) ctx.count('evictions');
}

function chanceOf(ctx: CacheContext): () => number {
  return () => ctx.uniform('eviction');
}

function get(ctx: CacheContext, state: CacheNodeState, message: Message, request: CacheRequest): void {
  const entry = find(ctx, state, request.key);
  if (entry) ctx.reply(message, 'completed', { hit: true, value: entry.value, version: entry.version });
  else {
    const token = request.rule === 'lease' ? lease(state.cache, request.key) : 0;
    ctx.reply(message, 'completed', { hit: false, token });
  }
}

/** A fill by the application, which may be refused: by version, or for want of a valid lease. */
function set(ctx: CacheContext, state: CacheNodeState, message: Message, request: CacheRequest): void {
  const { key, value = 0, version = 0, token = 0, rule = 'always' } = request;
  const { cache } = state;
  let stored = true;
  if (rule === 'ifNewer') stored = storeIfNewer(cache, key, value, ctx.nowUs, chanceOf(ctx), version).stored;
  else if (rule === 'lease')
    stored = fill(cache, key, value, token, ctx.nowUs, chanceOf(ctx), version).stored;
  else put(ctx, state, key, value, version);
  if (!stored) ctx.log(`${ctx.id} refused an old value of key ${String(key)}`);
  ctx.reply(message, 'completed', { stored });
}

function readThrough(
  ctx: CacheContext,
  state: CacheNodeState,
  message: Message,
  request: CacheRequest,
): void {
  const entry = find(ctx, state, request.key);
  if (entry) {
    ctx.reply(message, 'completed', { hit: true, value: entry.value, version: entry.version });
    if (request.refreshAhead === true) refresh(ctx, state, entry);
    return;
  }
  const token = lease(state.cache, request.key);
  ctx.call(
    ctx.params.database,
    'read',
    { key: request.key },
    {
      policies: DATABASE,
      serving: message,
      data: { then: 'load', message: message as unknown as Plain, token },
    },
  );
}

/** Renews an entry that is about to expire while it is still served. One renewal a key at a time. */
function refresh(ctx: CacheContext, state: CacheNodeState, entry: CacheEntry<number>): void {
  const key = Number(entry.key);
  const age = ctx.nowUs - entry.storedAtUs;
  if (age < ctx.params.refreshAtRatio * state.cache.ttlUs || state.refreshing.has(key)) return;
  state.refreshing.add(key);
  ctx.call(
    ctx.params.database,
    'read',
    { key },
    {
      policies: DATABASE,
      data: { then: 'refresh', key, token: lease(state.cache, key) },
    },
  );
}

/** Write-through, write-around and both at once: the database decides, the client waits for it. */
function writeThrough(
  ctx: CacheContext,
  state: CacheNodeState,
  message: Message,
  request: CacheRequest,
): void {
  const { key, value = 0 } = request;
  if (message.type === 'writeBoth') put(ctx, state, key, value, ctx.nowUs);
  ctx.call(
    ctx.params.database,
    'write',
    { key, value },
    {
      policies: DATABASE,
      serving: message,
      data: { then: message.type, message: message as unknown as Plain },
    },
  );
}

function writeBehind(
  ctx: CacheContext,
  state: CacheNodeState,
  message: Message,
  request: CacheRequest,
): void {
  const { key, value = 0 } = request;
  const version = ctx.nowUs;
  put(ctx, state, key, value, version);
  addWrite(state.buffer, { $shared: true, key, value, version }, ctx.params.coalesce);
  ctx.gauge('dirtyWrites', dirtyCount(state.buffer));
  ctx.reply(message, 'completed', { value, version });
}

/** Time to flush: the buffered writes go to the database in one message. */
function onTimer(ctx: CacheContext, state: CacheNodeState, timer: Timer): void {
  ctx.repeatTimer(timer, ctx.params.flushIntervalMs * US_PER_MS);
  const batch = takeBatch(state.buffer, ctx.params.flushBatch);
  if (batch.length === 0) return;
  ctx.count('flushes');
  ctx.call(
    ctx.params.database,
    'write',
    { batch: batch as unknown as Plain },
    {
      policies: DATABASE,
      data: { then: 'flush' },
    },
  );
}

/** What the cache wanted to do with an answer of the database. */
interface Errand {
  then: 'load' | 'refresh' | 'flush' | 'writeThrough' | 'writeAround' | 'writeBoth';
  message: Message;
  key: number;
  token: number;
}

function onOutcome(ctx: CacheContext, state: CacheNodeState, end: CallEnd): void {
  const errand = end.data as unknown as Errand;
  const good = isGood(end.status);
  const answer = end.answer as { value: number; version: number } | null;
  if (errand.then === 'flush') {
    endFlush(ctx, state, good);
    return;
  }
  if (errand.then === 'refresh') state.refreshing.delete(errand.key);
  const key = errand.then === 'refresh' ? errand.key : (errand.message.body as CacheRequest).key;
  if (good && answer !== null) keep(ctx, state, errand, key, answer);
  ctx.gauge('entries', sizeOf(state.cache));
  if (errand.then === 'refresh') return;
  ctx.reply(errand.message, end.status, good ? { ...answer, hit: false } : null);
}

/** What an answer of the database leaves in the cache. */
function keep(
  ctx: CacheContext,
  state: CacheNodeState,
  errand: Errand,
  key: number,
  { value, version }: { value: number; version: number },
): void {
  const { cache } = state;
  if (errand.then === 'load' || errand.then === 'refresh') {
    fill(cache, key, value, errand.token, ctx.nowUs, chanceOf(ctx), version);
  } else if (errand.then === 'writeAround') remove(cache, key);
  else storeIfNewer(cache, key, value, ctx.nowUs, chanceOf(ctx), version);
}

function endFlush(ctx: CacheContext, state: CacheNodeState, good: boolean): void {
  if (good) {
    ctx.count('writesFlushed', state.buffer.flushing.length);
    confirmBatch(state.buffer);
  } else {
    ctx.log(`${ctx.id} could not flush ${String(state.buffer.flushing.length)} writes: they wait again`);
    requeueBatch(state.buffer, ctx.params.coalesce);
  }
  ctx.gauge('dirtyWrites', dirtyCount(state.buffer));
}

function onParams(ctx: CacheContext, state: CacheNodeState): void {
  usePolicies(ctx);
  state.cache.ttlUs = ttlUs(ctx);
  state.cache.ttlMode = ctx.params.ttlMode;
  const evicted = resize(state.cache, ctx.params.capacity, chanceOf(ctx));
  if (evicted.length > 0) ctx.count('evictions', evicted.length);
  ctx.gauge('entries', sizeOf(state.cache));
}

const SLOTS_DRAWN = 12;

function face(state: CacheNodeState, params: CacheContext['params']): Face {
  const used = sizeOf(state.cache);
  const dirty = dirtyCount(state.buffer);
  const drawn = Math.min(params.capacity, SLOTS_DRAWN);
  const full = Math.ceil((used / params.capacity) * drawn);
  return {
    headline: {
      value: { metric: 'hits', stat: 'ratio', over: 'lookups', times: 100 },
      unit: '% hits',
      help: 'share of lookups that found their key',
    },
    chip: { text: params.policy, tone: 'muted' },
    meters: [
      {
        label: 'entries',
        text: `${String(used)} of ${String(params.capacity)}`,
        ratio: used / params.capacity,
      },
      { label: 'unflushed', text: String(dirty), tone: dirty > 0 ? 'warn' : 'calm' },
    ],
    slots: {
      label: `${String(used)} of ${String(params.capacity)} entries`,
      tones: Array.from({ length: drawn }, (_, i): Tone => (i < full ? 'calm' : 'muted')),
      hidden: params.capacity - drawn,
    },
  };
}

/** Entries shown by the inspector. */
const ENTRIES_SHOWN = 20;

export const kind = defineNodeKind({
  kind: 'cache',
  title: 'Cache',
  glyph: 'cache',
  params: cacheParams,
  metrics: {
    lookups: { type: 'counter', unit: 'lookups', help: 'keys looked up', better: 'neither' },
    hits: { type: 'counter', unit: 'lookups', help: 'lookups that found their key', better: 'more' },
    evictions: {
      type: 'counter',
      unit: 'entries',
      help: 'entries that left for want of room',
      better: 'less',
    },
    entries: { type: 'gauge', unit: 'entries', help: 'entries held', better: 'neither' },
    dirtyWrites: {
      type: 'gauge',
      unit: 'writes',
      help: 'acknowledged writes the database does not have yet',
      better: 'less',
    },
    flushes: { type: 'counter', unit: 'flushes', help: 'batches sent to the database', better: 'neither' },
    writesFlushed: {
      type: 'counter',
      unit: 'writes',
      help: 'buffered writes that arrived',
      better: 'neither',
    },
  },
  boot,
  onMessage,
  onWork,
  onTimer,
  onOutcome,
  onParams,
  actions: {
    empty: {
      title: 'Empty the cache',
      help: 'Forgets every entry; buffered writes stay.',
      refuse: (state: CacheNodeState) => (sizeOf(state.cache) === 0 ? 'It is empty already.' : null),
      run: (ctx, state) => {
        ctx.log(`${ctx.id} forgets ${String(sizeOf(state.cache))} entries`);
        clear(state.cache);
        ctx.gauge('entries', 0);
        return null;
      },
    },
  },
  face,
  inspect: (state: CacheNodeState) => ({
    entries: sizeOf(state.cache),
    unflushed: dirtyCount(state.buffer),
    nextToLeave: entriesOf(state.cache)
      .slice(0, ENTRIES_SHOWN)
      .map(({ key, value, version }) => ({ key, value, writtenAtUs: version })),
  }),
  unaffectedBy: { skew: 'measures age, not the time of day' },
});
