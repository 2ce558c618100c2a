/**
 * Client throttling: a client that sees many of its requests refused holds some back by itself, so that a callee
 * that is overloaded does not spend its time on refusing. Beyer et al., *Site Reliability Engineering*, chapter 21.
 */
export interface Throttle {
  bucketUs: number;
  /** Requests and accepted requests of each bucket, two numbers a bucket. Bucket `n` is at `n mod buckets`. */
  counts: Int32Array;
  /** Number of the newest bucket: `floor(time / bucketUs)`. */
  newest: number;
  requests: number;
  accepts: number;
}

const BUCKETS = 60;
const NUMBERS = 2;

/** A throttle that has seen nothing, and forgets what is older than `windowUs`. */
export function createThrottle(windowUs: number, nowUs: number): Throttle {
  const bucketUs = windowUs / BUCKETS;
  return {
    bucketUs,
    counts: new Int32Array(BUCKETS * NUMBERS),
    newest: Math.floor(nowUs / bucketUs),
    requests: 0,
    accepts: 0,
  };
}

/**
 * [RT10] Chance with which a request is held back now.
 * @param ratio K: how many requests a client may send for each that is accepted
 */
export function holdBackRatio({ requests, accepts }: Throttle, ratio: number): number {
  return Math.max(0, (requests - ratio * accepts) / (requests + 1));
}

/** [RT11] A request is wanted, whether it is sent or held back. */
export function countRequest(throttle: Throttle, nowUs: number): void {
  moveOn(throttle, nowUs);
  throttle.counts[placeOf(throttle.newest)]++;
  throttle.requests++;
}

/** [RT11] A request was answered well. */
export function countAccept(throttle: Throttle, nowUs: number): void {
  moveOn(throttle, nowUs);
  throttle.counts[placeOf(throttle.newest) + 1]++;
  throttle.accepts++;
}

function placeOf(bucket: number): number {
  return (bucket % BUCKETS) * NUMBERS;
}

/** Forgets the buckets that are too old. */
function moveOn(throttle: Throttle, nowUs: number): void {
  const present = Math.floor(nowUs / throttle.bucketUs);
  const { counts } = throttle;
  // After a long silence every bucket is emptied once, however many have passed.
  for (let bucket = Math.max(throttle.newest + 1, present - BUCKETS + 1); bucket <= present; bucket++) {
    const at = placeOf(bucket);
    throttle.requests -= counts[at];
    throttle.accepts -= counts[at + 1];
    counts[at] = counts[at + 1] = 0;
  }
  if (present > throttle.newest) throttle.newest = present;
}
