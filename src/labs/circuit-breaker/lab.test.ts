import { describe, expect, it } from 'vitest';
import { standings } from '../../kernel/invariant';
import type { ModeChange } from '../../kernel/contract';
import type { Message } from '../../kernel/message';
import { entryAt, entryCount, type TraceEntry } from '../../kernel/trace';
import { US_PER_MS, US_PER_S } from '../../kernel/time';
import { nodeOf } from '../../kernel/world';
import { policyUse } from '../../nodes/policies/flatten';
import type { BreakerPolicyState } from '../../nodes/policies/circuit-breaker/index';
import { breakerParams, breakerSettings } from '../../nodes/policies/circuit-breaker/params';
import {
  BREAKER_PRESETS,
  breakerChart,
  viewBreaker,
  type Breaker,
} from '../../patterns/circuit-breaker/index';
import { experimentRun } from '../../run/experiment';
import { inspectNode } from '../../run/faces';
import type { Session } from '../../run/session';
import { viewOf } from '../../run/view';
import { traceRows } from '../../run/rows';
import { buildModel, type KnobValues } from '../../scenario/build';
import type { Experiment } from '../../scenario/types';
import { runFor, sessionOf, type RunParts } from '../testing/runs';
import { lab } from './lab';

function breakerOf({ sim }: Session): Breaker {
  const policies = nodeOf(sim.world, 'caller')?.policies.get('downstream') ?? [];
  const guard = policies.find(({ id }) => id === 'circuit-breaker');
  if (!guard) throw new Error('The caller has no breaker.');
  return (guard.state as BreakerPolicyState).breaker;
}

function entriesOf({ recorder }: Session): TraceEntry[] {
  if (!recorder) throw new Error('The session keeps no trace.');
  expect(recorder.first, 'the ring holds the whole run').toBe(0);
  return Array.from({ length: entryCount(recorder) }, (_, index) => entryAt(recorder, index));
}

function changesOf(session: Session): ModeChange[] {
  return entriesOf(session)
    .filter(({ kind }) => kind === 'mode')
    .map(({ subject }) => (subject as { change: ModeChange }).change);
}

const moves = (session: Session): string[] =>
  changesOf(session)
    .filter(({ from, to }) => from !== to)
    .map(({ from, to }) => `${from} → ${to}`);

function presetKnobs(id: string): KnobValues {
  const preset = lab.presets?.find((one) => one.id === id);
  if (!preset) throw new Error(`There is no preset called ${id}.`);
  return preset.knobs;
}

function experimentOf(id: string): Experiment {
  const experiment = lab.experiments.find((one) => one.id === id);
  if (!experiment) throw new Error(`There is no experiment called ${id}.`);
  return experiment;
}

/** A recorded run of an experiment. */
function recordedRun(id: string, seed?: number, beside = false): Session {
  const { knobs, inputs, untilSec, beside: other } = experimentOf(id);
  const own = { ...knobs, ...(beside ? other?.knobs : {}) };
  return runFor(lab, untilSec, { knobs: own, inputs, seed });
}

describe('presets', () => {
  const settingsWith = (knobs: KnobValues) => {
    const caller = buildModel(lab.scenario, knobs).nodes.find(({ id }) => id === 'caller');
    const [use] = policyUse('circuit-breaker', 'breaker', breakerParams, caller?.params ?? {});
    return breakerSettings(use.params as Parameters<typeof breakerSettings>[0]);
  };

  it('the lab itself starts from the pattern’s playground', () => {
    expect(settingsWith({})).toEqual(BREAKER_PRESETS.playground);
  });

  it.each(['resilience4j', 'polly', 'opossum'] as const)('%s is the pattern’s preset', (id) => {
    expect(settingsWith(presetKnobs(id))).toEqual(BREAKER_PRESETS[id]);
  });

  it('the experiment of two libraries uses their presets', () => {
    const { knobs, beside } = experimentOf('two-libraries');
    expect(settingsWith(knobs ?? {})).toEqual(BREAKER_PRESETS.polly);
    const { successesToClose, windowUs } = BREAKER_PRESETS.polly;
    // Two settings that its rules do not read are left as they are.
    expect(settingsWith({ ...knobs, ...beside?.knobs })).toEqual({
      ...BREAKER_PRESETS.resilience4j,
      successesToClose,
      windowUs,
    });
  });
});

const CALL_MS = 10;
const NEVER = 0;

/** One user whose calls take 10 ms each, one after the other; call n (from 1) fails when told. */
function oneAtATime(knobs: KnobValues, failedAt: (call: number) => boolean, calls: number): Session {
  const inputs: string[] = [];
  for (let call = 2; call <= calls; call++) {
    if (failedAt(call) === failedAt(call - 1)) continue;
    const atMs = (call - 1.5) * CALL_MS;
    inputs.push(`${String(atMs)}ms set dependency.failureRatio ${failedAt(call) ? '1' : '0'}`);
  }
  return sessionOf(lab, {
    inputs,
    knobs: {
      ...knobs,
      'links.latencyMs': 0,
      'clients.mode': 'closed',
      'clients.users': 1,
      'clients.thinkTimeMs': 0,
      'clients.timeoutMs': 0,
      'caller.serviceTimeMs': 0,
      'dependency.serviceTimeMs': CALL_MS,
      'dependency.serviceShape': 'constant',
      'dependency.failureRatio': failedAt(1) ? 1 : 0,
    },
  });
}

/** Number of the call whose end opens the breaker; 0 when none of `most` does. */
function opensAt(knobs: KnobValues, failedAt: (call: number) => boolean, most = 300): number {
  const session = oneAtATime(knobs, failedAt, most);
  const breaker = breakerOf(session);
  const endUs = most * CALL_MS * US_PER_MS;
  while (breaker.mode === 'closed' && session.playheadUs <= endUs) session.stepEvent();
  const view = viewOf(session);
  const ended = view.count('caller.requests.completed') + view.count('caller.requests.failed');
  const failed = Array.from({ length: ended }, (_, i) => failedAt(i + 1)).filter(Boolean).length;
  expect(view.count('caller.requests.failed')).toBe(failed);
  return breaker.mode === 'open' ? ended : NEVER;
}

const sequence = (letters: string) => (call: number) =>
  (letters[call - 1] ?? letters[letters.length - 1]) === 'F';
const alternating = (first: 'S' | 'F') => (call: number) => (call % 2 === 1) === (first === 'F');
describe('GT CB-1: the call that opens the breaker, through caller and dependency', () => {
  const [resilience4j, polly, opossum] = ['resilience4j', 'polly', 'opossum'].map(presetKnobs);
  const small = { ...resilience4j, 'caller.breakerWindowCalls': 10, 'caller.breakerMinimumCalls': 5 };
  const rows: [name: string, knobs: KnobValues, failedAt: (call: number) => boolean, opens: number][] = [
    ['resilience4j default, S F S F …', resilience4j, alternating('S'), 100],
    ['resilience4j default, F S F S …', resilience4j, alternating('F'), 100],
    ['resilience4j default, 49 F, 51 S, then F', resilience4j, (n) => n <= 49 || n > 100, 150],
    ['resilience4j default, 50 F then 50 S, on a successful call', resilience4j, (n) => n <= 50, 100],
    ['resilience4j window 10 min 5, F F F S S', small, sequence('FFFSS'), 5],
    ['resilience4j window 10 min 5, S S S F F F', small, sequence('SSSFFF'), 6],
    ['Polly default, every 10th call fails', polly, (n) => n % 10 === 0, 100],
    ['Polly default, 99 F, 1 S, then F', polly, (n) => n !== 100, 101],
    ['opossum default, first call fails', opossum, sequence('F'), 1],
    ['opossum default, S F S F …', opossum, alternating('S'), NEVER],
    [
      'opossum volumeThreshold 10, F S F S …',
      { ...opossum, 'caller.breakerMinimumCalls': 10 },
      alternating('F'),
      11,
    ],
    ['opossum default, S S F F F', opossum, sequence('SSFFF'), 5],
  ];

  it.each(rows)('%s', (_name, knobs, failedAt, opens) => {
    expect(opensAt(knobs, failedAt)).toBe(opens);
  });

  it('minimum calls keep the first failures of a day from opening it', () => {
    expect(opensAt({}, sequence('F'))).toBe(10);
    expect(opensAt({ 'caller.breakerMinimumCalls': 0 }, sequence('F'))).toBe(1);
    const session = oneAtATime({}, sequence('F'), 9);
    session.advance(9 * CALL_MS * US_PER_MS);
    expect(changesOf(session)).toHaveLength(9);
    for (const { to, guard } of changesOf(session))
      expect({ to, guard }).toEqual({ to: 'closed', guard: 'tooFewCalls' });
  });

  it('slow calls open it although none fails', () => {
    const slow = { 'caller.breakerCountSlowCalls': true, 'caller.breakerSlowRatio': 0.5 };
    const never = sequence('S');
    expect(opensAt({ ...slow, 'caller.breakerSlowAfterMs': CALL_MS - 1 }, never)).toBe(10);
    // Slow is strictly longer.
    expect(opensAt({ ...slow, 'caller.breakerSlowAfterMs': CALL_MS }, never)).toBe(NEVER);
  });
});

describe('the live statechart', () => {
  const caller = (session: Session) => {
    const node = nodeOf(session.sim.world, 'caller');
    if (!node) throw new Error('There is no caller.');
    return inspectNode(session.sim, node, session.playheadUs);
  };

  it('shows what opened the breaker, and the guards that were asked', () => {
    const session = sessionOf(lab, { inputs: ['3s set dependency.failureRatio 1'] });
    while (breakerOf(session).mode === 'closed') session.stepEvent();
    const [machine] = caller(session).machines;
    expect(machine).toMatchObject({ mode: 'open', sinceUs: session.playheadUs, chart: breakerChart });
    expect(machine.last).toEqual({
      atUs: session.playheadUs,
      event: 'callEnds',
      from: 'closed',
      to: 'open',
      guard: 'tooManyFailures',
      refused: [{ guard: 'tooFewCalls', to: 'closed' }],
    });
    session.advance(session.playheadUs + US_PER_S);
    expect(caller(session).machines[0].last).toMatchObject({
      event: 'callArrives',
      to: 'open',
      refused: [{ guard: 'openTimeIsOver', to: 'halfOpen' }],
    });
  });

  it('reaches every mode by what can be done in the lab', () => {
    const session = runFor(lab, 24, {
      inputs: [
        '1s do caller forceOpen',
        '2s do caller disableBreaker',
        '3s do caller resetBreaker',
        '4s..14s set dependency.failureRatio 1',
      ],
    });
    expect(session.refusals.take()).toEqual([]);
    expect(moves(session)).toEqual([
      'closed → forcedOpen',
      'forcedOpen → disabled',
      'disabled → closed',
      'closed → open',
      'open → halfOpen',
      'halfOpen → open',
      'open → halfOpen',
      'halfOpen → closed',
    ]);
    const reached = new Set(changesOf(session).map(({ to }) => to));
    expect([...reached].sort()).toEqual(breakerChart.modes.map(({ id }) => id).sort());
  });

  it('offers its actions only while there is a breaker', () => {
    const without = runFor(lab, 1, { knobs: { 'caller.breaker': false } });
    const actions = caller(without).actions.filter(({ name }) => name.endsWith('Breaker'));
    expect(actions).toHaveLength(2);
    for (const { refusal } of actions) expect(refusal).toBe('Its circuit breaker is switched off.');
  });
});

/** Calls the caller sent in each stretch between two changes of mode. */
function sentByMode(session: Session): { mode: string; sent: number }[] {
  const stretches = [{ mode: 'closed', sent: 0 }];
  for (const { kind, subject } of entriesOf(session)) {
    if (kind === 'mode') {
      const { from, to } = (subject as { change: ModeChange }).change;
      if (from !== to) stretches.push({ mode: to, sent: 0 });
    }
    if (kind !== 'send') continue;
    const { from, role } = subject as Message;
    if (from === 'caller' && role === 'request') stretches[stretches.length - 1].sent++;
  }
  return stretches;
}

describe('what is sent', () => {
  const open: RunParts[] = [
    { inputs: ['3s..12s set dependency.failureRatio 1'] },
    { inputs: ['3s..12s set dependency.hangRatio 1'] },
    { inputs: ['3s..12s crash dependency'] },
    { inputs: ['3s..12s pause dependency'] },
    { inputs: ['3s..12s cut caller->dependency'] },
    { inputs: ['3s..12s isolate dependency'], knobs: { 'caller.breakerHalfOpenBy': 'timer' } },
    { inputs: ['3s..12s loss caller<->dependency 80%'], knobs: { 'caller.breakerTripRule': 'timeWindow' } },
    { inputs: ['3s do caller forceOpen', '12s do caller resetBreaker'] },
  ];

  it.each(open)('nothing while open, three at most while half-open: $inputs', (parts) => {
    for (const seed of [1, 2]) {
      const session = runFor(lab, 24, { ...parts, seed });
      const stretches = sentByMode(session);
      expect(stretches.length).toBeGreaterThan(2);
      for (const { mode, sent } of stretches) {
        if (mode === 'open' || mode === 'forcedOpen') expect(sent).toBe(0);
        if (mode === 'halfOpen') expect(sent).toBeLessThanOrEqual(3);
      }
      expect(breakerOf(session).mode).toBe('closed');
      const view = viewOf(session);
      for (const invariant of lab.invariants) expect(view.held(invariant)).toBe(true);
    }
  });

  it('everyone, when half-open lets everyone in: the promise breaks at the fourth trial call, with seed 7', () => {
    const session = recordedRun('everyone-in', 7);
    const { brokenAtUs, says } = standings(session.sim)[lab.invariants.indexOf('half-open-permits')];
    expect(says).toBe('caller sent dependency trial call number 4, and has 3 permits.');
    const fourth = entriesOf(session)
      .filter(({ kind, atUs }) => kind === 'send' && atUs > 6 * US_PER_S)
      .filter(({ subject }) => (subject as Message).to === 'dependency')[3];
    expect(brokenAtUs).toBe(fourth.atUs);
    expect(Math.round(brokenAtUs / US_PER_S)).toBe(9);
    const halfOpen = sentByMode(session).filter(({ mode }) => mode === 'halfOpen');
    expect(Math.max(...halfOpen.map(({ sent }) => sent))).toBeGreaterThan(20);
    expect(viewOf(session).held('open-sends-nothing')).toBe(true);
  });

  it('GT 11.3: to a dead dependency, permits calls every open time and timeout', () => {
    const session = recordedRun('dead-for-long');
    const halfOpen = changesOf(session).filter(({ from, to }) => from === 'open' && to === 'halfOpen');
    const gaps = halfOpen.slice(1).map(({ atUs }, i) => (atUs - halfOpen[i].atUs) / US_PER_S);
    expect(gaps).toHaveLength(4);
    // The trial begins with the first call after the open time, which comes some 25 ms later on average.
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(6);
    expect(gaps.reduce((sum, gap) => sum + gap) / gaps.length).toBeLessThan(6.1);
    for (const { mode, sent } of sentByMode(session)) if (mode === 'halfOpen') expect(sent).toBe(3);
  });
});

describe('a hanging dependency', () => {
  it('costs every caller the timeout without a breaker, and under 10 ms with one', () => {
    for (const seed of [1, 2]) {
      const experiment = { ...experimentOf('hanging'), seed };
      const [own, other] = [false, true].map((beside) => viewOf(experimentRun(lab, experiment, beside)));
      // The caller’s own 5 ms, and the timeout; histograms are good to 1 %.
      expect(own.quantile('caller.refusedTimeMs', 1)).toBe(5);
      expect(Math.abs(other.quantile('caller.responseTimeMs', 0.99, 5, 18) - 1005)).toBeLessThan(10.05);
      expect(other.mean('caller.busyWorkers', 5, 18)).toBeGreaterThan(27);
      expect(own.mean('caller.busyWorkers', 5, 18)).toBeLessThan(3);
    }
  });
});

describe('replies to calls sent before the trip', () => {
  it('are shown in the log and not counted', () => {
    const session = sessionOf(lab, { inputs: ['3s set dependency.failureRatio 1'] });
    while (breakerOf(session).mode === 'closed') session.stepEvent();
    const opened = viewBreaker(breakerOf(session));
    const before = entriesOf(session).length;
    session.advance(6 * US_PER_S);
    const replies = entriesOf(session)
      .slice(before)
      .filter(({ kind, subject }) => kind === 'deliver' && (subject as Message).from === 'dependency');
    expect(replies.length).toBeGreaterThan(5);
    expect(viewBreaker(breakerOf(session))).toEqual({ ...opened, ignored: replies.length });
    const { model, recorder } = session;
    if (!recorder) throw new Error('The session keeps no trace.');
    const query = { before: null, limit: 100, text: 'does not count', node: 'caller' };
    const rows = traceRows(model, recorder, query);
    expect(rows).toHaveLength(replies.length);
    for (const { text } of rows)
      expect(text).toMatch(/^call \d+ does not count: sent before the change of mode$/);
  });

  it('are answers to the client all the same', () => {
    const view = viewOf(recordedRun('fail-and-recover'));
    // Ten failures open the breaker; those on their way then come after it, as the three trial calls of later may.
    expect(view.count('requests.failed')).toBeGreaterThan(10);
    expect(view.count('requests.failed')).toBe(view.count('dependency.requests.failed'));
  });
});

describe('fallback answers', () => {
  it('are counted apart from full ones, at the caller and at the client', () => {
    const view = viewOf(recordedRun('fallback'));
    for (const node of ['', 'caller.']) {
      const [completed, degraded] = ['completed', 'degraded'].map((status) =>
        view.count(`${node}requests.${status}`),
      );
      expect(degraded).toBeGreaterThan(300);
      expect(completed).toBeGreaterThan(degraded);
    }
    const goodput = view.count('requests.completed') - view.count('requests.degraded');
    expect(view.count('goodputPerSec')).toBe(goodput);
    // Full answers are those of the dependency, but for the last ones on their way.
    expect(goodput).toBeLessThanOrEqual(view.count('dependency.requests.completed'));
    expect(goodput).toBeGreaterThan(view.count('dependency.requests.completed') - 20);
  });
});

describe('a dependency that recovers', () => {
  it('is called again within one open time, one timeout and the trial calls', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const recoversUs = (10 + seed / 2) * US_PER_S;
      const session = runFor(lab, 26, {
        seed,
        inputs: [`4s..${String(10 + seed / 2)}s set dependency.hangRatio 1`],
      });
      const closed = changesOf(session).filter(({ from, to }) => from !== to && to === 'closed');
      expect(closed).toHaveLength(1);
      const waitUs = closed[0].atUs - recoversUs;
      expect(waitUs).toBeGreaterThan(0);
      expect(waitUs).toBeLessThan(7 * US_PER_S);
    }
  });
});
