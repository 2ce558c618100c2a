/** The consistent hashing lab under one promise: for tests of promises about placement. */
import { standings, type AnyInvariant } from '../../kernel/invariant';
import type { TraceEntry } from '../../kernel/trace';
import { nodeOf, type World } from '../../kernel/world';
import { lab } from '../../labs/consistent-hashing/lab';
import { runFor } from '../../labs/testing/runs';
import type { HashRouterState } from '../../nodes/hash-router/index';
import type { KnobValues } from '../../scenario/build';

/** The lab after so many seconds. */
export function placedWorld(seconds: number, knobs: KnobValues = {}, inputs: readonly string[] = []): World {
  return runFor(lab, seconds, { knobs, inputs }).sim.world;
}

/** How a promise of the lab stands then. */
export function standingAfter(
  id: string,
  seconds: number,
  knobs: KnobValues = {},
  inputs: readonly string[] = [],
): { held: boolean; brokenAtSec: number; says: string } {
  const { sim } = runFor(lab, seconds, { knobs, inputs });
  const standing = standings(sim).find((one) => one.id === id);
  if (!standing) throw new Error(`The lab has no promise called ${id}.`);
  const { brokenAtUs, says } = standing;
  return { held: brokenAtUs < 0, brokenAtSec: brokenAtUs / 1_000_000, says };
}

/** What the router of a world holds. */
export function routerIn(world: World): HashRouterState {
  return nodeOf(world, 'router')?.state as HashRouterState;
}

/** Shows a promise a request that the router sends now. */
export function judgeSent(
  invariant: AnyInvariant,
  world: World,
  to: string,
  key: number,
): { held: boolean; says: string } {
  const indexOf = (id: string): number => nodeOf(world, id)?.index ?? -1;
  const link = world.links.findIndex(
    ({ from, to: end }) => from === indexOf('router') && end === indexOf(to),
  );
  const subject = { link, from: 'router', to, type: 'readThrough', role: 'request', body: { key } };
  const entry: TraceEntry = { kind: 'send', event: 1, cause: 0, atUs: world.nowUs, node: link, subject };
  const memo = invariant.init();
  invariant.observe?.(memo, entry, world);
  return { held: invariant.check(memo, world, -1), says: invariant.says(memo) };
}
