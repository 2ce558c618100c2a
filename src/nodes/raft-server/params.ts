import { choice, int, onOff, real, ref, type ParamsOf } from '../../kernel/params';
import { US_PER_MS } from '../../kernel/time';
import type { RaftSettings } from '../../patterns/raft/index';

const timeParams = {
  group: ref({
    title: 'Cluster',
    help: 'The group of servers it belongs to. Those that are there at the start are the first members.',
    restarts: true,
  }),
  electionTimeoutMinMs: int({
    title: 'Shortest election timeout',
    help: 'A follower that hears from no leader stands for election after a time drawn from a range.',
    unit: 'ms',
    min: 1,
    max: 60_000,
    default: 150,
    low: 'an election would be over before a vote can travel.',
    high: 'the cluster would stand still for a minute without a leader.',
    logScale: true,
    atMost: { param: 'electionTimeoutMaxMs', why: 'there would be no time to draw' },
  }),
  electionTimeoutMaxMs: int({
    title: 'Longest election timeout',
    help: 'The upper end of that range. The wider the range, the rarer two servers stand at the same time.',
    unit: 'ms',
    min: 1,
    max: 60_000,
    default: 300,
    low: 'all servers would stand at the same time, and split the votes.',
    high: 'the cluster would stand still for a minute without a leader.',
    logScale: true,
  }),
  heartbeatIntervalMs: int({
    title: 'Heartbeat interval',
    help: 'A leader lets its followers hear from it at least this often.',
    unit: 'ms',
    min: 1,
    max: 60_000,
    default: 50,
    low: 'the network would carry nothing but heartbeats.',
    high: 'followers would take the leader for dead.',
    logScale: true,
  }),
  diskMs: real({
    title: 'Disk time',
    help: 'How long a server waits for its disk before it tells anybody what depends on it.',
    unit: 'ms',
    min: 0,
    max: 10_000,
    default: 0,
    low: 'a negative time means nothing.',
    high: 'followers would take the leader for dead.',
  }),
};

const optionParams = {
  preVote: onOff({
    title: 'Pre-vote',
    help: 'Before a server begins a new term, it asks whether it would win.',
    default: false,
  }),
  checkQuorum: onOff({
    title: 'Check quorum',
    help: 'A leader that hears from no majority steps down, and who hears from a leader votes for nobody.',
    default: false,
  }),
  noOp: onOff({
    title: 'Empty entry first',
    help: 'A new leader begins with an empty entry, so that it learns at once what is committed.',
    default: true,
  }),
  conflictHints: onOff({
    title: 'Conflict hints',
    help: 'A follower whose log contradicts the leader says which term stands in the way.',
    default: true,
  }),
  reads: choice({
    title: 'Reads',
    help: 'What a leader does before it answers a read.',
    options: [
      { value: 'log', title: 'through the log', help: 'like a write: safe, and as slow' },
      { value: 'readIndex', title: 'read index', help: 'one round of heartbeats for all reads that wait' },
      { value: 'lease', title: 'lease', help: 'nothing, as long as no other can lead yet by its clock' },
      { value: 'local', title: 'local', help: 'nothing: it may have lost its leadership and not know it' },
    ],
    default: 'readIndex',
  }),
  clockRateBound: real({
    title: 'Clock rate bound',
    help: 'Leases allow for one clock running this many times as fast as another.',
    unit: '×',
    min: 1,
    max: 10,
    default: 1.1,
    low: 'no clock differs by less than nothing.',
    high: 'leases would be over before they are of use.',
    when: { param: 'reads', is: ['lease'] },
  }),
  snapshotEntries: int({
    title: 'Snapshot after',
    help: 'So many committed entries are replaced by a snapshot; 0 keeps the whole log.',
    unit: 'entries',
    min: 0,
    max: 1_000_000,
    default: 0,
    low: 'less than none cannot be replaced.',
    high: 'the log would fill the memory first.',
    logScale: true,
  }),
  membership: choice({
    title: 'Change of members',
    help: 'How servers come into the cluster and leave it.',
    options: [
      { value: 'joint', title: 'joint', help: 'for a while both the old and the new majority are needed' },
      { value: 'single', title: 'one at a time', help: 'majorities before and after always overlap' },
      {
        value: 'naive',
        title: 'all at once',
        help: 'old and new majorities may decide apart from each other',
      },
    ],
    default: 'joint',
  }),
  firstLog: choice({
    title: 'Log at the start',
    help: 'What is on its disk when the run begins: nothing, or one of the logs of figure 7 of the paper.',
    options: [
      { value: 'empty', title: 'empty', help: 'a new cluster' },
      { value: 'figure7Leader', title: 'figure 7, leader', help: 'terms 1 1 1 4 4 5 5 6 6 6' },
      { value: 'figure7a', title: 'figure 7, a', help: 'terms 1 1 1 4 4 5 5 6 6' },
      { value: 'figure7b', title: 'figure 7, b', help: 'terms 1 1 1 4' },
      { value: 'figure7c', title: 'figure 7, c', help: 'terms 1 1 1 4 4 5 5 6 6 6 6' },
      { value: 'figure7d', title: 'figure 7, d', help: 'terms 1 1 1 4 4 5 5 6 6 6 7 7' },
      { value: 'figure7e', title: 'figure 7, e', help: 'terms 1 1 1 4 4 4 4' },
      { value: 'figure7f', title: 'figure 7, f', help: 'terms 1 1 1 2 2 2 3 3 3 3 3' },
    ],
    default: 'empty',
    restarts: true,
  }),
};

const breakingParams = {
  votesTwice: onOff({
    title: 'Vote twice',
    help: 'A server votes for everyone who asks.',
    default: false,
    breaks: 'two leaders may be elected in one term',
  }),
  ignoresLogs: onOff({
    title: 'No log check on votes',
    help: 'A server votes for candidates whose logs lack what its own has.',
    default: false,
    breaks: 'a leader may be elected that lacks committed entries',
  }),
  countsOldTerms: onOff({
    title: 'Commit old terms by counting',
    help: 'A leader commits entries of earlier terms as soon as a majority has them.',
    default: false,
    breaks: 'a committed entry may still be overwritten: figure 8 of the paper',
  }),
  halfIsEnough: onOff({
    title: 'Half is a majority',
    help: 'Half of the servers, rounded down, elect leaders and commit entries.',
    default: false,
    breaks: 'two halves may decide apart from each other',
  }),
  losesDisk: onOff({
    title: 'Restart without disk',
    help: 'A server that restarts has forgotten its term, its vote and its log, and takes part as before.',
    default: false,
    breaks: 'it may vote again in a term, and what it helped to commit may be lost',
  }),
  putsOffForEveryone: onOff({
    title: 'Reset the timer on every vote request',
    help: 'A server asked for its vote starts its election timer over, even when it refuses.',
    default: false,
    breaks: 'a server that cannot win may keep all others from standing',
  }),
  changesTooEarly: onOff({
    title: 'Change members too early',
    help: 'A new leader changes the members before it has committed an entry of its own term.',
    default: false,
    breaks: 'one change at a time may lead to two majorities that do not overlap',
  }),
  forgetsSessions: onOff({
    title: 'Forget sessions',
    help: 'A command that a client repeats takes effect once more.',
    default: false,
    breaks: 'a retried command may be executed twice',
  }),
};

export const raftServerParams = { ...timeParams, ...optionParams, ...breakingParams };

type RaftParams = ParamsOf<typeof raftServerParams>;

/** Settings made from parameters: a memory of what can be computed again. */
const known = new WeakMap<RaftParams, RaftSettings>();

/** The parameters as the pattern takes them. */
export function raftSettings(params: RaftParams): RaftSettings {
  let settings = known.get(params);
  if (settings === undefined) known.set(params, (settings = settingsOf(params)));
  return settings;
}

function settingsOf(params: RaftParams): RaftSettings {
  const { electionTimeoutMinMs, electionTimeoutMaxMs, heartbeatIntervalMs, ...same } = params;
  return {
    $shared: true,
    ...same,
    electionTimeoutMinUs: electionTimeoutMinMs * US_PER_MS,
    electionTimeoutMaxUs: electionTimeoutMaxMs * US_PER_MS,
    heartbeatIntervalUs: heartbeatIntervalMs * US_PER_MS,
  };
}
