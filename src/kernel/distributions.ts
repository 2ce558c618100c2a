/**
 * Random quantities, as plain data: what a knob chooses and a checkpoint holds.
 * Sampling takes the words of the streams and the offset of one of them (`random.ts`).
 */
import { exp, ln, pow } from './maths';
import { nextExponential, nextNormal, nextUniform } from './random';

/** The shapes a service time, a latency or a patience may take; all have a mean the user sets. */
export const DISTRIBUTIONS = [
  'constant',
  'uniform',
  'exponential',
  'erlang2',
  'erlang4',
  'normal',
  'lognormal',
  'hyperexponential',
  'pareto',
] as const;
export type DistributionName = (typeof DISTRIBUTIONS)[number];

/** A distribution with mean `mean`; `cv` (standard deviation ÷ mean) matters to the last four shapes only. */
export interface Distribution {
  name: DistributionName;
  mean: number;
  cv: number;
}

/**
 * One value ≥ 0 with the given mean.
 *
 * Uniform runs from 0 to twice the mean. Normal is folded at 0, so that mean and cv hold for a cv below some .3.
 * Lognormal follows GT KAV-8: σ² = ln(1 + cv²). Hyperexponential has two
 * phases with balanced means and needs cv ≥ 1 (below, it is exponential). Pareto has the shape α that gives the
 * cv (α > 2) and a least value > 0.
 */
export function sample(words: Int32Array, offset: number, distribution: Distribution): number {
  const { mean, cv } = distribution;
  switch (distribution.name) {
    case 'constant':
      return mean;
    case 'uniform':
      return 2 * mean * nextUniform(words, offset);
    case 'exponential':
      return mean * nextExponential(words, offset);
    case 'erlang2':
      return (mean / 2) * (nextExponential(words, offset) + nextExponential(words, offset));
    case 'erlang4': {
      let sum = 0;
      for (let i = 0; i < 4; i++) sum += nextExponential(words, offset);
      return (mean / 4) * sum;
    }
    case 'normal':
      return Math.abs(mean + mean * cv * nextNormal(words, offset));
    case 'lognormal': {
      const { mu, sigma } = lognormalOf(mean, cv);
      return exp(mu + sigma * nextNormal(words, offset));
    }
    case 'hyperexponential':
      return sampleHyperexponential(words, offset, mean, cv);
    case 'pareto': {
      const alpha = paretoShape(cv);
      const least = (mean * (alpha - 1)) / alpha;
      return least * exp(nextExponential(words, offset) / alpha);
    }
  }
}

/** Parameters of the lognormal with this mean and coefficient of variation (GT KAV-8). */
export function lognormalOf(mean: number, cv: number): { mu: number; sigma: number } {
  const variance = ln(1 + cv * cv);
  return { mu: ln(mean) - variance / 2, sigma: Math.sqrt(variance) };
}

/** Two phases of balanced means: p₁ = (1 + √((c² − 1)/(c² + 1))) / 2, each phase contributing half the mean. */
function sampleHyperexponential(words: Int32Array, offset: number, mean: number, cv: number): number {
  const squared = Math.max(1, cv * cv);
  const p = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  const phase = nextUniform(words, offset) < p ? p : 1 - p;
  return (mean / (2 * phase)) * nextExponential(words, offset);
}

/** α of a Pareto with this coefficient of variation: cv² = 1 / (α (α − 2)). */
function paretoShape(cv: number): number {
  return 1 + Math.sqrt(1 + 1 / Math.max(1e-6, cv * cv));
}

/**
 * Cumulative weights of a Zipf(α) law over n ranks, with an index that finds a rank in O(1) on average.
 * Derived data: rebuilt from (n, α) whenever wanted and never part of a run's state.
 */
export interface ZipfTable {
  n: number;
  alpha: number;
  cumulative: Float64Array;
  /** `start[i]`: the first rank whose cumulative weight is above i / n. */
  start: Int32Array;
}

const zipfTables = new Map<string, ZipfTable>();
const ZIPF_TABLES_KEPT = 16;

/** The table of Zipf(α) over ranks 0 … n−1; rank k has weight (k + 1)^−α. α = 0 is uniform. */
export function zipfTable(n: number, alpha: number): ZipfTable {
  const key = `${String(n)}/${String(alpha)}`;
  let table = zipfTables.get(key);
  if (!table) {
    table = buildZipf(n, alpha);
    if (zipfTables.size >= ZIPF_TABLES_KEPT) zipfTables.clear();
    zipfTables.set(key, table);
  }
  return table;
}

function buildZipf(n: number, alpha: number): ZipfTable {
  const cumulative = new Float64Array(n);
  let sum = 0;
  for (let k = 0; k < n; k++) cumulative[k] = sum += alpha === 0 ? 1 : pow(k + 1, -alpha);
  for (let k = 0; k < n; k++) cumulative[k] /= sum;
  cumulative[n - 1] = 1;
  const start = new Int32Array(n);
  for (let i = 0, k = 0; i < n; i++) {
    while (cumulative[k] <= i / n) k++;
    start[i] = k;
  }
  return { n, alpha, cumulative, start };
}

/** A rank on 0 … n−1 drawn from the table. */
export function sampleZipf(words: Int32Array, offset: number, table: ZipfTable): number {
  const u = nextUniform(words, offset);
  let k = table.start[Math.floor(u * table.n)];
  while (table.cumulative[k] <= u) k++;
  return k;
}
