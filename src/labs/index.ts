/** All labs, found by their folders: cards at once, the labs themselves when they are opened. */
import type { Lab, LabCard } from '../scenario/types';

const cards = import.meta.glob<LabCard>('./*/card.ts', { eager: true, import: 'card' });
const labs = import.meta.glob<Lab>('./*/lab.ts', { import: 'lab' });

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
