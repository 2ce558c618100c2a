import type { Experiment } from '../../scenario/types';

/** Nothing new comes, so that what is there can come to an end. */
const QUIET = (fromSec: number, forSec: number): string =>
  `${String(fromSec)}s spike producers 0x ${String(forSec)}s`;

export const experiments: readonly Experiment[] = [
  {
    id: 'consumer-crash',
    title: 'A consumer crashes',
    expect:
      'What a crashed consumer had in hand comes back after the visibility timeout and every message is done; at most once, some of it is lost.',
    inputs: ['5s..15s crash c1', QUIET(16, 8)],
    beside: { title: 'at most once', knobs: { 'queue.delivery': 'atMostOnce' } },
    untilSec: 24,
    nodes: ['c1', 'c2', 'c3'],
  },
  {
    id: 'hidden-too-short',
    title: 'Hidden for too short a time',
    expect:
      'With a visibility timeout of 300 ms, shorter than most work, most messages are delivered twice or more; with idempotent consumers not one takes effect twice, without it more than a hundred do.',
    knobs: { 'queue.visibilityTimeoutMs': 300, 'queue.maxAttempts': 20 },
    inputs: [QUIET(16, 8)],
    beside: { title: 'not idempotent', knobs: { 'consumers.idempotent': false } },
    untilSec: 24,
    nodes: ['ledger'],
  },
  {
    id: 'poison',
    title: 'A poison message',
    expect:
      'A message that crashes whoever handles it is dead after three visibility timeouts and three crashes; with a thousand attempts it crashes a consumer every four seconds for as long as one watches.',
    knobs: { 'consumers.poisonDoes': 'crashes' },
    inputs: ['5s do queue poison'],
    beside: { title: '1,000 attempts', knobs: { 'queue.maxAttempts': 1000 } },
    untilSec: 40,
    pace: 2,
    nodes: ['queue'],
  },
  {
    id: 'ledger-outage',
    title: 'An outage longer than patience',
    expect:
      'While the ledger is down for 20 s, messages die after three attempts, and stay dead when it is back; with six attempts none dies.',
    inputs: ['5s..25s crash ledger', QUIET(28, 62)],
    beside: { title: 'six attempts', knobs: { 'queue.maxAttempts': 6 } },
    untilSec: 90,
    pace: 4,
    nodes: ['ledger'],
  },
  {
    id: 'redrive',
    title: 'Back from the dead',
    expect: 'A redrive after the outage brings every dead message to its end, and none takes effect twice.',
    inputs: ['5s..25s crash ledger', QUIET(28, 62), '40s do queue redrive'],
    untilSec: 60,
    pace: 4,
    nodes: ['queue'],
  },
  {
    id: 'burst',
    title: 'Three times the work',
    expect:
      'When three times as many messages come, the autoscaler brings two or three consumers in, and hardly anything waits when the burst ends; three consumers alone are left with more than 200 waiting.',
    inputs: ['5s spike producers 3x 20s'],
    beside: { title: 'no autoscaling', knobs: { 'autoscaler.on': false } },
    untilSec: 30,
    nodes: ['autoscaler'],
  },
  {
    id: 'held-up',
    title: 'Order has its price',
    expect:
      'In groups a message that is refused holds up its whole group: one in fifty failing makes the slowest hundredth take more than twice as long as without order.',
    knobs: { 'queue.order': 'groups', 'consumers.failureRatio': 0.02 },
    beside: { title: 'no order', knobs: { 'queue.order': 'none' } },
    untilSec: 60,
    pace: 4,
    nodes: ['producers'],
  },
  {
    id: 'out-of-order',
    title: 'Handed out in order, done in any',
    expect:
      'A queue that hands out the next of a group while the one before is still out breaks the order; one that waits keeps it.',
    knobs: { 'queue.order': 'groups', 'queue.handsOutAhead': true },
    beside: { title: 'waits for the one before', knobs: { 'queue.handsOutAhead': false } },
    untilSec: 20,
    nodes: ['c1', 'c2', 'c3'],
  },
  {
    id: 'everyone',
    title: 'Everyone gets each message',
    expect:
      'When every consumer gets each message and one failure requeues it for all, each is delivered more than three times and the queue falls behind; competing consumers get each hardly more than once, and keep up.',
    knobs: { 'queue.everyoneGets': true, 'consumers.failureRatio': 0.05, 'autoscaler.on': false },
    beside: { title: 'competing', knobs: { 'queue.everyoneGets': false } },
    untilSec: 24,
    nodes: ['c1', 'c2', 'c3'],
  },
  {
    id: 'memory-only',
    title: 'Acknowledged, not stored',
    expect:
      'A queue that acknowledges messages before they are on its disk forgets those that wait when it crashes; one that stores them first loses none.',
    knobs: { 'queue.memoryOnly': true, 'autoscaler.on': false },
    inputs: ['2s spike producers 3x 4s', '5s..6s crash queue', QUIET(14, 10)],
    beside: { title: 'on the disk', knobs: { 'queue.memoryOnly': false } },
    untilSec: 24,
    nodes: ['queue'],
  },
];
