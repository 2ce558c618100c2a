import type { Lab, LabKnob, ScenarioLink, ScenarioNode } from '../../scenario/types';
import { experiments } from './experiments';

/** Corners of a ring, clockwise from the top. */
const CORNERS = [
  [0, -300],
  [290, -95],
  [180, 225],
  [-180, 225],
  [-290, -95],
] as const;

const nodes = CORNERS.map((at, index): ScenarioNode => ({
  id: `s${String(index + 1)}`,
  kind: 'quorum-node',
  group: 'nodes',
  at,
  params: { group: 'nodes', writeTimeMs: 4 },
}));

const clients = ([-180, 180] as const).map((x, index): ScenarioNode => ({
  id: `c${String(index + 1)}`,
  kind: 'store-client',
  group: 'clients',
  at: [x, 460],
  params: { to: 'nodes', sessions: 3, thinkTimeMs: 150, writeRatio: 0.4, keys: 4 },
}));

const links = nodes.flatMap(({ id }, index): ScenarioLink[] => [
  ...nodes.slice(index + 1).map((other) => ({
    between: [id, other.id] as const,
    latencyMs: 30,
    latencyShape: 'lognormal' as const,
    latencyCv: 0.4,
  })),
  ...clients.map((client) => ({ between: [client.id, id] as const, latencyMs: 25 })),
]);

/** Ranges narrower than the parameters' own. */
const RANGES: Readonly<Record<string, readonly [min: number, max: number]>> = {
  'nodes.replicas': [1, 5],
  'nodes.readCount': [1, 5],
  'nodes.writeCount': [1, 5],
  'nodes.handoffEveryMs': [100, 60_000],
  'nodes.antiEntropyMs': [0, 60_000],
  'nodes.replicaTimeoutMs': [50, 10_000],
  'nodes.suspectForMs': [0, 60_000],
  'nodes.writeTimeMs': [0, 500],
  'clients.sessions': [0, 20],
  'clients.thinkTimeMs': [0, 10_000],
  'clients.keys': [1, 100],
  'clients.timeoutMs': [50, 10_000],
  'clients.avoidMs': [0, 60_000],
  'clients.pinMs': [0, 60_000],
};

function section(title: string, node: string, params: readonly string[]): LabKnob[] {
  return params.map((param) => {
    const target = `${node}.${param}`;
    return { target, section: title, ...(target in RANGES && { range: RANGES[target] }) };
  });
}

const knobs: readonly LabKnob[] = [
  ...section('Quorums', 'nodes', [
    'replicas',
    'readLevel',
    'readCount',
    'writeLevel',
    'writeCount',
    'sendTo',
    'conflicts',
  ]),
  ...section('Healing', 'nodes', ['readRepair', 'handoff', 'handoffEveryMs', 'antiEntropyMs']),
  ...section('Times', 'nodes', ['replicaTimeoutMs', 'suspectForMs', 'writeTimeMs']),
  ...section('Clients', 'clients', [
    'sessions',
    'thinkTimeMs',
    'writeRatio',
    'keys',
    'readsItsWrites',
    'pinMs',
    'timeoutMs',
    'avoidMs',
  ]),
  ...section('Break a rule', 'nodes', ['firstAckCounts', 'losesDisk', 'clocksOnly']),
  ...section('Break a rule', 'clients', ['forgetsContext']),
];

/** A metric of both clients. */
function both(metric: string): string[] {
  return clients.map(({ id }) => `${id}.${metric}`);
}

/** A metric of all nodes. */
function all(metric: string): string[] {
  return nodes.map(({ id }) => `${id}.${metric}`);
}

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Quorum store',
    seed: 7,
    pace: 0.5,
    nodes: [...nodes, ...clients],
    links,
  },
  knobs,
  presets: [
    {
      id: 'dynamo',
      title: 'Dynamo, as its paper has it',
      help: 'N 3, R 2, W 2, vector clocks, a sloppy quorum, and Merkle trees in the background.',
      knobs: {
        'nodes.conflicts': 'vectorClocks',
        'nodes.handoff': 'sloppy',
        'nodes.readRepair': 'afterReply',
        'nodes.antiEntropyMs': 5000,
      },
    },
    {
      id: 'cassandra',
      title: 'Cassandra, as its drivers begin',
      help: 'ONE for reads and writes, the later stamp wins, hints with the coordinator.',
      knobs: { 'nodes.readLevel': 'one', 'nodes.writeLevel': 'one', 'nodes.sendTo': 'all' },
    },
    {
      id: 'write-all',
      title: 'Write ALL, read ONE',
      help: 'Reads are fast, and no write succeeds while a replica is away.',
      knobs: { 'nodes.readLevel': 'one', 'nodes.writeLevel': 'all' },
    },
  ],
  charts: [
    {
      id: 'answers',
      title: 'Answers',
      unit: '/s',
      help: 'Operations with a good answer, those known to have done nothing, and writes of which nobody knows.',
      series: [
        { label: 'ok', metric: both('answered'), stat: 'rate', colour: 'good' },
        { label: 'failed', metric: both('failed'), stat: 'rate', colour: 'bad' },
        { label: 'unknown', metric: both('unknown'), stat: 'rate', colour: 'warn' },
      ],
    },
    {
      id: 'stale',
      title: 'Stale reads',
      unit: '/s',
      help: 'Reads that gave something older than the client knew to be written; and reads that missed the session’s own write.',
      series: [
        { label: 'stale', metric: both('staleReads'), stat: 'rate', colour: 'bad' },
        { label: 'own write missed', metric: both('ownWritesMissed'), stat: 'rate', colour: 'warn' },
      ],
    },
    {
      id: 'response-time',
      title: 'Response time',
      unit: 'ms',
      help: 'From a client’s request to its good answer, links included.',
      scale: 'log',
      series: [
        { label: 'p50', metric: 'responseTimeMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'responseTimeMs', stat: 'p99', colour: 'warn' },
      ],
    },
    {
      id: 'hints',
      title: 'Kept for others',
      unit: 'hints',
      help: 'Versions that each node keeps for a replica which could not be reached.',
      series: [{ label: '', metric: 'hintsWaiting', of: 'nodes', stat: 'mean' }],
    },
    {
      id: 'repairs',
      title: 'Repairs',
      unit: '/s',
      help: 'Replicas brought up to date: by a read, by a hint, by comparing trees.',
      series: [
        { label: 'read repair', metric: all('repairs'), stat: 'rate', colour: 'calm' },
        { label: 'handed over', metric: all('hintsDelivered'), stat: 'rate', colour: 'good' },
        { label: 'trees', metric: all('keysExchanged'), stat: 'rate', colour: 'warn' },
      ],
    },
    {
      id: 'siblings',
      title: 'Siblings',
      unit: 'versions',
      help: 'Versions beyond the first of each key, on each node.',
      series: [{ label: '', metric: 'siblings', of: 'nodes', stat: 'mean' }],
    },
  ],
  views: ['operation-timeline', 'space-time'],
  beside: 'operation-timeline',
  invariants: ['linearizable', 'no-stale-quorum-read', 'acknowledged-writes-kept'],
  outcomes: [
    {
      id: 'own-write-missed',
      title: 'A session misses its own write',
      help: 'A session reads, and does not find what it wrote itself.',
      when: { metric: 'c1.ownWritesMissed', above: 0 },
    },
    {
      id: 'unavailable',
      title: 'A request refused',
      help: 'A coordinator takes so many replicas for down that it does not even try.',
      when: { metric: 'errorsPerSec', above: 0 },
    },
  ],
  experiments,
  code: [
    { title: 'Versions', file: 'patterns/quorum/versions.ts' },
    { title: 'Vector clocks', file: 'patterns/quorum/clock.ts' },
    { title: 'Levels', file: 'patterns/quorum/levels.ts' },
    { title: 'Tally', file: 'patterns/quorum/tally.ts' },
    { title: 'Replicas and hints', file: 'patterns/quorum/store.ts' },
    { title: 'Preference list', file: 'patterns/quorum/preference.ts' },
    { title: 'Merkle tree', file: 'patterns/merkle/tree.ts' },
    { title: 'Linearizability', file: 'patterns/linearizability/check.ts' },
    { title: 'Its search', file: 'patterns/linearizability/search.ts' },
  ],
};
