import { defineInvariant } from '../kernel/invariant';
import type { LinkRule, World } from '../kernel/world';
import type { RaftNodeState } from '../nodes/raft-server/index';
import { quorumOf } from '../patterns/raft/index';
import { serverOf } from './support/raft';

interface Memo {
  /** There could be a leader and is none; since when, and how long that may last. */
  missing: boolean;
  sinceUs: number;
  patienceUs: number;
  /** Something has happened that may have changed this. */
  stirred: boolean;
  broken: string;
}

/** A leader must be found within so many of the longest election timeouts. */
const TIMEOUTS = 10;

/** What the protocol promises beside safety, as long as messages are faster than timeouts. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-leader-in-time',
  title: 'A leader in time',
  explain:
    'While a majority of the members run and nothing is wrong between them, there is a leader within ten of the longest election timeouts.',
  on: ['mode', 'node', 'input', 'timer'],
  init: () => ({ missing: false, sinceUs: 0, patienceUs: 0, stirred: false, broken: '' }),
  observe: (memo, entry) => {
    if (entry.kind !== 'timer') memo.stirred = true;
  },
  check: (memo, world) => {
    if (memo.missing && world.nowUs - memo.sinceUs > memo.patienceUs)
      memo.broken ||= `A majority runs undisturbed and has had no leader for ${String(TIMEOUTS)} election timeouts.`;
    if (memo.stirred) lookAround(memo, world);
    return memo.broken === '';
  },
  says: ({ broken }) => (broken === '' ? 'Whenever there could be a leader, one was found in time.' : broken),
});

function lookAround(memo: Memo, world: Readonly<World>): void {
  memo.stirred = false;
  const servers = world.nodes.map((node) => (node.pauses === 0 ? serverOf(node) : null));
  const running = servers.filter((server) => server !== null);
  const missing =
    running.every(({ role }) => role !== 'leader') && isMajority(running) && isQuiet(world, servers);
  if (missing) {
    if (!memo.missing) memo.sinceUs = world.nowUs;
    memo.patienceUs = TIMEOUTS * Math.max(...running.map(({ settings }) => settings.electionTimeoutMaxUs));
  }
  memo.missing = missing;
}

/** Whether these servers are a majority of the members, as the one that knows most sees it. */
function isMajority(running: readonly RaftNodeState[]): boolean {
  if (running.length === 0) return false;
  const { config } = running.reduce((a, b) => (b.commitIndex > a.commitIndex ? b : a));
  return hasMajority(running, config.members) && (config.next === null || hasMajority(running, config.next));
}

function hasMajority(running: readonly RaftNodeState[], members: readonly string[]): boolean {
  let there = 0;
  for (const { id } of running) if (members.includes(id)) there++;
  return there >= quorumOf(members.length, false);
}

/**
 * Whether no fault stands between any two of the servers that run, and none meddles with their clocks or speed.
 * @param servers by node; null where none runs
 */
function isQuiet({ nodes, links }: Readonly<World>, servers: readonly (RaftNodeState | null)[]): boolean {
  for (const { index, slow, clockRate } of nodes)
    if (servers[index] !== null && (slow !== 1 || clockRate !== 1)) return false;
  for (const { from, to, rules } of links)
    if (rules.length > 0 && servers[from] !== null && servers[to] !== null && rules.some(isFault))
      return false;
  return true;
}

/** The link's own nature belongs to no clip. */
function isFault({ clip }: LinkRule): boolean {
  return clip !== '';
}
