import type { Experiment } from '../../scenario/types';
import { brokenRules } from './broken-rules';
import { FIGURE_7, READER_AND_WRITER, S1_LEADS, S1_TAKES_OVER } from './setups';

const elections: Experiment[] = [
  {
    id: 'stable-election',
    title: 'The leader dies',
    expect:
      'Within two of the longest timeouts another server leads, clients are answered again, and no promise breaks.',
    inputs: [S1_LEADS, '1200ms crash s1'],
    untilSec: 3.2,
    nodes: ['s1'],
  },
  {
    id: 'split-vote',
    title: 'A split vote',
    expect:
      'Four servers stand at the same moment and vote for themselves, so nobody leads; timeouts drawn anew decide a later election.',
    inputs: [
      S1_LEADS,
      '1200ms crash s1',
      ...['s2', 's3', 's4', 's5'].map((id) => `1300ms do ${id} alignTimer`),
    ],
    untilSec: 4,
    nodes: ['s2', 's3', 's4', 's5'],
  },
  {
    id: 'narrow-timeouts',
    title: 'Why timeouts are random',
    expect:
      'Six times the leader dies. With timeouts from 300 to 310 ms more than five times as many elections end without a leader as with 300 to 600 ms.',
    knobs: { 'servers.electionTimeoutMaxMs': 310 },
    inputs: [0, 1, 2, 3, 4, 5].flatMap((round) => [
      `${String(round * 5 + 0.1)}s do s1 forceTimeout`,
      `${String(round * 5 + 1)}s..${String(round * 5 + 4)}s crash s1`,
    ]),
    beside: { title: '300 to 600 ms', knobs: { 'servers.electionTimeoutMaxMs': 600 } },
    pace: 1,
    untilSec: 30,
  },
  {
    id: 'hand-over',
    title: 'Hand over instead of dying',
    expect:
      'The leader hands over to s3, which leads a fifth of a second later, and no operation takes longer than a second.',
    inputs: [S1_LEADS, '1500ms do s3 lead'],
    untilSec: 4,
    nodes: ['s1', 's3'],
  },
];

const replication: Experiment[] = [
  {
    id: 'follower-outage',
    title: 'A follower comes back',
    expect:
      'While s3 is down for two seconds the others commit as before; half a second after its return it knows as much as the leader.',
    knobs: { 'clients.thinkTimeMs': 150 },
    inputs: [S1_LEADS, '1200ms..3200ms crash s3'],
    untilSec: 5,
    nodes: ['s3'],
  },
  {
    id: 'snapshot',
    title: 'Catch up by snapshot',
    expect:
      'With a snapshot every ten entries no log grows beyond twenty, and s3 gets a snapshot for what is gone; without, it gets all entries and logs grow for ever.',
    knobs: { 'servers.snapshotEntries': 10, 'clients.sessions': 4, 'clients.thinkTimeMs': 200 },
    inputs: [S1_LEADS, '1200ms..4200ms crash s3'],
    beside: { title: 'no snapshots', knobs: { 'servers.snapshotEntries': 0 } },
    untilSec: 6,
    nodes: ['s3'],
  },
  {
    id: 'figure-7',
    title: 'Figure 7: seven different logs',
    expect:
      'The leader of term 8 wins with 5 of 7 votes and gives everybody its own log; with conflict hints it is refused 6 times on the way, and 19 times when it steps back entry by entry.',
    knobs: FIGURE_7,
    inputs: ['500ms do s1 forceTimeout', '1200ms do c1 write'],
    beside: { title: 'one entry at a time', knobs: { 'servers.conflictHints': false } },
    untilSec: 4.5,
  },
];

const partitions: Experiment[] = [
  {
    id: 'leader-isolated',
    title: 'Two leaders',
    expect:
      'Cut off with one client, the old leader goes on leading its old term and commits nothing, while the others elect another; healed, it steps down and no committed write is lost.',
    inputs: [S1_LEADS, '1200ms..3200ms partition s1,c1 | s2,s3,s4,s5,c2'],
    untilSec: 5,
    nodes: ['s1'],
  },
  {
    id: 'two-three',
    title: 'Two servers against three',
    expect:
      'The two, the old leader among them, commit nothing; the three elect a leader and serve both clients within a second and a half.',
    knobs: { 'clients.thinkTimeMs': 150 },
    inputs: [S1_LEADS, '1200ms..3700ms partition s1,s2 | s3,s4,s5'],
    untilSec: 5,
  },
  {
    id: 'deaf-leader',
    title: 'A leader that hears nothing',
    expect:
      'Its heartbeats still keep all others quiet, so nothing is ever committed; with check quorum it steps down within two election timeouts and another takes over.',
    knobs: { 'servers.checkQuorum': true },
    inputs: [S1_TAKES_OVER, ...['s2', 's3', 's4', 's5'].map((id) => `1200ms..5s cut ${id}->s1`)],
    beside: { title: 'without check quorum', knobs: { 'servers.checkQuorum': false } },
    untilSec: 6,
    nodes: ['s1'],
  },
  {
    id: 'rejoin',
    title: 'A server comes back from exile',
    expect:
      'Alone for three seconds, s5 begins 5 to 10 terms, and its return costs the leader its office; with pre-vote its term stays and nobody notices.',
    knobs: { 'servers.preVote': true },
    inputs: [S1_TAKES_OVER, '1200ms..4200ms isolate s5'],
    beside: { title: 'without pre-vote', knobs: { 'servers.preVote': false } },
    untilSec: 6,
    nodes: ['s5'],
  },
];

const reads: Experiment[] = [
  {
    id: 'stale-read',
    title: 'Reads: lease or local',
    expect:
      'Cut off, the old leader answers reads from its memory and tells c1 what has long been overwritten; with leases it stops in time.',
    knobs: { ...READER_AND_WRITER, 'servers.reads': 'local' },
    inputs: [S1_TAKES_OVER, '1200ms..4s partition s1,c1 | s2,s3,s4,s5,c2'],
    beside: { title: 'lease', knobs: { 'servers.reads': 'lease', 'servers.checkQuorum': true } },
    untilSec: 5,
    nodes: ['s1', 'c1'],
  },
  {
    id: 'slow-clock',
    title: 'A lease on a slow clock',
    expect:
      'The leader’s clock runs at a tenth of the speed while it is cut off, so its lease outlives its leadership and a read is stale; with a clock rate bound of 10 none is.',
    knobs: { ...READER_AND_WRITER, 'servers.checkQuorum': true, 'servers.reads': 'lease' },
    inputs: [S1_TAKES_OVER, '1200ms..4s drift s1 0.1', '1200ms..4s partition s1,c1 | s2,s3,s4,s5,c2'],
    beside: { title: 'bound of 10', knobs: { 'servers.clockRateBound': 10 } },
    untilSec: 5,
    nodes: ['s1', 'c1'],
  },
];

const members: Experiment[] = [
  {
    id: 'new-member',
    title: 'One comes, one goes',
    expect:
      'A sixth server joins and catches up, then the leader s1 is removed and another takes over: no operation fails.',
    inputs: [S1_LEADS, '1s join s6', '1200ms do s1 addMember s6', '2500ms do s1 removeMember s1'],
    untilSec: 5,
    nodes: ['s1'],
  },
  {
    id: 'two-at-once',
    title: 'Two more members at once',
    expect:
      'From three to five in one step, s1 with the new ones and s2 with s3 are a majority each, and commit different entries; with a joint change only one side can.',
    knobs: { 'servers.present': 3, 'servers.membership': 'naive' },
    inputs: [
      S1_LEADS,
      '1s join s4',
      '1s join s5',
      '1300ms..4s partition s1,s4,s5,c1 | s2,s3,c2',
      '1350ms do s1 addMember s4,s5',
    ],
    beside: { title: 'joint change', knobs: { 'servers.membership': 'joint' } },
    untilSec: 5,
    nodes: ['s1', 's2', 's3'],
  },
];

export const experiments: readonly Experiment[] = [
  ...elections,
  ...replication,
  ...partitions,
  ...reads,
  ...members,
  ...brokenRules,
];
