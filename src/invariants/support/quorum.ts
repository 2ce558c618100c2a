/** What nodes of a quorum store hold, and what clients know to be written, for the promises about such stores. */
import type { Message } from '../../kernel/message';
import type { TraceEntry } from '../../kernel/trace';
import type { SimNode, World } from '../../kernel/world';
import type { ClientAnswer, ClientBody, QuorumNodeState } from '../../nodes/quorum-node/index';
import { hintedVersions, supersedes, versionsIn, type Rule, type Version } from '../../patterns/quorum/index';
import { historyOf } from './histories';

/** The disk of a node of a quorum store, whether it runs or not; null for any other. */
export function diskOf(node: SimNode): QuorumNodeState['durable'] | null {
  const durable = (node.state as { durable?: Partial<QuorumNodeState['durable']> } | null)?.durable;
  return durable?.store !== undefined && durable.hints !== undefined && durable.issuer !== undefined
    ? (durable as QuorumNodeState['durable'])
    : null;
}

/** All versions of a key on all disks, those kept for others included. */
export function versionsOnDisks(world: Readonly<World>, key: number): Version[] {
  return world.nodes.flatMap((node) => {
    const disk = diskOf(node);
    return disk === null ? [] : [...versionsIn(disk.store, key), ...hintedVersions(disk.hints, key)];
  });
}

/** Which version takes the place of which, without the mistakes that can be switched on. */
export function ruleIn(world: Readonly<World>): Rule {
  const node = world.nodes.find((one) => diskOf(one) !== null);
  return node?.params.conflicts === 'vectorClocks' ? 'vectorClocks' : 'lastWriteWins';
}

/** An operation on its way to or from a node that coordinates it: what was asked, and when the client asked it. */
export interface ClientExchange {
  kind: 'read' | 'write';
  key: number;
  /** Number of the logical request, which is the value a write writes. */
  request: number;
  /** Who asked. */
  client: string;
}

/** A request that a client sends to the store; null for any other message. */
export function asking(world: Readonly<World>, message: Message): ClientExchange | null {
  if (message.role !== 'request') return null;
  const client = world.nodes[world.links[message.link].from];
  return historyOf(client) === null
    ? null
    : exchangeOf(message, message.body as unknown as ClientBody, client.id);
}

/** A good answer that comes to a client which still waits for it; null for any other entry. */
export function answered(
  world: Readonly<World>,
  entry: Readonly<TraceEntry>,
): { exchange: ClientExchange; versions: readonly Version[]; from: string } | null {
  const message = entry.subject as Message;
  if (message.role !== 'reply' || message.status !== 'completed') return null;
  const client = world.nodes[entry.node];
  if (historyOf(client) === null) return null;
  const call = client.calls[message.callSlot];
  if (call.id !== message.call) return null;
  const exchange = exchangeOf(message, call.asked.body as unknown as ClientBody, client.id);
  if (exchange === null) return null;
  return { exchange, versions: (message.body as unknown as ClientAnswer).versions, from: message.from };
}

function exchangeOf({ type, request }: Message, { key }: ClientBody, client: string): ClientExchange | null {
  return type === 'read' || type === 'write' ? { kind: type, key, request, client } : null;
}

/** Whether a version is there, or one that rightly took its place. */
export function standsIn(
  rule: Rule,
  versions: readonly Version[],
  one: Version,
  mayReplace: (by: Version) => boolean,
): boolean {
  return versions.some(
    (other) =>
      (other.node === one.node && other.count === one.count) ||
      (supersedes(rule, other, one) && mayReplace(other)),
  );
}
