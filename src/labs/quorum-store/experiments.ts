import type { Experiment } from '../../scenario/types';

/** One key that all write and read, as fast as they can. */
const HOT = { 'clients.keys': 1, 'clients.thinkTimeMs': 20 };

/** Only those are asked that are waited for, and nothing heals: what a write does not reach, it never reaches. */
const PARTIAL = { ...HOT, 'nodes.sendTo': 'needed', 'nodes.readRepair': 'off', 'nodes.handoff': 'off' };

export const experiments: readonly Experiment[] = [
  {
    id: 'one-and-one',
    title: 'ONE and ONE',
    expect:
      'Answers come in about half the time, and more than one read in twenty gives less than its client knew to be written; with QUORUM for both none does.',
    knobs: { ...PARTIAL, 'nodes.readLevel': 'one', 'nodes.writeLevel': 'one' },
    beside: { title: 'QUORUM', knobs: { 'nodes.readLevel': 'quorum', 'nodes.writeLevel': 'quorum' } },
    untilSec: 15,
    nodes: ['s1', 'c1'],
  },
  {
    id: 'new-then-old',
    title: 'New, then old',
    expect:
      'Without read repair a read finds a write that is under way, and a later one does not: no read is stale, and still the history is not linearizable; with repair before the reply it is.',
    knobs: { ...HOT, 'nodes.readRepair': 'off' },
    inputs: ['2s..14s latency s1->s3 300ms', '2s..14s latency s1->s5 300ms'],
    beside: { title: 'repair before the reply', knobs: { 'nodes.readRepair': 'beforeReply' } },
    untilSec: 15,
    nodes: ['s1', 'c1'],
  },
  {
    id: 'sloppy-quorum',
    title: 'A sloppy quorum',
    expect:
      'While replicas cannot be reached, stand-ins take their writes and count, so that more are answered; and reads find old values although R + W > N.',
    knobs: { ...HOT, 'nodes.handoff': 'sloppy' },
    inputs: ['4s..9s partition s1,s2,c1 | s3,s4,s5,c2'],
    beside: { title: 'strict', knobs: { 'nodes.handoff': 'hints' } },
    untilSec: 15,
    nodes: ['s1', 's3'],
  },
  {
    id: 'split',
    title: 'A partition splits the answers',
    expect:
      'The side with most of the replicas goes on, and the other one answers nothing until the network is whole again; no promise breaks.',
    knobs: { 'clients.keys': 1 },
    inputs: ['4s..12s partition s1,s2,c1 | s3,s4,s5,c2'],
    beside: { title: 'ONE', knobs: { 'nodes.readLevel': 'one', 'nodes.writeLevel': 'one' } },
    untilSec: 18,
    nodes: ['c1', 'c2'],
  },
  {
    id: 'handoff',
    title: 'Hinted handoff',
    expect:
      'While s3 is down the coordinators keep its writes, no quorum is missed for lack of it, and soon after it is back nothing is left to hand over; without hints nobody keeps anything for it.',
    knobs: { 'clients.keys': 40, 'nodes.readRepair': 'off' },
    inputs: ['4s..10s crash s3'],
    beside: { title: 'no hints', knobs: { 'nodes.handoff': 'off' } },
    untilSec: 16,
    nodes: ['s3'],
  },
  {
    id: 'anti-entropy',
    title: 'Anti-entropy',
    expect:
      'After s3 was cut off, trees of digests find the keys that differ, and a few seconds later it has them, though nobody reads them.',
    knobs: {
      'clients.keys': 60,
      'nodes.readRepair': 'off',
      'nodes.handoff': 'off',
      'nodes.antiEntropyMs': 1000,
    },
    inputs: ['2s..8s isolate s3', '8s set clients.sessions 0'],
    beside: { title: 'without', knobs: { 'nodes.antiEntropyMs': 0 } },
    untilSec: 20,
    nodes: ['s3'],
  },
  {
    id: 'skewed-clock',
    title: 'A clock that is ahead',
    expect:
      'The clock of s1 is 500 ms ahead: what others write soon after it is acknowledged and lost; with siblings nothing is.',
    knobs: HOT,
    inputs: ['3s..10s skew s1 +500ms'],
    beside: { title: 'siblings', knobs: { 'nodes.conflicts': 'vectorClocks' } },
    untilSec: 12,
    nodes: ['s1'],
  },
  {
    id: 'own-writes',
    title: 'Read your own writes',
    expect: 'With ONE and ONE sessions miss their own writes; with a token none does.',
    knobs: {
      ...PARTIAL,
      'nodes.readLevel': 'one',
      'nodes.writeLevel': 'one',
      'clients.readsItsWrites': 'token',
    },
    beside: { title: 'by chance', knobs: { 'clients.readsItsWrites': 'byChance' } },
    untilSec: 15,
    nodes: ['c1', 'c2'],
  },
  {
    id: 'first-acknowledgement',
    title: 'Wrong on purpose: the first acknowledgement counts',
    expect:
      'A write is told as done when one replica has it; that replica is cut off, and loses its disk: the write is gone; with W of N nothing is told that one disk can lose.',
    knobs: {
      'nodes.firstAckCounts': true,
      'nodes.losesDisk': true,
      'nodes.handoff': 'off',
      'clients.keys': 1,
    },
    inputs: ['2s set c2.sessions 0', '3s..6s partition s1,c1 | s2,s3,s4,s5,c2', '5s..7s crash s1'],
    beside: { title: 'W of N', knobs: { 'nodes.firstAckCounts': false } },
    untilSec: 10,
    nodes: ['s1'],
  },
  {
    id: 'clocks-only',
    title: 'Wrong on purpose: whole clocks',
    expect:
      'Two clients write through one coordinator without having seen each other, and the first write is lost; with dots both stay as siblings.',
    knobs: { 'clients.keys': 1, 'nodes.conflicts': 'vectorClocks', 'nodes.clocksOnly': true },
    beside: { title: 'with dots', knobs: { 'nodes.clocksOnly': false } },
    untilSec: 10,
    nodes: ['s1', 'c1', 'c2'],
  },
  {
    id: 'forgets-context',
    title: 'Wrong on purpose: no context',
    expect:
      'Writes that do not say what their writer has seen pile up as siblings; with a context there are few.',
    knobs: { 'clients.keys': 1, 'nodes.conflicts': 'vectorClocks', 'clients.forgetsContext': true },
    beside: { title: 'with a context', knobs: { 'clients.forgetsContext': false } },
    untilSec: 10,
    nodes: ['c1', 'c2'],
  },
];
