/** How many replicas a request waits for. */
export type Level = 'one' | 'quorum' | 'all' | 'count';

/** Replicas that a level asks for [QS1]. `count` is the number for the level of that name. */
export function neededFor(level: Level, count: number, replicas: number): number {
  switch (level) {
    case 'one':
      return 1;
    case 'quorum':
      return Math.floor(replicas / 2) + 1;
    case 'all':
      return replicas;
    case 'count':
      return Math.min(count, replicas);
  }
}

/**
 * The chance that R replicas chosen by chance have nothing to do with the W that got the last write [QS2]:
 * C(N − W, R) / C(N, R) (Bailis et al., *Probabilistically Bounded Staleness*, 2012).
 */
export function missRatio(n: number, r: number, w: number): number {
  let ratio = 1;
  for (let i = 0; i < r; i++) ratio *= Math.max(0, n - w - i) / (n - i);
  return ratio;
}
