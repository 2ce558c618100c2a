import type { Lab, ScenarioNode } from '../../scenario/types';
import { experiments } from './experiments';

/** Four gateways of which three are there at the start. */
const gateways: ScenarioNode[] = [1, 2, 3, 4].map((i) => ({
  id: `g${String(i)}`,
  kind: 'gateway',
  group: 'gateways',
  present: i <= 3,
  at: [560, (i - 1) * 170],
  params: {
    to: 'api',
    store: 'store',
    limiterLimit: 20,
    limiterWindowMs: 4000,
    limiterBurst: 20,
  },
}));

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Rate limiting',
    seed: 7,
    pace: 1,
    nodes: [
      {
        id: 'clients',
        kind: 'traffic-source',
        at: [0, 60],
        params: { to: 'lb', ratePerSec: 28, clients: 20, timeoutMs: 3000 },
      },
      {
        id: 'bot',
        kind: 'traffic-source',
        at: [0, 290],
        params: { to: 'lb', ratePerSec: 2, arrivals: 'even', firstClient: 99, clients: 1, timeoutMs: 3000 },
      },
      { id: 'lb', kind: 'balancer', at: [280, 170], params: { servers: 'gateways' } },
      ...gateways,
      {
        id: 'store',
        kind: 'counter-store',
        at: [860, 0],
        params: { serviceTimeMs: 1, serviceShape: 'constant', queueCapacity: 200 },
      },
      {
        id: 'api',
        kind: 'service',
        at: [860, 290],
        params: { workers: 2, serviceTimeMs: 40, queueCapacity: 30 },
      },
    ],
    links: [
      { between: ['clients', 'lb'], latencyMs: 60 },
      { between: ['bot', 'lb'], latencyMs: 60 },
      ...gateways.flatMap(({ id }) => [
        { between: ['lb', id] as const, latencyMs: 60 },
        { between: [id, 'store'] as const, latencyMs: 40 },
        { between: [id, 'api'] as const, latencyMs: 60 },
      ]),
    ],
  },
  knobs: [
    { target: 'gateways.limiter', section: 'Limit' },
    { target: 'gateways.limiterAlgorithm', section: 'Limit' },
    { target: 'gateways.limiterLimit', range: [1, 1000], section: 'Limit' },
    { target: 'gateways.limiterWindowMs', range: [100, 60_000], section: 'Limit' },
    { target: 'gateways.limiterBurst', range: [1, 1000], section: 'Limit' },
    { target: 'gateways.limiterFloorsRefill', section: 'Limit' },
    { target: 'gateways.limitPer', section: 'Limit' },
    { target: 'gateways.present', title: 'Gateways', section: 'Counts' },
    { target: 'gateways.scope', section: 'Counts' },
    { target: 'gateways.readsThenWrites', section: 'Counts' },
    { target: 'gateways.storeTimeoutMs', section: 'Counts' },
    { target: 'gateways.storeDown', section: 'Counts' },
    { target: 'bot.ratePerSec', title: 'Bot', range: [0, 200], section: 'Traffic' },
    { target: 'bot.limiter', title: 'Bot limits itself', section: 'Traffic' },
    { target: 'bot.limiterLimit', title: 'Its own limit', range: [1, 1000], section: 'Traffic' },
    { target: 'bot.limiterWindowMs', title: 'Its own window', range: [100, 60_000], section: 'Traffic' },
    { target: 'bot.limiterBurst', title: 'Its own burst', range: [1, 1000], section: 'Traffic' },
    { target: 'bot.limiterWhenFull', title: 'Beyond it, the bot', section: 'Traffic' },
    { target: 'clients.ratePerSec', title: 'Clients together', range: [0, 200], section: 'Traffic' },
    { target: 'clients.clients', range: [1, 90], section: 'Traffic' },
    { target: 'api.workers', title: 'Workers of the API', range: [1, 20], section: 'Behind' },
    { target: 'api.serviceTimeMs', range: [1, 1000], section: 'Behind' },
  ],
  presets: [
    {
      id: 'github',
      title: 'So many an hour, in a fixed window',
      help: 'As public APIs often have it, with a minute in place of the hour: 60 in each fixed window.',
      knobs: {
        'gateways.limiterAlgorithm': 'fixedWindow',
        'gateways.limiterLimit': 60,
        'gateways.limiterWindowMs': 60_000,
      },
    },
    {
      id: 'nginx',
      title: 'nginx, limit_req with a burst',
      help: 'A leaky bucket on each gateway alone: five a second, and up to five more wait for their turn.',
      knobs: {
        'gateways.limiterAlgorithm': 'leakyBucket',
        'gateways.limiterLimit': 5,
        'gateways.limiterWindowMs': 1000,
        'gateways.limiterBurst': 5,
        'gateways.scope': 'alone',
      },
    },
    {
      id: 'stripe',
      title: 'Token buckets in a shared store',
      help: 'As Stripe describes it: token buckets in Redis, asked in one step, and open when the store is down.',
      knobs: {
        'gateways.limiterAlgorithm': 'tokenBucket',
        'gateways.scope': 'shared',
        'gateways.storeDown': 'open',
      },
    },
  ],
  charts: [
    {
      id: 'bot',
      title: 'The bot',
      unit: '/s',
      help: 'Requests of the bot a second: answered, refused with 429, and failed otherwise.',
      series: [
        { label: 'answered', metric: 'bot.requests.completed', stat: 'rate', colour: 'good' },
        { label: 'refused', metric: 'bot.requests.rejected', stat: 'rate', colour: 'warn' },
        {
          label: 'failed',
          metric: ['bot.requests.failed', 'bot.requests.timedOut'],
          stat: 'rate',
          colour: 'bad',
        },
      ],
    },
    {
      id: 'clients',
      title: 'Everybody else',
      unit: '/s',
      help: 'Requests of all other clients a second: answered, refused, and failed otherwise.',
      series: [
        { label: 'answered', metric: 'clients.requests.completed', stat: 'rate', colour: 'good' },
        { label: 'refused', metric: 'clients.requests.rejected', stat: 'rate', colour: 'warn' },
        {
          label: 'failed',
          metric: ['clients.requests.failed', 'clients.requests.timedOut'],
          stat: 'rate',
          colour: 'bad',
        },
      ],
    },
    {
      id: 'response-time',
      title: 'Response time',
      unit: 'ms',
      help: 'From a client’s request to its good answer, links and waiting in a leaky bucket included.',
      series: [
        { label: 'p50', metric: 'responseTimeMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'responseTimeMs', stat: 'p99', colour: 'bad' },
      ],
    },
    {
      id: 'api',
      title: 'The API',
      unit: 'requests',
      help: 'Requests that the API serves, those that wait in its queue, and those that leaky buckets hold back.',
      series: [
        { label: 'served', metric: 'api.busyWorkers', stat: 'mean', colour: 'calm' },
        { label: 'waiting', metric: 'api.queueLength', stat: 'mean', colour: 'warn' },
        {
          label: 'held back',
          metric: ['g1.held', 'g2.held', 'g3.held', 'g4.held'],
          stat: 'mean',
          colour: 'muted',
        },
      ],
    },
  ],
  views: ['space-time'],
  invariants: ['limit-holds', 'no-needless-refusal', 'no-crowded-window'],
  experiments,
  code: [
    { title: 'Token bucket', file: 'patterns/rate-limiting/token-bucket.ts' },
    { title: 'Leaky bucket', file: 'patterns/rate-limiting/leaky-bucket.ts' },
    { title: 'Fixed window', file: 'patterns/rate-limiting/fixed-window.ts' },
    { title: 'Sliding log', file: 'patterns/rate-limiting/sliding-log.ts' },
    { title: 'Sliding counter', file: 'patterns/rate-limiting/sliding-counter.ts' },
    { title: 'GCRA', file: 'patterns/rate-limiting/gcra.ts' },
    { title: 'A limiter for one key', file: 'patterns/rate-limiting/limiter.ts' },
    { title: 'Limiters by key', file: 'patterns/rate-limiting/limiters.ts' },
    { title: 'Headers', file: 'patterns/rate-limiting/headers.ts' },
  ],
};
