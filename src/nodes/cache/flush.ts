/** Write-behind: buffered writes go to the database from time to time, in batches. */
import { isGood, type CallEnd, type Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import type { EventHandle } from '../../kernel/queue';
import { US_PER_MS } from '../../kernel/time';
import { confirmBatch, requeueBatch, takeBatch } from '../../patterns/caching-strategies/index';
import { DATABASE, type CacheContext, type CacheNodeState } from './state';

/** Name of the timer, and the data that marks a call as a flush. */
const FLUSH = 'flush';

/** Sets the timer of the first flush. */
export function startFlushing(ctx: CacheContext): EventHandle {
  return ctx.setTimer(FLUSH, ctx.params.flushIntervalMs * US_PER_MS);
}

/** Another interval counts from now. */
export function changeInterval(ctx: CacheContext, state: CacheNodeState): void {
  const { flushIntervalMs } = ctx.params;
  if (flushIntervalMs === state.flushIntervalMs) return;
  state.flushIntervalMs = flushIntervalMs;
  ctx.moveTimer(state.flush, flushIntervalMs * US_PER_MS);
}

/** Time to flush; the next time is set at once, however long this flush takes. */
export function onFlushTimer(ctx: CacheContext, state: CacheNodeState, timer: Timer): void {
  state.flush = ctx.repeatTimer(timer, ctx.params.flushIntervalMs * US_PER_MS);
  flush(ctx, state);
}

/** Sends a batch, unless nothing waits or another one is still under way. @returns its size */
export function flush(ctx: CacheContext, state: CacheNodeState): number {
  const batch = takeBatch(state.buffer, ctx.params.flushBatch);
  if (batch.length === 0) return 0;
  ctx.count('flushes');
  const body = { batch: batch as unknown as Plain };
  ctx.call(ctx.params.database, 'write', body, { policies: DATABASE, data: FLUSH });
  return batch.length;
}

/** Whether the end of a call is that of a flush. */
export function isFlush(end: CallEnd): boolean {
  return end.data === FLUSH;
}

/** A batch has arrived, or waits again. While a whole batch waits, it follows at once. */
export function endFlush(ctx: CacheContext, state: CacheNodeState, end: CallEnd): void {
  const { buffer } = state;
  const size = buffer.flushing.length;
  if (isGood(end.status)) {
    ctx.count('writesFlushed', size);
    confirmBatch(buffer);
    if (buffer.waiting.size >= ctx.params.flushBatch) flush(ctx, state);
    return;
  }
  ctx.count('flushesFailed');
  ctx.log(`${ctx.id} could not flush ${String(size)} writes: they wait again`);
  const replaced = requeueBatch(buffer, ctx.params.coalesce);
  if (replaced > 0) ctx.count('writesCoalesced', replaced);
}
