/** What a hash router holds of its keys and nodes, for the promises about placement. */
import type { Message } from '../../kernel/message';
import type { SimNode, World } from '../../kernel/world';
import type { HashRouterState } from '../../nodes/hash-router/index';

export interface Router {
  node: SimNode;
  state: HashRouterState;
}

/** A node as a router that runs; null for any other. */
function routerOf(node: SimNode): Router | null {
  const state = node.state as Partial<HashRouterState> | null;
  return node.up && state?.layout && state.cold ? { node, state: state as HashRouterState } : null;
}

/** All routers that run. */
export function routersOf(world: Readonly<World>): Router[] {
  return world.nodes.flatMap((node) => routerOf(node) ?? []);
}

/** The router that sends this request to a node of its own; null for any other message. */
export function routerSending(world: Readonly<World>, message: Message): Router | null {
  if (message.role !== 'request') return null;
  const router = routerOf(world.nodes[world.links[message.link].from]);
  return router?.state.nodes.some(({ id }) => id === message.to) === true ? router : null;
}

/** The key a request is about. */
export function keyOf({ body }: Message): number {
  return (body as { key?: number } | null)?.key ?? 0;
}
