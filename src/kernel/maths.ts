/**
 * Elementary functions that give the same bits in every JavaScript engine.
 *
 * `Math.log`, `exp`, `pow` and `sin` are only approximately specified by ECMAScript and do differ between
 * Node and Chromium, so everything below uses + − × ÷, `floor` and views on the bits of a double. Results are
 * within a few units in the last place of the true value; tests compare them with `Math.*`.
 */
const f64 = new Float64Array(1);
const u32 = new Uint32Array(f64.buffer);

// ln 2 in two parts: the high one has so few bits that k × HIGH is exact for every exponent k.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = 0.6931471805599453;
const SQRT2 = 1.4142135623730951;
const TWO_54 = 18014398509481984;

/** Natural logarithm. `ln(0)` is −Infinity, a negative argument gives NaN. */
export function ln(x: number): number {
  if (x > 0 && x < Infinity) {
    let exponent = 0;
    let value = x;
    if (value < 2.2250738585072014e-308) {
      value *= TWO_54;
      exponent = -54;
    }
    f64[0] = value;
    exponent += (u32[1] >>> 20) - 1023;
    u32[1] = (u32[1] & 0x000fffff) | 0x3ff00000;
    let mantissa = f64[0];
    if (mantissa > SQRT2) {
      mantissa *= 0.5;
      exponent += 1;
    }
    return exponent * LN2_HIGH + (lnNearOne(mantissa - 1) + exponent * LN2_LOW);
  }
  if (x === 0) return -Infinity;
  return x === Infinity ? Infinity : NaN;
}

/** ln(1 + f) for √½ ≤ 1 + f ≤ √2, by the series of 2 artanh(s), s = f / (2 + f). */
function lnNearOne(f: number): number {
  const s = f / (2 + f);
  const z = s * s;
  let sum = 1 / 23;
  for (let n = 21; n >= 3; n -= 2) sum = sum * z + 1 / n;
  // 2s = f − s·f, which keeps the leading term exact.
  return f - s * (f - 2 * z * sum);
}

/** e to the power x. */
export function exp(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x / LN2 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * r) / n;
  return scaleByPowerOfTwo(sum, k);
}

function scaleByPowerOfTwo(value: number, k: number): number {
  let scaled = value;
  let left = k;
  while (left > 1000) {
    scaled *= powerOfTwo(1000);
    left -= 1000;
  }
  while (left < -1000) {
    scaled *= powerOfTwo(-1000);
    left += 1000;
  }
  return scaled * powerOfTwo(left);
}

function powerOfTwo(k: number): number {
  u32[0] = 0;
  u32[1] = (k + 1023) << 20;
  return f64[0];
}

/**
 * x to the power y for x ≥ 0; integer powers up to 64 are by multiplication and so exact where doubles are.
 * The relative error is at most about (2 + 1.5 · |y · ln x|) · 2⁻⁵².
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (y !== y) return NaN;
  if (x === 0) return y > 0 ? 0 : Infinity;
  if (y === Math.floor(y) && y > 0 && y <= 64) {
    let result = 1;
    for (let base = x, left = y; left > 0; left = Math.floor(left / 2), base *= base) {
      if (left % 2 === 1) result *= base;
    }
    return result;
  }
  return exp(y * ln(x));
}

export const PI = 3.141592653589793;

/** Sine of 2π × turns: a full wave per unit, which spares the reduction by an inexact π. */
export function sinTurns(turns: number): number {
  let part = turns - Math.floor(turns);
  let sign = 1;
  if (part >= 0.5) {
    part -= 0.5;
    sign = -1;
  }
  if (part > 0.25) part = 0.5 - part;
  const x = part * 2 * PI;
  const z = x * x;
  let sum = 1;
  for (let n = 20; n >= 2; n -= 2) sum = 1 - (sum * z) / (n * (n + 1));
  return sign * x * sum;
}
