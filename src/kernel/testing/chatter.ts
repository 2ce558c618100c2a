/** A small world in which everything happens: nodes that ask one another at random, and faults at random. */
import fc from 'fast-check';
import type { Context } from '../contract';
import type { Input } from '../input';
import { defineInvariant } from '../invariant';
import { isGood, type Message } from '../message';
import type { ParamSpecs } from '../params';
import type { Plain } from '../plain';
import { definePolicy } from '../policy';
import { at, during, mesh, MS, tinyKind, type TinyParts } from './tiny';

interface Chatter {
  asked: number;
  answered: number;
  durable: { served: number };
}

const gap = { name: 'exponential', mean: 5 * MS, cv: 1 } as const;
const service = { name: 'lognormal', mean: 2 * MS, cv: 1 } as const;

/** Gives an attempt up after 30 ms, and notes how many it has seen. */
const timeout = definePolicy({
  id: 'timeout',
  title: 'Timeout',
  params: {},
  init: () => ({ seen: 0 }),
  before: (_ctx, state) => ({ do: 'pass', giveUpAfterUs: 30 * MS, memo: ++state.seen }),
  inspect: () => null,
});

/** Tries a failed call once more. */
const retry = definePolicy({
  id: 'retry',
  title: 'Retry',
  params: {},
  init: () => ({}),
  before: () => ({ do: 'pass' }),
  after: (ctx, _state, attempt, status) =>
    attempt.attempt === 1 && !isGood(status) && status !== 'cancelled' ? 4 * MS * ctx.uniform() : null,
  inspect: () => null,
});

function start(ctx: Context, served: number): Chatter {
  ctx.usePolicies('peers', [
    { id: 'timeout', params: {} },
    { id: 'retry', params: {} },
  ]);
  ctx.setTimer('ask', ctx.sample('gaps', gap));
  ctx.allocate(1_000);
  return { asked: 0, answered: 0, durable: { served } };
}

export const chatterKind = tinyKind<ParamSpecs, Chatter>({
  kind: 'chatter',
  metrics: {
    open: { type: 'gauge', unit: 'requests', help: 'requests asked and not answered', better: 'less' },
    tookMs: { type: 'histogram', unit: 'ms', help: 'time to an answer', better: 'less' },
  },
  boot: (ctx) => start(ctx, 0),
  restart: (ctx, durable) => start(ctx, (durable as Chatter['durable']).served),
  onTimer: (ctx, state, timer) => {
    ctx.repeatTimer(timer, ctx.sample('gaps', gap));
    const others = ctx.members('peers').filter((id) => id !== ctx.id);
    if (others.length === 0) return;
    const to = others[ctx.below('peers', others.length)];
    ctx.gauge('open', ++state.asked - state.answered);
    const policies = ctx.uniform('guarded') < 0.8 ? 'peers' : '';
    ctx.call(to, 'request', { turn: state.asked }, { policies, request: ctx.beginRequest() });
  },
  onMessage: (ctx, _state, message) => {
    ctx.work('serve', ctx.sample('service', service), message as unknown as Plain);
  },
  onWork: (ctx, state, work) => {
    state.durable.served++;
    const status = ctx.uniform('failures') < 0.1 ? 'failed' : 'completed';
    ctx.reply(work.data as unknown as Message, status, { served: state.durable.served });
  },
  onOutcome: (ctx, state, end) => {
    ctx.gauge('open', state.asked - ++state.answered);
    ctx.observe('tookMs', (ctx.nowUs - end.startedAtUs) / MS);
    ctx.endRequest(end.status, end.startedAtUs);
  },
  onMembers: (ctx) => {
    ctx.log(`${ctx.id} sees ${ctx.members('peers').join(' ')}`);
  },
});

/** Counts deliveries and breaks at the hundredth: an invariant with a memo. */
const hundred = defineInvariant<{ seen: number }>({
  id: 'hundred',
  title: 'Fewer than a hundred',
  explain: 'Fewer than a hundred messages arrive.',
  on: ['deliver'],
  init: () => ({ seen: 0 }),
  observe: (memo) => {
    memo.seen++;
  },
  check: (memo) => memo.seen < 100,
  says: (memo) => `${String(memo.seen)} messages`,
});

/** Three nodes of a group that ask one another, and a fourth that may join. */
export function chatter(seed = 1): TinyParts {
  const ids = ['a', 'b', 'c', 'd'];
  return {
    seed,
    nodes: Object.fromEntries(
      ids.map((id) => [
        id,
        { kind: chatterKind, group: 'peers', present: id !== 'd', memoryLimitBytes: 10_000 },
      ]),
    ),
    links: mesh(ids, {
      latencyUs: { name: 'exponential', mean: MS, cv: 1 },
      lossRatio: 0.02,
      duplicateRatio: 0.02,
    }),
    policies: [timeout, retry],
    invariants: [hundred],
  };
}

const node = fc.constantFrom('a', 'b', 'c', 'd');
const link = fc
  .tuple(node, node, fc.constantFrom('->', '<->'))
  .filter(([from, to]) => from !== to)
  .map(([from, to, arrow]) => `${from}${arrow}${to}`);
const times = fc.tuple(fc.nat(390), fc.option(fc.integer({ min: 1, max: 200 })));

const somethingOnNode = fc.constantFrom(
  ['crash'],
  ['pause'],
  ['isolate'],
  ['slow', 4],
  ['slow', 0.5],
  ['skew', -7_000],
  ['drift', 2],
  ['drift', 0.5],
  ['memory', 500],
  ['restart'],
  ['resume'],
  ['join'],
  ['leave'],
  ['heal'],
);
const somethingOnLink = fc.constantFrom(
  ['cut'],
  ['latency', 9_000],
  ['loss', 0.5],
  ['duplicate', 0.5],
  ['reorder', 0.5],
  ['restore'],
  ['heal'],
);

/** Anything a user may do to the chatter within 400 ms, in the order of time. */
export const chatterInputs: fc.Arbitrary<Input[]> = fc
  .array(
    fc.oneof(
      fc.tuple(times, somethingOnNode, node),
      fc.tuple(times, somethingOnLink, link),
      fc.tuple(times, fc.constantFrom(['partition']), fc.constantFrom('a | b', 'a,d | b,c')),
      fc.tuple(times, fc.constantFrom(['heal']), fc.constant('')),
    ),
    { maxLength: 12 },
  )
  .map((list) =>
    list
      .map(([[fromMs, lasts], [word, ...args], target], index) => {
        const action = word as string;
        const instant = ['restart', 'resume', 'restore', 'join', 'leave', 'heal'].includes(action);
        const input =
          lasts === null || instant
            ? at(fromMs, action, target, ...args)
            : during(fromMs, fromMs + lasts, action, target, ...args);
        return { ...input, id: `i${String(index)}` };
      })
      .sort((one, other) => one.atUs - other.atUs),
  );
