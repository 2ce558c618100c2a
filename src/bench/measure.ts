/** Measuring: millions of operations a second, warm, the median of several segments. */

/** Exponential delays of a million microseconds on average, drawn once: the generator is not what is measured. */
export const increments = Float64Array.from({ length: 32_768 }, (_, i) => {
  const u = ((i * 2654435761) % 4294967296) / 4294967296;
  return Math.round(-Math.log(1 - u) * 1e6);
});

const SEGMENTS = 5;

/** Calls `operation` so many times a segment. @returns millions of calls a second, the median of five segments */
export function perSecond(times: number, operation: (index: number) => void): number {
  return rateOf(() => {
    for (let i = 0; i < times; i++) operation(i);
    return times;
  });
}

/** Runs `segment` several times; it returns what it did. @returns millions a second, the median */
export function rateOf(segment: () => number): number {
  const rates: number[] = [];
  // The first segment warms up.
  for (let i = 0; i <= SEGMENTS; i++) {
    const started = performance.now();
    const done = segment();
    if (i > 0) rates.push(done / (performance.now() - started) / 1e3);
  }
  return median(rates);
}

/** The value in the middle, the upper one of two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
