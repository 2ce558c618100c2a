import { describe, expect, it, vi } from 'vitest';
import { invariantIds, invariants } from '../invariants/index';
import { kindNames, nodeKinds, policiesOf } from '../nodes/index';
import type { Scenario } from './types';

const scenario: Scenario = {
  version: 1,
  title: 'One of each',
  seed: 1,
  pace: 1,
  nodes: [
    { id: 'clients', kind: 'traffic-source', at: [0, 0], params: { to: 'db' } },
    { id: 'db', kind: 'database', at: [1, 0] },
  ],
  links: [{ between: ['clients', 'db'] }],
};

/** The scenario layer as it is before anything has been loaded. */
async function fresh() {
  vi.resetModules();
  const { buildModel } = await import('./build');
  const { loadParts } = await import('./parts');
  return { buildModel, loadParts, nodes: await import('../nodes/index') };
}

describe('the parts of a model', () => {
  it('are called like their files', () => {
    expect([...nodeKinds].map(([name, { kind }]) => [name, kind])).toEqual(
      kindNames.map((name) => [name, name]),
    );
    expect([...invariants].map(([name, { id }]) => [name, id])).toEqual(invariantIds.map((id) => [id, id]));
  });

  it('are loaded when a scenario names them, with the policies of their calls, and no others', async () => {
    const { buildModel, loadParts, nodes } = await fresh();
    expect(() => buildModel(scenario)).toThrow('The kind traffic-source has not been loaded.');
    await loadParts(scenario, ['no-stale-read']);
    expect([...nodes.nodeKinds.keys()]).toEqual(['traffic-source', 'database']);
    const model = buildModel(scenario, {}, 1, ['no-stale-read']);
    expect(model.invariants.map(({ id }) => id)).toEqual(['no-stale-read']);
    expect([...model.policies.keys()]).toEqual(['deadline', 'rate-limit', 'retry', 'throttle', 'timeout']);
    expect(loadParts(scenario, ['no-stale-read'])).toBeNull();
    expect(() => buildModel(scenario, {}, 1, ['sticky-clients'])).toThrow('has not been loaded');
  });

  it('that do not exist load nothing', async () => {
    const { buildModel, loadParts } = await fresh();
    const nodes = [{ id: 'a', kind: 'constructor', at: [0, 0] as const }];
    expect(loadParts({ nodes: nodes }, ['index', 'peace'])).toBeNull();
    expect(() => buildModel({ ...scenario, nodes: nodes, links: [] })).toThrow(
      'The node a is of kind constructor, which does not exist.',
    );
  });

  it('a node may use the policies of its own kind only', () => {
    expect([...policiesOf(['raft-client', 'raft-server']).keys()]).toEqual(['timeout']);
    const ofService = ['circuit-breaker', 'deadline', 'rate-limit', 'retry', 'throttle', 'timeout'];
    expect([...policiesOf(['service']).keys()].sort()).toEqual(ofService);
  });
});
