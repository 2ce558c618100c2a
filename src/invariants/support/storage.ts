/** Where values are: acknowledged to clients, in databases, in caches, or on their way. For promises about data. */
import { isGood, type Message } from '../../kernel/message';
import { forEachPending } from '../../kernel/queue';
import type { TraceEntry } from '../../kernel/trace';
import type { SimNode, World } from '../../kernel/world';
import type { CacheNodeState } from '../../nodes/cache/index';
import type { DatabaseState, Row } from '../../nodes/database/index';
import { peek } from '../../patterns/cache/index';
import { unflushed } from '../../patterns/caching-strategies/index';

type Table = ReadonlyMap<number, Row>;

/** The table of a node, whether it runs or not; null for nodes that are no database. */
export function tableOf(node: SimNode): Table | null {
  const state = node.state as { durable?: Partial<DatabaseState['durable']> } | null;
  return state?.durable?.table ?? null;
}

/** The state of a node that is a cache and runs, else null. */
function cacheOf(node: SimNode): CacheNodeState | null {
  const state = node.state as Partial<CacheNodeState> | null;
  return node.up && state?.cache && state.buffer ? (state as CacheNodeState) : null;
}

/** Whether a database has this version of a key, or a newer one. */
export function isWritten(world: Readonly<World>, key: number, version: number): boolean {
  return world.nodes.some((node) => (tableOf(node)?.get(key)?.version ?? -1) >= version);
}

/** Whether a cache will write this version of a key, or a newer one, to its database. */
export function isBuffered(world: Readonly<World>, key: number, version: number): boolean {
  return world.nodes.some((node) => {
    const state = cacheOf(node);
    return state !== null && (unflushed(state.buffer, key)?.version ?? -1) >= version;
  });
}

/** Whether a cache would answer a read of this key with this value. */
export function isCached(world: Readonly<World>, key: number, value: number): boolean {
  return world.nodes.some((node) => {
    const state = cacheOf(node);
    const entry = state === null ? null : peek(state.cache, key);
    return entry !== null && entry.value === value && world.nowUs < entry.expiresAtUs;
  });
}

/** A write, as messages carry it. */
export interface CarriedWrite {
  key: number;
  value: number;
  /** Writes of a batch have one. */
  version?: number;
}

/** The writes a request to a database asks for; none for any other message. */
export function writesOf(world: Readonly<World>, message: Message): readonly CarriedWrite[] {
  if (message.role !== 'request' || message.type !== 'write') return [];
  if (tableOf(world.nodes[world.links[message.link].to]) === null) return [];
  const body = message.body as unknown as CarriedWrite | { batch: readonly CarriedWrite[] };
  return 'batch' in body ? body.batch : [body];
}

/** All writes on a link to a database, or waiting or being served in one. */
export function writesUnderWay(world: Readonly<World>): CarriedWrite[] {
  const writes: CarriedWrite[] = [];
  const add = (message: Message): void => {
    writes.push(...writesOf(world, message));
  };
  forEachPending(world.queue, (slot) => {
    const payload = world.queue.payloads[slot] as Partial<Message> | null;
    if (payload?.role === 'request') add(payload as Message);
  });
  for (const node of world.nodes) {
    if (tableOf(node) === null) continue;
    // A database that is down, or just about to restart, has nothing but its table.
    const { station } = node.state as Partial<DatabaseState>;
    for (const job of [...(station?.workers ?? []), ...(station?.queue ?? [])])
      if (job !== null) add(job.message);
  }
  return writes;
}

/** A good answer to a client that still waits for it. */
export interface ClientAnswer {
  type: 'read' | 'write';
  key: number;
  /** Version of the value read, or of the write. */
  version: number;
  /** Newest version of the key that had been acknowledged to the client's source when it asked. */
  atLeast: number;
}

/** What a delivery tells a client about a key; null for deliveries to others, late answers and bad ones. */
export function clientAnswer(world: Readonly<World>, entry: TraceEntry): ClientAnswer | null {
  const message = entry.subject as Message;
  const { type, role, status, body } = message;
  if (role !== 'reply' || status === null || !isGood(status)) return null;
  if (type !== 'read' && type !== 'write') return null;
  const node = world.nodes[entry.node];
  if (!(node.state as { acknowledged?: unknown } | null)?.acknowledged) return null;
  const call = node.calls[message.callSlot];
  const version = (body as { version?: number } | null)?.version;
  if (call.id !== message.call || version === undefined) return null;
  const { key, atLeast } = call.asked.data as { key: number; atLeast: number };
  return { type, key, version, atLeast };
}
