import { choice, int, onOff, real, ref } from '../../kernel/params';
import { shapeParam } from '../distribution-params';

const levels = [
  { value: 'one', title: 'ONE', help: 'a single replica' },
  { value: 'quorum', title: 'QUORUM', help: 'more than half of the replicas' },
  { value: 'all', title: 'ALL', help: 'every replica' },
  { value: 'count', title: 'a number', help: 'as many replicas as the number below says' },
] as const;

const MISSES = 'R + W is not above N, so a read may miss the last write.';
const UNDER_WAY =
  'R is not more than half of N: a read may see a write that is under way, and the next one not, whatever is repaired.';
const TWO_SIDES =
  'W is not more than half of N: two sides of a partition both take writes, and the later stamp drops one of them.';
const STAMPS = { param: 'conflicts', is: ['lastWriteWins'] };

/** Levels by which reads and writes meet. */
const overlapping = [
  { param: 'readLevel', is: ['quorum', 'all'] },
  { param: 'writeLevel', is: ['quorum', 'all'] },
];

const quorumParams = {
  group: ref({ title: 'Nodes', help: 'The group keys are kept in, itself included.', restarts: true }),
  replicas: int({
    title: 'Replicas (N)',
    help: 'How many nodes keep each key: the first on the ring.',
    unit: '',
    min: 1,
    max: 9,
    default: 3,
    low: 'a key that nobody keeps cannot be read.',
    high: 'more than nine copies cost more than they give.',
    restarts: true,
  }),
  readLevel: choice({
    title: 'Reads wait for',
    help: 'How many replicas answer a read before the client gets its answer.',
    options: levels,
    default: 'quorum',
    advice: [
      { is: ['one'], when: { param: 'writeLevel', is: ['one', 'quorum'] }, says: MISSES },
      { is: ['quorum'], when: { param: 'writeLevel', is: ['one'] }, says: MISSES },
      { is: ['one'], when: { param: 'writeLevel', is: ['all'] }, says: UNDER_WAY },
    ],
  }),
  readCount: int({
    title: 'Replicas of a read (R)',
    help: 'Answers a read waits for.',
    unit: '',
    min: 1,
    max: 9,
    default: 2,
    low: 'a read that asks nobody knows nothing.',
    high: 'there are no more than nine replicas.',
    when: { param: 'readLevel', is: ['count'] },
    atMost: { param: 'replicas', why: 'a read cannot wait for more replicas than there are' },
    advice: [
      {
        sum: { with: ['writeCount'], atMost: 'replicas' },
        when: { param: 'writeLevel', is: ['count'] },
        says: MISSES,
      },
      { below: 2, when: { param: 'writeLevel', is: ['one', 'quorum'] }, says: MISSES },
      { below: 2, when: { param: 'writeLevel', is: ['all'] }, says: UNDER_WAY },
    ],
  }),
  writeLevel: choice({
    title: 'Writes wait for',
    help: 'How many replicas have a write before the client is told that it is done.',
    options: levels,
    default: 'quorum',
    advice: [{ is: ['one'], when: STAMPS, says: TWO_SIDES }],
  }),
  writeCount: int({
    title: 'Replicas of a write (W)',
    help: 'Acknowledgements a write waits for.',
    unit: '',
    min: 1,
    max: 9,
    default: 2,
    low: 'a write that nobody has is lost.',
    high: 'there are no more than nine replicas.',
    when: { param: 'writeLevel', is: ['count'] },
    atMost: { param: 'replicas', why: 'a write cannot wait for more replicas than there are' },
    advice: [
      { sum: { with: ['writeCount'], atMost: 'replicas' }, when: STAMPS, says: TWO_SIDES },
      { below: 2, when: { param: 'readLevel', is: ['one', 'quorum'] }, says: MISSES },
    ],
  }),
  sendTo: choice({
    title: 'Asks',
    help: 'To whom a coordinator sends a read or a write.',
    options: [
      { value: 'all', title: 'all replicas', help: 'all get it, and the fastest decide' },
      {
        value: 'needed',
        title: 'only as many as needed',
        help: 'some chosen by chance get it; the others learn of it by repair alone',
      },
    ],
    default: 'all',
  }),
  conflicts: choice({
    title: 'Of two versions',
    help: 'What becomes of versions that were written apart.',
    options: [
      { value: 'lastWriteWins', title: 'the later stamp wins', help: 'by the clocks of the coordinators' },
      {
        value: 'vectorClocks',
        title: 'both stay, as siblings',
        help: 'unless one of the writers had seen the other’s; vector clocks tell',
      },
    ],
    default: 'lastWriteWins',
  }),
};

const healingParams = {
  readRepair: choice({
    title: 'Read repair',
    help: 'When replicas that lag behind are given what others have answered.',
    options: [
      { value: 'beforeReply', title: 'before the reply', help: 'the client waits until they have it' },
      { value: 'afterReply', title: 'after the reply', help: 'the client does not wait' },
      { value: 'off', title: 'off', help: 'they go on lagging' },
    ],
    default: 'beforeReply',
    advice: [
      {
        is: ['afterReply', 'off'],
        when: overlapping,
        says: 'R + W > N, and still not linearizable: a read may find a write that is under way, and a later one may not.',
      },
    ],
  }),
  handoff: choice({
    title: 'Hinted handoff',
    help: 'What becomes of a write for a replica that cannot be reached.',
    options: [
      { value: 'off', title: 'off', help: 'the replica misses it' },
      {
        value: 'hints',
        title: 'kept by the coordinator',
        help: 'it hands it over later; it does not count for W',
      },
      {
        value: 'sloppy',
        title: 'taken by a stand-in, and counts',
        help: 'a sloppy quorum: any N nodes that can be reached',
      },
    ],
    default: 'hints',
    advice: [
      {
        is: ['sloppy'],
        when: overlapping,
        says: 'While stand-ins count, R + W > N promises nothing: reads may miss what they took.',
      },
    ],
  }),
  handoffEveryMs: int({
    title: 'Hand over every',
    help: 'How often a node tries to hand over what it keeps for others.',
    unit: 'ms',
    min: 10,
    max: 600_000,
    default: 1000,
    low: 'nodes would do nothing else.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
    when: { param: 'handoff', is: ['hints', 'sloppy'] },
  }),
  antiEntropyMs: int({
    title: 'Anti-entropy every',
    help: 'How often a node compares its keys with those of another one, by Merkle trees; 0 for never.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 0,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
    advice: [
      {
        is: [0],
        when: [
          { param: 'handoff', is: ['off'] },
          { param: 'readRepair', is: ['off'] },
        ],
        says: 'Nothing heals: a replica that misses a write never gets it.',
      },
    ],
  }),
};

const timeParams = {
  replicaTimeoutMs: int({
    title: 'Replica timeout',
    help: 'How long a coordinator waits for a replica.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 400,
    low: 'no replica would ever answer in time.',
    high: 'ten minutes is longer than anyone waits.',
    logScale: true,
  }),
  suspectForMs: int({
    title: 'Taken for down for',
    help: 'How long a replica that did not answer is passed over, unless it is heard of before; 0 for not at all.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 2000,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  writeTimeMs: real({
    title: 'Time of a write on disk',
    help: 'Mean time; a replica writes one thing after the other, and acknowledges it then.',
    unit: 'ms',
    min: 0,
    max: 60_000,
    default: 2,
    low: 'a negative time means nothing.',
    high: 'a minute is longer than any disk takes.',
    logScale: true,
  }),
  writeShape: shapeParam('Shape of that time', 'constant'),
};

const brokenRules = {
  firstAckCounts: onOff({
    title: 'Counts the first acknowledgement',
    help: 'A write is told as done when the first replica has it, whatever W says.',
    default: false,
    breaks: 'a read need not meet the write, and one disk that fails takes it along',
  }),
  losesDisk: onOff({
    title: 'Loses its disk',
    help: 'A node that restarts begins with an empty disk.',
    default: false,
    breaks: 'quorums count on disks: after a restart, what W replicas had, W − 1 have',
  }),
  clocksOnly: onOff({
    title: 'Compares whole clocks',
    help: 'Two writes through one coordinator look like one after the other, even when nobody had seen the other.',
    default: false,
    breaks: 'the first of them is lost without a word',
    when: { param: 'conflicts', is: ['vectorClocks'] },
  }),
};

export const quorumNodeParams = { ...quorumParams, ...healingParams, ...timeParams, ...brokenRules };
