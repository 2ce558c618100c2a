/** What a balancer holds of its servers when it sends a request, for the promises about balancers. */
import type { Message } from '../../kernel/message';
import type { SimNode, World } from '../../kernel/world';
import type { BalancerNodeState } from '../../nodes/balancer/index';
import type { BreakerPolicyState } from '../../nodes/policies/circuit-breaker/index';
import { isUsable } from '../../patterns/health/index';

/** A balancer, with its fleet. */
export interface Dispatcher {
  node: SimNode;
  fleet: BalancerNodeState['fleet'];
}

/** The balancer that sends this request to one of its servers; null for any other message. */
export function dispatcherOf(world: Readonly<World>, message: Message): Dispatcher | null {
  if (message.role !== 'request') return null;
  const node = world.nodes[world.links[message.link].from];
  const { fleet } = (node.state ?? {}) as Partial<BalancerNodeState>;
  const isServer = fleet?.candidates.some(({ id }) => id === message.to) === true;
  return fleet && isServer ? { node, fleet } : null;
}

/** Since when a server gets requests, and since when all that are its own; Infinity while it does not. */
export interface Standing {
  inServiceSinceUs: number;
  /** Not while it warms up. */
  fullSinceUs: number;
}

const OUT: Standing = { inServiceSinceUs: Infinity, fullSinceUs: Infinity };

/** The standing of a server with its balancer. One that its circuit breaker has on trial is out of service. */
export function standingOf({ node, fleet }: Dispatcher, id: string): Standing {
  const index = fleet.candidates.findIndex((candidate) => candidate.id === id);
  const guard = node.policies.get(id)?.find((policy) => policy.id === 'circuit-breaker');
  const mode = guard ? (guard.state as BreakerPolicyState).breaker.mode : 'disabled';
  if (index < 0 || (mode !== 'closed' && mode !== 'disabled')) return OUT;
  const health = fleet.health[index];
  if (!isUsable(health)) return OUT;
  const trustedSinceUs = guard?.modeSinceUs ?? 0;
  return {
    inServiceSinceUs: Math.max(health.inServiceSinceUs, trustedSinceUs),
    fullSinceUs: health.mode === 'healthy' ? Math.max(health.sinceUs, trustedSinceUs) : Infinity,
  };
}
