/** All labs, found by their folders: cards at once, everything else when a lab is opened. */
import type { Claims, Lab, LabCard } from '../scenario/types';

const cards = import.meta.glob<LabCard>('./*/card.ts', { eager: true, import: 'card' });
const labs = import.meta.glob<Lab>('./*/lab.ts', { import: 'lab' });
const claims = import.meta.glob<Claims>('./*/claims.ts', { import: 'claims' });

export interface LabEntry extends LabCard {
  id: string;
}

/** Cards of all labs, in the order of the gallery within each family. */
export const labEntries: readonly LabEntry[] = Object.entries(cards)
  .map(([path, card]) => ({ id: path.split('/')[1], ...card }))
  .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));

/** Loads a lab; null when there is none of that id. */
export function loadLab(id: string): Promise<Lab> | null {
  const path = `./${id}/lab.ts`;
  return Object.hasOwn(labs, path) ? labs[path]() : null;
}

/** Loads the claims of a lab. @throws Error when there is none of that id */
export function loadClaims(id: string): Promise<Claims> {
  const path = `./${id}/claims.ts`;
  if (!Object.hasOwn(claims, path)) throw new Error(`There are no claims for a lab called ${id}.`);
  return claims[path]();
}
