/** Does what the pattern asks for. While the disk writes, nothing leaves the server that may depend on it. */
import type { ModeChange } from '../../kernel/contract';
import type { Message, Timer } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { DEFAULT_BYTES } from '../../kernel/network';
import { NO_EVENT, type EventHandle } from '../../kernel/queue';
import { US_PER_MS } from '../../kernel/time';
import {
  handle,
  type Answer,
  type Effect,
  type RaftEvent,
  type RaftMessage,
  type TimerName,
} from '../../patterns/raft/index';
import type { CommandAnswer, CommandBody, RaftContext, RaftNodeState } from './state';

/** Size of an entry, or of a key in a snapshot. */
const ENTRY_BYTES = 100;

/** Lets something happen to the server, and does what follows from it. `fired` is the timer that made it happen. */
export function happen(
  ctx: RaftContext,
  state: RaftNodeState,
  event: RaftEvent,
  fired: Timer | null = null,
): void {
  const { commitIndex, durable } = state;
  const { term } = durable;
  const { length } = durable.log;
  const effects = handle(state, event, ctx.clockUs(), () => ctx.uniform('elections'));
  if (ctx.params.diskMs > 0 && (state.disk.writing || effects.some(isPersist))) {
    for (const effect of effects) if (!isOutward(effect)) doInside(ctx, state, effect, fired);
    write(ctx, state, effects.filter(isOutward), effects.some(isPersist));
  } else {
    for (const effect of effects) {
      if (isOutward(effect)) sendOut(ctx, state, effect);
      else doInside(ctx, state, effect, fired);
    }
  }
  if (state.commitIndex !== commitIndex) ctx.gauge('commitIndex', state.commitIndex);
  if (durable.term !== term) ctx.gauge('term', durable.term);
  if (durable.log.length !== length) ctx.gauge('logEntries', durable.log.length);
}

function isPersist(effect: Effect): boolean {
  return effect.type === 'persist';
}

/** It leaves the server. */
function isOutward({ type }: Effect): boolean {
  return type === 'send' || type === 'respond';
}

/** Puts messages behind the disk: behind this write if there was none, behind the next if one is under way. */
function write(ctx: RaftContext, state: RaftNodeState, outward: readonly Effect[], writes: boolean): void {
  const { disk } = state;
  if (disk.writing) {
    disk.behindNext.push(...outward);
    disk.writesNext ||= writes;
    return;
  }
  disk.writing = true;
  disk.behindThis.push(...outward);
  ctx.work('disk', ctx.params.diskMs * US_PER_MS);
}

/** The disk has written. */
export function onDisk(ctx: RaftContext, state: RaftNodeState): void {
  const { disk } = state;
  const written = disk.behindThis;
  disk.behindThis = disk.behindNext;
  disk.behindNext = [];
  disk.writing = disk.writesNext;
  disk.writesNext = false;
  for (const effect of written) sendOut(ctx, state, effect);
  if (disk.writing) {
    ctx.work('disk', ctx.params.diskMs * US_PER_MS);
    return;
  }
  for (const effect of disk.behindThis.splice(0)) sendOut(ctx, state, effect);
}

function sendOut(ctx: RaftContext, state: RaftNodeState, effect: Effect): void {
  if (effect.type === 'send') {
    const { to, message } = effect;
    if (message.type === 'snapshot') ctx.count('snapshotsSent');
    if (message.type === 'appendReply' && !message.ok) ctx.count('refusedAppends');
    ctx.send(to, message.type, message as unknown as Plain, bytesOf(message));
  } else if (effect.type === 'respond') answer(ctx, state, effect.token, effect.answer);
}

function bytesOf(message: RaftMessage): number {
  if (message.type === 'append') return DEFAULT_BYTES + ENTRY_BYTES * message.entries.length;
  if (message.type === 'snapshot') return DEFAULT_BYTES + ENTRY_BYTES * message.snapshot.store.values.size;
  return DEFAULT_BYTES;
}

function doInside(ctx: RaftContext, state: RaftNodeState, effect: Effect, fired: Timer | null): void {
  switch (effect.type) {
    case 'setTimer':
      setTimer(ctx, state, effect.timer, effect.afterUs, fired);
      break;
    case 'stopTimer':
      ctx.cancelTimer(state[effect.timer]);
      state[effect.timer] = NO_EVENT;
      break;
    case 'role':
      state.lastChange = ctx.changeMode(effect.change, '', state.durable.term);
      countChange(ctx, effect.change);
      break;
    case 'snapshot':
      ctx.count('snapshots');
  }
}

/** A timer that is set because it fired goes on as the same one; else its cause is what happens now. */
function setTimer(
  ctx: RaftContext,
  state: RaftNodeState,
  timer: TimerName,
  afterUs: number,
  fired: Timer | null,
): void {
  ctx.cancelTimer(state[timer]);
  const handle: EventHandle =
    fired?.name === timer && timer === 'heartbeat'
      ? ctx.repeatTimer(fired, afterUs)
      : ctx.setTimer(timer, afterUs);
  state[timer] = handle;
}

function countChange(ctx: RaftContext, { event, from, to }: Omit<ModeChange, 'atUs'>): void {
  if (event === 'electionTimeout' && from === 'candidate') ctx.count('splitVotes');
  if (to === 'candidate' && (from !== to || event === 'electionTimeout')) ctx.count('elections');
  if (from === to) return;
  if (to === 'leader') ctx.count('leaders');
  if (from === 'leader') ctx.count('stepDowns');
}

/** A request of a client: its answer comes when the server has one. */
export function askServer(ctx: RaftContext, state: RaftNodeState, message: Message): void {
  const { session, serial, operation } = message.body as unknown as CommandBody;
  const token = ++state.askedCount;
  state.asked.set(token, { $shared: true, message, arrivedUs: ctx.nowUs });
  happen(ctx, state, { type: 'command', command: { token, session, serial, operation } });
}

function answer(ctx: RaftContext, state: RaftNodeState, token: number, told: Answer): void {
  const asked = state.asked.get(token);
  if (asked === undefined) return;
  state.asked.delete(token);
  const { message, arrivedUs } = asked;
  if (told.outcome === 'done') {
    const { ok, value } = told.result;
    if (message.type !== 'read') ctx.observe('commitLatencyMs', (ctx.nowUs - arrivedUs) / US_PER_MS);
    reply(ctx, message, 'completed', { ok, value, index: told.index, leader: state.id });
    return;
  }
  const { leader } = told;
  if (told.outcome === 'redirect') ctx.count('redirects');
  const status = told.outcome === 'redirect' ? 'rejected' : 'failed';
  reply(ctx, message, status, { ok: false, value: null, index: 0, leader });
}

function reply(
  ctx: RaftContext,
  message: Message,
  status: 'completed' | 'rejected' | 'failed',
  body: CommandAnswer,
): void {
  ctx.reply(message, status, body as unknown as Plain);
}
