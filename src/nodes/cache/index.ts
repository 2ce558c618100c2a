/**
 * A cache node: an in-memory cache that may stand in front of a database and read and write through it. A crash
 * empties it, and loses the writes it had acknowledged and not yet flushed.
 */
import { defineNodeKind } from '../../kernel/contract';
import type { CallEnd, Message, Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import { clear, createCache, resize, sizeOf } from '../../patterns/cache/index';
import { createWriteBuffer, dirtyCount } from '../../patterns/caching-strategies/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { assign, createStation, dequeue, enqueue, release, waitingCount, type Job } from '../station';
import { face, inspect } from './face';
import { changeInterval, endFlush, flush, isFlush, onFlushTimer, startFlushing } from './flush';
import { cacheMetrics } from './metrics';
import { cacheParams } from './params';
import { endErrand, serve } from './requests';
import { chanceOf, DATABASE, showFill, ttlUsOf, type CacheContext, type CacheNodeState } from './state';

export type { CacheNodeState, CacheRequest } from './state';

function boot(ctx: CacheContext): CacheNodeState {
  const { capacity, policy, ttlMode } = ctx.params;
  usePolicies(ctx);
  return {
    cache: createCache<number>({ policy, capacity, ttlUs: ttlUsOf(ctx), ttlMode }),
    buffer: createWriteBuffer(),
    station: createStation(ctx.params.workers),
    refreshing: new Set(),
    flush: startFlushing(ctx),
    flushIntervalMs: ctx.params.flushIntervalMs,
  };
}

function usePolicies(ctx: CacheContext): void {
  ctx.usePolicies(DATABASE, [{ id: 'timeout', params: { timeoutMs: ctx.params.databaseTimeoutMs } }]);
}

function onMessage(ctx: CacheContext, state: CacheNodeState, message: Message): void {
  const { workers, queueCapacity } = ctx.params;
  const { station } = state;
  if (workers > 0) {
    const job: Job = { message, arrivedAtUs: ctx.nowUs, startedAtUs: -1, status: 'completed' };
    if (assign(station, job, ctx.nowUs) < 0) {
      if (waitingCount(station) < queueCapacity) enqueue(station, job);
      else ctx.reply(message, 'rejected');
      ctx.gauge('queueLength', waitingCount(station));
      return;
    }
  }
  lookUp(ctx, message);
}

function lookUp(ctx: CacheContext, message: Message): void {
  ctx.work('lookup', ctx.params.lookupTimeMs * US_PER_MS, message as unknown as Plain);
}

function onWork(ctx: CacheContext, state: CacheNodeState, work: Work): void {
  const message = work.data as unknown as Message;
  if (ctx.params.workers > 0) lookUpNext(ctx, state, message);
  serve(ctx, state, message);
  showFill(ctx, state);
}

/** A lookup is done: its worker takes the request that waits longest. */
function lookUpNext(ctx: CacheContext, { station }: CacheNodeState, done: Message): void {
  const worker = station.workers.findIndex((job) => job?.message === done);
  const job = release(station, worker, ctx.params.workers);
  if (job !== null && job.startedAtUs > job.arrivedAtUs) ctx.span('waiting', job.arrivedAtUs, done);
  const next = dequeue(station, false);
  if (next === null) return;
  assign(station, next, ctx.nowUs);
  lookUp(ctx, next.message);
  ctx.gauge('queueLength', waitingCount(station));
}

function onOutcome(ctx: CacheContext, state: CacheNodeState, end: CallEnd): void {
  if (isFlush(end)) endFlush(ctx, state, end);
  else endErrand(ctx, state, end);
  showFill(ctx, state);
}

function onParams(ctx: CacheContext, state: CacheNodeState): void {
  usePolicies(ctx);
  changeInterval(ctx, state);
  state.cache.ttlUs = ttlUsOf(ctx);
  state.cache.ttlMode = ctx.params.ttlMode;
  const evicted = resize(state.cache, ctx.params.capacity, chanceOf(ctx));
  if (evicted.length > 0) ctx.count('evictions', evicted.length);
  showFill(ctx, state);
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'cache',
  title: 'Cache',
  glyph: 'cache',
  params: cacheParams,
  metrics: cacheMetrics,
  boot,
  onMessage,
  onWork,
  onTimer: onFlushTimer,
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
        showFill(ctx, state);
        return null;
      },
    },
    flush: {
      title: 'Flush now',
      help: 'Sends buffered writes to the database without waiting for the interval.',
      refuse: (state: CacheNodeState) => {
        if (dirtyCount(state.buffer) === 0) return 'No write waits to be flushed.';
        return state.buffer.flushing.length > 0 ? 'A flush is under way.' : null;
      },
      run: (ctx, state) => {
        ctx.log(`${ctx.id} flushes ${String(flush(ctx, state))} writes by hand`);
        return null;
      },
    },
  },
  face,
  inspect,
  unaffectedBy: { skew: 'measures age, not the time of day' },
});
