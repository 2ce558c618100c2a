import { choice, int, onOff, real, ref } from '../../kernel/params';

const onRing = { param: 'scheme', is: ['ring'] };
const bounded = { param: 'bound', is: ['inFlight', 'keys'] };
const unbounded = { param: 'bound', is: ['none'] };

const schemeParams = {
  nodes: ref({ title: 'Nodes', help: 'The group keys are placed on.', restarts: true }),
  nodesAre: choice({
    title: 'Nodes are',
    help: 'How they are asked.',
    options: [
      { value: 'caches', title: 'caches', help: 'they read and write through to their database' },
      { value: 'services', title: 'services', help: 'requests are passed on as they are' },
    ],
    default: 'services',
    restarts: true,
  }),
  keys: int({
    title: 'Keys in the catalogue',
    help: 'How many keys it keeps account of: key-0, key-1, and so on.',
    unit: 'keys',
    min: 1,
    max: 100_000,
    default: 200,
    low: 'without a key there is nothing to place.',
    high: 'more take too long to count at every change.',
    logScale: true,
  }),
  scheme: choice({
    title: 'Scheme',
    help: 'How the owner of a key is found.',
    options: [
      { value: 'ring', title: 'ring', help: 'the next point clockwise from the key’s hash' },
      { value: 'rendezvous', title: 'rendezvous', help: 'the node that bids most for the key' },
      { value: 'jump', title: 'jump', help: 'no table at all; only the last node can go cheaply' },
      { value: 'maglev', title: 'Maglev', help: 'a table that nodes fill in turn: even, and nearly minimal' },
      {
        value: 'modulo',
        title: 'modulo n',
        help: 'the hash modulo the number of nodes: nearly all keys move',
      },
    ],
    default: 'ring',
  }),
  virtualNodes: int({
    title: 'Points a node',
    help: 'Virtual nodes: places each node has on the ring.',
    unit: 'points',
    min: 1,
    max: 1000,
    default: 100,
    low: 'a node without a point owns nothing.',
    high: 'more points make the ring hardly more even, and larger.',
    logScale: true,
    when: onRing,
  }),
  hash: choice({
    title: 'Hash',
    help: 'What turns names into positions.',
    options: [
      { value: 'murmur3', title: 'Murmur3', help: 'fast, and spreads similar names well' },
      { value: 'fnv1a', title: 'FNV-1a', help: 'simple; names that differ at their end lie close together' },
      { value: 'md5', title: 'MD5', help: 'as Ketama does; slow, and spreads well' },
    ],
    default: 'murmur3',
  }),
  tableSize: choice({
    title: 'Table size',
    help: 'Entries of the Maglev table, a prime.',
    options: [
      { value: '251', title: '251', help: 'small: shares differ by whole entries' },
      { value: '1021', title: '1,021', help: 'a hundred entries for each of ten nodes' },
      { value: '65537', title: '65,537', help: 'as in the paper' },
    ],
    default: '1021',
    when: { param: 'scheme', is: ['maglev'] },
  }),
  heavy: ref({
    title: 'Heavier node',
    help: 'The node that has the weight; none when empty.',
    restarts: true,
  }),
  weight: int({
    title: 'Weight',
    help: 'How many times the share of another node the heavier node should get.',
    unit: '×',
    min: 1,
    max: 10,
    default: 1,
    low: 'a weight of nothing gets nothing.',
    high: 'above ten it is nearly alone.',
    when: { param: 'scheme', is: ['ring', 'rendezvous', 'maglev'] },
  }),
  pointsByPosition: onOff({
    title: 'Points by position',
    help: 'Names points after a node’s place in the list instead of its id.',
    default: false,
    breaks: 'when a node goes, keys move between nodes that stay',
    when: onRing,
  }),
};

const loadParams = {
  copies: int({
    title: 'Copies',
    help: 'On how many nodes a key is; reads go to any of them.',
    unit: 'nodes',
    min: 1,
    max: 10,
    default: 1,
    low: 'a key is on one node at least.',
    high: 'a key on all nodes needs no placing.',
    when: unbounded,
  }),
  nextPoints: onOff({
    title: 'Copies on the next points',
    help: 'Puts copies on the owners of the next points, whoever they are.',
    default: false,
    breaks: 'all copies of a key may be on one node',
    when: [onRing, unbounded],
  }),
  bound: choice({
    title: 'Bounded load',
    help: 'What the next node is asked for when the owner has too much of it.',
    options: [
      { value: 'none', title: 'off', help: 'the owner gets whatever comes' },
      { value: 'inFlight', title: 'of requests in flight', help: 'a busy owner passes requests on' },
      { value: 'keys', title: 'of keys (mistaken)', help: 'a hot key counts as much as a cold one' },
    ],
    default: 'none',
  }),
  loadFactor: real({
    title: 'Load factor',
    help: 'How many times the mean a node may have.',
    unit: '×',
    min: 1,
    max: 10,
    default: 1.25,
    low: 'below 1 there would not be room for all.',
    high: 'above ten nothing is bounded.',
    when: bounded,
  }),
  nodeTimeoutMs: real({
    title: 'Node timeout',
    help: 'How long it waits for a node; 0 waits for ever.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 1000,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  ejectAfter: int({
    title: 'Eject after',
    help: 'So many failures in a row take a node out, and its keys go to others; 0 never.',
    unit: 'failures',
    min: 0,
    max: 1000,
    default: 0,
    low: 'fewer than none means nothing.',
    high: 'a dead node would keep its keys for long.',
  }),
  retryAfterMs: real({
    title: 'Ejected for',
    help: 'How long an ejected node stays out.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 5000,
    low: 'it would be back before it is missed.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
};

export const hashRouterParams = { ...schemeParams, ...loadParams };
