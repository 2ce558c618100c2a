import type { Lab, ScenarioNode } from '../../scenario/types';

const servers: ScenarioNode[] = Array.from({ length: 10 }, (_, i) => ({
  id: `s${String(i + 1)}`,
  kind: 'service',
  group: 'servers',
  present: i < 4,
  at: [620, i * 150],
  params: { workers: 2, serviceTimeMs: 120, serviceShape: 'exponential', queueCapacity: 12 },
}));

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Load balancing',
    seed: 7,
    pace: 1,
    nodes: [
      {
        id: 'clients',
        kind: 'traffic-source',
        at: [0, 215],
        params: { to: 'lb', ratePerSec: 40, clients: 400, clientSkew: 0.8, timeoutMs: 2000 },
      },
      { id: 'lb', kind: 'balancer', at: [300, 215], params: { servers: 'servers' } },
      ...servers,
    ],
    links: [
      { between: ['clients', 'lb'], latencyMs: 120 },
      ...servers.map(({ id }) => ({ between: ['lb', id] as const, latencyMs: 160 })),
    ],
  },
  knobs: [{ target: 'lb.strategy' }],
  charts: [],
  views: [],
  invariants: [],
  experiments: [],
  code: [],
};
