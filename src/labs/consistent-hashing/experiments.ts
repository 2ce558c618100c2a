import type { Experiment } from '../../scenario/types';

/** Caches that forget nothing. They have filled before there is more traffic than the database alone could bear. */
const FILLED = { 'nodes.ttlMs': 0 };
const BUSY = '14s set clients.ratePerSec 120';

/** Ten nodes that share keys evenly, under a key that gets three of ten reads. Nobody gives up. */
const HOT = {
  'nodes.present': 10,
  'nodes.ttlMs': 0,
  'nodes.workers': 2,
  'nodes.lookupTimeMs': 80,
  'clients.ratePerSec': 60,
  'clients.hotRatio': 0.3,
  'clients.keys': 400,
  'clients.timeoutMs': 0,
  'db.workers': 4,
  'router.keys': 400,
  'router.nodeTimeoutMs': 0,
  'router.scheme': 'jump',
};

export const experiments: readonly Experiment[] = [
  {
    id: 'add-a-node',
    title: 'Add a node',
    expect:
      'About a sixth of the keys move, all of them to node-5, and nobody notices; modulo n moves about five sixths, and the database turns requests away.',
    knobs: FILLED,
    inputs: [BUSY, '16s join node-5'],
    beside: { title: 'modulo n', knobs: { 'router.scheme': 'modulo' } },
    untilSec: 24,
    nodes: ['router', 'node-5', 'db'],
  },
  {
    id: 'lose-a-node',
    title: 'Lose a node',
    expect:
      'When node-4 goes, its keys move, about a fifth, and no other; modulo n moves about four fifths of all, and the database turns requests away.',
    knobs: FILLED,
    inputs: [BUSY, '16s leave node-4'],
    beside: { title: 'modulo n', knobs: { 'router.scheme': 'modulo' } },
    untilSec: 24,
    nodes: ['router', 'node-4', 'db'],
  },
  {
    id: 'dead-node',
    title: 'A node dies',
    expect:
      'Three failures in a row eject node-2 for four seconds, and its keys go to others: errors fall by more than half.',
    knobs: { 'router.ejectAfter': 3, 'router.retryAfterMs': 4000 },
    inputs: ['8s..18s crash node-2'],
    beside: { title: 'without ejection', knobs: { 'router.ejectAfter': 0 } },
    untilSec: 28,
    nodes: ['router', 'node-2'],
  },
  {
    id: 'more-points',
    title: 'A hundred points a node',
    expect:
      'With a hundred points each, the fullest of ten nodes has less than one and a half times the mean; with one point each it has more than twice.',
    knobs: { 'nodes.present': 10, 'router.keys': 20_000, 'router.virtualNodes': 100 },
    beside: { title: 'one point', knobs: { 'router.virtualNodes': 1 } },
    untilSec: 12,
    nodes: ['router'],
  },
  {
    id: 'clumping-hash',
    title: 'A hash that clumps',
    expect:
      'FNV-1a puts the points of a node side by side: with ten points each, keys are spread more than twice as unevenly as with Murmur3.',
    knobs: {
      'nodes.present': 10,
      'router.virtualNodes': 10,
      'router.keys': 20_000,
      'router.hash': 'fnv1a',
    },
    beside: { title: 'Murmur3', knobs: { 'router.hash': 'murmur3' } },
    untilSec: 12,
    nodes: ['router'],
  },
  {
    id: 'maglev',
    title: 'A Maglev table',
    expect:
      'Maglev spreads keys more evenly than the ring, and pays when node-2 goes: a few keys move between nodes that stay.',
    knobs: {
      'nodes.present': 10,
      'router.keys': 20_000,
      'router.scheme': 'maglev',
      'router.tableSize': '1021',
    },
    inputs: ['6s leave node-2'],
    beside: { title: 'ring', knobs: { 'router.scheme': 'ring' } },
    untilSec: 12,
    nodes: ['router', 'node-2'],
  },
  {
    id: 'hot-key',
    title: 'A hot key, copied',
    expect:
      'One key with 30 % of all reads puts about 37 % of the load on one of ten nodes; with copies on three nodes each of them has about 17 %.',
    knobs: { ...HOT, 'router.copies': 3 },
    beside: { title: 'one copy', knobs: { 'router.copies': 1 } },
    untilSec: 60,
    pace: 2,
    nodes: ['router'],
  },
  {
    id: 'bounded-load',
    title: 'Bound what is in flight',
    expect:
      'When a busy owner passes requests on, p99 falls by more than half; bounding the number of keys a node has does nothing for a hot key.',
    knobs: { ...HOT, 'clients.ratePerSec': 80, 'router.bound': 'inFlight' },
    beside: { title: 'of keys', knobs: { 'router.bound': 'keys' } },
    untilSec: 40,
    pace: 2,
    nodes: ['router'],
  },
  {
    id: 'points-by-position',
    title: 'Points by position',
    expect:
      'When points are named after places in the list, losing node-1 moves more than twice the keys that had to move.',
    knobs: { 'router.pointsByPosition': true },
    inputs: ['8s leave node-1'],
    beside: { title: 'points by id', knobs: { 'router.pointsByPosition': false } },
    untilSec: 14,
    nodes: ['router', 'node-1'],
  },
  {
    id: 'same-node-twice',
    title: 'Two copies, one node',
    expect:
      'When copies go to the next points, some keys have both copies on one node, and the promise breaks at once.',
    knobs: { 'router.copies': 2, 'router.nextPoints': true },
    beside: { title: 'next different nodes', knobs: { 'router.nextPoints': false } },
    untilSec: 12,
    nodes: ['router'],
  },
];
