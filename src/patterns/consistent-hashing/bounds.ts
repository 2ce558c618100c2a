/** Bounded loads: Mirrokni, Thorup and Zadimoghaddam, *Consistent Hashing with Bounded Loads* (2018). */
import { firstThatTakes, type Placement } from './placement';

/** 1.12 × 25 is a hair above 28 in binary; a hair is no load. */
const ROUNDING = 1e-9;

/** ⌈c·m/n⌉: the most that one of n nodes may have of a load of m. With c ≥ 1 there is always room for all. */
export function capacityOf(factor: number, load: number, nodes: number): number {
  return Math.ceil((factor * load) / nodes - ROUNDING);
}

/** Places keys one after the other on the first node with room. @returns the place of each, −1 without nodes */
export function placeBounded(placement: Placement, keys: readonly string[], factor: number): Int32Array {
  const capacity = capacityOf(factor, keys.length, placement.nodes);
  const loads = new Int32Array(placement.nodes);
  return Int32Array.from(keys, (key) => {
    const place = firstThatTakes(placement, key, (one) => loads[one] < capacity);
    if (place >= 0) loads[place]++;
    return place;
  });
}
