/** Circuit breaker and timeout on the kernel: one node calls another, by a plan. */
import { describe, expect, it } from 'vitest';
import { defineNodeKind } from '../../kernel/contract';
import type { AnyNodeKind, Context, ModeChange, PolicyUse } from '../../kernel/contract';
import type { Message, Status } from '../../kernel/message';
import { createModel, type ModelLink, type ModelNode } from '../../kernel/model';
import { conditionsOf, defaultParams, paramProblem, type ParamValues } from '../../kernel/params';
import { findImpurities, type Plain } from '../../kernel/plain';
import { Simulation } from '../../kernel/simulation';
import { createRecorder, entryAt, entryCount, type EntryKind } from '../../kernel/trace';
import { nodeOf, type PolicyState } from '../../kernel/world';
import { BREAKER_PRESETS, viewBreaker, type BreakerView } from '../../patterns/circuit-breaker/index';
import { policy as breakerPolicy, type BreakerPolicyState } from './circuit-breaker/index';
import { breakerSettings } from './circuit-breaker/params';
import { policy as timeoutPolicy } from './timeout/index';

const MS = 1_000;

/** One thing the caller does: a call that the callee ends as told, an action, or a change of parameters. */
type Step =
  | { atMs: number; ends: Status | 'never'; tookMs?: number }
  | { atMs: number; cancels: number }
  | { atMs: number; action: string }
  | { atMs: number; params: ParamValues };

interface Outcome {
  step: number;
  status: Status;
  by: string;
  atMs: number;
}

/** What the nodes write down: calls the callee received, ends the caller was told, answers to its actions. */
interface Notes {
  received: number[];
  outcomes: Outcome[];
  says: (string | null)[];
}

const FACE = { headline: { value: 0, unit: '', help: '' }, meters: [] };

/** A node that does a plan, with these policies for its calls. */
function callerOf(plan: readonly Step[], uses: readonly PolicyUse[], notes: Notes): AnyNodeKind {
  const calls: number[] = [];
  const take = (ctx: Context, index: number): void => {
    const step = plan[index];
    if ('cancels' in step) ctx.cancelCall(calls[step.cancels]);
    else if ('action' in step) notes.says.push(ctx.actOnPolicy('callee', 'circuit-breaker', step.action));
    else if ('params' in step) {
      const changed = uses.map(({ id, params }) => ({ id, params: { ...params, ...step.params } }));
      ctx.usePolicies('callee', changed);
    } else {
      const body = { step: index, ends: step.ends, tookMs: step.tookMs ?? 1 };
      calls[index] = ctx.call('callee', 'request', body, { policies: 'callee', data: index });
    }
  };
  return defineNodeKind({
    kind: 'caller',
    title: 'Caller',
    glyph: 'server',
    params: {},
    boot: (ctx) => {
      ctx.usePolicies('callee', uses);
      plan.forEach((step, index) => ctx.setTimer('step', step.atMs * MS, index));
      return {};
    },
    onMessage: () => undefined,
    onTimer: (ctx, _state, timer) => {
      take(ctx, Number(timer.data));
    },
    onOutcome: (ctx, _state, { data, status, by }) => {
      notes.outcomes.push({ step: Number(data), status, by, atMs: ctx.nowUs / MS });
    },
    face: () => FACE,
    inspect: () => null,
  });
}

/** A node that ends every call as the call itself says. */
function calleeOf(notes: Notes): AnyNodeKind {
  return defineNodeKind({
    kind: 'callee',
    title: 'Callee',
    glyph: 'server',
    params: {},
    boot: () => ({}),
    onMessage: (ctx, _state, message) => {
      const { step, tookMs } = message.body as { step: number; tookMs: number };
      notes.received.push(step);
      ctx.work('serve', tookMs * MS, message as unknown as Plain);
    },
    onWork: (ctx, _state, work) => {
      const message = work.data as unknown as Message;
      const { ends } = message.body as { ends: Status | 'never' };
      if (ends !== 'never') ctx.reply(message, ends);
    },
    face: () => FACE,
    inspect: () => null,
  });
}

function nodeOfKind(id: string, kind: AnyNodeKind): ModelNode {
  return { id, kind, group: id, present: true, params: {}, memoryLimitBytes: Infinity };
}

/** A link that takes no time and loses nothing. */
function link(from: string, to: string): ModelLink {
  const faults = { lossRatio: 0, duplicateRatio: 0, reorderRatio: 0, reorderWindowUs: 0 };
  const latencyUs = { name: 'constant' as const, mean: 0, cv: 0 };
  return { from, to, latencyUs, ...faults, bytesPerSec: Infinity, ordered: true };
}

/** The run of a plan: what was written down, what the breaker showed, and how it stands at the end. */
function runPlan(uses: readonly PolicyUse[], plan: readonly Step[], untilMs = 100_000) {
  const notes: Notes = { received: [], outcomes: [], says: [] };
  const model = createModel({
    seed: 1,
    nodes: [nodeOfKind('caller', callerOf(plan, uses, notes)), nodeOfKind('callee', calleeOf(notes))],
    links: [link('caller', 'callee'), link('callee', 'caller')],
    policies: new Map([breakerPolicy, timeoutPolicy].map((kind) => [kind.id, kind])),
    invariants: [],
    warmUpUs: 0,
  });
  const recorder = createRecorder(4_096);
  const sim = new Simulation(model, { recorder });
  sim.advance(untilMs * MS);
  const entries = (wanted: EntryKind): unknown[] =>
    Array.from({ length: entryCount(recorder) }, (_, index) => entryAt(recorder, index))
      .filter(({ kind }) => kind === wanted)
      .map(({ subject }) => subject);
  const changes = entries('mode').map((subject) => (subject as { change: ModeChange }).change);
  const policies = nodeOf(sim.world, 'caller')?.policies.get('callee') ?? [];
  const breaker = policies.find(({ id }) => id === 'circuit-breaker');
  return { ...notes, changes, breaker, logs: entries('log'), world: sim.world };
}

/** Parameters of a breaker that opens at the second failure in a row, for 100 ms, and asks for one good trial call. */
const quick: ParamValues = {
  tripRule: 'consecutive',
  failuresInARow: 2,
  openTimeMs: 100,
  halfOpenPermits: 1,
  successesToClose: 1,
};
const breakerUse = (params: ParamValues = {}): PolicyUse[] => [
  { id: 'circuit-breaker', params: { ...quick, ...params } },
];
const timeoutUse = (timeoutMs: number): PolicyUse[] => [{ id: 'timeout', params: { timeoutMs } }];

const moves = (changes: readonly ModeChange[]) =>
  changes
    .filter(({ from, to }) => from !== to)
    .map(({ atUs, from, to }) => `${String(atUs / MS)} ${from} ${to}`);
const stateOf = (policy: PolicyState | undefined): BreakerPolicyState => policy?.state as BreakerPolicyState;
const viewOf = (policy: PolicyState | undefined): BreakerView => viewBreaker(stateOf(policy).breaker);

describe('timeout', () => {
  it('gives an attempt up at its time, and lets one through that is answered before', () => {
    const { outcomes, received } = runPlan(timeoutUse(50), [
      { atMs: 0, ends: 'completed', tookMs: 49 },
      { atMs: 100, ends: 'completed', tookMs: 51 },
      { atMs: 200, ends: 'never' },
    ]);
    expect(received).toEqual([0, 1, 2]);
    expect(outcomes).toEqual([
      { step: 0, status: 'completed', by: '', atMs: 49 },
      { step: 1, status: 'timedOut', by: 'timeout', atMs: 150 },
      { step: 2, status: 'timedOut', by: 'timeout', atMs: 250 },
    ]);
  });
});

describe('circuit breaker', () => {
  const failures = [0, 10].map((atMs): Step => ({ atMs, ends: 'failed' }));

  it('[CB2] [CB11] refuses calls while open, without sending them, and tries again with the next call', () => {
    const { received, outcomes, changes } = runPlan(breakerUse(), [
      ...failures,
      { atMs: 20, ends: 'completed' },
      { atMs: 110, ends: 'completed' },
      { atMs: 111, ends: 'completed', tookMs: 5 },
      { atMs: 112, ends: 'completed' },
      { atMs: 200, ends: 'completed' },
    ]);
    expect(received).toEqual([0, 1, 4, 6]);
    expect(outcomes.filter(({ by }) => by === 'circuit-breaker')).toEqual([
      { step: 2, status: 'rejected', by: 'circuit-breaker', atMs: 20 },
      { step: 3, status: 'rejected', by: 'circuit-breaker', atMs: 110 },
      { step: 5, status: 'rejected', by: 'circuit-breaker', atMs: 112 },
    ]);
    expect(moves(changes)).toEqual(['11 closed open', '111 open halfOpen', '116 halfOpen closed']);
  });

  it('[CB4] puts what the machine did into the trace, with guards that refused', () => {
    const { changes } = runPlan(breakerUse(), [...failures, { atMs: 20, ends: 'completed' }]);
    expect(changes).toEqual([
      { atUs: MS, event: 'callEnds', from: 'closed', to: 'closed', guard: 'tooFewCalls', refused: [] },
      {
        atUs: 11 * MS,
        event: 'callEnds',
        from: 'closed',
        to: 'open',
        guard: 'tooManyFailures',
        refused: [{ guard: 'tooFewCalls', to: 'closed' }],
      },
      {
        atUs: 20 * MS,
        event: 'callArrives',
        from: 'open',
        to: 'open',
        guard: '',
        refused: [{ guard: 'openTimeIsOver', to: 'halfOpen' }],
      },
    ]);
  });

  it('[CB11] turns half-open by a timer, without a call', () => {
    const { changes, breaker } = runPlan(breakerUse({ halfOpenBy: 'timer' }), failures);
    expect(moves(changes)).toEqual(['11 closed open', '111 open halfOpen']);
    expect(viewOf(breaker)).toMatchObject({ mode: 'halfOpen', permitsUsed: 0 });
  });

  it('[CB11] [CB18] the timer follows the open time when it changes', () => {
    const change = (openTimeMs: number) =>
      moves(
        runPlan(breakerUse({ halfOpenBy: 'timer' }), [...failures, { atMs: 61, params: { openTimeMs } }])
          .changes,
      );
    expect(change(70)).toEqual(['11 closed open', '81 open halfOpen']);
    expect(change(500)).toEqual(['11 closed open', '511 open halfOpen']);
    expect(change(20)).toEqual(['11 closed open', '61 open halfOpen']);
  });

  it('[CB11] a timer that is no longer wanted does not fire', () => {
    const plan: Step[] = [
      ...failures,
      { atMs: 50, action: 'reset' },
      { atMs: 60, ends: 'failed' },
      { atMs: 70, ends: 'failed' },
    ];
    const { changes } = runPlan(breakerUse({ halfOpenBy: 'timer' }), plan);
    expect(moves(changes)).toEqual([
      '11 closed open',
      '50 open closed',
      '71 closed open',
      '171 open halfOpen',
    ]);
  });

  it.each([
    ['completed', 'closed'],
    ['degraded', 'closed'],
    ['failed', 'open'],
    ['rejected', 'open'],
    ['timedOut', 'open'],
  ] as const)('[CB5] %s from the callee leaves it %s', (ends, mode) => {
    const plan = [0, 10].map((atMs): Step => ({ atMs, ends }));
    expect(viewOf(runPlan(breakerUse(), plan, 50).breaker).mode).toBe(mode);
  });

  it('[CB5] calls given up by the timeout count as failures', () => {
    const plan = [0, 10, 20].map((atMs): Step => ({ atMs, ends: 'never' }));
    const { outcomes, changes } = runPlan([...timeoutUse(5), ...breakerUse()], plan);
    expect(outcomes.map(({ by, atMs }) => [by, atMs])).toEqual([
      ['timeout', 5],
      ['timeout', 15],
      ['circuit-breaker', 20],
    ]);
    expect(moves(changes)).toEqual(['15 closed open']);
  });

  it('[CB17] cancelled calls do not count, and give their permit back', () => {
    const plan: Step[] = [
      { atMs: 0, ends: 'never' },
      { atMs: 1, ends: 'never' },
      { atMs: 2, cancels: 0 },
      { atMs: 3, cancels: 1 },
      { atMs: 10, ends: 'failed' },
      { atMs: 20, ends: 'failed' },
      { atMs: 200, ends: 'never' },
      { atMs: 201, ends: 'completed' },
      { atMs: 202, cancels: 6 },
      { atMs: 203, ends: 'completed' },
    ];
    const { received, changes } = runPlan(breakerUse(), plan);
    expect(received).toEqual([0, 1, 4, 5, 6, 9]);
    expect(moves(changes)).toEqual(['21 closed open', '200 open halfOpen', '204 halfOpen closed']);
  });

  it('[CB16] a result from before the trip is not counted, and the log says so', () => {
    const plan: Step[] = [
      { atMs: 0, ends: 'completed', tookMs: 115 },
      { atMs: 1, ends: 'failed' },
      { atMs: 2, ends: 'failed' },
      { atMs: 110, ends: 'completed', tookMs: 20 },
    ];
    const { outcomes, changes, logs, breaker } = runPlan(breakerUse(), plan);
    expect(outcomes.map(({ step, status }) => [step, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [0, 'completed'],
      [3, 'completed'],
    ]);
    expect(moves(changes)).toEqual(['3 closed open', '110 open halfOpen', '130 halfOpen closed']);
    expect(viewOf(breaker)).toMatchObject({ ignored: 1, calls: 0 });
    expect(logs).toEqual([expect.stringContaining('call 1 does not count')]);
  });

  it('[CB9] slow calls are measured from when they were sent', () => {
    const plan = [0, 100].map((atMs): Step => ({ atMs, ends: 'completed', tookMs: 31 }));
    const slow = { countSlowCalls: true, slowRatio: 1 };
    expect(viewOf(runPlan(breakerUse({ ...slow, slowAfterMs: 30 }), plan, 190).breaker).mode).toBe('open');
    expect(viewOf(runPlan(breakerUse({ ...slow, slowAfterMs: 31 }), plan, 190).breaker).mode).toBe('closed');
  });

  it('[CB3] can be led by hand, and says when there is nothing to do', () => {
    const { received, says, changes } = runPlan(breakerUse(), [
      { atMs: 0, action: 'forceOpen' },
      { atMs: 1, action: 'forceOpen' },
      { atMs: 500, ends: 'completed' },
      { atMs: 501, action: 'disable' },
      { atMs: 502, ends: 'failed' },
      { atMs: 504, ends: 'failed' },
      { atMs: 506, ends: 'failed' },
      { atMs: 510, action: 'reset' },
    ]);
    expect(says).toEqual([null, 'The circuit breaker is forced open already.', null, null]);
    expect(received).toEqual([4, 5, 6]);
    expect(moves(changes)).toEqual(['0 closed forcedOpen', '501 forcedOpen disabled', '510 disabled closed']);
  });

  it('[CB15] with the rule broken, half-open lets everyone in', () => {
    const crowd = Array.from({ length: 20 }, (): Step => ({ atMs: 200, ends: 'completed', tookMs: 9 }));
    expect(runPlan(breakerUse(), [...failures, ...crowd]).received).toHaveLength(2 + 1);
    expect(runPlan(breakerUse({ letEveryoneIn: true }), [...failures, ...crowd]).received).toHaveLength(
      2 + 20,
    );
  });

  it('shows its machine and its window, and keeps plain data only', () => {
    const { breaker, world } = runPlan(breakerUse(), [...failures, { atMs: 20, ends: 'completed' }], 50);
    const state = stateOf(breaker);
    const view = breakerPolicy.machine?.(state, {});
    expect(view).toMatchObject({ mode: 'open', sinceUs: 11 * MS, title: 'Circuit breaker' });
    expect(view?.chart.modes.map(({ id }) => id)).toContain('open');
    expect(breakerPolicy.inspect(state, {})).toMatchObject({
      mode: 'open',
      slots: ['failed', 'failed'],
      ignored: 0,
    });
    expect(breaker).toMatchObject({ modeSinceUs: 11 * MS, lastChange: { event: 'callArrives', to: 'open' } });
    expect(findImpurities(world.nodes)).toEqual([]);
  });
});

describe('parameters', () => {
  it('the defaults are the playground preset, and every default is within its range', () => {
    type Params = Parameters<typeof breakerSettings>[0];
    expect(breakerSettings(defaultParams(breakerPolicy.params) as Params)).toEqual(
      BREAKER_PRESETS.playground,
    );
    for (const { params } of [breakerPolicy, timeoutPolicy]) {
      for (const [name, spec] of Object.entries(params)) {
        expect(paramProblem(name, spec, spec.default)).toBeNull();
        expect(spec.title && spec.help).not.toBe('');
        for (const { param } of conditionsOf(spec)) expect(Object.keys(params)).toContain(param);
      }
    }
  });

  it('the presets can be set', () => {
    for (const preset of Object.values(BREAKER_PRESETS)) {
      const { windowUs, slowAfterUs, openTimeUs, ...same } = preset;
      const params = {
        ...same,
        windowMs: windowUs / MS,
        slowAfterMs: slowAfterUs / MS,
        openTimeMs: openTimeUs / MS,
      };
      for (const [name, spec] of Object.entries(breakerPolicy.params)) {
        expect(paramProblem(name, spec, params[name as keyof typeof params])).toBeNull();
      }
    }
  });
});
