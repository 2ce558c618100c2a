import { describe, expect, it } from 'vitest';
import { nextStep, STRATEGIES, type CachingStrategy, type Step, type StepEnd, type Variant } from '.';

const RIGHT: Variant = { updatesInsteadOfDeleting: false, writesInParallel: false };
const UPDATES: Variant = { ...RIGHT, updatesInsteadOfDeleting: true };
const PARALLEL: Variant = { ...RIGHT, writesInParallel: true };
const all = Object.keys(STRATEGIES) as CachingStrategy[];

/** The steps of a request up to its answer, when they end like this: well, where nothing is said. */
function stepsOf(
  strategy: CachingStrategy,
  op: 'read' | 'write',
  ends: Partial<Record<Step, StepEnd>> = {},
  variant = RIGHT,
): Step[] {
  const steps: Step[] = [];
  let last: Step | null = null;
  while (last !== 'answer' && steps.length < 10) {
    last = nextStep(strategy, { op, last, ended: last === null ? 'well' : (ends[last] ?? 'well') }, variant);
    steps.push(last);
  }
  return steps;
}

describe('recipes', () => {
  it.each(all)('[CS1] %s always comes to an answer', (strategy) => {
    const ends: StepEnd[] = ['well', 'badly', 'unknown'];
    const steps: Step[] = ['askCache', 'readThrough', 'readDatabase', 'writeDatabase', 'deleteFromCache'];
    for (const variant of [RIGHT, UPDATES, PARALLEL]) {
      for (const op of ['read', 'write'] as const) {
        for (const ended of ends) {
          const taken = stepsOf(
            strategy,
            op,
            Object.fromEntries(steps.map((step) => [step, ended])),
            variant,
          );
          expect(taken.at(-1)).toBe('answer');
          expect(new Set(taken).size).toBe(taken.length);
        }
      }
    }
  });

  it('[CS2] cache-aside answers a hit from the cache', () => {
    expect(stepsOf('cacheAside', 'read')).toEqual(['askCache', 'answer']);
  });

  it.each(['badly', 'unknown'] as const)(
    '[CS2] cache-aside fills after a lookup that ended %s',
    (askCache) => {
      const steps = stepsOf('cacheAside', 'read', { askCache });
      expect(steps).toEqual(['askCache', 'readDatabase', 'fillCache', 'answer']);
    },
  );

  it.each(['badly', 'unknown'] as const)('[CS2] a database that ends %s fills nothing', (readDatabase) => {
    const steps = stepsOf('cacheAside', 'read', { askCache: 'badly', readDatabase });
    expect(steps).toEqual(['askCache', 'readDatabase', 'answer']);
  });

  it.each(all.filter((strategy) => strategy !== 'cacheAside'))('[CS3] %s reads through', (strategy) => {
    expect(stepsOf(strategy, 'read')).toEqual(['readThrough', 'answer']);
    expect(stepsOf(strategy, 'read', { readThrough: 'badly' })).toEqual(['readThrough', 'answer']);
  });

  it.each(['cacheAside', 'readThrough', 'refreshAhead'] as const)(
    '[CS4] %s writes, then deletes',
    (strategy) => {
      expect(stepsOf(strategy, 'write')).toEqual(['writeDatabase', 'deleteFromCache', 'answer']);
      const unknown = stepsOf(strategy, 'write', { writeDatabase: 'unknown' });
      expect(unknown).toEqual(['writeDatabase', 'deleteFromCache', 'answer']);
      expect(stepsOf(strategy, 'write', { writeDatabase: 'badly' })).toEqual(['writeDatabase', 'answer']);
    },
  );

  it('[CS4] wrong on purpose: the copy is updated, when there is something to update it with', () => {
    expect(stepsOf('cacheAside', 'write', {}, UPDATES)).toEqual(['writeDatabase', 'updateCache', 'answer']);
    const unknown = stepsOf('cacheAside', 'write', { writeDatabase: 'unknown' }, UPDATES);
    expect(unknown).toEqual(['writeDatabase', 'deleteFromCache', 'answer']);
    const refused = stepsOf('cacheAside', 'write', { writeDatabase: 'badly' }, UPDATES);
    expect(refused).toEqual(['writeDatabase', 'answer']);
  });

  it('[CS5] the others hand their writes over', () => {
    expect(stepsOf('writeThrough', 'write')).toEqual(['writeThrough', 'answer']);
    expect(stepsOf('writeBehind', 'write')).toEqual(['writeBehind', 'answer']);
    expect(stepsOf('writeAround', 'write')).toEqual(['writeAround', 'answer']);
    expect(stepsOf('writeThrough', 'write', {}, PARALLEL)).toEqual(['writeBoth', 'answer']);
  });

  it('[CS4] [CS5] a mistake changes only the strategies it belongs to', () => {
    for (const strategy of all) {
      const right = stepsOf(strategy, 'write');
      if (right[0] !== 'writeDatabase') expect(stepsOf(strategy, 'write', {}, UPDATES)).toEqual(right);
      if (right[0] !== 'writeThrough') expect(stepsOf(strategy, 'write', {}, PARALLEL)).toEqual(right);
    }
  });
});
