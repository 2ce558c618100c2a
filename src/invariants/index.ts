/** All invariants, found by their files. Each is loaded when a run is to keep watch over it. */
import type { AnyInvariant } from '../kernel/invariant';

const files = import.meta.glob<AnyInvariant>(['./*.ts', '!./index.ts', '!./*.test.ts'], {
  import: 'invariant',
});
const loaded = new Map<string, AnyInvariant>();

/** Ids of all invariants, whether loaded or not. */
export const invariantIds: readonly string[] = Object.keys(files).map((path) => path.slice(2, -3));

/** The invariants that have been loaded, by id. */
export const invariants: ReadonlyMap<string, AnyInvariant> = loaded;

/** Loads invariants at the same time; null when they are there. An id that none has loads nothing. */
export function loadInvariants(ids: Iterable<string>): Promise<void> | null {
  const missing = [...new Set(ids)].filter((id) => invariantIds.includes(id) && !loaded.has(id));
  return missing.length > 0 ? fetchInvariants(missing) : null;
}

async function fetchInvariants(ids: readonly string[]): Promise<void> {
  const found = await Promise.all(ids.map((id) => files[`./${id}.ts`]()));
  for (const [i, invariant] of found.entries()) loaded.set(ids[i], invariant);
}
