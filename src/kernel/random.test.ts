import { describe, expect, it } from 'vitest';
import { copyPlain } from './plain';
import {
  createSplitMix64,
  createStreams,
  nextBelow,
  nextExponential,
  nextNormal,
  nextSplitMix64,
  nextU32,
  nextUniform,
  streamOffset,
  type RandomStreams,
} from './random';

const SEED = 42;

/** The first `count` values of a stream. */
function draw(
  name: string,
  count: number,
  next: (words: Int32Array, offset: number) => number,
  seed = SEED,
): Float64Array {
  const streams = createStreams();
  const offset = streamOffset(streams, seed, name);
  return Float64Array.from({ length: count }, () => next(streams.words, offset));
}

function mean(values: Float64Array, power = 1): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

/** Share of values for which the test holds. */
function shareOf(values: Float64Array, test: (value: number) => boolean): number {
  return values.filter(test).length / values.length;
}

/** Four standard errors of a share. */
function fourErrors(share: number, count: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / count);
}

describe('splitmix64', () => {
  it('GT KAV-1: seed 1234567', () => {
    const source = createSplitMix64(0, 1234567);
    const outputs = Array.from({ length: 5 }, () => {
      nextSplitMix64(source);
      return (BigInt(source.high) << 32n) | BigInt(source.low);
    });
    expect(outputs).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it('agrees with 64-bit integers for any seed, high word included', () => {
    const mask = (1n << 64n) - 1n;
    for (const [high, low] of [
      [0, 0],
      [0xffffffff, 0xffffffff],
      [0x12345678, 0x9abcdef0],
      [1, 0],
    ]) {
      const source = createSplitMix64(high, low);
      let state = (BigInt(high) << 32n) | BigInt(low);
      for (let i = 0; i < 100; i++) {
        nextSplitMix64(source);
        state = (state + 0x9e3779b97f4a7c15n) & mask;
        let z = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
        z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
        expect((BigInt(source.high) << 32n) | BigInt(source.low)).toBe(z ^ (z >> 31n));
      }
    }
  });
});

describe('sfc32', () => {
  it('gives the published outputs for state 0, 12345, 0, 1, after the twelve its seeding discards', () => {
    const words = Int32Array.of(0, 12345, 0, 1);
    for (let i = 0; i < 12; i++) nextU32(words, 0);
    expect(Array.from({ length: 10 }, () => nextU32(words, 0))).toEqual([
      235160590, 2967261163, 116171463, 2882324903, 362604721, 4227106926, 1933307004, 1608300071, 2256615412,
      2701957640,
    ]);
  });

  it('leaves the words of other streams alone', () => {
    const words = Int32Array.of(9, 8, 7, 6, 0, 12345, 0, 1, 5, 4, 3, 2);
    for (let i = 0; i < 13; i++) nextU32(words, 4);
    expect([...words.slice(0, 4), ...words.slice(8)]).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
  });
});

describe('streams', () => {
  const take = (streams: RandomStreams, name: string, count: number): number[] =>
    Array.from({ length: count }, () => nextU32(streams.words, streamOffset(streams, SEED, name)));

  it('GT INV-7: more streams, and draws from them, disturb nobody', () => {
    const alone = createStreams();
    const among = createStreams();
    const expected = take(alone, 'clients/arrivals', 300);
    const seen: number[] = [];
    for (let i = 0; i < 100; i++) {
      take(among, `s${String(i)}/service`, (i % 3) + 1);
      seen.push(...take(among, 'clients/arrivals', 3));
    }
    expect(seen).toEqual(expected);
  });

  it('differ by name and by seed', () => {
    const first = (seed: number, name: string): string => draw(name, 4, nextU32, seed).join(' ');
    const all = [1, 2, 4294967295].flatMap((seed) => ['', 'a', 'b', 'a/b'].map((name) => first(seed, name)));
    expect(new Set(all).size).toBe(12);
    expect(first(1, 'a')).toBe(first(1, 'a'));
  });

  it('are plain data: a copy goes on with the same numbers', () => {
    const streams = createStreams();
    take(streams, 'a', 5);
    const copy = copyPlain(streams);
    expect(take(copy, 'a', 20)).toEqual(take(streams, 'a', 20));
    expect(take(copy, 'new', 5)).toEqual(take(streams, 'new', 5));
  });

  it('give known numbers, which links and golden tests hang on', () => {
    expect([...draw('clients/arrivals', 3, nextU32, 7)]).toEqual([1437290545, 3546696851, 42821561]);
    expect(draw('e', 1000, nextExponential, 7).reduce((sum, value) => sum + value)).toBe(1004.8247572705885);
    expect(draw('n', 1000, nextNormal, 7).reduce((sum, value) => sum + value)).toBe(-0.35739022377897767);
  });
});

describe('nextUniform', () => {
  const values = draw('uniform', 400_000, nextUniform);

  it('lies on [0, 1) with the mean and the spread of a uniform quantity', () => {
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(mean(values, 2) - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / values.length));
  });

  it('has no correlation from one draw to the next', () => {
    let sum = 0;
    for (let i = 1; i < values.length; i++) sum += (values[i] - 0.5) * (values[i - 1] - 0.5);
    expect(Math.abs((12 * sum) / values.length)).toBeLessThan(4 / Math.sqrt(values.length));
  });

  it('uses 53 bits', () => {
    const scaled = values.map((value) => value * 2 ** 53);
    expect(scaled.every((value) => Number.isInteger(value))).toBe(true);
    expect(Math.abs(shareOf(scaled, (value) => value % 2 === 1) - 0.5)).toBeLessThan(
      fourErrors(0.5, values.length),
    );
  });
});

describe('nextBelow', () => {
  // Chi-square: mean n − 1, standard deviation √(2 (n − 1)).
  it.each([2, 3, 10, 100])('gives all of %d numbers the same chance', (n) => {
    const counts = new Float64Array(n);
    const draws = 200_000;
    for (const value of draw(`below ${String(n)}`, draws, (words, at) => nextBelow(words, at, n)))
      counts[value]++;
    const expected = draws / n;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.reduce((sum, count) => sum + count)).toBe(draws);
    expect(chiSquare).toBeLessThan(n - 1 + 4 * Math.sqrt(2 * (n - 1)));
  });

  it('knows only 0 below 1, and reaches into both halves of its greatest range', () => {
    expect(new Set(draw('one', 100, (words, at) => nextBelow(words, at, 1)))).toEqual(new Set([0]));
    const wide = draw('wide', 1000, (words, at) => nextBelow(words, at, 2 ** 31));
    expect(wide.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 31)).toBe(true);
    expect(Math.max(...wide)).toBeGreaterThan(2 ** 31 * 0.99);
    expect(Math.min(...wide)).toBeLessThan(2 ** 31 * 0.01);
  });
});

describe('nextExponential', () => {
  const values = draw('exponential', 1_000_000, nextExponential);

  // The n-th moment is n!, so the standard error of its estimate is √(((2n)! − n!²) / count).
  it.each([
    [1, 1, 1],
    [2, 2, 20],
    [3, 6, 684],
  ])('has moment %d within four standard errors', (power, moment, variance) => {
    expect(Math.abs(mean(values, power) - moment)).toBeLessThan(4 * Math.sqrt(variance / values.length));
  });

  it.each([0.001, 0.05, 0.5, 1, 2, 4, 7.5, 7.8, 9, 11])('exceeds %d as often as it should', (limit) => {
    const share = Math.exp(-limit);
    expect(Math.abs(shareOf(values, (value) => value > limit) - share)).toBeLessThan(
      fourErrors(share, values.length),
    );
  });

  it('is never negative', () => {
    expect(values.every((value) => value >= 0)).toBe(true);
  });

  it('starts the tail again at its end when the second draw falls into it too', () => {
    // Words that make the next two draws 0xffffff00: the lowest layer, beyond its edge.
    const words = Int32Array.of(0xffffff00, 0, Math.imul(0xfffffeff, 954_437_177), 0);
    expect(nextExponential(words, 0)).toBeGreaterThan(2 * 7.697);
  });
});

describe('nextNormal', () => {
  const values = draw('normal', 1_000_000, nextNormal);

  // Moments of the standard normal: 0, 1, 0, 3, with variances 1, 2, 15, 96 of their estimates.
  it.each([
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ])('has moment %d within four standard errors', (power, moment, variance) => {
    expect(Math.abs(mean(values, power) - moment)).toBeLessThan(4 * Math.sqrt(variance / values.length));
  });

  // Upper tail of the standard normal.
  it.each([
    [0, 0.5],
    [0.01, 0.49601064],
    [0.5, 0.30853754],
    [1, 0.15865525],
    [2, 0.02275013],
    [3, 0.001349898],
    [3.6, 0.00015910859],
    [3.7, 0.00010779973],
    [4, 0.000031671242],
  ])('is beyond ±%d as often as it should be, on both sides', (limit, share) => {
    const tolerance = fourErrors(share, values.length);
    expect(Math.abs(shareOf(values, (value) => value > limit) - share)).toBeLessThan(tolerance);
    expect(Math.abs(shareOf(values, (value) => value < -limit) - share)).toBeLessThan(tolerance);
  });

  it('has the right shape beyond the last layer, at 3.65', () => {
    const streams = createStreams();
    const offset = streamOffset(streams, SEED, 'tail');
    const limits = [3.7, 4.2, 4.5];
    const counts = [0, 0, 0];
    const draws = 10_000_000;
    for (let i = 0; i < draws; i++) {
      const size = Math.abs(nextNormal(streams.words, offset));
      if (size > limits[0]) for (let at = 0; at < 3; at++) if (size > limits[at]) counts[at]++;
    }
    for (const [at, share] of [2 * 0.00010779973, 2 * 0.000013345749, 2 * 0.0000033976731].entries()) {
      expect(Math.abs(counts[at] / draws - share)).toBeLessThan(fourErrors(share, draws));
    }
  });
});
