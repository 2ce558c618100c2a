/** When requests come: the rate of a source over time, and the gap to the next arrival. */
import { sinTurns } from './maths';
import { US_PER_S } from './time';

export const SHAPES = ['steady', 'ramp', 'sine', 'burst'] as const;
export type ShapeName = (typeof SHAPES)[number];

/** How the rate of a source moves around its base. */
export interface Shape {
  name: ShapeName;
  /** Highest rate ÷ base rate. */
  peak: number;
  periodUs: number;
}

/** Steps a period is cut into: within one the rate counts as constant. */
const STEPS = 128;

/**
 * Rate ÷ base rate at a time. `ramp` climbs from 1 to the peak over one period and stays; `sine` swings between
 * 1/peak-ward low and peak around the base; `burst` is at the peak for the first tenth of every period.
 */
export function shapeFactor(shape: Shape, atUs: number): number {
  switch (shape.name) {
    case 'steady':
      return 1;
    case 'ramp':
      return 1 + (shape.peak - 1) * Math.min(1, atUs / shape.periodUs);
    case 'sine':
      return Math.max(0, 1 + (shape.peak - 1) * sinTurns(atUs / shape.periodUs));
    case 'burst':
      return atUs % shape.periodUs < shape.periodUs / 10 ? shape.peak : 1;
  }
}

/**
 * When the next arrival comes: where the area under the rate since `fromUs` reaches `area` arrivals (1 for evenly
 * spaced ones, an exponential draw for Poisson ones). Exact for the rate held constant within each 128th of a
 * period; not rounded, so that a source can carry the fraction of a microsecond on.
 * @param ratePerSec base rate, spikes included
 * @returns Infinity when the rate is 0
 */
export function nextArrivalUs(shape: Shape, ratePerSec: number, fromUs: number, area: number): number {
  if (ratePerSec <= 0) return Infinity;
  if (shape.name === 'steady') return fromUs + (area * US_PER_S) / ratePerSec;
  const stepUs = shape.periodUs / STEPS;
  let left = area;
  let atUs = fromUs;
  // At least one step in a period has a rate above 0, so this ends.
  for (;;) {
    const step = Math.floor(atUs / stepUs);
    const endUs = (step + 1) * stepUs;
    const rate = (ratePerSec * shapeFactor(shape, (step + 0.5) * stepUs)) / US_PER_S;
    const inStep = rate * (endUs - atUs);
    if (inStep >= left) return atUs + left / rate;
    left -= inStep;
    atUs = endUs;
  }
}
