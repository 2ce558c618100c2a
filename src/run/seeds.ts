/**
 * Who tries which seeds. Seeds are handed out in order and the lowest that hits wins, so that the result is the same
 * for any number of workers. Nothing here knows of a simulation.
 */

/** `count` seeds from `from` on, every `step`-th. */
export interface Seeds {
  from: number;
  step: number;
  count: number;
}

/** What came of trying some seeds in order: how many were tried, and the hit at which it ended. */
export interface Searched<H> {
  tried: number;
  hit: H | null;
}

/**
 * Every `of`-th seed of a range: part `part` of 1 … `of`. The parts have no seed in common and together all.
 * @param to the last seed of the range
 */
export function shardOf(from: number, to: number, part: number, of: number): Seeds {
  const first = from + part - 1;
  return { from: first, step: of, count: Math.max(0, Math.floor((to - first) / of) + 1) };
}

/** What is left of some seeds when the first `tried` have been tried. */
export function restOf({ from, step, count }: Seeds, tried: number): Seeds {
  return { from: from + tried * step, step, count: count - tried };
}

/** Hands out seeds in blocks and remembers what came of them. */
export class SeedBook<H extends { seed: number }> {
  /** Runs made so far, by all workers. */
  runs = 0;
  /** The hit with the lowest seed so far. */
  hit: H | null = null;
  private readonly seeds: Seeds;
  private readonly blockSize: number;
  private given = 0;

  constructor(seeds: Seeds, blockSize: number) {
    this.seeds = seeds;
    this.blockSize = blockSize;
  }

  /** The next block; null when there is none that could hold a lower hit. */
  take(): Seeds | null {
    const rest = restOf(this.seeds, this.given);
    const block = { ...rest, count: Math.min(this.blockSize, rest.count) };
    if (!this.wants(block)) return null;
    this.given += block.count;
    return block;
  }

  /** Whether these seeds could hold a hit that is lower than the one known. */
  wants(seeds: Seeds): boolean {
    return seeds.count > 0 && (this.hit === null || seeds.from < this.hit.seed);
  }

  note({ tried, hit }: Searched<H>): void {
    this.runs += tried;
    if (hit && (this.hit === null || hit.seed < this.hit.seed)) this.hit = hit;
  }

  /** How many seeds had to be tried, one after the other, to come this far: the same for any number of workers. */
  get tried(): number {
    const { from, step, count } = this.seeds;
    return this.hit === null ? count : (this.hit.seed - from) / step + 1;
  }

  /** Lets one worker try blocks until there are no more. It may end a block early, and is given the rest of it then. */
  async workThrough(tryOut: (seeds: Seeds) => Promise<Searched<H>>): Promise<void> {
    for (let block = this.take(); block !== null; block = this.take()) {
      let rest = block;
      while (this.wants(rest)) {
        const searched = await tryOut(rest);
        this.note(searched);
        if (searched.hit) break;
        rest = restOf(rest, searched.tried);
      }
    }
  }
}
