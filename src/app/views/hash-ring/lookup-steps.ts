/** A key's lookup as steps in words, with what each of them looks at on the ring. Pure. */
import { searchSteps } from '../../../patterns/consistent-hashing/search';
import { hashTitle, hex, ownerOf, type RingPicture } from './picture';

export interface LookupStep {
  words: string;
  /** Index of the point looked at; −1 for none. */
  point: number;
  /** Points that may still be the one, from `low` to before `high`. */
  low: number;
  high: number;
}

/** From the hash over the search to the owner. */
export function lookupSteps(picture: RingPicture, key: number): LookupStep[] {
  const { points, pointOwners, positions, hash, title, ids } = picture;
  const position = positions[key] ?? 0;
  const name = `key-${String(key)}`;
  const owner = ownerOf(picture, key);
  const none = { point: -1, low: 0, high: 0 };
  const hashed = { ...none, words: `${hashTitle(hash)} of ${name} is ${hex(position)}.` };
  if (points === null || pointOwners === null) return [hashed, { ...none, words: byScheme(title, owner) }];
  let next = 0;
  const searched = searchSteps(points, position).map(({ low, high, middle, before }): LookupStep => {
    next = before ? middle + 1 : middle;
    const at = `${hex(points[middle] ?? 0)} of ${ids[pointOwners[middle] ?? -1] ?? ''}`;
    const turn = before ? 'lies before the key: look behind it' : 'does: look before it for an earlier one';
    const words = `${String(high - low)} points left. Does point ${String(middle)} come at or behind the key? ${at} ${turn}.`;
    return { words, point: middle, low, high };
  });
  const found = next === points.length ? 0 : next;
  const round =
    next === points.length
      ? 'No point comes behind the key, so round to point 0'
      : `Point ${String(found)} is the first`;
  return [
    hashed,
    ...searched,
    {
      words: `${round}: ${owner === '' ? 'nobody' : owner} owns ${name}.`,
      point: found,
      low: found,
      high: found + 1,
    },
  ];
}

function byScheme(title: string, owner: string): string {
  return `There are no points to search: ${title} gives it to ${owner === '' ? 'nobody' : owner}.`;
}
