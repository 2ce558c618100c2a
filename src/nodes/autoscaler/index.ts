/**
 * An autoscaler: looks at the backlog of a queue, brings consumers in when it is long, and takes one out when it is
 * short. One that goes is given nothing more, and finishes what it has.
 */
import { defineNodeKind, type Context, type Face } from '../../kernel/contract';
import { isGood, type CallEnd, type Timer } from '../../kernel/message';
import { int, onOff, real, ref } from '../../kernel/params';
import { US_PER_MS } from '../../kernel/time';
import { changeOfWorkers, wantedWorkers, type ScalingRules } from '../../patterns/autoscaling/index';
import { policy as timeoutPolicy } from '../policies/timeout/index';

const on = { param: 'on', is: [true] };

const autoscalerParams = {
  queue: ref({ title: 'Queue', help: 'The queue whose backlog it looks at.', restarts: true }),
  group: ref({ title: 'Group', help: 'The nodes that come and go.', restarts: true }),
  on: onOff({
    title: 'Autoscaling',
    help: 'Brings consumers in and takes them out; it only looks while it is off.',
    default: true,
  }),
  min: int({
    title: 'Always there',
    help: 'Consumers that are there without any work.',
    unit: '',
    min: 1,
    max: 100,
    default: 1,
    low: 'without a consumer nothing is ever done.',
    high: 'more than a hundred nodes cannot be drawn.',
    when: on,
  }),
  // Counted from the minimum, so that no two values contradict each other.
  extra: int({
    title: 'May come',
    help: 'Consumers that may come beyond those, as far as the group has places.',
    unit: '',
    min: 0,
    max: 100,
    default: 10,
    low: 'fewer than none cannot come.',
    high: 'more than a hundred nodes cannot be drawn.',
    when: on,
  }),
  backlogEach: int({
    title: 'Backlog for each',
    help: 'Messages, waiting or in hand, for which one consumer is enough.',
    unit: '',
    min: 1,
    max: 100_000,
    default: 10,
    low: 'every single message would bring a consumer in.',
    high: 'no backlog would ever bring one in.',
    logScale: true,
    when: on,
  }),
  lookEveryMs: real({
    title: 'Looks every',
    help: 'How often it asks the queue for its backlog.',
    unit: 'ms',
    min: 10,
    max: 600_000,
    default: 1000,
    low: 'it would react to every single message.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  bootMs: real({
    title: 'Boot time',
    help: 'Time until a consumer that was asked for is there.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 2000,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
    when: on,
  }),
  coolDownMs: real({
    title: 'Cool-down',
    help: 'Time after a change in which none is taken out.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 5000,
    low: 'it would take out what it has just brought in.',
    high: 'idle consumers would stay for ever.',
    logScale: true,
    when: on,
  }),
  retireTimeoutMs: real({
    title: 'Retirement',
    help: 'How long a consumer may take to finish what it has before it is taken out all the same.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 10_000,
    low: 'its work would be thrown away.',
    high: 'a consumer that is down would stay for ever.',
    logScale: true,
    when: on,
  }),
};

type ScalerContext = Context<typeof autoscalerParams>;

interface ScalerState {
  backlog: number;
  wanted: number;
  /** Asked for, and not there yet. */
  coming: Set<string>;
  /** The one that is finishing its work; empty for none. */
  retiring: string;
  /** Changes of which the cool-down has not ended. */
  cooling: number;
  present: number;
}

function boot(ctx: ScalerContext): ScalerState {
  usePolicies(ctx);
  const present = ctx.members(ctx.params.group).length;
  ctx.setTimer('look', ctx.params.lookEveryMs * US_PER_MS);
  ctx.gauge('consumers', present);
  return { backlog: 0, wanted: present, coming: new Set(), retiring: '', cooling: 0, present };
}

function usePolicies(ctx: ScalerContext): void {
  const { lookEveryMs, retireTimeoutMs } = ctx.params;
  ctx.usePolicies('depth', [{ id: 'timeout', params: { timeoutMs: Math.max(1, lookEveryMs) } }]);
  ctx.usePolicies('retirement', [{ id: 'timeout', params: { timeoutMs: retireTimeoutMs } }]);
}

function rulesOf(ctx: ScalerContext): ScalingRules {
  const { params } = ctx;
  const places = ctx.places(params.group).length;
  const min = Math.min(params.min, places);
  return { min, max: Math.min(min + params.extra, places), backlogEach: params.backlogEach };
}

function onTimer(ctx: ScalerContext, state: ScalerState, timer: Timer): void {
  if (timer.name === 'look') {
    ctx.repeatTimer(timer, ctx.params.lookEveryMs * US_PER_MS);
    ctx.call(ctx.params.queue, 'depth', null, { policies: 'depth', control: true });
  } else if (timer.name === 'cool') state.cooling--;
  else {
    const id = timer.data as string;
    state.coming.delete(id);
    ctx.join(id);
  }
}

/** What a queue says of its messages. */
interface Depth {
  waiting: number;
  postponed: number;
  out: number;
}

function onOutcome(ctx: ScalerContext, state: ScalerState, end: CallEnd): void {
  if (end.type === 'retirement') {
    takeOut(ctx, state, end.data as string);
    return;
  }
  if (!isGood(end.status) || end.answer === null) return;
  const { waiting, out } = end.answer as unknown as Depth;
  const rules = rulesOf(ctx);
  state.backlog = waiting + out;
  state.wanted = wantedWorkers(state.backlog, rules);
  if (ctx.params.on) judge(ctx, state, rules);
}

function judge(ctx: ScalerContext, state: ScalerState, rules: ScalingRules): void {
  const { backlog, coming, cooling, retiring } = state;
  const members = ctx.members(ctx.params.group);
  const staying = members.filter((id) => id !== retiring);
  const change = changeOfWorkers(
    { backlog, present: staying.length, coming: coming.size, cooling: cooling > 0 || retiring !== '' },
    rules,
  );
  if (change > 0) bringIn(ctx, state, change);
  else if (change < 0) retire(ctx, state, staying[staying.length - 1]);
}

function bringIn(ctx: ScalerContext, state: ScalerState, count: number): void {
  const members = ctx.members(ctx.params.group);
  const absent = ctx.places(ctx.params.group).filter((id) => !members.includes(id) && !state.coming.has(id));
  for (const id of absent.slice(0, count)) {
    state.coming.add(id);
    ctx.setTimer('boot', ctx.params.bootMs * US_PER_MS, id);
    ctx.log(`${id} is asked for: backlog ${String(state.backlog)}`);
  }
  cool(ctx, state);
}

function cool(ctx: ScalerContext, state: ScalerState): void {
  state.cooling++;
  ctx.setTimer('cool', ctx.params.coolDownMs * US_PER_MS);
}

/** The queue gives it nothing more, and says when it has nothing left. */
function retire(ctx: ScalerContext, state: ScalerState, id: string): void {
  state.retiring = id;
  ctx.log(`${id} is to go: backlog ${String(state.backlog)}`);
  const body = { consumer: id, forMs: ctx.params.retireTimeoutMs };
  ctx.call(ctx.params.queue, 'retirement', body, { policies: 'retirement', control: true, data: id });
}

function takeOut(ctx: ScalerContext, state: ScalerState, id: string): void {
  state.retiring = '';
  ctx.leave(id);
  cool(ctx, state);
}

function onMembers(ctx: ScalerContext, state: ScalerState): void {
  state.present = ctx.members(ctx.params.group).length;
  ctx.gauge('consumers', state.present);
}

function face(
  { backlog, wanted, present, coming, retiring }: ScalerState,
  params: ScalerContext['params'],
): Face {
  return {
    headline: { value: present, unit: present === 1 ? 'consumer' : 'consumers', help: 'consumers there now' },
    chip: params.on ? undefined : { text: 'off', tone: 'muted' },
    meters: [
      { label: 'wanted', text: String(wanted) },
      { label: 'backlog', text: String(backlog) },
      { label: 'coming', text: String(coming.size) },
    ],
    note: retiring === '' ? undefined : `${retiring} finishes its work`,
  };
}

export const policies = [timeoutPolicy];

export const kind = defineNodeKind({
  kind: 'autoscaler',
  title: 'Autoscaler',
  glyph: 'balancer',
  params: autoscalerParams,
  metrics: {
    consumers: { type: 'gauge', unit: 'consumers', help: 'consumers there', better: 'neither' },
  },
  boot,
  onMessage: () => undefined,
  onTimer,
  onOutcome,
  onParams: usePolicies,
  onMembers,
  face,
  inspect: ({ backlog, wanted, present, coming, retiring, cooling }: ScalerState) => ({
    backlog,
    wanted,
    present,
    coming: [...coming],
    retiring,
    coolingDown: cooling > 0,
  }),
  unaffectedBy: { skew: 'compares no clocks', slow: 'does no work of its own' },
});
