/** Nodes that belong together, read from what they show of themselves. Pure. */
import type { Glance, OpenedNode, Plain } from '../../../protocol/messages';

/** What a node says of another's vote: granted or refused it, or has only been asked for it. */
export type Vote = 'granted' | 'refused' | 'asked';

/** A node of a cluster at this moment. */
export interface Member {
  id: string;
  /** Null while it is not running. */
  mode: { id: string; title: string } | null;
  /** Term, ballot or epoch; null where its kind counts none, or it is not running. */
  epoch: number | null;
  /** Whom it takes for the leader; empty for nobody. */
  leader: string;
  /** Whether it takes part in elections at all. */
  elects: boolean;
  /** The votes of an election it stands in, in the order of the members; empty for all who stand in none. */
  votes: readonly { voter: string; vote: Vote }[];
}

const EPOCHS = ['term', 'epoch', 'ballot', 'view'];

/** A field of what a node shows; undefined when there is none of that name. */
function fieldOf(state: Plain, name: string): Plain {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return undefined;
  return Object.hasOwn(state, name) ? (state as Readonly<Record<string, Plain>>)[name] : undefined;
}

function namesIn(value: Plain): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function memberOf({ id, mode, state }: Glance): Member {
  const epoch = EPOCHS.map((name) => fieldOf(state, name)).find((value) => typeof value === 'number');
  const leader = fieldOf(state, 'leader');
  return {
    id,
    mode: mode && { id: mode.id, title: mode.title },
    epoch: epoch ?? null,
    leader: typeof leader === 'string' ? leader : '',
    elects: Array.isArray(fieldOf(state, 'votes')),
    votes: votesIn(state),
  };
}

function votesIn(state: Plain): Member['votes'] {
  const granted = namesIn(fieldOf(state, 'votes'));
  if (granted.length === 0) return [];
  const refused = namesIn(fieldOf(state, 'refusals'));
  const voters = namesIn(fieldOf(state, 'members'));
  const all = voters.length > 0 ? voters : [...granted, ...refused];
  return all.map((voter) => ({
    voter,
    vote: granted.includes(voter) ? 'granted' : refused.includes(voter) ? 'refused' : 'asked',
  }));
}

/** A group of nodes that is shown together; alone it has no name. */
export function groupOf({ id, group }: OpenedNode): string {
  return group === '' ? id : group;
}

/** The largest group of nodes with modes; of several, the first. Empty when there is none of two nodes or more. */
export function largestGroup(nodes: readonly OpenedNode[], glances: readonly Glance[]): string {
  const modal = new Set(glances.filter(({ mode }) => mode !== null).map(({ id }) => id));
  const counts = new Map<string, number>();
  for (const node of nodes) {
    if (modal.has(node.id)) counts.set(groupOf(node), (counts.get(groupOf(node)) ?? 0) + 1);
  }
  let largest = '';
  for (const [group, count] of counts) if (count > Math.max(1, counts.get(largest) ?? 0)) largest = group;
  return largest;
}

/** Who leads, in words: two leaders of different terms are both named. */
export function sayLeaders(members: readonly Member[]): string {
  const leaders = members.filter(({ mode }) => mode?.id === 'leader');
  const named = leaders.map(({ id, epoch }) => (epoch === null ? id : `${id} in term ${String(epoch)}`));
  if (named.length === 0) return members.some(({ mode }) => mode?.id === 'follower') ? 'Nobody leads' : '';
  if (named.length === 1)
    return `${named.join('')} leads`.replace(/^(\S+) in (term \d+) leads$/, '$1 leads $2');
  return `${String(named.length)} lead: ${named.join(', ')}`;
}

/** The votes of a candidate in words: `2 of 5 votes, s4 refused`. Empty for all who stand in no election. */
export function sayVotes({ votes }: Member): string {
  if (votes.length === 0) return '';
  const of = (wanted: Vote): string[] =>
    votes.filter(({ vote }) => vote === wanted).map(({ voter }) => voter);
  const granted = of('granted').length;
  const refused = of('refused');
  const says = `${String(granted)} of ${String(votes.length)} votes`;
  return refused.length === 0 ? says : `${says}, ${refused.join(', ')} refused`;
}
