/**
 * Log-linear histograms: a bucket is the exponent and the top six mantissa bits of a double, so that every bucket
 * is at most 1/64 of its value wide and its middle less than 0.8 % away. No logarithm is taken, so the bits agree
 * everywhere; merging is addition. Values ≤ 2⁻²⁰ share the lowest bucket, values ≥ 2⁴⁴ the highest.
 */
const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
const SUB_BITS = 6;
const LOWEST = (1023 - 20) << SUB_BITS;
const HIGHEST = ((1023 + 44) << SUB_BITS) - 1;

/** The bucket of a value. */
export function bucketOf(value: number): number {
  view[0] = value;
  const bucket = words[1] >>> (20 - SUB_BITS);
  if (value <= 0 || bucket < LOWEST) return 0;
  return (bucket > HIGHEST ? HIGHEST : bucket) - LOWEST;
}

/** The value in the middle of a bucket. */
export function bucketMiddle(bucket: number): number {
  if (bucket === 0) return 0;
  words[0] = 0;
  words[1] = (bucket + LOWEST) << (20 - SUB_BITS);
  const low = view[0];
  words[1] = (bucket + 1 + LOWEST) << (20 - SUB_BITS);
  return (low + view[0]) / 2;
}

/** A histogram that is being filled. `counts[i]` belongs to bucket `base + i`. */
export interface Histogram {
  base: number;
  counts: Float64Array;
  count: number;
  sum: number;
  min: number;
  max: number;
}

/** An empty histogram; its range grows with what comes. */
export function createHistogram(): Histogram {
  return { base: 0, counts: new Float64Array(0), count: 0, sum: 0, min: Infinity, max: -Infinity };
}

/** A copy of a histogram. */
export function copyHistogram({ base, counts, count, sum, min, max }: Histogram): Histogram {
  return { base, counts: counts.slice(), count, sum, min, max };
}

/** Adds one value. */
export function record(h: Histogram, value: number): void {
  const bucket = bucketOf(value);
  let index = bucket - h.base;
  if (index < 0 || index >= h.counts.length) {
    cover(h, bucket, bucket);
    index = bucket - h.base;
  }
  h.counts[index]++;
  h.count++;
  h.sum += value;
  if (value < h.min) h.min = value;
  if (value > h.max) h.max = value;
}

/** Makes the counts reach from bucket `low` to `high`, with a margin of half a binary order. */
function cover(h: Histogram, low: number, high: number): void {
  const margin = 1 << (SUB_BITS - 1);
  const empty = h.counts.length === 0;
  const from = Math.max(0, Math.min(empty ? low : h.base, low - margin));
  const to = Math.max(empty ? high : h.base + h.counts.length - 1, high + margin);
  const counts = new Float64Array(to - from + 1);
  if (!empty) counts.set(h.counts, h.base - from);
  h.base = from;
  h.counts = counts;
}

/** Empties a histogram and keeps its room. */
export function resetHistogram(h: Histogram): void {
  h.counts.fill(0);
  h.count = 0;
  h.sum = 0;
  h.min = Infinity;
  h.max = -Infinity;
}

/** A histogram that is closed: only the buckets that hold something. Never changes. */
export interface ClosedHistogram {
  readonly buckets: Int32Array;
  readonly counts: Float64Array;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

const NOTHING: ClosedHistogram = {
  buckets: new Int32Array(0),
  counts: new Float64Array(0),
  count: 0,
  sum: 0,
  min: Infinity,
  max: -Infinity,
};

/** The closed form of what a histogram holds now. */
export function closeHistogram(h: Histogram): ClosedHistogram {
  if (h.count === 0) return NOTHING;
  let used = 0;
  for (let i = 0; i < h.counts.length; i++) if (h.counts[i] > 0) used++;
  const buckets = new Int32Array(used);
  const counts = new Float64Array(used);
  let at = 0;
  for (let i = 0; i < h.counts.length; i++) {
    if (h.counts[i] === 0) continue;
    buckets[at] = h.base + i;
    counts[at++] = h.counts[i];
  }
  return { buckets, counts, count: h.count, sum: h.sum, min: h.min, max: h.max };
}

/** Adds a closed histogram to an open one. */
export function addClosed(to: Histogram, from: ClosedHistogram): void {
  if (from.count === 0) return;
  const last = from.buckets[from.buckets.length - 1];
  if (to.counts.length === 0 || from.buckets[0] < to.base || last >= to.base + to.counts.length) {
    cover(to, from.buckets[0], last);
  }
  for (let i = 0; i < from.buckets.length; i++) to.counts[from.buckets[i] - to.base] += from.counts[i];
  to.count += from.count;
  to.sum += from.sum;
  to.min = Math.min(to.min, from.min);
  to.max = Math.max(to.max, from.max);
}

/**
 * The nearest-rank quantile: the least value that a share `q` of all samples does not exceed, read from the middle
 * of its bucket and kept within what was seen; NaN when empty.
 */
export function quantile(h: Histogram, q: number): number {
  if (h.count === 0) return NaN;
  // A double may lie a little above the decimal fraction it stands for: .55 of 100 samples is the 55th, not the 56th.
  const rank = Math.max(1, Math.ceil(q * h.count * (1 - 1e-12)));
  let seen = 0;
  for (let i = 0; i < h.counts.length; i++) {
    seen += h.counts[i];
    if (seen >= rank) return Math.min(h.max, Math.max(h.min, bucketMiddle(h.base + i)));
  }
  return h.max;
}

/** Mean of all samples; NaN when empty. */
export function meanOf(h: { count: number; sum: number }): number {
  return h.count === 0 ? NaN : h.sum / h.count;
}
