/**
 * A stage of a pipeline: a buffer, workers, and a policy towards those who send. What it has worked on it hands to
 * the next stage, in that one's own time; the last one is the sink. Any source or service may send to it.
 */
import { defineNodeKind, type Face, type MetricSpec } from '../../kernel/contract';
import type { CallEnd, Message, Timer, Work } from '../../kernel/message';
import { US_PER_MS } from '../../kernel/time';
import { buffered, isLimited } from '../../patterns/backpressure/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { onItem, onReady, refill, useParams, type Ready } from './intake';
import { handOver, onAnswer, onDemand, sendOn, usePolicies } from './outflow';
import { stageParams } from './params';
import { createState, showLoad, type StageContext, type StageState } from './state';

/** How often a publisher that may send nothing says that it is there. */
const READY_EVERY_US = 500 * US_PER_MS;

function boot(ctx: StageContext): StageState {
  usePolicies(ctx);
  const state = createState(ctx);
  if (ctx.nowUs > 0) ctx.count('restarts');
  if (ctx.params.downstream !== '') {
    sayReady(ctx, state);
    ctx.setTimer('ready', READY_EVERY_US);
  }
  return state;
}

function sayReady(ctx: StageContext, { session }: StageState): void {
  const ready: Ready = { session };
  ctx.send(ctx.params.downstream, 'ready', ready);
}

function onTimer(ctx: StageContext, state: StageState, timer: Timer): void {
  ctx.repeatTimer(timer, READY_EVERY_US);
  if (state.outlet.subscription === 0 || state.outgoing.length > 0) sayReady(ctx, state);
}

function onMessage(ctx: StageContext, state: StageState, message: Message): void {
  if (message.type === 'ready') onReady(ctx, state, message);
  else if (message.type === 'demand') onDemand(ctx, state, message);
  else if (message.role === 'control') ctx.reply(message, 'completed');
  else if (message.role === 'request') {
    onItem(ctx, state, message);
    refill(ctx, state);
  }
  showLoad(ctx, state);
}

/** Who waits at the door has given up; what has been taken stays. */
function onCancel(ctx: StageContext, state: StageState, { from, call, attempt }: Message): void {
  const at = state.door.findIndex(
    ({ message }) => message.from === from && message.call === call && message.attempt === attempt,
  );
  if (at < 0) return;
  for (const { message } of state.door.splice(at, 1)) ctx.abandon(message, 'cancelled');
  showLoad(ctx, state);
}

function onWork(ctx: StageContext, state: StageState, work: Work): void {
  handOver(ctx, state, Number(work.data));
  showLoad(ctx, state);
}

function onOutcome(ctx: StageContext, state: StageState, end: CallEnd): void {
  onAnswer(ctx, state, end);
  showLoad(ctx, state);
}

function onParams(ctx: StageContext, state: StageState): void {
  usePolicies(ctx);
  useParams(ctx, state);
  if (ctx.params.downstream !== '') sendOn(ctx, state);
  showLoad(ctx, state);
}

const PLACES_DRAWN = 12;
const POLICY_WORDS = Object.fromEntries(stageParams.policy.options.map(({ value, title }) => [value, title]));

function face(state: StageState, params: StageContext['params']): Face {
  const waiting = buffered(state.buffer);
  const isBounded = params.policy !== 'unbounded';
  const drawn = isBounded ? Math.min(params.bound, PLACES_DRAWN) : PLACES_DRAWN;
  const taken = params.bound > drawn && isBounded ? Math.ceil((waiting / params.bound) * drawn) : waiting;
  const tone = !isBounded ? 'warn' : waiting >= params.bound ? 'bad' : 'calm';
  const done = params.downstream === '' ? 'finished' : 'worked';
  return {
    headline: { value: { metric: done, stat: 'rate' }, unit: '/s', help: 'items worked on a second' },
    chip: { text: POLICY_WORDS[params.policy], tone: isBounded ? 'muted' : 'warn' },
    meters: [
      {
        label: 'busy',
        text: { metric: 'busyWorkers', stat: 'mean', times: 100 / params.workers },
        unit: '%',
        ratio: { metric: 'busyWorkers', stat: 'mean', times: 1 / params.workers },
        tone: state.blocked > 0 ? 'warn' : 'calm',
      },
      params.policy === 'credits'
        ? { label: 'requested', text: String(state.buffer.promised) }
        : {
            label: 'at the door',
            text: String(state.door.length),
            tone: state.door.length > 0 ? 'warn' : 'calm',
          },
      isBounded
        ? { label: 'dropped', text: { metric: 'dropped', stat: 'rate' }, unit: '/s' }
        : memoryMeter(state, params),
    ],
    slots: {
      label: isBounded ? `buffer ${String(waiting)} of ${String(params.bound)}` : `buffer ${String(waiting)}`,
      tones: Array.from({ length: drawn }, (_, i) => (i < taken ? tone : 'muted')),
      hidden: Math.max(0, (isBounded ? params.bound : waiting) - drawn),
    },
  };
}

function memoryMeter({ bytes }: StageState, { memoryMb }: StageContext['params']): Face['meters'][number] {
  const ratio = bytes / (memoryMb * 1e6);
  return {
    label: 'memory',
    text: (bytes / 1e6).toFixed(1),
    unit: 'MB',
    ratio,
    tone: ratio > 0.75 ? 'bad' : 'calm',
  };
}

const counter = (help: string, better: MetricSpec['better'], unit = 'items'): MetricSpec => ({
  type: 'counter',
  unit,
  help,
  better,
});
const gauge = (help: string, better: MetricSpec['better'], unit = 'items'): MetricSpec => ({
  type: 'gauge',
  unit,
  help,
  better,
});

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'stage',
  title: 'Stage',
  glyph: 'service',
  params: stageParams,
  metrics: {
    buffered: gauge('items in the buffer', 'less'),
    atDoor: gauge('items offered that wait for a place', 'less'),
    promised: gauge('items requested that have not come', 'neither'),
    busyWorkers: gauge('workers with an item in hand', 'neither', 'workers'),
    blockedWorkers: gauge('workers that are done and cannot hand over', 'less', 'workers'),
    memoryMb: gauge('memory of the items it holds', 'less', 'MB'),
    restarts: counter('times it started again', 'less', 'restarts'),
    taken: counter('items taken in', 'more'),
    worked: counter('items worked on', 'more'),
    finished: counter('items worked on to their end, at a sink', 'more'),
    passedOn: counter('items the downstream has taken', 'more'),
    dropped: counter('items dropped for want of a place', 'less'),
    refused: counter('items refused for want of a place', 'less'),
    refusedDownstream: counter('items worked on in vain: the downstream refused them', 'less'),
    sentAgain: counter('items sent once more for want of an answer', 'less'),
    requestsSent: counter('requests for more items', 'neither', 'requests'),
    waitMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time in the buffer of items that came out of it to be worked on',
      better: 'less',
    },
    ageMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time from an item’s source to its end, at a sink',
      better: 'less',
    },
  },
  boot,
  comesBackAfterUs: ({ startMs }) => startMs * US_PER_MS,
  memoryLimitBytes: ({ memoryMb }) => memoryMb * 1e6,
  onMessage,
  onCancel,
  onTimer,
  onWork,
  onOutcome,
  onParams,
  face,
  inspect: (state: StageState) => ({
    buffered: buffered(state.buffer),
    atDoor: state.door.length,
    requested: state.buffer.promised,
    busyWorkers: state.busy,
    blockedWorkers: state.blocked,
    downstream:
      state.outlet.subscription === 0
        ? null
        : {
            sent: state.outlet.sent,
            maySend: isLimited(state.outlet) ? state.outlet.upTo - state.outlet.sent : 'any number',
            unanswered: state.unanswered.size,
          },
  }),
  noteMeaning: ({ type }: Message) => (type === 'demand' ? 'news' : 'beat'),
  unaffectedBy: { skew: 'compares no clocks' },
});
