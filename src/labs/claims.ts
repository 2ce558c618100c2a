/** The claims of all labs, found by their folders and loaded when an experiment is judged. */
import type { Claims } from '../scenario/types';

const claims = import.meta.glob<Claims>('./*/claims.ts', { import: 'claims' });

/** Loads the claims of a lab. @throws Error when there is none of that id */
export function loadClaims(id: string): Promise<Claims> {
  const path = `./${id}/claims.ts`;
  if (!Object.hasOwn(claims, path)) throw new Error(`There are no claims for a lab called ${id}.`);
  return claims[path]();
}
