/** A balancer in the middle of a run, and messages it might send: for tests of its promises. */
import type { AnyInvariant } from '../../kernel/invariant';
import type { Message } from '../../kernel/message';
import type { TraceEntry } from '../../kernel/trace';
import { nodeOf, type World } from '../../kernel/world';
import { lab } from '../../labs/load-balancing/lab';
import { runFor } from '../../labs/testing/runs';
import type { BalancerNodeState } from '../../nodes/balancer/index';
import type { KnobValues } from '../../scenario/build';

/** The load balancing lab after so many seconds. */
export function worldAfter(seconds: number, knobs: KnobValues = {}, inputs: readonly string[] = []): World {
  return runFor(lab, seconds, { knobs, inputs }).sim.world;
}

/** What the balancer of a world believes. */
export function balancerOf(world: World): BalancerNodeState {
  return nodeOf(world, 'lb')?.state as BalancerNodeState;
}

/** The entry of a message that the balancer sends now. */
export function sendTo(world: World, to: string, more: Partial<Message> = {}): TraceEntry {
  const indexOf = (id: string): number => nodeOf(world, id)?.index ?? -1;
  const link = world.links.findIndex(({ from, to: end }) => from === indexOf('lb') && end === indexOf(to));
  const subject = { link, from: 'lb', to, type: 'read', role: 'request', body: { client: 1 }, ...more };
  return { kind: 'send', event: 1, cause: 0, atUs: world.nowUs, node: link, subject };
}

/** What an invariant says after some entries, each seen in its world. */
export function judge(
  invariant: AnyInvariant,
  shown: readonly (readonly [World, TraceEntry])[],
): { held: boolean; says: string } {
  const memo = invariant.init();
  for (const [world, entry] of shown) invariant.observe?.(memo, entry, world);
  return { held: invariant.check(memo, shown[0][0], -1), says: invariant.says(memo) };
}
