/** The circuit breaker in front of a message, for the promises about breakers. */
import type { Message } from '../../kernel/message';
import type { SimNode, World } from '../../kernel/world';
import type { BreakerPolicyState } from '../../nodes/policies/circuit-breaker/index';
import type { Breaker } from '../../patterns/circuit-breaker/index';

const ID = 'circuit-breaker';

/** A breaker, with the node it belongs to and the key of the calls it guards. */
export interface Guard {
  node: SimNode;
  key: string;
  breaker: Breaker;
}

/** The breaker a message has just passed; null for replies, and for requests that no breaker guards. */
export function guardOf(world: Readonly<World>, message: Message): Guard | null {
  if (message.role !== 'request') return null;
  const node = world.nodes[world.links[message.link].from];
  const { key } = node.calls[message.callSlot];
  const policy = node.policies.get(key)?.find(({ id }) => id === ID);
  return policy ? { node, key, breaker: (policy.state as BreakerPolicyState).breaker } : null;
}

/** Calls that are out and that the breaker let through in its present mode, by the kernel's own records. */
export function callsOut({ node, key, breaker }: Guard): number {
  const open = node.calls.filter((call) => call.id > 0 && call.key === key).flatMap((call) => call.open);
  return open.filter(({ passed, memos }) => memos[passed.indexOf(ID)] === breaker.generation).length;
}
