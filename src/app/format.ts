/** Numbers and times as the page writes them. */

/** About three significant digits, but four places behind the point at most; a dash for nothing. */
export function formatNumber(value: number | string): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 10_000) return String(value);
  if (size >= 999_950) return `${trim(value / 1_000_000, 2)}M`;
  if (size >= 9_999.5) return `${trim(value / 1000, 1)}k`;
  if (size >= 100) return value.toFixed(0);
  return trim(value, size >= 10 ? 1 : size >= 0.1 ? 2 : 4);
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** A moment of the run, in seconds to the millisecond: `2.314 s`. */
export function formatMoment(us: number): string {
  return `${(us / 1_000_000).toFixed(3)} s`;
}

/** A moment to the tenth of a second. */
export function formatSince(us: number): string {
  return `${(us / 1_000_000).toFixed(1)} s`;
}

/** A span in the unit that keeps it short. */
export function formatSpan(us: number): string {
  const size = Math.abs(us);
  if (size < 999.5) return `${String(Math.round(us))} µs`;
  if (size < 999_950) return `${trim(us / 1_000, size < 10_000 ? 2 : 1)} ms`;
  return `${trim(us / 1_000_000, 2)} s`;
}

/** A speed as a ratio: `1:20` for slow motion, `4×` for fast. */
export function formatSpeed(speed: number): string {
  if (speed >= 1) return `${trim(speed, speed < 10 ? 1 : 0)}×`;
  return `1:${trim(1 / speed, 1 / speed < 10 ? 1 : 0)}`;
}
