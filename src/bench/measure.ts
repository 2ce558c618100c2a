/** Measuring: millions of operations a second, warm, the median of several segments. */

/** Exponential delays of a million microseconds on average, drawn once: the generator is not what is measured. */
export const increments = Float64Array.from({ length: 32_768 }, (_, i) => {
  const u = ((i * 2654435761) % 4294967296) / 4294967296;
  return Math.round(-Math.log(1 - u) * 1e6);
});

const SEGMENTS = 5;

/** Calls `operation` so many times a segment. @returns millions of calls a second, the median of five segments */
export function perSecond(times: number, operation: (index: number) => void): number {
  const rates: number[] = [];
  for (let segment = 0; segment <= SEGMENTS; segment++) {
    const started = performance.now();
    for (let i = 0; i < times; i++) operation(i);
    // The first segment warms up.
    if (segment > 0) rates.push(times / (performance.now() - started) / 1e3);
  }
  return median(rates);
}

/** Runs `segment` several times; it returns what it did. @returns millions a second, the median */
export function rateOf(segment: () => number): number {
  const rates: number[] = [];
  for (let i = 0; i <= SEGMENTS; i++) {
    const started = performance.now();
    const done = segment();
    if (i > 0) rates.push(done / (performance.now() - started) / 1e3);
  }
  return median(rates);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
