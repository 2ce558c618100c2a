import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { NumberSpec, Opened, ParamSpec } from '../../protocol/messages';
import { createLog } from '../../run/log';
import type { Lab } from '../../scenario/types';
import { EMPTY_RUN, useLab, type LabState } from '../run/store';
import { knobAdvice, knobProblem, knobRelevant, knobSpec, LATENCY_KNOB, turnKnob } from './knob-spec';

const deeds = vi.hoisted(() => ({
  act: vi.fn(() => Promise.resolve()),
  restart: vi.fn(() => Promise.resolve()),
}));
vi.mock('../run/controller', () => ({ controller: deeds }));

function number(change: Partial<NumberSpec> = {}): NumberSpec {
  const texts = { title: 'Workers', help: '', unit: '', low: '', high: '' };
  return { type: 'number', integer: true, min: 1, max: 100, default: 4, ...texts, ...change };
}

const strategy: ParamSpec = {
  type: 'choice',
  title: 'Strategy',
  help: '',
  default: 'random',
  options: ['random', 'ring'].map((value) => ({ value, title: value, help: '' })),
};

const lab = {
  scenario: {
    nodes: [
      { id: 'lb', kind: 'balancer', at: [0, 0] },
      { id: 's1', kind: 'service', group: 'servers', at: [0, 0] },
      { id: 's2', kind: 'service', group: 'servers', at: [0, 0] },
    ],
    links: [],
  },
  knobs: [{ target: 'lb.strategy' }],
} as unknown as Lab;

const opened = {
  nodes: [
    { id: 'lb', kind: 'balancer', group: 'lb' },
    { id: 's1', kind: 'service', group: 'servers' },
  ],
  params: {
    balancer: { strategy, ringSlots: number({ when: { param: 'strategy', is: ['ring'] } }) },
    service: { workers: number(), threads: number({ restarts: true }) },
  },
} as unknown as Opened;

function state(change: Partial<LabState> = {}): LabState {
  const spec = { scenario: lab.scenario, knobs: {}, seed: 1, invariants: [], log: createLog() };
  useLab.setState({ ...EMPTY_RUN, lab, opened, spec, ...change });
  return useLab.getState();
}

const spec = (target: string, more = {}) => knobSpec(state(), { target, ...more });

describe('the spec of a knob', () => {
  it('is that of the parameter it turns, of a node or of a group', () => {
    expect(spec('lb.strategy')).toBe(strategy);
    expect(spec('servers.workers')).toMatchObject({ min: 1, max: 100, default: 4 });
    expect(spec('s1.workers')).toEqual(spec('servers.workers'));
  });

  it('has the lab’s title and range, but never beyond the parameter’s own', () => {
    expect(spec('servers.workers', { title: 'Threads', range: [2, 8] })).toMatchObject({
      title: 'Threads',
      min: 2,
      max: 8,
    });
    expect(spec('servers.workers', { range: [-5, 1e6] })).toMatchObject({
      title: 'Workers',
      min: 1,
      max: 100,
    });
  });

  it('of how many nodes are there goes from one to all of the group', () => {
    expect(spec('servers.present')).toMatchObject({ min: 1, max: 2, default: 2, restarts: true });
  });

  it('of the delay of all links is there in every lab', () => {
    expect(spec(LATENCY_KNOB)).toMatchObject({ unit: 'ms', min: 0, restarts: true });
  });

  it('is nothing for a node, group or parameter that is not there', () => {
    for (const target of ['nobody.workers', 'servers.colour', 'nobody.present', 'workers']) {
      expect(spec(target)).toBeUndefined();
    }
  });
});

describe('a knob means something', () => {
  const slots = opened.params.balancer.ringSlots;

  it('only while the knob it depends on stands as it must', () => {
    expect(knobRelevant(state(), 'lb.ringSlots', slots)).toBe(false);
    const ring = {
      scenario: lab.scenario,
      knobs: { 'lb.strategy': 'ring' },
      seed: 1,
      invariants: [],
      log: createLog(),
    };
    expect(knobRelevant(state({ spec: ring }), 'lb.ringSlots', slots)).toBe(true);
  });

  it('always, when it depends on none', () => {
    expect(knobRelevant(state(), 'lb.strategy', strategy)).toBe(true);
  });
});

describe('turning a knob', () => {
  beforeEach(() => {
    vi.clearAllMocks();
  });
  const restarts = number({ restarts: true });

  it('is an input of the run', () => {
    state();
    turnKnob('servers.workers', number(), 9);
    expect(deeds.act).toHaveBeenCalledWith({ action: 'set', target: 'servers.workers', args: [9] });
    expect(deeds.restart).not.toHaveBeenCalled();
  });

  it('that cannot change live starts the run anew, with all knobs as they stand', () => {
    const set = {
      id: 'i1',
      atUs: 1,
      untilUs: null,
      action: 'set',
      target: 'lb.strategy',
      args: ['ring'],
      muted: false,
    };
    state({ log: createLog([set]) });
    turnKnob('servers.threads', restarts, 9);
    expect(deeds.restart).toHaveBeenCalledWith({ 'lb.strategy': 'ring', 'servers.threads': 9 });
    expect(deeds.act).not.toHaveBeenCalled();
  });

  it('to where it stands does nothing', () => {
    state();
    turnKnob('servers.workers', number(), 4);
    turnKnob('servers.threads', restarts, 4);
    expect([deeds.act, deeds.restart].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });
});

describe('a knob beside the others of its node', () => {
  const timeout = number({
    title: 'Timeout',
    unit: 'ms',
    atMost: { param: 'deadline', why: 'it would outlast the call' },
    advice: [{ above: 50, says: 'long' }],
  });
  const both = {
    ...opened,
    params: { ...opened.params, service: { timeout, deadline: number({ title: 'Deadline', unit: 'ms' }) } },
  } as unknown as Opened;
  const withValues = (values: Record<string, number>): LabState => {
    const nodes = [{ id: 's1', kind: 'service', at: [0, 0], params: values }];
    return state({ opened: both, lab: { ...lab, scenario: { nodes, links: [] } } as unknown as Lab });
  };

  it('is refused beyond what another allows, whichever of the two is turned', () => {
    const now = withValues({ timeout: 4, deadline: 10 });
    const sentence = (timeoutMs: number, deadlineMs: number): string =>
      `Timeout (${String(timeoutMs)} ms) must be at most Deadline (${String(deadlineMs)} ms): it would outlast the call.`;
    expect(knobProblem(now, 's1.timeout', timeout, 10)).toBeNull();
    expect(knobProblem(now, 's1.timeout', timeout, 11)).toBe(sentence(11, 10));
    expect(knobProblem(now, 's1.deadline', both.params.service.deadline, 3)).toBe(sentence(4, 3));
    expect(knobProblem(now, 's1.timeout', timeout, 101)).toMatch(/too high/);
  });

  it('says what is unwise as it stands', () => {
    expect(knobAdvice(withValues({ timeout: 60, deadline: 80 }), 's1.timeout', timeout)).toBe('long');
    expect(knobAdvice(withValues({ timeout: 40, deadline: 80 }), 's1.timeout', timeout)).toBe('');
  });
});
