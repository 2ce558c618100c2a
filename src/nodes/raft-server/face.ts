/** What a Raft server shows of itself. */
import type { Dial, Face, LogView, MachineView, Tone } from '../../kernel/contract';
import type { ParamsOf } from '../../kernel/params';
import type { Plain } from '../../kernel/plain';
import { entryAt, lastIndex, roleChart, viewServer, type Entry, type Role } from '../../patterns/raft/index';
import type { raftServerParams } from './params';
import type { RaftNodeState } from './state';

const TONES: Readonly<Record<Role, Tone>> = {
  stopped: 'muted',
  follower: 'calm',
  preCandidate: 'warn',
  candidate: 'warn',
  leader: 'good',
};

const TITLES: Readonly<Record<string, string>> = Object.fromEntries(
  roleChart.modes.map(({ id, title }) => [id, title.toLowerCase()]),
);

/** Entries drawn as places, and listed by the inspector. */
const ENTRIES_DRAWN = 24;
const ENTRIES_LISTED = 32;

export function face(state: RaftNodeState, params: ParamsOf<typeof raftServerParams>): Face {
  const view = viewServer(state, ENTRIES_DRAWN);
  const { role, term, commitIndex, lastIndex, entries, snapshotIndex } = view;
  const committed = lastIndex === 0 ? 0 : commitIndex / lastIndex;
  const meters: Face['meters'] = [
    {
      label: 'committed',
      text: `${String(commitIndex)} of ${String(lastIndex)}`,
      ratio: committed,
      tone: commitIndex < lastIndex ? 'warn' : 'calm',
    },
  ];
  if (params.snapshotEntries > 0) {
    const length = lastIndex - snapshotIndex;
    meters.push({ label: 'log', text: String(length), ratio: Math.min(1, length / params.snapshotEntries) });
  }
  if (view.votes.length > 0) {
    meters.push({ label: 'votes', text: `${String(view.votes.length)} of ${String(view.members.length)}` });
  } else if (view.leader !== '' && role !== 'leader') meters.push({ label: 'leader', text: view.leader });
  return {
    headline: { value: term, unit: '', help: 'term' },
    chip: { text: TITLES[role], tone: TONES[role] },
    meters,
    slots: {
      label: `the last ${String(entries.length)} entries`,
      tones: entries.map(({ index }) => (index <= commitIndex ? 'good' : 'muted')),
      hidden: lastIndex - entries.length,
    },
  };
}

export function machinesOf(state: RaftNodeState): MachineView[] {
  const { role, sinceUs, lastChange } = state;
  return [{ id: 'role', title: 'Role', chart: roleChart, mode: role, sinceUs, last: lastChange }];
}

export function inspect(state: RaftNodeState): Plain {
  const { entries, members, nextMembers, votes, refusals, peers, ...plain } = viewServer(
    state,
    ENTRIES_LISTED,
  );
  return {
    ...plain,
    members: [...members],
    nextMembers: nextMembers === null ? null : [...nextMembers],
    votes: [...votes],
    refusals: [...refusals],
    followers: peers.map((peer) => ({ ...peer })),
    log: entries.map(({ index, term, ...content }) => ({ index, term, what: contentText(content) })),
    values: new Map(state.store.values),
    sessions: state.store.sessions.size,
    diskIsWriting: state.disk.writing,
  };
}

/** The election timer, or a leader's timer for its next heartbeat. */
export function dial({ role, election, heartbeat, settings, electionTimeoutUs }: RaftNodeState): Dial | null {
  if (role === 'leader') return { timer: heartbeat, spanUs: settings.heartbeatIntervalUs };
  return role === 'stopped' ? null : { timer: election, spanUs: electionTimeoutUs };
}

/** Of a server that is down, what its disk has. */
type LogHolder = Pick<RaftNodeState, 'durable'> & Partial<RaftNodeState>;

export function logOf({ durable, commitIndex, peers = [] }: LogHolder, from: number, count: number): LogView {
  const { snapshot } = durable;
  const last = lastIndex(durable);
  const first = Math.max(from, snapshot.index + 1);
  const entries: LogView['entries'] = [];
  for (let index = first; index <= last && entries.length < count; index++) {
    const entry = entryAt(durable, index);
    if (entry !== undefined)
      entries.push({ index, epoch: entry.term, text: contentText(entry), short: shortText(entry) });
  }
  return {
    snapshotIndex: snapshot.index,
    lastIndex: last,
    commitIndex: commitIndex ?? snapshot.index,
    epoch: durable.term,
    entries,
    followers: peers.map(({ id, next, match }) => ({ id, next, match })),
  };
}

type Content = Omit<Entry, 'index' | 'term'>;

/** As much as fits in a cell. */
function shortText(entry: Entry): string {
  if (entry.kind === 'noOp') return '·';
  if (entry.kind === 'config') return 'members';
  const { operation } = entry;
  const key = String(operation.key);
  if (operation.kind === 'read') return `? ${key}`;
  return `${key} ${operation.kind === 'write' ? '←' : '⇐'} ${String(operation.value)}`;
}

function contentText(content: Content): string {
  const entry = content as Entry;
  if (entry.kind === 'noOp') return 'empty entry';
  if (entry.kind === 'config') {
    const { members, next } = entry.config;
    return next === null
      ? `members ${members.join(', ')}`
      : `members ${members.join(', ')} and ${next.join(', ')}`;
  }
  const { operation } = entry;
  const key = String(operation.key);
  if (operation.kind === 'read') return `read ${key}`;
  if (operation.kind === 'write') return `write ${key} = ${String(operation.value)}`;
  return `${key}: ${String(operation.expected)} → ${String(operation.value)}`;
}
