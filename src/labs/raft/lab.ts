import type { Lab, LabKnob, ScenarioLink, ScenarioNode } from '../../scenario/types';
import { experiments } from './experiments';
import { SAFETY } from './promises';
import { FIGURE_7 } from './setups';

/** Corners of a ring, clockwise from the top, for the five servers that are there; the others stand between them. */
const CORNERS = [
  [0, -300],
  [250, -95],
  [155, 225],
  [-155, 225],
  [-250, -95],
  [235, -330],
  [-235, -330],
  [375, 80],
  [-375, 80],
] as const;

const servers = CORNERS.map((at, index): ScenarioNode => ({
  id: `s${String(index + 1)}`,
  kind: 'raft-server',
  group: 'servers',
  present: index < 5,
  at,
  params: {
    group: 'servers',
    electionTimeoutMinMs: 300,
    electionTimeoutMaxMs: 600,
    heartbeatIntervalMs: 100,
    diskMs: 5,
  },
}));

const clients = ([-155, 155] as const).map((x, index): ScenarioNode => ({
  id: `c${String(index + 1)}`,
  kind: 'raft-client',
  group: 'clients',
  at: [x, 450],
  params: {
    to: 'servers',
    sessions: 2,
    thinkTimeMs: 400,
    attemptTimeoutMs: 500,
    giveUpAfterMs: 4000,
  },
}));

const links = servers.flatMap(({ id }, index): ScenarioLink[] => [
  ...servers.slice(index + 1).map((other) => ({
    between: [id, other.id] as const,
    latencyMs: 35,
    latencyShape: 'lognormal' as const,
    latencyCv: 0.1,
  })),
  ...clients.map((client) => ({ between: [client.id, id] as const, latencyMs: 25 })),
]);

/** Ranges narrower than the parameters' own. */
const RANGES: Readonly<Record<string, readonly [min: number, max: number]>> = {
  'servers.electionTimeoutMinMs': [10, 10_000],
  'servers.electionTimeoutMaxMs': [10, 20_000],
  'servers.heartbeatIntervalMs': [5, 5000],
  'servers.diskMs': [0, 200],
  'servers.clockRateBound': [1, 10],
  'servers.snapshotEntries': [0, 1000],
  'clients.sessions': [0, 50],
  'clients.thinkTimeMs': [0, 10_000],
  'clients.keys': [1, 100],
  'clients.attemptTimeoutMs': [50, 10_000],
  'clients.retryAfterMs': [10, 5000],
  'clients.giveUpAfterMs': [0, 60_000],
};

function section(title: string, node: string, params: readonly string[]): LabKnob[] {
  return params.map((param) => {
    const target = `${node}.${param}`;
    return { target, section: title, ...(target in RANGES && { range: RANGES[target] }) };
  });
}

const knobs: readonly LabKnob[] = [
  { target: 'servers.present', title: 'Servers', section: 'Cluster', range: [3, 9] },
  { target: 'links.latencyMs', section: 'Cluster', range: [1, 500] },
  ...section('Cluster', 'servers', ['diskMs']),
  ...section('Elections', 'servers', [
    'electionTimeoutMinMs',
    'electionTimeoutMaxMs',
    'heartbeatIntervalMs',
    'preVote',
    'checkQuorum',
  ]),
  ...section('Log and reads', 'servers', [
    'reads',
    'clockRateBound',
    'noOp',
    'conflictHints',
    'snapshotEntries',
    'membership',
  ]),
  ...section('Clients', 'clients', [
    'sessions',
    'thinkTimeMs',
    'writeRatio',
    'casRatio',
    'keys',
    'attemptTimeoutMs',
    'retryAfterMs',
    'giveUpAfterMs',
  ]),
  ...section('Break a rule', 'servers', [
    'votesTwice',
    'ignoresLogs',
    'countsOldTerms',
    'halfIsEnough',
    'losesDisk',
    'putsOffForEveryone',
    'changesTooEarly',
    'forgetsSessions',
  ]),
];

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Raft',
    seed: 7,
    pace: 0.2,
    nodes: [...servers, ...clients],
    links,
  },
  knobs,
  presets: [
    {
      id: 'paper',
      title: 'The paper’s local network',
      help: 'Timeouts of 150 to 300 ms and links of 5 ms, as the paper suggests: an outage is hardly seen.',
      knobs: {
        'links.latencyMs': 5,
        'servers.electionTimeoutMinMs': 150,
        'servers.electionTimeoutMaxMs': 300,
        'servers.heartbeatIntervalMs': 75,
      },
    },
    {
      id: 'etcd',
      title: 'etcd defaults',
      help: 'Heartbeats every 100 ms, timeouts of 1 to 2 s, pre-vote and check quorum, reads by read index.',
      knobs: {
        'servers.electionTimeoutMinMs': 1000,
        'servers.electionTimeoutMaxMs': 1999,
        'servers.heartbeatIntervalMs': 100,
        'servers.preVote': true,
        'servers.checkQuorum': true,
        'servers.reads': 'readIndex',
      },
    },
    {
      id: 'bare',
      title: 'As short as the paper tells it',
      help: 'No pre-vote, no check quorum, no conflict hints, reads through the log: the protocol without its extras.',
      knobs: {
        'servers.preVote': false,
        'servers.checkQuorum': false,
        'servers.conflictHints': false,
        'servers.snapshotEntries': 0,
        'servers.reads': 'log',
      },
    },
    {
      id: 'safe',
      title: 'Everything on',
      help: 'Pre-vote, check quorum, leases and a snapshot every 50 entries.',
      knobs: {
        'servers.preVote': true,
        'servers.checkQuorum': true,
        'servers.snapshotEntries': 50,
        'servers.reads': 'lease',
      },
    },
    {
      id: 'figure-7',
      title: 'The logs of figure 7',
      help: 'Seven servers whose logs differ in every way that can be; nobody stands until told to time out.',
      knobs: FIGURE_7,
    },
    {
      id: 'nine',
      title: 'Nine servers',
      help: 'Four may fail, and every entry costs sixteen messages instead of eight.',
      knobs: { 'servers.present': 9 },
    },
  ],
  charts: [
    {
      id: 'terms',
      title: 'Terms',
      unit: '',
      help: 'The term of each server. A step of all together is an election; a server that climbs alone has lost touch.',
      series: [{ label: '', metric: 'term', of: 'servers', stat: 'mean' }],
    },
    {
      id: 'changes',
      title: 'Leaders',
      unit: '',
      help: 'Elections begun, won and split, and leaders that stepped down, in each stretch of time.',
      series: [
        { label: 'begun', metric: everyServers('elections'), stat: 'count', colour: 'muted' },
        { label: 'won', metric: everyServers('leaders'), stat: 'count', colour: 'good' },
        { label: 'split', metric: everyServers('splitVotes'), stat: 'count', colour: 'bad' },
        { label: 'stepped down', metric: everyServers('stepDowns'), stat: 'count', colour: 'warn' },
      ],
    },
    {
      id: 'operations',
      title: 'Operations',
      unit: '/s',
      help: 'Answers to clients, repeated attempts, and operations given up so that nobody knows whether they happened.',
      series: [
        { label: 'answered', metric: 'goodputPerSec', stat: 'rate', colour: 'good' },
        { label: 'repeated', metric: ['c1.retries', 'c2.retries'], stat: 'rate', colour: 'warn' },
        { label: 'given up', metric: 'requests.timedOut', stat: 'rate', colour: 'bad' },
      ],
    },
    {
      id: 'commit-latency',
      title: 'Commit latency',
      unit: 'ms',
      help: 'Time from a command’s arrival at a leader to its answer: a round trip to the median follower.',
      series: [
        { label: 'p50', metric: 'commitLatencyMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'commitLatencyMs', stat: 'p99', colour: 'bad' },
      ],
    },
    {
      id: 'response-time',
      title: 'Response time',
      unit: 'ms',
      help: 'From a client’s operation to its answer, all attempts and elections between included.',
      scale: 'log',
      series: [
        { label: 'p50', metric: 'responseTimeMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'responseTimeMs', stat: 'p99', colour: 'bad' },
      ],
    },
    {
      id: 'commit-index',
      title: 'Commit index',
      unit: 'entries',
      help: 'How many entries each server knows to be committed. A flat line is a server that is cut off, or no majority.',
      series: [{ label: '', metric: 'commitIndex', of: 'servers', stat: 'mean' }],
    },
    {
      id: 'log-length',
      title: 'Log length',
      unit: 'entries',
      help: 'Entries each server keeps. It only falls when a snapshot takes their place, or when they contradict a leader.',
      series: [{ label: '', metric: 'logEntries', of: 'servers', stat: 'mean' }],
    },
  ],
  views: ['ring', 'log-grid', 'role-timeline', 'statechart', 'space-time'],
  beside: 'ring',
  invariants: [...SAFETY, 'raft-leader-in-time'],
  outcomes: [
    {
      id: 'split-vote',
      title: 'A split vote',
      help: 'Three servers stand at the same instant, so that hardly any of them can get a majority.',
      when: { mode: 'candidate', of: 'servers', atLeast: 3 },
    },
    {
      id: 'two-leaders',
      title: 'Two leaders',
      help: 'Two servers lead at the same instant: one of them has not heard yet that its term is over.',
      when: { mode: 'leader', of: 'servers', atLeast: 2 },
    },
    {
      id: 'stale-read',
      title: 'A stale read',
      help: 'A client reads what was overwritten before it asked; it takes reads that are local, or leases and bad clocks.',
      when: { invariant: 'raft-reads-are-fresh' },
    },
    {
      id: 'lost-write',
      title: 'A lost write',
      help: 'A committed entry is on too few disks to be safe; it takes a broken rule.',
      when: { invariant: 'raft-committed-survives' },
    },
    {
      id: 'outage',
      title: 'An outage',
      help: 'For two seconds no client gets an answer.',
      when: { metric: 'throughputPerSec', below: 0.5, overSec: 2 },
    },
  ],
  experiments,
  code: [
    { title: 'Elections', file: 'patterns/raft/election.ts' },
    { title: 'Replication', file: 'patterns/raft/replication.ts' },
    { title: 'Following', file: 'patterns/raft/following.ts' },
    { title: 'Commit', file: 'patterns/raft/commit.ts' },
    { title: 'Clients and reads', file: 'patterns/raft/clients.ts' },
    { title: 'Membership', file: 'patterns/raft/membership.ts' },
    { title: 'The machine', file: 'patterns/raft/machine.ts' },
    { title: 'All events', file: 'patterns/raft/handle.ts' },
    { title: 'The log', file: 'patterns/raft/log.ts' },
  ],
};

/** One metric of all servers. */
function everyServers(metric: string): string[] {
  return servers.map(({ id }) => `${id}.${metric}`);
}
