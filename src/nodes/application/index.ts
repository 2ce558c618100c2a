/**
 * An application that keeps a cache and a database together by one of the caching strategies. It follows the
 * strategy's recipe step by step; each step is a call.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Status } from '../../kernel/message';
import { choice, onOff, real, ref } from '../../kernel/params';
import { US_PER_MS } from '../../kernel/time';
import {
  nextStep,
  STRATEGIES,
  type CachingStrategy,
  type Progress,
  type Step,
} from '../../patterns/caching-strategies/index';
import type { CacheRequest } from '../cache/index';
import type { RequestBody } from '../traffic-source/index';

const strategyOptions = Object.entries(STRATEGIES).map(([value, { title, help }]) => ({
  value: value as CachingStrategy,
  title,
  help,
}));

const applicationParams = {
  strategy: choice({
    title: 'Strategy',
    help: 'Who asks and writes what, in which order.',
    options: strategyOptions,
    default: 'cacheAside',
  }),
  cache: ref({ title: 'Cache', help: 'The cache it uses.', restarts: true }),
  database: ref({ title: 'Database', help: 'The database it uses.', restarts: true }),
  cacheTimeoutMs: real({
    title: 'Cache timeout',
    help: 'How long it waits for the cache.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 2000,
    low: 'the cache would never be in time.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  databaseTimeoutMs: real({
    title: 'Database timeout',
    help: 'How long it waits for the database.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 1500,
    low: 'no query would ever succeed.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  fillRule: choice({
    title: 'Fills are let in',
    help: 'Cache-aside: what keeps a slow reader from filling an old value after a write.',
    options: [
      { value: 'always', title: 'always', help: 'a late fill may bring back an old value' },
      { value: 'ifNewer', title: 'if newer', help: 'by version; a deleted key has none to compare with' },
      { value: 'lease', title: 'with a lease', help: 'a delete cancels the right to fill' },
    ],
    default: 'lease',
  }),
  updatesInsteadOfDeleting: onOff({
    title: 'Update instead of delete',
    help: 'After a write, puts the new value into the cache instead of deleting the old one.',
    default: false,
    breaks: 'two writers may update the cache in the wrong order',
  }),
  writesInParallel: onOff({
    title: 'Write both at once',
    help: 'Write-through to cache and database at the same time.',
    default: false,
    breaks: 'a write the database refuses stays in the cache',
  }),
};

type ApplicationContext = Context<typeof applicationParams>;

/** A request under way. */
interface Task {
  message: Message;
  /** The strategy it began with. */
  strategy: CachingStrategy;
  step: Step;
  status: Status;
  value: number;
  version: number;
  token: number;
}

interface ApplicationState {
  tasks: Map<number, Task>;
  started: number;
}

function boot(ctx: ApplicationContext): ApplicationState {
  usePolicies(ctx);
  return { tasks: new Map(), started: 0 };
}

function usePolicies(ctx: ApplicationContext): void {
  const { cacheTimeoutMs, databaseTimeoutMs } = ctx.params;
  ctx.usePolicies('cache', [{ id: 'timeout', params: { timeoutMs: cacheTimeoutMs } }]);
  ctx.usePolicies('database', [{ id: 'timeout', params: { timeoutMs: databaseTimeoutMs } }]);
}

function onMessage(ctx: ApplicationContext, state: ApplicationState, message: Message): void {
  const id = ++state.started;
  const task: Task = {
    message,
    strategy: ctx.params.strategy,
    step: 'answer',
    status: 'completed',
    value: 0,
    version: 0,
    token: 0,
  };
  state.tasks.set(id, task);
  ctx.gauge('inProgress', state.tasks.size);
  goOn(ctx, state, id, task, { op: operationOf(message), last: null, worked: true });
}

function operationOf(message: Message): 'read' | 'write' {
  return message.type === 'write' ? 'write' : 'read';
}

/** Asks the recipe for the next step and does it. */
function goOn(
  ctx: ApplicationContext,
  state: ApplicationState,
  id: number,
  task: Task,
  progress: Progress,
): void {
  task.step = nextStep(task.strategy, progress, ctx.params);
  const { key, value } = task.message.body as RequestBody;
  const { cache, database, fillRule } = ctx.params;
  const serving = task.message;
  const ask = (to: string, type: string, body: CacheRequest, policies: string): void => {
    ctx.call(to, type, body, { policies, serving, data: id });
  };
  switch (task.step) {
    case 'askCache':
      ask(cache, 'get', { key, rule: fillRule }, 'cache');
      break;
    case 'readThrough':
      ask(cache, 'readThrough', { key, refreshAhead: task.strategy === 'refreshAhead' }, 'cache');
      break;
    case 'readDatabase':
      ask(database, 'read', { key }, 'database');
      break;
    case 'writeDatabase':
      ask(database, 'write', { key, value }, 'database');
      break;
    case 'deleteFromCache':
      ask(cache, 'delete', { key }, 'cache');
      break;
    case 'updateCache':
      ask(cache, 'set', { key, value, version: task.version, rule: 'always' }, 'cache');
      break;
    case 'writeThrough':
    case 'writeBoth':
    case 'writeBehind':
    case 'writeAround':
      ask(cache, task.step, { key, value }, 'cache');
      break;
    case 'fillCache': {
      const { version, token } = task;
      const body: CacheRequest = { key, value: task.value, version, token, rule: fillRule };
      ctx.call(cache, 'set', body, { policies: 'cache', serving, data: NOBODY_WAITS });
      goOn(ctx, state, id, task, { ...progress, last: 'fillCache', worked: true });
      break;
    }
    case 'answer':
      answer(ctx, state, id, task);
  }
}

/** Call data of a fill, whose end is nobody's concern. */
const NOBODY_WAITS = -1;

function answer(ctx: ApplicationContext, state: ApplicationState, id: number, task: Task): void {
  state.tasks.delete(id);
  ctx.gauge('inProgress', state.tasks.size);
  ctx.observe(task.message.type === 'write' ? 'writeTimeMs' : 'readTimeMs', sinceMs(ctx, task));
  const { value, version } = task;
  ctx.reply(task.message, task.status, isGood(task.status) ? { value, version } : null);
}

function sinceMs(ctx: ApplicationContext, task: Task): number {
  return (ctx.nowUs - task.message.sentAtUs) / US_PER_MS;
}

/** What an answer may carry. */
interface StepAnswer {
  hit?: boolean;
  token?: number;
  value?: number;
  version?: number;
}

function onOutcome(ctx: ApplicationContext, state: ApplicationState, end: CallEnd): void {
  const id = Number(end.data);
  const task = state.tasks.get(id);
  if (!task) return;
  const found = (end.answer ?? {}) as StepAnswer;
  const { step } = task;
  const worked = isGood(end.status) && (step !== 'askCache' || found.hit === true);
  if (found.version !== undefined) {
    task.value = found.value ?? 0;
    task.version = found.version;
  }
  if (found.token !== undefined) task.token = found.token;
  // A cache that is down is a miss, and a copy that could not be deleted is no reason to fail the write.
  if (!['askCache', 'deleteFromCache', 'updateCache'].includes(step)) task.status = end.status;
  goOn(ctx, state, id, task, { op: operationOf(task.message), last: step, worked });
}

function face(state: ApplicationState, params: ApplicationContext['params']): Face {
  return {
    headline: {
      value: { metric: 'readTimeMs', stat: 'mean' },
      unit: 'ms a read',
      help: 'mean time of a read',
    },
    chip: { text: STRATEGIES[params.strategy].title, tone: 'muted' },
    meters: [
      { label: 'write', text: { metric: 'writeTimeMs', stat: 'mean' }, unit: 'ms' },
      { label: 'in progress', text: String(state.tasks.size) },
    ],
  };
}

export const kind = defineNodeKind({
  kind: 'application',
  title: 'Application',
  glyph: 'service',
  params: applicationParams,
  metrics: {
    readTimeMs: { type: 'histogram', unit: 'ms', help: 'time of a read, from the client on', better: 'less' },
    writeTimeMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'time of a write, from the client on',
      better: 'less',
    },
    inProgress: { type: 'gauge', unit: 'requests', help: 'requests under way', better: 'less' },
  },
  boot,
  onMessage,
  onOutcome,
  onParams: usePolicies,
  face,
  inspect: (state: ApplicationState) => ({
    inProgress: state.tasks.size,
    steps: [...state.tasks.values()].map((task) => `${task.message.type}: ${task.step}`),
  }),
  unaffectedBy: {
    slow: 'waits for others and does no work of its own',
    skew: 'compares no clocks',
  },
});
