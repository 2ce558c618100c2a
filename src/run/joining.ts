/** Shards of a sweep: how their lines say what they are, and how they are put together again. */
import { murmur3 } from '../kernel/hash';
import { ENGINE_REVISION } from '../scenario/revision';
import { runCount, type SweepPlan } from './sweep-plan';
import type { RunSummary } from './view';

/** One of how many shards. */
export interface Shard {
  part: number;
  of: number;
}

/** What the line of a shard says beside its run. */
export interface ShardMark {
  /** The same for all shards of a sweep, and another for any other sweep or version. */
  id: string;
  /** Which run of the sweep it is, from 1, and how many there are. */
  run: number;
  runs: number;
  /** The shard that made it, such as `2/8`. */
  shard: string;
}

/** A run as a line of a shard has it. */
export type ShardLine = RunSummary & { sweep: ShardMark };

/** What the lines of a shard say beside their runs. @param run its place in the order of the sweep, from 0 */
export function markOf(plan: SweepPlan, { part, of }: Shard): (run: number) => ShardMark {
  const text = JSON.stringify([ENGINE_REVISION, plan]);
  const id = [1, 2].map((seed) => murmur3(text, seed).toString(16).padStart(8, '0')).join('');
  const runs = runCount(plan);
  return (run) => ({ id, run: run + 1, runs, shard: `${String(part)}/${String(of)}` });
}

/** Reads a line; null when it is none of a shard of a sweep. */
export function parseShardLine(text: string): ShardLine | null {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return null;
  }
  return isShardLine(line) ? line : null;
}

function isShardLine(line: unknown): line is ShardLine {
  if (typeof line !== 'object' || line === null || !('sweep' in line)) return false;
  const { sweep } = line;
  if (typeof sweep !== 'object' || sweep === null) return false;
  const { id, run, runs, shard } = sweep as Partial<Record<keyof ShardMark, unknown>>;
  const whole =
    Number.isInteger(run) && Number.isInteger(runs) && Number(run) >= 1 && Number(run) <= Number(runs);
  return whole && typeof id === 'string' && typeof shard === 'string' && /^\d+\/[1-9]\d*$/.test(shard);
}

/** The line that the whole sweep would have had in its place. */
export function wholeLine({ sweep: _, ...summary }: ShardLine): string {
  return JSON.stringify(summary);
}

/** Gathers the lines of shards, from wherever they stand, and tells what is wrong with them. */
export class Joining<P extends { name: string }> {
  private first: ShardMark | null = null;
  private readonly found = new Map<number, P>();

  /**
   * Notes a line.
   * @param place where it stands, and how to call that
   * @returns what is wrong with it, in a sentence, or null
   */
  note(line: ShardLine | null, place: P): string | null {
    if (!line) return `A line is not of a shard of a sweep: ${place.name}.`;
    const { sweep } = line;
    this.first ??= sweep;
    if (sweep.id !== this.first.id || sweep.runs !== this.first.runs) {
      return `A line is of another sweep than those before it: ${place.name}.`;
    }
    const before = this.found.get(sweep.run);
    if (before) return `Two lines are the same run: ${before.name} and ${place.name}.`;
    this.found.set(sweep.run, place);
    return null;
  }

  /** What is missing when all lines have been noted, in a sentence, or null. */
  problem(): string | null {
    if (!this.first) return 'There is no line in any of the files.';
    const { runs, shard } = this.first;
    const missing = runs - this.found.size;
    if (missing === 0) return null;
    const of = Number(shard.split('/')[1]);
    const parts = new Set<number>();
    for (let run = 1; run <= runs; run++) if (!this.found.has(run)) parts.add(((run - 1) % of) + 1);
    const named = [...parts]
      .sort((a, b) => a - b)
      .slice(0, 5)
      .map((part) => `${String(part)}/${String(of)}`);
    const others = parts.size > named.length ? [`${String(parts.size - named.length)} more`] : [];
    return `Of ${String(runs)} runs ${String(missing)} are missing, all from shard ${[...named, ...others].join(', ')}.`;
  }

  /** Where the lines stand, in the order of the whole sweep. */
  *places(): Generator<P> {
    for (let run = 1; run <= this.found.size; run++) {
      const place = this.found.get(run);
      if (place) yield place;
    }
  }
}
