import { defineInvariant } from '../kernel/invariant';
import type { TraceEntry } from '../kernel/trace';
import { isGood, type Message } from '../kernel/message';
import type { World } from '../kernel/world';
import { isCached, tableOf, writesOf, writesUnderWay } from './support/storage';

interface Memo {
  failed: number;
  /** Key of each value that a database was asked to write and has not written yet. */
  asked: Map<number, number>;
  /** For each key, the last value that no database has written and that is not on its way to one. */
  never: Map<number, number>;
  broken: string;
}

/** What a cache promises to its readers, and writing to cache and database at the same time does not keep. */
export const invariant = defineInvariant<Memo>({
  id: 'cache-holds-what-database-held',
  title: 'The cache holds what the database held',
  explain:
    'A cache serves no value that no database ever held, unless it is on its way there. Old values are allowed.',
  on: ['send', 'drop', 'node'],
  init: () => ({ failed: 0, asked: new Map<number, number>(), never: new Map<number, number>(), broken: '' }),
  observe: (memo, entry, world) => {
    if (entry.kind === 'send' && noteAsked(memo, entry.subject as Message, world)) return;
    if (memo.asked.size > 0 && mayHaveFailed(entry, world)) findFailed(memo, world);
  },
  check: (memo, world) => {
    for (const [key, value] of memo.never) {
      if (memo.broken === '' && isCached(world, key, value)) {
        memo.broken = `The cache serves ${String(value)} for key ${String(key)}: no database ever held it.`;
      }
    }
    return memo.broken === '';
  },
  says: ({ failed, broken }) =>
    broken === ''
      ? `Writes that came to no database: ${String(failed)}. No cache serves one of them.`
      : broken,
});

/** Notes what a message asks a database to write, or that it has been written. @returns whether it was such a message */
function noteAsked(memo: Memo, message: Message, world: Readonly<World>): boolean {
  const writes = writesOf(world, message);
  for (const { key, value, version } of writes) if (version === undefined) memo.asked.set(value, key);
  if (writes.length > 0) return true;
  if (!isAnswerOfDatabase(message, world) || message.status === null || !isGood(message.status)) return false;
  const { value } = message.body as { value: number };
  const key = memo.asked.get(value);
  if (key !== undefined && memo.never.get(key) === value) memo.never.delete(key);
  memo.asked.delete(value);
  return true;
}

function isAnswerOfDatabase({ role, type, link }: Message, world: Readonly<World>): boolean {
  return role === 'reply' && type === 'write' && tableOf(world.nodes[world.links[link].from]) !== null;
}

/** A write fails by a bad answer of the database, by a message that is dropped, or by a crash. */
function mayHaveFailed(entry: TraceEntry, world: Readonly<World>): boolean {
  return entry.kind !== 'send' || isAnswerOfDatabase(entry.subject as Message, world);
}

/** Finds those that were asked for, have not been answered well, and are not on their way any more. */
function findFailed(memo: Memo, world: Readonly<World>): void {
  const underWay = new Set(writesUnderWay(world).map(({ value }) => value));
  for (const [value, key] of memo.asked) {
    if (underWay.has(value)) continue;
    memo.asked.delete(value);
    memo.failed++;
    memo.never.set(key, value);
  }
}
