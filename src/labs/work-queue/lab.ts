import type { Lab, ScenarioNode } from '../../scenario/types';
import { experiments } from './experiments';

/** Six consumers of which three are there at the start. */
const consumers: ScenarioNode[] = [1, 2, 3, 4, 5, 6].map((i) => ({
  id: `c${String(i)}`,
  kind: 'consumer',
  group: 'consumers',
  present: i <= 3,
  at: [620, (i - 1) * 168],
  params: { queue: 'queue', ledger: 'ledger', workers: 4, serviceTimeMs: 150 },
}));

export const lab: Lab = {
  scenario: {
    version: 1,
    title: 'Work queue',
    seed: 7,
    pace: 1,
    nodes: [
      {
        id: 'producers',
        kind: 'traffic-source',
        at: [0, 168],
        params: { to: 'queue', ratePerSec: 20, keys: 12, keySkew: 0, writeRatio: 1, timeoutMs: 2000 },
      },
      {
        id: 'queue',
        kind: 'queue',
        at: [300, 168],
        params: { consumers: 'consumers', visibilityTimeoutMs: 4000, capacity: 1000 },
      },
      {
        id: 'autoscaler',
        kind: 'autoscaler',
        at: [300, 504],
        params: { queue: 'queue', group: 'consumers', min: 3, extra: 3, backlogEach: 15 },
      },
      ...consumers,
      {
        id: 'ledger',
        kind: 'ledger',
        at: [940, 168],
        params: { workers: 4, serviceTimeMs: 5, serviceShape: 'constant' },
      },
    ],
    links: [
      { between: ['producers', 'queue'], latencyMs: 60 },
      { between: ['autoscaler', 'queue'], latencyMs: 40 },
      ...consumers.flatMap(({ id }) => [
        { between: ['queue', id] as const, latencyMs: 60 },
        { between: [id, 'ledger'] as const, latencyMs: 40 },
      ]),
    ],
  },
  knobs: [
    { target: 'queue.delivery', section: 'Queue' },
    { target: 'queue.visibilityTimeoutMs', range: [100, 60_000], section: 'Queue' },
    { target: 'queue.maxAttempts', range: [1, 20], section: 'Queue' },
    { target: 'queue.backoffMs', range: [0, 10_000], section: 'Queue' },
    { target: 'queue.order', section: 'Queue' },
    { target: 'queue.handsOutAhead', section: 'Queue' },
    { target: 'queue.everyoneGets', section: 'Queue' },
    { target: 'queue.memoryOnly', section: 'Queue' },
    { target: 'queue.storeTimeMs', range: [0, 1000], section: 'Queue' },
    { target: 'queue.capacity', range: [1, 100_000], section: 'Queue' },
    { target: 'consumers.idempotent', section: 'Consumers' },
    { target: 'consumers.workers', range: [1, 32], section: 'Consumers' },
    { target: 'consumers.prefetch', range: [0, 100], section: 'Consumers' },
    { target: 'consumers.serviceTimeMs', range: [1, 10_000], section: 'Consumers' },
    { target: 'consumers.serviceShape', section: 'Consumers' },
    { target: 'consumers.failureRatio', section: 'Consumers' },
    { target: 'consumers.poisonRatio', section: 'Consumers' },
    { target: 'consumers.poisonDoes', section: 'Consumers' },
    { target: 'consumers.startMs', range: [0, 60_000], section: 'Consumers' },
    { target: 'consumers.present', title: 'Consumers', section: 'Autoscaling' },
    { target: 'autoscaler.on', section: 'Autoscaling' },
    { target: 'autoscaler.min', range: [1, 6], section: 'Autoscaling' },
    { target: 'autoscaler.extra', range: [0, 5], section: 'Autoscaling' },
    { target: 'autoscaler.backlogEach', range: [1, 1000], section: 'Autoscaling' },
    { target: 'autoscaler.bootMs', range: [0, 60_000], section: 'Autoscaling' },
    { target: 'autoscaler.coolDownMs', range: [0, 60_000], section: 'Autoscaling' },
    { target: 'producers.ratePerSec', range: [0, 200], section: 'Traffic' },
    { target: 'producers.shape', section: 'Traffic' },
    { target: 'producers.keys', title: 'Groups', range: [1, 1000], section: 'Traffic' },
  ],
  presets: [
    {
      id: 'sqs',
      title: 'Amazon SQS, standard',
      help: 'Hidden for 30 s, no wait after a refusal, dead after 10 receives, no order.',
      knobs: {
        'queue.visibilityTimeoutMs': 30_000,
        'queue.backoffMs': 0,
        'queue.maxAttempts': 10,
      },
    },
    {
      id: 'sqs-fifo',
      title: 'Amazon SQS, FIFO',
      help: 'The same with message groups: the next of a group waits until the one before it is done.',
      knobs: {
        'queue.visibilityTimeoutMs': 30_000,
        'queue.backoffMs': 0,
        'queue.maxAttempts': 10,
        'queue.order': 'groups',
      },
    },
    {
      id: 'auto-ack',
      title: 'Automatic acknowledgement',
      help: 'As RabbitMQ with autoAck: a message is forgotten when it is sent, and consumers get more than they can handle.',
      knobs: { 'queue.delivery': 'atMostOnce', 'consumers.prefetch': 20 },
    },
  ],
  charts: [
    {
      id: 'where',
      title: 'Messages',
      unit: '',
      help: 'Waiting, handed out, to be tried again later, and dead.',
      series: [
        { label: 'waiting', metric: 'queue.waiting', stat: 'mean', colour: 'calm' },
        { label: 'in flight', metric: 'queue.inFlight', stat: 'mean', colour: 'muted' },
        { label: 'later', metric: 'queue.postponed', stat: 'mean', colour: 'warn' },
        { label: 'dead', metric: 'queue.dead', stat: 'mean', colour: 'bad' },
      ],
    },
    {
      id: 'flow',
      title: 'In and out',
      unit: '/s',
      help: 'Messages acknowledged to producers, messages done, and messages handed out once more.',
      series: [
        { label: 'accepted', metric: 'queue.accepted', stat: 'rate', colour: 'muted' },
        { label: 'done', metric: 'queue.done', stat: 'rate', colour: 'good' },
        { label: 'redelivered', metric: 'queue.redeliveries', stat: 'rate', colour: 'warn' },
      ],
    },
    {
      id: 'effects',
      title: 'Effects gone wrong',
      unit: '',
      help: 'Each second: effects taken twice, repeats the ledger kept out, and messages lost.',
      series: [
        { label: 'twice', metric: 'ledger.duplicateEffects', stat: 'rate', colour: 'bad' },
        { label: 'kept out', metric: 'ledger.repeatsKeptOut', stat: 'rate', colour: 'good' },
        { label: 'lost', metric: 'queue.losses', stat: 'rate', colour: 'warn' },
      ],
    },
    {
      id: 'time-to-done',
      title: 'Time to done',
      unit: 'ms',
      help: 'From a message’s acceptance to its acknowledgement by a consumer.',
      scale: 'log',
      series: [
        { label: 'p50', metric: 'queue.timeToDoneMs', stat: 'p50', colour: 'calm' },
        { label: 'p99', metric: 'queue.timeToDoneMs', stat: 'p99', colour: 'warn' },
      ],
    },
    {
      id: 'consumers',
      title: 'Consumers',
      unit: '',
      help: 'Consumers that are there, as the autoscaler sees them.',
      series: [{ label: 'there', metric: 'autoscaler.consumers', stat: 'mean', colour: 'calm' }],
    },
  ],
  views: ['space-time'],
  invariants: ['messages-conserved', 'one-holder', 'effects-once', 'groups-in-order'],
  outcomes: [
    {
      id: 'message-dies',
      title: 'A message dies',
      help: 'A message has been tried too often and lies in the dead-letter queue.',
      when: { metric: 'queue.deaths', above: 0 },
    },
    {
      id: 'done-late',
      title: 'Done after its time',
      help: 'A message is acknowledged when it has been given back already.',
      when: { metric: 'queue.lateAnswers', above: 0 },
    },
    {
      id: 'effect-twice',
      title: 'An effect twice',
      help: 'A message is handled twice and takes effect twice, which takes consumers that are not idempotent.',
      when: { metric: 'ledger.duplicateEffects', above: 0 },
    },
  ],
  experiments,
  code: [
    { title: 'The queue', file: 'patterns/work-queue/queue.ts' },
    { title: 'Rules', file: 'patterns/work-queue/rules.ts' },
    { title: 'Autoscaling', file: 'patterns/autoscaling/backlog.ts' },
  ],
};
