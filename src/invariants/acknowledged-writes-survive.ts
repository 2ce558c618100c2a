import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import type { World } from '../kernel/world';
import { clientAnswer, isBuffered, isWritten, writesUnderWay, type ClientAnswer } from './support/storage';

interface Memo {
  acknowledged: number;
  /** Version of the last acknowledged write of each key that no database had when last looked at. */
  owed: Map<number, number>;
  /** The same for keys where nothing holds it any more. */
  lost: Map<number, number>;
}

/** What every acknowledgement promises, and a write-behind cache that crashes does not keep. */
export const invariant = defineInvariant<Memo>({
  id: 'acknowledged-writes-survive',
  title: 'Acknowledged writes survive',
  explain:
    'The last write of a key that was acknowledged to a client, or a newer one, is in a database, on its way there, or in a cache that will flush it. A write replaced by a later one of its key is not missed.',
  on: ['deliver', 'node', 'drop'],
  init: () => ({ acknowledged: 0, owed: new Map<number, number>(), lost: new Map<number, number>() }),
  observe: (memo, entry, world) => {
    if (entry.kind === 'deliver') {
      const { role, type } = entry.subject as Message;
      if (role !== 'reply' || type !== 'write') return;
      noteAcknowledged(memo, clientAnswer(world, entry));
    }
    if (memo.owed.size > 0) lookForOwed(memo, world);
  },
  check: ({ lost }) => lost.size === 0,
  says: ({ acknowledged, owed, lost }) => {
    if (lost.size > 0) return lostText([...lost.keys()]);
    const waiting = owed.size === 0 ? '' : ` The last ones of ${keysText(owed.size)} wait to be flushed.`;
    return `${String(acknowledged)} writes were acknowledged, none is lost.${waiting}`;
  },
});

function noteAcknowledged(memo: Memo, answer: ClientAnswer | null): void {
  if (answer === null) return;
  memo.acknowledged++;
  const { key, version } = answer;
  if (version > (memo.owed.get(key) ?? -1)) memo.owed.set(key, version);
}

/** Finds out which of the owed writes have come to a database, and which are nowhere. */
function lookForOwed(memo: Memo, world: Readonly<World>): void {
  for (const [key, version] of memo.owed) {
    if (isWritten(world, key, version)) memo.owed.delete(key);
    else if (!isBuffered(world, key, version) && !isUnderWay(world, key, version)) {
      memo.owed.delete(key);
      memo.lost.set(key, version);
    }
  }
}

function isUnderWay(world: Readonly<World>, key: number, version: number): boolean {
  return writesUnderWay(world).some((write) => write.key === key && (write.version ?? -1) >= version);
}

/** Keys named in words. */
const KEYS_NAMED = 5;

function lostText(keys: readonly number[]): string {
  const named = [...keys].sort((a, b) => a - b).slice(0, KEYS_NAMED);
  const more = keys.length > KEYS_NAMED ? ' …' : '';
  return `The last acknowledged write of ${keysText(keys.length)} is gone: ${named.join(', ')}${more}`;
}

function keysText(count: number): string {
  return count === 1 ? '1 key' : `${String(count)} keys`;
}
