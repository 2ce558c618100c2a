import { describe, expect, it } from 'vitest';
import { lab } from '../labs/load-balancing/lab';
import { applyKnobs, buildModel, ScenarioProblem } from './build';
import type { Scenario, ScenarioLink, ScenarioNode } from './types';

const base: Scenario = {
  version: 1,
  title: 'Two',
  seed: 7,
  pace: 1,
  nodes: [
    { id: 'clients', kind: 'traffic-source', at: [0, 0], params: { to: 's1' } },
    { id: 's1', kind: 'service', group: 'servers', at: [9, 0], params: { workers: 3 } },
    { id: 's2', kind: 'service', group: 'servers', at: [9, 9], present: false, memoryLimitBytes: 500 },
  ],
  links: [
    { between: ['clients', 's1'], latencyMs: 20 },
    { between: ['s1', 's2'], oneWay: true },
  ],
};
const withNode = (change: Partial<ScenarioNode>): Scenario => ({
  ...base,
  nodes: base.nodes.map((node) => (node.id === 's1' ? { ...node, ...change } : node)),
});
const withLink = (link: ScenarioLink): Scenario => ({ ...base, links: [...base.links, link] });

describe('a model from a scenario', () => {
  it('has the nodes with all parameters, and links both ways unless one-way', () => {
    const model = buildModel({ ...base, warmUpSec: 2 });
    expect(
      model.nodes.map(({ id, group, present, memoryLimitBytes }) => [id, group, present, memoryLimitBytes]),
    ).toEqual([
      ['clients', 'clients', true, Infinity],
      ['s1', 'servers', true, Infinity],
      ['s2', 'servers', false, 500],
    ]);
    expect(model.nodes[1].params).toMatchObject({
      workers: 3,
      queueCapacity: 20,
      serviceShape: 'exponential',
    });
    expect(model.links.map(({ from, to, latencyUs }) => [from, to, latencyUs.mean])).toEqual([
      ['clients', 's1', 20_000],
      ['s1', 'clients', 20_000],
      ['s1', 's2', 0],
    ]);
    expect(model.links[0]).toMatchObject({ lossRatio: 0, bytesPerSec: Infinity, ordered: true });
    expect([model.seed, model.warmUpUs]).toEqual([7, 2_000_000]);
    expect(buildModel(base, {}, 99).seed).toBe(99);
  });

  it('takes a link’s nature', () => {
    const link: ScenarioLink = {
      between: ['clients', 's2'],
      latencyMs: 1.5,
      latencyShape: 'lognormal',
      latencyCv: 2,
      lossRatio: 0.1,
      duplicateRatio: 0.2,
      reorderRatio: 0.3,
      reorderWindowMs: 4,
      bytesPerSec: 5,
      unordered: true,
    };
    expect(buildModel(withLink(link)).links.at(-1)).toEqual({
      from: 's2',
      to: 'clients',
      latencyUs: { name: 'lognormal', mean: 1_500, cv: 2 },
      lossRatio: 0.1,
      duplicateRatio: 0.2,
      reorderRatio: 0.3,
      reorderWindowUs: 4_000,
      bytesPerSec: 5,
      ordered: false,
    });
  });

  it('leaves the scenario as it was', () => {
    const before = structuredClone(base);
    buildModel(base, { 'servers.workers': 9, 'servers.present': 2, 'links.latencyMs': 3 });
    expect(base).toEqual(before);
  });
});

describe('knobs before the start', () => {
  it('set a node, a group, how many are present, and the delay of all links', () => {
    const model = buildModel(base, {
      's1.workers': 4,
      'servers.serviceTimeMs': 9,
      'servers.present': 2,
      'links.latencyMs': 2.5,
    });
    expect(
      model.nodes.slice(1).map(({ params, present }) => [params.workers, params.serviceTimeMs, present]),
    ).toEqual([
      [4, 9, true],
      [1, 9, true],
    ]);
    expect(model.links.every(({ latencyUs }) => latencyUs.mean === 2_500)).toBe(true);
    expect(applyKnobs(base, { 'servers.present': 1 }).nodes.map(({ present }) => present)).toEqual([
      undefined,
      true,
      false,
    ]);
  });

  it('may set what cannot change later', () => {
    expect(buildModel(base, { 'clients.mode': 'closed' }).nodes[0].params.mode).toBe('closed');
  });
});

describe('what makes no sense is named, with its place', () => {
  it.each<[Scenario, Record<string, number | string | boolean>, string]>([
    [withNode({ kind: 'teapot' }), {}, 'The node s1 is of kind teapot, which does not exist.'],
    [withNode({ kind: 'toString' }), {}, 'The node s1 is of kind toString, which does not exist.'],
    [
      withNode({ params: { wings: 2 } }),
      {},
      'The node s1 has a parameter wings, which a service does not know.',
    ],
    [
      withNode({ params: { valueOf: 2 } }),
      {},
      'The node s1 has a parameter valueOf, which a service does not know.',
    ],
    [
      withNode({ params: { workers: 0 } }),
      {},
      's1.workers must be from 1 to 1000; 0 is too low: without a worker nothing is ever served.',
    ],
    [withNode({ params: { workers: 'two' } }), {}, 's1.workers must be a number from 1 to 1000, not "two".'],
    [
      withNode({ params: { downstream: 'nobody' } }),
      {},
      's1.downstream names nobody, which is no node or group.',
    ],
    [withNode({ id: 's2' }), { 'clients.to': 'clients' }, 'Two nodes are called s2.'],
    [withNode({ group: 'clients' }), {}, 'The group clients is called like a node.'],
    [withLink({ between: ['s1', 'nobody'] }), {}, 'A link ends at nobody, which is no node.'],
    [withLink({ between: ['nobody', 's1'] }), {}, 'A link starts at nobody, which is no node.'],
    [withLink({ between: ['s1', 'clients'] }), {}, 'There are two links from s1 to clients.'],
    [base, { workers: 3 }, 'workers is no knob of this scenario: it has no node or group of that name.'],
    [
      base,
      { 's9.workers': 3 },
      's9.workers is no knob of this scenario: it has no node or group of that name.',
    ],
    [base, { 's1.wings': 3 }, 's1.wings is no knob of this scenario: a service has no wings.'],
    [
      base,
      { 's1.hasOwnProperty': 3 },
      's1.hasOwnProperty is no knob of this scenario: a service has no hasOwnProperty.',
    ],
    [base, { 'servers.workers': 2.5 }, 'servers.workers must be a whole number, not 2.5.'],
    [base, { 'servers.present': 3 }, 'servers.present must be a whole number from 1 to 2.'],
    [base, { 'servers.present': 0 }, 'servers.present must be a whole number from 1 to 2.'],
    [base, { 'servers.present': '1' }, 'servers.present must be a whole number from 1 to 2.'],
    [base, { 'links.latencyMs': -1 }, 'links.latencyMs must be a number from 0 to 600000 ms.'],
    [base, { 'links.latencyMs': 'fast' }, 'links.latencyMs must be a number from 0 to 600000 ms.'],
    [base, { 's1.downstream': 'nobody' }, 's1.downstream names nobody, which is no node or group.'],
  ])('%#', (scenario, knobs, sentence) => {
    const build = (): unknown => buildModel(scenario, knobs);
    expect(build).toThrow(ScenarioProblem);
    expect(build).toThrow(sentence);
  });

  it('an unknown invariant', () => {
    expect(() => buildModel(base, {}, 1, ['peace'])).toThrow(
      new ScenarioProblem('There is no invariant called peace.'),
    );
  });

  it('a lab is sound', () => {
    expect(buildModel(lab.scenario).nodes).toHaveLength(12);
  });
});
