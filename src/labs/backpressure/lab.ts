import type { Lab } from '../../scenario/types';
import { experiments } from './experiments';

const steady = { serviceShape: 'constant', itemKb: 100 };

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Backpressure',
    seed: 7,
    pace: 1,
    nodes: [
      {
        id: 'clients',
        kind: 'traffic-source',
        at: [0, 0],
        params: { to: 'reader', ratePerSec: 14, clients: 100, timeoutMs: 5000 },
      },
      {
        id: 'reader',
        kind: 'stage',
        at: [265, 0],
        params: { ...steady, downstream: 'parser', policy: 'shed', bound: 20, workers: 6, serviceTimeMs: 40 },
      },
      {
        id: 'parser',
        kind: 'stage',
        group: 'inner',
        at: [530, 0],
        params: { ...steady, downstream: 'writer', policy: 'credits', workers: 6, serviceTimeMs: 40 },
      },
      {
        id: 'writer',
        kind: 'stage',
        group: 'inner',
        at: [795, 0],
        params: { ...steady, policy: 'credits', workers: 2, serviceTimeMs: 100 },
      },
    ],
    links: [
      { between: ['clients', 'reader'], latencyMs: 60 },
      { between: ['reader', 'parser'], latencyMs: 60 },
      { between: ['parser', 'writer'], latencyMs: 60 },
    ],
  },
  knobs: [
    { target: 'reader.policy', title: 'When full, at the door', section: 'At the door' },
    { target: 'reader.bound', title: 'Buffer at the door', range: [0, 10_000], section: 'At the door' },
    { target: 'inner.policy', title: 'When full, inside', section: 'Inside' },
    { target: 'inner.bound', title: 'Buffers inside', range: [0, 10_000], section: 'Inside' },
    { target: 'inner.batch', range: [1, 1000], section: 'Inside' },
    { target: 'parser.ignoresDemand', section: 'Inside' },
    { target: 'writer.forgetsRequested', section: 'Inside' },
    { target: 'writer.policy', title: 'When full, writer', section: 'Writer' },
    { target: 'writer.bound', title: 'Buffer of the writer', range: [0, 10_000], section: 'Writer' },
    { target: 'writer.workers', range: [1, 20], section: 'Writer' },
    { target: 'writer.serviceTimeMs', range: [1, 10_000], section: 'Writer' },
    { target: 'writer.serviceShape', section: 'Writer' },
    { target: 'writer.itemKb', range: [0, 10_000], section: 'Memory of the writer' },
    { target: 'writer.memoryMb', range: [1, 10_000], section: 'Memory of the writer' },
    { target: 'writer.startMs', range: [0, 60_000], section: 'Memory of the writer' },
    { target: 'links.latencyMs', title: 'Delay of links', range: [0, 1000], section: 'Traffic' },
    { target: 'clients.ratePerSec', range: [0, 200], section: 'Traffic' },
    { target: 'clients.arrivals', section: 'Traffic' },
    { target: 'clients.timeoutMs', range: [0, 60_000], section: 'Traffic' },
  ],
  presets: [
    {
      id: 'tcp',
      title: 'Blocking all the way',
      help: 'As over TCP with threads: who finds no place waits, up to the clients.',
      knobs: { 'reader.policy': 'block', 'inner.policy': 'block' },
    },
    {
      id: 'executor',
      title: 'Java thread pool',
      help: 'Executors.newFixedThreadPool has a queue without bound: nobody is slowed down, and memory fills.',
      knobs: { 'reader.policy': 'unbounded', 'inner.policy': 'unbounded', 'writer.memoryMb': 20 },
    },
    {
      id: 'telemetry',
      title: 'Newest data first',
      help: 'Gauges and positions: an old one is worth nothing once there is a newer one.',
      knobs: { 'reader.policy': 'dropOldest', 'inner.policy': 'dropOldest' },
    },
    {
      id: 'prefetch',
      title: 'Requests in batches',
      help: 'As Project Reactor does: more is requested when three quarters of the prefetched items are gone.',
      knobs: { 'inner.bound': 32, 'inner.batch': 24 },
    },
  ],
  charts: [
    {
      id: 'flow',
      title: 'Sent and done',
      unit: '/s',
      help: 'Items clients send, items the writer has finished, and items dropped or refused, wherever.',
      series: [
        { label: 'sent', metric: 'clients.requests.arrived', stat: 'rate', colour: 'muted' },
        { label: 'finished', metric: 'writer.finished', stat: 'rate', colour: 'good' },
        {
          label: 'lost',
          metric: ['reader', 'parser', 'writer'].flatMap((id) => [`${id}.dropped`, `${id}.refused`]),
          stat: 'rate',
          colour: 'bad',
        },
      ],
    },
    {
      id: 'waiting',
      title: 'Waiting',
      unit: 'items',
      help: 'Items in each buffer, and items of clients who wait for an answer.',
      series: [
        { label: 'writer', metric: 'writer.buffered', stat: 'mean', colour: 'warn' },
        { label: 'parser', metric: 'parser.buffered', stat: 'mean', colour: 'good' },
        { label: 'reader', metric: 'reader.buffered', stat: 'mean', colour: 'calm' },
        { label: 'clients', metric: 'clients.inFlight', stat: 'mean', colour: 'muted' },
      ],
    },
    {
      id: 'age',
      title: 'Age when finished',
      unit: 'ms',
      help: 'From when a client sent an item to when the writer had finished it.',
      scale: 'log',
      series: [
        { label: 'p50', metric: 'writer.ageMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'writer.ageMs', stat: 'p99', colour: 'warn' },
      ],
    },
    {
      id: 'memory',
      title: 'Memory',
      unit: 'MB',
      help: 'What the items in each stage take.',
      series: [
        { label: 'reader', metric: 'reader.memoryMb', stat: 'mean', colour: 'calm' },
        { label: 'parser', metric: 'parser.memoryMb', stat: 'mean', colour: 'good' },
        { label: 'writer', metric: 'writer.memoryMb', stat: 'mean', colour: 'warn' },
      ],
    },
    {
      id: 'blocked',
      title: 'Workers that cannot hand over',
      unit: '',
      help: 'Workers that are done with an item and wait until the next stage takes it, or asks for it.',
      series: [
        { label: 'reader', metric: 'reader.blockedWorkers', stat: 'mean', colour: 'calm' },
        { label: 'parser', metric: 'parser.blockedWorkers', stat: 'mean', colour: 'warn' },
      ],
    },
  ],
  views: ['space-time'],
  invariants: ['bounded-buffer', 'no-more-than-requested'],
  outcomes: [
    {
      id: 'dies-of-memory',
      title: 'The writer starts again',
      help: 'It has died of its memory, or of a crash, and with it all items it held.',
      when: { metric: 'writer.restarts', above: 0 },
    },
    {
      id: 'refused-at-the-door',
      title: 'Refused at the door',
      help: 'A client is told that there is no place for its item.',
      when: { metric: 'reader.refused', above: 0 },
    },
  ],
  experiments,
  code: [
    { title: 'The buffer', file: 'patterns/backpressure/buffer.ts' },
    { title: 'Who takes', file: 'patterns/backpressure/subscriber.ts' },
    { title: 'Who sends', file: 'patterns/backpressure/publisher.ts' },
  ],
};
