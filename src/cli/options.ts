/** Options that several commands share, read from their words. */
import { availableParallelism } from 'node:os';
import type { Shard } from '../run/joining';
import { UsageError } from './main';

const MOST_WORKERS = 256;
const MOST_SEED = 4294967295;

export function readCount(name: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= most) return count;
  throw new UsageError(
    `${name} must be a whole number from ${String(least)} to ${String(most)}, not "${text}".`,
  );
}

/** As many threads as there are cores, when nobody says how many. */
export function readWorkers(text = String(availableParallelism())): number {
  return readCount('--workers', text, 1, MOST_WORKERS);
}

/** The first and the last seed of a range. */
export function readSeeds(range: string): [from: number, to: number] {
  const [, from = NaN, to = NaN] = (/^(\d+)\.\.(\d+)$/.exec(range) ?? []).map(Number);
  if (from <= to && to <= MOST_SEED) return [from, to];
  throw new UsageError(
    `--seeds must be a range such as 1..1000, up to ${String(MOST_SEED)}, not "${range}".`,
  );
}

export function readShard(text: string): Shard {
  const [, part = NaN, of = NaN] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= of) return { part, of };
  throw new UsageError(`--shard must be one of so many, such as 2/8, not "${text}".`);
}
