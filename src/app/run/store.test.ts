import { beforeEach, describe, expect, it } from 'vitest';
import type { InputLog, Opened } from '../../protocol/messages';
import { createLog } from '../../run/log';
import { parseInput } from '../../scenario/words';
import type { Lab } from '../../scenario/types';
import { dismissNotice, EMPTY_RUN, knobsNow, knobValue, notify, useLab, type LabState } from './store';

const SECOND_US = 1_000_000;

const lab = {
  scenario: {
    version: 1,
    title: 'Test',
    seed: 1,
    pace: 1,
    nodes: [
      { id: 'lb', kind: 'balancer', at: [0, 0], params: { strategy: 'random' } },
      { id: 's1', kind: 'service', group: 'servers', at: [0, 0], params: { workers: 3 } },
      { id: 's2', kind: 'service', group: 'servers', at: [0, 0], params: { workers: 3 } },
      { id: 's3', kind: 'service', group: 'servers', at: [0, 0], present: false },
    ],
    links: [{ between: ['lb', 's1'], latencyMs: 25 }],
  },
  knobs: [{ target: 'lb.strategy' }, { target: 'servers.workers' }, { target: 'servers.present' }],
} as unknown as Lab;

const opened = {
  nodes: [{ id: 's1', kind: 'service', group: 'servers' }],
  params: { service: { workers: { default: 1 }, queueLimit: { default: 50 } } },
} as unknown as Opened;

function logOf(...words: string[]): InputLog {
  return createLog(
    words.map((text, i) => {
      const parsed = parseInput(text, `i${String(i)}`);
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.value;
    }),
  );
}

function state(change: Partial<LabState> = {}, us = 0): LabState {
  const spec = { scenario: lab.scenario, knobs: {}, seed: 1, invariants: [], log: createLog() };
  const position = { branch: 'b0', us, events: 0 };
  return { ...useLab.getInitialState(), ...EMPTY_RUN, lab, opened, spec, position, ...change };
}

const withKnobs = (knobs: Record<string, string | number>): Partial<LabState> => ({
  spec: { scenario: lab.scenario, knobs, seed: 1, invariants: [], log: createLog() },
});

describe('the value of a knob', () => {
  it('is the scenario’s at first, of a group that of its first member', () => {
    expect(knobValue(state(), 'lb.strategy')).toBe('random');
    expect(knobValue(state(), 'servers.workers')).toBe(3);
    expect(knobValue(state(), 's2.workers')).toBe(3);
  });

  it('is the default of its kind when the scenario says nothing', () => {
    expect(knobValue(state(), 'servers.queueLimit')).toBe(50);
  });

  it('is nothing when there is no such node or parameter', () => {
    expect(knobValue(state(), 'nobody.workers')).toBeUndefined();
    expect(knobValue(state(), 'servers.colour')).toBeUndefined();
  });

  it('of the presence of a group is how many of its nodes are there', () => {
    expect(knobValue(state(), 'servers.present')).toBe(2);
    expect(knobValue(state(withKnobs({ 'servers.present': 3 })), 'servers.present')).toBe(3);
  });

  it('of all links is their delay', () => {
    expect(knobValue(state(), 'links.latencyMs')).toBe(25);
    expect(knobValue(state(withKnobs({ 'links.latencyMs': 80 })), 'links.latencyMs')).toBe(80);
  });

  it('turned before the start is that, by the name of the node or of its group', () => {
    const before = state(withKnobs({ 'servers.workers': 7 }));
    expect(knobValue(before, 'servers.workers')).toBe(7);
    expect(knobValue(before, 's1.workers')).toBe(7);
  });

  it('turned while running is that from then on, and not before', () => {
    const log = logOf('2s set lb.strategy roundRobin', '5s set lb.strategy ring');
    expect(knobValue(state({ log }, SECOND_US), 'lb.strategy')).toBe('random');
    expect(knobValue(state({ log }, 2 * SECOND_US), 'lb.strategy')).toBe('roundRobin');
    expect(knobValue(state({ log }, 9 * SECOND_US), 'lb.strategy')).toBe('ring');
  });

  it('turned just now shows at once: an input is just after the playhead', () => {
    const log = logOf('2000001us set servers.workers 9');
    expect(knobValue(state({ log }, 2 * SECOND_US), 'servers.workers')).toBe(9);
  });

  it('turned for a while goes back when that is over', () => {
    const log = logOf('2s..4s set servers.workers 9');
    expect(knobValue(state({ log }, 3 * SECOND_US), 'servers.workers')).toBe(9);
    expect(knobValue(state({ log }, 4 * SECOND_US), 'servers.workers')).toBe(3);
  });

  it('takes no notice of inputs that are muted, of other branches, or of other knobs', () => {
    const muted = logOf('1s set servers.workers 9');
    const [trunk] = muted.branches;
    const quiet = { ...trunk, inputs: trunk.inputs.map((input) => ({ ...input, muted: true })) };
    expect(knobValue(state({ log: { ...muted, branches: [quiet] } }, 2 * SECOND_US), 'servers.workers')).toBe(
      3,
    );
    const other = { ...trunk, id: 'b1', inputs: [] };
    const forked = { branches: [trunk, other], current: 'b1' };
    expect(knobValue(state({ log: forked }, 2 * SECOND_US), 'servers.workers')).toBe(3);
    expect(knobValue(state({ log: muted }, 2 * SECOND_US), 'servers.queueLimit')).toBe(50);
  });
});

describe('the knobs of a new start', () => {
  it('are those of the run, with what was turned since', () => {
    const log = logOf('1s set lb.strategy ring', '2s set servers.workers 9');
    const now = state(
      { log, ...withKnobs({ 'servers.present': 3, 'lb.strategy': 'roundRobin' }) },
      3 * SECOND_US,
    );
    expect(knobsNow(now)).toEqual({ 'servers.present': 3, 'lb.strategy': 'ring', 'servers.workers': 9 });
  });

  it('are none when nothing was turned, or was turned back', () => {
    expect(knobsNow(state())).toEqual({});
    const log = logOf('1s set lb.strategy ring', '2s set lb.strategy random');
    expect(knobsNow(state({ log }, 3 * SECOND_US))).toEqual({});
  });

  it('leave out what is set only later', () => {
    const log = logOf('5s set lb.strategy ring');
    expect(knobsNow(state({ log }, SECOND_US))).toEqual({});
  });
});

describe('notices', () => {
  beforeEach(() => {
    useLab.setState({ notices: [] });
  });
  const texts = () => useLab.getState().notices.map(({ text }) => text);

  it('are at most three, the newest', () => {
    for (const text of ['one', 'two', 'three', 'four']) notify(text);
    expect(texts()).toEqual(['two', 'three', 'four']);
  });

  it('do not repeat themselves: the same line again is the newest', () => {
    for (const text of ['one', 'two', 'one']) notify(text);
    expect(texts()).toEqual(['two', 'one']);
  });

  it('go when they are dismissed, each on its own', () => {
    for (const text of ['one', 'two']) notify(text, 'bad');
    const [first] = useLab.getState().notices;
    dismissNotice(first.id);
    expect(useLab.getState().notices).toMatchObject([{ text: 'two', tone: 'bad' }]);
  });
});
