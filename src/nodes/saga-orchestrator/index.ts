/**
 * An orchestrator of sagas: asks one participant after the other, writes down what came of it before anything follows
 * from it, and after a crash goes on from what is written.
 */
import { defineNodeKind } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Timer, type Work } from '../../kernel/message';
import { createLog, type AppendLog, type Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import {
  asksOf,
  happen,
  hasEnded,
  noteAsked,
  ORDER_SAGA,
  type Ask,
  type Saga,
  type SagaEntry,
  type SagaEventType,
} from '../../patterns/saga/index';
import { orderOf, waitUs, type Order, type Told } from '../ordering';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { face, inspect, machines, orchestratorMetrics, picture, sayLeft } from './face';
import { orchestratorParams } from './params';
import {
  applyEntry,
  createState,
  needingPerson,
  orderIn,
  underwayKey,
  type OrchestratorContext,
  type OrchestratorState,
} from './state';

/** Key of the policies of asks. */
const STEP = 'step';

/** Call data of an ask. */
type AskData = { saga: number; step: number; undo: boolean };

function boot(ctx: OrchestratorContext): OrchestratorState {
  usePolicies(ctx);
  return createState(ctx.params.memoryOnly ? null : createLog());
}

/** What the log says is taken up again: the last ask of each saga is repeated. */
function restart(ctx: OrchestratorContext, durable: Plain): OrchestratorState {
  usePolicies(ctx);
  const { log } = durable as unknown as { log: AppendLog<SagaEntry> };
  const state = createState(log);
  const resumed = [...state.sagas.values()].filter(({ mode }) => mode !== 'needsPerson');
  if (resumed.length > 0) {
    ctx.count('sagasResumed', resumed.length);
    say(ctx, state, `${String(resumed.length)} sagas taken up again from the log`);
  }
  for (const saga of resumed) ask(ctx, state, saga);
  showSagas(ctx, state);
  return state;
}

function usePolicies(ctx: OrchestratorContext): void {
  ctx.usePolicies(STEP, [{ id: 'timeout', params: { timeoutMs: ctx.params.stepTimeoutMs } }]);
}

function say(ctx: OrchestratorContext, state: OrchestratorState, text: string): void {
  state.note = text;
  ctx.log(text);
}

function showSagas(ctx: OrchestratorContext, state: OrchestratorState): void {
  const persons = needingPerson(state).length;
  ctx.gauge('underway', state.sagas.size - persons);
  ctx.gauge('needPerson', persons);
}

/** An order. Its request is its name, so that a copy of the request begins nothing new. */
function onMessage(ctx: OrchestratorContext, state: OrchestratorState, message: Message): void {
  const { request: id } = message;
  if (message.type !== 'write' || id === 0) {
    if (message.role !== 'note') ctx.reply(message, 'failed');
    return;
  }
  const before = state.beginning.get(id);
  if (state.sagas.has(id)) ctx.reply(message, 'completed');
  else if (before !== undefined) before.push(message);
  else {
    state.beginning.set(id, [message]);
    write(ctx, state, id, 'begun', -1, orderOf(message));
  }
}

/** Writes down what happened; what follows from it comes when the disk is done. */
function write(
  ctx: OrchestratorContext,
  state: OrchestratorState,
  saga: number,
  event: SagaEntry['event'],
  step: number,
  data: Order | null = null,
): void {
  const entry: SagaEntry = {
    $shared: true,
    saga,
    event,
    step,
    atUs: ctx.nowUs,
    data: data as unknown as Plain,
  };
  if (ctx.params.memoryOnly) written(ctx, state, entry);
  else ctx.work('logging', ctx.params.logTimeMs * US_PER_MS, entry as unknown as Plain);
}

function onWork(ctx: OrchestratorContext, state: OrchestratorState, work: Work): void {
  written(ctx, state, work.data as unknown as SagaEntry);
}

function written(ctx: OrchestratorContext, state: OrchestratorState, entry: SagaEntry): void {
  const applied = applyEntry(state, entry);
  if (applied === null) return;
  const { saga, change } = applied;
  if (change === null) {
    ctx.count('sagasBegun');
    for (const message of state.beginning.get(saga.id) ?? []) ctx.reply(message, 'completed');
    state.beginning.delete(saga.id);
    follow(ctx, state, saga);
  } else {
    state.underway.delete(underwayKey(saga, entry.step));
    showChange(ctx, state, saga, change);
    countEnd(ctx, state, saga, change.from);
  }
  ask(ctx, state, saga);
  showSagas(ctx, state);
}

/** The machine of one saga is on show, from its beginning to its end; then that of the next to begin. */
function follow(ctx: OrchestratorContext, state: OrchestratorState, saga: Saga): void {
  const before = state.sagas.get(state.followed);
  if (before !== undefined && before.mode !== 'needsPerson') return;
  state.followed = saga.id;
  state.followedMode = saga.mode;
  state.followedSinceUs = ctx.nowUs;
  state.lastChange = null;
}

function showChange(
  ctx: OrchestratorContext,
  state: OrchestratorState,
  saga: Saga,
  change: ReturnType<typeof happen>,
): void {
  if (state.followed !== saga.id) return;
  state.followedMode = saga.mode;
  if (change.from !== change.to) state.followedSinceUs = ctx.nowUs;
  if (change.from === change.to || (isPlain(change.from) && isPlain(change.to))) {
    state.lastChange = { ...change, refused: change.refused.map((one) => ({ ...one })), atUs: ctx.nowUs };
    return;
  }
  state.lastChange = ctx.changeMode(change, 'saga');
}

/** A saga that goes its way is no news. */
function isPlain(mode: string): boolean {
  return mode === 'forward' || mode === 'committed' || mode === 'done';
}

function countEnd(ctx: OrchestratorContext, state: OrchestratorState, saga: Saga, from: string): void {
  const name = `Order ${String(saga.id)}`;
  if (saga.mode === 'needsPerson' && from !== 'needsPerson') {
    ctx.count('sagasToPerson');
    say(ctx, state, `${name} needs a person: ${sayLeft(saga).join(', ')}`);
  } else if (saga.mode === 'compensating' && from === 'forward') {
    say(ctx, state, `${name} goes back: ${ORDER_SAGA[saga.at].id} ${saga.steps[saga.at]}`);
  }
  if (!hasEnded(saga)) return;
  ctx.count(saga.mode === 'done' ? 'sagasDone' : 'sagasCompensated');
  ctx.observe('sagaMs', (saga.endedAtUs - saga.beganAtUs) / US_PER_MS);
}

/** Asks for what a saga needs now and nobody has been asked for. */
function ask(ctx: OrchestratorContext, state: OrchestratorState, saga: Saga): void {
  const { fireAndForget, undoOrder } = ctx.params;
  for (const one of asksOf(saga, ORDER_SAGA, undoOrder)) {
    const key = underwayKey(saga, one.step);
    // An undo that nobody waits for may have ended the saga by now.
    if (state.underway.has(key) || !state.sagas.has(saga.id)) continue;
    state.underway.set(key, 0);
    send(ctx, saga, one);
    if (one.undo && fireAndForget) write(ctx, state, saga.id, 'undone', one.step);
  }
}

function send(ctx: OrchestratorContext, saga: Saga, one: Ask): void {
  const { step, undo } = one;
  noteAsked(saga, one, ctx.nowUs);
  const to = ctx.params[ORDER_SAGA[step].at as 'orders' | 'payments' | 'inventory' | 'shipping'];
  const told: Told = { saga: saga.id, step, undo, order: orderIn(saga) };
  const data: AskData = { saga: saga.id, step, undo };
  ctx.call(to, 'command', told as unknown as Plain, { policies: STEP, request: saga.id, data });
}

/** A participant has answered, or has not. */
function onOutcome(ctx: OrchestratorContext, state: OrchestratorState, end: CallEnd): void {
  const { saga: id, step, undo } = end.data as AskData;
  const saga = state.sagas.get(id);
  if (saga === undefined || end.status === 'cancelled' || (undo && ctx.params.fireAndForget)) return;
  const event = eventOf(end, undo);
  if (!isGood(end.status) && mayTryAgain(ctx, state, saga, step, event)) {
    const change = happen(saga, ORDER_SAGA, event, step, ctx.nowUs, true);
    showChange(ctx, state, saga, change);
    return;
  }
  write(ctx, state, id, event, step);
}

function eventOf({ status, by }: CallEnd, undo: boolean): SagaEventType {
  if (undo) return isGood(status) ? 'undone' : 'undoUnanswered';
  if (isGood(status)) return 'stepDone';
  return status === 'rejected' && by === '' ? 'stepRefused' : 'stepUnanswered';
}

/** Counts an attempt that failed, and sets the time for the next if there is one left. */
function mayTryAgain(
  ctx: OrchestratorContext,
  { underway }: OrchestratorState,
  saga: Saga,
  step: number,
  event: SagaEventType,
): boolean {
  const { nature } = ORDER_SAGA[step];
  if (event === 'stepRefused' && nature !== 'retriable') return false;
  const { attempts, patience } = ctx.params;
  const most = event === 'stepUnanswered' && nature === 'compensable' ? attempts : patience;
  const key = underwayKey(saga, step);
  const made = (underway.get(key) ?? 0) + 1;
  if (made >= most) return false;
  underway.set(key, made);
  ctx.count('retries');
  const again: AskData = { saga: saga.id, step, undo: event === 'undoUnanswered' };
  ctx.setTimer('again', waitUs(ctx.params, made), again);
  return true;
}

function onTimer(ctx: OrchestratorContext, { sagas }: OrchestratorState, timer: Timer): void {
  const { saga: id, step, undo } = timer.data as AskData;
  const saga = sagas.get(id);
  if (saga !== undefined) send(ctx, saga, { step, undo });
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'saga-orchestrator',
  title: 'Orchestrator',
  glyph: 'server',
  params: orchestratorParams,
  metrics: orchestratorMetrics,
  boot,
  restart,
  onMessage,
  onWork,
  onOutcome,
  onTimer,
  onParams: usePolicies,
  actions: {
    retry: {
      title: 'A person retries',
      help: 'Every saga that needs a person goes on where it stood.',
      refuse: (state: OrchestratorState) =>
        needingPerson(state).length > 0 ? null : 'No saga needs a person.',
      run: (ctx, state) => {
        for (const { id } of needingPerson(state)) write(ctx, state, id, 'personRetries', -1);
        return null;
      },
    },
  },
  face,
  inspect,
  picture,
  machines,
  unaffectedBy: { skew: 'compares no clocks' },
});
