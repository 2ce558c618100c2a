/** What the cache does when it is asked, and with what the database answers. */
import { isGood, type CallEnd, type Message } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { lease, remove, store } from '../../patterns/cache/index';
import {
  addWrite,
  dropWrites,
  isDueForRefresh,
  letIn,
  settle,
  unflushed,
  type Errand,
  type StepEnd,
  type Versioned,
} from '../../patterns/caching-strategies/index';
import {
  chanceOf,
  countEvicted,
  DATABASE,
  find,
  type CacheContext,
  type CacheNodeState,
  type CacheRequest,
} from './state';

type Handler = (ctx: CacheContext, state: CacheNodeState, message: Message, request: CacheRequest) => void;

const get: Handler = (ctx, state, message, { key, rule }) => {
  const found = find(ctx, state, key);
  if (found) {
    ctx.reply(message, 'completed', { hit: true, value: found.value, version: found.version });
    return;
  }
  const token = rule === 'lease' ? lease(state.cache, key) : 0;
  ctx.reply(message, 'completed', { hit: false, token });
};

/** A value that the application brings, and that may be refused. */
const set: Handler = (ctx, state, message, request) => {
  const { key, value = 0, version = 0, token = 0, rule = 'always' } = request;
  const brought = { value, version };
  const { stored, evicted } = letIn(state.cache, rule, key, brought, token, ctx.nowUs, chanceOf(ctx));
  countEvicted(ctx, evicted);
  if (stored && version > (unflushed(state.buffer, key)?.version ?? Infinity)) dropWrites(state.buffer, key);
  if (!stored) ctx.count('refusedFills');
  ctx.reply(message, 'completed', { stored });
};

/** The database has something newer: neither the copy nor a buffered write of the key is worth anything. */
const forget: Handler = (ctx, state, message, { key }) => {
  remove(state.cache, key);
  dropWrites(state.buffer, key);
  ctx.reply(message, 'completed');
};

const readThrough: Handler = (ctx, state, message, { key, refreshAhead }) => {
  const found = find(ctx, state, key);
  if (!found) {
    askDatabase(ctx, 'read', { key }, { errand: 'load', token: lease(state.cache, key), message });
    return;
  }
  ctx.reply(message, 'completed', { hit: true, value: found.value, version: found.version });
  if (refreshAhead !== true || found.entry === null || state.refreshing.has(key)) return;
  if (!isDueForRefresh(found.entry, state.cache.ttlUs, ctx.params.refreshAtRatio, ctx.nowUs)) return;
  state.refreshing.add(key);
  askDatabase(ctx, 'read', { key }, { errand: 'refresh', token: lease(state.cache, key), key });
};

/** The database decides, and the client waits for it. */
const passOn: Handler = (ctx, state, message, { key, value = 0 }) => {
  const errand = message.type as Errand;
  if (errand === 'writeBoth') {
    countEvicted(ctx, store(state.cache, key, value, ctx.nowUs, chanceOf(ctx), ctx.nowUs));
  }
  askDatabase(ctx, 'write', { key, value }, { errand, token: 0, message });
};

/** The client is answered at once; the database gets the write at a later flush. */
const writeBehind: Handler = (ctx, state, message, { key, value = 0 }) => {
  const version = ctx.nowUs;
  countEvicted(ctx, store(state.cache, key, value, version, chanceOf(ctx), version));
  ctx.count('writesBuffered');
  const replaced = addWrite(state.buffer, { $shared: true, key, value, version }, ctx.params.coalesce);
  if (replaced) ctx.count('writesCoalesced');
  ctx.reply(message, 'completed', { value, version });
};

/** Handlers by type of message. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  get,
  set,
  delete: forget,
  readThrough,
  writeThrough: passOn,
  writeBoth: passOn,
  writeAround: passOn,
  writeBehind,
};

/** Does what a message asks; what it does not know fails. */
export function serve(ctx: CacheContext, state: CacheNodeState, message: Message): void {
  if (!Object.hasOwn(HANDLERS, message.type)) ctx.reply(message, 'failed');
  else HANDLERS[message.type](ctx, state, message, message.body as CacheRequest);
}

/** Why the database was asked, as the call carries it: for a message that waits, or for a key. */
type Asked = { errand: Errand; token: number } & ({ message: Message } | { key: number });

function askDatabase(ctx: CacheContext, type: 'read' | 'write', body: Plain, asked: Asked): void {
  const serving = 'message' in asked ? asked.message : undefined;
  ctx.call(ctx.params.database, type, body, {
    policies: DATABASE,
    serving,
    data: asked as unknown as Plain,
  });
}

/** The database has answered, or has not. */
export function endErrand(ctx: CacheContext, state: CacheNodeState, end: CallEnd): void {
  const asked = end.data as unknown as Asked;
  const { errand, token } = asked;
  const key = 'key' in asked ? asked.key : (asked.message.body as CacheRequest).key;
  const answer = isGood(end.status) ? (end.answer as Versioned | null) : null;
  const ended = endOf(end);
  const evicted = settle(state.cache, errand, key, ended, answer, token, ctx.nowUs, chanceOf(ctx));
  countEvicted(ctx, evicted);
  if (errand === 'refresh') state.refreshing.delete(key);
  else if (errand !== 'load' && ended === 'well') dropWrites(state.buffer, key);
  if (!('message' in asked)) return;
  const body = answer === null ? null : { value: answer.value, version: answer.version, hit: false };
  ctx.reply(asked.message, end.status, body);
}

/** How a call to the database ended, as the strategies see it. */
function endOf({ status }: CallEnd): StepEnd {
  if (isGood(status)) return 'well';
  return status === 'timedOut' ? 'unknown' : 'badly';
}
