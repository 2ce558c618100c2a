/**
 * A service that keeps accounts as events. It decides a command on the account in memory, appends the events under the
 * version it decided on, and only then changes the account; when another was faster, it reads what it missed and
 * decides anew. A crash forgets the memory: accounts are replayed from the store.
 */
import { defineNodeKind, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Message, type Status, type Work } from '../../kernel/message';
import type { Plain } from '../../kernel/plain';
import { US_PER_MS } from '../../kernel/time';
import {
  ANY_VERSION,
  apply,
  copyAccount,
  decide,
  replay,
  snapshotDue,
  type Account,
  type Append,
  type Appended,
  type DomainEvent,
  type StreamPart,
} from '../../patterns/event-sourcing/index';
import type { SnapshotNote } from '../event-store/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';
import { aggregateServiceMetrics } from './metrics';
import { aggregateServiceParams } from './params';
import {
  accountFrom,
  createState,
  markLatest,
  type AggregateServiceState,
  type CommandAnswer,
  type CommandBody,
  type Live,
  type PastAnswer,
  type PastBody,
  type ServiceContext,
  type Task,
} from './state';

export type { AggregateServiceState, CommandAnswer, CommandBody, PastAnswer, PastBody } from './state';

/** What a call to the store, or a piece of work, is for. */
type Step =
  | { readonly step: 'load'; readonly stream: string }
  | { readonly step: 'append'; readonly stream: string; readonly events: readonly DomainEvent[] }
  | { readonly step: 'past'; readonly question: number };
type Deciding = { readonly stream: string; readonly part: StreamPart | null };
type LookingBack = { readonly question: number; readonly part: StreamPart };

const STORE = 'store';

function boot(ctx: ServiceContext): AggregateServiceState {
  usePolicies(ctx);
  return createState();
}

function usePolicies(ctx: ServiceContext): void {
  ctx.usePolicies(STORE, [{ id: 'timeout', params: { timeoutMs: ctx.params.storeTimeoutMs } }]);
}

function askStore(ctx: ServiceContext, type: string, body: Plain, serving: Message, data: Step): void {
  ctx.call(ctx.params.store, type, body, { policies: STORE, serving, data: data as unknown as Plain });
}

function onMessage(ctx: ServiceContext, state: AggregateServiceState, message: Message): void {
  if (message.type === 'command') takeCommand(ctx, state, message);
  else if (message.type === 'past') {
    const question = ++state.asked;
    state.questions.set(question, message);
    const body = { ...(message.body as unknown as PastBody), after: 0, snapshot: true };
    askStore(ctx, 'read', body, message, { step: 'past', question });
  } else if (message.role !== 'note') ctx.reply(message, 'failed');
}

/** Commands on one account take turns. */
function takeCommand(ctx: ServiceContext, state: AggregateServiceState, message: Message): void {
  const { stream } = message.body as unknown as CommandBody;
  const task: Task = { message, attempts: 0 };
  const lane = state.lanes.get(stream);
  if (lane === undefined) {
    state.lanes.set(stream, [task]);
    begin(ctx, state, stream);
  } else if (state.waiting >= ctx.params.queueCapacity) ctx.reply(message, 'rejected');
  else {
    lane.push(task);
    ctx.gauge('waiting', ++state.waiting);
  }
}

/** The command whose turn it is. */
function taskOf(state: AggregateServiceState, stream: string): Task {
  const task = state.lanes.get(stream)?.at(0);
  if (task === undefined) throw new Error(`No command on ${stream} has its turn.`);
  return task;
}

function begin(ctx: ServiceContext, state: AggregateServiceState, stream: string): void {
  if (state.live.has(stream)) think(ctx, stream, null);
  else load(ctx, state, stream);
}

/** Reads the account, or what it has missed of it when it is in memory. */
function load(ctx: ServiceContext, state: AggregateServiceState, stream: string): void {
  const live = state.live.get(stream);
  const body = { stream, after: live?.account.version ?? 0, snapshot: live === undefined };
  askStore(ctx, 'read', body, taskOf(state, stream).message, { step: 'load', stream });
}

/** Replays what was read and decides: together one piece of work. */
function think(ctx: ServiceContext, stream: string, part: StreamPart | null): void {
  const { decideTimeMs, replayTimeMs } = ctx.params;
  const takesMs = decideTimeMs + (part?.events.length ?? 0) * replayTimeMs;
  const data: Deciding = { stream, part };
  ctx.work('deciding', takesMs * US_PER_MS, data as unknown as Plain);
}

function onWork(ctx: ServiceContext, state: AggregateServiceState, work: Work): void {
  if (work.name === 'looking back') {
    answerPast(ctx, state, work.data as unknown as LookingBack);
    return;
  }
  const { stream, part } = work.data as unknown as Deciding;
  const live = part === null ? state.live.get(stream) : takeIn(ctx, state, stream, part);
  if (live !== undefined) decideNow(ctx, state, stream, live);
}

/** The account in memory after what was read, which may be nothing. */
function takeIn(ctx: ServiceContext, state: AggregateServiceState, stream: string, part: StreamPart): Live {
  const upcasts = !ctx.params.withoutUpcasters;
  let live = state.live.get(stream);
  if (live === undefined) {
    live = { account: accountFrom(part, upcasts), snapshotVersion: part.snapshotVersion };
    state.live.set(stream, live);
    ctx.count('loads');
    ctx.observe('eventsReplayed', part.events.length);
  } else {
    replay(live.account, part.events, upcasts);
    live.snapshotVersion = part.snapshotVersion;
  }
  markLatest(state, stream, live.account);
  takeSnapshot(ctx, stream, live);
  return live;
}

/** Decides the command whose turn it is. A refused one writes nothing; neither does one that was accepted before. */
function decideNow(
  ctx: ServiceContext,
  state: AggregateServiceState,
  stream: string,
  { account }: Live,
): void {
  const { message } = taskOf(state, stream);
  const command = message.body as unknown as CommandBody;
  const decision = decide(account, command);
  if (!decision.accepted) {
    ctx.count('refused');
    finish(ctx, state, stream, 'completed', answerFrom(command, account, decision.reason));
  } else if (decision.events.length === 0) {
    finish(ctx, state, stream, 'completed', answerFrom(command, account, ''));
  } else {
    const { version } = account;
    const { events } = decision;
    const expected = ctx.params.noExpectedVersion ? ANY_VERSION : version;
    const body: Append = { stream, expected, events, command: command.id, basedOn: version };
    askStore(ctx, 'append', body as unknown as Plain, message, { step: 'append', stream, events });
  }
}

function answerFrom(
  { id: command, stream }: CommandBody,
  { version, balanceCents }: Account,
  reason: CommandAnswer['reason'],
): CommandAnswer {
  return { command, stream, accepted: reason === '', reason, version, balanceCents };
}

function onOutcome(ctx: ServiceContext, state: AggregateServiceState, end: CallEnd): void {
  if (end.status === 'cancelled') return;
  const step = end.data as unknown as Step;
  if (step.step === 'past') lookBack(ctx, state, step.question, end);
  else if (step.step === 'append') afterAppend(ctx, state, step.stream, step.events, end);
  else if (isGood(end.status)) {
    const tookMs = (ctx.nowUs - end.startedAtUs) / US_PER_MS;
    const part = end.answer as unknown as StreamPart;
    if (!state.live.has(step.stream))
      ctx.observe('loadTimeMs', tookMs + part.events.length * ctx.params.replayTimeMs);
    think(ctx, step.stream, part);
  } else finish(ctx, state, step.stream, 'failed', null);
}

/** The store has answered an append, or has not: then it may have happened, and a look at the stream tells. */
function afterAppend(
  ctx: ServiceContext,
  state: AggregateServiceState,
  stream: string,
  events: readonly DomainEvent[],
  end: CallEnd,
): void {
  const appended = end.answer as unknown as Appended | null;
  const live = state.live.get(stream);
  const task = taskOf(state, stream);
  if (live !== undefined && isGood(end.status) && appended?.ok === true) {
    const command = task.message.body as unknown as CommandBody;
    keepUp(ctx, state, live, command, events, appended);
    finish(ctx, state, stream, 'completed', answerFrom(command, live.account, ''));
    return;
  }
  if (appended?.ok === false) ctx.count('conflicts');
  if (++task.attempts < ctx.params.maxAttempts) load(ctx, state, stream);
  else finish(ctx, state, stream, appended?.ok === false ? 'rejected' : 'failed', null);
}

/** What is in the store now changes the account in memory. */
function keepUp(
  ctx: ServiceContext,
  state: AggregateServiceState,
  live: Live,
  { id, kind: what, stream }: CommandBody,
  events: readonly DomainEvent[],
  appended: Appended & { ok: true },
): void {
  const { account } = live;
  for (const event of events) apply(account, event, id);
  account.version = appended.version;
  if (ctx.params.changesWithoutEvent && what === 'withdraw') account.balanceCents -= FEE_CENTS;
  live.snapshotVersion = appended.snapshotVersion;
  ctx.count('accepted');
  markLatest(state, stream, account);
  takeSnapshot(ctx, stream, live);
}

const FEE_CENTS = 100;

function takeSnapshot(ctx: ServiceContext, stream: string, live: Live): void {
  const { snapshotEvery, snapshotsWithoutVersion } = ctx.params;
  const { account } = live;
  if (!snapshotDue(account.version, live.snapshotVersion, snapshotEvery)) return;
  live.snapshotVersion = account.version;
  const version = snapshotsWithoutVersion ? 0 : account.version;
  const note: SnapshotNote = {
    stream,
    snapshot: { $shared: true, version, state: copyAccount(account) },
  };
  ctx.count('snapshotsTaken');
  ctx.send(ctx.params.store, 'snapshot', note as unknown as Plain);
}

/** The command has its answer, and the next on its account has its turn. */
function finish(
  ctx: ServiceContext,
  state: AggregateServiceState,
  stream: string,
  status: Status,
  answer: CommandAnswer | null,
): void {
  const lane = state.lanes.get(stream);
  const task = lane?.shift();
  if (lane === undefined || task === undefined) return;
  ctx.reply(task.message, status, answer as unknown as Plain);
  if (!ctx.params.keepsInMemory) state.live.delete(stream);
  if (lane.length === 0) {
    state.lanes.delete(stream);
    return;
  }
  ctx.gauge('waiting', --state.waiting);
  begin(ctx, state, stream);
}

/** What the store had at that time has come: it is replayed, apart from the account in memory. */
function lookBack(
  ctx: ServiceContext,
  state: AggregateServiceState,
  question: number,
  { status, answer }: CallEnd,
): void {
  const message = state.questions.get(question);
  if (message === undefined) return;
  if (!isGood(status)) {
    state.questions.delete(question);
    ctx.reply(message, 'failed');
    return;
  }
  const data: LookingBack = { question, part: answer as unknown as StreamPart };
  ctx.work(
    'looking back',
    data.part.events.length * ctx.params.replayTimeMs * US_PER_MS,
    data as unknown as Plain,
  );
}

function answerPast(
  ctx: ServiceContext,
  state: AggregateServiceState,
  { question, part }: LookingBack,
): void {
  const message = state.questions.get(question);
  if (message === undefined) return;
  state.questions.delete(question);
  const { version, balanceCents } = accountFrom(part, !ctx.params.withoutUpcasters);
  const { stream } = message.body as unknown as PastBody;
  const answer: PastAnswer = { stream, version, balanceCents };
  ctx.count('pastAnswered');
  ctx.observe('eventsReplayed', part.events.length);
  ctx.reply(message, 'completed', answer as unknown as Plain);
}

function face(state: AggregateServiceState): Face {
  return {
    headline: { value: { metric: 'accepted', stat: 'rate' }, unit: '/s', help: 'commands accepted a second' },
    chip: { text: `${String(state.live.size)} live`, tone: 'muted' },
    meters: [
      { label: 'under way', text: String(state.lanes.size) },
      { label: 'waiting', text: String(state.waiting), tone: state.waiting > 10 ? 'warn' : 'calm' },
      { label: 'conflicts', text: { metric: 'conflicts', stat: 'rate' }, unit: '/s' },
    ],
  };
}

/** Accounts in memory shown by the inspector. */
const ACCOUNTS_SHOWN = 12;

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'aggregate-service',
  title: 'Aggregate service',
  glyph: 'service',
  params: aggregateServiceParams,
  metrics: aggregateServiceMetrics,
  boot,
  onMessage,
  onWork,
  onOutcome,
  onParams: usePolicies,
  face,
  inspect: ({ live, lanes, waiting, questions }: AggregateServiceState) => ({
    inMemory: live.size,
    underWay: lanes.size,
    waiting,
    questionsAboutThePast: questions.size,
    accounts: [...live].slice(0, ACCOUNTS_SHOWN).map(
      ([
        account,
        {
          account: { version, balanceCents },
        },
      ]) => ({
        account,
        version,
        balanceCents,
      }),
    ),
  }),
  picture: ({ live }: AggregateServiceState) => ({
    versions: Object.fromEntries([...live].map(([stream, { account }]) => [stream, account.version])),
  }),
  noteMeaning: () => 'news',
  unaffectedBy: { skew: 'leaves the time to the store' },
});
