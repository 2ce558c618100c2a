/** What a number says that was measured in several runs: its mean, its spread, and how well the mean is known. */
import { pow } from '../kernel/maths';

/** Some numbers in one row. What too few numbers cannot tell is NaN. */
export interface Spread {
  /** How many numbers there are; those that are NaN were left out. */
  count: number;
  mean: number;
  /** Sample standard deviation, from two numbers on. */
  deviation: number;
  /** Half the width of the 95 % interval of the mean, which is mean ± margin; from two numbers on. */
  margin: number;
  /** Between these lie nine of ten. */
  p5: number;
  p95: number;
}

/**
 * The spread of some numbers that do not depend on each other. The interval is Student's: in 95 of 100 such samples
 * it covers the true mean, when the numbers are about normally distributed or there are many.
 */
export function spreadOf(numbers: readonly number[]): Spread {
  const values = Float64Array.from(numbers.filter((value) => !Number.isNaN(value))).sort();
  const count = values.length;
  const mean = count > 0 ? sumOf(values) / count : NaN;
  // From the mean, in a second pass: the difference of two large sums would lose all digits.
  const deviation =
    count > 1 ? Math.sqrt(sumOf(values.map((x) => (x - mean) * (x - mean))) / (count - 1)) : NaN;
  const margin = count > 1 ? (studentFactor(count - 1) * deviation) / Math.sqrt(count) : NaN;
  return { count, mean, deviation, margin, p5: quantileOf(values, 0.05), p95: quantileOf(values, 0.95) };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * A quantile of sorted values, linear between the two that are nearest: type 7 of R. NaN when there is none.
 * @see Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996
 */
function quantileOf(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** Student's factor for 1 to 10 degrees of freedom, where the series is not good enough. */
const FIRST_FACTORS = [
  12.706204736, 4.30265273, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135,
  2.262157163, 2.228138852,
];

/** The same of the normal distribution, for any number of degrees of freedom. */
const NORMAL_FACTOR = 1.959963984540054;

/**
 * How many standard errors the 95 % interval of a mean reaches to each side: the 97.5 % quantile of Student's
 * distribution, right to five digits.
 * @param freedom degrees of freedom, a whole number from 1
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5
 */
export function studentFactor(freedom: number): number {
  if (freedom <= FIRST_FACTORS.length) return FIRST_FACTORS[freedom - 1];
  const x = (power: number): number => pow(NORMAL_FACTOR, power);
  const terms = [
    x(1),
    (x(3) + x(1)) / 4,
    (5 * x(5) + 16 * x(3) + 3 * x(1)) / 96,
    (3 * x(7) + 19 * x(5) + 17 * x(3) - 15 * x(1)) / 384,
    (79 * x(9) + 776 * x(7) + 1482 * x(5) - 1920 * x(3) - 945 * x(1)) / 92160,
  ];
  return terms.reduceRight((sum, term) => sum / freedom + term, 0);
}
