import type { Experiment } from '../../scenario/types';

/** One and a half times what the writer can do, in even steps. */
const OVERLOAD = { 'clients.ratePerSec': 30, 'clients.arrivals': 'even' };
const UNBOUNDED = { 'reader.policy': 'unbounded', 'inner.policy': 'unbounded' };
const CREDITS = { 'reader.policy': 'shed', 'inner.policy': 'credits' };

export const experiments: readonly Experiment[] = [
  {
    id: 'without-bound',
    title: 'A queue without bound',
    expect:
      'At 30 items a second and 20 finished, without bounds every second makes items a third of a second older, 10 s after half a minute; refused at the door, none gets as old as 3 s.',
    knobs: { ...OVERLOAD, ...UNBOUNDED, 'writer.memoryMb': 1000 },
    beside: { title: 'credits, shed at the door', knobs: CREDITS },
    untilSec: 30,
    pace: 2,
    nodes: ['writer'],
  },
  {
    id: 'out-of-memory',
    title: 'Out of memory',
    expect:
      'Ten items too many a second, 100 kB each, fill 10 MB in ten seconds: the writer dies, starts again two seconds later, and dies at least twice more within a minute; with bounds it lives.',
    knobs: { ...OVERLOAD, ...UNBOUNDED, 'writer.memoryMb': 10 },
    beside: { title: 'credits, shed at the door', knobs: CREDITS },
    untilSec: 60,
    pace: 4,
    nodes: ['writer'],
  },
  {
    id: 'spike',
    title: 'It dies once and recovers',
    expect:
      'A spike of ten seconds fills 8 MB within nine and kills a writer without bound, once: it recovers, but more than 70 items it had taken are gone; with bounds every item that was taken is finished.',
    knobs: { ...UNBOUNDED, 'clients.ratePerSec': 15, 'clients.arrivals': 'even', 'writer.memoryMb': 8 },
    inputs: ['5s spike clients 2x 10s', '30s spike clients 0x 60s'],
    beside: { title: 'credits, shed at the door', knobs: CREDITS },
    untilSec: 50,
    pace: 2,
    nodes: ['writer'],
  },
  {
    id: 'hundred-items',
    title: 'A hundred items at once',
    expect:
      'A hundred items come within a second to a writer that takes 200 ms for each: blocking finishes all of them, the last after 20 s; dropping the newest finishes fewer than half and tells nobody.',
    knobs: {
      'clients.ratePerSec': 100,
      'clients.arrivals': 'even',
      'clients.timeoutMs': 0,
      'reader.policy': 'block',
      'reader.bound': 10,
      'inner.policy': 'block',
      'writer.workers': 1,
      'writer.serviceTimeMs': 200,
    },
    inputs: ['1005ms spike clients 0x 60s'],
    beside: { title: 'drop newest', knobs: { 'reader.policy': 'dropNewest', 'inner.policy': 'dropNewest' } },
    untilSec: 30,
    pace: 2,
    nodes: ['clients', 'writer'],
  },
  {
    id: 'which-to-drop',
    title: 'Which one to drop',
    expect:
      'With 100 places before the writer a third is lost either way; dropping the oldest, what is finished is at least a second younger than when the newest is dropped.',
    knobs: { ...OVERLOAD, 'inner.policy': 'dropOldest', 'writer.bound': 100 },
    beside: { title: 'drop newest', knobs: { 'inner.policy': 'dropNewest' } },
    untilSec: 60,
    pace: 4,
    nodes: ['writer'],
  },
  {
    id: 'to-the-edge',
    title: 'It has to end somewhere',
    expect:
      'Blocking all the way makes clients wait until more than a hundred have given up; refusing at the door answers everybody within a second, and finishes as much.',
    knobs: { ...OVERLOAD, 'reader.policy': 'block', 'inner.policy': 'block' },
    beside: { title: 'shed at the door', knobs: { 'reader.policy': 'shed' } },
    untilSec: 40,
    pace: 2,
    nodes: ['clients', 'reader'],
  },
  {
    id: 'wasted-work',
    title: 'Refused too late',
    expect:
      'A writer that refuses what finds no place lets the stages before it work in vain on a third of the items; with credits inside, and refusal at the door, they do nothing in vain.',
    knobs: { ...OVERLOAD, 'reader.policy': 'block', 'parser.policy': 'block', 'writer.policy': 'shed' },
    beside: { title: 'at the door', knobs: { 'reader.policy': 'shed', 'inner.policy': 'credits' } },
    untilSec: 40,
    pace: 2,
    nodes: ['parser', 'writer'],
  },
  {
    id: 'round-trip',
    title: 'A window shorter than the way',
    expect:
      'With 5 credits and a round trip of half a second no more than 10 items a second get through, and the writer idles half its time; with 20 all 14 do.',
    knobs: { 'links.latencyMs': 250, 'inner.bound': 5, 'clients.arrivals': 'even' },
    beside: { title: '20 credits', knobs: { 'inner.bound': 20 } },
    untilSec: 60,
    pace: 2,
    nodes: ['parser', 'writer'],
  },
  {
    id: 'ignores-demand',
    title: 'Wrong on purpose: ignore demand',
    expect:
      'A parser that sends what it has sends more than was requested, and more than a hundred items it has worked on are refused; one that heeds demand loses none behind the door.',
    knobs: { ...OVERLOAD, 'parser.ignoresDemand': true },
    beside: { title: 'heeds demand', knobs: { 'parser.ignoresDemand': false } },
    untilSec: 30,
    pace: 2,
    nodes: ['parser', 'writer'],
  },
  {
    id: 'forgets-requested',
    title: 'Wrong on purpose: promise a place twice',
    expect:
      'A writer that forgets what it has requested hands out credits while it is idle, and in a spike gets more than a hundred items for its ten places; one that counts never has more than ten waiting.',
    knobs: { 'writer.forgetsRequested': true },
    inputs: ['5s spike clients 3x 10s'],
    beside: { title: 'counts', knobs: { 'writer.forgetsRequested': false } },
    untilSec: 30,
    pace: 2,
    nodes: ['writer'],
  },
];
