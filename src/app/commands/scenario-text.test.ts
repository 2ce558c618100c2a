import { describe, expect, it } from 'vitest';
import type { Lab, Scenario } from '../../scenario/types';
import { smallMoment } from '../../scenario/testing/moments';
import { recordingText } from '../share/recording';
import { labWith, readFile } from './scenario-text';

const scenario: Scenario = {
  version: 1,
  title: 'Two nodes',
  seed: 1,
  pace: 1,
  nodes: [
    { id: 'clients', kind: 'traffic-source', at: [0, 0] },
    { id: 's1', kind: 'service', group: 'servers', at: [200, 0] },
  ],
  links: [{ between: ['clients', 's1'] }],
};

function read(text: string, bytes = text.length) {
  return readFile('own.json', bytes, text);
}

describe('reading a scenario file', () => {
  it('takes a good one', () => {
    expect(read(JSON.stringify(scenario))).toEqual({ ok: true, value: { scenario, moment: null } });
  });

  it('tells a recording from a scenario', () => {
    expect(read(recordingText(smallMoment))).toEqual({
      ok: true,
      value: { scenario: null, moment: smallMoment },
    });
    expect(read('{"faultline":"recording","version":9}')).toEqual({
      ok: false,
      problem: 'own.json was not opened: The moment is of version 9, and this page knows versions up to 1.',
    });
  });

  it('says in one sentence what is wrong, and where', () => {
    const problems = [
      read('', 2_300_000),
      read('{'),
      read('[]'),
      read(JSON.stringify({ ...scenario, seed: 'x' })),
      read(JSON.stringify({ ...scenario, surprise: 1 })),
    ].map((checked) => (checked.ok ? '' : checked.problem));
    expect(problems[0]).toBe('own.json was not opened: it has 2.3 MB, and at most 1 MB are read.');
    expect(problems[1]).toMatch(/^own\.json was not opened: it is not JSON \(.+\)\.$/);
    expect(problems[3]).toMatch(/^own\.json was not opened: seed of the scenario must be a number/);
    expect(problems[4]).toContain('surprise of the scenario is not a known field.');
    for (const problem of problems) expect(problem).toMatch(/^own\.json was not opened: .+[^.]\.$/);
  });
});

describe('a lab with another scenario', () => {
  const series = (metric: string, of?: string) => [{ label: '', metric, of, stat: 'rate' as const }];
  const chart = (id: string, metric: string, of?: string) => ({
    id,
    title: id,
    unit: '',
    help: '',
    series: series(metric, of),
  });
  const lab: Lab = {
    scenario,
    knobs: [{ target: 's1.workers' }],
    presets: [{ id: 'p', title: 'P', help: '', knobs: {} }],
    charts: [
      chart('all', 'throughputPerSec'),
      chart('one', 's1.requests.arrived'),
      chart('each', 'requests.arrived', 'servers'),
    ],
    views: ['statechart'],
    invariants: ['some-promise'],
    experiments: [{ id: 'e', title: 'E', expect: 'It ends.', untilSec: 1 }],
    code: [{ title: 'Code', file: 'patterns/x.ts' }],
  };

  it('keeps everything for a variation of its own', () => {
    const varied = {
      ...scenario,
      seed: 2,
      nodes: [...scenario.nodes, { id: 'x', kind: 'cache', at: [0, 9] as const }],
    };
    expect(labWith(lab, varied)).toEqual({ ...lab, scenario: varied });
  });

  it('drops what speaks of nodes that are not there', () => {
    const other = { ...scenario, nodes: scenario.nodes.slice(0, 1), links: [] };
    const fitted = labWith(lab, other);
    expect(fitted.scenario).toBe(other);
    expect(fitted.charts.map(({ id }) => id)).toEqual(['all']);
    expect([fitted.experiments, fitted.presets, fitted.invariants]).toEqual([[], [], []]);
    expect(fitted.code).toBe(lab.code);
  });

  it('takes a node of another kind for another node', () => {
    const nodes = scenario.nodes.map((node) => (node.id === 's1' ? { ...node, kind: 'cache' } : node));
    expect(labWith(lab, { ...scenario, nodes }).experiments).toEqual([]);
  });
});
