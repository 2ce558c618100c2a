/** Jump consistent hash: Lamping and Veach, *A Fast, Minimal Memory, Consistent Hash Algorithm* (2014). */

/** The generator's multiplier 2862933555777941757, in two halves. */
const HIGH = 0x27bb2ee6;
const LOW = 0x87b0b0fd;

/** The upper 32 bits of the product of two unsigned 32-bit integers. */
function upperProduct(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / 65536);
  return aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(((middle % 65536) + aLow * bHigh) / 65536);
}

/**
 * The bucket of a key of 64 bits. The key seeds a generator whose draws say at which numbers of buckets the key would
 * have moved; the last such jump below `buckets` is where it is.
 * @param high upper 32 bits of the key, `low` its lower 32 bits
 * @param buckets whole number from 1
 * @returns a whole number on [0, buckets)
 */
export function jumpHash(high: number, low: number, buckets: number): number {
  let upper = high >>> 0;
  let lower = low >>> 0;
  let bucket = -1;
  let next = 0;
  while (next < buckets) {
    bucket = next;
    upper = upperProduct(lower, LOW) + Math.imul(upper, LOW) + Math.imul(lower, HIGH);
    lower = (Math.imul(lower, LOW) + 1) >>> 0;
    // Adding one carries when it comes round to zero.
    upper = (upper + (lower === 0 ? 1 : 0)) >>> 0;
    next = Math.floor((bucket + 1) * (2147483648 / ((upper >>> 1) + 1)));
  }
  return bucket;
}
