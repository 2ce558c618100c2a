/** The code a model is made of: it is loaded before `buildModel` puts it together. */
import { invariantIds, loadInvariants } from '../invariants/index';
import { kindNames, loadKinds } from '../nodes/index';
import type { Scenario } from './types';

/**
 * Loads what a scenario names: the kinds of its nodes, with their policies, and the promises to keep watch over. What
 * does not exist loads nothing; `buildModel` says so.
 * @returns null when all of it is there
 */
export function loadParts(
  { nodes }: Pick<Scenario, 'nodes'>,
  promises: readonly string[],
): Promise<unknown> | null {
  return together(loadKinds(nodes.map(({ kind }) => kind)), loadInvariants(promises));
}

/** Loads everything, for hosts that nobody waits for. */
export async function loadAllParts(): Promise<void> {
  await together(loadKinds(kindNames), loadInvariants(invariantIds));
}

/** All of what is under way; null when nothing is. */
export function together(...loads: readonly (Promise<unknown> | null)[]): Promise<unknown> | null {
  const pending = loads.filter((load) => load !== null);
  return pending.length > 0 ? Promise.all(pending) : null;
}
