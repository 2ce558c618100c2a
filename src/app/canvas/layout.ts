/** Where the nodes of a lab stand: as its data say, or where the user has put them. */
import type { ScenarioNode } from '../../scenario/types';
import type { Box, Point } from './geometry';

/** Size of a card, the same for all kinds so that columns line up. */
export const CARD = { width: 200, height: 124 };

const KEY = 'faultline.layout.';

/** Places the user has given to nodes of a lab; nothing when storage holds nothing of use. */
export function storedPlaces(labId: string): Record<string, Point> {
  try {
    const data: unknown = JSON.parse(localStorage.getItem(KEY + labId) ?? '{}');
    if (typeof data !== 'object' || data === null) return {};
    const entries = Object.entries(data as Record<string, unknown>).filter(
      (entry): entry is [string, Point] => {
        const place = entry[1] as Partial<Point> | null;
        return Number.isFinite(place?.x) && Number.isFinite(place?.y);
      },
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

export function storePlaces(labId: string, places: Readonly<Record<string, Point>>): void {
  try {
    localStorage.setItem(KEY + labId, JSON.stringify(places));
  } catch {
    // A full or forbidden storage only means that places are not remembered.
  }
}

/** The box of a node's card. */
export function boxOf(node: ScenarioNode, places: Readonly<Record<string, Point>>): Box {
  const { x, y } = places[node.id] ?? { x: node.at[0], y: node.at[1] };
  return { x, y, ...CARD };
}
