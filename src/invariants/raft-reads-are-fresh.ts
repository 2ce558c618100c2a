import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { appendToLog, createLog, logItem, type AppendLog, type Shared } from '../kernel/plain';
import type { TraceEntry } from '../kernel/trace';
import type { World } from '../kernel/world';
import type { CommandAnswer, CommandBody } from '../nodes/raft-server/index';
import { applyCommand, createStore, type Entry, type Store } from '../patterns/raft/index';
import { followCommits, nothingCommitted, WHEN_SERVERS_CHANGE, type Committed } from './support/raft';

/** What a key held from an index on. */
interface Version extends Shared {
  readonly index: number;
  readonly value: number;
}

interface Memo {
  committed: Committed;
  /** The committed log, carried out once. */
  store: Store;
  carriedOut: number;
  versions: Map<number, AppendLog<Version>>;
  /** By session: its last read, and how much had been committed when it first asked. */
  asked: Map<string, { serial: number; atLeast: number }>;
  reads: number;
  broken: string;
}

/** Holds because a leader makes sure that it still is one before it answers. */
export const invariant = defineInvariant<Memo>({
  id: 'raft-reads-are-fresh',
  title: 'Reads are never stale',
  explain:
    'A read returns what the committed log says of its key, and knows everything that was committed before the client asked.',
  on: [...WHEN_SERVERS_CHANGE, 'send'],
  init: () => ({
    committed: nothingCommitted(),
    store: createStore(),
    carriedOut: 0,
    versions: new Map<number, AppendLog<Version>>(),
    asked: new Map<string, { serial: number; atLeast: number }>(),
    reads: 0,
    broken: '',
  }),
  observe: (memo, entry, world) => {
    if (entry.kind !== 'send' && entry.kind !== 'deliver') return;
    const message = entry.subject as Message;
    if (message.type !== 'read') return;
    if (entry.kind === 'send' && message.role === 'request') noteAsked(memo, message);
    else if (entry.kind === 'deliver' && message.role === 'reply') judge(memo, entry, world);
  },
  check: (memo, world, only) => {
    followCommits(memo.committed, world, only);
    while (memo.carriedOut < memo.committed.entries.length) carryOut(memo);
    return memo.broken === '';
  },
  says: ({ reads, broken }) =>
    broken === '' ? `Reads answered: ${String(reads)}. All were up to date.` : broken,
});

function carryOut(memo: Memo): void {
  const entry = logItem(memo.committed.entries, memo.carriedOut++) as Entry;
  if (entry.kind !== 'command') return;
  const before = memo.store.effects;
  const result = applyCommand(memo.store, entry, false)?.result;
  const { kind, key } = entry.operation;
  if (memo.store.effects === before || kind === 'read' || result?.ok !== true || result.value === null)
    return;
  let versions = memo.versions.get(key);
  if (versions === undefined) memo.versions.set(key, (versions = createLog<Version>()));
  appendToLog(versions, { $shared: true, index: entry.index, value: result.value });
}

/** A repeated attempt asks for the same as the first. */
function noteAsked(memo: Memo, { body }: Message): void {
  const { session, serial } = body as unknown as CommandBody;
  if (memo.asked.get(session)?.serial === serial) return;
  memo.asked.set(session, { serial, atLeast: memo.committed.entries.length });
}

/** An answer comes to a client that still waits for it. */
function judge(memo: Memo, entry: TraceEntry, world: Readonly<World>): void {
  const message = entry.subject as Message;
  const call = world.nodes[entry.node].calls[message.callSlot];
  if (message.status !== 'completed' || call.id !== message.call) return;
  const { session, serial, operation } = call.asked.body as unknown as CommandBody;
  const asked = memo.asked.get(session);
  if (asked?.serial !== serial) return;
  memo.reads++;
  const { index, value } = message.body as unknown as CommandAnswer;
  const { key } = operation;
  const right = valueAt(memo, key, index);
  if (index < asked.atLeast)
    memo.broken ||= `${message.from} told ${session} what key ${String(key)} held at entry ${String(index)}; when the client asked, ${String(asked.atLeast)} were committed.`;
  else if (value !== right)
    memo.broken ||= `${message.from} told ${session} that key ${String(key)} holds ${String(value)}; at entry ${String(index)} it held ${String(right)}.`;
}

function valueAt({ versions }: Memo, key: number, index: number): number | null {
  const known = versions.get(key);
  for (let place = (known?.length ?? 0) - 1; known !== undefined && place >= 0; place--) {
    const version = logItem(known, place);
    if (version !== undefined && version.index <= index) return version.value;
  }
  return null;
}
