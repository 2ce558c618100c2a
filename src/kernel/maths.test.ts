import { describe, expect, it } from 'vitest';
import { PI, exp, ln, pow, sinTurns } from './maths';

const bits = new BigInt64Array(1);
const double = new Float64Array(bits.buffer);

/** Place of a double among all doubles in ascending order. */
function placeOf(value: number): bigint {
  double[0] = value;
  return bits[0] < 0n ? -(bits[0] & 0x7fff_ffff_ffff_ffffn) : bits[0];
}

/** How many doubles lie from `a` to `b`: the error in units in the last place. */
function ulpsApart(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
  return Math.abs(Number(placeOf(a) - placeOf(b)));
}

/** `count` values spread evenly from `low` to `high`, both included. */
function spread(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** The largest error of a function over arguments, and the argument where it is. */
function worst(
  args: readonly number[],
  ours: (x: number) => number,
  oracle: (x: number) => number,
): { ulps: number; at: number } {
  let worstSoFar = { ulps: 0, at: NaN };
  for (const at of args) {
    const ulps = ulpsApart(ours(at), oracle(at));
    if (ulps > worstSoFar.ulps) worstSoFar = { ulps, at };
  }
  return worstSoFar;
}

describe('ln', () => {
  it('is within 2 ulp of Math.log from the smallest to the largest double', () => {
    const args = spread(-1074, 1023.999, 50_000).map((power) => 2 ** power);
    expect(worst(args, ln, Math.log).ulps).toBeLessThanOrEqual(2);
  });

  it('is within 2 ulp of Math.log close to 1, where it is nearly 0', () => {
    const args = spread(-52, -1, 20_000).flatMap((power) => [1 + 2 ** power, 1 - 2 ** power]);
    expect(worst(args, ln, Math.log).ulps).toBeLessThanOrEqual(2);
  });

  it('knows the special values', () => {
    expect([ln(1), ln(0), ln(-0), ln(Infinity)]).toEqual([0, -Infinity, -Infinity, Infinity]);
    expect([ln(-1), ln(-Infinity), ln(NaN)]).toEqual([NaN, NaN, NaN]);
    expect(ln(2)).toBe(Math.LN2);
    expect(ulpsApart(ln(Number.MIN_VALUE), Math.log(Number.MIN_VALUE))).toBeLessThanOrEqual(1);
    expect(ulpsApart(ln(Number.MAX_VALUE), Math.log(Number.MAX_VALUE))).toBeLessThanOrEqual(1);
  });
});

describe('exp', () => {
  it('is within 2 ulp of Math.exp from underflow to overflow', () => {
    expect(worst(spread(-745, 709.7, 100_000), exp, Math.exp).ulps).toBeLessThanOrEqual(2);
    expect(worst(spread(-1e-3, 1e-3, 10_001), exp, Math.exp).ulps).toBeLessThanOrEqual(2);
  });

  it('knows the special values', () => {
    expect([exp(0), exp(-0), exp(Infinity), exp(-Infinity), exp(NaN)]).toEqual([1, 1, Infinity, 0, NaN]);
    expect([exp(709.79), exp(-745.2)]).toEqual([Infinity, 0]);
    expect(exp(709.78)).toBeLessThan(Infinity);
    expect(exp(-745.1)).toBe(Number.MIN_VALUE);
  });

  it('undoes ln', () => {
    for (const x of [1e-300, 1e-9, 0.3, 2, 1e6, 1e300]) {
      expect(Math.abs(exp(ln(x)) / x - 1)).toBeLessThan(1e-13);
    }
  });
});

describe('pow', () => {
  // ln may be off by one unit, the product by half a unit, and both times it is the exponent that is off; exp and
  // the oracle add their own.
  it.each([-2.5, -1.2, -1, -0.8, -0.5, 0.1, 0.5, 1.5, 20.5])(
    'keeps the error its steps allow, y = %d',
    (y) => {
      for (const x of spread(-20, 20, 4001).map((power) => 2 ** power)) {
        const allowed = (3 + 1.5 * Math.abs(y * Math.log(x))) * Number.EPSILON;
        expect(Math.abs(pow(x, y) / x ** y - 1)).toBeLessThanOrEqual(allowed);
      }
    },
  );

  it('is exact for whole powers that a double can hold', () => {
    for (let base = 2; base <= 20; base++) {
      for (let power = 1; power <= 64 && base ** power <= Number.MAX_SAFE_INTEGER; power++) {
        expect(pow(base, power)).toBe(Number(BigInt(base) ** BigInt(power)));
      }
    }
    expect([pow(2, 64), pow(0.5, 64), pow(1.5, 2), pow(-2, 3)]).toEqual([2 ** 64, 2 ** -64, 2.25, -8]);
  });

  it('knows the special values', () => {
    expect([pow(7, 0), pow(NaN, 0), pow(1, 1e9), pow(0, 3), pow(0, -3)]).toEqual([1, 1, 1, 0, Infinity]);
    expect([pow(Infinity, 0.5), pow(Infinity, -1), pow(0.5, Infinity)]).toEqual([Infinity, 0, 0]);
    expect([pow(10, 400), pow(10, -400)]).toEqual([Infinity, 0]);
    expect([pow(-2, 0.5), pow(2, NaN), pow(0, NaN), pow(NaN, 2)]).toEqual([NaN, NaN, NaN, NaN]);
  });
});

describe('sinTurns', () => {
  it('is within 4e-16 of the sine over several waves, both ways', () => {
    for (const turns of spread(-3, 3, 12_001)) {
      // Taking whole turns off first spares the oracle an argument that is itself inexact.
      const part = turns - Math.round(turns);
      expect(Math.abs(sinTurns(turns) - Math.sin(2 * Math.PI * part))).toBeLessThan(4e-16);
    }
  });

  it('is exactly 0 at half turns, odd, and repeats itself', () => {
    for (const turns of [0, 0.5, 1, -0.5, 7]) expect(Math.abs(sinTurns(turns))).toBe(0);
    for (const turns of [0.25, 100.25, -0.75]) expect(ulpsApart(sinTurns(turns), 1)).toBeLessThanOrEqual(1);
    for (const turns of [0.0625, 0.125, 0.3125, 0.40625]) {
      expect(sinTurns(-turns)).toBe(-sinTurns(turns));
      expect(sinTurns(turns + 8)).toBe(sinTurns(turns));
    }
  });

  it('is not a number for what is no angle', () => {
    expect([sinTurns(NaN), sinTurns(Infinity)]).toEqual([NaN, NaN]);
  });

  it('uses the double next to π', () => {
    expect(PI).toBe(Math.PI);
  });
});
