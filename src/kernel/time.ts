/** Simulated time is an integer number of microseconds since the start of the run, held in a double. */
export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

const UNITS: readonly [suffix: string, us: number][] = [
  ['us', 1],
  ['µs', 1],
  ['ms', US_PER_MS],
  ['s', US_PER_S],
  ['min', 60 * US_PER_S],
  ['h', 3_600 * US_PER_S],
];

/**
 * Reads a duration such as `250us`, `80ms`, `1.5s`, `2min`, with an optional sign.
 * @returns microseconds, rounded to an integer, or null when the text is not a duration or too long to count.
 */
export function parseDurationUs(text: string): number | null {
  const match = /^([+-]?\d+(?:\.\d+)?)\s*([a-zµ]+)$/.exec(text.trim());
  if (!match) return null;
  const unit = UNITS.find(([suffix]) => suffix === match[2]);
  const us = unit ? Math.round(Number(match[1]) * unit[1]) : NaN;
  return Number.isSafeInteger(us) ? us : null;
}

/** Writes a duration in the largest unit that keeps it short: `250 µs`, `80 ms`, `1.5 s`. */
export function formatDuration(us: number): string {
  const size = Math.abs(us);
  const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
  if (size < US_PER_MS) return `${trim(us, 0)} µs`;
  if (size < US_PER_S - 50) return `${trim(us / US_PER_MS, size < 10 * US_PER_MS ? 2 : 1)} ms`;
  return `${trim(us / US_PER_S, 3)} s`;
}
