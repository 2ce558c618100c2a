/**
 * An application that keeps a cache and a database together by one of the caching strategies. It follows the
 * strategy's recipe step by step; each step is a call.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Status } from '../../kernel/message';
import { US_PER_MS } from '../../kernel/time';
import {
  nextStep,
  STRATEGIES,
  type CachingStrategy,
  type Progress,
  type Step,
  type StepEnd,
} from '../../patterns/caching-strategies/index';
import type { CacheRequest } from '../cache/index';
import type { RequestBody } from '../traffic-source/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { applicationParams } from './params';

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

/** Keys of policies: for calls to the cache, to the database, and to the cache that may ask the database. */
type Callee = 'cache' | 'database' | 'through';

function boot(ctx: ApplicationContext): ApplicationState {
  usePolicies(ctx);
  return { tasks: new Map(), started: 0 };
}

function usePolicies(ctx: ApplicationContext): void {
  const { cacheTimeoutMs, databaseTimeoutMs } = ctx.params;
  const use = (callee: Callee, timeoutMs: number): void => {
    ctx.usePolicies(callee, [{ id: 'timeout', params: { timeoutMs } }]);
  };
  use('cache', cacheTimeoutMs);
  use('database', databaseTimeoutMs);
  use('through', cacheTimeoutMs + databaseTimeoutMs);
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
  goOn(ctx, state, id, task, { op: operationOf(message), last: null, ended: 'well' });
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
  if (task.step === 'answer') {
    answer(ctx, state, id, task);
    return;
  }
  const { callee, type, body } = callFor(ctx, task);
  const waits = task.step !== 'fillCache';
  ctx.call(callee === 'database' ? ctx.params.database : ctx.params.cache, type, body, {
    policies: callee,
    serving: task.message,
    data: waits ? id : NOBODY,
  });
  if (!waits) goOn(ctx, state, id, task, { ...progress, last: task.step, ended: 'well' });
}

/** Call data of a fill, for whose end nobody waits. */
const NOBODY = -1;

/** The call that does a step. */
function callFor(
  ctx: ApplicationContext,
  { step, strategy, message, version, token, ...task }: Task,
): { callee: Callee; type: string; body: CacheRequest } {
  const { key, value } = message.body as RequestBody;
  const { fillRule: rule } = ctx.params;
  switch (step) {
    case 'askCache':
      return { callee: 'cache', type: 'get', body: { key, rule } };
    case 'readDatabase':
      return { callee: 'database', type: 'read', body: { key } };
    case 'writeDatabase':
      return { callee: 'database', type: 'write', body: { key, value } };
    case 'deleteFromCache':
      return { callee: 'cache', type: 'delete', body: { key } };
    case 'fillCache':
      return { callee: 'cache', type: 'set', body: { key, value: task.value, version, token, rule } };
    case 'updateCache': {
      // A writer holds no lease; the most that can be asked of its value is a newer version.
      const updateRule = rule === 'ifNewer' ? 'ifNewer' : 'always';
      return { callee: 'cache', type: 'set', body: { key, value, version, rule: updateRule } };
    }
    case 'readThrough': {
      const refreshAhead = strategy === 'refreshAhead';
      return { callee: 'through', type: step, body: { key, refreshAhead } };
    }
    default:
      return { callee: 'through', type: step, body: { key, value } };
  }
}

function answer(ctx: ApplicationContext, state: ApplicationState, id: number, task: Task): void {
  const { message, status, value, version } = task;
  state.tasks.delete(id);
  ctx.gauge('inProgress', state.tasks.size);
  const tookMs = (ctx.nowUs - message.sentAtUs) / US_PER_MS;
  ctx.observe(operationOf(message) === 'write' ? 'writeTimeMs' : 'readTimeMs', tookMs);
  ctx.reply(message, status, isGood(status) ? { value, version } : null);
}

/** What an answer may carry. */
interface StepAnswer {
  hit?: boolean;
  token?: number;
  value?: number;
  version?: number;
}

/** Steps that help and do not decide: a cache that is down is a miss, and a copy that stays fails no write. */
const HELPING: readonly Step[] = ['askCache', 'deleteFromCache', 'updateCache'];

function onOutcome(ctx: ApplicationContext, state: ApplicationState, end: CallEnd): void {
  const id = Number(end.data);
  const task = state.tasks.get(id);
  if (!task) return;
  const found = (end.answer ?? {}) as StepAnswer;
  if (found.version !== undefined) {
    task.value = found.value ?? 0;
    task.version = found.version;
  }
  if (found.token !== undefined) task.token = found.token;
  if (!HELPING.includes(task.step)) task.status = end.status;
  const ended = endOf(task.step, end.status, found);
  goOn(ctx, state, id, task, { op: operationOf(task.message), last: task.step, ended });
}

/** How a step ended, as the recipe sees it. */
function endOf(step: Step, status: Status, { hit }: StepAnswer): StepEnd {
  if (isGood(status)) return step === 'askCache' && hit !== true ? 'badly' : 'well';
  return status === 'timedOut' ? 'unknown' : 'badly';
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

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'application',
  title: 'Application',
  glyph: 'service',
  params: applicationParams,
  metrics: {
    readTimeMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'from a client sending a read to the answer leaving, good or bad',
      better: 'less',
    },
    writeTimeMs: {
      type: 'histogram',
      unit: 'ms',
      help: 'from a client sending a write to the answer leaving, good or bad',
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
    drift: 'uses its clock for timeouts alone',
  },
});
